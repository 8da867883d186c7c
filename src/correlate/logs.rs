//! The logs of a machine: one channel in one file each.

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::maps::HashMap;
use crate::domain::event::{Event, Text};
use crate::domain::time::Timestamp;

/// One channel in one file.
type LogKey<'e> = (&'e Text, u32);

/// What is known about a log without naming its file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LogSummary {
    /// Its file is the machine's own, not a collector's.
    pub own: bool,
    /// Of two logs with copies of one record, the one that has more is the original.
    records: usize,
    /// Its lowest and its highest number.
    pub ids: (u64, u64),
    /// Its earliest and its latest time.
    pub times: (Timestamp, Timestamp),
    payloads: u64,
}

/// All logs of a machine.
pub(super) struct MachineLogs(BTreeMap<(Text, u32), LogSummary>);

impl MachineLogs {
    /// The logs of a machine's records.
    pub(super) fn of(events: &[Event], collected: &BTreeSet<u32>) -> Self {
        let mut logs: HashMap<LogKey<'_>, LogSummary> = HashMap::default();
        for event in events {
            let mut last = None;
            for file in event.places().map(|place| place.file) {
                // A file may hold one record twice.
                if last.replace(file) == Some(file) {
                    continue;
                }
                let log = logs
                    .entry((&event.channel, file))
                    .or_insert_with(|| LogSummary {
                        own: !collected.contains(&file),
                        records: 0,
                        ids: (event.record_id, event.record_id),
                        times: (event.time, event.time),
                        payloads: 0,
                    });
                log.records += 1;
                log.ids.0 = log.ids.0.min(event.record_id);
                log.ids.1 = log.ids.1.max(event.record_id);
                log.times.0 = log.times.0.min(event.time);
                log.times.1 = log.times.1.max(event.time);
                log.payloads = log.payloads.wrapping_add(u64::from(event.payload));
            }
        }
        let owned = logs
            .into_iter()
            .map(|((channel, file), log)| ((Text::clone(channel), file), log));
        Self(owned.collect())
    }

    /// Whether each channel is in one file only.
    pub(super) fn are_of_one_file(&self) -> bool {
        let mut pairs = self.0.keys().zip(self.0.keys().skip(1));
        pairs.all(|(a, b)| a.0 != b.0)
    }

    /// Each log: its channel, its file, and what is known of it.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Text, u32, &LogSummary)> {
        let logs = self.0.iter();
        logs.map(|((channel, file), log)| (channel, *file, log))
    }

    fn get(&self, channel: &Text, file: u32) -> Option<&LogSummary> {
        self.0.get(&(Text::clone(channel), file))
    }

    /// The rank of a record as the original among its copies: the machine's own log before a
    /// collector's, the longer log before the shorter; in logs of one length an export counts from
    /// 1 and so gives the lower number.
    pub(super) fn rank(&self, event: &Event) -> ((bool, usize), u64) {
        let logs = event.places();
        let logs = logs.filter_map(|place| self.get(&event.channel, place.file));
        let best = logs.map(|log| (log.own, log.records)).max();
        (best.unwrap_or_default(), event.record_id)
    }

    /// Whether two records may be copies although their numbers differ: not in one file, and not
    /// where one log ends and the next begins, whose border genuine twins may straddle.
    pub(super) fn are_apart(&self, a: &Event, b: &Event) -> bool {
        a.places().all(|left| {
            b.places().all(|right| {
                let left_log = self.get(&a.channel, left.file);
                let right_log = self.get(&b.channel, right.file);
                let border = left_log.zip(right_log).is_some_and(|(left, right)| {
                    let meet = |a: &LogSummary, b: &LogSummary| {
                        a.times.1 == b.times.0 && a.times.0 < a.times.1 && a.ids.1 < b.ids.0
                    };
                    meet(left, right) || meet(right, left)
                });
                left.file != right.file && !border
            })
        })
    }
}
