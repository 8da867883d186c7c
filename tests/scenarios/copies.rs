//! One record is one event, however many copies of it there are.

use std::fs;

use serde_json::{Value, json};

use crate::common::compare::{actual_sessions, demand, lines_without_files, sessions_and_status};
use crate::common::evtx_writer::{Record, write_evtx};
use crate::common::records::SECURITY;
use crate::common::scenario::{Case, Os};
use crate::{anna, clock, home, miles, office, running};

/// Remote Desktop, file access and wrong passwords on one host.
fn story() -> Case {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    host.network_logon_for(clock("10:00:00"), &miles(), &home(), Some("Finance"), 20.0);
    for minute in 0..12 {
        let time = clock("11:00:00") + f64::from(minute) * 60.0;
        host.failed_network_logon(time, "administrator", &home());
    }
    Case::of([host])
}

/// The number of files listed for each source of each session.
fn file_counts(rows: &[Value]) -> Vec<usize> {
    let sources = rows.iter().filter_map(|row| row["sources"].as_array());
    sources
        .flatten()
        .filter(|source| source["channel"] == SECURITY)
        .filter_map(|source| source["files"].as_array().map(Vec::len))
        .collect()
}

fn renumbered(records: &[Record], from: u64) -> Vec<Record> {
    let numbered = (from..).zip(records);
    numbered
        .map(|(record_id, record)| Record {
            record_id,
            ..record.clone()
        })
        .collect()
}

/// Rules: O1
#[test]
fn a_live_log_its_archive_and_its_shadow_copy_are_one_log() {
    let case = story();
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let security = case.records(0, SECURITY);
    let shadow = folder.path().join("shadow1");
    fs::create_dir(&shadow).expect("a folder can be made");
    fs::write(shadow.join("Security.evtx"), write_evtx(&security)).expect("a copy");
    let archive = folder
        .path()
        .join("HOST1/Archive-Security-2025-03-03-12-00-00-000.evtx");
    fs::write(archive, write_evtx(&security)).expect("a copy");
    let rows = actual_sessions(folder.path());
    demand(&case.expected(), &rows);
    assert!(
        file_counts(&rows).iter().all(|&count| count == 3),
        "{rows:?}"
    );
}

#[test]
fn an_export_with_new_record_numbers_adds_nothing() {
    // Each number in the export belongs to another record in the log.
    let case = story();
    let security = case.records(0, SECURITY);
    for (name, from) in [("HOST1/exported.evtx", 1), ("elsewhere/exported.evtx", 5)] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        case.write(folder.path()).expect("the logs can be written");
        let part: Vec<Record> = security
            .iter()
            .filter(|record| [4624, 4625, 4634].contains(&record.event_id))
            .cloned()
            .collect();
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(&path, write_evtx(&renumbered(&part, from))).expect("an export");
        let rows = actual_sessions(folder.path());
        // The sources keep the numbers of the log, which `demand` looks for.
        demand(&case.expected(), &rows);
        let failure = rows
            .iter()
            .find(|row| row["outcome"] == "failed")
            .expect("a failure");
        assert_eq!(
            failure["sources"][0]["files"],
            json!(["HOST1/Security.evtx", name])
        );
    }
}

#[test]
fn identical_records_in_one_log_stay_two_records() {
    // Six such pairs were seen in one real log: only the record ids differ.
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    host.failed_network_logon(clock("11:00:00"), "administrator", &home());
    let case = Case::of([host]);
    let mut security = case.records(0, SECURITY);
    let failure = security
        .iter()
        .position(|record| record.event_id == 4625)
        .expect("a 4625");
    security.insert(failure, security[failure].clone());
    let twins = renumbered(&security, 901);
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("Security.evtx"), write_evtx(&twins)).expect("a log");
    let failures = || -> Vec<(Vec<u64>, usize)> {
        let rows = actual_sessions(folder.path());
        let failed = rows.iter().filter(|row| row["outcome"] == "failed");
        let copies = failed.map(|row| {
            let sources = row["sources"].as_array().expect("sources");
            let ids = sources
                .iter()
                .filter_map(|source| source["record_id"].as_u64());
            let files = sources[0]["files"].as_array().expect("files").len();
            (ids.collect(), files)
        });
        copies.collect()
    };
    assert_eq!(failures().len(), 2);
    // An export of both with new numbers: the first copy belongs to the first, the second to the
    // second.
    fs::write(
        folder.path().join("export.evtx"),
        write_evtx(&renumbered(&security, 1)),
    )
    .expect("an export");
    let mut both = failures();
    both.sort();
    let first = 901 + failure as u64;
    assert_eq!(both, [(vec![first], 2), (vec![first + 1], 2)]);
}

#[test]
fn copies_in_any_order_give_the_same_bytes() {
    let case = story();
    let security = case.records(0, SECURITY);
    let mut outputs = Vec::new();
    for (own, export) in [("a-log", "z-export"), ("z-log", "a-export")] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let logs = folder.path().join("deep/er").join(own);
        fs::create_dir_all(&logs).expect("a folder can be made");
        fs::write(logs.join("Security.evtx"), write_evtx(&security)).expect("a log");
        let exported = write_evtx(&renumbered(&security[20..], 1));
        fs::write(folder.path().join(format!("{export}.evtx")), exported).expect("an export");
        for threads in [1, 4] {
            outputs.push(lines_without_files(&[folder.path()], threads));
        }
        let (rows, _) = sessions_and_status(folder.path(), &[]);
        assert_eq!(rows.len(), case.expected().len());
    }
    assert!(outputs.windows(2).all(|pair| pair[0] == pair[1]));
}
