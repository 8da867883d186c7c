//! Which record numbers of each log the evidence has, and what is missing between them. Every record counts,
//! understood or not. Silence means something only where the evidence has the log [source 4.10].

use std::collections::BTreeMap;

use super::host::HostIndex;
use super::identity::Identity;
use super::text::Text;
use super::time::Timestamp;

/// One record at the edge of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordPoint {
    /// Index into the case's list of evidence files.
    pub file: u32,
    /// Number of the chunk within the file, from 0.
    pub chunk: u32,
    /// `System/EventRecordID`.
    pub record_id: u64,
    /// When it was written.
    pub time: Timestamp,
}

/// Records whose numbers follow one another without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The lowest number.
    pub first: RecordPoint,
    /// The highest number.
    pub last: RecordPoint,
    /// The earliest time. It differs from the first record's where the clock was set back.
    pub earliest: Timestamp,
    /// The latest time.
    pub latest: Timestamp,
}

impl Run {
    /// A run of one record.
    pub fn of(mark: RecordPoint) -> Self {
        Self {
            first: mark,
            last: mark,
            earliest: mark.time,
            latest: mark.time,
        }
    }

    /// How many records it has.
    pub fn records(&self) -> u64 {
        let span = self.last.record_id.saturating_sub(self.first.record_id);
        span.saturating_add(1)
    }

    /// Whether `other` begins inside this run or with the number after its last.
    pub fn is_continued_by(&self, other: &Self) -> bool {
        self.is_continued_with(&other.first)
    }

    /// The same of a single record.
    pub fn is_continued_with(&self, mark: &RecordPoint) -> bool {
        mark.record_id >= self.first.record_id
            && mark.record_id <= self.last.record_id.saturating_add(1)
    }

    /// Extends the run by a record that continues it.
    pub fn take_one(&mut self, mark: RecordPoint) {
        if mark.record_id > self.last.record_id {
            self.last = mark;
        }
        self.earliest = self.earliest.min(mark.time);
        self.latest = self.latest.max(mark.time);
    }

    /// Extends the run to another run, with or without a gap in between.
    pub fn take(&mut self, other: &Self) {
        if other.first.record_id < self.first.record_id {
            self.first = other.first;
        }
        if other.last.record_id > self.last.record_id {
            self.last = other.last;
        }
        self.earliest = self.earliest.min(other.earliest);
        self.latest = self.latest.max(other.latest);
    }
}

/// Above this many runs of one log in one file (an export of chosen records) the shortest are
/// dropped: what is between the others then counts as missing, so that coverage is never overstated.
const MAX_RUNS: usize = 8192;

/// The record numbers of one log in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogRuns {
    /// The runs, in the order of reading.
    pub runs: Vec<Run>,
    /// Lowest and highest number under each computer name: a forwarded log holds many computers,
    /// and a gap is one only where no computer's record fills it.
    pub computers: BTreeMap<Text, (u64, u64)>,
}

impl LogRuns {
    fn add(&mut self, computer: &Text, run: Run) {
        match self.runs.last_mut() {
            Some(last) if last.is_continued_by(&run) => last.take(&run),
            _ => self.runs.push(run),
        }
        let (low, high) = (run.first.record_id, run.last.record_id);
        match self.computers.get_mut(computer) {
            Some((lowest, highest)) => (*lowest, *highest) = (low.min(*lowest), high.max(*highest)),
            None => {
                self.computers.insert(Text::clone(computer), (low, high));
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for run in other.runs {
            match self.runs.last_mut() {
                Some(last) if last.is_continued_by(&run) => last.take(&run),
                _ => self.runs.push(run),
            }
        }
        for (computer, (low, high)) in other.computers {
            let known = self.computers.entry(computer).or_insert((low, high));
            *known = (known.0.min(low), known.1.max(high));
        }
        while self.runs.len() > MAX_RUNS {
            self.thin();
        }
    }

    /// Keeps the longer half of the runs, and the first and the last.
    fn thin(&mut self) {
        let mut lengths: Vec<u64> = self.runs.iter().map(Run::records).collect();
        lengths.sort_unstable();
        let median = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
        let last = self.runs.len().saturating_sub(1);
        let mut at = 0;
        self.runs.retain(|run| {
            let keep = run.records() > median || at == 0 || at == last || at % 2 == 0;
            at += 1;
            keep
        });
    }
}

/// The record numbers of every log in every file, and the chunks that could not be read completely.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordRuns {
    /// By file, then channel.
    pub logs: BTreeMap<u32, BTreeMap<Text, LogRuns>>,
    /// By file.
    pub damaged: BTreeMap<u32, Vec<u32>>,
}

impl RecordRuns {
    /// Adds records of one computer's log that follow one another in a file.
    pub fn add(&mut self, computer: &Text, channel: &Text, run: Run) {
        let logs = self.logs.entry(run.first.file).or_default();
        if !logs.contains_key(channel) {
            logs.insert(Text::clone(channel), LogRuns::default());
        }
        if let Some(log) = logs.get_mut(channel) {
            log.add(computer, run);
        }
    }

    /// Adds a chunk that could not be read completely.
    pub fn add_damage(&mut self, file: u32, chunk: u32) {
        self.damaged.entry(file).or_default().push(chunk);
    }

    /// The coverage of a file of the same content.
    #[must_use]
    pub fn of_copy(&self, file: u32) -> Self {
        let mut copy = Self::default();
        for logs in self.logs.values() {
            let mut logs = logs.clone();
            for run in logs.values_mut().flat_map(|log| &mut log.runs) {
                (run.first.file, run.last.file) = (file, file);
            }
            copy.logs.insert(file, logs);
        }
        for chunks in self.damaged.values() {
            copy.damaged.insert(file, chunks.clone());
        }
        copy
    }

    /// Adds what another part of the evidence found. Parts of one file come in its order.
    pub fn merge(&mut self, other: Self) {
        for (file, logs) in other.logs {
            let known = self.logs.entry(file).or_default();
            for (channel, log) in logs {
                known.entry(channel).or_default().merge(log);
            }
        }
        for (file, chunks) in other.damaged {
            self.damaged.entry(file).or_default().extend(chunks);
        }
    }
}

/// Record numbers that the evidence lacks, between two that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The last record before it.
    pub after: RecordPoint,
    /// The first record after it.
    pub before: RecordPoint,
    /// A chunk that could not be read lies between the two.
    pub damaged: bool,
}

impl Gap {
    /// How many numbers are missing.
    pub fn missing(&self) -> u64 {
        let span = self.before.record_id.saturating_sub(self.after.record_id);
        span.saturating_sub(1)
    }

    /// Whether the time of the missing records overlaps the range from `from` to `to`.
    pub fn touches(&self, from: Timestamp, to: Timestamp) -> bool {
        let (a, b) = (self.after.time, self.before.time);
        a.min(b) < to && a.max(b) > from
    }
}

/// A log was cleared: what was in it before is evidence only where another file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clearing {
    /// When it was cleared.
    pub time: Timestamp,
    /// Who cleared the log.
    pub who: Identity,
}

/// The coverage of one log of one host, over all files that have a part of it.
#[derive(Clone, Debug)]
pub struct ChannelCoverage {
    /// The host of the log.
    pub host: HostIndex,
    /// The channel of the log.
    pub channel: Text,
    /// From the first to the last record, one for each numbering, the oldest first: a log whose
    /// file was removed counts from 1 again.
    pub numberings: Vec<Run>,
    /// The numberings of other lineages of the machine, which continued from an earlier state with the same
    /// numbers.
    pub lineages: Vec<Run>,
    /// Gaps within the numberings, by number.
    pub gaps: Vec<Gap>,
    /// When it was cleared, by time.
    pub clearings: Vec<Clearing>,
}

impl ChannelCoverage {
    /// Whether the evidence has everything that this log recorded from `from` to `to` (in either order).
    /// Then its silence means that nothing happened.
    pub fn covers(&self, from: Timestamp, to: Timestamp) -> bool {
        let (from, to) = (from.min(to), from.max(to));
        let reaches = |run: &Run| run.earliest <= from && run.latest >= to;
        self.numberings.iter().any(reaches) && !self.gaps.iter().any(|gap| gap.touches(from, to))
    }

    /// The earliest moment that it covers.
    pub fn earliest(&self) -> Option<Timestamp> {
        self.numberings.iter().map(|run| run.earliest).min()
    }

    /// The latest moment that it covers.
    pub fn latest(&self) -> Option<Timestamp> {
        self.numberings.iter().map(|run| run.latest).max()
    }

    /// Where its numbers begin again: the first record of each later numbering.
    pub fn restarts(&self) -> impl Iterator<Item = RecordPoint> + '_ {
        self.numberings.iter().skip(1).map(|run| run.first)
    }

    /// Which numbering a record is of, from 0: by its number, and where several have it, by time.
    pub fn numbering_of(&self, record_id: u64, time: Timestamp) -> usize {
        let outside = |run: &Run| {
            let early = run.earliest.since(time).0.max(0);
            early.max(time.since(run.latest).0)
        };
        let has = |run: &Run| (run.first.record_id..=run.last.record_id).contains(&record_id);
        let fitting = self.numberings.iter().enumerate();
        let fitting = fitting.filter(|(_, run)| has(run));
        fitting
            .min_by_key(|(_, run)| outside(run))
            .map_or(0, |(index, _)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;

    fn mark(record_id: u64) -> RecordPoint {
        RecordPoint {
            file: 0,
            chunk: 0,
            record_id,
            time: Timestamp::from_ticks(0).plus(Span::seconds(record_id as i64)),
        }
    }

    fn runs_of(ids: impl IntoIterator<Item = u64>) -> LogRuns {
        let mut log = LogRuns::default();
        for id in ids {
            log.add(&"HOST1".into(), Run::of(mark(id)));
        }
        log
    }

    #[test]
    fn numbers_in_a_row_are_one_run() {
        let mut log = runs_of([1, 2, 3, 7, 8]);
        assert_eq!(log.runs.len(), 2);
        log.merge(runs_of([9, 10]));
        assert_eq!(log.runs.len(), 2);
        assert_eq!(log.computers[&Text::from("HOST1")], (1, 10));
    }

    #[test]
    fn many_runs_are_dropped_and_never_joined() {
        let mut log = LogRuns::default();
        log.merge(runs_of((1..=20_000).map(|id| id * 2)));
        assert!(log.runs.len() <= MAX_RUNS, "{}", log.runs.len());
        assert!(log.runs.iter().all(|run| run.records() == 1));
        assert_eq!(log.runs.first().map(|run| run.first.record_id), Some(2));
        assert_eq!(log.runs.last().map(|run| run.last.record_id), Some(40_000));
    }

    #[test]
    fn a_gap_or_an_end_leaves_a_time_uncovered() {
        let mut numbering = Run::of(mark(10));
        numbering.take(&Run::of(mark(90)));
        let coverage = ChannelCoverage {
            host: HostIndex(0),
            channel: "Security".into(),
            numberings: vec![numbering],
            lineages: Vec::new(),
            gaps: vec![Gap {
                after: mark(30),
                before: mark(50),
                damaged: false,
            }],
            clearings: Vec::new(),
        };
        let covers = |from, to| coverage.covers(mark(from).time, mark(to).time);
        assert!(covers(10, 30) && covers(50, 90) && covers(60, 55));
        assert!(!covers(5, 20) && !covers(80, 95) && !covers(20, 60) && !covers(35, 40));
        assert_eq!(coverage.gaps[0].missing(), 19);
    }
}
