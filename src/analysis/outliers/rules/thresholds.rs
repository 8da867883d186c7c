//! Thresholds that several rules share.

/// Refusals before an access that are more than mistyping [source 15.2].
pub const MANY_FAILURES: u64 = 5;

/// Below this number of accesses nothing is usual for a user yet, and nothing rare.
pub const ENOUGH_SESSIONS: u64 = 10;

/// One class or range is the usual one from this share on, in percent: where a user comes from
/// everywhere, a place seen twice says nothing.
pub const USUAL_PERCENT: u64 = 50;
