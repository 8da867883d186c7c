//! Commands of the export window.

use egui::Context;

use crate::tables::route::Route;
use crate::ui::state::export_form::{ExportChange, ExportForm, ExportSubject};
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Exports sessions.
#[derive(Clone, Debug)]
pub enum ExportCommand {
    /// Open the export window.
    Open,
    /// Change what it will write, how or where.
    Change(ExportChange),
    /// Write the export.
    Write,
    /// Close the export window; while it writes, stop that.
    Close,
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: ExportCommand, ctx: &Context) {
    if matches!(command, ExportCommand::Open) && window.loading.is_some() {
        return window.show_notice(text::EXPORT_LATER, false);
    }
    let Some(opened) = &mut window.opened else {
        return;
    };
    let marks = opened.marks();
    match (command, &mut opened.export) {
        (ExportCommand::Open, _) => open(opened),
        (ExportCommand::Change(change), Some(form)) => form.change(change),
        (ExportCommand::Write, Some(form)) => form.write(&opened.loaded.case, &marks, ctx),
        // A file that is being written is not left to itself.
        (ExportCommand::Close, Some(form)) if form.is_writing() => form.stop(),
        (ExportCommand::Close, Some(_)) => opened.export = None,
        (ExportCommand::Change(_) | ExportCommand::Write | ExportCommand::Close, None) => {}
    }
}

fn open(opened: &mut OpenedCase) {
    if opened.route() == Some(&Route::Activity) {
        let (shown, selected) = opened.export_activities();
        if !shown.is_empty() {
            let subject = ExportSubject::Activities;
            opened.export = Some(ExportForm::new(subject, selected, shown));
        }
        return;
    }
    let (sessions, is_selection) = opened.export_sessions();
    let shown = opened
        .answer()
        .map(|answer| answer.sessions.to_vec())
        .unwrap_or_default();
    let selected = if is_selection { sessions } else { Vec::new() };
    if !shown.is_empty() {
        opened.export = Some(ExportForm::new(ExportSubject::Sessions, selected, shown));
    }
}
