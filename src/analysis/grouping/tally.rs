//! Counts over a set of sessions.

use std::collections::BTreeSet;

use super::trend::Trend;
use crate::domain::session::{HostIndex, Kind};
use crate::domain::time::Timestamp;

/// Counts over a set of sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub sessions: u64,
    /// Access was gained.
    pub successes: u64,
    /// Failed or refused.
    pub failures: u64,
    /// Authenticated, but no desktop came.
    pub aborted: u64,
    /// The result was not seen.
    pub unknown: u64,
    /// Failed attempts inside the sessions.
    pub attempts: u64,
    /// The earliest moment of any.
    pub first: Option<Timestamp>,
    /// The latest moment of any, ends included.
    pub last: Option<Timestamp>,
    /// Where they were.
    pub hosts: BTreeSet<HostIndex>,
    /// How they came in.
    pub kinds: BTreeSet<Kind>,
    /// How many places they came from.
    pub places: usize,
    /// How many users they belong to.
    pub users: usize,
    /// Their source records.
    pub sources: u64,
    /// When they were.
    pub trend: Trend,
}

impl Tally {
    /// Adds the counts of other sessions. Users and places are added as if none were in both.
    pub(super) fn add(&mut self, other: &Self) {
        self.sessions += other.sessions;
        self.successes += other.successes;
        self.failures += other.failures;
        self.aborted += other.aborted;
        self.unknown += other.unknown;
        self.attempts += other.attempts;
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
        self.hosts.extend(&other.hosts);
        self.kinds.extend(&other.kinds);
        self.places += other.places;
        self.users += other.users;
        self.sources += other.sources;
        self.trend = self.trend.with(&other.trend);
    }
}
