//! The parts of a log outside its chunks: its header and its length.

use super::checksums::{HEADER_CHECKSUM, has_no_checksums};
use super::{CHUNK_BYTES, CHUNK_MAGIC, HEADER_BYTES, chunk_offset, number};
use crate::evidence::problem::{Fault, Problem};
use crate::evidence::source::Source;

/// How many chunks, complete or cut off, a file of `size` bytes can hold. The count in the file's
/// header is not used: it is 16 bits wide, and stale in copies of live logs.
pub fn chunk_count(size: u64) -> u32 {
    u32::try_from(size.saturating_sub(HEADER_BYTES).div_ceil(CHUNK_BYTES)).unwrap_or(u32::MAX)
}

/// The number of the last chunk in use. A log file is longer than what was written to it.
pub fn last_chunk(source: &dyn Source) -> Option<u32> {
    let mut bytes = source.open().ok()?;
    (0..chunk_count(source.size())).rev().find(|&chunk| {
        let mut magic = [0_u8; 8];
        let read = bytes.fill_at(chunk_offset(chunk), &mut magic);
        read.is_ok_and(|read| read == magic.len()) && magic == *CHUNK_MAGIC
    })
}

/// Checks a log's header and length. Returns the problem, if there is one.
pub fn check_header(source: &dyn Source) -> Option<Problem> {
    let problem = |offset, fault| {
        Some(Problem {
            source: source.name().clone(),
            offset,
            fault,
        })
    };
    let present = source.size();
    if present < HEADER_BYTES {
        return problem(Some(0), Fault::Truncated { present });
    }
    let mut header = [0_u8; 128];
    let read = source
        .open()
        .and_then(|mut bytes| bytes.fill_at(0, &mut header));
    match read {
        Err(error) => problem(None, Fault::Unreadable(error.to_string())),
        Ok(read) if read < header.len() => {
            let why = "failed to fill whole buffer".to_owned();
            problem(None, Fault::Unreadable(why))
        }
        Ok(_) => {
            let stored = number(&header, HEADER_CHECKSUM);
            let computed = header.get(..120).map(crc32fast::hash);
            let is_right = stored == computed || has_no_checksums(&header);
            if is_right {
                None
            } else {
                problem(Some(0), Fault::HeaderChecksum)
            }
        }
    }
}
