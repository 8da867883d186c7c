//! Kinds of damage found in evidence. Each function takes a sound file and damages one thing.

use super::chunk::seal_header;
use super::file::{CHUNK_SIZE, FILE_HEADER_SIZE, seal_file_header};

/// Cuts off the file in the middle of its last chunk, as an aborted copy does.
pub fn truncate_in_last_chunk(file: &mut Vec<u8>) {
    let chunks = chunk_count(file);
    assert!(chunks > 0, "no chunk to cut");
    file.truncate(FILE_HEADER_SIZE + (chunks - 1) * CHUNK_SIZE + CHUNK_SIZE / 2);
}

/// Empties the file, like one that was created and never written.
pub fn empty(file: &mut Vec<u8>) {
    file.clear();
}

/// Makes the checksum of a chunk's records wrong; the records remain readable.
pub fn wrong_records_checksum(file: &mut [u8], chunk: usize) {
    let chunk = chunk_mut(file, chunk);
    chunk[52] ^= 0xff;
    seal_header(chunk);
}

/// Makes the checksum of a chunk's header wrong.
pub fn wrong_chunk_header_checksum(file: &mut [u8], chunk: usize) {
    chunk_mut(file, chunk)[124] ^= 0xff;
}

/// Makes the file header count too few or too many chunks, as in a copy of a live log.
pub fn wrong_chunk_count(file: &mut [u8], count: u16) {
    file[42..44].copy_from_slice(&count.to_le_bytes());
    seal_file_header(file);
}

/// Overwrites a whole chunk, including its signature.
pub fn garbage_chunk(file: &mut [u8], chunk: usize) {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for byte in chunk_mut(file, chunk) {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        *byte = (state >> 56) as u8;
    }
}

/// Damages the payload of a record in the middle of a chunk and repairs the checksum, so that only
/// decoding the record reveals it.
pub fn garbage_in_records(file: &mut [u8], chunk: usize, offset: usize, length: usize) {
    let chunk = chunk_mut(file, chunk);
    chunk[offset..offset + length].fill(0xa5);
    let free_space = u32::from_le_bytes([chunk[48], chunk[49], chunk[50], chunk[51]]) as usize;
    let crc = crc32fast::hash(&chunk[512..free_space]);
    chunk[52..56].copy_from_slice(&crc.to_le_bytes());
    seal_header(chunk);
}

/// Sets the dirty flag: the log was open when it was copied.
pub fn dirty_flag(file: &mut [u8]) {
    file[120] |= 1;
}

fn chunk_count(file: &[u8]) -> usize {
    (file.len() - FILE_HEADER_SIZE) / CHUNK_SIZE
}

fn chunk_mut(file: &mut [u8], chunk: usize) -> &mut [u8] {
    let start = FILE_HEADER_SIZE + chunk * CHUNK_SIZE;
    &mut file[start..start + CHUNK_SIZE]
}

/// Which fields of a chunk's header are out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// The number of the last record.
    LastNumber,
    /// The start of the free space.
    FreeSpace,
    /// Both.
    Both,
}

/// Makes a chunk's header count only its first records, as in a copy of a live log. The checksums
/// match.
pub fn stale_header(file: &mut [u8], chunk: usize, counted: usize, stale: Stale) {
    let chunk = chunk_mut(file, chunk);
    let records = records_of(chunk);
    let (last, free_space) = (records[counted - 1], records[counted]);
    if stale != Stale::FreeSpace {
        let first_number = u64::from_le_bytes(chunk[8..16].try_into().expect("eight bytes"));
        let last_number = first_number + counted as u64 - 1;
        chunk[16..24].copy_from_slice(&last_number.to_le_bytes());
        chunk.copy_within(last + 8..last + 16, 32);
        chunk[44..48].copy_from_slice(&(last as u32).to_le_bytes());
    }
    if stale != Stale::LastNumber {
        chunk[48..52].copy_from_slice(&(free_space as u32).to_le_bytes());
    }
    seal_records(chunk);
}

/// Writes remains of an earlier use into the free space of a chunk, at their original position.
pub fn leave_remains(file: &mut [u8], chunk: usize, earlier: &[u8]) {
    let chunk = chunk_mut(file, chunk);
    let free_space = free_space(chunk);
    let earlier = &earlier[FILE_HEADER_SIZE..FILE_HEADER_SIZE + CHUNK_SIZE];
    chunk[free_space..].copy_from_slice(&earlier[free_space..]);
}

/// Replaces a record that no header counts by one of the same length from an earlier use.
pub fn leave_record(file: &mut [u8], chunk: usize, number: usize, earlier: &[u8]) {
    let chunk = chunk_mut(file, chunk);
    let places = records_of(chunk);
    let place = places[number]..places[number + 1];
    let earlier = &earlier[FILE_HEADER_SIZE..FILE_HEADER_SIZE + CHUNK_SIZE];
    assert_eq!(
        records_of(earlier)[number..=number + 1],
        [place.start, place.end]
    );
    chunk[place.clone()].copy_from_slice(&earlier[place]);
}

/// Sets the no-checksums flag in the headers of the file and its chunks, and removes the checksums.
pub fn without_checksums(file: &mut [u8]) {
    for at in [120, 124] {
        file[at..at + 4].fill(0);
    }
    file[120] = 4;
    for number in 0..chunk_count(file) {
        let chunk = chunk_mut(file, number);
        chunk[52..56].fill(0);
        chunk[120..128].fill(0);
        chunk[120] = 4;
    }
}

/// Where the records of a chunk begin, and where the last one ends.
pub fn records_of(chunk: &[u8]) -> Vec<usize> {
    let mut places = vec![512];
    let mut at = 512;
    while chunk[at..].starts_with(b"**\0\0") {
        at += u32::from_le_bytes(chunk[at + 4..at + 8].try_into().expect("four bytes")) as usize;
        places.push(at);
    }
    places
}

fn free_space(chunk: &[u8]) -> usize {
    u32::from_le_bytes(chunk[48..52].try_into().expect("four bytes")) as usize
}

fn seal_records(chunk: &mut [u8]) {
    let crc = crc32fast::hash(&chunk[512..free_space(chunk)]);
    chunk[52..56].copy_from_slice(&crc.to_le_bytes());
    seal_header(chunk);
}
