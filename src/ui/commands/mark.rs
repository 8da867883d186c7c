//! Commands that mark sessions and records.

use std::sync::Arc;

use crate::casefile::CaseFileChange;
use crate::domain::mark::{self, LONGEST_COMMENT, MAX_TAGS, Mark, Marked, tag};
use crate::domain::record_key::{RecordKey, RecordMarks};
use crate::tables::route::Route;
use crate::ui::state::mark_change::MarkChange;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::undo::UndoStep;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkCommand {
    /// Mark the selected sessions, or the one in hand.
    Sessions(MarkChange),
    /// Comment on the record in hand, or bookmark it.
    Record(MarkChange),
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: &MarkCommand) {
    if window.loading.is_some() {
        return window.show_notice(text::MARK_LATER, false);
    }
    let is_activity = window
        .opened
        .as_ref()
        .is_some_and(|opened| opened.route() == Some(&Route::Activity));
    match command {
        MarkCommand::Sessions(change) if is_activity => mark_record(window, change),
        MarkCommand::Sessions(change) => mark_sessions(window, change),
        MarkCommand::Record(change) => mark_record(window, change),
    }
}

/// Marks the selected sessions, or the one in hand.
pub(crate) fn mark_sessions(window: &mut Window, change: &MarkChange) {
    let Some(opened) = &mut window.opened else {
        return;
    };
    let count = mark_current_sessions(opened, change);
    let is_kept = opened.file.is_some();
    let marked = opened.marked.len();
    if count > 0 && !is_kept {
        window.notice = None;
        if marked > 0 {
            let words = match window.drafts.folder() {
                Some(_) => text::marked_in_draft(marked),
                None => text::marked_in_memory(marked),
            };
            window.show_notice(words, false);
        }
    }
}

/// Marks the record in hand.
fn mark_record(window: &mut Window, change: &MarkChange) {
    let Some(opened) = &mut window.opened else {
        return;
    };
    let is_marked = mark_current_record(opened, change);
    if opened.file.is_none() {
        window.notice = None;
        if is_marked {
            let words = match window.drafts.folder() {
                Some(_) => text::record_in_draft(),
                None => text::record_in_memory(),
            };
            window.show_notice(words, false);
        }
    }
}

/// Marks the selected sessions, or the one in hand; returns how many.
fn mark_current_sessions(opened: &mut OpenedCase, change: &MarkChange) -> usize {
    let sessions = opened.sessions_to_act_on();
    let marked = &opened.marked;
    let marks = || {
        sessions
            .iter()
            .map(|session| marked.get(session).unwrap_or(&mark::NONE))
    };
    // A switch switches all the same way: on, unless all are on.
    let turn_on = match change {
        MarkChange::Bookmark => !marks().all(|mark| mark.is_bookmarked),
        MarkChange::Mute => !marks().all(|mark| mark.is_muted),
        _ => true,
    };
    let new: Vec<(u32, Mark)> = sessions
        .iter()
        .zip(marks())
        .map(|(session, mark)| (*session, changed(mark, change, turn_on)))
        .collect();
    let old = put(opened, new);
    let count = old.len();
    if count > 0 {
        opened.undo.keep(UndoStep::Marks(old));
    }
    count
}

fn changed(known: &Mark, change: &MarkChange, turn_on: bool) -> Mark {
    let mut mark = known.clone();
    match change {
        MarkChange::Tag(typed) => {
            let room = MAX_TAGS.saturating_sub(mark.tags.len());
            mark.tags
                .extend(typed.split(',').filter_map(tag).take(room));
        }
        MarkChange::Untag(typed) => {
            for gone in typed.split(',').filter_map(tag) {
                mark.tags.remove(&gone);
            }
        }
        MarkChange::Comment(comment) => {
            let end = comment.floor_char_boundary(LONGEST_COMMENT);
            comment
                .get(..end)
                .unwrap_or_default()
                .trim()
                .clone_into(&mut mark.comment);
        }
        MarkChange::Bookmark => mark.is_bookmarked = turn_on,
        MarkChange::Mute => mark.is_muted = turn_on,
    }
    mark
}

/// Puts marks in the place of others, and sends them to the case file; returns those that were
/// there.
pub(crate) fn put(opened: &mut OpenedCase, new: Vec<(u32, Mark)>) -> Vec<(u32, Mark)> {
    let marked: &mut Marked = Arc::make_mut(&mut opened.marked);
    let old = mark::put(marked, new);
    let sessions = &opened.loaded.case.sessions;
    let changes = old.iter().filter_map(|(session, _)| {
        let id = sessions.get(*session as usize)?.id;
        let mark = marked.get(session).unwrap_or(&mark::NONE);
        Some(CaseFileChange::Mark(id, mark.clone()))
    });
    let changes = changes.collect();
    opened.tags = tags(&opened.marked);
    opened.keep(changes);
    old
}

/// The tags in use, the most frequent first.
pub(crate) fn tags(marked: &Marked) -> Vec<(String, u64)> {
    let mut counts: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for tag in marked.values().flat_map(|mark| &mark.tags) {
        *counts.entry(tag).or_default() += 1;
    }
    let mut all: Vec<(String, u64)> = counts
        .into_iter()
        .map(|(tag, count)| (tag.to_owned(), count))
        .collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all
}

/// Marks the selected records, or the one in hand; whether any has a mark now that it had not before.
fn mark_current_record(opened: &mut OpenedCase, change: &MarkChange) -> bool {
    let keys = opened.records_to_act_on();
    let known = |key: &RecordKey| opened.record_marks.get(key).unwrap_or(&mark::NONE);
    let turn_on = match change {
        MarkChange::Bookmark => !keys.iter().all(|key| known(key).is_bookmarked),
        MarkChange::Mute => return false,
        _ => true,
    };
    let new = keys
        .iter()
        .map(|key| (key.clone(), changed(known(key), change, turn_on)));
    let new: Vec<(RecordKey, Mark)> = new.collect();
    let is_marked = new.iter().any(|(_, mark)| !mark.is_empty());
    let old = put_on_records(opened, new);
    let is_changed = !old.is_empty();
    if is_changed {
        opened.undo.keep(UndoStep::Records(old));
    }
    is_changed && is_marked
}

/// Puts marks in the place of others, and sends them to the case file; returns those that were there.
pub(crate) fn put_on_records(
    opened: &mut OpenedCase,
    new: Vec<(RecordKey, Mark)>,
) -> Vec<(RecordKey, Mark)> {
    let marks: &mut RecordMarks = Arc::make_mut(&mut opened.record_marks);
    let old = mark::put(marks, new);
    let changes = old.iter().map(|(key, _)| {
        let mark = marks.get(key).unwrap_or(&mark::NONE);
        CaseFileChange::RecordMark(key.clone(), mark.clone())
    });
    let changes = changes.collect();
    opened.keep(changes);
    old
}
