//! Commands that open evidence and close it.

use std::path::PathBuf;

use egui::Context;

use super::{case_file_tasks, leave};
use crate::domain::path_class::PathClass;
use crate::ui::state::leave::AfterLeaving;
use crate::ui::state::path_question::{AfterConsent, PathQuestion};
use crate::ui::state::window::Window;
use crate::ui::text;

/// Opens evidence, stops that, closes it.
#[derive(Clone, Debug)]
pub enum EvidenceCommand {
    /// Load evidence.
    Open(Vec<PathBuf>),
    /// Open what was opened once.
    OpenRecent(PathBuf),
    /// Whether paths may be accessed that the examiner was asked about.
    AnswerPaths(bool),
    /// The text of the path box.
    PathText(String),
    /// Stop loading.
    CancelLoad,
    /// Back to the start page.
    Close,
    /// Switch the memory of opened paths on or off.
    KeepRecent(bool),
    /// Forget the opened paths.
    ForgetRecent,
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: EvidenceCommand, ctx: &Context) {
    match command {
        EvidenceCommand::Open(paths) => open(window, paths, ctx),
        EvidenceCommand::OpenRecent(path) => open_recent(window, path, ctx),
        EvidenceCommand::AnswerPaths(is_yes) => answer_paths(window, is_yes, ctx),
        EvidenceCommand::PathText(text) => window.path_text = text,
        EvidenceCommand::CancelLoad => {
            if let Some(loading) = &mut window.loading {
                loading.is_cancelling = true;
                loading.task.cancel();
            }
        }
        EvidenceCommand::Close => {
            leave::start(window, AfterLeaving::CloseCase, ctx);
        }
        EvidenceCommand::KeepRecent(keep) => window.prefs.set_keep_recent(keep),
        EvidenceCommand::ForgetRecent => window.prefs.recent.clear(),
    }
}

/// Opens evidence, or a case file and the evidence that it is about.
pub(crate) fn open(window: &mut Window, paths: Vec<PathBuf>, ctx: &Context) {
    if paths.is_empty() {
        return;
    }
    if window.is_loading() {
        return window.show_notice(text::BUSY, true);
    }
    leave::start(window, AfterLeaving::Open(paths), ctx);
}

/// Opens what was opened once. A path may have come from a case file then: one that may lead to another
/// machine is shown first.
fn open_recent(window: &mut Window, path: PathBuf, ctx: &Context) {
    if PathClass::of(&path).is_plain() {
        return open(window, vec![path], ctx);
    }
    window.path_question = Some(PathQuestion {
        paths: vec![path],
        then: AfterConsent::Open,
    });
}

/// Goes on with paths that the examiner was asked about, or does not.
fn answer_paths(window: &mut Window, is_yes: bool, ctx: &Context) {
    let Some(question) = window.path_question.take().filter(|_| is_yes) else {
        return;
    };
    match question.then {
        AfterConsent::Open => open(window, question.paths, ctx),
        AfterConsent::Load(request) => case_file_tasks::start(window, request, ctx),
    }
}
