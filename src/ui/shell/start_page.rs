//! The page before any evidence is opened.

use egui::{Button, Key, RichText, TextEdit, Ui};

use super::draft_list;
use crate::analysis::sentence::printable;
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::typed_path::typed_path;

const WIDTH: f32 = 560.0;

/// Draws the page.
pub(super) fn show(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let margin = ((ui.available_width() - WIDTH) / 2.0).max(0.0);
    ui.add_space((ui.available_height() * 0.16).max(8.0));
    ui.horizontal(|ui| {
        ui.add_space(margin);
        ui.vertical(|ui| {
            ui.set_max_width(WIDTH);
            ui.label(RichText::new(text::NAME).size(40.0).strong());
            ui.label(RichText::new(text::TAGLINE).size(15.0));
            ui.add_space(20.0);
            buttons(window, ui, out);
            ui.add_space(20.0);
            draft_list::list(window, ui, out);
            recent(window, ui, out);
            ui.add_space(20.0);
            ui.weak(text::READ_ONLY);
        });
    });
}

fn buttons(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let is_free = window.dialog.is_none();
        for (label, ask) in [
            (text::OPEN_FOLDER, DialogRequest::Folder),
            (text::OPEN_FILES, DialogRequest::Files),
        ] {
            let button = Button::new(RichText::new(label).size(16.0));
            if ui
                .add_enabled(is_free, button.min_size(egui::vec2(130.0, 32.0)))
                .clicked()
            {
                out.push(Command::Dialog(ask));
            }
        }
        if window.can_drop {
            ui.label(text::DROP_HERE);
        }
    });
    ui.add_space(12.0);
    let label = ui.label(text::PATH);
    ui.horizontal(|ui| {
        let mut path = window.path_text.clone();
        let edit = TextEdit::singleline(&mut path).desired_width(WIDTH - 80.0);
        let response = ui.add(edit).labelled_by(label.id);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let can_open = !typed_path(&path).as_os_str().is_empty();
        let clicked = ui.add_enabled(can_open, Button::new(text::OPEN)).clicked();
        if can_open && (clicked || entered) {
            out.push(Command::Evidence(EvidenceCommand::Open(vec![typed_path(
                &path,
            )])));
        }
        if response.changed() {
            out.push(Command::Evidence(EvidenceCommand::PathText(path)));
        }
    });
}

fn recent(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let prefs = &window.prefs;
    ui.horizontal(|ui| {
        ui.strong(text::RECENT);
        let mut keep = prefs.keep_recent;
        if ui.checkbox(&mut keep, text::KEEP_RECENT).changed() {
            out.push(Command::Evidence(EvidenceCommand::KeepRecent(keep)));
        }
        if !prefs.recent.is_empty() && ui.button(text::FORGET).clicked() {
            out.push(Command::Evidence(EvidenceCommand::ForgetRecent));
        }
    });
    for path in &prefs.recent {
        let shown = printable(&path.display().to_string());
        if ui.add(Button::new(shown).frame(false).truncate()).clicked() {
            out.push(Command::Evidence(EvidenceCommand::OpenRecent(path.clone())));
        }
    }
}
