//! Drafts, and the question before marks are left behind.

use super::general::shown;
use crate::casefile::drafts::{Draft, DraftCount};
use crate::domain::time::DisplayZone;
use crate::tables::wording::counted;
use crate::ui::actions::named;

/// Start page.
pub(crate) const DRAFTS: &str = "Drafts: marks without a case file";
/// Start page.
pub(crate) const OPEN_DRAFT: &str = "Open the draft";
/// Start page, banner.
pub(crate) const DISCARD_DRAFT: &str = "Discard the draft…";
/// Banner.
pub(crate) const USE_DRAFT: &str = "Use the draft";
/// Banner.
pub(crate) const NOT_NOW: &str = "Not now";

pub(crate) const LEAVE_TITLE: &str = "Keep your marks?";
pub(crate) const LEAVE_SAVE: &str = "Save as case file…";
pub(crate) const LEAVE_KEEP: &str = "Keep the draft";
pub(crate) const LEAVE_DISCARD: &str = "Discard";
pub(crate) const DISCARD_TITLE: &str = "Discard this draft?";
pub(crate) const DISCARD_LOSES: &str = "Its marks are lost then. The evidence is not touched.";

/// Status bar.
pub(crate) const KEPT_IN_DRAFT: &str = "Saved in a draft";
/// Status bar.
pub(crate) fn kept_in_draft_hint() -> String {
    let keys = named::SAVE_CASE.keys_in_words();
    format!("{keys} saves the marks in a case file. Until then the draft keeps them.")
}

/// Status bar.
pub(crate) const DRAFT_FAILED: &str = "Marks are not kept";
/// Case files.
pub(crate) const FILE_BUSY: &str = "Another case file is being opened. Try again.";

/// What was noted, in words: `3 marked sessions, 1 filter`.
pub(crate) fn noted(count: DraftCount) -> String {
    let parts = [
        (count.sessions as u64, "marked session", "marked sessions"),
        (count.records as u64, "marked record", "marked records"),
        (count.filters as u64, "named filter", "named filters"),
        (
            count.unknown,
            "entry that is not understood",
            "entries that are not understood",
        ),
    ];
    let parts = parts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(*count, one, many));
    parts.collect::<Vec<_>>().join(", ")
}

/// The first marks without a case file.
pub(crate) fn marked_in_draft(count: usize) -> String {
    let sessions = counted(count as u64, "session", "sessions");
    let keys = named::SAVE_CASE.keys_in_words();
    format!("{sessions} marked. A draft keeps marks until {keys} saves them in a case file.")
}

/// After a record was marked without a case file.
pub(crate) fn record_in_draft() -> String {
    let keys = named::SAVE_CASE.keys_in_words();
    format!("The record is marked. A draft keeps marks until {keys} saves them in a case file.")
}

/// A draft that cannot be written.
pub(crate) fn draft_failed(error: &str) -> String {
    let keys = named::SAVE_CASE.keys_in_words();
    format!(
        "Marks are not kept: the draft could not be written ({error}). {keys} saves them in a case file."
    )
}

/// Drafts that cannot be listed.
pub(crate) fn drafts_unread(error: &str) -> String {
    format!("Drafts could not be listed: {error}")
}

/// The evidence that a draft is about; where it cannot be read, its own path.
pub(crate) fn evidence_of(draft: &Draft) -> String {
    let roots = draft.summary.as_ref().map(|summary| &summary.roots);
    let paths = match roots {
        Ok(roots) if !roots.is_empty() => roots.clone(),
        _ => vec![draft.path.clone()],
    };
    let paths = paths.iter().map(|path| shown(&path.display().to_string()));
    paths.collect::<Vec<_>>().join(", ")
}

/// When a draft was changed last and what it holds, or why it cannot be read.
pub(crate) fn about_draft(draft: &Draft, zone: &DisplayZone) -> String {
    let holds = match &draft.summary {
        Ok(summary) => noted(summary.count),
        Err(error) => format!("cannot be read: {}", shown(error)),
    };
    match draft.changed {
        Some(changed) => format!("{} {}, {holds}", zone.short(changed), zone.label()),
        None => holds,
    }
}

/// A draft of the evidence that is shown.
pub(crate) fn draft_of_this(draft: &Draft, zone: &DisplayZone) -> String {
    format!(
        "There is a draft of this evidence: {}.",
        about_draft(draft, zone)
    )
}
