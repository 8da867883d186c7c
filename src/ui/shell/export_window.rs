//! The window that exports what a view shows.

use std::time::Duration;

use egui::{Button, Id, Key, Modal, ProgressBar, TextEdit, Ui};

use crate::analysis::sentence::printable;
use crate::export::formats::FORMATS;
use crate::ui::actions::keys_of;
use crate::ui::commands::command::Command;
use crate::ui::commands::export::ExportCommand;
use crate::ui::dialogs::{DialogRequest, SaveRequest};
use crate::ui::state::export_form::{ExportChange, ExportForm, select_target, target_id};
use crate::ui::state::export_place;
use crate::ui::typed_path::typed_path;
use crate::ui::{text, theme};

/// How often the progress is drawn.
const REFRESH: Duration = Duration::from_millis(100);

/// Draws the window.
pub(super) fn show(form: &ExportForm, ui: &Ui, out: &mut Vec<Command>) {
    let modal = Modal::new(Id::unique("export")).show(ui.ctx(), |ui| {
        ui.set_width(560.0);
        ui.heading(text::EXPORT_TITLE);
        ui.add_space(theme::GAP);
        ui.add_enabled_ui(!form.is_writing(), |ui| choices(form, ui, out));
        ui.add_space(theme::GAP);
        ui.label(form.statement());
        ui.label(printable(&form.left_out()));
        ui.add_space(theme::GAP);
        ui.add_enabled_ui(!form.is_writing(), |ui| fields(form, ui, out));
        ui.add_space(theme::GAP);
        match &form.outcome {
            Some(Ok(done)) => {
                let color = theme::tokens(ui).text;
                ui.colored_label(color, printable(done));
            }
            Some(Err(why)) => {
                ui.colored_label(ui.visuals().error_fg_color, printable(why));
            }
            None if form.is_writing() => {
                ui.label(if form.is_stopping() {
                    text::CANCELLING
                } else {
                    text::WRITING
                });
                let bar = ProgressBar::new(form.fraction()).show_percentage();
                ui.add(bar);
                // Nothing else wakes the window while a thread writes.
                ui.ctx().request_repaint_after(REFRESH);
            }
            None => {}
        }
        ui.add_space(theme::GAP);
        ui.horizontal(|ui| {
            let can_write = !form.is_writing() && !matches!(form.outcome, Some(Ok(_)));
            if ui
                .add_enabled(can_write, Button::new(text::WRITE))
                .clicked()
            {
                out.push(Command::Export(ExportCommand::Write));
            }
            let close = if form.is_writing() {
                text::CANCEL
            } else {
                text::DONE
            };
            if ui.button(close).clicked() {
                out.push(Command::Export(ExportCommand::Close));
            }
        });
    });
    // A click outside the window does not stop writing; Escape does (`keys`).
    if modal.should_close() && !form.is_writing() {
        out.push(Command::Export(ExportCommand::Close));
    }
}

/// What is written, and of which rows.
fn choices(form: &ExportForm, ui: &mut Ui, out: &mut Vec<Command>) {
    let mut change = |change| out.push(Command::Export(ExportCommand::Change(change)));
    let subjects = form.choices();
    for (subject, label) in &subjects {
        if ui.radio(form.subject == *subject, label).clicked() {
            change(ExportChange::Subject(*subject));
        }
    }
    if subjects.len() > 1 {
        let keys = keys_of(text::EXPORT);
        ui.weak(format!("{keys} {}", text::NEXT_SUBJECT));
    }
    if form.has_choice() {
        ui.add_space(theme::GAP);
        for (only, label) in [(true, text::ONLY_SELECTED), (false, text::ALL_SHOWN)] {
            if ui.radio(form.is_selection() == only, label).clicked() {
                change(ExportChange::OnlySelected(only));
            }
        }
    }
}

/// The format and the file.
fn fields(form: &ExportForm, ui: &mut Ui, out: &mut Vec<Command>) {
    for &format in FORMATS {
        if ui.radio(form.format == format, format.title).clicked() {
            out.push(Command::Export(ExportCommand::Change(
                ExportChange::Format(format),
            )));
        }
    }
    ui.add_space(theme::GAP);
    let label = ui.label(text::TARGET);
    ui.horizontal(|ui| {
        let mut target = form.target().to_owned();
        let edit = TextEdit::singleline(&mut target)
            .id(target_id())
            .desired_width(450.0);
        let response = ui.add(edit).labelled_by(label.id);
        if response.changed() {
            out.push(Command::Export(ExportCommand::Change(
                ExportChange::Target(target),
            )));
        } else if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            out.push(Command::Export(ExportCommand::Write));
        }
        if ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
            if form.is_target_proposed() {
                select_target(ui.ctx(), form.target());
            }
        }
        if ui.button(text::CHOOSE).clicked() {
            out.push(Command::Dialog(DialogRequest::Save(save_request(form))));
        }
    });
}

/// The file dialog begins with what is in the box.
fn save_request(form: &ExportForm) -> SaveRequest {
    let (folder, name) = export_place::split(&typed_path(form.target()));
    SaveRequest {
        format: form.format,
        folder,
        name,
    }
}
