//! The generator of large evidence, on a small scale: its sessions are found, and its output is
//! reproducible.

mod common;

#[path = "make_evidence/evidence/mod.rs"]
mod evidence;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::compare::{actual_sessions, demand};
use common::laws;
use evidence::{Size, Written, write};
use serde_json::Value;
use tempfile::TempDir;

const SMALL: Size = Size {
    hosts: 3,
    days: 2,
    sessions: 300,
    programs: 0,
    seed: 7,
};

fn generated(size: Size) -> (TempDir, Written) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let written = write(size, folder.path()).expect("the evidence can be written");
    (folder, written)
}

fn expected_sessions(folder: &Path) -> Vec<Value> {
    let lines = fs::read_to_string(folder.join("expected.jsonl")).expect("the expected sessions");
    let parse = |line| serde_json::from_str(line).expect("each line is a session");
    lines.lines().map(parse).collect()
}

/// All files below a folder, by path.
fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter();
    let files = entries
        .map(|entry| entry.expect("the folder can be read"))
        .filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path();
            let relative = path.strip_prefix(folder).expect("a path below the folder");
            (
                relative.to_owned(),
                fs::read(path).expect("the file can be read"),
            )
        })
        .collect()
}

#[test]
fn a_small_generated_case_gives_its_sessions_and_keeps_the_laws() {
    let (folder, written) = generated(SMALL);
    let expected = expected_sessions(folder.path());
    assert_eq!((written.sessions, expected.len()), (300, 300));
    demand(&expected, &actual_sessions(folder.path()));
    let breaches = laws::breaches(folder.path());
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

/// Ten hosts cover every role, and eight days every kind of start and stop.
#[test]
fn every_role_gives_its_sessions() {
    let size = Size {
        hosts: 10,
        days: 8,
        sessions: 2000,
        programs: 4,
        seed: 3,
    };
    let (folder, written) = generated(size);
    assert_eq!(written.sessions, size.sessions);
    demand(
        &expected_sessions(folder.path()),
        &actual_sessions(folder.path()),
    );
}

#[test]
fn expected_sessions_are_ordered_by_begin() {
    let (folder, _) = generated(SMALL);
    let begins: Vec<String> = expected_sessions(folder.path())
        .iter()
        .map(|session| session["begin"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(begins.is_sorted());
}

#[test]
fn the_same_arguments_give_the_same_bytes_and_another_seed_other_bytes() {
    let (first, second) = (generated(SMALL), generated(SMALL));
    let other = generated(Size { seed: 8, ..SMALL });
    assert_eq!(first.1, second.1);
    let files = files_below(first.0.path());
    assert!(files == files_below(second.0.path()));
    assert!(files != files_below(other.0.path()));
    let is_log = |name: &Path| name.extension().is_some_and(|name| name == "evtx");
    let logs = files.iter().filter(|(name, _)| is_log(name));
    let bytes: usize = logs.map(|(_, bytes)| bytes.len()).sum();
    assert_eq!(first.1.bytes, bytes as u64);
}
