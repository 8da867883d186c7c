//! The file format of an event log: a header, then chunks of 64 KiB that hold the records.

pub mod checksums;
pub mod chunks;
pub mod header;
pub mod reopened;

/// Size in bytes of the file header; the first chunk follows.
pub const HEADER_BYTES: u64 = 4096;
/// Size in bytes of a chunk.
pub const CHUNK_BYTES: u64 = 65_536;
/// Signature of a chunk.
const CHUNK_MAGIC: &[u8; 8] = b"ElfChnk\0";
/// Offset in a chunk header of the field that holds the offset of the end of its records.
const FREE_SPACE: usize = 48;

/// Offset of a chunk in its file.
pub fn chunk_offset(chunk: u32) -> u64 {
    HEADER_BYTES + u64::from(chunk) * CHUNK_BYTES
}

/// Reads a little-endian number from a header. Returns `None` beyond its end.
fn number(header: &[u8], at: usize) -> Option<u32> {
    let bytes = header.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}
