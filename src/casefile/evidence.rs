//! Whether the evidence is still what it was when the case file was made.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::case::Case;
use crate::job::cancel::CancelToken;

/// A file of the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its name relative to what was opened.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content in lower-case hex, once that was taken.
    pub sha256: Option<String>,
}

/// The evidence of a case, without hashes.
pub fn of(case: &Case) -> Vec<Evidence> {
    let files = case.files.iter().map(|file| Evidence {
        name: file.name.clone(),
        size: file.size,
        sha256: None,
    });
    files.collect()
}

/// The evidence of a case with hashes; every file is read once. `None` when it was cancelled. A file
/// that cannot be read has no hash.
pub fn with_hashes(case: &Case, cancel: &CancelToken) -> Option<Vec<Evidence>> {
    let mut all = of(case);
    for (evidence, file) in all.iter_mut().zip(&case.files) {
        evidence.sha256 = sha256(&file.path, cancel);
        if cancel.is_cancelled() {
            return None;
        }
    }
    Some(all)
}

/// What differs between the evidence as it was and as it is, a sentence for each file.
pub fn changes(was: &[Evidence], is: &[Evidence]) -> Vec<String> {
    let find = |all: &[Evidence], name: &str| all.iter().find(|file| file.name == name).cloned();
    let mut found = Vec::new();
    for old in was {
        let name = &old.name;
        match find(is, name) {
            None => found.push(format!("{name} is not there any more")),
            Some(new) if new.size != old.size => {
                found.push(format!(
                    "{name} had {} bytes and has {}",
                    old.size, new.size
                ));
            }
            Some(new) => {
                let hashes = old.sha256.as_ref().zip(new.sha256.as_ref());
                if hashes.is_some_and(|(old, new)| old != new) {
                    found.push(format!("{name} has another content (SHA-256 differs)"));
                }
            }
        }
    }
    let is_new = |file: &&Evidence| find(was, &file.name).is_none();
    found.extend(
        is.iter()
            .filter(is_new)
            .map(|file| format!("{} is new", file.name)),
    );
    found
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn sha256(path: &Path, cancel: &CancelToken) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer).ok()?;
        if read == 0 || cancel.is_cancelled() {
            break;
        }
        hash.update(buffer.get(..read)?);
    }
    Some(hex(&hash.finalize()))
}
