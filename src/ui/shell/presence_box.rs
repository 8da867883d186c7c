//! The box that asks who was on a host at a moment.

use egui::{Button, ComboBox, Key, Ui};

use super::filter_bar::moment;
use crate::analysis::sentence::printable;
use crate::domain::session::HostIndex;
use crate::ui::command::Command;
use crate::ui::prefs::Preferences;
use crate::ui::state::Opened;
use crate::ui::text;

/// Draws the box.
pub fn show(opened: &Opened, prefs: &Preferences, ui: &mut Ui, out: &mut Vec<Command>) {
    let case = &opened.loaded.case;
    let name = ui.strong(text::AT);
    let chosen = opened
        .at
        .host
        .map_or(text::ALL_HOSTS, |host| case.host_name(host));
    let chosen_host = ComboBox::from_id_salt("presence host")
        .selected_text(printable(chosen))
        .width(ui.available_width())
        .truncate()
        .show_ui(ui, |ui| {
            if ui
                .selectable_label(opened.at.host.is_none(), text::ALL_HOSTS)
                .clicked()
            {
                out.push(Command::AtHost(None));
            }
            for (index, host) in (0..).zip(&case.hosts) {
                let index = HostIndex(index);
                let is_chosen = opened.at.host == Some(index);
                if ui
                    .selectable_label(is_chosen, printable(&host.name))
                    .clicked()
                {
                    out.push(Command::AtHost(Some(index)));
                }
            }
        });
    chosen_host.response.labelled_by(name.id);
    let hint = opened.example_time(&prefs.zone);
    let (response, text) = moment(ui, text::AT_TIME, &opened.at.text, (&prefs.zone, &hint));
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if response.changed() {
        out.push(Command::AtText(text));
    }
    let can_ask = prefs.zone.parse_moment(&opened.at.text).is_some();
    let clicked = ui.add_enabled(can_ask, Button::new(text::ASK)).clicked();
    if can_ask && (clicked || entered) {
        out.push(Command::AskAt);
    }
}
