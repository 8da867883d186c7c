//! Navigation: the current path of views from the top down, and the paths before and after it.

use std::sync::Arc;

use crate::domain::time::DisplayZone;
use crate::tables::folded_rows::Folding;
use crate::tables::grouped_rows::Grouping;
use crate::tables::loaded_case::LoadedCase;
use crate::tables::question::Answer;
use crate::tables::route::Route;
use crate::tables::rows::TableRows;
use crate::tables::selection::Selection;
use crate::tables::sorting::Sorting;
use crate::ui::route_label::route_label;

/// The list that a session was opened from, to step through it. Steps lead through attempts that are folded
/// as well: the row of a fold is no session.
#[derive(Clone)]
pub struct Siblings {
    rows: Arc<dyn TableRows>,
    /// All rows, without those of folds.
    order: Arc<Vec<u32>>,
    /// The rows on the screen.
    shown: Arc<Vec<u32>>,
    is_grouped: bool,
    /// Where among all rows the session is.
    pub position: usize,
}

impl Siblings {
    /// The list that `answer` shows, at a row.
    pub fn new(answer: &Answer, row: u32) -> Self {
        let mut all = answer.unfolded.iter();
        Self {
            rows: Arc::clone(&answer.rows),
            order: Arc::clone(&answer.unfolded),
            shown: Arc::clone(&answer.order),
            is_grouped: answer.grouped.is_some(),
            position: all.position(|&other| other == row).unwrap_or(0),
        }
    }

    /// The rows on the screen of the list, and where the session is among them: its own row, or that which it
    /// is folded into.
    pub fn on_screen(&self) -> Option<(Arc<Vec<u32>>, usize)> {
        let row = *self.order.get(self.position)?;
        let place = |row: u32| self.shown.iter().position(|&other| other == row);
        let place = place(row).or_else(|| place(self.rows.fold_of(row)?))?;
        Some((Arc::clone(&self.shown), place))
    }

    /// Which one it is, from 1, and how many there are; headers of groups are none.
    pub fn place(&self) -> (usize, usize) {
        if !self.is_grouped {
            return (self.position + 1, self.order.len());
        }
        let is_row = |row: &&u32| self.rows.group(**row).is_none();
        let before = self.order.iter().take(self.position + 1);
        let all = self.order.iter().filter(is_row).count();
        (before.filter(is_row).count(), all)
    }

    /// The neighbour `by` rows on, where there is one, and where it leads.
    pub fn step(&self, by: isize) -> Option<(usize, Route)> {
        let mut position = self.position;
        loop {
            position = position.checked_add_signed(by)?;
            let row = *self.order.get(position)?;
            // The header of a group leads nowhere.
            if by == 0 || self.rows.group(row).is_none() {
                return Some((position, self.rows.down(row)?));
            }
        }
    }
}

/// A view together with what the user did to its table.
#[derive(Clone)]
pub struct Stop {
    /// The view.
    pub route: Route,
    /// Its breadcrumb.
    pub label: String,
    /// Sorted by what; the table's own first sort when it was not chosen.
    pub sort: Option<Sorting>,
    /// The grouping.
    pub grouping: Option<Grouping>,
    /// Which folds are open.
    pub folding: Folding,
    /// The column that the keyboard acts on.
    pub column: usize,
    /// What is selected.
    pub selection: Selection,
    /// The list that it was opened from.
    pub siblings: Option<Siblings>,
}

impl Stop {
    /// A view in its initial state.
    pub fn new(route: Route, loaded: &LoadedCase, zone: &DisplayZone) -> Self {
        Self {
            label: route_label(&route, loaded, zone),
            route,
            sort: None,
            grouping: None,
            folding: Folding::default(),
            column: 0,
            selection: Selection::default(),
            siblings: None,
        }
    }
}

/// The path to the current view, never empty, and those that back and forward lead to.
#[derive(Clone)]
pub struct History {
    path: Vec<Stop>,
    back: Vec<Vec<Stop>>,
    forward: Vec<Vec<Stop>>,
}

impl History {
    /// Begins at `stop`.
    pub fn new(stop: Stop) -> Self {
        Self {
            path: vec![stop],
            back: Vec::new(),
            forward: Vec::new(),
        }
    }

    /// Stands at the end of a path; `None` when it has no stop.
    pub fn along(path: Vec<Stop>) -> Option<Self> {
        (!path.is_empty()).then(|| Self {
            path,
            back: Vec::new(),
            forward: Vec::new(),
        })
    }

    /// The stops from the top to the current view.
    pub fn path(&self) -> &[Stop] {
        &self.path
    }

    /// The current view.
    pub fn here(&self) -> Option<&Stop> {
        self.path.last()
    }

    /// The current view, to be changed.
    pub fn here_mut(&mut self) -> Option<&mut Stop> {
        self.path.last_mut()
    }

    /// The view above the current one.
    pub fn parent_mut(&mut self) -> Option<&mut Stop> {
        let above = self.path.len().checked_sub(2)?;
        self.path.get_mut(above)
    }

    /// Selects nothing anywhere: other rows will be shown.
    pub fn forget_selections(&mut self) {
        for stop in self.all_stops() {
            stop.selection = Selection::default();
        }
    }

    /// Writes the crumbs again, in another zone.
    pub fn label_again(&mut self, loaded: &LoadedCase, zone: &DisplayZone) {
        for stop in self.all_stops() {
            stop.label = route_label(&stop.route, loaded, zone);
        }
    }

    fn all_stops(&mut self) -> impl Iterator<Item = &mut Stop> {
        let others = self.back.iter_mut().chain(&mut self.forward).flatten();
        self.path.iter_mut().chain(others)
    }

    /// Goes one level down.
    pub fn down(&mut self, stop: Stop) {
        self.leave();
        self.path.push(stop);
    }

    /// Begins a new path.
    pub fn jump(&mut self, stop: Stop) {
        self.leave();
        self.path = vec![stop];
    }

    /// Puts another view in the place of the current one, as when stepping through sessions.
    pub fn replace(&mut self, stop: Stop) {
        if let Some(here) = self.path.last_mut() {
            *here = stop;
        }
    }

    /// Goes up so that `depth` levels remain; stays at the top.
    pub fn up_to(&mut self, depth: usize) {
        if depth >= 1 && depth < self.path.len() {
            self.leave();
            self.path.truncate(depth);
        }
    }

    /// Goes back, when there is anything to go back to.
    pub fn go_back(&mut self) {
        if let Some(path) = self.back.pop() {
            self.forward.push(std::mem::replace(&mut self.path, path));
        }
    }

    /// Goes forward again.
    pub fn go_forward(&mut self) {
        if let Some(path) = self.forward.pop() {
            self.back.push(std::mem::replace(&mut self.path, path));
        }
    }

    /// Whether back leads anywhere.
    pub fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }

    /// Whether forward leads anywhere.
    pub fn can_go_forward(&self) -> bool {
        !self.forward.is_empty()
    }

    fn leave(&mut self) {
        self.back.push(self.path.clone());
        self.forward.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::filter::Scope;
    use crate::tables::route::SessionTab;

    fn stop(route: Route) -> Stop {
        Stop::new(route, &LoadedCase::default(), &DisplayZone::Utc)
    }

    #[test]
    fn down_up_back_and_forward() {
        let mut history = History::new(stop(Route::Users));
        history.down(stop(Route::Sessions(Scope::default())));
        history.down(stop(Route::Session(4, SessionTab::Summary)));
        history.up_to(2);
        assert_eq!(history.path().len(), 2);
        history.go_back();
        let here = history.here().map(|stop| stop.route.clone());
        assert_eq!(here, Some(Route::Session(4, SessionTab::Summary)));
        history.go_forward();
        history.go_forward();
        history.up_to(2);
        assert_eq!(history.path().len(), 2);
    }

    #[test]
    fn a_new_step_forgets_what_lay_ahead() {
        let mut history = History::new(stop(Route::Users));
        history.jump(stop(Route::Evidence));
        history.go_back();
        history.jump(stop(Route::Problems));
        assert!(!history.can_go_forward());
    }
}
