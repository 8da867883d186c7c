//! The middle of the window: the timeline and the table, or a session.

use egui::{Panel, Ui};

use super::panel_size::keep_size;
use super::{row_card, timeline_panel, view_head};
use crate::tables::route::Route;
use crate::ui::commands::command::Command;
use crate::ui::commands::detail::DetailCommand;
use crate::ui::commands::go::GoCommand;
use crate::ui::commands::table::TableCommand;
use crate::ui::state::detail_pane::DetailPane;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::{DetailPlace, Preferences};
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::views::session;
use crate::ui::views::table::table;
use crate::ui::views::timeline::Timeline;
use crate::ui::widgets::table::TableAction;

/// Draws the current view.
pub(super) fn show(window: &mut Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let prefs = &window.prefs;
    let Some(opened) = &mut window.opened else {
        return;
    };
    // The timeline keeps its own zoom: it is taken out while the rest is only read.
    let mut timeline = std::mem::take(&mut opened.timeline);
    timeline_panel::follow(opened, prefs, &mut timeline);
    view(opened, prefs, &mut timeline, ui, out);
    opened.timeline = timeline;
}

fn view(
    opened: &OpenedCase,
    prefs: &Preferences,
    timeline: &mut Timeline,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let (Some(stop), Some(answer)) = (opened.history.here(), opened.answer()) else {
        ui.label(text::WORKING);
        return;
    };
    if matches!(stop.route, Route::Session(..)) {
        session::show(opened, prefs, (stop, answer), ui, out);
        return;
    }
    if stop.route.is_list() && prefs.show_timeline {
        timeline_panel::show(opened, prefs, answer, timeline, ui, out);
    }
    let place = prefs.detail_at(ui.ctx().content_rect().width());
    if place.is_shown() && stop.route.lists_sessions() {
        beside(opened, (prefs, place), opened.pane.as_ref(), ui, out);
    }
    view_head::show(opened, prefs, answer, ui, out);
    let shows_records = Route::LogonSessions == stop.route
        || Route::LocalSessions == stop.route
        || Route::Activity == stop.route;
    if shows_records {
        session::record_panel(opened, ui);
    } else if !(place.is_shown() && stop.route.lists_sessions()) {
        row_card::show(opened, prefs, answer, ui, out);
    }
    table(opened, prefs, answer, stop, ui, out);
}

/// The session at the cursor, below the table or at its right. Its place is kept while there is none, so that
/// nothing moves between two clicks. What is done to it is separate from what is done to the table.
fn beside(
    opened: &OpenedCase,
    (prefs, place): (&Preferences, DetailPlace),
    pane: Option<&DetailPane>,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let mut did = Vec::new();
    let room = ui.available_size();
    let (panel, name, size) = match place {
        DetailPlace::Right => (Panel::right("detail right"), "detail right", room.x),
        _ => (Panel::bottom("detail below"), "detail below", room.y),
    };
    let drawn = panel
        .resizable(true)
        .default_size(prefs.panel(name, size * 0.45))
        .size_range(120.0..=(size * 0.75).max(121.0))
        .show(ui, |ui| {
            ui.push_id("detail", |ui| match pane {
                Some(pane) => {
                    session::show(opened, prefs, (&pane.stop, &pane.answer), ui, &mut did);
                }
                None => {
                    ui.weak(text::PICK_SESSION);
                }
            });
            ui.take_available_space();
        });
    let rect = drawn.response.rect;
    let size = match place {
        DetailPlace::Right => rect.width(),
        _ => rect.height(),
    };
    keep_size(ui, name, size, out);
    out.extend(did.into_iter().filter_map(|command| match command {
        Command::Go(GoCommand::Tab(tab)) => Some(Command::Detail(DetailCommand::Tab(tab))),
        // Its rows are few: they do not say how far a page of the table goes.
        Command::Table(TableCommand::Act(TableAction::Page(..))) => None,
        Command::Table(TableCommand::Act(action)) => {
            Some(Command::Detail(DetailCommand::Act(action)))
        }
        other => Some(other),
    }));
}
