//! Compares the rows from both ways of reading a record. Shared by the tests and the fuzzer.

use whence::domain::coverage::RecordPoint;
use whence::domain::event::{Event, Text};
use whence::evidence::evtx::checksums::{header_checksum, records_checksum};
use whence::evidence::evtx::chunks::read_bytes;
use whence::evidence::problem::Problem;
use whence::ingest::chunk_reader::ChunkReader;
use whence::ingest::orphan::Orphan;
use whence::ingest::row::{RecordContent, RecordRow, RowSink};

/// The result of reading a chunk by both paths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Records read by both paths, with equal rows.
    pub rows: usize,
    /// Records that the fast path left to the slow path.
    pub slow: usize,
    /// Records that the fast path read and the `evtx` crate rejects, because of a fault in a part
    /// that no row needs.
    pub lenient: usize,
    /// How many of these give an event.
    pub lenient_events: usize,
}

/// Both paths, with the state that they keep between chunks.
pub struct Comparison {
    fast: ChunkReader,
    slow: ChunkReader,
}

impl Default for Comparison {
    fn default() -> Self {
        let mut slow = ChunkReader::default();
        slow.records.slow_path_only = true;
        Self {
            fast: ChunkReader::default(),
            slow,
        }
    }
}

impl Comparison {
    /// Reads a chunk by both paths.
    ///
    /// # Errors
    /// A description of the first difference: a row that only the slow path has or that differs, a
    /// problem that only the fast path has, or a panic of the fast path.
    pub fn chunk(&mut self, bytes: &[u8]) -> Result<Agreement, String> {
        let fast = Reading::read(&mut self.fast, bytes);
        let slow = Reading::read(&mut self.slow, bytes);
        let mut agreement = Agreement {
            rows: slow.rows.len(),
            slow: fast.slow,
            ..Agreement::default()
        };
        if let Some(problem) = fast.problems.iter().find(|p| !slow.problems.contains(p)) {
            return Err(format!("only the fast path reports: {problem}"));
        }
        // The crate may reject a record that the fast path reads, but not the other way round.
        let mut found = fast.rows.iter();
        for row in &slow.rows {
            let mut passed = Vec::new();
            loop {
                match found.next() {
                    Some(other) if other == row => break,
                    Some(other) => passed.push(other),
                    None => {
                        let instead = passed.first();
                        return Err(format!("slow {row:#?}\nis not in fast {instead:#?}"));
                    }
                }
            }
            agreement.pass(&passed);
        }
        agreement.pass(&found.collect::<Vec<_>>());
        // Records that no header counts are searched for among leftover bytes, and each path skips
        // what it cannot read.
        let known = |event: &&String| !fast.recovered.contains(event);
        if let Some(event) = slow.recovered.iter().find(known) {
            return Err(format!("only the slow path recovers: {event}"));
        }
        if agreement.lenient > 0 && slow.problems.is_empty() {
            return Err("the fast path reads a record that is not there".to_owned());
        }
        Ok(agreement)
    }
}

impl Agreement {
    /// Adds the result of another chunk.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.slow += other.slow;
        self.lenient += other.lenient;
        self.lenient_events += other.lenient_events;
    }

    fn pass(&mut self, rows: &[&Row]) {
        self.lenient += rows.len();
        self.lenient_events += rows.iter().filter(|row| row.event.is_some()).count();
    }
}

/// A record as it is added to a case.
#[derive(Debug, PartialEq)]
struct Row {
    computer: Text,
    channel: Text,
    mark: RecordPoint,
    /// The event in text form, or the provider whose event was not understood.
    event: Option<String>,
}

#[derive(Default)]
struct Reading {
    rows: Vec<Row>,
    recovered: Vec<String>,
    slow: usize,
    problems: Vec<Problem>,
}

impl Reading {
    fn read(reader: &mut ChunkReader, bytes: &[u8]) -> Self {
        let mut rows = Self::default();
        rows.problems = read_bytes(bytes, &mut |chunk, report| {
            reader.read(chunk, report, &mut rows);
            true
        });
        rows
    }
}

impl RowSink for Reading {
    fn file(&self) -> u32 {
        0
    }

    fn take(&mut self, row: RecordRow<'_>) {
        self.rows.push(Row {
            computer: Text::clone(row.computer),
            channel: Text::clone(row.channel),
            mark: row.mark,
            event: match row.content {
                RecordContent::Nothing => None,
                content => Some(format!("{content:?}")),
            },
        });
    }

    fn recover(&mut self, event: Event) {
        self.recovered.push(format!("{event:?}"));
    }

    fn keep_orphan(&mut self, _: Orphan) {}

    fn note_template(&mut self, _: u32, _: u32, _: u32) {}

    fn count_slow(&mut self) {
        self.slow += 1;
    }
}

/// Recomputes the checksums of a chunk. With wrong checksums it counts as damaged, and the slow
/// path parses every record completely. A chunk that is too short for checksums is left unchanged.
pub fn seal(chunk: &mut [u8]) {
    let set = |chunk: &mut [u8], at: usize, number: u32| {
        if let Some(place) = chunk.get_mut(at..at + 4) {
            place.copy_from_slice(&number.to_le_bytes());
        }
    };
    // The header's checksum also covers that of the records.
    if let Some(records) = records_checksum(chunk) {
        set(chunk, 52, records);
    }
    if let Some(header) = header_checksum(chunk) {
        set(chunk, 124, header);
    }
}
