//! Where the clock of a host was set: times on both sides cannot be compared.

use super::{Item, Items, Kinds, Pos};
use crate::correlate::windows::{SLEEP_TO_STANDSTILL, UNRELIABLE_STEP};
use crate::domain::event::{Fact, PowerStep};
use crate::domain::time::{Span, Timestamp};

/// One setting of the clock that no sleep explains.
#[derive(Clone, Copy, Debug)]
pub struct ClockStep {
    /// The first record of the new time.
    pub pos: Pos,
    /// By how much, where a record tells it; back is negative. `None` where only the order of the
    /// records tells that the clock was set back.
    pub by: Option<Span>,
}

impl ClockStep {
    /// What happened, in words.
    pub fn describe(&self, items: &[Item<'_>]) -> String {
        let Some(event) = items.get(self.pos).map(|item| item.event) else {
            return String::new();
        };
        match self.by {
            Some(by) => {
                let (way, by) = if by.0 < 0 {
                    ("back", Span(-by.0))
                } else {
                    ("forward", by)
                };
                format!(
                    "the clock was set {way} by {by} during this session ({} {}, record {}): its \
                     duration is unreliable",
                    event.channel, event.event_id, event.record_id
                )
            }
            None => format!(
                "the clock was set back during this session (by the order of the records, at \
                 {} record {}): its duration is unreliable",
                event.channel, event.record_id
            ),
        }
    }
}

/// Settings of the clock by more than a minute, and steps back that only the order of the records
/// tells. A clock that is set forward because the machine had slept is right again (session model,
/// decision 12).
pub fn clock_steps(items: &Items<'_>) -> Vec<ClockStep> {
    let slept = Sleeps::of(items);
    let mut steps = Vec::new();
    for (pos, item) in items.iter().enumerate() {
        let fact = items.is(pos, Kinds::CLOCK_SET).then_some(&item.event.fact);
        let by = match fact {
            Some(Fact::ClockSet { old, new }) => {
                let by = new.since(*old);
                let large = new.distance(*old) > UNRELIABLE_STEP;
                (large && !(by.0 > 0 && slept.explain(*old, *new))).then_some(Some(by))
            }
            _ => None,
        };
        let before = pos.checked_sub(1).and_then(|before| items.get(before));
        let inverted = before.is_some_and(|before| before.era != item.era);
        if let Some(by) = by.or(inverted.then_some(None)) {
            steps.push(ClockStep { pos, by });
        }
    }
    steps
}

/// When the machine slept.
struct Sleeps {
    /// From and to, where a record tells both, by time.
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
        for (_, item) in items.of(Kinds::SLEPT | Kinds::POWER) {
            match item.event.fact {
                Fact::Slept { from, to } => sleeps.whole.push((from, to)),
                Fact::Power {
                    step: PowerStep::Slept,
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
