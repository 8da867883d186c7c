//! Known mistakes of other tools. Each test states the behaviour that holds here.
//!
//! The ninth known mistake, hostile and damaged input, is tested elsewhere: chunks and records in
//! `damage.rs` here and in `tests/evtx_writer.rs`, whole files, pipes and devices in
//! `tests/command_line.rs` (`every_bad_file_is_named_and_nothing_else_is_lost`), deep nesting in
//! `src/decode/tests.rs`.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};
use whence::domain::time::{DisplayZone, Timestamp};

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::records::{LSM, SECURITY};
use crate::common::scenario::{Case, Client, Host, Leave, Os};
use crate::{anna, clock, home, miles, office, running};

/// The sessions that the program finds for a case.
fn rows_of(case: &Case) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    actual_sessions(folder.path())
}

#[test]
fn a_logon_id_reused_after_a_reboot_ends_in_its_own_boot() {
    // The first boot ends without a logoff; the second one uses the same number, and logs off.
    for logs in [&[SECURITY][..], &[SECURITY, LSM]] {
        let mut host = running(Os::Server2016).only(logs);
        host.force_luid(0x7a_1000);
        let first = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.expected_at(first)
            .unset("local_session_id")
            .unset("end_kind")
            .unset("end_precision");
        host.crash(clock("09:00:00"));
        host.boot(clock("09:05:00"));
        host.force_luid(0x7a_1000);
        let second = host.rdp_logon(clock("09:10:00"), &anna(), &home());
        host.expected_at(second).unset("local_session_id");
        host.rdp_logoff(clock("10:00:00"), second);
        let case = Case::of([host]);
        let rows = rows_of(&case);
        assert_eq!(rows.len(), 2);
        assert_ne!(rows[0]["end_kind"], "logoff", "{logs:?}");
        assert!(rows[0]["end"].as_str() < Some("2025-03-03T09:01"));
        assert_eq!(rows[1]["end_kind"], "logoff");
    }
}

#[test]
fn a_reused_local_session_number_is_another_session() {
    let mut host = running(Os::Server2016).only(&[LSM]);
    for (begin, end, person) in [
        ("08:00:00", "09:00:00", anna()),
        ("10:00:00", "11:00:00", miles()),
    ] {
        let desk = host.rdp_logon(clock(begin), &person, &office());
        host.rdp_logoff(clock(end), desk);
    }
    check(&Case::of([host]));
}

#[test]
fn a_4634_is_not_called_a_users_logoff() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.network_logon_for(clock("10:00:00"), &anna(), &office(), None, 30.0);
    let rows = rows_of(&Case::of([host]));
    let ends: Vec<_> = rows
        .iter()
        .map(|row| (row["kind"].clone(), row["end_kind"].clone()))
        .collect();
    assert_eq!(
        ends,
        [
            (json!("rdp"), json!("disconnect")),
            (json!("network"), json!("logoff"))
        ]
    );
    assert!(
        rows.iter().all(|row| row["end_detail"] != "user"),
        "the end of a logon id does not say who wanted it"
    );
}

#[test]
fn the_source_address_and_the_clients_name_are_not_swapped() {
    let mut host = running(Os::Server2016);
    host.ntlm_logon_for(clock("08:00:00"), &anna(), &office(), None, 30.0);
    host.failed_network_logon(clock("08:10:00"), "admin", &home());
    let desk = host.rdp_logon(clock("09:00:00"), &miles(), &home());
    host.rdp_logoff(clock("10:00:00"), desk);
    let rows = rows_of(&Case::of([host]));
    let sources: Vec<_> = rows
        .iter()
        .map(|row| (row["source_ip"].clone(), row["source_host"].clone()))
        .collect();
    assert_eq!(
        sources,
        [
            (json!("10.20.0.12"), json!("WS-MILES")),
            (json!("198.51.100.24"), json!("HOME-PC")),
            (json!("198.51.100.24"), json!("HOME-PC")),
        ]
    );
}

#[test]
fn the_server_is_not_called_the_client_of_a_remote_logon() {
    // In type 10, WorkstationName is this host.
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let unnamed = Client::new("10.20.0.12", 51_200, "-");
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &unnamed);
    host.rdp_logoff(clock("09:00:00"), desk);
    let rows = rows_of(&Case::of([host]));
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["source_host"], Value::Null);
    assert_eq!(rows[0]["client_name"], Value::Null);
}

#[test]
fn a_host_whose_security_and_rcm_logs_rolled_over_still_shows_the_sessions_that_lsm_saw() {
    let mut host = running(Os::Server2016).only(&[LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    let here = host.console_logon(clock("10:00:00"), &anna());
    host.console_logoff(clock("11:00:00"), here);
    check(&Case::of([host]));
}

#[test]
fn an_address_in_one_record_and_a_name_in_another_do_not_split_a_session() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os).only(&[SECURITY]);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &home());
        host.rdp_logoff(clock("09:00:00"), desk);
        let rows = rows_of(&Case::of([host]));
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["source_ip"], "198.51.100.24");
        assert_eq!(rows[0]["source_host"], "HOME-PC");
    }
}

#[test]
fn lsm_23_is_a_logoff_24_a_disconnect_and_25_a_reconnect() {
    let mut host = running(Os::Server2012R2).only(&[LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), desk, &home());
    host.rdp_logoff(clock("11:00:00"), desk);
    let rows = rows_of(&Case::of([host]));
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row["reconnect"].clone(), row["end_kind"].clone()))
        .collect();
    assert_eq!(
        found,
        [
            (json!(false), json!("disconnect")),
            (json!(true), json!("logoff"))
        ]
    );
}

#[test]
fn a_4779_is_a_disconnect_and_a_4778_a_reconnect() {
    let mut host = running(Os::Server2016)
        .only(&[SECURITY])
        .auditing_other_logons();
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), desk, &home());
    host.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
    let rows = rows_of(&Case::of([host]));
    assert_eq!(rows.len(), 2, "{rows:#?}");
    assert!(rows.iter().all(|row| row["end_kind"] == "disconnect"));
    assert_eq!(rows[1]["reconnect"], true);
}

#[test]
fn a_4647_ends_a_session_whose_logon_id_stays_alive() {
    // 4634 of a desktop often comes late or never.
    let mut host = running(Os::Windows10).only(&[SECURITY]);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.expected_at(desk).unset("local_session_id");
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_boot_of_one_host_ends_nothing_on_another() {
    let mut hosts = ["HOST1", "HOST2"].map(|name| Host::new(name, "LARKFIELD", Os::Server2016));
    for host in &mut hosts {
        host.boot(clock("06:00:00"));
    }
    let [one, two] = &mut hosts;
    let desk = one.rdp_logon(clock("08:00:00"), &anna(), &office());
    let other = two.console_logon(clock("08:30:00"), &miles());
    two.shut_down(clock("09:00:00"), other, true);
    two.boot(clock("09:01:00"));
    one.rdp_logoff(clock("12:00:00"), desk);
    check(&Case::of(hosts));
}

#[test]
fn times_are_read_and_shown_in_zones_with_half_and_quarter_hours() {
    let time = Timestamp::parse("2025-01-15T03:22:36Z").expect("a time");
    for (name, shown) in [
        ("Asia/Kolkata", "2025-01-15 08:52:36"),
        ("Asia/Kathmandu", "2025-01-15 09:07:36"),
        ("Australia/Adelaide", "2025-01-15 13:52:36"),
        ("-03:30", "2025-01-14 23:52:36"),
    ] {
        let zone = DisplayZone::parse(name).expect("a zone");
        assert_eq!(zone.short(time), shown, "{name}");
        assert_eq!(zone.parse_moment(shown), Some(time), "{name}");
    }
    // Adelaide has summer time, which a fixed offset would miss.
    let winter = Timestamp::parse("2025-07-15T03:22:36Z").expect("a time");
    let adelaide = DisplayZone::parse("Australia/Adelaide").expect("a zone");
    assert_eq!(adelaide.short(winter), "2025-07-15 12:52:36");
}

#[test]
fn a_time_with_a_half_hour_offset_finds_the_right_sessions() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("08:20:00"), desk);
    let folder = tempfile::tempdir().expect("a temporary folder");
    Case::of([host])
        .write(folder.path())
        .expect("the logs can be written");
    for (time, there) in [
        ("2025-03-03T13:40:00+05:30", 1),
        ("2025-03-03T13:40:00+05:00", 0),
        ("2025-03-03T13:55:00+05:45", 1),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_whence-cli"))
            .args(["at", "--time", time])
            .arg(folder.path())
            .output()
            .expect("the program can be started");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(text.lines().count(), there, "{time}");
    }
}

#[test]
fn a_public_ipv6_address_is_public() {
    let mut host = running(Os::Server2016);
    for (hour, address) in [
        ("08:00:00", "2001:db8::7"),
        ("09:00:00", "fd00::7"),
        ("10:00:00", "fe80::7"),
    ] {
        let client = Client::new(address, 50_000, "LAPTOP");
        host.ntlm_logon_for(clock(hour), &anna(), &client, None, 30.0);
    }
    let rows = rows_of(&Case::of([host]));
    let classes: Vec<_> = rows
        .iter()
        .map(|row| row["source_class"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(classes, ["public", "private", "link-local"]);
}

#[test]
fn sessions_have_the_same_order_whatever_the_order_of_the_files() {
    let story = |names: [&str; 2]| {
        let mut hosts = names.map(|name| Host::new(name, "LARKFIELD", Os::Server2016));
        for host in &mut hosts {
            host.boot(clock("06:00:00"));
            // The same tick on both hosts: only the host name is left to sort by.
            host.network_logon_for(clock("08:00:00"), &anna(), &office(), None, 30.0);
            host.network_logon_for(clock("09:00:00"), &miles(), &office(), None, 30.0);
        }
        Case::of(hosts)
    };
    let one = rows_of(&story(["HOST1", "HOST2"]));
    let two = rows_of(&story(["HOST2", "HOST1"]));
    assert_eq!(one.len(), 4);
    assert_eq!(one, two);
    let begins: Vec<_> = one.iter().map(|row| row["begin"].as_str()).collect();
    assert!(begins.is_sorted());
}

#[test]
fn the_first_pair_of_duplicates_is_joined_like_every_other() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    for minute in 0..5 {
        let time = clock("08:00:00") + 60.0 * f64::from(minute);
        host.failed_network_logon(time, "admin", &home());
    }
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let log = folder.path().join("HOST1").join("Security.evtx");
    let archive = "Archive-Security-2025-03-03-09-00-00-000.evtx";
    fs::copy(&log, folder.path().join("HOST1").join(archive)).expect("the log can be copied");
    let rows = actual_sessions(folder.path());
    demand(&case.expected(), &rows);
    for row in &rows {
        let files = row["sources"][0]["files"].as_array().map(Vec::len);
        assert_eq!(files, Some(2), "each record names both of its files");
    }
}

#[test]
fn a_clock_that_runs_back_is_noted() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.set_clock(clock("09:00:00"), -3.0 * 3600.0);
    host.console_logoff(clock("09:30:00"), desk);
    let expected = host.last_expected();
    expected
        .set("duration_s", Value::Null)
        .noted("the clock was set back")
        .noted("the clock was set back by 3 h 00 min during this session");
    check(&Case::of([host]));
}

#[test]
fn times_are_shown_with_their_offset() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    let rows = rows_of(&Case::of([host]));
    for key in ["begin", "authenticated", "desktop", "end"] {
        let text = rows[0][key].as_str().unwrap_or_default();
        assert!(
            text.len() == 28 && text.ends_with('Z'),
            "{key} is {text}, which has not all seven digits and the offset"
        );
    }
}
