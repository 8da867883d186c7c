//! What the view needs after a change: its rows, the cursor where it was asked to go, and the session
//! next to the table.

use egui::Context;

use super::cursor;
use crate::tables::question::{Answer, Question, answer};
use crate::tables::route::Route;
use crate::ui::state::detail_pane::DetailPane;
use crate::ui::state::history::Stop;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::state::window::Window;

/// Requests what the view needs after a change, and puts the cursor where it was asked to go.
pub(crate) fn arrive(window: &mut Window, ctx: &Context) {
    if let Some(opened) = &mut window.opened {
        opened.refresh(&window.prefs, ctx);
        cursor::arrive_at_target(opened, ctx);
        update_pane(opened, &window.prefs, window.width);
        opened.refresh_story(&window.prefs, ctx);
    }
}

/// Shows the session at the cursor, where the view lists sessions and the pane is wanted.
fn update_pane(opened: &mut OpenedCase, prefs: &Preferences, width: f32) {
    let is_wanted =
        prefs.detail_at(width).is_shown() && opened.route().is_some_and(Route::lists_sessions);
    // The header of a group is not a session.
    let is_header = |(answer, row): (&Answer, u32)| answer.rows.group(row).is_some();
    let is_wanted = is_wanted && !opened.row_at_cursor().is_some_and(is_header);
    let session = opened.current_session().filter(|_| is_wanted);
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
        folding: None,
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
    opened.pane = Some(DetailPane { stop, answer });
}
