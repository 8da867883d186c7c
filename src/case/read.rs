//! Reads all files on all cores.

use rayon::prelude::*;

use super::load::{Cancelled, check};
use super::part::{CHUNKS_PER_PART, Part, Workers};
use crate::domain::coverage::RecordRuns;
use crate::domain::event::Event;
use crate::domain::pulse::{PulseReader, Pulses};
use crate::evidence::file::EvidenceFile;
use crate::evidence::problem::Problem;
use crate::evidence::reader::chunk_count;
use crate::job::cancel::CancelToken;
use crate::job::progress::Progress;

/// How evidence is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Every record takes the slow lane: the same rows, read by other code.
    pub slow_lane_only: bool,
}

/// What the records of all files told.
#[derive(Default)]
pub struct Read {
    /// The understood ones, in lists.
    pub events: Vec<Vec<Event>>,
    /// When computers were alive.
    pub pulses: Pulses,
    /// Which record numbers there are.
    pub runs: RecordRuns,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Reads the files, and counts in them what they hold.
///
/// # Errors
/// `Cancelled` when `cancel` was set.
pub fn read(
    files: &mut [EvidenceFile],
    options: Options,
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<Read, Cancelled> {
    let work: Vec<(u32, u32)> = files
        .iter()
        .zip(0_u32..)
        .flat_map(|(file, index)| {
            let chunks = chunk_count(file.size).max(1);
            (0..chunks)
                .step_by(CHUNKS_PER_PART as usize)
                .map(move |first| (index, first))
        })
        .collect();
    let known: &[EvidenceFile] = files;
    let workers = Workers::new(options);
    // Collected in the order of `work`, whichever worker is first: the result never depends on it.
    let parts: Vec<Part> = work
        .par_iter()
        .filter_map(|&(index, first)| {
            let file = known.get(index as usize)?;
            let read = || workers.read_part(file, index, first, progress, cancel);
            (!cancel.is_cancelled()).then(read)
        })
        .collect();
    check(cancel)?;
    drop(workers);

    let mut read = Read::default();
    let mut pulses = PulseReader::default();
    for part in parts {
        pulses.merge(part.tally.pulses);
        read.runs.merge(part.tally.runs);
        read.events.push(part.events);
        read.problems.extend(part.problems);
        if let Some(file) = files.get_mut(part.file as usize) {
            file.merge(part.tally.counts);
        }
    }
    read.pulses = pulses.finish();
    Ok(read)
}
