//! What is done to marks.

/// What is done to the marks of sessions, or of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkChange {
    /// Add these tags, with commas between them.
    Tag(String),
    /// Take these away.
    Untag(String),
    /// Another comment.
    Comment(String),
    /// Bookmark, or take the bookmark away.
    Bookmark,
    /// Mute, or show again.
    Mute,
}
