//! What the current view shows, as a question to the case and its answer. It is asked again only when
//! the view, the filter or the sort changes; in the background when the case is large.

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
use super::folded_rows::{FoldedRows, Folding, Folds};
use super::grouped_rows::{GroupedRows, Grouping, RowMeaning};
use super::loaded_case::LoadedCase;
use super::route::{Route, SessionTab};
use super::row_filter::RowFilter;
use super::rows::{Marks, TableRows};
use super::selection::IndexSet;
use super::sorting::Sorting;
use super::spec::TableSpec;
use super::typed_rows::TypedRows;
use crate::analysis::bursts::{self, Burst};
use crate::analysis::filter::hidden::HiddenCounts;
use crate::analysis::filter::{Filter, FilterInput, select};
use crate::analysis::group_keys::UserKey;
use crate::analysis::grouping::only_tried::{self, Origin};
use crate::analysis::grouping::{self, Group};
use crate::analysis::session_total::SessionTotal;
use crate::analysis::{activities, coverage, neighbours, presence};

/// What a view should show.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The view.
    pub route: Route,
    /// The filter; its scope is that of the route.
    pub filter: Filter,
    /// The sort order; the table's own when `None`.
    pub sort: Option<Sorting>,
    /// The grouping.
    pub grouping: Option<Grouping>,
    /// How repeated attempts and names that were only tried are folded; `None` where each has its row.
    pub folding: Option<Folding>,
    /// The examiner's marks.
    pub marks: Marks,
}

/// What a view shows.
#[derive(Clone)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// The rows, grouped and folded if the question requested it.
    pub rows: Arc<dyn TableRows>,
    /// The rows without groups and folds.
    pub plain: Arc<dyn TableRows>,
    /// The groups.
    pub grouped: Option<Arc<GroupedRows>>,
    /// The folds; `None` where nothing is folded.
    pub folded: Option<Arc<FoldedRows>>,
    /// The rows on the screen, in their order.
    pub order: Arc<Vec<u32>>,
    /// The rows without those of folds, in the same order.
    pub unfolded: Arc<Vec<u32>>,
    /// The sort order.
    pub sort: Sorting,
    /// The sessions in view, in export order.
    pub sessions: Arc<Vec<u32>>,
    /// Their totals.
    pub total: SessionTotal,
    /// The sessions without the filter's time range: the timeline shows what lies around it.
    pub around: Arc<Vec<u32>>,
    /// The sessions that the filter finds and the default view hides, by reason; none where they are shown.
    pub hidden: HiddenCounts,
    /// The rows that represent what was selected in the early case.
    pub carried: Vec<u32>,
}

impl Question {
    fn around(&self) -> Self {
        let mut question = self.clone();
        (question.filter.from, question.filter.to) = (None, None);
        question.sort = None;
        question.grouping = None;
        question.folding = None;
        question
    }
}

impl Answer {
    /// The position of a row on the screen; where it is not shown, that of its fold, or of the header of its
    /// group.
    pub fn position_of(&self, row: u32) -> Option<usize> {
        let place = |row: u32| self.order.iter().position(|&other| other == row);
        place(row)
            .or_else(|| place(self.rows.fold_of(row)?))
            .or_else(|| place(self.rows.header_of(row)?))
    }

    /// The first row that is no header and no fold of what a row stands for.
    pub fn first_row_of(&self, row: u32) -> Option<u32> {
        if let Some(members) = self.rows.members(row) {
            return members.first().copied();
        }
        match &self.grouped {
            Some(groups) if self.rows.group(row).is_some() => groups.first_of(row),
            _ => Some(row),
        }
    }

    /// Rows, with the members of folds in the place of these.
    pub fn in_full(&self, rows: Vec<u32>) -> Vec<u32> {
        if self.folded.is_none() {
            return rows;
        }
        let mut seen = IndexSet::default();
        let mut full = Vec::with_capacity(rows.len());
        for row in rows {
            for &row in self.rows.members(row).unwrap_or(&[row]) {
                if !seen.contains(row) {
                    seen.set(row, true);
                    full.push(row);
                }
            }
        }
        full
    }
}

/// Answers a question, reusing the rows of `known` when only the sort differs. `None` when
/// `go_on` said that the answer is no longer wanted.
pub fn answer(
    loaded: &LoadedCase,
    question: Question,
    known: Option<&Answer>,
    go_on: &dyn Fn() -> bool,
) -> Option<Answer> {
    let same = known.filter(|known| {
        known.question.route == question.route
            && known.question.filter == question.filter
            && known.question.marks == question.marks
            && known.question.folding.is_some() == question.folding.is_some()
    });
    let (found, sessions) = if let Some(known) = same {
        let folds = known.folded.as_ref();
        let found = Found {
            rows: Arc::clone(&known.plain),
            folds: folds.map(|folded| Arc::clone(folded.folds())),
        };
        (found, Arc::clone(&known.sessions))
    } else {
        let sessions = Arc::new(sessions_in_view(loaded, &question, go_on)?);
        let found = rows(loaded, &question, &sessions, go_on)?;
        (found, sessions)
    };
    let plain = found.rows;
    let wide = question.around();
    let around = match known.filter(|known| known.question.around() == wide) {
        Some(known) => Arc::clone(&known.around),
        None if wide.filter == question.filter => Arc::clone(&sessions),
        None => Arc::new(sessions_in_view(loaded, &wide, go_on)?),
    };
    let hidden = match same {
        Some(known) => known.hidden,
        None => hidden(loaded, &question, go_on)?,
    };
    let sort = question.sort.unwrap_or_else(|| plain.first_sort().into());
    let grouped = match &question.grouping {
        Some(grouping) => Some(groups(loaded, &question, grouping, &plain, same, go_on)?),
        None => None,
    };
    let unfolded = order(&plain, grouped.as_deref(), &question, sort, same, go_on)?;
    let in_groups: Arc<dyn TableRows> = match &grouped {
        Some(groups) => Arc::clone(groups) as Arc<dyn TableRows>,
        None => Arc::clone(&plain),
    };
    let folded = found.folds.map(|folds| {
        let after_groups = grouped.as_ref().map(|groups| groups.after_last());
        let first = after_groups.unwrap_or(plain.len() as u32);
        Arc::new(FoldedRows::new(Arc::clone(&in_groups), folds, first))
    });
    let order = match folded.as_ref().zip(question.folding.as_ref()) {
        Some((folded, folding)) => Arc::new(folded.order(&unfolded, folding)),
        None => Arc::clone(&unfolded),
    };
    Some(Answer {
        total: SessionTotal::of(&loaded.session_index, sessions.iter().copied()),
        rows: match &folded {
            Some(folded) => Arc::clone(folded) as Arc<dyn TableRows>,
            None => in_groups,
        },
        question,
        plain,
        grouped,
        folded,
        order,
        unfolded,
        sort,
        sessions,
        around,
        hidden,
        carried: Vec::new(),
    })
}

/// How much a view has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Its rows, without the headers of groups.
    pub rows: usize,
    /// The sessions in view.
    pub sessions: usize,
}

/// How much a view has. `None` when `go_on` said that nobody wants to know any longer.
pub fn extent(
    loaded: &LoadedCase,
    question: &Question,
    go_on: &dyn Fn() -> bool,
) -> Option<Extent> {
    let sessions = sessions_in_view(loaded, question, go_on)?;
    let found = rows(loaded, question, &sessions, go_on)?;
    Some(Extent {
        rows: found.rows.len(),
        sessions: sessions.len(),
    })
}

/// The rows in their order, with the headers of groups; the known order where only folds were opened or
/// closed.
fn order(
    plain: &Arc<dyn TableRows>,
    grouped: Option<&GroupedRows>,
    question: &Question,
    sort: Sorting,
    same: Option<&Answer>,
    go_on: &dyn Fn() -> bool,
) -> Option<Arc<Vec<u32>>> {
    let is_known =
        |known: &&Answer| known.sort == sort && known.question.grouping == question.grouping;
    if let Some(known) = same.filter(is_known) {
        return Some(Arc::clone(&known.unfolded));
    }
    let sorted = go_on().then(|| plain.sorted(sort))?;
    Some(Arc::new(match grouped.zip(question.grouping.as_ref()) {
        Some((groups, grouping)) => groups.order(&sorted, sort, grouping),
        None => sorted,
    }))
}

/// The groups of the rows; the known ones where only their order or folding differs.
fn groups(
    loaded: &LoadedCase,
    question: &Question,
    grouping: &Grouping,
    plain: &Arc<dyn TableRows>,
    same: Option<&Answer>,
    go_on: &dyn Fn() -> bool,
) -> Option<Arc<GroupedRows>> {
    let column = |answer: &Answer| Some(answer.question.grouping.as_ref()?.column);
    let known = same.filter(|known| column(known) == Some(grouping.column));
    if let Some(groups) = known.and_then(|known| known.grouped.clone()) {
        return Some(groups);
    }
    let (rows, zone) = (Arc::clone(plain), &question.filter.zone);
    let meaning = match &question.route {
        route if route.lists_sessions() => RowMeaning::Session,
        route if route.is_list() => RowMeaning::Sessions,
        _ => RowMeaning::Other,
    };
    let by = (grouping.column, meaning);
    GroupedRows::new(rows, &loaded.session_index, by, zone, go_on).map(Arc::new)
}

/// What the view hides of what its filter finds.
fn hidden(
    loaded: &LoadedCase,
    question: &Question,
    go_on: &dyn Fn() -> bool,
) -> Option<HiddenCounts> {
    let route = &question.route;
    let is_asked = route.is_list() && !matches!(route, Route::At(..));
    if !is_asked || question.filter.show_hidden {
        return Some(HiddenCounts::default());
    }
    let filter = Filter {
        scope: route.scope(),
        ..question.filter.clone()
    };
    HiddenCounts::of(filter_input(loaded, question), &filter, go_on)
}

/// What a filter is applied to.
fn filter_input<'a>(loaded: &'a LoadedCase, question: &'a Question) -> FilterInput<'a> {
    FilterInput {
        activities: &loaded.case.activities,
        session_index: &loaded.session_index,
        standing_out: &loaded.standing_out,
        marked: &question.marks.sessions,
    }
}

fn sessions_in_view(
    loaded: &LoadedCase,
    question: &Question,
    go_on: &dyn Fn() -> bool,
) -> Option<Vec<u32>> {
    let case = &loaded.case;
    let mut filter = question.filter.clone();
    match &question.route {
        Route::Activity
        | Route::Evidence
        | Route::Problems
        | Route::LogonSessions
        | Route::LocalSessions => Some(Vec::new()),
        Route::Session(index, _) => Some(vec![*index]),
        Route::WhoWasOn(asked) => Some(who_was_on::all_sessions(case, asked, filter.show_hidden)),
        Route::At(time, host) => {
            let name = host.map(|host| case.host_name(host));
            Some(presence::at(case, name, *time, filter.show_hidden))
        }
        route => {
            filter.scope = route.scope();
            select(filter_input(loaded, question), &filter, go_on)
        }
    }
}

/// The rows of a view, and what of them is folded.
struct Found {
    rows: Arc<dyn TableRows>,
    folds: Option<Arc<Folds>>,
}

/// The rows of a view; `None` when `go_on` said that they are no longer wanted.
fn rows(
    loaded: &LoadedCase,
    question: &Question,
    in_view: &[u32],
    go_on: &dyn Fn() -> bool,
) -> Option<Found> {
    let base: Base<'_> = (loaded, &question.marks);
    let (case, session_index, outliers) = (&loaded.case, &loaded.session_index, &loaded.outliers);
    let is_folded = question.folding.is_some();
    let rows = match &question.route {
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
            matching(base, all, &LOGON_SESSIONS, (&question.filter, go_on))?
        }
        Route::LocalSessions => {
            let all = (0..).take(case.local_sessions.len()).collect();
            matching(base, all, &LOCAL_SESSIONS, (&question.filter, go_on))?
        }
        Route::Activity => {
            let all = activity::all(case, question.filter.show_hidden);
            matching(base, all, &ACTIVITIES, (&question.filter, go_on))?
        }
        Route::WhoWasOn(asked) => {
            let rows = who_was_on::rows(case, asked, question.filter.show_hidden);
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
