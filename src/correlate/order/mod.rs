//! One order for all records of a host, over all its logs, and the boots that cut it.
//!
//! Inside a channel the record id is the order. Clocks of machines are set back by hours during
//! set-up, so each channel is first cut into eras in which its clock runs forward (`eras`); the eras
//! of all channels are laid over one another; inside an era time orders records of different
//! channels. Then the result is cut into boots (`boots`).

mod anchors;
mod boots;
mod clock;
mod clock_settings;
mod eras;
mod items;
mod phases;

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use crate::correlate::coverage::{Coverage, SYSTEM};
use crate::correlate::lineages::Lineage;
use crate::correlate::own_events::OwnEvents;
use crate::correlate::recovered::among;
use crate::correlate::windows::{CLOCK_STEP, OUT_OF_ORDER};
use crate::domain::event::{Event, EventIndex, Fact, PowerStep, Text};
use crate::domain::time::{Span, Timestamp};

use clock_settings::Setting;

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
    /// Its place among the records of its era: its time, or that of the last record before it in its log
    /// that is later.
    place: Timestamp,
    /// It ran back: it comes after all of its place that did not.
    ran_back: bool,
    /// Times of different eras cannot be compared.
    pub era: u32,
    /// Which boot of the host, from 0.
    pub boot: u32,
    /// Which start of the host, from 0: each boot is one, and so is a fast start-up, which goes on
    /// with the boot but without the people of before [source 4.4].
    pub start: u32,
}

impl<'a> Item<'a> {
    /// A record with the time that it speaks of, in the first era, boot and start.
    pub fn new(index: EventIndex, event: &'a Event) -> Self {
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
    pub fn is_followed_by(&self, other: &Self, window: Span) -> bool {
        self.era == other.era && other.time >= self.time && other.time.since(self.time) <= window
    }

    /// Whether `other` is within `window`, before or after.
    pub fn is_near(&self, other: &Self, window: Span) -> bool {
        self.era == other.era && self.time.distance(other.time) <= window
    }
}

/// How a record sorts among records of the same time [source 4.2].
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
            ..
        } if *at <= event.time => *at,
        _ => event.time,
    }
}

/// Measured boots and shutdowns are written minutes later, by a clock that may have been set since:
/// they count only where the System log is missing [source 4.6].
fn is_told_better(event: &Event, coverage: &Coverage) -> bool {
    let at = effective_time(event);
    coverage.covers(SYSTEM, at, at)
}

/// The start of the names of the logs that are told better.
const MEASURED: &str = "Microsoft-Windows-Diagnostics-Performance";

/// A channel, and which of its numberings: record ids of two numberings cannot be compared.
pub type LogKey<'a> = (&'a str, u32);

/// The records of one log.
struct Log<'a> {
    key: LogKey<'a>,
    /// Where they stand among those of all logs.
    records: Range<usize>,
    /// The latest time of a record.
    latest: Timestamp,
    /// The clock seems to have been set back: a record is older than one before it.
    falls: bool,
}

/// Records log by log.
#[derive(Default)]
struct ByLog<'a> {
    items: Vec<Item<'a>>,
    logs: Vec<Log<'a>>,
    /// A record tells that the clock was set back.
    was_set_back: bool,
    /// Records that no header counts: they are put in order when all others are.
    recovered: Vec<Item<'a>>,
    /// For each event of the host, in the order of its lists, the number of its kind: noted when an event
    /// is first looked at, because it is far off when it is looked at again.
    kinds: Vec<u8>,
}

/// Events that are looked at by several loops in turn: they fit into a core's first cache.
const AT_A_TIME: usize = 128;

impl<'a> ByLog<'a> {
    fn of(
        events: &'a OwnEvents,
        first: EventIndex,
        coverage: &Coverage,
        lineage: Lineage<'_>,
    ) -> Self {
        let mut by_log = Self::default();
        by_log.items.reserve_exact(events.len());
        by_log.kinds.reserve_exact(events.len());
        let mut indices = (first.0..).map(EventIndex);
        let parts = events
            .lists()
            .iter()
            .flat_map(|list| list.chunks(AT_A_TIME));
        for part in parts {
            let kinds = part.iter().map(|event| Kinds::number_of(&event.fact));
            by_log.kinds.extend(kinds);
            by_log.was_set_back |= part.iter().any(is_set_back);
            for run in part.chunk_by(is_of_same_log) {
                if run.first().is_some_and(Event::is_recovered) {
                    let items = run.iter().zip(indices.by_ref());
                    let items = items.map(|(event, index)| Item::new(index, event));
                    by_log.recovered.extend(items);
                    continue;
                }
                let is_measured = run.first().is_some_and(|e| e.channel.starts_with(MEASURED));
                let items = run.iter().zip(indices.by_ref());
                let items = items.map(|(event, index)| Item::new(index, event));
                if is_measured || lineage.is_part() {
                    by_log.extend(items.filter(|item| {
                        let is_told_better = is_measured && is_told_better(item.event, coverage);
                        !is_told_better && lineage.has(item.event)
                    }));
                } else {
                    by_log.extend(items);
                }
            }
        }
        // The numberings of a channel may alternate.
        if !by_log.logs.is_sorted_by(|a, b| a.key < b.key) {
            let mut items = std::mem::take(&mut by_log.items);
            by_log.logs.clear();
            items.sort_by_key(|item| key_of(item.event));
            for run in items.chunk_by(|a, b| is_of_same_log(a.event, b.event)) {
                by_log.extend(run.iter().copied());
            }
        }
        by_log
    }

    /// Adds records of one log, to the log at hand where that is theirs.
    fn extend(&mut self, items: impl Iterator<Item = Item<'a>>) {
        let first = self.items.len();
        self.items.extend(items);
        let added = self.items.get(first..).unwrap_or_default();
        let Some(event) = added.first().map(|item| item.event) else {
            return;
        };
        let key = key_of(event);
        if self.logs.last().is_none_or(|log| log.key != key) {
            self.logs.push(Log {
                key,
                records: first..first,
                latest: event.time,
                falls: false,
            });
        }
        if let Some(log) = self.logs.last_mut() {
            log.records.end = first + added.len();
            for item in added {
                log.falls |= log.latest.since(item.event.time) > CLOCK_STEP;
                log.latest = log.latest.max(item.event.time);
            }
        }
    }
}

fn is_set_back(event: &Event) -> bool {
    Setting::of(event).is_some_and(|setting| setting.is_back())
}

fn is_of_same_log(a: &Event, b: &Event) -> bool {
    let is_one_text = || Text::ptr_eq(&a.channel, &b.channel) || a.channel == b.channel;
    a.numbering == b.numbering && (Arc::ptr_eq(&a.header, &b.header) || is_one_text())
}

fn key_of(event: &Event) -> LogKey<'_> {
    (&event.channel, event.numbering)
}

/// Orders the events of one lineage of a host; `first` is the index of the host's first event in the case.
pub fn order<'a>(
    events: &'a OwnEvents,
    first: EventIndex,
    coverage: &Coverage,
    lineage: Lineage<'_>,
) -> Items<'a> {
    let mut by_log = ByLog::of(events, first, coverage, lineage);
    let offsets = eras::lay_over_one_another(&mut by_log, coverage);
    let ByLog {
        mut items,
        logs,
        recovered,
        kinds,
        ..
    } = by_log;
    for log in logs {
        let records = items.get_mut(log.records).unwrap_or_default();
        keep_in_order(records);
        settle(records);
    }
    // Each log is in order, or nearly so: this sort merges what is.
    items.sort_by(in_order);
    let kind_of = |item: &Item<'a>| {
        let place = item.index.0.checked_sub(first.0);
        place.and_then(|place| kinds.get(place as usize)).copied()
    };
    let mut items = Items::new(items, kind_of);
    boots::number(&mut items, coverage, &offsets);
    if recovered.is_empty() {
        return items;
    }
    Items::new(among(items.into_all(), recovered), kind_of)
}

fn in_order(a: &Item<'_>, b: &Item<'_>) -> Ordering {
    let in_time = (a.era, a.place, a.ran_back).cmp(&(b.era, b.place, b.ran_back));
    in_time.then_with(|| in_place(a, b))
}

/// Records of one time.
#[cold]
fn in_place(a: &Item<'_>, b: &Item<'_>) -> Ordering {
    let place = |item: &Item<'_>| {
        // The order of those that ran back is that of their numbers.
        let rank = if item.ran_back { 0 } else { rank(item.event) };
        (rank, item.event.record_id, item.index)
    };
    place(a).cmp(&place(b))
}

/// Keeps records of one log in the order of their numbers where the clock was set back by too little for an
/// era. Threads write out of order by milliseconds, and the machine writes of its boots and sleep when others
/// have their numbers: those are in the order of their times.
fn keep_in_order(records: &mut [Item<'_>]) {
    let mut latest: Option<(u32, Timestamp)> = None;
    for item in records {
        if matches!(
            item.event.fact,
            Fact::Power { .. } | Fact::Slept { .. } | Fact::ClockSet { .. }
        ) {
            continue;
        }
        match latest {
            Some((era, last)) if era == item.era && item.time <= last => {
                let back = last.since(item.time);
                if back > OUT_OF_ORDER && back <= CLOCK_STEP {
                    (item.place, item.ran_back) = (last, true);
                }
            }
            _ => latest = Some((item.era, item.time)),
        }
    }
}

/// Puts records of one log in order that are so but for neighbours, and leaves those that are not: an
/// ordered log is a run that sorting need not take apart.
fn settle(items: &mut [Item<'_>]) {
    const FAR: usize = 64;
    let mut done = 0;
    while let Some(next) = first_late(items.get(done..).unwrap_or_default()) {
        let at = done + next;
        let mut place = at;
        while let Some([before, own]) = place.checked_sub(1).and_then(|a| items.get(a..=place)) {
            if in_order(before, own) != Ordering::Greater {
                break;
            }
            if at - place > FAR {
                return;
            }
            items.swap(place - 1, place);
            place -= 1;
        }
        done = at;
    }
}

/// The first record that belongs before the one before it.
fn first_late(items: &[Item<'_>]) -> Option<usize> {
    let mut pairs = items.iter().zip(items.iter().skip(1));
    let late = pairs.position(|(before, own)| in_order(before, own) == Ordering::Greater);
    late.map(|before| before + 1)
}
