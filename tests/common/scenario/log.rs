//! The logs of a host while a story is told.

use std::collections::BTreeMap;

use super::time::Time;
use crate::common::evtx_writer::Record;

/// Names a record before it has its id: ids follow the order of time, known only at the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    channel: &'static str,
    sequence: usize,
}

/// A record and where it stands.
struct Entry {
    mark: Mark,
    /// What the clock would say had nobody set it.
    order: Time,
    boot: u32,
    record: Record,
}

/// Records of all channels.
#[derive(Default)]
pub struct Logs {
    channels: BTreeMap<&'static str, Vec<Entry>>,
    first_ids: BTreeMap<&'static str, u64>,
    /// Records that are written and lost: their ids are missing.
    lost: Vec<(&'static str, Time, Time)>,
    /// When a channel's file was taken away: ids begin at 1 again, in another file.
    restarts: BTreeMap<&'static str, Time>,
    count: usize,
}

impl Logs {
    /// The first record of this channel will have this id.
    pub fn start_at(&mut self, channel: &'static str, record_id: u64) {
        self.first_ids.insert(channel, record_id);
    }

    pub fn push(&mut self, order: Time, boot: u32, record: Record) -> Mark {
        let mark = Mark {
            channel: record.channel,
            sequence: self.count,
        };
        self.count += 1;
        self.channels
            .entry(record.channel)
            .or_default()
            .push(Entry {
                mark,
                order,
                boot,
                record,
            });
        mark
    }

    /// A mark that names nothing, for a channel that the host does not keep.
    pub fn skip(&mut self, channel: &'static str) -> Mark {
        self.count += 1;
        Mark {
            channel,
            sequence: self.count - 1,
        }
    }

    /// Forgets what a boot would have logged after this time: the machine was off by then.
    pub fn power_off(&mut self, boot: u32, time: Time) {
        for entries in self.channels.values_mut() {
            entries.retain(|entry| entry.boot != boot || entry.order <= time);
        }
    }

    /// Clears a channel. Its ids go on.
    pub fn clear(&mut self, channel: &'static str, time: Time) {
        let first = self.first_ids.get(channel).copied().unwrap_or(1);
        let Some(entries) = self.channels.get_mut(channel) else {
            return;
        };
        let before = entries.len();
        entries.retain(|entry| entry.order >= time);
        self.first_ids
            .insert(channel, first + (before - entries.len()) as u64);
    }

    /// Loses what this channel says between two times. Its ids leave a hole.
    pub fn lose(&mut self, channel: &'static str, from: Time, to: Time) {
        self.lost.push((channel, from, to));
    }

    /// This channel never said what it says between two times: its ids leave no hole.
    pub fn forget(&mut self, channel: &'static str, from: Time, to: Time) {
        if let Some(entries) = self.channels.get_mut(channel) {
            entries.retain(|entry| !(from <= entry.order && entry.order < to));
        }
    }

    /// The file of this channel is taken away, and a new one begun.
    pub fn restart(&mut self, channel: &'static str, time: Time) {
        self.restarts.insert(channel, time);
    }

    /// The time of the last record of a boot, in any channel.
    pub fn last_of_boot(&self, boot: u32) -> Option<Time> {
        let entries = self
            .channels
            .values()
            .flatten()
            .filter(|entry| entry.boot == boot);
        entries.map(|entry| entry.order).max()
    }

    pub fn count_of(&self, kinds: &std::collections::HashSet<(&'static str, u32)>) -> (u64, u64) {
        let all = || self.channels.values().flatten();
        let known = |entry: &&Entry| {
            kinds.contains(&(entry.record.channel, u32::from(entry.record.event_id)))
        };
        (all().count() as u64, all().filter(known).count() as u64)
    }

    /// Every channel's records in order, with their ids.
    pub fn finished(&self) -> BTreeMap<&'static str, Vec<(Mark, Record)>> {
        let mut finished = BTreeMap::new();
        for (channel, entries) in &self.channels {
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_by_key(|entry| (entry.order, entry.mark.sequence));
            let first = self.first_ids.get(channel).copied().unwrap_or(1);
            let restart = self.restarts.get(channel);
            let before = sorted
                .iter()
                .filter(|entry| restart.is_some_and(|at| entry.order < *at))
                .count() as u64;
            let records = (0..).zip(sorted).map(|(place, entry)| {
                let is_new = restart.is_some_and(|at| entry.order >= *at);
                let record_id = if is_new {
                    1 + place - before
                } else {
                    first + place
                };
                let record = Record {
                    record_id,
                    ..entry.record.clone()
                };
                (entry.order, entry.mark, record)
            });
            let is_lost = |order: Time| {
                let mut of_channel = self.lost.iter().filter(|lost| lost.0 == *channel);
                of_channel.any(|&(_, from, to)| from <= order && order < to)
            };
            let kept = records.filter(|(order, ..)| !is_lost(*order));
            let kept = kept.map(|(_, mark, record)| (mark, record));
            finished.insert(*channel, kept.collect());
        }
        finished
    }
}

/// Where each surviving record ended up.
pub struct Index(BTreeMap<(&'static str, usize), (u16, u64, Time)>);

impl Index {
    pub fn new(finished: &BTreeMap<&'static str, Vec<(Mark, Record)>>) -> Index {
        let all = finished.values().flatten();
        let entries = all.map(|(mark, record)| {
            let place = (record.event_id, record.record_id, Time(record.time));
            ((mark.channel, mark.sequence), place)
        });
        Index(entries.collect())
    }

    /// The time that a record says, unless the record is gone.
    pub fn time(&self, mark: &Mark) -> Option<Time> {
        self.0
            .get(&(mark.channel, mark.sequence))
            .map(|(_, _, time)| *time)
    }

    /// `Channel:EventID:RecordID`, unless the record is gone.
    pub fn name(&self, mark: &Mark) -> Option<String> {
        let (event_id, record_id, _) = self.0.get(&(mark.channel, mark.sequence))?;
        Some(format!("{}:{event_id}:{record_id}", mark.channel))
    }
}
