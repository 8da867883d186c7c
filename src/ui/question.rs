//! What the current view shows, as a question to the case and its answer. Asked again only when
//! the view, the filter or the sort changes; in the background when the case is large.

use std::sync::Arc;

use crate::analysis::filter::{Filter, select};
use crate::analysis::names::Names;
use crate::analysis::outliers::Outliers;
use crate::analysis::{coverage, grouping, presence};
use crate::case::Case;

use super::detail::{Tab, activity, local, logons, sources};
use super::route::Route;
use super::rows::{Rows, Sort, TypedRows};
use super::views::{evidence, groups, hosts, problems, sessions};

/// Up to this many sessions a question is answered at once, within a frame.
pub const AT_ONCE: usize = 20_000;

/// A case with what is judged over all of it.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The case.
    pub case: Arc<Case>,
    /// How each user is written.
    pub names: Names,
    /// What stands out.
    pub outliers: Outliers,
}

impl Loaded {
    /// Judges a case.
    pub fn new(case: Case) -> Self {
        Self {
            names: Names::of(&case),
            outliers: Outliers::of(&case),
            case: Arc::new(case),
        }
    }
}

/// What is to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Which view.
    pub route: Route,
    /// Filtered by what; its scope is that of the route.
    pub filter: Filter,
    /// Sorted by what; the table's own first sort when `None`.
    pub sort: Option<Sort>,
}

/// What is shown.
#[derive(Clone)]
pub struct Answer {
    /// To which question.
    pub question: Question,
    /// The rows.
    pub rows: Arc<dyn Rows>,
    /// Their order.
    pub order: Arc<Vec<u32>>,
    /// Sorted by what.
    pub sort: Sort,
    /// The sessions in view, in export order.
    pub sessions: Arc<Vec<u32>>,
    /// The same without the filter's range of time: the timeline shows what lies around it.
    pub around: Arc<Vec<u32>>,
}

impl Question {
    fn around(&self) -> Self {
        let mut question = self.clone();
        (question.filter.from, question.filter.to) = (None, None);
        question.sort = None;
        question
    }
}

/// Answers a question; rows of `known` are used again when only the sort differs.
pub fn answer(loaded: &Loaded, question: Question, known: Option<&Answer>) -> Answer {
    let same = known.filter(|known| {
        known.question.route == question.route && known.question.filter == question.filter
    });
    let (rows, sessions) = if let Some(known) = same {
        (Arc::clone(&known.rows), Arc::clone(&known.sessions))
    } else {
        let sessions = Arc::new(sessions_in_view(loaded, &question));
        (rows(loaded, &question.route, &sessions), sessions)
    };
    let wide = question.around();
    let around = match known.filter(|known| known.question.around() == wide) {
        Some(known) => Arc::clone(&known.around),
        None if wide.filter == question.filter => Arc::clone(&sessions),
        None => Arc::new(sessions_in_view(loaded, &wide)),
    };
    let sort = question.sort.unwrap_or_else(|| rows.first_sort());
    let order = Arc::new(rows.sorted(sort));
    Answer {
        question,
        rows,
        order,
        sort,
        sessions,
        around,
    }
}

fn sessions_in_view(loaded: &Loaded, question: &Question) -> Vec<u32> {
    let case = &loaded.case;
    let mut filter = question.filter.clone();
    match &question.route {
        Route::Evidence | Route::Problems => Vec::new(),
        Route::Session(index, _) => vec![*index],
        Route::At(time, host) => {
            let name = host.map(|host| case.host_name(host));
            presence::at(case, name, *time, filter.show_hidden)
        }
        route => {
            filter.scope = route.scope();
            select(&loaded.case, &loaded.names, &filter)
        }
    }
}

fn rows(loaded: &Loaded, route: &Route, in_view: &[u32]) -> Arc<dyn Rows> {
    let case = &loaded.case;
    let (names, outliers) = (&loaded.names, &loaded.outliers);
    match route {
        Route::Users => table(
            case,
            grouping::users(case, names, outliers, in_view),
            &groups::USERS,
        ),
        Route::UserPlaces(_) => table(
            case,
            grouping::places(case, names, outliers, in_view),
            &groups::PLACES,
        ),
        Route::Ranges(_) => table(
            case,
            grouping::ranges(case, names, outliers, in_view),
            &groups::RANGES,
        ),
        Route::Sessions(_) | Route::At(..) => table(case, in_view.to_vec(), &sessions::SESSIONS),
        Route::Hosts => table(case, hosts::rows(case, in_view), &hosts::HOSTS),
        Route::Evidence => table(case, coverage::files(case), &evidence::EVIDENCE),
        Route::Problems => table(
            case,
            (0..case.problems.len() as u32).collect(),
            &problems::PROBLEMS,
        ),
        Route::Session(index, tab) => tab_rows(case, *index, *tab),
    }
}

fn tab_rows(case: &Arc<Case>, index: u32, tab: Tab) -> Arc<dyn Rows> {
    let session = case.sessions.get(index as usize);
    match tab {
        Tab::Summary | Tab::Sources => {
            let items = session.map(|session| session.sources.clone());
            table(case, items.unwrap_or_default(), &sources::SOURCES)
        }
        Tab::Logons => {
            let items = session.map(|session| session.logon_sessions.clone());
            table(case, items.unwrap_or_default(), &logons::LOGONS)
        }
        Tab::Local => table(case, local::visits(case, index), &local::VISITS),
        Tab::Activity => table(case, activity::of_session(case, index), &activity::ACTIVITY),
    }
}

fn table<T: Send + Sync + 'static>(
    case: &Arc<Case>,
    items: Vec<T>,
    shape: &'static super::rows::Shape<T>,
) -> Arc<dyn Rows> {
    Arc::new(TypedRows::new(Arc::clone(case), items, shape))
}
