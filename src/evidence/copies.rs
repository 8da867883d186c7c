//! Files of the same content: a log that was collected twice need not be read twice.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;

use super::file::EvidenceFile;
use super::reader::{CHUNK_BYTES, HEADER_BYTES, chunk_count, fill};

/// Bytes of the last chunk that files are told apart by before they are compared: its header.
const LAST_BYTES: u64 = 512;
/// Bytes that are compared at a time.
const BLOCK: usize = 64 * 1024;

/// For each file the index of the first one that has the same bytes; `None` for that one itself, for
/// one like no other, and for what cannot be read. `keep_going` is asked again and again.
pub fn copies(files: &[EvidenceFile], keep_going: &dyn Fn() -> bool) -> Vec<Option<u32>> {
    let mut by_size: HashMap<u64, Vec<u32>> = HashMap::new();
    for (index, file) in (0..).zip(files) {
        by_size.entry(file.size).or_default().push(index);
    }
    let mut found = vec![None; files.len()];
    let mut room = Vec::new();
    let path = |index: u32| files.get(index as usize).map(|file| file.path.as_path());
    for (size, of_size) in by_size.into_iter().filter(|(_, group)| group.len() > 1) {
        let mut by_begin: HashMap<Vec<u8>, Vec<u32>> = HashMap::new();
        for index in of_size {
            if !keep_going() {
                return found;
            }
            let Some(Ok(key)) = path(index).map(|path| begin_and_end(path, size)) else {
                continue;
            };
            let originals = by_begin.entry(key).or_default();
            let same = |original: &&u32| {
                let pair = path(**original).zip(path(index));
                pair.is_some_and(|(a, b)| is_same(a, b, &mut room, keep_going).unwrap_or(false))
            };
            let original = originals.iter().find(same).copied();
            match (original, found.get_mut(index as usize)) {
                (Some(_), Some(place)) => *place = original,
                _ => originals.push(index),
            }
        }
    }
    found
}

/// The header of a file and that of its last chunk: logs of other content differ there.
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
        let found = copies(&files, &|| true);
        assert_eq!(found, [None, None, Some(0), Some(1), Some(0)]);
        assert_eq!(copies(&files, &|| false), [None; 5]);
    }
}
