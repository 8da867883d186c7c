//! What the question who was there at a moment has besides the moment: the host, and the way to a list.

use egui::{ComboBox, Ui};

use crate::analysis::sentence::printable;
use crate::domain::session::HostIndex;
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::overlay::{OverlayCommand, PromptKind};
use crate::ui::text;

/// Draws the choice of the host, and the button that asks about a list.
pub(super) fn show(opened: &OpenedCase, ui: &mut Ui, out: &mut Vec<Command>) {
    let case = &opened.loaded.case;
    let chosen = opened
        .presence
        .host
        .map_or(text::ALL_HOSTS, |host| case.host_name(host));
    ui.horizontal(|ui| {
        let name = ui.label(text::ON_HOST);
        let choice = ComboBox::from_id_salt("presence host")
            .selected_text(printable(chosen))
            .width(260.0)
            .truncate()
            .show_ui(ui, |ui| {
                let all = opened.presence.host.is_none();
                if ui.selectable_label(all, text::ALL_HOSTS).clicked() {
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
        choice.response.labelled_by(name.id);
        if ui.button(text::ASK_LIST).clicked() {
            let ask = OverlayCommand::Ask(PromptKind::PresenceList);
            out.push(Command::Overlay(ask));
        }
    });
}
