//! Commands that mark sessions, and keep filters under names.

use std::sync::Arc;

use crate::casefile::Change;
use crate::domain::mark::{self, LONGEST_COMMENT, MOST_TAGS, Mark, Marked, tag};
use crate::ui::command::MarkChange;
use crate::ui::state::Opened;
use crate::ui::undo::Step;

/// Marks the selected sessions, or the one in hand; returns how many.
pub fn mark(opened: &mut Opened, change: &MarkChange) -> usize {
    let sessions = opened.sessions_in_hand();
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
        opened.undo.keep(Step::Marks(old));
    }
    count
}

pub fn changed(known: &Mark, change: &MarkChange, turn_on: bool) -> Mark {
    let mut mark = known.clone();
    match change {
        MarkChange::Tag(typed) => {
            let room = MOST_TAGS.saturating_sub(mark.tags.len());
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
pub fn put(opened: &mut Opened, new: Vec<(u32, Mark)>) -> Vec<(u32, Mark)> {
    let marked: &mut Marked = Arc::make_mut(&mut opened.marked);
    let old = mark::put(marked, new);
    let sessions = &opened.loaded.case.sessions;
    let changes = old.iter().filter_map(|(session, _)| {
        let id = sessions.get(*session as usize)?.id;
        let mark = marked.get(session).unwrap_or(&mark::NONE);
        Some(Change::Mark(id, mark.clone()))
    });
    let changes = changes.collect();
    opened.tags = tags(&opened.marked);
    opened.keep(changes);
    old
}

/// The tags in use, the most frequent first.
pub fn tags(marked: &Marked) -> Vec<(String, u64)> {
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

/// Keeps the filter under a name.
pub fn save_filter(opened: &mut Opened, name: String) {
    let text = opened.filter.text.trim().to_owned();
    if !text.is_empty() {
        opened.keep(vec![Change::Filter(name.clone(), Some(text.clone()))]);
        opened.filters.insert(name, text);
    }
}
