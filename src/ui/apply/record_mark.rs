//! Marks on single records: the one at the cursor of a session's sources.

use std::sync::Arc;

use super::mark::changed;
use crate::casefile::Change;
use crate::domain::mark::{self, Mark};
use crate::domain::record_key::{RecordKey, RecordMarks};
use crate::ui::command::MarkChange;
use crate::ui::state::Opened;
use crate::ui::undo::Step;

/// Marks the record in hand; whether it has a mark now that it had not before.
pub fn mark(opened: &mut Opened, change: &MarkChange) -> bool {
    let Some(key) = opened.record_in_hand() else {
        return false;
    };
    let known = opened.record_marks.get(&key).unwrap_or(&mark::NONE);
    let new = changed(known, change, !known.is_bookmarked);
    let is_marked = !new.is_empty();
    let old = put(opened, vec![(key, new)]);
    let is_changed = !old.is_empty();
    if is_changed {
        opened.undo.keep(Step::Records(old));
    }
    is_changed && is_marked
}

/// Puts marks in the place of others, and sends them to the case file; returns those that were there.
pub fn put(opened: &mut Opened, new: Vec<(RecordKey, Mark)>) -> Vec<(RecordKey, Mark)> {
    let mut old = Vec::new();
    let mut changes = Vec::new();
    let marks: &mut RecordMarks = Arc::make_mut(&mut opened.record_marks);
    for (key, mark) in new {
        let known = marks.get(&key).unwrap_or(&mark::NONE);
        if *known == mark {
            continue;
        }
        old.push((key.clone(), known.clone()));
        changes.push(Change::RecordMark(key.clone(), mark.clone()));
        if mark.is_empty() {
            marks.remove(&key);
        } else {
            marks.insert(key, mark);
        }
    }
    opened.keep(changes);
    old
}

/// Joins the marks of a case file with those made before it was there.
pub fn attach(opened: &mut Opened, kept: &RecordMarks) {
    let unsaved = std::mem::take(&mut opened.record_marks);
    let made = unsaved.iter().map(|(key, new)| {
        let mut both = kept.get(key).cloned().unwrap_or_default();
        both.merge(new.clone());
        (key.clone(), both)
    });
    let made = made.collect();
    opened.record_marks = Arc::new(kept.clone());
    put(opened, made);
}
