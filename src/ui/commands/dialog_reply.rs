//! What comes of the system's file dialogs.

use egui::Context;

use super::{case_file_tasks, evidence};
use crate::ui::dialogs::{Ask, Dialog, Reply};
use crate::ui::state::export_form::ExportChange;
use crate::ui::state::overlay::PromptKind;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Takes the reply of a file dialog.
pub fn poll(window: &mut Window, ctx: &Context) {
    let Some(reply) = window.dialog.as_mut().and_then(Dialog::poll) else {
        return;
    };
    let ask = window.dialog.take().map(|dialog| dialog.ask.clone());
    match (reply, ask) {
        (Reply::Chosen(paths), Some(Ask::CaseFile)) => {
            if let Some(path) = paths.first() {
                case_file_tasks::save_at(window, path, ctx);
            }
        }
        (Reply::Chosen(paths), Some(Ask::Save(_))) => {
            let form = window
                .opened
                .as_mut()
                .and_then(|opened| opened.export.as_mut());
            if let (Some(form), Some(path)) = (form, paths.first()) {
                form.change(ExportChange::Chosen(path.display().to_string()));
            }
        }
        (Reply::Chosen(paths), Some(Ask::Picture)) => {
            let opened = window.opened.as_mut();
            let form = opened.and_then(|opened| opened.timeline.saving.as_mut());
            if let (Some(form), Some(path)) = (form, paths.first()) {
                form.choose(path.display().to_string());
            }
        }
        (Reply::Chosen(paths), _) => evidence::open(window, paths, ctx),
        (Reply::Cancelled, _) => {}
        // Marks are about to be left behind: the path is typed instead.
        (Reply::Unavailable(_), Some(Ask::CaseFile)) if window.leave.is_some() => {
            window.ask(PromptKind::CasePath)
        }
        (Reply::Unavailable(why), _) => window.say(format!("{} ({why})", text::NO_DIALOG), true),
    }
}
