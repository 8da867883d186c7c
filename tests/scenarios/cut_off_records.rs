//! Records that were cut off: their missing values are absent, whatever bytes follow.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::compare::sessions_and_status;
use crate::common::evtx_writer::{Record, damage, write_evtx};
use crate::common::records::{LSM, RCM, SECURITY};
use crate::common::scenario::{Case, Os};
use crate::{anna, clock, home, office, running};

/// The sessions found in one log with these bytes.
fn sessions(folder: &Path, bytes: &[u8]) -> Vec<Value> {
    fs::write(folder.join("log.evtx"), bytes).expect("the log can be written");
    sessions_and_status(folder, &["--all"]).0
}

/// The sessions without the fields that depend on the length of the log.
fn without_log_length(rows: &[Value]) -> Vec<String> {
    rows.iter().map(Value::to_string).collect()
}

/// Cuts a log within its last record at many positions, once by ending the file there and once by
/// padding. The sessions must be those without the record, or those with the record and the account
/// that it names.
fn demand_nothing_from_padding(records: &[Record]) {
    let (last, before) = records.split_last().expect("records");
    let bytes = write_evtx(records);
    let chunk = bytes.len() - 65_536;
    let places = damage::records_of(&bytes[chunk..]);
    let [.., start, end] = places.as_slice() else {
        panic!("two records at least");
    };
    let folder = tempfile::tempdir().expect("a folder");
    let without = without_log_length(&sessions(folder.path(), &write_evtx(before)));
    let whole = sessions(folder.path(), &bytes);
    let names = |row: &Value| {
        let sources = row["sources"].as_array().expect("a list");
        sources
            .iter()
            .any(|source| source["record_id"] == last.record_id)
    };
    let users: Vec<&Value> = whole
        .iter()
        .filter(|row| names(row))
        .map(|row| &row["user"])
        .collect();
    assert!(!users.is_empty(), "the last record gives a session");
    let mut read = 0;
    for cut in (*start..*end).step_by(7).chain(end - 4..*end) {
        let ended = &bytes[..chunk + cut];
        let mut padded = bytes.clone();
        padded[chunk + cut..].fill(0);
        for bytes in [ended, &padded] {
            let rows = sessions(folder.path(), bytes);
            let with_last: Vec<&Value> = rows.iter().filter(|row| names(row)).collect();
            if with_last.is_empty() {
                assert_eq!(without_log_length(&rows), without, "cut at {cut}");
            } else {
                read += 1;
                assert!(
                    with_last.iter().all(|row| users.contains(&&row["user"])),
                    "cut at {cut}"
                );
            }
            for row in with_last {
                let types = row["logon_types"].as_array().expect("a list");
                assert!(!types.contains(&Value::from(0)), "cut at {cut}: {row}");
            }
        }
    }
    assert!(read > 0, "the values that are there are read");
}

/// [source 14.2]: a logon cut off before its type is not a logon of type 0, and so not a boot.
#[test]
fn a_logon_that_is_cut_off_is_not_a_boot() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    host.console_logon(clock("08:00:00"), &anna());
    host.network_logon_for(clock("09:00:00"), &anna(), &office(), None, 20.0);
    let mut records = Case::of([host]).records(0, SECURITY);
    let last = records.iter().rposition(|record| record.event_id == 4624);
    records.truncate(last.expect("a logon") + 1);
    demand_nothing_from_padding(&records);
}

/// [source 14.2]: a failure.
#[test]
fn a_failure_that_is_cut_off_names_no_other_account() {
    let mut host = running(Os::Windows10).only(&[SECURITY]);
    for minute in 0..40 {
        let time = clock("11:00:00") + f64::from(minute) * 60.0;
        host.failed_network_logon(time, &format!("user{minute}"), &home());
    }
    demand_nothing_from_padding(&Case::of([host]).records(0, SECURITY));
}

/// [source 14.2]: the end of a session, and credentials that Remote Desktop accepted.
#[test]
fn remote_desktop_records_that_are_cut_off_give_only_what_is_left_of_them() {
    let mut host = running(Os::Server2016).only(&[LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    demand_nothing_from_padding(&Case::of([host]).records(0, LSM));
    let mut host = running(Os::Server2016).only(&[RCM]);
    host.rdp_logon(clock("08:00:00"), &anna(), &office());
    demand_nothing_from_padding(&Case::of([host]).records(0, RCM));
}
