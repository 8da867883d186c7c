//! Texts of the export window.

/// The action that opens the window for what is behind the table.
pub(crate) const EXPORT_ITEMS: &str = "Export with every field…";
/// Title.
pub(crate) const EXPORT_TITLE: &str = "Export";
/// What is written.
pub(crate) const TABLE_AS_SHOWN: &str = "This table, as shown";
/// What is written.
pub(crate) const THESE_SESSIONS: &str = "These sessions, with every field";
/// What is written.
pub(crate) const SESSIONS_BEHIND: &str = "The sessions behind it, with every field";
/// What is written.
pub(crate) const SESSION_IN_FULL: &str = "This session, with every field";
/// What is written.
pub(crate) const THESE_ACTIVITIES: &str = "These activities, with every field";
/// Which rows are written.
pub(crate) const ONLY_SELECTED: &str = "Only the selected";
/// Which rows are written.
pub(crate) const ALL_SHOWN: &str = "All that are shown";
/// Before what is left out.
pub(crate) const LEFT_OUT: &str = "Left out:";
/// What is left out.
pub(crate) const NOTHING_LEFT_OUT: &str = "Nothing is left out.";
/// What is left out.
pub(crate) const COUNTING_LEFT_OUT: &str = "Counting what is left out…";
/// After how much is left out.
pub(crate) const NOT_SELECTED: &str = " not selected";
/// After how much is left out.
pub(crate) const HIDDEN_BY_FILTER: &str = " hidden by the filter";
/// After how much is left out.
pub(crate) const HIDDEN_BY_DEFAULT: &str = " hidden by default";
/// The box of the path.
pub(crate) const TARGET: &str = "Write to";
/// Opens a file dialog.
pub(crate) const CHOOSE: &str = "Choose…";
/// Begins.
pub(crate) const WRITE: &str = "Write";
/// While it is written.
pub(crate) const WRITING: &str = "Writing…";
/// Closes the window.
pub(crate) const DONE: &str = "Close";
/// A path is missing.
pub(crate) const NO_TARGET: &str = "Choose where to write.";
/// Before a file is replaced.
pub(crate) const EXISTS: &str = "This file already exists. Click Write again to replace it.";
/// After the key of the window, which goes on to the next of what can be written.
pub(crate) const NEXT_SUBJECT: &str = "again: the next of these";
