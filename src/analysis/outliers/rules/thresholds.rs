//! Thresholds that several rules share.

/// Refusals before an access that are more than mistyping [source 15.2].
pub(crate) const MANY_FAILURES: u64 = 5;

/// A user with fewer accesses has no habits yet: nothing is usual and nothing is rare.
pub(crate) const ENOUGH_SESSIONS: u64 = 10;

/// A class or range with a larger share of the accesses, in percent, is the usual one. For a user who
/// comes from everywhere, a place seen twice means nothing.
pub(crate) const USUAL_PERCENT: u64 = 50;
