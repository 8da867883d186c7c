//! Renamed machines: their local accounts stay the same, and their logs belong together.

use std::fs;

use crate::common::compare::{actual_sessions, check};
use crate::common::evtx_writer::{Record, write_evtx};
use crate::common::records::system::computer_renamed;
use crate::common::records::{LSM, OPENSSH, SECURITY, SYSTEM, USER_PROFILE};
use crate::common::scenario::{Case, DeskId, End, Host, Os, Person};
use crate::{SID, anna, clock, home, miles};

const MACHINE: &str = "S-1-5-21-1711122001-2110033442-3557788995";
const OLD: &str = "DESKTOP-Q7X2LM";
const NEW: &str = "SHOP-PC3";

fn of(machine: &str, name: &str, rid: u32) -> Person {
    Person::new(machine, name, &format!("{MACHINE}-{rid}"))
}

/// A session of a local account before the machine is renamed, and one after.
fn renamed(mut host: Host, name: &str, rid: u32) -> Host {
    host.boot(clock("06:00:00"));
    let desk = host.console_logon(clock("08:00:00"), &of(OLD, name, rid));
    host.expected_at(desk).set("domain", NEW);
    host.shut_down(clock("09:00:00"), desk, true);
    host.rename(NEW);
    host.boot(clock("09:10:00"));
    // The Security records of the restart were not exported.
    host.forget(SECURITY, clock("09:00:02") + 0.6, clock("09:59:00"));
    let desk = host.console_logon(clock("10:00:00"), &of(NEW, name, rid));
    host.console_logoff(clock("11:00:00"), desk);
    host
}

fn machine() -> Host {
    Host::new(OLD, "WORKGROUP", Os::Windows10)
}

/// Rules: H1, U3. [source 3.3]
#[test]
fn a_local_account_stays_one_user_when_its_machine_is_renamed() {
    let case = Case::of([renamed(machine(), "ilse", 1001)]);
    for session in case.expected() {
        assert_eq!(session["domain"], NEW);
    }
    check(&case);
}

/// Rules: H1. [source 3.3]
#[test]
fn the_session_managers_log_alone_shows_a_rename_by_its_local_users() {
    let mut host = renamed(machine().only(&[LSM]), "ilse", 1001);
    host.expected[0].unset("end_detail");
    check(&Case::of([host]));
}

/// Rules: H1. [source 3.3]
#[test]
fn a_security_log_without_the_restart_shows_a_rename_by_the_machine_sid() {
    let mut host = machine().only(&[SECURITY]);
    host.stop_writing(SECURITY, &[4608, 1100]);
    let mut host = renamed(host, "Administrator", 500);
    for expected in &mut host.expected {
        expected.unset("end_detail").unset("local_session_id");
    }
    check(&Case::of([host]));
}

/// Rules: H1. [source 3.3]
#[test]
fn the_profile_services_log_alone_shows_a_rename_by_a_sid() {
    let mut host = renamed(machine().only(&[USER_PROFILE]), "ilse", 1001);
    // Its records contain no user name.
    for expected in &mut host.expected {
        expected
            .set("user", format!("{MACHINE}-1001"))
            .unset("domain")
            .unset("kind")
            .unset("end_detail");
        expected.end = End::Unclaimed;
    }
    check(&Case::of([host]));
}

/// System 6011 has both names, so it does not matter when the clock was set.
///
/// Rules: H1, B1.
#[test]
fn a_machine_renamed_after_a_step_back_of_the_clock_is_one_host() {
    const DAY: f64 = 24.0 * 3600.0;
    for days in [0.0, -3.0, -40.0] {
        let mut host = Host::new(OLD, "LARKFIELD", Os::Windows10).only(&[SYSTEM, LSM, OPENSSH]);
        host.boot(clock("06:00:00"));
        // Its log has no record of the rename.
        let visit = host.ssh_logon(clock("07:00:00"), &miles(), &home());
        host.ssh_logoff(clock("07:30:00"), visit);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.set_clock_unrecorded(clock("08:30:00"), days * DAY);
        host.shut_down(clock("09:00:00"), desk, true);
        host.rename(NEW);
        host.boot(clock("09:10:00"));
        host.write(clock("09:10:06"), computer_renamed(OLD, NEW));
        let desk = host.console_logon(clock("10:00:00"), &anna());
        host.console_logoff(clock("11:00:00"), desk);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let case = Case::of([host]);
        case.write(folder.path()).expect("the logs can be written");
        let rows = actual_sessions(folder.path());
        let hosts = rows.iter().map(|row| row["host"].as_str());
        assert!(
            rows.len() == 3
                && hosts
                    .into_iter()
                    .all(|host| host.is_some_and(|h| h.starts_with(NEW))),
            "{days}: {rows:#?}"
        );
    }
}

/// A machine that got the old name later is another machine, in whatever folder its log is.
///
/// Rules: H1.
#[test]
fn a_later_machine_with_the_old_name_is_another_host() {
    let mut host = Host::new(OLD, "LARKFIELD", Os::Windows10).only(&[SYSTEM]);
    host.boot(clock("06:00:00"));
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.shut_down(clock("09:00:00"), desk, true);
    host.rename(NEW);
    host.boot(clock("09:10:00"));
    host.write(clock("09:10:06"), computer_renamed(OLD, NEW));
    let mut next = Host::new(OLD, "LARKFIELD", Os::Windows10).only(&[OPENSSH]);
    next.boot(clock("06:00:00") + 90_000.0);
    let visit = next.ssh_logon(clock("10:00:00") + 90_000.0, &miles(), &home());
    next.ssh_logoff(clock("11:00:00") + 90_000.0, visit);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host, next]);
    case.write(folder.path()).expect("the logs can be written");
    let hosts: std::collections::BTreeSet<String> = actual_sessions(folder.path())
        .iter()
        .filter_map(|session| session["host"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(hosts.len(), 2, "{hosts:?}");
}

/// A collector's log in which one machine's records end before another's begin.
///
/// Rules: H1.
#[test]
fn machines_in_one_collected_log_stay_separate() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let stay = |name: &str, sid: &str, from: &str, until: &str| {
        let mut host = Host::new(name, "WORKGROUP", Os::Windows10).only(&[SECURITY, SYSTEM]);
        host.boot(clock("06:00:00"));
        let person = Person::new(name, "ilse", sid);
        let desk: DeskId = host.console_logon(clock(from), &person);
        host.console_logoff(clock(until), desk);
        host
    };
    let first = stay(OLD, &format!("{MACHINE}-1001"), "08:00:00", "09:00:00");
    let second = stay(NEW, &format!("{SID}-1001"), "10:00:00", "11:00:00");
    let case = Case::of([first, second]);
    let mut records: Vec<Record> = Vec::new();
    for (host, channel) in [(0, SECURITY), (1, SECURITY)] {
        let own = case.records(host, channel).into_iter();
        records.extend(own.filter(|record| matches!(record.event_id, 4624 | 4634 | 4647)));
    }
    records.sort_by_key(|record| record.time);
    for (id, record) in (7001..).zip(&mut records) {
        record.record_id = id;
    }
    let path = folder.path().join("ForwardedEvents.evtx");
    fs::write(path, write_evtx(&records)).expect("the log can be written");
    let hosts: std::collections::BTreeSet<String> = actual_sessions(folder.path())
        .iter()
        .filter_map(|session| session["host"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(hosts.len(), 2, "{hosts:?}");
}

/// The host names in a case's sessions.
fn hosts_of(case: &Case) -> std::collections::BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    actual_sessions(folder.path())
        .iter()
        .filter_map(|session| session["host"].as_str().map(str::to_owned))
        .collect()
}

/// A machine that had the name before has other local accounts, or other records under the same
/// numbers.
///
/// Rules: H1, H2.
#[test]
fn an_earlier_machine_with_the_old_name_is_another_host() {
    for channels in [&[SECURITY][..], &[LSM]] {
        let mut before = machine().only(channels).in_folder("old-pc");
        before.boot(clock("06:00:00") + -34_560_000.0);
        let ole = Person::new(OLD, "ole", &format!("{SID}-1001"));
        let desk = before.console_logon(clock("08:00:00") + -34_560_000.0, &ole);
        before.console_logoff(clock("09:00:00") + -34_560_000.0, desk);
        let mut next = machine().in_folder("new-pc");
        next.boot(clock("06:00:00"));
        let desk = next.console_logon(clock("08:00:00"), &of(OLD, "ilse", 1001));
        next.shut_down(clock("09:00:00"), desk, true);
        next.rename(NEW);
        next.boot(clock("09:10:00"));
        next.write(clock("09:10:06"), computer_renamed(OLD, NEW));
        let hosts = hosts_of(&Case::of([before, next]));
        assert_eq!(hosts.len(), 2, "{channels:?}: {hosts:?}");
    }
}

/// A clock that ran months ahead for some minutes does not show how long the name was in use.
///
/// Rules: H1.
#[test]
fn a_later_machine_with_the_old_name_is_another_host_after_a_clock_was_ahead() {
    const MONTHS: f64 = 196.0 * 24.0 * 3600.0;
    let mut host = Host::new(OLD, "LARKFIELD", Os::Windows10).only(&[SYSTEM, SECURITY]);
    host.boot(clock("06:00:00"));
    host.set_clock(clock("06:10:00"), MONTHS);
    host.set_clock(clock("06:20:00"), -MONTHS);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.shut_down(clock("09:00:00"), desk, true);
    host.rename(NEW);
    host.boot(clock("09:10:00"));
    host.write(clock("09:10:06"), computer_renamed(OLD, NEW));
    let later = 30.0 * 24.0 * 3600.0;
    let mut next = Host::new(OLD, "LARKFIELD", Os::Windows10).only(&[OPENSSH]);
    next.boot(clock("06:00:00") + later);
    let visit = next.ssh_logon(clock("10:00:00") + later, &miles(), &home());
    next.ssh_logoff(clock("11:00:00") + later, visit);
    let hosts = hosts_of(&Case::of([host, next.in_folder("next")]));
    assert_eq!(hosts.len(), 2, "{hosts:?}");
}

/// The records give the order, whatever the clock shows.
///
/// Rules: H1.
#[test]
fn accounts_continue_under_a_new_host_name_after_a_step_back_of_the_clock() {
    for channel in [LSM, USER_PROFILE] {
        let mut host = machine().only(&[channel]);
        host.boot(clock("06:00:00"));
        let desk = host.console_logon(clock("08:00:00"), &of(OLD, "ilse", 1001));
        host.set_clock_unrecorded(clock("08:30:00"), -8640.0);
        host.shut_down(clock("09:00:00"), desk, true);
        host.rename(NEW);
        host.boot(clock("09:10:00"));
        let desk = host.console_logon(clock("10:00:00"), &of(NEW, "ilse", 1001));
        host.console_logoff(clock("11:00:00"), desk);
        let hosts = hosts_of(&Case::of([host]));
        assert_eq!(hosts.len(), 1, "{channel}: {hosts:?}");
    }
}
