//! What a filter is applied to.

use crate::analysis::session_index::SessionIndex;
use crate::domain::activity::Activity;
use crate::domain::mark::Marked;

/// What a filter is applied to.
#[derive(Clone, Copy, Debug)]
pub struct FilterInput<'a> {
    /// The sessions.
    pub session_index: &'a SessionIndex,
    /// Whether a user at a place is an outlier, by `SessionEntry::user_place`.
    pub standing_out: &'a [bool],
    /// What was done, in any session or in none.
    pub activities: &'a [Activity],
    /// What the examiner marked.
    pub marked: &'a Marked,
}
