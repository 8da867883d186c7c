//! Whether the evidence has changed since the case file was created.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::case::{Case, EvidenceFile};
use crate::job::cancel::CancelToken;

/// A file of the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceEntry {
    /// Its name relative to what was opened.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content in lower-case hex, once it has been computed.
    pub sha256: Option<String>,
}

/// The evidence of a case, without hashes.
pub fn of(case: &Case) -> Vec<EvidenceEntry> {
    let files = case.files.iter().map(|file| EvidenceEntry {
        name: file.name.clone(),
        size: file.source.size(),
        sha256: None,
    });
    files.collect()
}

/// The evidence of a case with hashes; every file is read once. `None` when it was cancelled. A file
/// that cannot be read has no hash.
pub fn with_hashes(case: &Case, cancel: &CancelToken) -> Option<Vec<EvidenceEntry>> {
    let mut all = of(case);
    for (evidence, file) in all.iter_mut().zip(&case.files) {
        evidence.sha256 = sha256(file, cancel);
        if cancel.is_cancelled() {
            return None;
        }
    }
    Some(all)
}

/// How the evidence has changed, a sentence for each file. Files of one name in several folders are compared
/// in the order of their sizes.
pub fn changes(was: &[EvidenceEntry], is: &[EvidenceEntry]) -> Vec<String> {
    let mut names: BTreeMap<&str, (Vec<&EvidenceEntry>, Vec<&EvidenceEntry>)> = BTreeMap::new();
    for file in was {
        names.entry(&file.name).or_default().0.push(file);
    }
    for file in is {
        names.entry(&file.name).or_default().1.push(file);
    }
    let mut found = Vec::new();
    for (name, (mut old, mut new)) in names {
        old.sort_by_key(|file| (file.size, &file.sha256));
        new.sort_by_key(|file| (file.size, &file.sha256));
        let pairs = old.iter().zip(&new);
        found.extend(pairs.filter_map(|(old, new)| difference(name, old, new)));
        let gone = old.len().saturating_sub(new.len());
        let added = new.len().saturating_sub(old.len());
        found.extend((0..gone).map(|_| format!("{name} is not there any more")));
        found.extend((0..added).map(|_| format!("{name} is new")));
    }
    found
}

/// Whether two cases have any file in common.
pub fn is_same_case(was: &[EvidenceEntry], is: &[EvidenceEntry]) -> bool {
    let known: HashSet<(&str, u64)> = was
        .iter()
        .map(|file| (file.name.as_str(), file.size))
        .collect();
    was.is_empty()
        || is.is_empty()
        || is
            .iter()
            .any(|file| known.contains(&(file.name.as_str(), file.size)))
}

fn difference(name: &str, old: &EvidenceEntry, new: &EvidenceEntry) -> Option<String> {
    if old.size != new.size {
        return Some(format!(
            "{name} had {} bytes and has {}",
            old.size, new.size
        ));
    }
    let hashes = old.sha256.as_ref().zip(new.sha256.as_ref());
    let differs = hashes.is_some_and(|(old, new)| old != new);
    differs.then(|| format!("{name} has different content (SHA-256 differs)"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn sha256(file: &EvidenceFile, cancel: &CancelToken) -> Option<String> {
    let mut bytes = file.source.open().ok()?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut offset = 0;
    loop {
        let read = bytes.read_at(offset, &mut buffer).ok()?;
        if read == 0 || cancel.is_cancelled() {
            break;
        }
        hash.update(buffer.get(..read)?);
        offset += read as u64;
    }
    Some(hex(&hash.finalize()))
}
