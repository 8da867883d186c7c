//! Labels and messages of the start page, the bars, the tables and the session page.

use crate::case::Case;
use crate::domain::time::DisplayZone;
use crate::tables::wording::counted;
use crate::ui::actions::named;

/// The program.
pub(crate) const NAME: &str = "Whence";
/// What it answers.
pub(crate) const TAGLINE: &str =
    "Who came in, from where, when: access sessions from Windows event logs";

/// Start page.
pub(crate) const OPEN_FOLDER: &str = "Open folder…";
/// Start page.
pub(crate) const OPEN_FILES: &str = "Open files…";
/// Start page.
pub(crate) const OPEN: &str = "Open";
/// Start page.
pub(crate) const PATH: &str = "Path of a folder, an .evtx file or a case file";
/// Start page.
pub(crate) const RECENT: &str = "Opened lately";
/// Start page.
pub(crate) const NO_RECENT: &str = "Nothing yet: what you open is listed here.";
/// Start page.
pub(crate) const OPEN_SAMPLE: &str = "Open the sample case";
/// Start page.
pub(crate) const KEEP_RECENT: &str = "Remember what was opened";
/// Start page.
pub(crate) const FORGET: &str = "Forget all";
/// Start page.
pub(crate) const DROP_HERE: &str = "Drop folders, event logs or a case file here";
/// Start page.
pub(crate) const READ_ONLY: &str = "Evidence is only ever read. Nothing leaves this machine.";
/// Over the window while files are dragged.
pub(crate) const DROP_NOW: &str = "Drop to open";
/// File dialog.
pub(crate) const ALL_FILES: &str = "All files";
/// Start page.
pub(crate) const CLOSE: &str = "Close case";

/// Loading page, export window.
pub(crate) const CANCEL: &str = "Cancel";
/// Loading page.
pub(crate) const CANCELLING: &str = "Stopping…";
/// After a load.
pub(crate) const CANCELLED: &str = "Loading was cancelled. Nothing was kept.";
/// An export was requested while only the first look is there.
pub(crate) const EXPORT_LATER: &str = "Export is possible once all logs are read.";
/// A second load was requested.
pub(crate) const BUSY: &str = "Evidence is being loaded. Cancel that first.";
/// After a dialog that never came: what to do instead, and on Linux what provides dialogs.
pub(crate) fn no_dialog() -> String {
    let mut words =
        "There is no file dialog here. Type or paste the path instead: on the start page, in the \
        box Write to, or with the action \"Save the case at a path…\"."
            .to_owned();
    if cfg!(target_os = "linux") {
        words += " Dialogs come with the package xdg-desktop-portal and a backend such as \
            xdg-desktop-portal-gtk, or with zenity.";
    }
    words
}

pub(crate) const USERS: &str = "Users";
pub(crate) const USER_PLACES: &str = "User + address";
pub(crate) const RANGES: &str = "Address ranges";
pub(crate) const SESSIONS: &str = "Sessions";
pub(crate) const SESSION: &str = "Session";
pub(crate) const HOSTS: &str = "Hosts";
pub(crate) const EVIDENCE: &str = "Evidence";
pub(crate) const PROBLEMS: &str = "Problems";
pub(crate) const LOGON_SESSIONS: &str = "Logon sessions";
pub(crate) const LOCAL_SESSIONS: &str = "Local sessions";
pub(crate) const WHAT_ACCESS_SESSIONS_ARE: &str = "Access sessions: somebody at a way in, from the attempt \
     to logoff or disconnect. A reconnect is a new one.";
pub(crate) const WHAT_LOGON_SESSIONS_ARE: &str = "Windows logon sessions: what Windows calls a logon, with \
     its logon id (LUID). One access session may have several, services have their own.";
pub(crate) const WHAT_LOCAL_SESSIONS_ARE: &str = "Local sessions: a desktop and its programs. It lives on \
     while nobody looks at it, and several access sessions may visit it.";
/// A presence question without a host.
pub(crate) const ALL_HOSTS: &str = "all hosts";

/// Top bar.
pub(crate) const BACK: &str = "Back";
/// Top bar.
pub(crate) const FORWARD: &str = "Forward";
/// Top bar.
pub(crate) const SEARCH: &str = "Search or do something";
/// Top bar.
pub(crate) const SAVE: &str = "Save";
/// Menu of the case.
pub(crate) const SAVE_IN_MENU: &str = "Save marks and filters…";
/// Menu of the case.
pub(crate) const OPEN_CASE_FILE: &str = "Open case file…";
/// Top bar.
pub(crate) const EXPORT: &str = "Export…";
/// Top bar.
pub(crate) const THEME_DARK: &str = "Dark";
/// Top bar.
pub(crate) const THEME_LIGHT: &str = "Light";
/// Zone menu.
pub(crate) const ZONE: &str = "Zone";
/// Zone menu.
pub(crate) const ZONE_TEXT: &str = "Another zone";
/// Zone menu.
pub(crate) const ZONE_HINT: &str = "Europe/Berlin or +05:30";
/// Zone menu.
pub(crate) const SET: &str = "Set";
/// Zone menu.
pub(crate) const BAD_ZONE: &str = "not a zone";

/// Filter bar.
pub(crate) const FILTER: &str = "Filter";
/// Filter bar.
pub(crate) const FILTER_HINT: &str = "Add a filter: a name, an address, outcome:failed …";
/// Filter bar.
pub(crate) const FILTER_FAULT: &str = "Not understood, and not filtered by";
/// Filter bar.
pub(crate) const OFFER_KEYS: &str = "Down and Up mark, Tab takes, Enter goes to the rows";
/// Filter bar.
pub(crate) const FROM: &str = "From";
/// Filter bar.
pub(crate) const TO: &str = "To";
/// Filter bar.
pub(crate) const TIME_HINT: &str = "2020-09-19 03:20";
/// Filter bar.
pub(crate) const CLEAR: &str = "Clear the filter";
/// Filter bar.
pub(crate) const TIME: &str = "Time";
/// Filter bar.
pub(crate) const CLEAR_TIME: &str = "Any time";
/// Below the boxes of the time window: a zone follows.
pub(crate) const TIME_IN: &str = "Times in";
/// A view that the filter does not act on.
pub(crate) const NOT_FILTERED: &str = "This view shows everything, whatever the filter";
/// Filter bar.
pub(crate) const SHOW_TIMELINE: &str = "Show the timeline";
/// Filter bar.
pub(crate) const HIDE_TIMELINE: &str = "Hide the timeline";
/// Chip of hidden sessions.
pub(crate) const HIDDEN_KIND: &str = "Background kinds: services, tasks, the system";
/// Chip of hidden sessions.
pub(crate) const HIDDEN_ACCOUNT: &str = "Accounts of the system and of machines";
/// Chip of hidden sessions.
pub(crate) const HIDDEN_REMAINS: &str = "Remains of an earlier use of a log";
/// Chip of hidden sessions.
pub(crate) const HIDDEN_MUTED: &str = "Muted by you";
/// Chip of hidden sessions.
pub(crate) const SHOW_ALL_HIDDEN: &str = "Show all of them with the others";
/// Chip of hidden sessions.
pub(crate) const HIDE_AGAIN: &str = "Hide them again";
/// Above a table.
pub(crate) const COMFORTABLE: &str = "Comfortable";
/// Above a table.
pub(crate) const COMPACT: &str = "Compact";
/// Above a table.
pub(crate) const DENSITY_HINT: &str = "How close the rows are";
/// Above a table.
pub(crate) const GROUP: &str = "Group";
/// Above a table.
pub(crate) const DETAILS_OFF: &str = "Details off";
/// Above a table.
pub(crate) const DETAILS_BELOW: &str = "Details below";
/// Above a table.
pub(crate) const DETAILS_RIGHT: &str = "Details right";
/// Pane of details without a session.
pub(crate) const PICK_SESSION: &str = "Click a session to see it here.";
/// Foot of a list without a cursor.
pub(crate) const PICK_ROW: &str = "Click a row to see it in words.";
/// Foot of a list.
pub(crate) const OPEN_THE_ROW: &str = "Open session";
/// Foot of a list.
pub(crate) const MARK_BUTTON: &str = "Mark";
/// A key.
pub(crate) const ENTER_KEY: &str = "Enter";
/// Side bar.
pub(crate) const ASK_PRESENCE_BUTTON: &str = "Who was there at…";
/// Question who was there.
pub(crate) const ON_HOST: &str = "On";
/// Question for tags.
pub(crate) const TAGS_BEFORE: &str = "Used before:";
/// Filter bar.
pub(crate) const SHOW_HIDDEN_HINT: &str =
    "What the filter finds and the view leaves out; click for the reasons";
/// Switch of the timeline.
pub(crate) const LANE_USER: &str = "User";
/// Switch of the timeline.
pub(crate) const LANE_USER_PLACE: &str = "User + address";
/// Switch of the timeline.
pub(crate) const LANE_HOST: &str = "Host";
/// Switch of the timeline.
pub(crate) const LANE_RANGE: &str = "Range";
/// Switch of the timeline.
pub(crate) const LANES_BY_USER: &str = "Lanes by user";
/// Switch of the timeline.
pub(crate) const LANES_BY_PLACE: &str = "Lanes by user and address";
/// Switch of the timeline.
pub(crate) const LANES_BY_HOST: &str = "Lanes by host";
/// Switch of the timeline.
pub(crate) const LANES_BY_RANGE: &str = "Lanes by address range";
/// Switch of the timeline.
pub(crate) const LANES: &str = "Lanes";
/// Switch of the timeline.
pub(crate) const LANES_HINT: &str = "Lanes: sessions as bars over time";
/// Switch of the timeline.
pub(crate) const WEEK: &str = "Day and hour";
/// Switch of the timeline.
pub(crate) const WEEK_HINT: &str = "Day and hour: when in the week sessions begin";
/// Switch of the timeline.
pub(crate) const COVERAGE: &str = "Coverage";
/// Switch of the timeline.
pub(crate) const COVERAGE_HINT: &str = "Coverage: how far the logs of each host reach";
/// The menu of the timeline.
pub(crate) const TIMELINE_MENU: &str = "More about the timeline";
/// View of a week.
pub(crate) const WEEK_IS: &str = "Sessions that began, by weekday and hour; × refused. Click to \
     filter, click again to clear. Zone:";
/// View of a week.
pub(crate) const WITHOUT_BEGIN: &str = "without a known start are not shown.";
/// Presence box.
pub(crate) const ASK: &str = "Ask";

/// Tables.
pub(crate) const SORT_HINT: &str = "Click to sort, with Shift as well; right click for more";
/// At the end of the headers, where columns have no room.
pub(crate) const MORE_COLUMNS: &str = "Columns without room here: choose which ones are shown";
/// Before a row.
pub(crate) const MARK: &str = "●";
/// Before a row.
pub(crate) const MARK_OF_YOURS: &str = "You marked this: see Tags and Comment";
/// An empty table.
pub(crate) const NO_ROWS: &str = "Nothing to show.";
/// A way out of an empty table.
pub(crate) const SHOW_HIDDEN: &str = "Show hidden sessions";
/// An empty table of Windows logon sessions.
pub(crate) const NO_LOGONS: &str =
    "No Windows logon session (4624) of this session is in the evidence.";
/// An empty table of activity.
pub(crate) const NO_ACTIVITY: &str =
    "Nothing in the evidence was done in this session, or within minutes of it.";
pub(crate) const WHAT_ACTIVITIES_ARE: &str = "Activities: what was done on a host, and in which session. \
    Nothing is tied to a session more surely than its record allows.";
pub(crate) const ARTEFACT: &str = "Artefact";
/// An empty list of problems.
pub(crate) const NO_PROBLEMS: &str = "There were no problems while reading.";
/// An empty table under a filter.
pub(crate) const NO_ROWS_FILTERED: &str = "Nothing matches the filter.";
/// A table that is being computed.
pub(crate) const WORKING: &str = "Working…";

/// Tabs of a session.
pub(crate) const ACTIVITY: &str = "Activity";
/// Record pane.
pub(crate) const RECORD: &str = "Whole record";
/// Record pane.
pub(crate) const SYSTEM_FIELDS: &str = "System";
/// Record pane.
pub(crate) const NO_EVENT_DATA: &str = "The record has no data of its own.";
/// Record pane.
pub(crate) const AS_XML: &str = "XML";
/// Record pane.
pub(crate) const COPY_XML: &str = "Copy XML";
/// Record pane.
pub(crate) const PICK_RECORD: &str = "Click a row to see its record as it is in the evidence.";
/// Record pane.
pub(crate) const READING_RECORD: &str = "Reading the record…";
/// Record pane.
pub(crate) const NO_RECORD: &str = "The case does not say where this record is.";

/// Status bar: the name of a file follows.
pub(crate) const SAVED_IN: &str = "Saved in";
/// Status bar: the name of a file follows.
pub(crate) const READ_ONLY_FILE: &str = "Read-only case file";
/// Status bar.
pub(crate) const NOTHING_MARKED: &str = "No marks yet";
/// Status bar.
pub(crate) const NONE_OF_PROBLEMS: &str = "No problems";
/// Status bar and its window.
pub(crate) const KEYS_TITLE: &str = "Keys";
/// List of keys.
pub(crate) const SEARCH_KEYS: &str = "Find a key by what it does";
/// Keys that are not actions of the palette.
pub(crate) const MORE_KEYS: &[(&str, &str)] = &[
    (
        "Arrows, Page Up, Page Down, Home, End",
        "Move in the table; with Shift, select",
    ),
    ("Tab, Shift+Tab", "Next and previous field or button"),
    ("Double-click", "One level down"),
    ("Escape", "Close a dialog; leave a text box"),
];

/// Palette.
pub(crate) const PALETTE_TITLE: &str = "Actions";
/// Palette.
pub(crate) const PALETTE_LINE: &str = "Find an action";
/// Palette.
pub(crate) const PALETTE_HINT: &str = "a few letters of what you want to do";
/// Palette.
pub(crate) const NO_ACTION: &str = "No action of that name can be used here.";

/// A dismissible message.
pub(crate) const DISMISS: &str = "Dismiss";

/// Zone menu: `This machine (Europe/Berlin)`.
pub(crate) fn this_machine() -> String {
    match DisplayZone::name_of_this_machine() {
        Some(name) => format!("This machine ({name})"),
        None => "This machine".to_owned(),
    }
}

/// How often a desktop was visited.
pub(crate) fn visits(count: usize) -> String {
    match count {
        1 => "One visit.".to_owned(),
        count => format!("{count} visits."),
    }
}

/// A desktop that nobody is connected to, at the end of the evidence.
pub(crate) fn still_running(since: &str) -> String {
    format!(" Disconnected since {since}, and still running at the end of the evidence.")
}

/// After a load without a single event log.
pub(crate) fn nothing_found(case: &Case) -> String {
    if !case.problems.is_empty() {
        return "No event log was found there. The Problems view says what was in the way."
            .to_owned();
    }
    let passed_over = case.notices.iter().map(|notice| shown(notice));
    let passed_over: Vec<String> = passed_over.collect();
    format!(
        "No event log was found there. A log is known by its content, whatever its name. {}",
        passed_over.join("; ")
    )
}

/// Marks without a case file.
pub(crate) fn marked_in_memory(count: usize) -> String {
    let sessions = counted(count as u64, "session", "sessions");
    let keys = named::SAVE_CASE.keys_in_words();
    format!("{sessions} marked, in memory only: {keys} keeps marks in a case file.")
}

/// After a step back or forward.
pub(crate) const RECORD_MARKS_AGAIN: &str = "The mark on the record was restored.";

/// After a record was marked without a case file.
pub(crate) fn record_in_memory() -> String {
    let keys = named::SAVE_CASE.keys_in_words();
    format!("The record is marked, in memory only: {keys} keeps marks in a case file.")
}

pub(crate) const ASK_RECORD_COMMENT: &str = "Comment on this record";

/// After a step back or forward.
pub(crate) fn marks_again(count: usize) -> String {
    let sessions = counted(count as u64, "session", "sessions");
    format!("The marks on {sessions} were restored.")
}

/// A case that is kept already.
pub(crate) fn kept_in(path: &std::path::Path) -> String {
    format!("Every change is kept at once in {}.", path.display())
}

/// After a case file was opened; the flag is true if something is wrong. `None` when all is well.
pub(crate) fn case_file_opened(
    changes: &[String],
    absent: u64,
    over: u64,
) -> Option<(String, bool)> {
    let mut words = Vec::new();
    if !changes.is_empty() {
        words.push(evidence_changed(changes));
    }
    if absent > 0 {
        let marks = counted(absent, "mark is", "marks are");
        words.push(format!(
            "{marks} on sessions that are not in this evidence; they are kept."
        ));
    }
    if over > 0 {
        let entries = counted(over, "entry", "entries");
        words.push(format!(
            "{entries} of the case file were not understood and were skipped."
        ));
    }
    (!words.is_empty()).then(|| (words.join(" "), true))
}

/// The evidence is not what the case file was made of.
pub(crate) fn evidence_changed(changes: &[String]) -> String {
    const MOST: usize = 5;
    let first = changes.iter().take(MOST).map(|change| shown(change));
    let first: Vec<String> = first.collect();
    let more = match changes.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!(
        "The evidence has changed since the case file was made: {}{more}.",
        first.join("; ")
    )
}

/// Text of the evidence, made harmless.
pub(super) fn shown(text: &str) -> String {
    crate::analysis::sentence::printable(text)
}

/// Over an early case.
pub(crate) fn early(read: usize, all: usize) -> String {
    let all = counted(all as u64, "log", "logs");
    format!("Still reading: these sessions come from the first {read} of {all} and will grow.")
}

/// In an empty box for a moment: an example, said to be one.
pub(crate) fn such_as(example: &str) -> String {
    format!("such as {example}")
}

/// An empty table while sessions are hidden.
pub(crate) fn hidden_as_well(count: u64) -> String {
    let sessions = counted(count, "background session is", "background sessions are");
    format!("{sessions} hidden.")
}
