//! The checksums in the headers of a log and of its chunks.

use super::{CHUNK_MAGIC, FREE_SPACE, number};
use crate::evidence::binxml::CHUNK_HEADER;

/// The header flag that marks a file or chunk as written without checksums [source 14.3].
const NO_CHECKSUMS: u32 = 0x4;
/// Offset of the flags in both headers.
const FLAGS: usize = 120;
/// Offset in a chunk header of the checksum of its records.
const RECORDS_CHECKSUM: usize = 52;
/// Offset in both headers of the header's own checksum.
pub(super) const HEADER_CHECKSUM: usize = 124;

/// Whether a file or chunk header states that it was written without checksums.
pub fn has_no_checksums(header: &[u8]) -> bool {
    number(header, FLAGS).is_some_and(|flags| flags & NO_CHECKSUMS != 0)
}

/// Computes the checksum of a chunk header.
pub fn header_checksum(chunk: &[u8]) -> Option<u32> {
    let mut crc = crc32fast::Hasher::new();
    crc.update(chunk.get(..120)?);
    crc.update(chunk.get(128..CHUNK_HEADER)?);
    Some(crc.finalize())
}

/// Computes the checksum of a chunk's records.
pub fn records_checksum(chunk: &[u8]) -> Option<u32> {
    let end = number(chunk, FREE_SPACE)? as usize;
    chunk.get(CHUNK_HEADER..end).map(crc32fast::hash)
}

/// Whether a chunk has the signature and two correct checksums, or is marked as having none. If
/// only the file header says so, both checksums must be zero.
pub fn is_sound(chunk: &[u8], file_has_no_checksums: bool) -> bool {
    let is = |at, computed: Option<u32>| computed.is_some() && number(chunk, at) == computed;
    let is_empty = || is(RECORDS_CHECKSUM, Some(0)) && is(HEADER_CHECKSUM, Some(0));
    chunk.starts_with(CHUNK_MAGIC)
        && (has_no_checksums(chunk)
            || (file_has_no_checksums && is_empty())
            || (is(HEADER_CHECKSUM, header_checksum(chunk))
                && is(RECORDS_CHECKSUM, records_checksum(chunk))))
}
