//! Reads chunks. The fast path reads records in place; the slow path reads those that the fast path
//! declines. Both yield the same rows, in the order of the file.

use std::collections::HashMap;

use super::record_reader::{FastPath, RecordReader, RenderedRow};
use super::recovered::Recovery;
use super::row::{RecordContent, RecordRow, RowSink};
use crate::decode;
use crate::evidence::binxml::{LocatedRecord, cut_off, last_counted, locate};
use crate::evidence::evtx::chunks::{Chunk, ChunkReport};
use crate::evidence::problem::Fault;
use crate::evidence::render::records;

/// Reads chunks one after the other and keeps its caches.
#[derive(Default)]
pub struct ChunkReader {
    /// Reads single records.
    pub records: RecordReader,
    /// Reads records that no header counts.
    pub recovery: Recovery,
    located: Vec<LocatedRecord>,
}

/// A row that must wait until the slow path has read the ones before it.
enum Waiting {
    Read(RenderedRow),
    /// Offset in the chunk of a record that the slow path has to read.
    Slow(usize),
}

impl ChunkReader {
    /// Reads one chunk and passes its rows to `rows`.
    pub fn read(
        &mut self,
        chunk: &Chunk<'_>,
        report: &mut ChunkReport<'_>,
        rows: &mut impl RowSink,
    ) {
        self.records.layouts.clear();
        let mut located = std::mem::take(&mut self.located);
        let end = chunk.is_sound.then(|| locate(chunk.bytes, &mut located));
        match end.flatten() {
            Some(end) => {
                if self.records.slow_path_only {
                    self.read_parsed(chunk, &[], report, rows);
                } else {
                    self.read_located(chunk, &located, report, rows);
                }
                let last = located.last().copied();
                self.recovery
                    .read(&mut self.records, chunk, last, end, rows);
            }
            None => self.read_damaged(chunk, report, rows),
        }
        self.located = located;
    }

    /// Reads a chunk whose records do not follow one another correctly. The space after them counts
    /// as unused only if the header agrees, or if the last record that the header counts was read.
    fn read_damaged(
        &mut self,
        chunk: &Chunk<'_>,
        report: &mut ChunkReport<'_>,
        rows: &mut impl RowSink,
    ) {
        let trimmed = cut_off::trim(chunk.bytes, chunk.stored);
        let (bytes, cut_off) = match &trimmed {
            Some(trimmed) => (trimmed.bytes.as_slice(), trimmed.cut_off.as_slice()),
            None => (chunk.bytes, &[][..]),
        };
        let lost = trimmed.as_ref().map_or(0, |trimmed| trimmed.lost);
        for number in 0..cut_off.len() + lost {
            let why = if number < cut_off.len() {
                "it is cut off, and what is left of it was read"
            } else {
                "it is cut off before its own values begin"
            };
            report.push(Fault::Record {
                chunk: chunk.number,
                why: why.to_owned(),
            });
        }
        let chunk = &Chunk { bytes, ..*chunk };
        let last = self.read_parsed(chunk, cut_off, report, rows);
        let free_space = chunk.free_space();
        let end = match last {
            Some(last) if Some(last.header_record) == last_counted(bytes) => last.next(),
            last => last.map_or(free_space, |last| free_space.max(last.next())),
        };
        self.recovery
            .read(&mut self.records, chunk, last, end, rows);
    }

    /// Reads the records of a damaged chunk and returns the last one. The `evtx` crate finds and
    /// parses each record, which also reveals damage in parts that no row needs. Only records that
    /// the fast path declines are rendered.
    fn read_parsed(
        &mut self,
        chunk: &Chunk<'_>,
        cut_off: &[usize],
        report: &mut ChunkReport<'_>,
        rows: &mut impl RowSink,
    ) -> Option<LocatedRecord> {
        let mut last = None;
        let reader = &mut self.records;
        records(chunk, report, &mut |parsed, report| {
            let file = rows.file();
            let located = parsed.located();
            last = Some(located);
            let is_cut_off = cut_off.contains(&located.start);
            let mut take = |row: RecordRow<'_>| {
                rows.take(if is_cut_off {
                    without_lost_fields(row)
                } else {
                    row
                });
            };
            if !reader.slow_path_only
                && let FastPath::Read(row) = reader.read_fast(chunk, located, file)
            {
                take(row);
                return true;
            }
            match reader.read_slow(parsed, file) {
                Ok(row) => {
                    row.pass_to(take);
                    rows.count_slow();
                }
                Err(fault) => report.push(fault),
            }
            true
        });
        last
    }

    /// Reads records in place. Once the fast path declines a record, all later rows wait.
    fn read_located(
        &mut self,
        chunk: &Chunk<'_>,
        located: &[LocatedRecord],
        report: &mut ChunkReport<'_>,
        rows: &mut impl RowSink,
    ) {
        let file = rows.file();
        let mut waiting: Vec<Waiting> = Vec::new();
        for record in located {
            match self.records.read_fast(chunk, *record, file) {
                FastPath::Read(row) if waiting.is_empty() => rows.take(row),
                FastPath::Read(row) => waiting.push(Waiting::Read(RenderedRow::keep(row))),
                FastPath::Declined => waiting.push(Waiting::Slow(record.start)),
            }
        }
        if !waiting.is_empty() {
            self.read_waiting(chunk, waiting, report, rows);
        }
    }

    /// Reads the records that wait for the slow path, and passes on all waiting rows in order.
    fn read_waiting(
        &mut self,
        chunk: &Chunk<'_>,
        waiting: Vec<Waiting>,
        report: &mut ChunkReport<'_>,
        rows: &mut impl RowSink,
    ) {
        let file = rows.file();
        let wanted_starts = waiting.iter().filter_map(|row| match row {
            Waiting::Slow(start) => Some(*start),
            Waiting::Read(_) => None,
        });
        let wanted_starts: Vec<usize> = wanted_starts.collect();
        let mut found = HashMap::new();
        let mut missing = wanted_starts.len();
        records(chunk, report, &mut |record, report| {
            let start = record.located().start;
            if wanted_starts.binary_search(&start).is_ok() {
                let row = self.records.read_slow(record, file);
                found.insert(start, row.map_err(|fault| report.push(fault)).ok());
                missing -= 1;
            }
            missing > 0
        });
        for row in waiting {
            let row = match row {
                Waiting::Read(row) => Some(row),
                Waiting::Slow(start) => {
                    // If the record was not found, the slow path has already reported it.
                    let row = found.remove(&start).flatten();
                    row.inspect(|_| rows.count_slow())
                }
            };
            if let Some(row) = row {
                row.pass_to(|row| rows.take(row));
            }
        }
    }
}

/// Reduces a record that was cut off to what is certain. If it no longer names the account it is
/// about, it only proves that the machine was running.
fn without_lost_fields(row: RecordRow<'_>) -> RecordRow<'_> {
    let content = match row.content {
        RecordContent::Event(event) if !decode::still_names_account(&event.fact) => {
            RecordContent::Nothing
        }
        content => content,
    };
    RecordRow { content, ..row }
}
