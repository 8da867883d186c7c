//! What is filtered.

use crate::analysis::briefs::Briefs;
use crate::domain::mark::Marked;

/// What a filter looks at.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The sessions.
    pub briefs: &'a Briefs,
    /// Whether a user stands out at a place, by `Brief::user_place`.
    pub standing_out: &'a [bool],
    /// What the examiner marked.
    pub marked: &'a Marked,
}
