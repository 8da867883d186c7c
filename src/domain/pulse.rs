//! When each computer was seen alive: every record of every log tells that, understood or not.

use std::collections::BTreeMap;

use super::event::Text;
use super::time::{TICKS_PER_SECOND, Timestamp};

/// Moments are kept to one a minute, so that a year of records takes a few megabytes.
const TICKS_PER_MINUTE: i64 = 60 * TICKS_PER_SECOND;

/// For each computer name as logged, the last record of each minute in which it logged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulses(BTreeMap<Text, BTreeMap<i64, Timestamp>>);

impl Pulses {
    /// Takes note of one record.
    pub fn add(&mut self, computer: &Text, time: Timestamp) {
        if !self.0.contains_key(computer) {
            self.0.insert(Text::clone(computer), BTreeMap::new());
        }
        if let Some(minutes) = self.0.get_mut(computer) {
            let minute = time.ticks().div_euclid(TICKS_PER_MINUTE);
            let last = minutes.entry(minute).or_insert(time);
            *last = time.max(*last);
        }
    }

    /// Takes over what another part of the evidence told.
    pub fn merge(&mut self, other: Self) {
        for (computer, minutes) in other.0 {
            let known = self.0.entry(computer).or_default();
            for (minute, time) in minutes {
                let last = known.entry(minute).or_insert(time);
                *last = time.max(*last);
            }
        }
    }

    /// The last moment after `after` and before `before` at which a computer of one of these names
    /// was seen alive.
    pub fn last_between<'n>(
        &self,
        names: impl Iterator<Item = &'n Text>,
        after: Timestamp,
        before: Timestamp,
    ) -> Option<Timestamp> {
        let minute = |time: Timestamp| time.ticks().div_euclid(TICKS_PER_MINUTE);
        if after >= before {
            return None;
        }
        names
            .filter_map(|name| self.0.get(name))
            .flat_map(|minutes| minutes.range(minute(after)..=minute(before)).rev())
            .map(|(_, &time)| time)
            .filter(|&time| time > after && time < before)
            .max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_moment_between_two_others() {
        let time = |text| Timestamp::parse(text).expect("a time");
        let (host, other) = (Text::from("HOST1"), Text::from("HOST2"));
        let mut pulses = Pulses::default();
        pulses.add(&host, time("2025-03-03T08:00:10Z"));
        pulses.add(&host, time("2025-03-03T08:00:40Z"));
        pulses.add(&other, time("2025-03-03T08:30:00Z"));
        let last =
            |after, before| pulses.last_between(std::iter::once(&host), time(after), time(before));
        let found = last("2025-03-03T07:00:00Z", "2025-03-03T09:00:00Z");
        assert_eq!(found, Some(time("2025-03-03T08:00:40Z")));
        assert_eq!(last("2025-03-03T08:00:40Z", "2025-03-03T09:00:00Z"), None);
        assert_eq!(last("2025-03-03T09:00:00Z", "2025-03-03T07:00:00Z"), None);
    }
}
