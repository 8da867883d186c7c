//! What a filter is applied to.

use crate::analysis::outliers::Level;
use crate::analysis::session_index::SessionIndex;
use crate::domain::activity::Activity;
use crate::domain::mark::Marked;

/// What a filter is applied to.
#[derive(Clone, Copy, Debug)]
pub struct FilterInput<'a> {
    /// The sessions.
    pub session_index: &'a SessionIndex,
    /// How much attention a user at a place asks for, by `SessionEntry::user_place`.
    pub standing_out: &'a [Option<Level>],
    /// What was done, in any session or in none.
    pub activities: &'a [Activity],
    /// What the examiner marked.
    pub marked: &'a Marked,
}
