//! What the current view shows, as a question to the case and its answer. It is asked again only when
//! the view, the filter or the sort changes; in the background when the case is large.

use std::sync::Arc;

use super::definitions::activity::{self, ACTIVITIES, ACTIVITY};
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
use super::grouped_rows::{GroupedRows, Grouping};
use super::loaded_case::LoadedCase;
use super::route::{Route, SessionTab};
use super::row_filter::RowFilter;
use super::rows::{Marks, TableRows};
use super::sorting::Sorting;
use super::spec::TableSpec;
use super::typed_rows::TypedRows;
use crate::analysis::filter::hidden::HiddenCounts;
use crate::analysis::filter::{Filter, FilterInput, select};
use crate::analysis::session_total::SessionTotal;
use crate::analysis::{activities, coverage, grouping, neighbours, presence};

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
    /// The examiner's marks.
    pub marks: Marks,
}

/// What a view shows.
#[derive(Clone)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// The rows, grouped if the question requested it.
    pub rows: Arc<dyn TableRows>,
    /// The rows without groups.
    pub plain: Arc<dyn TableRows>,
    /// The groups.
    pub grouped: Option<Arc<GroupedRows>>,
    /// The rows on the screen, in their order.
    pub order: Arc<Vec<u32>>,
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
        question
    }
}

impl Answer {
    /// The position of a row on the screen; that of its group's header where the group is collapsed.
    pub fn position_of(&self, row: u32) -> Option<usize> {
        let place = |row: u32| self.order.iter().position(|&other| other == row);
        place(row).or_else(|| place(self.rows.header_of(row)?))
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
    });
    let (plain, sessions) = if let Some(known) = same {
        (Arc::clone(&known.plain), Arc::clone(&known.sessions))
    } else {
        let sessions = Arc::new(sessions_in_view(loaded, &question, go_on)?);
        let rows = rows(loaded, &question, &sessions, go_on)?;
        (rows, sessions)
    };
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
    let mut order = go_on().then(|| plain.sorted(sort))?;
    let mut grouped = None;
    if let Some(grouping) = &question.grouping {
        let groups = groups(loaded, &question, grouping, &plain, same, go_on)?;
        order = groups.order(&order, sort, grouping);
        grouped = Some(groups);
    }
    Some(Answer {
        total: SessionTotal::of(&loaded.session_index, sessions.iter().copied()),
        rows: match &grouped {
            Some(groups) => Arc::clone(groups) as Arc<dyn TableRows>,
            None => Arc::clone(&plain),
        },
        question,
        plain,
        grouped,
        order: Arc::new(order),
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
    let rows = rows(loaded, question, &sessions, go_on)?;
    Some(Extent {
        rows: rows.len(),
        sessions: sessions.len(),
    })
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
    GroupedRows::new(rows, &loaded.session_index, grouping.column, zone, go_on).map(Arc::new)
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

/// The rows of a view; `None` when `go_on` said that they are no longer wanted.
fn rows(
    loaded: &LoadedCase,
    question: &Question,
    in_view: &[u32],
    go_on: &dyn Fn() -> bool,
) -> Option<Arc<dyn TableRows>> {
    let base = (loaded, &question.marks);
    let route = &question.route;
    let (case, session_index, outliers) = (&loaded.case, &loaded.session_index, &loaded.outliers);
    Some(match route {
        Route::Users => table(
            base,
            grouping::users(session_index, outliers, in_view),
            &USERS,
        ),
        Route::UserPlaces(_) => table(
            base,
            grouping::places(session_index, outliers, in_view),
            &USER_PLACES,
        ),
        Route::Ranges(_) => table(
            base,
            grouping::ranges(session_index, outliers, in_view),
            &RANGES,
        ),
        Route::Sessions(_) | Route::At(..) => table(base, in_view.to_vec(), &SESSIONS),
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
    })
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
