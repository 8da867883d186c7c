//! The stretches of time that the records of a host cover between two settings of the clock: what has only a
//! time is looked for in these. Rule A7.

use crate::correlate::finish::session_spans::Moment;
use crate::correlate::order::{ClockStep, Items};
use crate::domain::time::Timestamp;

/// A stretch in which the clock ran forward and the machine was not started again.
struct Stretch {
    boot: u32,
    era: u32,
    from: Timestamp,
    to: Timestamp,
}

/// All stretches of a host, in the order of its records.
pub(super) struct Stretches(Vec<Stretch>);

impl Stretches {
    pub(super) fn of(items: &Items<'_>, steps: &[ClockStep]) -> Self {
        let mut steps = steps.iter().map(|step| step.pos).peekable();
        let mut all: Vec<Stretch> = Vec::new();
        for (pos, item) in items.iter().enumerate() {
            let mut is_set = false;
            while steps.next_if(|&step| step <= pos).is_some() {
                is_set = true;
            }
            match all.last_mut() {
                Some(last) if !is_set && (last.boot, last.era) == (item.boot, item.era) => {
                    last.from = last.from.min(item.time);
                    last.to = last.to.max(item.time);
                }
                _ => all.push(Stretch {
                    boot: item.boot,
                    era: item.era,
                    from: item.time,
                    to: item.time,
                }),
            }
        }
        Self(all)
    }

    /// The last time that the records cover.
    pub(super) fn last(&self) -> Timestamp {
        let last = self.0.last().map(|one| one.to);
        last.unwrap_or(Timestamp::from_ticks(0))
    }

    /// The boots in which a time lies, and its place there.
    pub(super) fn at(&self, time: Timestamp) -> Vec<(u32, Moment)> {
        let within = self
            .0
            .iter()
            .filter(|one| one.from <= time && time <= one.to);
        let mut found: Vec<(u32, Moment)> = within.map(|one| (one.boot, (one.era, time))).collect();
        found.dedup();
        found
    }
}
