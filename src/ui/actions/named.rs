//! Titles of the actions whose keys texts and hints name, so that no text has its own idea of them.

/// The case file.
pub const SAVE_CASE: &str = "Save the case…";
/// History.
pub const BACK: &str = "Back";
/// History.
pub const FORWARD: &str = "Forward";
/// Other sessions at the same time.
pub const OVERLAPPING: &str = "Sessions that overlap this one";
/// Everything at about that time.
pub const AROUND: &str = "What happened around this…";
/// The filter box.
pub const TYPE_FILTER: &str = "Type a filter";
/// Tags of a session.
pub const TAG: &str = "Tag…";
/// The palette.
pub const FIND_ACTION: &str = "Find an action…";
/// The list of keys.
pub const LIST_OF_KEYS: &str = "List of keys";
/// Background accounts and kinds.
pub const SHOW_HIDDEN: &str = "Show or leave out hidden sessions";
/// Where a session is shown in full.
pub const DETAILS: &str = "Details below the table, at its right, or nowhere";
