//! One record in the order of its host.

use crate::domain::event::{Event, EventIndex, Fact, PowerStep};
use crate::domain::time::{Span, Timestamp};

/// Position of a record in its host's order.
pub(crate) type Pos = usize;

/// One record in its host's order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    /// Its index in the case.
    pub index: EventIndex,
    /// The record.
    pub event: &'a Event,
    /// Its time, here because it is compared more often than anything else.
    pub time: Timestamp,
    /// Its place among the records of its era: its time, or that of the last record before it in its log
    /// that is later.
    pub(super) place: Timestamp,
    /// It ran back: it comes after all of its place that did not.
    pub(super) ran_back: bool,
    /// Times of different eras cannot be compared.
    pub era: u32,
    /// Which boot of the host, from 0.
    pub boot: u32,
    /// Which start of the host, from 0: each boot is one, and so is a fast start-up, which continues
    /// the boot but without the people of before [source 4.4].
    pub start: u32,
}

impl<'a> Item<'a> {
    /// A record with its effective time, in the first era, boot and start.
    pub(crate) fn new(index: EventIndex, event: &'a Event) -> Self {
        let time = effective_time(event);
        Self {
            index,
            event,
            time,
            place: time,
            ran_back: false,
            era: 0,
            boot: 0,
            start: 0,
        }
    }

    /// Whether `other` follows within `window`: same era, and not before.
    pub(crate) fn is_followed_by(&self, other: &Self, window: Span) -> bool {
        self.era == other.era && other.time >= self.time && other.time.since(self.time) <= window
    }

    /// Whether `other` is within `window`, before or after.
    pub(crate) fn is_near(&self, other: &Self, window: Span) -> bool {
        self.era == other.era && self.time.distance(other.time) <= window
    }
}

/// The time of what a record states: boots and shutdowns that were measured later are sorted where they
/// happened.
pub(crate) fn effective_time(event: &Event) -> Timestamp {
    match &event.fact {
        Fact::Power {
            step: PowerStep::Booted | PowerStep::ShutdownAsked,
            at: Some(at),
            ..
        } if *at <= event.time => *at,
        _ => event.time,
    }
}
