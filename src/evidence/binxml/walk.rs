//! Finds the records of a chunk.

use super::bytes::{u32_at, u64_at};

/// Bytes of a chunk's header with its tables.
pub const CHUNK_HEADER: usize = 512;
/// Bytes of a record before its content: magic, size, number, time.
pub const RECORD_HEADER: usize = 24;
/// Bytes of the copy of its size behind its content.
pub const SIZE_COPY: usize = 4;
/// Header, and the copy of the size at the end.
const SMALLEST_RECORD: usize = RECORD_HEADER + SIZE_COPY;
/// What a record begins with.
pub const RECORD_MAGIC: [u8; 4] = [0x2a, 0x2a, 0, 0];
/// Ticks of the year 10000: later moments have no form in RFC 3339.
const LATEST_TIME: u64 = 2_650_467_744_000_000_000;

/// A record in a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocatedRecord {
    /// Number in the record's own header.
    pub header_record: u64,
    /// Where its content begins in the chunk.
    pub start: usize,
    /// Where its content ends.
    pub end: usize,
}

/// Puts every record of the chunk into `records`, and says where the last one ends; `None` where the
/// records do not follow one another as the chunk's header and their own say, so that it takes the slow
/// path's search to find them.
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

/// The whole record that begins at `at`: its size stands at both ends.
pub fn record_at(chunk: &[u8], at: usize) -> Option<LocatedRecord> {
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

/// The first whole record that begins at `from` or behind it. Records that no header counts are found
/// by what they begin with.
pub fn next_record(chunk: &[u8], from: usize) -> Option<LocatedRecord> {
    let mut at = from;
    loop {
        // Most stand one behind another: no search is set up for those.
        if let Some(record) = record_at(chunk, at) {
            return Some(record);
        }
        at += 1;
        at += memchr::memmem::find(chunk.get(at..)?, &RECORD_MAGIC)?;
    }
}

impl LocatedRecord {
    /// Where its header begins.
    pub fn begin(&self) -> usize {
        self.start.saturating_sub(RECORD_HEADER)
    }

    /// Where the copy of its size ends, and the next record begins.
    pub fn next(&self) -> usize {
        self.end + SIZE_COPY
    }
}
