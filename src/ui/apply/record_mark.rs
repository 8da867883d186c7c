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
    let marks: &mut RecordMarks = Arc::make_mut(&mut opened.record_marks);
    let old = mark::put(marks, new);
    let changes = old.iter().map(|(key, _)| {
        let mark = marks.get(key).unwrap_or(&mark::NONE);
        Change::RecordMark(key.clone(), mark.clone())
    });
    let changes = changes.collect();
    opened.keep(changes);
    old
}
