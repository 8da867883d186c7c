//! Totals over several sessions.

use super::session_index::{SessionEntry, SessionIndex};
use crate::domain::time::{Span, Timestamp};

/// Totals over several sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionTotal {
    /// The sum of the known durations. Sessions that overlap both count.
    pub length: Span,
    /// How many have no known duration.
    pub unknown: u64,
    /// When the first of them began.
    pub first: Option<Timestamp>,
    /// When the last of them began.
    pub last: Option<Timestamp>,
}

impl SessionTotal {
    /// The total duration in words, with the number of sessions that it leaves out; `None` without sessions.
    pub fn words(&self) -> Option<String> {
        let known = (self.length > Span(0)).then(|| format!("{} in all", self.length));
        let unknown = (self.unknown > 0).then(|| format!("{} of unknown length", self.unknown));
        let words: Vec<String> = known.into_iter().chain(unknown).collect();
        (!words.is_empty()).then(|| words.join(" and "))
    }

    /// The totals of these sessions.
    pub fn of(session_index: &SessionIndex, sessions: impl IntoIterator<Item = u32>) -> Self {
        let mut total = Self::default();
        for session in sessions
            .into_iter()
            .filter_map(|index| session_index.get(index))
        {
            total.add(session);
        }
        total
    }

    fn add(&mut self, session: &SessionEntry) {
        match session.duration() {
            Some(ticks) => self.length = Span(self.length.0.saturating_add(ticks)),
            None => self.unknown += 1,
        }
        let begin = session.sort_time();
        self.first = self.first.into_iter().chain(begin).min();
        self.last = self.last.max(begin);
    }
}
