//! Reads event logs chunk by chunk.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::checksums::is_sound;
use super::{CHUNK_BYTES, FREE_SPACE, chunk_offset, number};
use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::problem::{Fault, Problem};
use crate::evidence::source::SourceName;

/// A chunk that is not empty.
pub struct Chunk<'a> {
    /// Its number in the file, starting at 0.
    pub number: u32,
    /// Its 65536 bytes. A chunk that is cut off is padded with zeros.
    pub bytes: &'a [u8],
    /// How many of these bytes the file holds.
    pub stored: usize,
    /// Whether its signature and checksums are correct. A chunk that is marked as having no
    /// checksums passes.
    pub is_sound: bool,
}

impl Chunk<'_> {
    /// The offset at which its records end, according to its header.
    pub fn free_space(&self) -> usize {
        number(self.bytes, FREE_SPACE).map_or(self.bytes.len(), |at| at as usize)
    }
}

/// Receives the chunks of a log, and a report for faults. Returns whether to continue.
pub type ChunkSink<'s> = dyn FnMut(&Chunk<'_>, &mut ChunkReport<'_>) -> bool + 's;

/// Number of chunks read at a time. They fit into a core's private cache.
const CHUNKS_AT_A_TIME: usize = 4;

/// A buffer for chunks, reused from one part of a file to the next.
#[derive(Default)]
pub struct ReadBuffer(Vec<u8>);

/// Reads the chunks of `range` and passes each to `sink`. Returns the problems found.
pub fn read_chunks(
    file: &EvidenceFile,
    range: Range<u32>,
    buffer: &mut ReadBuffer,
    sink: &mut ChunkSink<'_>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let name = file.source.name();
    let mut bytes = match file.source.open() {
        Ok(bytes) => bytes,
        Err(error) => {
            let fault = Fault::Unreadable(error.to_string());
            return vec![Problem::of(name.clone(), fault)];
        }
    };
    let mut number = range.start;
    while number < range.end {
        let count = CHUNKS_AT_A_TIME.min((range.end - number) as usize);
        let mut report = ChunkReport {
            source: name,
            chunk: number,
            has_no_checksums: file.has_no_checksums,
            problems: &mut problems,
        };
        let size = count * CHUNK_BYTES as usize;
        buffer.0.resize(size.max(buffer.0.len()), 0);
        let place = buffer.0.get_mut(..size).unwrap_or_default();
        let read = match bytes.fill_at(chunk_offset(number), place) {
            Ok(read) => read,
            Err(error) => {
                report.push(Fault::Unreadable(error.to_string()));
                return problems;
            }
        };
        let read_bytes = buffer.0.get(..read).unwrap_or_default();
        for chunk in read_bytes.chunks(CHUNK_BYTES as usize) {
            report.chunk = number;
            if !pass_on(chunk, &mut report, sink) {
                return problems;
            }
            number += 1;
        }
        if read < size {
            break;
        }
    }
    problems
}

/// Passes the bytes of a single chunk to `sink`, whole or cut off. Returns the problems found.
pub fn read_bytes(bytes: &[u8], sink: &mut ChunkSink<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = ChunkReport {
        source: &SourceName::default(),
        chunk: 0,
        has_no_checksums: false,
        problems: &mut problems,
    };
    pass_on(bytes, &mut report, sink);
    problems
}

/// Passes on one chunk, whole or cut off. Skips unused space. Returns whether to continue.
fn pass_on(bytes: &[u8], report: &mut ChunkReport<'_>, sink: &mut ChunkSink<'_>) -> bool {
    let whole;
    let stored = bytes.len();
    let bytes = if (bytes.len() as u64) < CHUNK_BYTES {
        let Some(filled) = pad(bytes.to_vec()) else {
            return true;
        };
        report.push(Fault::Truncated {
            present: bytes.len() as u64,
        });
        whole = filled;
        &whole
    } else {
        bytes
    };
    if bytes.iter().all(|&byte| byte == 0) {
        return true;
    }
    let chunk = Chunk {
        number: report.chunk,
        bytes,
        stored,
        is_sound: is_sound(bytes, report.has_no_checksums),
    };
    // If a reader panics on hostile bytes, only this chunk is lost.
    let outcome = catch_unwind(AssertUnwindSafe(|| sink(&chunk, report)));
    outcome.unwrap_or_else(|_| {
        report.push(Fault::Chunk {
            chunk: report.chunk,
            why: "the decoder gave up".to_owned(),
        });
        true
    })
}

/// Pads a chunk with zeros to its full size, so that the complete records of a cut-off chunk can be
/// read. Returns `None` for unused space.
pub fn pad(mut chunk: Vec<u8>) -> Option<Vec<u8>> {
    let is_used = chunk.iter().any(|&byte| byte != 0);
    chunk.resize(CHUNK_BYTES as usize, 0);
    is_used.then_some(chunk)
}

/// Collects the faults of one chunk.
pub struct ChunkReport<'a> {
    source: &'a SourceName,
    chunk: u32,
    /// The file header states that the log has no checksums.
    has_no_checksums: bool,
    problems: &'a mut Vec<Problem>,
}

impl ChunkReport<'_> {
    /// Adds a fault.
    pub fn push(&mut self, fault: Fault) {
        self.problems.push(Problem {
            source: self.source.clone(),
            offset: Some(chunk_offset(self.chunk)),
            fault,
        });
    }
}
