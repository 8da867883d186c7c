//! Eras: stretches in which the clock of a host runs forward. Each channel is cut into them by its
//! record numbers, and the eras of all channels are laid over one another.
//! Rule B1.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{ByLog, Item, Log, LogKey};
use crate::correlate::coverage::Coverage;
use crate::correlate::windows::CLOCK_STEP;
use crate::domain::event::Fact;
use crate::domain::time::Timestamp;

/// Gives each record its era.
pub fn lay_over_one_another(by_log: &mut ByLog<'_>, coverage: &Coverage) {
    let ByLog { items, logs, .. } = by_log;
    for log in logs.iter_mut() {
        let reach = coverage.log(log.key.0);
        let Some(reach) = reach.filter(|reach| reach.numberings.len() > 1) else {
            continue;
        };
        let own = items.get_mut(log.records.clone()).unwrap_or_default();
        own.sort_by_cached_key(|item| {
            let event = item.event;
            let numbering = reach.numbering_of(event.record_id, event.time);
            (numbering, event.record_id, event.time, item.index)
        });
        log.falls = true;
    }
    // A clock that was never set back made one era.
    if logs.iter().all(|log| !log.falls) {
        return;
    }
    let set_backs = set_backs(items);
    let records = |log: &Log<'_>| items.get(log.records.clone()).unwrap_or_default();
    let segments: Vec<Vec<Range<usize>>> = logs
        .iter()
        .map(|log| clock_segments(records(log), &set_backs))
        .collect();
    // The channel that saw the most steps of the clock sets the scale; ties go to the longest.
    let scale = logs
        .iter()
        .zip(&segments)
        .max_by_key(|(log, own)| (own.len(), log.records.len()));
    let scale = scale.map_or_else(Vec::new, |(log, own)| spans(records(log), own));
    let eras: Vec<Vec<u32>> = logs
        .iter()
        .zip(&segments)
        .map(|(log, own)| match_spans(&spans(records(log), own), &scale))
        .collect();
    for ((log, own), eras) in logs.iter().zip(&segments).zip(eras) {
        let records = items.get_mut(log.records.clone()).unwrap_or_default();
        for (segment, era) in own.iter().zip(eras) {
            let of_segment = records.get_mut(segment.clone()).unwrap_or_default();
            for item in of_segment {
                item.era = era;
            }
        }
    }
    leave_skipped_times(items, &scale);
}

/// A log that was silent while the clock was ahead does not see it set back: its records of after
/// that read like those of before. But a time that the clock skipped was never in that era.
fn leave_skipped_times(placed: &mut [Item<'_>], scale: &[TimeSpan]) {
    if scale.len() < 2 {
        return;
    }
    let mut skipped: BTreeMap<u32, Vec<TimeSpan>> = BTreeMap::new();
    for item in placed.iter() {
        if let Fact::ClockSet { old, new } = item.event.fact
            && new.since(old) > CLOCK_STEP
        {
            skipped.entry(item.era).or_default().push((old, new));
        }
    }
    for spans in skipped.values_mut() {
        spans.sort_unstable();
    }
    let was_skipped = |era: u32, time: Timestamp| {
        let spans = skipped.get(&era).map_or(&[][..], Vec::as_slice);
        let begun = spans.partition_point(|(old, _)| old.plus(CLOCK_STEP) < time);
        let last = begun.checked_sub(1).and_then(|last| spans.get(last));
        last.is_some_and(|(_, new)| time.plus(CLOCK_STEP) < *new)
    };
    // The records of a log stand together, in its order: what follows is not in an earlier era.
    let mut log: Option<LogKey<'_>> = None;
    let mut reached = 0;
    for Item { era, event, .. } in placed.iter_mut() {
        if log != Some((&*event.channel, event.numbering)) {
            (log, reached) = (Some((&*event.channel, event.numbering)), 0);
        }
        *era = reached.max(*era);
        if was_skipped(*era, event.time) {
            let later = (0..).zip(scale).skip(*era as usize + 1);
            let mut fitting = later.filter(|(_, (a, b))| (a..=b).contains(&&event.time));
            *era = fitting.next().map_or(*era, |(index, _)| index);
            reached = *era;
        }
    }
}

/// Records out of line for fewer record numbers than this are late writers, not a clock that was
/// set: at boot the kernel's last words of the previous run are written after the first of the new
/// one, and Kernel-Power 107 carries its time of before the sleep. (In the real logs looked at, such
/// runs are at most 10 records long, and clocks that were set stay back for 269 and more.)
const LATE_WRITER_RECORDS: u64 = 64;

/// The records between the times that the clock was set back.
fn clock_segments(records: &[Item<'_>], set_backs: &[TimeSpan]) -> Vec<Range<usize>> {
    let mut segments = Vec::new();
    let mut first = 0;
    let mut latest: Option<Timestamp> = None;
    for (at, event) in records.iter().map(|item| item.event).enumerate() {
        let dropped = latest.is_some_and(|latest| latest.since(event.time) > CLOCK_STEP);
        let was_set = || {
            latest.is_some_and(|latest| {
                set_backs.iter().any(|(new, old)| {
                    event.time.plus(CLOCK_STEP) >= *new && event.time < *old && latest > *new
                })
            })
        };
        if dropped && (was_set() || !recovers(records, at, latest)) {
            segments.push(first..at);
            first = at;
            latest = None;
        }
        latest = Some(latest.map_or(event.time, |latest| latest.max(event.time)));
    }
    if first < records.len() {
        segments.push(first..records.len());
    }
    segments
}

/// Whether time is back at `latest` within a few records.
fn recovers(records: &[Item<'_>], at: usize, latest: Option<Timestamp>) -> bool {
    let Some((first, latest)) = records.get(at).zip(latest) else {
        return false;
    };
    let first = first.event.record_id;
    records
        .get(at..)
        .unwrap_or_default()
        .iter()
        .map(|item| item.event)
        // Another numbering may begin lower: it is no late writer's.
        .take_while(|event| event.record_id.wrapping_sub(first) <= LATE_WRITER_RECORDS)
        .any(|event| latest.since(event.time) <= CLOCK_STEP)
}

type TimeSpan = (Timestamp, Timestamp);

/// New and old time of every recorded setting of the clock to an earlier time.
fn set_backs(items: &[Item<'_>]) -> Vec<TimeSpan> {
    let all = items.iter();
    all.filter_map(|item| match &item.event.fact {
        Fact::ClockSet { old, new } if old.since(*new) > CLOCK_STEP => Some((*new, *old)),
        _ => None,
    })
    .collect()
}

/// First and last time of each segment.
fn spans(records: &[Item<'_>], segments: &[Range<usize>]) -> Vec<TimeSpan> {
    let of_segment = segments.iter().filter_map(|segment| {
        let times = records.get(segment.clone())?.iter();
        let times = times.map(|item| (item.event.time, item.event.time));
        times.reduce(|(first, last), (time, _)| (first.min(time), last.max(time)))
    });
    of_segment.collect()
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
