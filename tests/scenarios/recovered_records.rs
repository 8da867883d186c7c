//! Records that no header counts: records beyond a stale header, and remains of an earlier use of a
//! chunk.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::common::compare::{actual_sessions, demand, lines_without_files, sessions_and_status};
use crate::common::evtx_writer::damage::{self, Stale};
use crate::common::evtx_writer::{Record, write_evtx};
use crate::common::records::{LSM, SECURITY};
use crate::common::scenario::{Case, Host, Os};
use crate::common::{laws, records};
use crate::{anna, clock, home, miles, office, running};

const EVERY_WAY: [Stale; 3] = [Stale::LastNumber, Stale::FreeSpace, Stale::Both];

/// A written case, and the path of one log of its first host.
fn written(case: &Case, channel: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let name = format!("{}.evtx", channel.replace('/', "%4"));
    let log = folder.path().join("HOST1").join(name);
    (folder, log)
}

fn change(log: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(log).expect("the log can be read");
    change(&mut bytes);
    fs::write(log, bytes).expect("the log can be written");
}

/// How many sources of a session are marked as recovered.
fn recovered(session: &Value) -> usize {
    let sources = session["sources"].as_array().expect("a list");
    let join = |source: &Value| source["join"].as_str().unwrap_or_default().to_owned();
    let joins = sources.iter().map(join);
    joins.filter(|join| join.starts_with("recovered")).count()
}

fn notes(session: &Value) -> String {
    session["notes"].to_string()
}

/// Checks that the sessions are those of the story although the header of a log counts only its
/// first records, and that sessions that need the other records have a note.
fn demand_with_stale_header(case: &Case, channel: &str, counted: usize) {
    for stale in EVERY_WAY {
        let (folder, log) = written(case, channel);
        change(&log, |file| damage::stale_header(file, 0, counted, stale));
        let rows = actual_sessions(folder.path());
        demand(&case.expected(), &rows);
        let with_recovered = rows.iter().filter(|row| recovered(row) > 0);
        let with_recovered: Vec<&Value> = with_recovered.collect();
        assert!(!with_recovered.is_empty(), "{stale:?}");
        for row in with_recovered {
            assert!(notes(row).contains("recovered"), "{row}");
        }
        let breaches = laws::breaches(folder.path());
        assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
    }
}

/// Rules: O2. [source 14.1]: password guesses that a stale header does not count.
#[test]
fn failures_beyond_a_stale_header_are_read() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    for minute in 0..12 {
        let time = clock("11:00:00") + f64::from(minute) * 60.0;
        host.failed_network_logon(time, "administrator", &home());
    }
    demand_with_stale_header(&Case::of([host]), SECURITY, 9);
}

/// Rules: O2. [source 14.1]: the end of a session that the header of LocalSessionManager's log does
/// not count.
#[test]
fn the_end_of_a_session_beyond_a_stale_header_is_used() {
    let mut host = running(Os::Windows10).only(&[LSM]);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.console_logoff(clock("09:00:00"), desk);
    let case = Case::of([host]);
    let counted = case.records(0, LSM).len() - 1;
    demand_with_stale_header(&case, LSM, counted);
}

/// Rules: O2. [source 14.1]: one record beyond a stale header was not written completely, so a
/// record of an earlier use is still there.
#[test]
fn remains_among_the_records_beyond_a_stale_header_do_not_stop_reading() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    for minute in 0..24 {
        let time = clock("11:00:00") + f64::from(minute) * 60.0;
        host.failed_network_logon(time, "administrator", &home());
    }
    let case = Case::of([host]);
    let mut failures = case.records(0, SECURITY);
    failures.retain(|record| record.event_id == 4625);
    let (earlier, own) = failures.split_at(12);
    let mut bytes = write_evtx(own);
    damage::stale_header(&mut bytes, 0, 6, Stale::Both);
    damage::leave_record(&mut bytes, 0, 8, &write_evtx(earlier));
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("Security.evtx"), bytes).expect("the log can be written");
    let mut expected = case.expected().split_off(12);
    let _ = expected.remove(8);
    demand(&expected, &actual_sessions(folder.path()));
}

/// Rules: O2. [source 14.1]: lines of the SSH server beyond a stale header.
#[test]
fn an_ssh_session_beyond_a_stale_header_is_read() {
    let mut host = running(Os::Server2016);
    let visit = host.ssh_logon(clock("08:00:00"), &miles(), &home());
    host.ssh_logoff(clock("08:30:00"), visit);
    let case = Case::of([host]);
    let channel = records::OPENSSH;
    demand_with_stale_header(&case, channel, 1);
}

/// Days of password guesses; the earlier half was in the log before.
fn guesses() -> Case {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    for minute in 0..120 {
        let time = clock("08:00:00") + f64::from(minute) * 60.0;
        host.failed_network_logon(time, &format!("user{minute}"), &home());
    }
    let desk = host.rdp_logon(clock("11:00:00"), &anna(), &office());
    host.expected_at(desk).unset("local_session_id");
    host.rdp_logoff(clock("12:00:00"), desk);
    Case::of([host])
}

/// A log with the last records of a case, followed by these remains in its first chunk.
fn log_with_remains(case: &Case, last: usize, remains: &[Record]) -> (TempDir, PathBuf) {
    let all = case.records(0, SECURITY);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("Security.evtx");
    let mut bytes = write_evtx(&all[all.len() - last..]);
    if !remains.is_empty() {
        damage::leave_remains(&mut bytes, 0, &write_evtx(remains));
    }
    fs::write(&log, bytes).expect("the log can be written");
    (folder, log)
}

fn lines(folder: &Path) -> Vec<String> {
    lines_without_files(&[folder], 2)
}

/// Rules: O2. [source 14.1]: remains of an earlier use of a chunk are read and marked, and change
/// no other session.
#[test]
fn remains_of_an_earlier_use_add_sessions_but_change_none() {
    let case = guesses();
    let all = case.records(0, SECURITY);
    let (without, _) = log_with_remains(&case, 20, &[]);
    let (with, _) = log_with_remains(&case, 20, &all[..100]);
    let (without, with_remains) = (lines(without.path()), lines(with.path()));
    assert!(
        with_remains.len() > without.len() + 10,
        "{}",
        with_remains.len()
    );
    for line in &without {
        assert!(with_remains.contains(line), "{line}");
    }
    // They are shown on request.
    let (shown, status) = sessions_and_status(with.path(), &[]);
    assert_eq!(status, 0);
    assert!(shown.iter().all(|row| recovered(row) == 0));
    let (rows, _) = sessions_and_status(with.path(), &["--all"]);
    let added: Vec<&Value> = rows.iter().filter(|row| recovered(row) > 0).collect();
    assert_eq!(added.len(), with_remains.len() - without.len());
    for row in added {
        assert!(
            notes(row).contains("all its records were recovered"),
            "{row}"
        );
        assert_eq!(row["outcome"], "failed", "{row}");
    }
}

/// Rules: O1, O2. A record that a header counts in another file exists, whatever else contains it.
#[test]
fn remains_of_records_that_exist_elsewhere_add_nothing() {
    let case = guesses();
    let all = case.records(0, SECURITY);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let older = folder.path().join("Archive-Security-2025-03-03.evtx");
    fs::write(older, write_evtx(&all[..100])).expect("the log can be written");
    let newer = folder.path().join("Security.evtx");
    let mut bytes = write_evtx(&all[100..]);
    fs::write(&newer, &bytes).expect("the log can be written");
    let before = lines(folder.path());
    damage::leave_remains(&mut bytes, 0, &write_evtx(&all[..100]));
    fs::write(&newer, bytes).expect("the log can be written");
    assert_eq!(lines(folder.path()), before);
}

/// Rules: O2. Remains do not create a boot, a clearing or a clock step, and their numbers, far from
/// all others, create no gap.
#[test]
fn remains_make_no_boot_and_no_gap() {
    let mut old = Host::new("HOST1", "LARKFIELD", Os::Server2016).only(&[SECURITY]);
    old.first_record(SECURITY, 9_000_000);
    let desk = old.console_logon(clock("05:00:00"), &miles());
    old.set_clock(clock("05:30:00"), 7_200.0);
    old.clear_security_log(clock("05:40:00"), desk);
    old.boot(clock("13:00:00"));
    let mut old_records = Case::of([old]).records(0, SECURITY);
    // At the position of the other records they are overwritten.
    let padding = old_records.clone();
    old_records.splice(0..0, padding.into_iter().cycle().take(60));
    let case = guesses();
    let (without, _) = log_with_remains(&case, 30, &[]);
    let (with, _) = log_with_remains(&case, 30, &old_records);
    let with = lines(with.path());
    assert!(with.iter().any(|line| line.contains("recovered")));
    for line in lines(without.path()) {
        assert!(with.contains(&line), "{line}");
    }
}

/// A record whose beginning was overwritten is ignored without a message. One whose template was
/// overwritten is read if another chunk has the template.
#[test]
fn remains_are_read_with_the_templates_of_other_chunks() {
    let case = guesses();
    let all = case.records(0, SECURITY);
    // The templates are in the first records, which are overwritten.
    let (alone, log) = log_with_remains(&case, 6, &all[..100]);
    let bytes = fs::read(&log).expect("the log can be read");
    let free = u32::from_le_bytes(bytes[4096 + 48..4096 + 52].try_into().expect("four")) as usize;
    assert!(free > 1_000, "the record at the border is cut");
    let (rows, status) = sessions_and_status(alone.path(), &["--all"]);
    assert_eq!(status, 0);
    let read_alone = rows.iter().filter(|row| recovered(row) > 0).count();
    // Another file of the case has them.
    let other = Case::of([{
        let mut host = running(Os::Server2016).only(&[SECURITY]);
        host.failed_network_logon(clock("07:00:00"), "somebody", &home());
        host
    }]);
    let other = other.records(0, SECURITY);
    fs::write(alone.path().join("other.evtx"), write_evtx(&other)).expect("written");
    let (rows, status) = sessions_and_status(alone.path(), &["--all"]);
    assert_eq!(status, 0);
    let read = rows.iter().filter(|row| recovered(row) > 0).count();
    assert!(
        read >= read_alone && read > 50,
        "{read_alone} alone, {read} with another log"
    );
}

/// [source 14.3]: a log whose header says that it has no checksums is sound.
#[test]
fn a_log_without_checksums_is_sound() {
    let case = guesses();
    let (folder, log) = written(&case, SECURITY);
    change(&log, |file| damage::without_checksums(file));
    demand(&case.expected(), &actual_sessions(folder.path()));
    // This holds only for that flag: a wrong checksum elsewhere is reported.
    change(&log, |file| {
        file[4096 + 120] = 0;
        file[4096 + 124] = 7;
    });
    let (_, status) = sessions_and_status(folder.path(), &[]);
    assert_eq!(status, 3);
}
