//! Finds files with the same content. A log that was collected twice need not be read twice.

use super::evidence_file::EvidenceFile;
use super::evtx::header::chunk_count;
use super::evtx::{HEADER_BYTES, chunk_offset};
use super::source::Source;

/// Size in bytes of a chunk header.
const CHUNK_HEADER_BYTES: u64 = 512;
/// Bytes compared at a time.
const BLOCK: usize = 64 * 1024;

/// A fingerprint of a file's content: its size, and a checksum of the file header and the last
/// chunk's header, where logs differ. Files with the same content have the same fingerprint; few
/// others do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    size: u64,
    checksum: u32,
}

impl Fingerprint {
    /// The fingerprint of a file. Returns `None` if it cannot be read.
    pub fn of(file: &EvidenceFile) -> Option<Self> {
        let bytes = read_headers(&*file.source).ok()?;
        Some(Self {
            size: file.source.size(),
            checksum: crc32fast::hash(&bytes),
        })
    }
}

/// Finds copies among files with the same fingerprint, whose indices are `alike`. Returns the index
/// of each copy and that of the first file with the same bytes. `compared` is told how many bytes were compared
/// and says whether to go on.
pub fn copies_among(
    files: &[EvidenceFile],
    alike: &[u32],
    compared: &dyn Fn(u64) -> bool,
) -> Vec<(u32, u32)> {
    let mut originals: Vec<u32> = Vec::new();
    let mut copies = Vec::new();
    let mut buffer = Vec::new();
    let source = |index: u32| files.get(index as usize).map(|file| &*file.source);
    for &index in alike {
        let same = |original: &&u32| {
            let pair = source(**original).zip(source(index));
            pair.is_some_and(|(a, b)| is_same(a, b, &mut buffer, compared).unwrap_or(false))
        };
        match originals.iter().find(same) {
            Some(&original) => copies.push((index, original)),
            None => originals.push(index),
        }
        if !compared(0) {
            break;
        }
    }
    copies
}

/// Reads the header of a file and that of its last chunk.
fn read_headers(source: &dyn Source) -> std::io::Result<Vec<u8>> {
    let mut file = source.open()?;
    let mut bytes = vec![0; (HEADER_BYTES + CHUNK_HEADER_BYTES) as usize];
    let (begin, end) = bytes.split_at_mut(HEADER_BYTES as usize);
    file.fill_at(0, begin)?;
    let last = chunk_count(source.size()).saturating_sub(1);
    file.fill_at(chunk_offset(last), end)?;
    Ok(bytes)
}

/// Compares two files byte by byte. They are read into `buffer`.
fn is_same(
    a: &dyn Source,
    b: &dyn Source,
    buffer: &mut Vec<u8>,
    compared: &dyn Fn(u64) -> bool,
) -> std::io::Result<bool> {
    let (mut a, mut b) = (a.open()?, b.open()?);
    buffer.resize(2 * BLOCK, 0);
    let (left, right) = buffer.split_at_mut(BLOCK);
    let mut offset = 0;
    loop {
        let read = a.fill_at(offset, left)?;
        let same = read == b.fill_at(offset, right)? && left.get(..read) == right.get(..read);
        if !same || !compared(read as u64) {
            return Ok(false);
        }
        if read < BLOCK {
            return Ok(true);
        }
        offset += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::source::file::FileSource;

    #[test]
    fn files_with_the_same_bytes_are_copies() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut other = vec![7_u8; 300_000];
        let same = other.clone();
        if let Some(byte) = other.get_mut(150_000) {
            *byte = 8;
        }
        let files: Vec<EvidenceFile> = [&same, &other, &same, &other, &same]
            .iter()
            .zip(0..)
            .map(|(bytes, number)| {
                let path = folder.path().join(format!("{number}.evtx"));
                std::fs::write(&path, bytes).expect("written");
                let source = FileSource::new(path, bytes.len() as u64);
                EvidenceFile::new(source, number.to_string())
            })
            .collect();
        let fingerprints: Vec<_> = files.iter().map(Fingerprint::of).collect();
        assert!(
            fingerprints
                .iter()
                .all(|one| one.is_some() && *one == fingerprints[0])
        );
        let all = [0, 1, 2, 3, 4];
        assert_eq!(
            copies_among(&files, &all, &|_| true),
            [(2, 0), (3, 1), (4, 0)]
        );
        assert_eq!(copies_among(&files, &all, &|_| false), []);
    }
}
