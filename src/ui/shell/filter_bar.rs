//! The bar that filters.

use egui::{Button, Response, TextEdit, Ui};

use super::filter_box;
use crate::domain::time::DisplayZone;
use crate::tables::route::Route;
use crate::ui::commands::command::Command;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::text;

/// Draws the bar.
pub(super) fn show(opened: &OpenedCase, prefs: &Preferences, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.add_space(2.0);
    ui.horizontal_wrapped(|ui| {
        let is_filtered = opened.route().is_some_and(Route::is_filtered);
        filter_box::show(opened, prefs, is_filtered, ui, out);
        dates(opened, (is_filtered, &prefs.zone), ui, out);
        let can_clear = is_filtered && !opened.filter.is_empty();
        if ui
            .add_enabled(can_clear, Button::new(text::CLEAR))
            .clicked()
        {
            out.push(Command::Filter(FilterCommand::Clear));
        }
        if !opened.route().is_some_and(Route::is_list) {
            return;
        }
        ui.separator();
        let mut hidden = prefs.show_hidden;
        let response = ui.checkbox(&mut hidden, text::SHOW_HIDDEN);
        if response.on_hover_text(text::SHOW_HIDDEN_HINT).changed() {
            out.push(Command::View(ViewCommand::ShowHidden(hidden)));
        }
        let mut timeline = prefs.show_timeline;
        if ui.checkbox(&mut timeline, text::TIMELINE).changed() {
            out.push(Command::View(ViewCommand::ShowTimeline(timeline)));
        }
    });
    ui.add_space(2.0);
}

fn dates(opened: &OpenedCase, state: (bool, &DisplayZone), ui: &mut Ui, out: &mut Vec<Command>) {
    let (is_enabled, zone) = state;
    let filter = &opened.filter;
    let hint = opened.example_time(zone);
    for (label, typed, is_end) in [
        (text::FROM, &filter.from, false),
        (text::TO, &filter.to, true),
    ] {
        let boxed = ui.add_enabled_ui(is_enabled, |ui| moment(ui, label, typed, (zone, &hint)));
        let (response, text) = boxed.inner;
        if response.changed() {
            out.push(Command::Filter(FilterCommand::Time { is_end, text }));
        }
    }
}

/// A box for a moment; its text is red while it cannot be read.
pub(super) fn moment(
    ui: &mut Ui,
    label: &str,
    typed: &str,
    (zone, hint): (&DisplayZone, &str),
) -> (Response, String) {
    let name = ui.label(label);
    let mut text = typed.to_owned();
    let is_bad = !typed.trim().is_empty() && zone.parse_moment(typed).is_none();
    let mut edit = TextEdit::singleline(&mut text)
        .hint_text(hint)
        .desired_width(165.0);
    if is_bad {
        edit = edit.text_color(ui.visuals().error_fg_color);
    }
    let response = ui.add(edit).labelled_by(name.id);
    (response.on_hover_text(zone.label()), text)
}
