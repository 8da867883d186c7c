//! A whole log file: its header, and as many chunks as the records need.

use super::chunk::ChunkWriter;
use super::event::Record;

pub const FILE_HEADER_SIZE: usize = 4096;
pub const CHUNK_SIZE: usize = 65536;

/// The bytes of a log file that holds these records in this order.
pub fn write_evtx(records: &[Record]) -> Vec<u8> {
    let mut chunks = Vec::new();
    let mut chunk = ChunkWriter::new(1);
    for record in records {
        if !chunk.push(record) {
            let full = std::mem::replace(&mut chunk, ChunkWriter::new(0));
            chunk = ChunkWriter::new(full.next_number());
            chunks.push(full.finish());
            assert!(chunk.push(record), "an empty chunk takes any record");
        }
    }
    if !chunk.is_empty() {
        chunks.push(chunk.finish());
    }
    let mut bytes = header(chunks.len(), records.len() as u64 + 1);
    for chunk in &chunks {
        bytes.extend(chunk);
    }
    bytes
}

fn header(chunks: usize, next_record: u64) -> Vec<u8> {
    let mut bytes = vec![0; FILE_HEADER_SIZE];
    let mut put = |at: usize, part: &[u8]| bytes[at..at + part.len()].copy_from_slice(part);
    put(0, b"ElfFile\0");
    put(16, &(chunks.saturating_sub(1) as u64).to_le_bytes());
    put(24, &next_record.to_le_bytes());
    put(32, &128u32.to_le_bytes());
    put(36, &1u16.to_le_bytes());
    put(38, &3u16.to_le_bytes());
    put(40, &(FILE_HEADER_SIZE as u16).to_le_bytes());
    // The field has 16 bits; a file of more than 4 GiB has more chunks than it can say.
    put(42, &(chunks as u16).to_le_bytes());
    seal_file_header(&mut bytes);
    bytes
}

/// Writes the checksum of the file header's first 120 bytes.
pub(super) fn seal_file_header(file: &mut [u8]) {
    let crc = crc32fast::hash(&file[..120]);
    file[124..128].copy_from_slice(&crc.to_le_bytes());
}
