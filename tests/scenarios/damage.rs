//! Evidence that arrives damaged.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::compare::{demand, sessions_and_status};
use crate::common::evtx_writer::damage;
use crate::common::scenario::{Case, Os};
use crate::{anna, clock, office, running};

const COMPLETE: i32 = 0;
const SOMETHING_DAMAGED: i32 = 3;

/// A written case and the path of its Security log, which has several chunks.
fn written() -> (Vec<Value>, TempDir, PathBuf) {
    let mut host = running(Os::Server2016);
    let mut time = clock("08:00:00");
    for number in 0..120 {
        let client = office().port(50_000 + number);
        host.network_logon_for(time, &anna(), &client, None, 20.0);
        time = time + 60.0;
    }
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let log = folder.path().join("HOST1").join("Security.evtx");
    (case.expected(), folder, log)
}

/// Damages the Security log and returns what the program still finds.
fn found_after(spoil: impl FnOnce(&mut Vec<u8>)) -> (usize, Vec<Value>, Vec<Value>, i32) {
    let (expected, folder, log) = written();
    let mut bytes = fs::read(&log).expect("the log can be read");
    spoil(&mut bytes);
    fs::write(&log, bytes).expect("the log can be written");
    let (actual, status) = sessions_and_status(folder.path(), &[]);
    (expected.len(), expected, actual, status)
}

#[test]
fn the_flags_of_a_live_copy_are_not_damage() {
    let (_, expected, actual, status) = found_after(|file| {
        damage::dirty_flag(file);
        damage::wrong_chunk_count(file, 1);
    });
    demand(&expected, &actual);
    assert_eq!(status, COMPLETE);
}

#[test]
fn a_wrong_checksum_loses_no_session() {
    let (_, expected, actual, status) = found_after(|file| damage::wrong_records_checksum(file, 0));
    demand(&expected, &actual);
    assert_eq!(status, SOMETHING_DAMAGED);
}

#[test]
fn a_truncated_log_gives_its_remaining_records() {
    let (all, _, actual, status) = found_after(damage::truncate_in_last_chunk);
    assert!(
        !actual.is_empty() && actual.len() <= all,
        "{} of {all}",
        actual.len()
    );
    assert_eq!(status, SOMETHING_DAMAGED);
}

#[test]
fn a_garbage_chunk_does_not_affect_the_others() {
    let (all, _, actual, status) = found_after(|file| damage::garbage_chunk(file, 0));
    assert!(
        !actual.is_empty() && actual.len() < all,
        "{} of {all}",
        actual.len()
    );
    assert_eq!(status, SOMETHING_DAMAGED);
}

#[test]
fn an_empty_log_does_not_affect_the_others() {
    let (_, folder, log) = written();
    fs::write(&log, []).expect("the log can be written");
    let (actual, status) = sessions_and_status(folder.path(), &[]);
    assert!(actual.is_empty());
    assert_eq!(status, SOMETHING_DAMAGED);
}
