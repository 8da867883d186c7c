//! Progress of a load, counted by many threads and read by one.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The stages of a load, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Looking for event logs.
    Finding,
    /// Reading the smaller logs for a first look.
    FirstLook,
    /// Comparing files of the same size: a copy is not read again.
    Comparing,
    /// Reading and decoding records.
    Reading,
    /// Joining records into sessions.
    Correlating,
    /// Judging what stands out, and indexing.
    Judging,
    /// Done.
    Done,
}

impl Stage {
    /// All stages, in order.
    const ALL: [Self; 7] = [
        Self::Finding,
        Self::FirstLook,
        Self::Comparing,
        Self::Reading,
        Self::Correlating,
        Self::Judging,
        Self::Done,
    ];

    /// The text next to the progress bar.
    pub fn label(self) -> &'static str {
        match self {
            Self::Finding => "Finding event logs",
            Self::FirstLook => "Reading the smaller logs first",
            Self::Comparing => "Comparing files of the same size",
            Self::Reading => "Reading records",
            Self::Correlating => "Joining records into sessions",
            Self::Judging => "Judging what stands out",
            Self::Done => "Done",
        }
    }
}

#[derive(Debug, Default)]
struct Counters {
    stage: AtomicU8,
    looked_at: AtomicU64,
    compared: AtomicU64,
    to_compare: AtomicU64,
    bytes_done: AtomicU64,
    bytes_total: AtomicU64,
    files_total: AtomicU64,
    files_done: AtomicU64,
    records: AtomicU64,
    problems: AtomicU64,
    joined: AtomicU64,
    to_join: AtomicU64,
    judged: AtomicU64,
    to_judge: AtomicU64,
    /// What is worked on just now: files, later hosts. A name is in it once for each thread.
    work: Mutex<Vec<String>>,
    /// The progress of the first look.
    first_look: Mutex<Option<Progress>>,
}

/// Counters of a running load; cheap to clone and to share.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Counters>);

/// The counters at one point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The current stage.
    pub stage: Stage,
    /// Files of any kind that were looked at while searching.
    pub looked_at: u64,
    /// Bytes that were compared.
    pub compared: u64,
    /// Bytes to be compared at most.
    pub to_compare: u64,
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
    /// Steps of judging that are done.
    pub judged: u64,
    /// Steps of judging.
    pub to_judge: u64,
}

impl Snapshot {
    /// How much of the stage is done, and how much there is: 0 where that is not known.
    pub fn done_of_all(&self) -> (u64, u64) {
        match self.stage {
            Stage::Finding => (0, 0),
            Stage::Comparing => (self.compared, self.to_compare),
            Stage::FirstLook | Stage::Reading | Stage::Done => (self.bytes_done, self.bytes_total),
            Stage::Correlating => (self.joined, self.to_join),
            Stage::Judging => (self.judged, self.to_judge),
        }
    }

    /// Progress of the stage, 0 to 1.
    pub fn fraction(&self) -> f32 {
        match self.done_of_all() {
            (_, 0) => 0.0,
            (done, all) => (done as f32 / all as f32).min(1.0),
        }
    }
}

impl Progress {
    /// Enters a stage.
    pub fn enter(&self, stage: Stage) {
        self.0.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Counts a file that was looked at while searching.
    pub fn look_at(&self) {
        self.0.looked_at.fetch_add(1, Ordering::Relaxed);
    }

    /// Sets how much there is to read.
    pub fn set_total(&self, files: u64, bytes: u64) {
        self.0.files_total.store(files, Ordering::Relaxed);
        self.0.bytes_total.store(bytes, Ordering::Relaxed);
    }

    /// Sets how many bytes are to be compared at most.
    pub fn set_to_compare(&self, bytes: u64) {
        self.0.to_compare.store(bytes, Ordering::Relaxed);
    }

    /// Adds bytes that were compared.
    pub fn compare(&self, bytes: u64) {
        self.0.compared.fetch_add(bytes, Ordering::Relaxed);
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

    /// Sets how many steps of judging are done.
    pub fn judge(&self, done: u64, all: u64) {
        self.0.to_judge.store(all, Ordering::Relaxed);
        self.0.judged.store(done, Ordering::Relaxed);
    }

    /// Counts one finished file.
    pub fn finish_file(&self) {
        self.0.files_done.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes that a file or host of this name is worked on, until `end_work`.
    pub fn begin_work(&self, name: &str) {
        lock(&self.0.work).push(name.to_owned());
    }

    /// Notes that it is no longer worked on by one thread.
    pub fn end_work(&self, name: &str) {
        let mut work = lock(&self.0.work);
        if let Some(at) = work.iter().position(|known| known == name) {
            work.remove(at);
        }
    }

    /// The names of what is worked on just now, each once, what was begun first before the others.
    pub fn work(&self) -> Vec<String> {
        if let Some(part) = self.shown_part() {
            return part.work();
        }
        let mut names: Vec<String> = Vec::new();
        for name in &*lock(&self.0.work) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Begins the first look at some of the files. The counters of the result are shown as long as that is the
    /// stage; none of them counts for the whole, for which the files are read again.
    #[must_use]
    pub fn begin_first_look(&self, files: u64, bytes: u64) -> Self {
        let part = Self::default();
        part.set_total(files, bytes);
        *lock(&self.0.first_look) = Some(part.clone());
        self.enter(Stage::FirstLook);
        part
    }

    fn shown_part(&self) -> Option<Self> {
        let is_first_look = self.stage() == Stage::FirstLook;
        lock(&self.0.first_look).clone().filter(|_| is_first_look)
    }

    fn stage(&self) -> Stage {
        let number = self.0.stage.load(Ordering::Relaxed);
        let known = Stage::ALL.get(usize::from(number));
        known.copied().unwrap_or(Stage::Done)
    }

    /// The current counters.
    pub fn snapshot(&self) -> Snapshot {
        if let Some(part) = self.shown_part() {
            return Snapshot {
                stage: Stage::FirstLook,
                ..part.snapshot()
            };
        }
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Snapshot {
            stage: self.stage(),
            looked_at: load(&self.0.looked_at),
            compared: load(&self.0.compared),
            to_compare: load(&self.0.to_compare),
            bytes_done: load(&self.0.bytes_done),
            bytes_total: load(&self.0.bytes_total),
            files_done: load(&self.0.files_done),
            files_total: load(&self.0.files_total),
            records: load(&self.0.records),
            problems: load(&self.0.problems),
            joined: load(&self.0.joined),
            to_join: load(&self.0.to_join),
            judged: load(&self.0.judged),
            to_judge: load(&self.0.to_judge),
        }
    }
}

/// Names are only shown: after a panic they are as good as before.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
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
        progress.enter(Stage::Judging);
        progress.judge(1, 4);
        assert!((share() - 0.25).abs() < 1e-6);
    }

    #[test]
    fn every_stage_is_found_by_its_number() {
        let progress = Progress::default();
        for stage in Stage::ALL {
            progress.enter(stage);
            assert_eq!(progress.snapshot().stage, stage);
        }
    }

    #[test]
    fn a_file_is_named_as_long_as_a_thread_reads_it() {
        let progress = Progress::default();
        for name in ["a", "b", "a"] {
            progress.begin_work(name);
        }
        assert_eq!(progress.work(), ["a", "b"]);
        progress.end_work("a");
        assert_eq!(progress.work(), ["b", "a"]);
        progress.end_work("a");
        progress.end_work("gone");
        assert_eq!(progress.work(), ["b"]);
    }

    #[test]
    fn the_first_look_is_shown_and_does_not_count_for_the_whole() {
        let progress = Progress::default();
        progress.set_total(10, 1000);
        let part = progress.begin_first_look(1, 100);
        part.enter(Stage::Reading);
        part.begin_work("small");
        part.add(50, 1, 0);
        let now = progress.snapshot();
        assert_eq!((now.stage, now.bytes_done), (Stage::FirstLook, 50));
        assert_eq!(progress.work(), ["small"]);
        progress.enter(Stage::Reading);
        assert_eq!(progress.snapshot().bytes_done, 0);
        assert!(progress.work().is_empty());
    }
}
