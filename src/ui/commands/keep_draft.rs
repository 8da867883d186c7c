//! Keeping a draft of the marks that no case file keeps.

use std::sync::Arc;

use egui::Context;

use crate::casefile::CaseFileChange;
use crate::casefile::writer::Writer;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Begins a draft where marks were made and nothing keeps them.
pub(crate) fn begin(window: &mut Window, ctx: &Context) {
    let Some(folder) = window.drafts.folder() else {
        return;
    };
    let is_whole = window.loading.is_none();
    let Some(opened) = window.opened.as_mut().filter(|_| is_whole) else {
        return;
    };
    if opened.file.is_some() || opened.read_from.is_some() || opened.count().is_nothing() {
        return;
    }
    let waker = ctx.clone();
    let case = Arc::clone(&opened.loaded.case);
    match Writer::start_draft(folder, case, move || waker.request_repaint()) {
        Ok(writer) => {
            opened.file = Some(writer);
            opened.keep(all(opened));
        }
        Err(error) => window.show_notice(text::draft_failed(&error.to_string()), true),
    }
}

/// All that was noted about a case.
fn all(opened: &OpenedCase) -> Vec<CaseFileChange> {
    let sessions = &opened.loaded.case.sessions;
    let marks = opened.marked.iter().filter_map(|(session, mark)| {
        let id = sessions.get(*session as usize)?.id;
        Some(CaseFileChange::Mark(id, mark.clone()))
    });
    let absent = opened.absent.iter();
    let absent = absent.map(|(id, mark)| CaseFileChange::Mark(*id, mark.clone()));
    let records = opened.record_marks.iter();
    let records = records.map(|(key, mark)| CaseFileChange::RecordMark(key.clone(), mark.clone()));
    let filters = opened.filters.iter();
    let filters =
        filters.map(|(name, text)| CaseFileChange::Filter(name.clone(), Some(text.clone())));
    marks.chain(absent).chain(records).chain(filters).collect()
}

/// Says it, once, when the draft of the case cannot be written, and lists the other drafts.
pub(crate) fn poll(window: &mut Window, ctx: &Context) {
    let file = window
        .opened
        .as_ref()
        .and_then(|opened| opened.file.as_ref());
    let error = file.filter(|file| file.is_draft()).and_then(Writer::error);
    if error != window.drafts.told {
        window.drafts.told.clone_from(&error);
        if let Some(error) = error {
            window.show_notice(text::draft_failed(&error), true);
        }
    }
    let is_quiet = window.loading.is_none() && window.work.is_none() && !window.is_closing();
    let case = window.opened.as_ref().map(|opened| &opened.loaded.case);
    window.drafts.poll(case, is_quiet, ctx);
}
