//! What comes of the system's file dialogs.

use egui::Context;

use super::{case_file_tasks, evidence};
use crate::ui::dialogs::{Dialog, DialogReply, DialogRequest};
use crate::ui::state::export_form::ExportChange;
use crate::ui::state::overlay::PromptKind;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Takes the reply of a file dialog.
pub(crate) fn poll(window: &mut Window, ctx: &Context) {
    let Some(reply) = window.dialog.as_mut().and_then(Dialog::poll) else {
        return;
    };
    let ask = window.dialog.take().map(|dialog| dialog.ask.clone());
    match (reply, ask) {
        (DialogReply::Chosen(paths), Some(DialogRequest::CaseFile)) => {
            if let Some(path) = paths.first() {
                case_file_tasks::save_at(window, path, ctx);
            }
        }
        (DialogReply::Chosen(paths), Some(DialogRequest::Save(_))) => {
            let form = window
                .opened
                .as_mut()
                .and_then(|opened| opened.export.as_mut());
            if let (Some(form), Some(path)) = (form, paths.first()) {
                form.change(ExportChange::Chosen(path.display().to_string()));
            }
        }
        (DialogReply::Chosen(paths), Some(DialogRequest::Picture)) => {
            let opened = window.opened.as_mut();
            let form = opened.and_then(|opened| opened.timeline.saving.as_mut());
            if let (Some(form), Some(path)) = (form, paths.first()) {
                form.choose(path.display().to_string());
            }
        }
        (DialogReply::Chosen(paths), _) => evidence::open(window, paths, ctx),
        (DialogReply::Cancelled, _) => {}
        // Marks are about to be left behind: the path is typed instead.
        (DialogReply::Unavailable(_), Some(DialogRequest::CaseFile)) if window.leave.is_some() => {
            window.ask(PromptKind::CasePath);
        }
        (DialogReply::Unavailable(why), _) => {
            log::warn!("no file dialog: {why}");
            window.show_notice(text::no_dialog(), true);
        }
    }
}
