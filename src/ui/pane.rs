//! The session at the cursor, in full, beside the table of sessions.

use egui::Context;

use super::history::Stop;
use super::prefs::Preferences;
use super::state::Opened;
use super::widgets::table::Action;
use crate::tables::question::{Answer, Question, answer};
use crate::tables::route::{Route, SessionTab};
use crate::tables::selection::Pick;

/// The session that is shown beside the table.
#[derive(Clone)]
pub struct Pane {
    /// Which session and tab, and what is selected in its table.
    pub stop: Stop,
    /// The rows of the tab.
    pub answer: Answer,
}

/// Shows the session at the cursor, where the view lists sessions and the pane is wanted.
pub fn update(opened: &mut Opened, prefs: &Preferences) {
    let is_wanted = prefs.detail.is_shown() && opened.route().is_some_and(Route::lists_sessions);
    // The header of a group is no session.
    let is_header = |(answer, row): (&Answer, u32)| answer.rows.group(row).is_some();
    let is_wanted = is_wanted && !opened.row_at_cursor().is_some_and(is_header);
    let session = opened.session_in_hand().filter(|_| is_wanted);
    let Some(session) = session else {
        opened.pane = None;
        return;
    };
    let route = Route::Session(session, opened.pane_tab);
    let known = opened.pane.as_ref();
    let sort = known
        .filter(|pane| pane.stop.route == route)
        .and_then(|pane| pane.stop.sort);
    let question = Question {
        route: route.clone(),
        filter: opened.filter.filter(prefs),
        sort,
        grouping: None,
        marks: opened.marks(),
    };
    if known.is_some_and(|pane| pane.answer.question == question) {
        return;
    }
    let is_other = known.is_none_or(|pane| pane.stop.route != route);
    let Some(answer) = answer(&opened.loaded, question, None, &|| true) else {
        return;
    };
    let stop = match &opened.pane {
        Some(pane) if !is_other => pane.stop.clone(),
        _ => Stop::new(route, &opened.loaded, &prefs.zone),
    };
    if is_other {
        opened.record.clear();
    }
    if opened.pane.is_none() {
        opened.steady = 2;
    }
    opened.pane = Some(Pane { stop, answer });
}

/// Does what the user did to the table of the pane; returns a view to go to.
pub fn act(opened: &mut Opened, action: &Action, ctx: &Context) -> Option<Route> {
    let pane = opened.pane.as_mut()?;
    match *action {
        Action::Pick(position, column, how) => {
            pick(opened, position, column, how, ctx);
            None
        }
        Action::Open(position) => {
            let row = *pane.answer.order.get(position)?;
            pane.answer.rows.down(row)
        }
        Action::Sort(column, also) => {
            let known = pane.answer.sort;
            pane.stop.sort = Some(if also {
                known.also(column)
            } else {
                known.by(column)
            });
            None
        }
        _ => None,
    }
}

fn pick(opened: &mut Opened, position: usize, column: usize, how: Pick, ctx: &Context) {
    let Some(pane) = &mut opened.pane else {
        return;
    };
    pane.stop.column = column;
    pane.stop.selection.pick(position, how, &pane.answer.order);
    let row = pane.answer.order.get(position);
    if let Some(event) = row.and_then(|&row| pane.answer.rows.event(row)) {
        opened.record.ask(&opened.loaded.case, event, ctx);
    }
}

/// Another tab of the pane.
pub fn show_tab(opened: &mut Opened, tab: SessionTab) {
    opened.pane_tab = tab;
    opened.record.clear();
}
