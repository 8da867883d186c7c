//! The box that asks who was on a host at a moment.

use egui::{Button, ComboBox, Key, Ui};

use super::filter_bar::moment;
use crate::analysis::sentence::printable;
use crate::domain::session::HostIndex;
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::overlay::{OverlayCommand, PromptKind};
use crate::ui::state::prefs::Preferences;
use crate::ui::text;

/// Draws the box.
pub(super) fn show(opened: &OpenedCase, prefs: &Preferences, ui: &mut Ui, out: &mut Vec<Command>) {
    let case = &opened.loaded.case;
    let name = ui.strong(text::AT);
    let chosen = opened
        .presence
        .host
        .map_or(text::ALL_HOSTS, |host| case.host_name(host));
    let chosen_host = ComboBox::from_id_salt("presence host")
        .selected_text(printable(chosen))
        .width(ui.available_width())
        .truncate()
        .show_ui(ui, |ui| {
            if ui
                .selectable_label(opened.presence.host.is_none(), text::ALL_HOSTS)
                .clicked()
            {
                out.push(Command::Go(GoCommand::PresenceHost(None)));
            }
            for (index, host) in (0..).zip(&case.hosts) {
                let index = HostIndex(index);
                let is_chosen = opened.presence.host == Some(index);
                if ui
                    .selectable_label(is_chosen, printable(&host.name))
                    .clicked()
                {
                    out.push(Command::Go(GoCommand::PresenceHost(Some(index))));
                }
            }
        });
    chosen_host.response.labelled_by(name.id);
    let hint = opened.example_time(&prefs.zone);
    let (response, text) = moment(
        ui,
        text::AT_TIME,
        &opened.presence.text,
        (&prefs.zone, &hint),
    );
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if response.changed() {
        out.push(Command::Go(GoCommand::PresenceText(text)));
    }
    let can_ask = prefs.zone.parse_moment(&opened.presence.text).is_some();
    let clicked = ui
        .horizontal(|ui| {
            let clicked = ui.add_enabled(can_ask, Button::new(text::ASK)).clicked();
            if ui.button(text::ASK_LIST).clicked() {
                let ask = OverlayCommand::Ask(PromptKind::PresenceList);
                out.push(Command::Overlay(ask));
            }
            clicked
        })
        .inner;
    if can_ask && (clicked || entered) {
        out.push(Command::Go(GoCommand::Presence));
    }
}
