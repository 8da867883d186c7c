//! What the examiner noted about a session.

use std::collections::BTreeSet;

/// The examiner's mark on a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Tags.
    pub tags: BTreeSet<String>,
    /// A comment; empty where there is none.
    pub comment: String,
    /// Bookmarked.
    pub is_bookmarked: bool,
    /// Muted: left out of the lists unless asked for.
    pub is_muted: bool,
}
