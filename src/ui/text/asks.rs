//! Questions, hints, and related messages.

use std::path::Path;
use std::sync::LazyLock;

use crate::tables::wording::counted;
use crate::ui::actions::chord::{IS_MAC, command_key};
use crate::ui::actions::named;

/// Palette.
pub(crate) const SAVED_FILTER: &str = "Saved filter";
/// The button that dismisses a hint.
pub(crate) const HINT_USERS: &str = "Everybody who came in or tried. Look at \"Worth a look\" first; Enter shows where a user came from.";
pub(crate) const HINT_PLACES: &str = "A user and one address each. Enter shows the sessions; U and A show all of the user, all of the address.";
pub(crate) const HINT_RANGES: &str = "Addresses by range: a lease changes the address, seldom the range. A range used once is worth a look.";
pub(crate) const HINT_HOSTS: &str = "Every host with its sessions. A cleared Security log means that silence before it tells nothing.";
pub(crate) const HINT_EVIDENCE: &str =
    "Every log, what it covers, and where it is silent. \"No session\" means nothing without it.";
pub(crate) const HINT_PROBLEMS: &str = "Everything that could not be read, with file and offset.";
pub(crate) const HINT_LOGON_SESSIONS: &str =
    "Enter leads to the access session that it belongs to.";
pub(crate) const HINT_ACTIVITY: &str = "Filter with did:service, object:*.docx or strength:logon-id. Double-click a row to open its session.";
pub(crate) const HINT_LOCAL_SESSIONS: &str =
    "A desktop that was left and not logged off is still there for the next visitor.";
/// The title of the question before a path is accessed.
pub(crate) const PATHS_TITLE: &str = "Open evidence at these paths?";
/// Why the paths need consent.
pub(crate) const PATHS_WHY: &str = "They come from a case file or the list of recent items, not from you. They may \
     lead to another machine or to a device. On Windows, opening them logs you on to that machine.";
/// The button that gives consent.
pub(crate) const PATHS_OPEN: &str = "Open them";

/// A case file that can only be read.
pub(crate) fn read_only(path: &Path) -> String {
    format!(
        "{} can only be read: it is shown, and what you change is kept in a draft until you save the case \
         elsewhere.",
        path.display()
    )
}
pub(crate) const ASK_TIME: &str = "Go to which time?";
pub(crate) const ASK_PRESENCE: &str = "Who was there at which time?";
pub(crate) const ASK_AROUND: &str = "How long before and after?";
pub(crate) const ASK_ZONE: &str = "Show times in which zone?";
pub(crate) const ASK_FILTER_NAME: &str = "Save the filter under which name?";
pub(crate) const ASK_LIST: &str = "A list…";
pub(crate) const ASK_PRESENCE_LIST: &str = "Who was there? One host and time per line.";
pub(crate) const PRESENCE_LIST_HINT: &str = "dc01 2020-09-19 03:30:00";
/// The name of the answer to a list of hosts and times.
pub(crate) fn who_was_on(lines: usize) -> String {
    format!("Who was there: {}", counted(lines as u64, "line", "lines"))
}
pub(crate) const ASK_RECORD_TAG: &str =
    "Which tags for this record or activity? Separate them with commas.";
pub(crate) const ASK_TAG: &str = "Which tags? Separate them with commas.";
pub(crate) const ASK_UNTAG: &str = "Remove which tags?";
pub(crate) const TAG_HINT: &str = "c2, ask the owner";
pub(crate) const ASK_COMMENT: &str = "Which comment?";
pub(crate) const COMMENT_HINT: &str = "leave empty to remove the comment";
pub(crate) const ASK_CASE_PATH: &str = "Save marks and filters in which case file?";
pub(crate) const CASE_PATH_HINT: &str = "cases/larkfield.whence, not among the evidence";
/// Status bar.
pub(crate) const KEEPING: &str = "Saving…";
/// Status bar.
pub(crate) const KEEPING_FAILED: &str = "Marks could not be saved";
/// Marks and the case file wait for the whole case.
pub(crate) const MARK_LATER: &str = "Marking is possible once all logs are read.";
/// File dialog.
pub(crate) const LOGS_AND_CASES: &str = "Event logs and case files";
/// File dialog.
pub(crate) const CASE_FILES: &str = "Whence case files";
/// A case file that names no evidence.
pub(crate) const NO_ROOTS: &str = "The case file does not say where its evidence is.";
pub(crate) const FILTER_NAME_HINT: &str = "nights and weekends";
/// Under a prompt: an example follows.
pub(crate) const NOT_UNDERSTOOD: &str = "Not understood. Example";
/// The keys of a prompt for one line of text.
pub(crate) const PROMPT_KEYS: &str = "Enter to confirm, Escape to cancel.";

/// The keys of a prompt for several lines of text.
pub(crate) fn prompt_lines_keys() -> String {
    let held = command_key(IS_MAC);
    format!("{held}+Enter to ask, Escape to cancel.")
}

pub(crate) fn hint_sessions() -> &'static str {
    static WORDS: LazyLock<String> = LazyLock::new(|| {
        let [details, filter, overlapping, around, tag, keys] = [
            named::DETAILS,
            named::TYPE_FILTER,
            named::OVERLAPPING,
            named::AROUND,
            named::TAG,
            named::LIST_OF_KEYS,
        ]
        .map(|action| action.keys_in_words());
        format!(
            "Enter opens a session, {details} shows it beside the table. {filter} filters, {overlapping} finds \
             what overlaps, {around} what happened around, {tag} tags. {keys} lists all keys."
        )
    });
    &WORDS
}

/// Status bar.
pub(crate) fn not_kept() -> String {
    format!("Marks are not saved: {}", named::SAVE_CASE.keys_in_words())
}
