//! Finds the records of a chunk.

use super::bytes::{u32_at, u64_at};

/// Bytes of a chunk's header with its tables.
pub const CHUNK_HEADER: usize = 512;
/// Bytes of a record before its content: magic, size, number, time.
const RECORD_HEADER: usize = 24;
/// Header, and the copy of the size at the end.
const SMALLEST_RECORD: usize = RECORD_HEADER + 4;
const RECORD_MAGIC: u32 = 0x0000_2a2a;
/// Ticks of the year 10000: later moments have no form in RFC 3339.
const LATEST_TIME: u64 = 2_650_467_744_000_000_000;

/// A record in a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// Number in the record's own header.
    pub header_record: u64,
    /// Where its content begins in the chunk.
    pub start: usize,
    /// Where its content ends.
    pub end: usize,
}

/// Puts every record of the chunk into `records`; `None` where the records do not follow one another
/// as the chunk's header and their own say, so that it takes the slow lane's search to find them.
pub fn locate(chunk: &[u8], records: &mut Vec<Located>) -> Option<()> {
    records.clear();
    let last_id = u64_at(chunk, 32)?;
    let free_space = u32_at(chunk, 48)? as usize;
    let mut at = CHUNK_HEADER;
    while at < free_space.min(chunk.len()) {
        let size = u32_at(chunk, at + 4)? as usize;
        let end = at.checked_add(size)?.checked_sub(4)?;
        let is_whole = u32_at(chunk, at)? == RECORD_MAGIC
            && size >= SMALLEST_RECORD
            && u32_at(chunk, end)? as usize == size
            && u64_at(chunk, at + 16)? < LATEST_TIME;
        if !is_whole {
            return None;
        }
        let record = Located {
            header_record: u64_at(chunk, at + 8)?,
            start: at + RECORD_HEADER,
            end,
        };
        records.push(record);
        if record.header_record == last_id {
            break;
        }
        at = end + 4;
    }
    Some(())
}
