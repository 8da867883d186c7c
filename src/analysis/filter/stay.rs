//! Whether a session lies in a limited time.

use crate::analysis::session_index::SessionEntry;
use crate::domain::time::Timestamp;

/// Whether a session's stay touches `from..=to`. An open session runs on; where only one end of a
/// session is known, that moment stands for all of it, and a session without any moment is never
/// inside a limited time.
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
    // A clock step can put the end before the begin: then either may touch.
    let (first, last) = match entry.end() {
        Some(end) => (start.min(end), start.max(end)),
        None => (start, start),
    };
    to.is_none_or(|to| first <= to) && (entry.runs_on() || from.is_none_or(|from| from <= last))
}
