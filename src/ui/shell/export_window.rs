//! The window that exports sessions.

use std::time::Duration;

use egui::{Button, Id, Key, Modal, ProgressBar, TextEdit, Ui};

use crate::analysis::sentence::printable;
use crate::export::formats::FORMATS;
use crate::ui::commands::command::Command;
use crate::ui::commands::export::ExportCommand;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::export_form::{ExportChange, ExportForm};
use crate::ui::{text, theme};

/// How often the progress is drawn.
const REFRESH: Duration = Duration::from_millis(100);

/// Draws the window.
pub(super) fn show(form: &ExportForm, ui: &Ui, out: &mut Vec<Command>) {
    let modal = Modal::new(Id::unique("export")).show(ui.ctx(), |ui| {
        ui.set_width(560.0);
        ui.heading(text::EXPORT_TITLE);
        ui.add_space(theme::GAP);
        ui.label(form.statement());
        if form.has_choice() {
            ui.add_enabled_ui(!form.is_writing(), |ui| {
                for (only, label) in [(true, text::ONLY_SELECTED), (false, text::ALL_SHOWN)] {
                    if ui.radio(form.is_selection == only, label).clicked() {
                        out.push(Command::Export(ExportCommand::Change(
                            ExportChange::OnlySelected(only),
                        )));
                    }
                }
            });
        }
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
        let mut target = form.target.clone();
        let edit = TextEdit::singleline(&mut target).desired_width(450.0);
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
        }
        if ui.button(text::CHOOSE).clicked() {
            out.push(Command::Dialog(DialogRequest::Save(form.format)));
        }
    });
}
