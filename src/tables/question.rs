//! What the current view shows, as a question to the case and its answer. It is asked again only when
//! the view, the filter or the sort changes; in the background when the case is large.

use std::sync::Arc;

use super::definitions::who_was_on::{self};
use super::folded_rows::{FoldedRows, Folding};
use super::grouped_rows::{GroupedRows, Grouping, RowMeaning};
use super::loaded_case::LoadedCase;
use super::route::Route;
use super::rows::{Marks, TableRows};
use super::selection::IndexSet;
use super::sorting::Sorting;
use super::view_rows::{Found, ViewBase, rows};
use crate::analysis::filter::hidden::HiddenCounts;
use crate::analysis::filter::{Filter, FilterInput, select};
use crate::analysis::presence;
use crate::analysis::session_total::SessionTotal;

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
    /// What the rows of the view are made from.
    fn base<'a>(&'a self, loaded: &'a LoadedCase) -> ViewBase<'a> {
        ViewBase {
            loaded,
            route: &self.route,
            filter: &self.filter,
            marks: &self.marks,
            is_folded: self.folding.is_some(),
        }
    }

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
        let found = rows(&question.base(loaded), &sessions, go_on)?;
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
    let found = rows(&question.base(loaded), &sessions, go_on)?;
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
