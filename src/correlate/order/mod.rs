//! One order for all records of a host, over all its logs, and the boots that cut it.
//!
//! Inside a channel the record id is the order. Clocks of machines are set back by hours during
//! set-up, so each channel is first cut into eras in which its clock runs forward (`eras`); the eras
//! of all channels are laid over one another; inside an era time orders records of different
//! channels. Then the result is cut into boots (`boots`).

mod boots;
mod clock;
mod eras;
mod items;

use std::collections::BTreeMap;

use crate::correlate::coverage::{Coverage, SYSTEM};
use crate::domain::event::{Event, EventIndex, Fact, PowerStep};
use crate::domain::time::{Span, Timestamp};

pub use clock::{ClockStep, clock_steps};
pub use items::{Items, Kinds};

/// Position of a record in its host's order.
pub type Pos = usize;

/// One record in its host's order.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// Its index in the case.
    pub index: EventIndex,
    /// The record.
    pub event: &'a Event,
    /// Its time, here because it is compared more often than anything else.
    pub time: Timestamp,
    /// Times of different eras cannot be compared.
    pub era: u32,
    /// Which boot of the host, from 0.
    pub boot: u32,
    /// Which start of the host, from 0: each boot is one, and so is a fast start-up, which goes on
    /// with the boot but without the people of before (domain reference C.11).
    pub start: u32,
}

impl<'a> Item<'a> {
    /// A record with the time that it speaks of, in the first era, boot and start.
    fn new(index: EventIndex, event: &'a Event) -> Self {
        Self {
            index,
            event,
            time: effective_time(event),
            era: 0,
            boot: 0,
            start: 0,
        }
    }

    /// Whether `other` follows within `window`: same era, and not before.
    pub fn is_followed_by(&self, other: &Self, window: Span) -> bool {
        self.era == other.era && other.time >= self.time && other.time.since(self.time) <= window
    }

    /// Whether `other` is within `window`, before or after.
    pub fn is_near(&self, other: &Self, window: Span) -> bool {
        self.era == other.era && self.time.distance(other.time) <= window
    }
}

/// How a record sorts among records of the same time (domain reference C.13).
fn rank(event: &Event) -> u32 {
    match event.event_id {
        4608 | 4776 => 0,
        4625 | 4648 => 1,
        4624 => 2,
        4672 => 3,
        41 => 4,
        42 => 5,
        21 => 6,
        22 => 7,
        4647 => 8,
        23 => 9,
        24 => 10,
        _ => 5,
    }
}

/// The time that a record speaks of: boots and shutdowns measured later are sorted where they
/// happened.
pub fn effective_time(event: &Event) -> Timestamp {
    match &event.fact {
        Fact::Power {
            step: PowerStep::Booted | PowerStep::ShutdownAsked,
            at: Some(at),
        } if *at <= event.time => *at,
        _ => event.time,
    }
}

/// Measured boots and shutdowns are written minutes later, by a clock that may have been set since:
/// they count only where the System log is missing (session model, decision 5).
fn is_told_better(event: &Event, coverage: &Coverage) -> bool {
    let at = effective_time(event);
    coverage.covers(SYSTEM, at, at)
}

/// The start of the names of the logs that are told better.
const MEASURED: &str = "Microsoft-Windows-Diagnostics-Performance";

/// A channel, and which of its numberings: record ids of two numberings cannot be compared.
pub type LogKey<'a> = (&'a str, u32);

/// Orders the events of one host.
pub fn order<'a>(events: &[(EventIndex, &'a Event)], coverage: &Coverage) -> Items<'a> {
    let mut channels: BTreeMap<LogKey<'a>, Vec<(EventIndex, &'a Event)>> = BTreeMap::new();
    let of_one_log = |(_, a): &(EventIndex, &Event), (_, b): &(EventIndex, &Event)| {
        a.channel == b.channel && a.numbering == b.numbering
    };
    for run in events.chunk_by(of_one_log) {
        let Some((_, first)) = run.first() else {
            continue;
        };
        let may_be_told_better = first.channel.starts_with(MEASURED);
        let kept = run.iter().copied();
        let kept =
            kept.filter(|(_, event)| !(may_be_told_better && is_told_better(event, coverage)));
        let log = (&*first.channel, first.numbering);
        channels.entry(log).or_default().extend(kept);
    }
    let mut items = eras::lay_over_one_another(channels, coverage);
    // Each log is in order, or nearly so: this sort merges what is.
    items.sort_by(|a, b| {
        let in_time = (a.era, a.time).cmp(&(b.era, b.time));
        let place = |item: &Item<'_>| (rank(item.event), item.event.record_id, item.index);
        in_time.then_with(|| place(a).cmp(&place(b)))
    });
    boots::number(&mut items, coverage);
    Items::new(items)
}
