//! Where the clock of a host was set: times before and after cannot be compared.

use super::item::{Item, Pos};
use super::items::{FactKinds, Items};
use crate::correlate::windows::{SLEEP_TO_STANDSTILL, UNRELIABLE_STEP};
use crate::domain::event::{Fact, PowerStep, Text};
use crate::domain::note::{ClockStepped, Note};
use crate::domain::time::{Span, Timestamp};

/// One setting of the clock that no sleep explains.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClockStep {
    /// The first record of the new time.
    pub pos: Pos,
    /// By how much, where a record shows it; back is negative. `None` where only the order of the
    /// records shows that the clock was set back.
    pub by: Option<Span>,
}

impl ClockStep {
    /// A note on the setting of the clock.
    pub(crate) fn note(&self, items: &[Item<'_>]) -> Option<Note> {
        let event = items.get(self.pos)?.event;
        Some(Note::ClockStepped(ClockStepped {
            by: self.by,
            channel: Text::clone(&event.channel),
            event_id: event.event_id,
            record_id: event.record_id,
        }))
    }
}

/// Settings of the clock by more than a minute, and steps back that only the order of the records
/// shows. A clock that is set forward because the machine had slept is right again [source 4.7].
pub(crate) fn clock_steps(items: &Items<'_>) -> Vec<ClockStep> {
    let slept = Sleeps::of(items);
    let recorded = items.of(FactKinds::CLOCK_SET).filter_map(|(pos, item)| {
        let Fact::ClockSet { old, new } = &item.event.fact else {
            return None;
        };
        let by = new.since(*old);
        let large = new.distance(*old) > UNRELIABLE_STEP;
        let is_step = large && !(by.0 > 0 && slept.explain(*old, *new));
        is_step.then_some(ClockStep { pos, by: Some(by) })
    });
    let mut steps: Vec<ClockStep> = recorded.collect();
    let pairs = (1..).zip(items.iter().zip(items.iter().skip(1)));
    let inverted = pairs.filter(|(_, (before, item))| before.era != item.era);
    steps.extend(inverted.map(|(pos, _)| ClockStep { pos, by: None }));
    // A recorded change goes before one that only the order shows.
    steps.sort_by_key(|step| (step.pos, step.by.is_none()));
    steps.dedup_by_key(|step| step.pos);
    steps
}

/// When the machine slept.
struct Sleeps {
    /// From and to, where a record shows both, by time.
    whole: Vec<(Timestamp, Timestamp)>,
    /// When it fell asleep, by time.
    begins: Vec<Timestamp>,
}

impl Sleeps {
    fn of(items: &Items<'_>) -> Self {
        let mut sleeps = Self {
            whole: Vec::new(),
            begins: Vec::new(),
        };
        for (_, item) in items.of(FactKinds::SLEPT | FactKinds::POWER) {
            match item.event.fact {
                Fact::Slept { from, to } => sleeps.whole.push((from, to)),
                Fact::Power {
                    step: PowerStep::Slept | PowerStep::HybridShutdown,
                    ..
                } => sleeps.begins.push(item.time),
                _ => {}
            }
        }
        sleeps.whole.sort_unstable();
        sleeps.begins.sort_unstable();
        sleeps
    }

    /// The clock stood still from soon after the machine fell asleep until it woke.
    fn explain(&self, old: Timestamp, new: Timestamp) -> bool {
        let begun = self.begins.partition_point(|&begin| begin <= old);
        let fell_asleep = begun
            .checked_sub(1)
            .and_then(|last| self.begins.get(last))
            .is_some_and(|&begin| old.since(begin) <= SLEEP_TO_STANDSTILL);
        let later = self.whole.partition_point(|&(from, _)| from <= old);
        let slept = later
            .checked_sub(1)
            .and_then(|last| self.whole.get(last))
            .is_some_and(|&(_, to)| to.plus(SLEEP_TO_STANDSTILL) >= new);
        fell_asleep || slept
    }
}
