//! The range has hardly any of the user's sessions [source 15.4].

use super::rule::{Finding, OutlierRule, Subject};
use super::thresholds::ENOUGH_SESSIONS;
use crate::analysis::outliers::outlier::Level;
use crate::domain::address::AddressClass;

pub(super) const RULE: OutlierRule = OutlierRule {
    name: "rare-range",
    check,
};

/// A range with at most this many accesses is rare (in a user who has `ENOUGH_SESSIONS`).
const RARE_SESSIONS: u64 = 2;

/// A range with a smaller share of a user's accesses is rare, in percent [source 15.4].
const RARE_PERCENT: u64 = 2;

fn check(subject: &Subject<'_>) -> Option<Finding> {
    let (count, total) = (subject.range.gained, subject.user.gained());
    let is_few = count <= RARE_SESSIONS || count * 100 < total * RARE_PERCENT;
    // A session without an address may have come from any of the other places.
    let is_known = subject.facts.class != AddressClass::Unknown;
    let has_habit = total >= ENOUGH_SESSIONS && subject.has_usual_range;
    let whose = if subject.is_range {
        ""
    } else {
        " from its range"
    };
    let text = || format!("{count} of {total} sessions{whose}");
    (count > 0 && has_habit && is_few && is_known).then(|| Finding::new(Level::Notice, text()))
}
