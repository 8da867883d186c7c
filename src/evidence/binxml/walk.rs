//! Finds the records of a chunk.

use super::bytes::{u32_at, u64_at};

/// Size in bytes of a chunk's header with its tables.
pub const CHUNK_HEADER: usize = 512;
/// Size in bytes of a record's header: signature, size, number, time.
pub(super) const RECORD_HEADER: usize = 24;
/// Size in bytes of the copy of the record's size that follows its content.
pub(super) const SIZE_COPY: usize = 4;
/// Header and the copy of the size.
const SMALLEST_RECORD: usize = RECORD_HEADER + SIZE_COPY;
/// The signature that starts a record.
pub(super) const RECORD_MAGIC: [u8; 4] = [0x2a, 0x2a, 0, 0];
/// Ticks of the year 10000: RFC 3339 cannot express later times.
const LATEST_TIME: u64 = 2_650_467_744_000_000_000;

/// A record in a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocatedRecord {
    /// The record number in its header.
    pub header_record: u64,
    /// Offset of its content in the chunk.
    pub start: usize,
    /// Offset of the end of its content.
    pub end: usize,
}

/// Puts every record of the chunk into `records` and returns the offset at which the last one ends.
/// Returns `None` if the sizes in the headers do not lead from one record to the next; the slow
/// path then searches for the records.
pub fn locate(chunk: &[u8], records: &mut Vec<LocatedRecord>) -> Option<usize> {
    records.clear();
    let last_id = last_counted(chunk)?;
    let free_space = u32_at(chunk, 48)? as usize;
    let mut at = CHUNK_HEADER;
    while at < free_space.min(chunk.len()) {
        let record = record_at(chunk, at)?;
        records.push(record);
        at = record.end + SIZE_COPY;
        if record.header_record == last_id {
            break;
        }
    }
    Some(at)
}

/// The number of the last record that a chunk's header counts.
pub fn last_counted(chunk: &[u8]) -> Option<u64> {
    u64_at(chunk, 32)
}

/// The record that begins at `at`, if it is complete: the same size must precede and follow its
/// content.
pub(super) fn record_at(chunk: &[u8], at: usize) -> Option<LocatedRecord> {
    let size = u32_at(chunk, at.checked_add(4)?)? as usize;
    let end = at.checked_add(size)?.checked_sub(SIZE_COPY)?;
    let is_whole = chunk.get(at..)?.starts_with(&RECORD_MAGIC)
        && size >= SMALLEST_RECORD
        && u32_at(chunk, end)? as usize == size
        && u64_at(chunk, at + 16)? < LATEST_TIME;
    is_whole.then_some(LocatedRecord {
        header_record: u64_at(chunk, at + 8)?,
        start: at + RECORD_HEADER,
        end,
    })
}

/// The first complete record at or after `from`. Records that no header counts are found by their
/// signature.
pub fn next_record(chunk: &[u8], from: usize) -> Option<LocatedRecord> {
    let mut at = from;
    loop {
        // Most follow each other directly, so try that before searching.
        if let Some(record) = record_at(chunk, at) {
            return Some(record);
        }
        at += 1;
        at += memchr::memmem::find(chunk.get(at..)?, &RECORD_MAGIC)?;
    }
}

impl LocatedRecord {
    /// Offset of its header.
    pub fn begin(&self) -> usize {
        self.start.saturating_sub(RECORD_HEADER)
    }

    /// Offset of the end of the copy of its size, where the next record begins.
    pub fn next(&self) -> usize {
        self.end + SIZE_COPY
    }
}
