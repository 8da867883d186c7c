//! What is filtered.

use crate::analysis::session_index::SessionIndex;
use crate::domain::mark::Marked;

/// What a filter looks at.
#[derive(Clone, Copy, Debug)]
pub struct FilterInput<'a> {
    /// The sessions.
    pub session_index: &'a SessionIndex,
    /// Whether a user stands out at a place, by `SessionEntry::user_place`.
    pub standing_out: &'a [bool],
    /// What the examiner marked.
    pub marked: &'a Marked,
}
