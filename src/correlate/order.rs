//! One order for all records of a host, over all its logs, and the boots that cut it.
//!
//! Inside a channel the record id is the order. Clocks of machines are set back by hours during
//! set-up, so each channel is first cut into eras in which its clock runs forward; the eras of all
//! channels are laid over one another; inside an era time orders records of different channels.

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::windows::{BOOT_CLUSTER, CLOCK_STEP};
use crate::domain::event::{Event, EventIndex, Fact, PowerStep};
use crate::domain::time::{Span, Timestamp};

/// Position of a record in its host's order.
pub type Pos = usize;

/// One record in its host's order.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// Its index in the case.
    pub index: EventIndex,
    /// The record.
    pub event: &'a Event,
    /// Times of different eras cannot be compared.
    pub era: u32,
    /// Which boot of the host, from 0.
    pub boot: u32,
}

impl Item<'_> {
    /// Whether `other` follows within `window`: same era, and not before.
    pub fn is_followed_by(&self, other: &Self, window: Span) -> bool {
        self.era == other.era
            && other.event.time >= self.event.time
            && other.event.time.since(self.event.time) <= window
    }

    /// Whether `other` is within `window`, before or after.
    pub fn is_near(&self, other: &Self, window: Span) -> bool {
        self.era == other.era && self.event.time.distance(other.event.time) <= window
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

/// The time that a record speaks of: a boot measured later is sorted where it happened.
fn effective_time(event: &Event) -> Timestamp {
    match &event.fact {
        Fact::Power {
            step: PowerStep::Booted,
            at: Some(at),
        } => *at,
        _ => event.time,
    }
}

/// A channel, and which of its numberings: record ids of two numberings cannot be compared.
type LogKey<'a> = (&'a str, u32);

/// Orders the events of one host.
pub fn order<'a>(events: &[(EventIndex, &'a Event)]) -> Vec<Item<'a>> {
    let mut channels: BTreeMap<LogKey<'a>, Vec<(EventIndex, &'a Event)>> = BTreeMap::new();
    let has_system_log = events.iter().any(|(_, event)| &*event.channel == "System");
    for &(index, event) in events {
        // Measured boots are written minutes later, by a clock that may have been set since: they
        // count only where the System log is missing (session model, decision 5).
        if has_system_log
            && event
                .channel
                .starts_with("Microsoft-Windows-Diagnostics-Performance")
        {
            continue;
        }
        channels
            .entry((&*event.channel, event.numbering))
            .or_default()
            .push((index, event));
    }
    let set_backs = set_backs(events);
    let eras = assign_eras(&mut channels, &set_backs);
    let mut placed: Vec<(u32, EventIndex, &'a Event)> = Vec::with_capacity(events.len());
    for (channel, records) in &channels {
        let channel_eras = eras.get(channel);
        for (at, &(index, event)) in records.iter().enumerate() {
            let era = channel_eras
                .and_then(|eras| eras.get(at))
                .copied()
                .unwrap_or(0);
            placed.push((era, index, event));
        }
    }
    placed.sort_by_cached_key(|&(era, index, event)| {
        (
            era,
            effective_time(event),
            rank(event),
            event.record_id,
            index,
        )
    });
    let mut boots = Boots::default();
    let mut items: Vec<Item<'a>> = Vec::with_capacity(placed.len());
    for (era, index, event) in placed {
        let (boot, by_luid) = boots.next(era, event);
        if by_luid {
            begin_boot_after_pause(&mut items, era, event, boot);
        }
        items.push(Item {
            index,
            event,
            era,
            boot,
        });
    }
    items
}

/// Records this close before the logon that proved a new boot are already of that boot.
const BOOT_PROOF_GAP: Span = Span::seconds(60);

/// A boot that only its low logon ids tell began before the logon that told it: the records that
/// lead up to it without a pause are the new boot's.
fn begin_boot_after_pause(items: &mut [Item<'_>], era: u32, event: &Event, boot: u32) {
    let mut next = event.time;
    for item in items.iter_mut().rev() {
        let lead = item.era == era
            && item.boot + 1 == boot
            && next.distance(item.event.time) <= BOOT_PROOF_GAP
            && !matches!(item.event.fact, Fact::Logon(_));
        if !lead {
            break;
        }
        item.boot = boot;
        next = item.event.time;
    }
}

/// For each channel, the era of each of its records in record order.
fn assign_eras<'a>(
    channels: &mut BTreeMap<LogKey<'a>, Vec<(EventIndex, &'a Event)>>,
    set_backs: &[TimeSpan],
) -> BTreeMap<LogKey<'a>, Vec<u32>> {
    let mut segments: BTreeMap<LogKey<'a>, Vec<usize>> = BTreeMap::new();
    for (channel, records) in channels.iter_mut() {
        records.sort_by_key(|(index, event)| (event.record_id, event.time, *index));
        segments.insert(*channel, clock_segments(records, set_backs));
    }
    // The channel that saw the most steps of the clock sets the scale; ties go to the longest.
    let scale = segments
        .iter()
        .max_by_key(|(channel, s)| (s.last().copied(), channels.get(*channel).map(Vec::len)))
        .map(|(channel, _)| *channel);
    let scale_spans = scale
        .and_then(|channel| Some(spans(channels.get(&channel)?, segments.get(&channel)?)))
        .unwrap_or_default();
    channels
        .iter()
        .map(|(channel, records)| {
            let own = segments.get(channel).cloned().unwrap_or_default();
            let eras = match_spans(&spans(records, &own), &scale_spans);
            let of = own
                .iter()
                .map(|segment| eras.get(*segment).copied().unwrap_or(0))
                .collect();
            (*channel, of)
        })
        .collect()
}

/// Records out of line for fewer record numbers than this are late writers, not a clock that was
/// set: at boot the kernel's last words of the previous run are written after the first of the new
/// one, and Kernel-Power 107 carries its time of before the sleep. (In the real logs looked at, such
/// runs are at most 10 records long, and clocks that were set stay back for 269 and more.)
const LATE_WRITER_RECORDS: u64 = 64;

/// For each record, the number of times that the clock was set back before it.
fn clock_segments(records: &[(EventIndex, &Event)], set_backs: &[TimeSpan]) -> Vec<usize> {
    let mut segments = Vec::with_capacity(records.len());
    let mut segment = 0;
    let mut latest: Option<Timestamp> = None;
    for (at, (_, event)) in records.iter().enumerate() {
        let dropped = latest.is_some_and(|latest| latest.since(event.time) > CLOCK_STEP);
        let was_set = latest.is_some_and(|latest| {
            set_backs.iter().any(|(new, old)| {
                event.time.plus(CLOCK_STEP) >= *new && event.time < *old && latest > *new
            })
        });
        if dropped && (was_set || !recovers(records, at, latest)) {
            segment += 1;
            latest = None;
        }
        latest = Some(latest.map_or(event.time, |latest| latest.max(event.time)));
        segments.push(segment);
    }
    segments
}

/// Whether time is back at `latest` within a few records.
fn recovers(records: &[(EventIndex, &Event)], at: usize, latest: Option<Timestamp>) -> bool {
    let Some(((_, first), latest)) = records.get(at).zip(latest) else {
        return false;
    };
    records
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|(_, event)| event.record_id - first.record_id <= LATE_WRITER_RECORDS)
        .any(|(_, event)| latest.since(event.time) <= CLOCK_STEP)
}

type TimeSpan = (Timestamp, Timestamp);

/// New and old time of every recorded setting of the clock to an earlier time.
fn set_backs(events: &[(EventIndex, &Event)]) -> Vec<TimeSpan> {
    events
        .iter()
        .filter_map(|(_, event)| match &event.fact {
            Fact::ClockSet { old, new } if old.since(*new) > CLOCK_STEP => Some((*new, *old)),
            _ => None,
        })
        .collect()
}

/// First and last time of each segment.
fn spans(records: &[(EventIndex, &Event)], segments: &[usize]) -> Vec<TimeSpan> {
    let mut spans: Vec<TimeSpan> = Vec::new();
    for ((_, event), &segment) in records.iter().zip(segments) {
        match spans.get_mut(segment) {
            Some((first, last)) => {
                *first = event.time.min(*first);
                *last = event.time.max(*last);
            }
            None => spans.push((event.time, event.time)),
        }
    }
    spans
}

/// Gives each span of a channel an era of the scale, in order and so that the distances are least.
fn match_spans(own: &[TimeSpan], scale: &[TimeSpan]) -> Vec<u32> {
    // How much of a span lies outside an era.
    let distance = |own: &TimeSpan, era: &TimeSpan| -> i64 {
        era.0
            .since(own.0)
            .0
            .max(0)
            .saturating_add(own.1.since(era.1).0.max(0))
    };
    // best[e] = least cost of the spans so far with the last of them in era e; later eras win ties
    // because set-up, where clocks are set, comes first.
    let eras = scale.len().max(1);
    let mut best = vec![0_i64; eras];
    let mut choices: Vec<Vec<usize>> = Vec::new();
    for span in own {
        let mut next = vec![i64::MAX; eras];
        let mut choice = vec![0_usize; eras];
        for era in 0..eras {
            let cost = scale.get(era).map_or(0, |s| distance(span, s));
            let from = if choices.is_empty() {
                Some((era, 0))
            } else {
                (0..=era)
                    .filter(|&e| own.len() > eras || e < era)
                    .filter_map(|e| best.get(e).map(|&b| (e, b)))
                    .min_by_key(|&(e, b)| (b, std::cmp::Reverse(e)))
            };
            if let (Some((previous, sum)), Some(slot), Some(made)) =
                (from, next.get_mut(era), choice.get_mut(era))
            {
                *slot = sum.saturating_add(cost);
                *made = previous;
            }
        }
        best = next;
        choices.push(choice);
    }
    let mut era = (0..eras)
        .rev()
        .min_by_key(|&e| best.get(e).copied())
        .unwrap_or(0);
    let mut assigned = vec![0_u32; own.len()];
    for at in (0..own.len()).rev() {
        if let Some(slot) = assigned.get_mut(at) {
            *slot = u32::try_from(era).unwrap_or(0);
        }
        era = choices
            .get(at)
            .and_then(|choice| choice.get(era))
            .copied()
            .unwrap_or(0);
    }
    assigned
}

/// The first marker of a boot, its era, and the records that marked it.
type Mark = (u32, Timestamp, BTreeSet<(String, u32)>);

/// Numbers the boots of a host as its records pass by.
#[derive(Default)]
struct Boots {
    boot: u32,
    /// When the present boot was first marked, and by which records.
    marked: Option<Mark>,
    highest_luid: u64,
}

/// A logon id this far below the highest of the boot can only come from another boot: within one,
/// ids rise (domain reference A.12).
const LUID_COLLAPSE: u64 = 0x1_0000;

impl Boots {
    /// The boot of the next record, and whether a collapse of logon ids told that it is a new one.
    fn next(&mut self, era: u32, event: &Event) -> (u32, bool) {
        let mut by_luid = false;
        if is_boot_marker(event) {
            let key = (event.channel.to_string(), event.event_id);
            let same = self.marked.as_mut().is_some_and(|(at_era, at, seen)| {
                *at_era == era
                    && effective_time(event).distance(*at) <= BOOT_CLUSTER
                    && seen.insert(key.clone())
            });
            if !same {
                self.boot += 1;
                self.highest_luid = 0;
                self.marked = Some((era, effective_time(event), BTreeSet::from([key])));
            }
        }
        if let Fact::Logon(logon) = &event.fact {
            let luid = logon
                .luid
                .filter(|luid| !luid.is_constant())
                .map_or(0, |luid| luid.0);
            if luid != 0 && luid + LUID_COLLAPSE < self.highest_luid && luid < self.highest_luid / 2
            {
                self.boot += 1;
                by_luid = true;
                self.highest_luid = luid;
            }
            self.highest_luid = self.highest_luid.max(luid);
        }
        (self.boot, by_luid)
    }
}

fn is_boot_marker(event: &Event) -> bool {
    match &event.fact {
        Fact::Power {
            step: PowerStep::Booted,
            ..
        } => true,
        Fact::Logon(logon) => logon.logon_type == 0,
        _ => false,
    }
}
