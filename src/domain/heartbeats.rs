//! When each computer was alive, as every record of every log shows, understood or not.

use std::collections::BTreeMap;
use std::ops::Range;

use super::text::Text;
use super::time::{TICKS_PER_SECOND, Timestamp};

/// One moment is kept for each minute, so that a year of records takes a few megabytes.
const TICKS_PER_MINUTE: i64 = 60 * TICKS_PER_SECOND;

/// Which minute a moment lies in.
fn minute(time: Timestamp) -> i64 {
    time.ticks().div_euclid(TICKS_PER_MINUTE)
}

/// The moments of the minute that a moment lies in.
pub fn minute_of(time: Timestamp) -> Range<Timestamp> {
    let start = minute(time).saturating_mul(TICKS_PER_MINUTE);
    let end = start.saturating_add(TICKS_PER_MINUTE);
    Timestamp::from_ticks(start)..Timestamp::from_ticks(end)
}

/// For each computer name as logged, the last record of each minute in which it logged, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heartbeats(BTreeMap<Text, Vec<Timestamp>>);

impl Heartbeats {
    /// The last moment after `after` and before `before` at which a computer of one of these names
    /// was seen alive.
    pub fn last_between<'n>(
        &self,
        names: impl Iterator<Item = &'n Text>,
        after: Timestamp,
        before: Timestamp,
    ) -> Option<Timestamp> {
        let last = |times: &Vec<Timestamp>| {
            let end = times.partition_point(|&time| time < before);
            let last = end.checked_sub(1).and_then(|last| times.get(last)).copied();
            last.filter(|&time| time > after)
        };
        names
            .filter_map(|name| self.0.get(name).and_then(last))
            .max()
    }

    /// The moments of computers with these names that `keep` accepts, with `more` added.
    #[must_use]
    pub fn of_part<'n>(
        &self,
        names: impl Iterator<Item = &'n Text>,
        keep: impl Fn(Timestamp) -> bool,
        more: impl Iterator<Item = (&'n Text, Timestamp)>,
    ) -> Self {
        let mut part = HeartbeatCollector::default();
        for name in names {
            let times = self.0.get(name).into_iter().flatten();
            for &time in times.filter(|&&time| keep(time)) {
                part.add(name, time);
            }
        }
        for (name, time) in more {
            part.add(name, time);
        }
        part.finish()
    }
}

/// Collects heartbeats as they are read, in any order.
#[derive(Clone, Debug, Default)]
pub struct HeartbeatCollector {
    computers: BTreeMap<Text, Minutes>,
}

impl HeartbeatCollector {
    /// Notes one record.
    pub fn add(&mut self, computer: &Text, time: Timestamp) {
        if let Some(minutes) = self.computers.get_mut(computer) {
            minutes.add(time);
        } else {
            let minutes = self.computers.entry(Text::clone(computer));
            minutes.or_default().add(time);
        }
    }

    /// Adds what another part of the evidence found.
    pub fn merge(&mut self, other: Self) {
        for (computer, minutes) in other.computers {
            let known = self.computers.entry(computer).or_default();
            for time in minutes.times {
                known.add(time);
            }
        }
    }

    /// What all parts found.
    pub fn finish(self) -> Heartbeats {
        let computers = self.computers.into_iter();
        Heartbeats(computers.map(|(name, m)| (name, m.finish())).collect())
    }
}

/// The minutes of one computer.
#[derive(Clone, Debug, Default)]
struct Minutes {
    times: Vec<Timestamp>,
    /// How many of them, from the first on, are sorted and of different minutes.
    settled: usize,
}

impl Minutes {
    /// Below this many, sorting is not worthwhile.
    const FEW: usize = 4096;

    fn add(&mut self, time: Timestamp) {
        match self.times.last_mut() {
            Some(last) if minute(*last) == minute(time) => *last = time.max(*last),
            _ => self.times.push(time),
        }
        // Sorted whenever it has doubled: memory grows with the minutes, not with the records.
        if self.times.len() >= Self::FEW.max(2 * self.settled) {
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.times.sort_unstable();
        // The later one of a minute stays.
        self.times.reverse();
        self.times.dedup_by_key(|time| minute(*time));
        self.times.reverse();
        self.settled = self.times.len();
    }

    fn finish(mut self) -> Vec<Timestamp> {
        self.settle();
        self.times.shrink_to_fit();
        self.times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a time")
    }

    #[test]
    fn the_last_moment_between_two_others() {
        let (host, other) = (Text::from("HOST1"), Text::from("HOST2"));
        let mut heartbeats = HeartbeatCollector::default();
        heartbeats.add(&host, time("2025-03-03T08:00:10Z"));
        heartbeats.add(&host, time("2025-03-03T08:00:40Z"));
        heartbeats.add(&other, time("2025-03-03T08:30:00Z"));
        let heartbeats = heartbeats.finish();
        let last = |after, before| {
            heartbeats.last_between(std::iter::once(&host), time(after), time(before))
        };
        let found = last("2025-03-03T07:00:00Z", "2025-03-03T09:00:00Z");
        assert_eq!(found, Some(time("2025-03-03T08:00:40Z")));
        assert_eq!(last("2025-03-03T08:00:40Z", "2025-03-03T09:00:00Z"), None);
        assert_eq!(last("2025-03-03T09:00:00Z", "2025-03-03T07:00:00Z"), None);
    }

    #[test]
    fn the_result_does_not_depend_on_the_order_of_reading() {
        let host = Text::from("HOST1");
        let start = time("2025-03-03T08:00:00Z").ticks();
        let moments: Vec<Timestamp> = (0..20_000)
            .map(|n| Timestamp::from_ticks(start + n * 7 * TICKS_PER_SECOND))
            .collect();
        let mut forward = HeartbeatCollector::default();
        let mut backward = HeartbeatCollector::default();
        for &time in &moments {
            forward.add(&host, time);
        }
        for &time in moments.iter().rev() {
            backward.add(&host, time);
        }
        assert_eq!(forward.finish(), backward.finish());
    }
}
