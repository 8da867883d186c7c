//! Whether a session overlaps a period.

use crate::analysis::session_index::SessionEntry;
use crate::domain::time::Timestamp;

/// Whether a session overlaps `from..=to`. An open session has not ended. Where only the start or the end is
/// known, that moment is taken for the whole session. A session without any time overlaps no period.
pub(super) fn overlaps(
    entry: &SessionEntry,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> bool {
    if from.is_none() && to.is_none() {
        return true;
    }
    let Some(start) = entry.sort_time() else {
        return false;
    };
    // A clock step can put the end before the start: either may lie in the period.
    let (first, last) = match entry.end() {
        Some(end) => (start.min(end), start.max(end)),
        None => (start, start),
    };
    to.is_none_or(|to| first <= to) && (entry.runs_on() || from.is_none_or(|from| from <= last))
}
