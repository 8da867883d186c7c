//! Loading in progress.

use std::path::PathBuf;
use std::time::Instant;

use super::opened_case::OpenedCase;
use crate::job::cancel::Cancelled;
use crate::job::progress::Progress;
use crate::job::remaining::Remaining;
use crate::job::slot::Slot;
use crate::job::task::Task;
use crate::tables::load_words::LoadWords;
use crate::tables::loaded_case::LoadedCase;

/// Loading in progress.
pub struct Loading {
    /// What is loaded.
    pub paths: Vec<PathBuf>,
    /// How far it has come.
    pub progress: Progress,
    /// The work.
    pub task: Task<Result<LoadedCase, Cancelled>>,
    /// Where the loading thread leaves a case of the smaller logs.
    pub early: Slot<EarlyCase>,
    /// The early case is shown, and this is how much it is made of.
    pub shown: Option<LoadedPart>,
    /// What was shown before it.
    pub before: Option<OpenedCase>,
    /// The user asked to stop.
    pub is_cancelling: bool,
    /// Watches the rate.
    pub remaining: Remaining,
    /// How many seconds the stage will still take, where that can be said.
    pub rest: Option<f64>,
}

impl Loading {
    /// Estimates the rest of the time anew.
    pub fn estimate(&mut self) {
        let now = self.progress.snapshot();
        let stage = now.stage as u8;
        self.rest = self
            .remaining
            .update(Instant::now(), stage, now.done_of_all());
    }

    /// What is said about it.
    pub fn words(&self) -> LoadWords {
        LoadWords::of(&self.progress, self.rest)
    }
}

/// A case of the smaller logs only. With fewer logs, answers are vaguer but never wrong.
pub struct EarlyCase {
    /// The case.
    pub loaded: LoadedCase,
    /// What it is made of.
    pub part: LoadedPart,
}

/// How much of the evidence an early case is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadedPart {
    /// Logs that were read.
    pub read: usize,
    /// All logs.
    pub all: usize,
}
