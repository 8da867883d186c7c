//! Labels of the page of one session.

/// Tabs of a session.
pub(crate) const SUMMARY: &str = "What happened";
/// Tabs of a session.
pub(crate) const SOURCES: &str = "Sources";
/// Tabs of a session.
pub(crate) const LOGONS: &str = "Logon sessions";
/// Tabs of a session.
pub(crate) const LOCAL: &str = "Desktop";
/// Tabs of a session.
pub(crate) const NEIGHBOURS: &str = "Neighbours";
/// Head.
pub(crate) const PREVIOUS: &str = "Previous session";
/// Head.
pub(crate) const NEXT: &str = "Next session";
/// Head.
pub(crate) const COPY_SENTENCE: &str = "Copy sentence";
/// Head.
pub(crate) const MARK_SESSION: &str = "Mark";
/// Head, next to a table.
pub(crate) const OPEN_SESSION: &str = "Open";
/// Path: the session in hand.
pub(crate) const THIS_SESSION: &str = "this session";
/// Path: the last place.
pub(crate) const NOTHING_FURTHER: &str = "nothing further seen";
/// What happened.
pub(crate) const WITH_ONWARD: &str = "With onward sessions";
/// What happened: a link.
pub(crate) const OPEN_THAT_SESSION: &str = "Open session";
/// Facts.
pub(crate) const KEY_FACTS: &str = "Key facts";
/// Facts.
pub(crate) const WHY_MARKED: &str = "Why it is marked";
/// Facts.
pub(crate) const YOUR_MARKS: &str = "Your marks";
/// Facts.
pub(crate) const NO_MARKS: &str = "None yet: T adds tags, N a comment";
/// Facts.
pub(crate) const NOTES: &str = "Notes";
/// Facts.
pub(crate) const IDS_AND_CODES: &str = "Ids and codes";
/// Facts.
pub(crate) const ALL_FIELDS: &str = "All fields";
/// Facts.
pub(crate) const NOT_JOINED: &str = "Looked at, not joined";
/// Facts.
pub(crate) const BOOKMARKED: &str = "Bookmarked";
/// Facts.
pub(crate) const MUTED: &str = "Muted: left out of lists unless is:muted asks for it";
/// Facts.
pub(crate) const GO_TO_PARENT: &str = "Go to the session in which these credentials were used";
/// A fact that is not known.
pub(crate) const NOT_KNOWN: &str = "not known";
/// Desktop tab.
pub(crate) const NO_LOCAL: &str = "No local session is known for this access session.";
/// Desktop tab.
pub(crate) const NO_USER: &str = "an unknown user";
/// Desktop tab.
pub(crate) const UNKNOWN_TIME: &str = "an unknown time";

/// Which records the first rows of the sources are.
pub(crate) fn first_sources(all: usize, logs: usize, shown: usize) -> String {
    let records = super::counted(all as u64, "record", "records");
    let logs = super::counted(logs as u64, "log", "logs");
    if shown < all {
        format!("{records} in {logs} made this session; the first {shown}")
    } else {
        format!("{records} in {logs} made this session")
    }
}

/// A link to all sources.
pub(crate) fn all_sources(all: usize) -> String {
    format!("All {all}, with records")
}

/// A link to all activities, where only some were told.
pub(crate) fn all_activities(all: usize) -> String {
    format!("All {all} activities, with records")
}
