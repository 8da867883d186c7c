//! The frame of an event log: its header, and the chunks of 64 KiB that hold its records.

pub mod checksums;
pub mod chunks;
pub mod header;
pub mod read_again;

/// Bytes before the first chunk.
pub const HEADER_BYTES: u64 = 4096;
/// Bytes of a chunk.
pub const CHUNK_BYTES: u64 = 65_536;
/// First bytes of a chunk.
const CHUNK_MAGIC: &[u8; 8] = b"ElfChnk\0";
/// Where a chunk's header says where its records end.
const FREE_SPACE: usize = 48;

/// Where a chunk begins in its file.
pub fn chunk_offset(chunk: u32) -> u64 {
    HEADER_BYTES + u64::from(chunk) * CHUNK_BYTES
}

/// A little-endian number in a header; `None` past its end.
fn number(header: &[u8], at: usize) -> Option<u32> {
    let bytes = header.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}
