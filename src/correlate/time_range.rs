//! From when to when something was seen.

use crate::domain::time::Timestamp;

/// The first and the last time.
pub(super) type TimeRange = (Timestamp, Timestamp);

/// From the earlier begin to the later end of two ranges.
pub(super) fn united(a: TimeRange, b: TimeRange) -> TimeRange {
    (a.0.min(b.0), a.1.max(b.1))
}
