//! The sizes that the user gives to panels.

use egui::Ui;

use crate::ui::commands::command::Command;
use crate::ui::commands::view::ViewCommand;

/// Keeps the size of a panel where the user drags its edge: other changes are those of the window.
pub(super) fn keep_size(ui: &Ui, name: &'static str, size: f32, out: &mut Vec<Command>) {
    let id = egui::Id::unique(("panel", name));
    let before: Option<f32> = ui.data(|data| data.get_temp(id));
    let is_other = before.is_some_and(|before| (before - size).abs() >= 1.0);
    if is_other && ui.input(|input| input.pointer.primary_down()) {
        out.push(Command::View(ViewCommand::Panel(name, size)));
    }
    ui.data_mut(|data| data.insert_temp(id, size));
}
