//! From paths to a case: find, read, decode, join. Runs on the caller's thread and on rayon's.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Case;
use crate::correlate::{Evidence, correlate};
use crate::decode;
use crate::domain::coverage::{Mark, RecordRuns};
use crate::domain::event::{Event, Place};
use crate::domain::pulse::Pulses;
use crate::evidence::discover::discover;
use crate::evidence::file::EvidenceFile;
use crate::evidence::problem::{Fault, Problem};
use crate::evidence::reader::{CHUNK_BYTES, HEADER_BYTES, check_file, chunk_count, read_chunks};
use crate::job::cancel::CancelToken;
use crate::job::progress::{Progress, Stage};

/// Chunks that one worker reads at a time: 4 MiB, small enough for an even load and a quick cancel.
const CHUNKS_PER_PART: u32 = 64;

/// The load was cancelled; nothing of it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// What is to be loaded: the event logs that were found, and what was in the way of finding them.
#[derive(Clone, Debug)]
pub struct Found {
    /// The paths that were opened.
    pub paths: Vec<PathBuf>,
    /// Event logs, sorted by name and path.
    pub files: Vec<EvidenceFile>,
    /// Files that are no event logs, passed over.
    pub other_files: u64,
    /// What could not be found or read.
    pub problems: Vec<Problem>,
}

impl Found {
    /// The smallest logs, up to so many bytes in all: what they tell is there long before the rest.
    /// `None` where there are none so small, or where they are nearly all there is.
    pub fn smallest(&self, bytes: u64) -> Option<Self> {
        let mut by_size: Vec<(u64, usize)> =
            (self.files.iter().map(|file| file.size).zip(0..)).collect();
        by_size.sort_unstable();
        let mut sum = 0;
        let mut taken: Vec<usize> = by_size
            .into_iter()
            .take_while(|(size, _)| {
                sum += size;
                sum <= bytes
            })
            .map(|(_, index)| index)
            .collect();
        taken.sort_unstable();
        let all: u64 = self.files.iter().map(|file| file.size).sum();
        let files = taken.iter().filter_map(|&index| self.files.get(index));
        (!taken.is_empty() && all > 2 * bytes).then(|| Self {
            files: files.cloned().collect(),
            ..self.clone()
        })
    }
}

/// Loads every event log under `paths`.
///
/// # Errors
/// `Cancelled` when `cancel` was set. Bad evidence is no error: it is listed in the case.
pub fn load(
    paths: &[PathBuf],
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<Case, Cancelled> {
    load_found(find(paths, progress, cancel)?, progress, cancel)
}

/// Finds the event logs under `paths`.
///
/// # Errors
/// `Cancelled` when `cancel` was set.
pub fn find(
    paths: &[PathBuf],
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<Found, Cancelled> {
    progress.enter(Stage::Finding);
    let discovery = discover(paths, &|| !cancel.is_cancelled());
    check(cancel)?;
    Ok(Found {
        paths: paths.to_vec(),
        files: discovery.files,
        other_files: discovery.other_files,
        problems: discovery.problems,
    })
}

/// Loads event logs that were found.
///
/// # Errors
/// `Cancelled` when `cancel` was set.
pub fn load_found(
    found: Found,
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<Case, Cancelled> {
    let (paths, other_files) = (found.paths, found.other_files);
    let (mut files, mut problems) = (found.files, found.problems);
    let bytes = files.iter().map(|file| file.size).sum();
    progress.set_total(files.len() as u64, bytes);

    progress.enter(Stage::Reading);
    let read = read_all(&mut files, &mut problems, progress, cancel)?;
    problems.sort();

    progress.enter(Stage::Correlating);
    let evidence = Evidence {
        events: read.events,
        pulses: &read.pulses,
        runs: &read.runs,
        folders: &folders(&files),
    };
    let found = correlate(evidence, &|| !cancel.is_cancelled()).ok_or(Cancelled)?;
    progress.enter(Stage::Done);
    Ok(Case {
        paths,
        files,
        other_files,
        problems,
        events: found.events,
        hosts: found.hosts,
        sessions: found.sessions,
        logon_sessions: found.logon_sessions,
        local_sessions: found.local_sessions,
        activities: found.activities,
        event_hosts: found.event_hosts,
        coverage: found.coverage,
    })
}

/// For each file a number that stands for the folder that holds it, however it was reached.
fn folders(files: &[EvidenceFile]) -> Vec<u32> {
    let mut numbers: HashMap<PathBuf, u32> = HashMap::new();
    let folder = |file: &EvidenceFile| {
        let path = std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone());
        path.parent().map(Path::to_path_buf).unwrap_or_default()
    };
    files
        .iter()
        .zip(0..)
        .map(|(file, next)| *numbers.entry(folder(file)).or_insert(next))
        .collect()
}

fn check(cancel: &CancelToken) -> Result<(), Cancelled> {
    if cancel.is_cancelled() {
        Err(Cancelled)
    } else {
        Ok(())
    }
}

/// A run of chunks of one file, and what was in it.
struct Part {
    file: u32,
    events: Vec<Event>,
    pulses: Pulses,
    runs: RecordRuns,
    counts: EvidenceFile,
    problems: Vec<Problem>,
}

/// What the records of all files told.
#[derive(Default)]
struct Read {
    events: Vec<Event>,
    pulses: Pulses,
    runs: RecordRuns,
}

fn read_all(
    files: &mut [EvidenceFile],
    problems: &mut Vec<Problem>,
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
    // Collected in the order of `work`, whichever worker is first: the result never depends on it.
    let parts: Vec<Part> = work
        .par_iter()
        .filter_map(|&(index, first)| {
            let file = known.get(index as usize)?;
            (!cancel.is_cancelled()).then(|| read_part(file, index, first, progress, cancel))
        })
        .collect();
    check(cancel)?;

    let mut read = Read::default();
    for part in parts {
        read.pulses.merge(part.pulses);
        read.runs.merge(part.runs);
        read.events.extend(part.events);
        problems.extend(part.problems);
        if let Some(file) = files.get_mut(part.file as usize) {
            file.merge(part.counts);
        }
    }
    Ok(read)
}

fn read_part(
    file: &EvidenceFile,
    index: u32,
    first: u32,
    progress: &Progress,
    cancel: &CancelToken,
) -> Part {
    let chunks = chunk_count(file.size);
    let range = first..chunks.min(first + CHUNKS_PER_PART);
    let mut counts = EvidenceFile::new(file.path.clone(), file.name.clone(), file.size);
    let mut events = Vec::new();
    let mut pulses = Pulses::default();
    let mut runs = RecordRuns::default();
    let mut interner = decode::Interner::default();
    let mut problems = if first == 0 {
        check_file(&file.path, file.size)
    } else {
        Vec::new()
    };
    let bytes = u64::from(range.end.saturating_sub(range.start)) * CHUNK_BYTES;
    problems.extend(read_chunks(&file.path, range.clone(), &mut |found| {
        let record = &found.record;
        let computer = interner.share(&record.computer);
        let channel = interner.share(&record.channel);
        counts.count(record.time, &computer, &channel);
        pulses.add(&computer, record.time);
        let mark = Mark {
            file: index,
            chunk: found.chunk,
            record_id: record.record_id,
            time: record.time,
        };
        runs.add(&computer, &channel, mark);
        let place = Place {
            file: index,
            chunk: found.chunk,
            header_record: found.header_record,
        };
        if let Some(event) = decode::decode(record, place, &mut interner) {
            counts.understood += 1;
            events.push(event);
        }
        !cancel.is_cancelled()
    }));
    for problem in problems.iter().filter(|problem| is_damage(&problem.fault)) {
        counts.damaged += 1;
        let chunk = problem.offset.unwrap_or(0).saturating_sub(HEADER_BYTES) / CHUNK_BYTES;
        runs.add_damage(index, u32::try_from(chunk).unwrap_or(u32::MAX));
    }
    progress.add(bytes.min(file.size), counts.records, problems.len() as u64);
    if range.end >= chunks {
        progress.finish_file();
    }
    Part {
        file: index,
        events,
        pulses,
        runs,
        counts,
        problems,
    }
}

fn is_damage(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Chunk { .. }
            | Fault::Record { .. }
            | Fault::ChunkChecksum { .. }
            | Fault::Truncated { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sizes: &[u64]) -> Found {
        let file = |(size, name): (&u64, usize)| {
            EvidenceFile::new(name.to_string().into(), name.to_string(), *size)
        };
        Found {
            paths: Vec::new(),
            files: sizes.iter().zip(0..).map(file).collect(),
            other_files: 0,
            problems: Vec::new(),
        }
    }

    #[test]
    fn the_smallest_logs_come_first_and_keep_their_order() {
        let names = |sizes: &[u64], bytes| -> Option<Vec<String>> {
            let part = found(sizes).smallest(bytes)?;
            Some(part.files.into_iter().map(|file| file.name).collect())
        };
        let some = |names: &[&str]| Some(names.iter().map(ToString::to_string).collect());
        assert_eq!(names(&[50, 3, 900, 2, 40], 60), some(&["1", "3", "4"]));
        assert_eq!(names(&[3, 2, 40], 60), None, "all of it is little");
        assert_eq!(names(&[500, 900], 60), None, "none is small");
        assert_eq!(names(&[], 60), None);
    }
}
