//! Files of the same content: a log that was collected twice need not be read twice.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;

use super::file::EvidenceFile;
use super::reader::{CHUNK_BYTES, HEADER_BYTES, chunk_count, fill};

/// Bytes of the header of a chunk.
const LAST_BYTES: u64 = 512;
/// Bytes that are compared at a time.
const BLOCK: usize = 64 * 1024;

/// What files of the same content have in common, and few others: the size, and a checksum of the header
/// and of that of the last chunk, where logs differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print(u64, u32);

impl Print {
    /// That of a file; `None` where it cannot be read.
    pub fn of(file: &EvidenceFile) -> Option<Self> {
        let bytes = begin_and_end(&file.path, file.size).ok()?;
        Some(Self(file.size, crc32fast::hash(&bytes)))
    }
}

/// Of files with one print, which are `alike` by their indices: each that has the same bytes as one
/// before it, and the first such one. `keep_going` is asked again and again.
pub fn among(
    files: &[EvidenceFile],
    alike: &[u32],
    keep_going: &dyn Fn() -> bool,
) -> Vec<(u32, u32)> {
    let mut originals: Vec<u32> = Vec::new();
    let mut copies = Vec::new();
    let mut room = Vec::new();
    let path = |index: u32| files.get(index as usize).map(|file| file.path.as_path());
    for &index in alike {
        let same = |original: &&u32| {
            let pair = path(**original).zip(path(index));
            pair.is_some_and(|(a, b)| is_same(a, b, &mut room, keep_going).unwrap_or(false))
        };
        match originals.iter().find(same) {
            Some(&original) => copies.push((index, original)),
            None => originals.push(index),
        }
        if !keep_going() {
            break;
        }
    }
    copies
}

/// The header of a file and that of its last chunk.
fn begin_and_end(path: &Path, size: u64) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut bytes = vec![0; (HEADER_BYTES + LAST_BYTES) as usize];
    let (begin, end) = bytes.split_at_mut(HEADER_BYTES as usize);
    fill(&mut file, begin)?;
    let last = u64::from(chunk_count(size).saturating_sub(1));
    file.seek(SeekFrom::Start(HEADER_BYTES + last * CHUNK_BYTES))?;
    fill(&mut file, end)?;
    Ok(bytes)
}

/// Whether two files have the same bytes, all of them. They are read into the `room`.
fn is_same(
    a: &Path,
    b: &Path,
    room: &mut Vec<u8>,
    keep_going: &dyn Fn() -> bool,
) -> std::io::Result<bool> {
    let (mut a, mut b) = (File::open(a)?, File::open(b)?);
    room.resize(2 * BLOCK, 0);
    let (left, right) = room.split_at_mut(BLOCK);
    loop {
        let read = fill(&mut a, left)?;
        let same = read == fill(&mut b, right)? && left.get(..read) == right.get(..read);
        if !same || !keep_going() {
            return Ok(false);
        }
        if read < BLOCK {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_are_one_file() {
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
                EvidenceFile::new(path, number.to_string(), bytes.len() as u64)
            })
            .collect();
        let prints: Vec<_> = files.iter().map(Print::of).collect();
        assert!(
            prints
                .iter()
                .all(|print| print.is_some() && *print == prints[0])
        );
        let all = [0, 1, 2, 3, 4];
        assert_eq!(among(&files, &all, &|| true), [(2, 0), (3, 1), (4, 0)]);
        assert_eq!(among(&files, &all, &|| false), []);
    }
}
