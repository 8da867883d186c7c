//! The logs of a host while a story is told.

use std::collections::BTreeMap;

use super::time::Time;
use crate::common::evtx_writer::Record;

/// Identifies a record before it has its id: ids follow the order of time, which is known only at
/// the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    channel: &'static str,
    sequence: usize,
}

/// A record and its position.
#[derive(Clone)]
struct Entry {
    mark: Mark,
    /// The time that an unset clock would show.
    order: Time,
    boot: u32,
    record: Record,
}

/// Records of all channels.
#[derive(Default)]
pub struct Logs {
    channels: BTreeMap<&'static str, Vec<Entry>>,
    first_ids: BTreeMap<&'static str, u64>,
    /// Records that are written and then lost: their ids are missing.
    lost: Vec<(&'static str, Time, Time)>,
    /// When a channel's file was removed: ids begin at 1 again, in another file.
    restarts: BTreeMap<&'static str, Time>,
    count: usize,
    /// Records before this time were taken out for writing.
    taken: Option<Time>,
    /// The last record of each boot among those.
    last_taken: BTreeMap<u32, Time>,
}

/// Every channel's records in order, with their ids.
pub type Finished = BTreeMap<&'static str, Vec<(Mark, Record)>>;

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
        let is_late = self.taken.is_some_and(|taken| order < taken);
        assert!(!is_late, "the records of that time were written already");
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

    /// A mark that names no record, for a channel that the host does not keep.
    pub fn skip(&mut self, channel: &'static str) -> Mark {
        self.count += 1;
        Mark {
            channel,
            sequence: self.count - 1,
        }
    }

    /// Drops what a boot would have logged after this time: the machine was off by then.
    pub fn power_off(&mut self, boot: u32, time: Time) {
        for entries in self.channels.values_mut() {
            entries.retain(|entry| entry.boot != boot || entry.order <= time);
        }
    }

    /// Clears a channel. Its ids continue.
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

    /// Loses the records of this channel between two times. Their ids leave a gap.
    pub fn lose(&mut self, channel: &'static str, from: Time, to: Time) {
        self.lost.push((channel, from, to));
    }

    /// This channel logs nothing between two times: its ids have no gap.
    pub fn forget(&mut self, channel: &'static str, from: Time, to: Time) {
        if let Some(entries) = self.channels.get_mut(channel) {
            entries.retain(|entry| !(from <= entry.order && entry.order < to));
        }
    }

    /// The file of this channel is removed, and a new one is begun.
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
        let taken = self.last_taken.get(&boot).copied();
        entries.map(|entry| entry.order).max().max(taken)
    }

    /// Every channel's records in order, with their ids.
    pub fn finished(&self) -> Finished {
        let channels = self.channels.iter();
        channels
            .map(|(channel, entries)| (*channel, self.numbered(channel, entries.clone())))
            .collect()
    }

    /// Takes out the records before this time, which the story will no longer change.
    pub fn take_before(&mut self, time: Time) -> Finished {
        assert!(
            self.restarts.is_empty(),
            "a channel with a restarted file is written as a whole"
        );
        let mut finished = BTreeMap::new();
        for (channel, entries) in std::mem::take(&mut self.channels) {
            let (old, rest): (Vec<Entry>, Vec<Entry>) =
                entries.into_iter().partition(|entry| entry.order < time);
            for entry in &old {
                let last = self.last_taken.entry(entry.boot).or_insert(entry.order);
                *last = entry.order.max(*last);
            }
            let count = old.len() as u64;
            finished.insert(channel, self.numbered(channel, old));
            *self.first_ids.entry(channel).or_insert(1) += count;
            self.channels.insert(channel, rest);
        }
        self.taken = Some(time);
        finished
    }

    /// Orders the records of a channel and numbers them.
    fn numbered(&self, channel: &'static str, mut entries: Vec<Entry>) -> Vec<(Mark, Record)> {
        entries.sort_by_key(|entry| (entry.order, entry.mark.sequence));
        let first = self.first_ids.get(channel).copied().unwrap_or(1);
        let restart = self.restarts.get(channel);
        let is_new = |entry: &Entry| restart.is_some_and(|at| entry.order >= *at);
        let before = match restart {
            Some(_) => entries.iter().filter(|entry| !is_new(entry)).count() as u64,
            None => 0,
        };
        let is_lost = |order: Time| {
            let mut of_channel = self.lost.iter().filter(|lost| lost.0 == channel);
            of_channel.any(|&(_, from, to)| from <= order && order < to)
        };
        let records = (0..).zip(entries).map(|(place, mut entry)| {
            entry.record.record_id = if is_new(&entry) {
                1 + place - before
            } else {
                first + place
            };
            entry
        });
        let kept = records.filter(|entry| !is_lost(entry.order));
        kept.map(|entry| (entry.mark, entry.record)).collect()
    }
}

/// Where each surviving record ended up, by sequence number.
#[derive(Default)]
pub struct Index(Vec<Option<(u16, u64, Time)>>);

impl Index {
    pub fn new(finished: &Finished) -> Index {
        let mut index = Index::default();
        index.add(finished);
        index
    }

    pub fn add(&mut self, finished: &Finished) {
        for (mark, record) in finished.values().flatten() {
            let length = self.0.len().max(mark.sequence + 1);
            self.0.resize(length, None);
            let place = (record.event_id, record.record_id, Time(record.time));
            self.0[mark.sequence] = Some(place);
        }
    }

    /// The time that a record gives, unless the record is gone.
    pub fn time(&self, mark: &Mark) -> Option<Time> {
        let (_, _, time) = self.place(mark)?;
        Some(time)
    }

    /// `Channel:EventID:RecordID`, unless the record is gone.
    pub fn name(&self, mark: &Mark) -> Option<String> {
        let (event_id, record_id, _) = self.place(mark)?;
        Some(format!("{}:{event_id}:{record_id}", mark.channel))
    }

    fn place(&self, mark: &Mark) -> Option<(u16, u64, Time)> {
        self.0.get(mark.sequence).copied().flatten()
    }
}
