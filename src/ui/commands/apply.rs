//! The dispatcher: every command of the user passes through `apply`.

use egui::Context;

use super::arrive::arrive;
use super::command::Command;
use super::{case_file, detail, edit, evidence, export, filter, go, mark, overlay, table, view};
use crate::ui::state::window::Window;

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: Command, ctx: &Context, frame: &eframe::Frame) {
    match command {
        Command::Dialog(ask) => window.open_dialog(ask, ctx, frame),
        Command::Evidence(command) => evidence::apply(window, command, ctx),
        Command::CaseFile(command) => case_file::apply(window, command, ctx, frame),
        Command::Go(command) => go::apply(window, command, ctx),
        Command::Detail(command) => detail::apply(window, command, ctx),
        Command::Table(command) => table::apply(window, command, ctx),
        Command::Filter(command) => filter::apply(window, command, ctx),
        Command::Mark(command) => mark::apply(window, &command),
        Command::Edit(command) => edit::apply(window, command),
        Command::View(command) => view::apply(window, command, ctx),
        Command::Export(command) => export::apply(window, command, ctx),
        Command::Overlay(command) => {
            for command in overlay::apply(window, command) {
                apply(window, command, ctx, frame);
                arrive(window, ctx);
            }
        }
    }
}
