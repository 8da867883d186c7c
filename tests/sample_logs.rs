//! The committed sample equals its generator's output, is a sound set of logs, and tells what was done.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::sample_case::sample_case;
use evtx::{EvtxParser, ParserSettings};
use serde_json::{Map, Value, json};

const SIZE_LIMIT: u64 = 3_000_000;

fn sample_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs")
}

/// All files of the hosts below a folder, by path: not those beside the folders of the hosts.
fn evidence_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).min_depth(2) {
        let entry = entry.expect("the folder can be read");
        if entry.file_type().is_file() {
            let relative = entry
                .path()
                .strip_prefix(folder)
                .expect("a path below the folder");
            let bytes = fs::read(entry.path()).expect("the file can be read");
            files.insert(relative.to_owned(), bytes);
        }
    }
    files
}

/// All log files below a folder, by path.
fn logs_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = evidence_below(folder);
    files.retain(|path, _| path.extension().is_some_and(|end| end == "evtx"));
    files
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is an object"))
        .collect()
}

/// The lines of a file that states what the sample must give.
fn committed(name: &str) -> Vec<Value> {
    let text = fs::read_to_string(sample_folder().join(name));
    json_lines(&text.expect("the sample has its expectation"))
}

#[test]
fn the_committed_files_equal_the_generators_output() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    sample_case()
        .write(folder.path())
        .expect("the sample can be written");
    let written = evidence_below(folder.path());
    let committed = evidence_below(&sample_folder());
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
fn the_committed_expectations_equal_the_generators_output() {
    let case = sample_case();
    for (name, expected) in [
        ("expected.jsonl", case.expected()),
        ("expected_activity.jsonl", case.expected_activities()),
    ] {
        assert!(
            committed(name) == expected,
            "{name} differs: run `cargo run --example make_sample_logs`"
        );
    }
}

/// Exactly these activities, with what leads to their session, and no other.
#[test]
fn the_activities_are_those_of_the_story() {
    let output = Command::new(env!("CARGO_BIN_EXE_whence-cli"))
        .arg("activity")
        .arg(sample_folder())
        .output()
        .expect("whence-cli runs");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut found: Vec<String> = json_lines(&text).iter().map(as_expected).collect();
    let mut expected: Vec<String> = committed("expected_activity.jsonl")
        .iter()
        .map(Value::to_string)
        .collect();
    found.sort();
    expected.sort();
    let lack = |of: &[String], all: &[String]| -> Vec<String> {
        let lines = all.iter().filter(|line| !of.contains(line));
        lines.cloned().collect()
    };
    let (missing, surplus) = (lack(&found, &expected), lack(&expected, &found));
    assert!(
        found == expected,
        "missing:\n{}\nnot in the story:\n{}",
        missing.join("\n"),
        surplus.join("\n")
    );
}

/// The fields of an activity that the story decides.
fn as_expected(activity: &Value) -> String {
    let mut fields = Map::new();
    for name in [
        "host",
        "time",
        "user",
        "kind",
        "object",
        "strength",
        "session_begin",
        "source_ip",
    ] {
        fields.insert(name.to_owned(), activity[name].clone());
    }
    let candidates = activity["candidates"].as_array().expect("a list");
    let begins: Vec<&Value> = candidates.iter().map(|of| &of["begin"]).collect();
    fields.insert("candidates".to_owned(), json!(begins));
    Value::Object(fields).to_string()
}

/// What the intruder did is in his sessions, and what he did not do is in none of them.
#[test]
fn the_intruder_is_told_apart_from_others() {
    let activities = committed("expected_activity.jsonl");
    let of_session = |source: &str| -> BTreeSet<&str> {
        let all = activities.iter();
        all.filter(|activity| activity["source_ip"] == source)
            .filter_map(|activity| activity["kind"].as_str())
            .collect()
    };
    let on_gateway = of_session("192.0.2.146");
    for kind in ["download", "service-installed", "connection-made"] {
        assert!(on_gateway.contains(kind), "{kind}");
    }
    let on_file_server = of_session("10.20.0.5");
    for kind in ["document-opened", "folder-opened", "file-deleted"] {
        assert!(on_file_server.contains(kind), "{kind}");
    }
    for activity in &activities {
        let is_tied = !activity["session_begin"].is_null();
        let by_person = activity["user"] != "SYSTEM" && !activity["user"].is_null();
        assert!(by_person || !is_tied, "{activity}");
    }
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
    let size: u64 = evidence_below(&sample_folder())
        .values()
        .map(|bytes| bytes.len() as u64)
        .sum();
    assert!(size < SIZE_LIMIT, "{size} bytes");
}
