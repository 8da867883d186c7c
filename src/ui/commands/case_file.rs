//! Commands that save marks in a case file, and use drafts.

use std::path::PathBuf;

use egui::Context;

use super::{case_file_tasks, leave};
use crate::casefile::drafts::Draft;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::case_file_work::CaseFileRequest;
use crate::ui::state::leave::{AfterLeaving, LeaveAnswer};
use crate::ui::state::window::Window;
use crate::ui::text;

/// Saves marks in a case file, uses drafts.
#[derive(Clone, Debug)]
pub enum CaseFileCommand {
    /// Keep the marks in a case file; asks where.
    Save,
    /// Keep them in this one.
    SaveAt(PathBuf),
    /// What becomes of marks that no case file keeps.
    Leave(LeaveAnswer),
    /// Open a draft, and the evidence that it is about.
    OpenDraft(PathBuf),
    /// Take the marks of a draft over into the case that is shown.
    UseDraft(PathBuf),
    /// Ask whether a draft is to be discarded, or no longer.
    AskDiscardDraft(Option<Draft>),
    /// Remove a draft for good.
    DiscardDraft(PathBuf),
    /// The drafts of this evidence are no longer offered until it is opened again.
    PutDraftsOff,
}

/// Applies a command.
pub(crate) fn apply(
    window: &mut Window,
    command: CaseFileCommand,
    ctx: &Context,
    frame: &eframe::Frame,
) {
    let is_loading = window.loading.is_some();
    match command {
        CaseFileCommand::Save => save(window, ctx, frame),
        CaseFileCommand::SaveAt(_) if is_loading => window.show_notice(text::MARK_LATER, false),
        CaseFileCommand::SaveAt(path) => case_file_tasks::save_at(window, &path, ctx),
        CaseFileCommand::Leave(answer) => leave::answer(window, answer, ctx, frame),
        CaseFileCommand::OpenDraft(_)
        | CaseFileCommand::UseDraft(_)
        | CaseFileCommand::DiscardDraft(_)
            if is_loading =>
        {
            window.show_notice(text::BUSY, true);
        }
        CaseFileCommand::OpenDraft(path) => {
            leave::start(window, AfterLeaving::OpenDraft(path), ctx);
        }
        CaseFileCommand::UseDraft(path) => {
            if window.opened.is_some() {
                case_file_tasks::start(window, CaseFileRequest::UseDraft(path), ctx);
            }
        }
        CaseFileCommand::AskDiscardDraft(draft) => window.drafts.to_discard = draft,
        CaseFileCommand::DiscardDraft(path) => {
            window.drafts.to_discard = None;
            case_file_tasks::start(window, CaseFileRequest::Discard(path), ctx);
        }
        CaseFileCommand::PutDraftsOff => window.drafts.are_put_off = true,
    }
}

/// Asks where to keep the case; what has a file is always kept.
fn save(window: &mut Window, ctx: &Context, frame: &eframe::Frame) {
    let Some(opened) = &window.opened else {
        return;
    };
    let file = opened.file.as_ref().filter(|file| !file.is_draft());
    if let Some(file) = file {
        let words = text::kept_in(file.path());
        window.show_notice(words, false);
    } else {
        window.open_dialog(DialogRequest::CaseFile, ctx, frame);
    }
}
