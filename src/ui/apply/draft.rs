//! Keeping a draft of the marks that no case file keeps, and what is done with other drafts.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use super::case_file::{self, Request};
use crate::casefile::Change;
use crate::casefile::writer::Writer;
use crate::ui::app::App;
use crate::ui::state::Opened;
use crate::ui::text;

/// Begins a draft where marks were made and nothing keeps them.
pub fn begin(app: &mut App, ctx: &Context) {
    let Some(folder) = app.drafts.folder() else {
        return;
    };
    let is_whole = app.loading.is_none();
    let Some(opened) = app.opened.as_mut().filter(|_| is_whole) else {
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
        Err(error) => app.say(text::draft_failed(&error.to_string()), true),
    }
}

/// All that was noted about a case.
fn all(opened: &Opened) -> Vec<Change> {
    let sessions = &opened.loaded.case.sessions;
    let marks = opened.marked.iter().filter_map(|(session, mark)| {
        let id = sessions.get(*session as usize)?.id;
        Some(Change::Mark(id, mark.clone()))
    });
    let absent = opened.absent.iter();
    let absent = absent.map(|(id, mark)| Change::Mark(*id, mark.clone()));
    let records = opened.record_marks.iter();
    let records = records.map(|(key, mark)| Change::RecordMark(key.clone(), mark.clone()));
    let filters = opened.filters.iter();
    let filters = filters.map(|(name, text)| Change::Filter(name.clone(), Some(text.clone())));
    marks.chain(absent).chain(records).chain(filters).collect()
}

/// Says it, once, when the draft of the case cannot be written, and lists the other drafts.
pub fn poll(app: &mut App, ctx: &Context) {
    let file = app.opened.as_ref().and_then(|opened| opened.file.as_ref());
    let error = file.filter(|file| file.is_draft()).and_then(Writer::error);
    if error != app.drafts.told {
        app.drafts.told.clone_from(&error);
        if let Some(error) = error {
            app.say(text::draft_failed(&error), true);
        }
    }
    let is_quiet = app.loading.is_none() && app.work.is_none() && !app.has_leaving();
    let case = app.opened.as_ref().map(|opened| &opened.loaded.case);
    app.drafts.poll(case, is_quiet, ctx);
}

/// Takes the marks of a draft over into the case that is shown.
pub fn take_over(app: &mut App, path: PathBuf, ctx: &Context) {
    if app.opened.is_some() && app.loading.is_none() {
        case_file::start(app, Request::UseDraft(path), ctx);
    }
}

/// Removes a draft for good.
pub fn discard(app: &mut App, path: PathBuf, ctx: &Context) {
    app.drafts.to_discard = None;
    case_file::start(app, Request::Discard(path), ctx);
}
