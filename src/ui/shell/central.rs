//! The middle of the window: the timeline and the table, or a session.

use egui::Ui;

use crate::ui::app::App;
use crate::ui::command::Command;
use crate::ui::prefs::Preferences;
use crate::ui::question::Answer;
use crate::ui::route::{Route, Stop};
use crate::ui::state::Opened;
use crate::ui::text;
use crate::ui::views::session;
use crate::ui::widgets::table::Table;

/// Draws the current view.
pub fn show(app: &App, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(opened) = &app.opened else {
        return;
    };
    let (Some(stop), Some(answer)) = (opened.history.here(), opened.answer()) else {
        ui.label(text::WORKING);
        return;
    };
    if let Route::Session(index, tab) = stop.route {
        session::show(opened, &app.prefs, (index, tab), ui, out);
    } else {
        table(opened, &app.prefs, answer, stop, ui, out);
    }
}

/// Draws the table of an answer.
pub fn table(
    opened: &Opened,
    prefs: &Preferences,
    answer: &Answer,
    stop: &Stop,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    if answer.rows.is_empty() {
        let is_filtered = !opened.filter.is_empty() && stop.route.is_filtered();
        ui.add_space(12.0);
        ui.label(if is_filtered {
            text::NO_ROWS_FILTERED
        } else {
            text::NO_ROWS
        });
        return;
    }
    let mut actions = Vec::new();
    Table {
        rows: &*answer.rows,
        order: &answer.order,
        sort: answer.sort,
        selection: &stop.selection,
        reveal: opened.reveal,
        zone: &prefs.zone,
        widths: prefs.widths.get(answer.rows.name()).map(Vec::as_slice),
    }
    .show(ui, &mut actions);
    out.extend(actions.into_iter().map(Command::Table));
}
