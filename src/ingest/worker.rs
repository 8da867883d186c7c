//! Reads parts of files in parallel.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::chunk_reader::ChunkReader;
use super::options::ReadOptions;
use super::orphan::Orphan;
use super::part::{FilePart, MAX_TEMPLATES};
use super::row::{RecordContent, RecordRow, RowSink};
use super::skip::skip;
use super::tally::Tally;
use crate::domain::event::{Event, Text};
use crate::domain::heartbeats::{HeartbeatCollector, Heartbeats};
use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::evtx::chunks::{ReadBuffer, read_chunks};
use crate::evidence::evtx::header::{check_header, chunk_count};
use crate::evidence::evtx::{CHUNK_BYTES, HEADER_BYTES};
use crate::evidence::problem::{Fault, Problem};
use crate::job::cancel::CancelToken;
use crate::job::progress::Progress;

/// Number of chunks in a part: 4 MiB, small enough to spread the load evenly and to cancel quickly.
pub(super) const CHUNKS_PER_PART: u32 = 64;

/// State that is kept from part to part. Each thread uses a worker with a reader and buffers; there
/// are as many workers as were ever in use at once. The heartbeats are shared by all.
pub(super) struct Workers {
    free: Mutex<Vec<Worker>>,
    /// Heartbeats of all parts. They are shared because the logs of a computer were written in the same
    /// minutes.
    heartbeats: Mutex<HeartbeatCollector>,
    options: ReadOptions,
}

impl Workers {
    /// No workers yet; they are created on demand.
    pub(super) fn new(options: ReadOptions) -> Self {
        Self {
            free: Mutex::default(),
            heartbeats: Mutex::default(),
            options,
        }
    }

    /// Skips a file that holds nothing of interest and returns a summary. Returns `None` if it must
    /// be read.
    pub(super) fn skip(
        &self,
        file: &EvidenceFile,
        index: u32,
        progress: &Progress,
    ) -> Option<FilePart> {
        if self.options.every_log {
            return None;
        }
        let mut part =
            self.with_one(|worker| skip(file, index, &mut worker.reader, &mut worker.buffer))?;
        self.take_heartbeats(&mut part);
        progress.add(file.source.size(), part.tally.contents.records, 0);
        progress.finish_file();
        Some(part)
    }

    /// Reads the part of a file that starts at chunk `first`.
    pub(super) fn read_part(
        &self,
        file: &EvidenceFile,
        index: u32,
        first: u32,
        progress: &Progress,
        cancel: &CancelToken,
    ) -> FilePart {
        progress.begin_work(&file.name);
        let mut part =
            self.with_one(|worker| worker.read_part(file, index, first, progress, cancel));
        progress.end_work(&file.name);
        self.take_heartbeats(&mut part);
        part
    }

    /// Runs `work` with the reader of one worker.
    pub(super) fn with_reader<T>(&self, work: impl FnOnce(&mut ChunkReader) -> T) -> T {
        self.with_one(|worker| work(&mut worker.reader))
    }

    /// When the computers of all parts were running.
    pub(super) fn into_heartbeats(self) -> Heartbeats {
        let heartbeats = self.heartbeats.into_inner();
        heartbeats.unwrap_or_else(PoisonError::into_inner).finish()
    }

    fn with_one<T>(&self, work: impl FnOnce(&mut Worker) -> T) -> T {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut worker = free().pop().unwrap_or_default();
        worker.reader.records.slow_path_only = self.options.slow_path_only;
        let done = work(&mut worker);
        free().push(worker);
        done
    }

    fn take_heartbeats(&self, part: &mut FilePart) {
        let heartbeats = std::mem::take(&mut part.tally.heartbeats);
        let all = self.heartbeats.lock();
        all.unwrap_or_else(PoisonError::into_inner)
            .merge(heartbeats);
    }
}

#[derive(Default)]
struct Worker {
    buffer: ReadBuffer,
    reader: ChunkReader,
    /// Collects the events of a part. It is reused, so that it does not grow again for each part.
    events: Vec<Event>,
}

/// Receives the rows of a part.
struct PartRows<'t> {
    events: &'t mut Vec<Event>,
    part: &'t mut FilePart,
}

impl Worker {
    fn read_part(
        &mut self,
        file: &EvidenceFile,
        index: u32,
        first: u32,
        progress: &Progress,
        cancel: &CancelToken,
    ) -> FilePart {
        let chunks = chunk_count(file.source.size());
        let range = first..chunks.min(first + CHUNKS_PER_PART);
        let mut part = FilePart::new(index, Tally::default());
        let mut problems = Vec::new();
        if first == 0 {
            problems.extend(check_header(&*file.source));
        }
        let Self {
            buffer,
            reader,
            events,
        } = self;
        let mut rows = PartRows {
            events,
            part: &mut part,
        };
        let found = read_chunks(file, range.clone(), buffer, &mut |chunk, report| {
            reader.read(chunk, report, &mut rows);
            !cancel.is_cancelled()
        });
        problems.extend(found);
        // The part gets exactly as much memory as it needs; the worker keeps the list.
        part.events.reserve_exact(events.len());
        part.events.append(events);
        let tally = &mut part.tally;
        tally.close();
        for problem in problems.iter().filter(|problem| is_damage(&problem.fault)) {
            tally.contents.damaged += 1;
            let chunk = problem.offset.unwrap_or(0).saturating_sub(HEADER_BYTES) / CHUNK_BYTES;
            tally
                .runs
                .add_damage(index, u32::try_from(chunk).unwrap_or(u32::MAX));
        }
        report_progress(file, &range, chunks, tally, &problems, progress);
        part.problems = problems;
        part
    }
}

fn report_progress(
    file: &EvidenceFile,
    range: &Range<u32>,
    chunks: u32,
    tally: &Tally,
    problems: &[Problem],
    progress: &Progress,
) {
    let bytes = u64::from(range.end.saturating_sub(range.start)) * CHUNK_BYTES;
    let records = tally.contents.records;
    progress.add(
        bytes.min(file.source.size()),
        records,
        problems.len() as u64,
    );
    if range.end >= chunks {
        progress.finish_file();
    }
}

impl RowSink for PartRows<'_> {
    fn file(&self) -> u32 {
        self.part.file
    }

    fn take(&mut self, row: RecordRow<'_>) {
        let (computer, channel) = (row.computer, row.channel);
        self.part.tally.record(computer, channel, row.mark);
        match row.content {
            RecordContent::Nothing => {}
            RecordContent::Event(event) => {
                self.part.tally.contents.understood += 1;
                self.events.push(event);
            }
            RecordContent::OtherProvider(provider) => {
                let key = (provider, Text::clone(channel));
                *self.part.of_other_providers.entry(key).or_default() += 1;
            }
        }
    }

    fn count_slow(&mut self) {
        self.part.tally.contents.slow += 1;
    }

    fn recover(&mut self, event: Event) {
        self.part.tally.contents.recovered += 1;
        self.part.recovered.push(event);
    }

    fn keep_orphan(&mut self, orphan: Orphan) {
        self.part.orphans.push(orphan);
    }

    fn note_template(&mut self, number: u32, chunk: u32, offset: u32) {
        if self.part.templates.len() < MAX_TEMPLATES {
            self.part.templates.entry(number).or_insert((chunk, offset));
        }
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
