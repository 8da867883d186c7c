//! Progress of a load, counted by many threads and read by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// The stages of a load, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Looking for event logs.
    Finding,
    /// Reading the smaller logs for a first look.
    FirstLook,
    /// Reading and decoding records.
    Reading,
    /// Joining records into sessions.
    Correlating,
    /// Done.
    Done,
}

impl Stage {
    /// The text next to the progress bar.
    pub fn label(self) -> &'static str {
        match self {
            Self::Finding => "Finding event logs",
            Self::FirstLook => "Reading the smaller logs first",
            Self::Reading => "Reading records",
            Self::Correlating => "Joining records into sessions",
            Self::Done => "Done",
        }
    }
}

#[derive(Debug, Default)]
struct Counters {
    stage: AtomicU8,
    bytes_done: AtomicU64,
    bytes_total: AtomicU64,
    files_total: AtomicU64,
    files_done: AtomicU64,
    records: AtomicU64,
    problems: AtomicU64,
    joined: AtomicU64,
    to_join: AtomicU64,
}

/// Counters of a running load; cheap to clone and to share.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Counters>);

/// The counters at one point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The current stage.
    pub stage: Stage,
    /// Bytes read.
    pub bytes_done: u64,
    /// Total bytes of the event logs found.
    pub bytes_total: u64,
    /// Files that were read completely.
    pub files_done: u64,
    /// Event logs found.
    pub files_total: u64,
    /// Records read.
    pub records: u64,
    /// Problems found.
    pub problems: u64,
    /// Understood records that were joined into sessions.
    pub joined: u64,
    /// Records to be joined into sessions; 0 until the number is known.
    pub to_join: u64,
}

impl Snapshot {
    /// Progress of the stage, 0 to 1: by records joined when correlating, otherwise by bytes read.
    pub fn fraction(&self) -> f32 {
        let (done, all) = match self.stage {
            Stage::Correlating => (self.joined, self.to_join),
            _ => (self.bytes_done, self.bytes_total),
        };
        if all == 0 {
            0.0
        } else {
            done as f32 / all as f32
        }
    }
}

impl Progress {
    /// Enters a stage.
    pub fn enter(&self, stage: Stage) {
        self.0.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Sets how much there is to read.
    pub fn set_total(&self, files: u64, bytes: u64) {
        self.0.files_total.store(files, Ordering::Relaxed);
        self.0.bytes_total.store(bytes, Ordering::Relaxed);
    }

    /// Adds what a piece of work has read.
    pub fn add(&self, bytes: u64, records: u64, problems: u64) {
        self.0.bytes_done.fetch_add(bytes, Ordering::Relaxed);
        self.0.records.fetch_add(records, Ordering::Relaxed);
        self.0.problems.fetch_add(problems, Ordering::Relaxed);
    }

    /// Sets how many of all understood records were joined. A number smaller than the last one is
    /// ignored.
    pub fn join(&self, joined: u64, all: u64) {
        self.0.to_join.store(all, Ordering::Relaxed);
        self.0.joined.fetch_max(joined, Ordering::Relaxed);
    }

    /// Counts one finished file.
    pub fn finish_file(&self) {
        self.0.files_done.fetch_add(1, Ordering::Relaxed);
    }

    /// The current counters.
    pub fn snapshot(&self) -> Snapshot {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Snapshot {
            stage: match self.0.stage.load(Ordering::Relaxed) {
                0 => Stage::Finding,
                1 => Stage::FirstLook,
                2 => Stage::Reading,
                3 => Stage::Correlating,
                _ => Stage::Done,
            },
            bytes_done: load(&self.0.bytes_done),
            bytes_total: load(&self.0.bytes_total),
            files_done: load(&self.0.files_done),
            files_total: load(&self.0.files_total),
            records: load(&self.0.records),
            problems: load(&self.0.problems),
            joined: load(&self.0.joined),
            to_join: load(&self.0.to_join),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_has_its_own_measure_of_progress() {
        let progress = Progress::default();
        progress.set_total(2, 400);
        progress.enter(Stage::Reading);
        progress.add(100, 7, 0);
        let share = || progress.snapshot().fraction();
        assert!((share() - 0.25).abs() < 1e-6);
        progress.enter(Stage::Correlating);
        assert!(share() < 1e-6, "nothing was joined yet");
        // With two threads, the smaller number may arrive later.
        progress.join(6, 8);
        progress.join(4, 8);
        assert!((share() - 0.75).abs() < 1e-6);
    }
}
