//! The committed sample equals its generator's output and is a sound set of logs.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::sample_case::sample_case;
use evtx::{EvtxParser, ParserSettings};

const SIZE_LIMIT: u64 = 3_000_000;

fn sample_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs")
}

/// All log files below a folder, by path.
fn logs_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut logs = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("the folder can be read");
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "evtx")
        {
            let relative = entry
                .path()
                .strip_prefix(folder)
                .expect("a path below the folder");
            let bytes = fs::read(entry.path()).expect("the log can be read");
            logs.insert(relative.to_owned(), bytes);
        }
    }
    logs
}

#[test]
fn the_committed_logs_equal_the_generators_output() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    sample_case()
        .write(folder.path())
        .expect("the sample can be written");
    let (written, committed) = (logs_below(folder.path()), logs_below(&sample_folder()));
    assert_eq!(
        written.keys().collect::<Vec<_>>(),
        committed.keys().collect::<Vec<_>>(),
        "run `cargo run --example make_sample_logs`"
    );
    for (path, bytes) in &written {
        let same = committed[path] == *bytes;
        assert!(
            same,
            "{} differs: run `cargo run --example make_sample_logs`",
            path.display()
        );
    }
}

#[test]
fn the_committed_expected_sessions_equal_the_generators_output() {
    let committed = fs::read_to_string(sample_folder().join("expected.jsonl"))
        .expect("the sample has its expectation");
    let committed: Vec<serde_json::Value> = committed
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is a session"))
        .collect();
    assert!(
        committed == sample_case().expected(),
        "run `cargo run --example make_sample_logs`"
    );
}

#[test]
fn every_record_of_the_sample_can_be_read() {
    let mut records = 0;
    for (path, bytes) in logs_below(&sample_folder()) {
        let mut parser = EvtxParser::from_buffer(bytes)
            .expect("the file header is sound")
            .with_configuration(ParserSettings::default().validate_checksums(true));
        for record in parser.records() {
            if let Err(error) = record {
                panic!("{}: {error}", path.display());
            }
            records += 1;
        }
    }
    assert!(records > 1500, "only {records} records");
}

#[test]
fn the_sample_stays_small() {
    let size: u64 = logs_below(&sample_folder())
        .values()
        .map(|bytes| bytes.len() as u64)
        .sum();
    assert!(size < SIZE_LIMIT, "{size} bytes");
}
