//! Reads all files on all cores.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::options::ReadOptions;
use super::orphans::read_orphans;
use super::part::FilePart;
use super::worker::{CHUNKS_PER_PART, Workers};
use crate::domain::coverage::RecordRuns;
use crate::domain::event::{Event, Text};
use crate::domain::heartbeats::Heartbeats;
use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::evtx::header::chunk_count;
use crate::evidence::problem::Problem;
use crate::evidence::same_content::{Fingerprint, copies_among};
use crate::job::cancel::{CancelToken, Cancelled};
use crate::job::progress::{Progress, Stage};

/// What was read from all files.
#[derive(Default)]
pub struct IngestResult {
    /// The events, as one list per part.
    pub events: Vec<Vec<Event>>,
    /// Events of records that no header counts.
    pub recovered: Vec<Event>,
    /// Number of records that only an unknown provider could explain, by provider and channel.
    pub of_other_providers: BTreeMap<(Text, Text), u64>,
    /// When each computer was running.
    pub heartbeats: Heartbeats,
    /// Which record numbers the evidence holds.
    pub runs: RecordRuns,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Reads the files, and stores a summary of its contents in each.
///
/// # Errors
/// Returns `Cancelled` if `cancel` was set.
pub fn read_files(
    files: &mut [EvidenceFile],
    options: ReadOptions,
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<IngestResult, Cancelled> {
    let known: &[EvidenceFile] = files;
    let keep_going = || !cancel.is_cancelled();
    progress.enter(Stage::Comparing);
    let copy_of = if options.every_copy {
        vec![None; known.len()]
    } else {
        copies(known, progress, cancel)
    };
    cancel.check()?;
    progress.enter(Stage::Reading);
    let workers = Workers::new(options);
    let originals = (0_u32..).zip(known).zip(&copy_of);
    let originals: Vec<(u32, &EvidenceFile)> = originals
        .filter_map(|(file, copy_of)| copy_of.is_none().then_some(file))
        .collect();
    let mut parts: Vec<FilePart> = originals
        .par_iter()
        .filter(|_| keep_going())
        .filter_map(|&(index, file)| workers.skip(file, index, progress))
        .collect();
    let skipped: BTreeSet<u32> = parts.iter().map(|part| part.file).collect();
    let rest = originals
        .iter()
        .filter(|(index, _)| !skipped.contains(index));
    let work = biggest_first(rest.copied());
    // Workers take parts from one queue, so parts of the biggest file are always started first.
    let next = AtomicUsize::new(0);
    let mut read: Vec<(Work, FilePart)> = (0..work.len())
        .into_par_iter()
        .filter_map(|_| {
            let work = *work.get(next.fetch_add(1, Ordering::Relaxed))?;
            let file = known.get(work.file as usize)?;
            let read = || workers.read_part(file, work.file, work.first, progress, cancel);
            keep_going().then(|| (work, read()))
        })
        .collect();
    cancel.check()?;
    // Restore the order of the files, so that the result does not depend on timing.
    read.sort_by_key(|(work, _)| *work);
    parts.extend(read.into_iter().map(|(_, part)| part));
    parts.sort_by_key(|part| part.file);
    read_orphans(&mut parts, known, &workers, cancel);
    cancel.check()?;
    let heartbeats = workers.into_heartbeats();
    add_copies(&mut parts, files, &copy_of, progress);
    parts.sort_by_key(|part| part.file);
    Ok(IngestResult {
        heartbeats,
        ..join(parts, files)
    })
}

/// For each file, the index of the first file with the same bytes. `None` for that first file, for
/// a file without a copy, and for one that cannot be read.
fn copies(files: &[EvidenceFile], progress: &Progress, cancel: &CancelToken) -> Vec<Option<u32>> {
    let mut by_size: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for (index, file) in (0..).zip(files) {
        by_size.entry(file.source.size()).or_default().push(index);
    }
    by_size.retain(|_, same_size| same_size.len() > 1);
    let same_size: Vec<u32> = by_size.into_values().flatten().collect();
    let fingerprints = same_size.into_par_iter().filter_map(|index| {
        let file = files
            .get(index as usize)
            .filter(|_| !cancel.is_cancelled())?;
        Some((Fingerprint::of(file)?, index))
    });
    let mut alike: BTreeMap<Fingerprint, Vec<u32>> = BTreeMap::new();
    for (fingerprint, index) in fingerprints.collect::<Vec<_>>() {
        alike.entry(fingerprint).or_default().push(index);
    }
    let alike: Vec<Vec<u32>> = alike.into_values().filter(|all| all.len() > 1).collect();
    let size = |index: &u32| files.get(*index as usize).map(|file| file.source.size());
    // Each but the first of those alike is compared, as a rule with one other.
    let sizes = alike.iter().flat_map(|all| all.iter().skip(1));
    progress.set_to_compare(sizes.filter_map(size).sum());
    let compared = |bytes| {
        progress.compare(bytes);
        !cancel.is_cancelled()
    };
    let found = (alike.par_iter()).flat_map_iter(|all| copies_among(files, all, &compared));
    let mut copy_of = vec![None; files.len()];
    for (copy, original) in found.collect::<Vec<_>>() {
        if let Some(place) = copy_of.get_mut(copy as usize) {
            *place = Some(original);
        }
    }
    copy_of
}

/// A part of a file to be read: the file and the first chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Work {
    file: u32,
    first: u32,
}

/// Lists the parts of all files, starting with the biggest file, so that it does not hold up the
/// end.
fn biggest_first<'f>(files: impl Iterator<Item = (u32, &'f EvidenceFile)>) -> Vec<Work> {
    let mut files: Vec<(u32, &EvidenceFile)> = files.collect();
    files.sort_by_key(|(_, file)| Reverse(file.source.size()));
    let parts = |&(index, file): &(u32, &EvidenceFile)| {
        let chunks = chunk_count(file.source.size()).max(1);
        let firsts = (0..chunks).step_by(CHUNKS_PER_PART as usize);
        firsts.map(move |first| Work { file: index, first })
    };
    files.iter().flat_map(parts).collect()
}

/// Adds parts for the copies: those of the originals, with other places.
fn add_copies(
    parts: &mut Vec<FilePart>,
    files: &mut [EvidenceFile],
    copy_of: &[Option<u32>],
    progress: &Progress,
) {
    let mut copied_parts = Vec::new();
    for ((index, file), &original) in (0..).zip(files).zip(copy_of) {
        file.copy_of = original;
        let Some(original) = original else {
            continue;
        };
        let of_original = parts.iter().filter(|part| part.file == original);
        let parts_of_copy: Vec<FilePart> =
            of_original.map(|part| part.of_copy(file, index)).collect();
        let records = parts_of_copy
            .iter()
            .map(|part| part.tally.contents.records)
            .sum();
        let problems: usize = parts_of_copy.iter().map(|part| part.problems.len()).sum();
        progress.add(file.source.size(), records, problems as u64);
        progress.finish_file();
        copied_parts.extend(parts_of_copy);
    }
    parts.extend(copied_parts);
}

/// Joins the parts in the order of the files. The heartbeats are joined elsewhere.
fn join(parts: Vec<FilePart>, files: &mut [EvidenceFile]) -> IngestResult {
    let mut read = IngestResult::default();
    for part in parts {
        read.runs.merge(part.tally.runs);
        read.events.push(part.events);
        read.recovered.extend(part.recovered);
        for (whose, count) in part.of_other_providers {
            *read.of_other_providers.entry(whose).or_default() += count;
        }
        read.problems.extend(part.problems);
        if let Some(file) = files.get_mut(part.file as usize) {
            file.contents.merge(part.tally.contents);
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::evtx::chunk_offset;
    use crate::evidence::source::file::FileSource;

    #[test]
    fn the_biggest_file_is_begun_first() {
        let chunks = [1, 200, 0, 70];
        let files: Vec<EvidenceFile> = chunks
            .iter()
            .map(|&n| FileSource::new("a", chunk_offset(n)))
            .map(|source| EvidenceFile::new(source, "a"))
            .collect();
        let order = biggest_first((0..).zip(&files));
        let order: Vec<(u32, u32)> = order.iter().map(|work| (work.file, work.first)).collect();
        let expected = [
            (1, 0),
            (1, 64),
            (1, 128),
            (1, 192),
            (3, 0),
            (3, 64),
            (0, 0),
            (2, 0),
        ];
        assert_eq!(order, expected);
    }
}
