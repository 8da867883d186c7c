//! The rows of each view: which table it is, of which items, and what of them is folded.

use std::sync::Arc;

use super::definitions::activity::{self, ACTIVITIES, ACTIVITY};
use super::definitions::bursts::{BURSTS, BurstRow};
use super::definitions::evidence_files::EVIDENCE_FILES;
use super::definitions::hosts::{self, HOSTS};
use super::definitions::local_sessions::LOCAL_SESSIONS;
use super::definitions::logon_sessions::LOGON_SESSIONS;
use super::definitions::neighbours::NEIGHBOURS;
use super::definitions::problems::{self, PROBLEMS};
use super::definitions::ranges::RANGES;
use super::definitions::sessions::SESSIONS;
use super::definitions::sources::SOURCES;
use super::definitions::user_places::USER_PLACES;
use super::definitions::users::USERS;
use super::definitions::visits::{self, VISITS};
use super::definitions::who_was_on::{self, WHO_WAS_ON};
use super::folded_rows::Folds;
use super::loaded_case::LoadedCase;
use super::route::{Route, SessionTab};
use super::row_filter::RowFilter;
use super::rows::{Marks, TableRows};
use super::spec::TableSpec;
use super::typed_rows::TypedRows;
use crate::analysis::bursts::{self, Burst};
use crate::analysis::filter::Filter;
use crate::analysis::group_keys::UserKey;
use crate::analysis::grouping::only_tried::{self, Origin};
use crate::analysis::grouping::{self, Group};
use crate::analysis::{activities, coverage, neighbours};

/// The rows of a view, and what of them is folded.
pub(super) struct Found {
    /// The rows.
    pub rows: Arc<dyn TableRows>,
    /// What is folded; `None` where nothing is.
    pub folds: Option<Arc<Folds>>,
}

/// What the rows of a view are made from.
pub(super) struct ViewBase<'a> {
    /// The case.
    pub loaded: &'a LoadedCase,
    /// The view.
    pub route: &'a Route,
    /// The filter, for tables whose rows are not sessions.
    pub filter: &'a Filter,
    /// The examiner's marks.
    pub marks: &'a Marks,
    /// Whether rows that say the same are folded.
    pub is_folded: bool,
}

/// The rows of a view; `None` when `go_on` said that they are no longer wanted.
pub(super) fn rows(
    view: &ViewBase<'_>,
    in_view: &[u32],
    go_on: &dyn Fn() -> bool,
) -> Option<Found> {
    let loaded = view.loaded;
    let base: Base<'_> = (loaded, view.marks);
    let (case, session_index, outliers) = (&loaded.case, &loaded.session_index, &loaded.outliers);
    let (is_folded, filter) = (view.is_folded, view.filter);
    let rows = match view.route {
        Route::UserPlaces(_) => {
            let groups = grouping::places(session_index, outliers, in_view);
            return Some(with_names_folded(base, groups, &USER_PLACES, is_folded));
        }
        Route::Ranges(_) => {
            let groups = grouping::ranges(session_index, outliers, in_view);
            return Some(with_names_folded(base, groups, &RANGES, is_folded));
        }
        Route::Sessions(_) | Route::At(..) => {
            return with_attempts_folded(base, in_view, is_folded, go_on);
        }
        Route::Users => table(
            base,
            grouping::users(session_index, outliers, in_view),
            &USERS,
        ),
        Route::Hosts => table(
            base,
            hosts::rows(session_index, &loaded.security_cleared, in_view),
            &HOSTS,
        ),
        Route::Evidence => table(base, coverage::files(case), &EVIDENCE_FILES),
        Route::Problems => table(base, problems::rows(case), &PROBLEMS),
        Route::LogonSessions => {
            let all = (0..).take(case.logon_sessions.len()).collect();
            matching(base, all, &LOGON_SESSIONS, (filter, go_on))?
        }
        Route::LocalSessions => {
            let all = (0..).take(case.local_sessions.len()).collect();
            matching(base, all, &LOCAL_SESSIONS, (filter, go_on))?
        }
        Route::Activity => {
            let all = activity::all(case, filter.show_hidden);
            matching(base, all, &ACTIVITIES, (filter, go_on))?
        }
        Route::WhoWasOn(asked) => {
            let rows = who_was_on::rows(case, asked, filter.show_hidden);
            table(base, rows, &WHO_WAS_ON)
        }
        Route::Session(index, tab) => tab_rows(base, *index, *tab),
    };
    Some(Found { rows, folds: None })
}

/// Sessions, with repeated attempts folded.
fn with_attempts_folded(
    base: Base<'_>,
    in_view: &[u32],
    is_folded: bool,
    go_on: &dyn Fn() -> bool,
) -> Option<Found> {
    let session_index = &base.0.session_index;
    let rows = table(base, in_view.to_vec(), &SESSIONS);
    if !is_folded {
        return Some(Found { rows, folds: None });
    }
    let members = bursts::bursts(session_index, in_view, go_on)?;
    let session = |place: &u32| in_view.get(*place as usize).copied();
    let burst = |places: &Vec<u32>| {
        let sessions = places.iter().filter_map(session).collect();
        BurstRow::new(Burst::of(session_index, sessions), &base.1.sessions)
    };
    let sums = table(base, members.iter().map(burst).collect(), &BURSTS);
    Some(Found::new(rows, members, sums))
}

/// Users with their places or ranges, with the names folded that were only tried.
fn with_names_folded<P: Origin + Send + Sync + 'static>(
    base: Base<'_>,
    groups: Vec<Group<(UserKey, P)>>,
    spec: &'static TableSpec<Group<(UserKey, P)>>,
    is_folded: bool,
) -> Found {
    if !is_folded {
        let rows = table(base, groups, spec);
        return Found { rows, folds: None };
    }
    let session_index = &base.0.session_index;
    let members = only_tried::only_tried(session_index, &groups);
    let group = |place: &u32| groups.get(*place as usize);
    let sum = |places: &Vec<u32>| {
        let groups: Vec<&Group<(UserKey, P)>> = places.iter().filter_map(group).collect();
        only_tried::folded(session_index, &groups)
    };
    let sums = table(base, members.iter().filter_map(sum).collect(), spec);
    Found::new(table(base, groups, spec), members, sums)
}

impl Found {
    fn new(rows: Arc<dyn TableRows>, members: Vec<Vec<u32>>, sums: Arc<dyn TableRows>) -> Self {
        let folds = Folds::new(&*rows, members, sums);
        Self {
            rows,
            folds: (!folds.is_empty()).then(|| Arc::new(folds)),
        }
    }
}

fn tab_rows(base: Base<'_>, index: u32, tab: SessionTab) -> Arc<dyn TableRows> {
    let loaded = base.0;
    let case = &loaded.case;
    let session = case.sessions.get(index as usize);
    match tab {
        SessionTab::Summary | SessionTab::Sources => {
            let items = session.map(|session| session.sources.clone());
            table(base, items.unwrap_or_default().into(), &SOURCES)
        }
        SessionTab::Logons => {
            let items = session.map(|session| session.logon_sessions.clone());
            table(base, items.unwrap_or_default().into(), &LOGON_SESSIONS)
        }
        SessionTab::Local => table(base, visits::of_session(case, index), &VISITS),
        SessionTab::Neighbours => table(
            base,
            neighbours::of(&loaded.session_index, index),
            &NEIGHBOURS,
        ),
        SessionTab::Activity => table(base, activities::of_session(case, index), &ACTIVITY),
    }
}

/// The rows that the filter lets through, of a table whose rows are not sessions. `None` when `go_on` said
/// that they are no longer wanted.
fn matching<T: Clone + Send + Sync + 'static>(
    base: Base<'_>,
    all: Vec<T>,
    spec: &'static TableSpec<T>,
    (filter, go_on): (&Filter, &dyn Fn() -> bool),
) -> Option<Arc<dyn TableRows>> {
    /// How many rows are tested between two questions whether to go on.
    const AT_A_TIME: usize = 4096;
    let rows = table(base, all.clone(), spec);
    let matching = RowFilter::new(&*rows, filter);
    if matching.is_empty() {
        return Some(rows);
    }
    let mut found = Vec::new();
    for (row, item) in all.into_iter().enumerate() {
        if row % AT_A_TIME == 0 && !go_on() {
            return None;
        }
        if matching.matches(u32::try_from(row).unwrap_or(u32::MAX)) {
            found.push(item);
        }
    }
    Some(table(base, found, spec))
}

/// What every table is made from: the case and the examiner's marks.
type Base<'a> = (&'a LoadedCase, &'a Marks);

fn table<T: Send + Sync + 'static>(
    (loaded, marks): Base<'_>,
    items: Vec<T>,
    spec: &'static TableSpec<T>,
) -> Arc<dyn TableRows> {
    Arc::new(TypedRows::new(loaded, marks.clone(), items, spec))
}
