//! Clocks that were set: with and without records, forward and back, during sessions and boots.

use serde_json::Value;

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::evtx_writer::write_evtx;
use crate::common::records::system::shutdown_requested;
use crate::common::records::{LSM, OPENSSH, SECURITY, SYSTEM};
use crate::common::scenario::{Case, End, Host, Leave, Os};
use crate::{anna, clock, home, miles, office, running};

const HOUR: f64 = 3600.0;
const DAY: f64 = 24.0 * HOUR;

/// The duration of the last expected session cannot be known.
fn without_duration(host: &mut Host) {
    host.last_expected().set("duration_s", Value::Null);
}

/// [source 4.1], [source 4.8], [source 4.9]: months forward and back during sessions.
/// Rules: B1
#[test]
fn a_clock_that_jumps_by_months_splits_no_session() {
    for os in crate::ALL_SYSTEMS {
        let mut host = running(os);
        let first = host.console_logon(clock("08:00:00"), &anna());
        host.set_clock(clock("08:30:00"), 196.0 * DAY);
        host.console_logoff(clock("09:00:00"), first);
        without_duration(&mut host);
        let second = host.rdp_logon(clock("09:10:00"), &miles(), &office());
        for (time, days) in [
            ("09:20:00", -196.0),
            ("09:20:02", 196.0),
            ("09:20:04", -318.0),
            ("09:21:00", 122.0),
        ] {
            host.set_clock(clock(time), days * DAY);
        }
        host.rdp_logoff(clock("10:00:00"), second);
        without_duration(&mut host);
        let third = host.console_logon(clock("10:10:00"), &anna());
        host.console_logoff(clock("11:00:00"), third);
        check(&Case::of([host]));
    }
}

/// A time that the clock shows twice: each record of it belongs with the records of its own pass.
/// Rules: B1
#[test]
fn an_hour_that_the_clock_shows_twice_is_separated_by_what_the_logs_share() {
    let mut host = running(Os::Server2016);
    let first = host.rdp_logon(clock("08:10:00"), &anna(), &office());
    host.rdp_logoff(clock("08:50:00"), first);
    host.set_clock(clock("09:00:00"), -HOUR);
    let second = host.rdp_logon(clock("09:15:00"), &miles(), &home());
    host.rdp_disconnect(clock("09:40:00"), second, Leave::Window);
    host.rdp_reconnect(clock("09:45:00"), second, &office());
    host.rdp_logoff(clock("09:55:00"), second);
    check(&Case::of([host]));
}

/// No record reports the step, but the times of the logs run back.
/// Rules: B1
#[test]
fn an_unrecorded_step_back_is_detected_by_logs_that_run_back() {
    let mut host = running(Os::Windows10);
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.lock(clock("08:20:00"), first);
    host.unlock(clock("08:25:00"), first);
    host.console_logoff(clock("08:55:00"), first);
    host.set_clock_unrecorded(clock("09:00:00"), -0.75 * HOUR);
    let second = host.rdp_logon(clock("09:17:00"), &miles(), &office());
    host.rdp_logoff(clock("09:50:00"), second);
    check(&Case::of([host]));
}

/// The clock is set while the machine starts: one boot, and one session of each user.
/// Rules: B1, B2
#[test]
fn a_clock_set_during_startup_makes_no_second_boot() {
    for hours in [-3.0, 5.0] {
        let mut host = running(Os::Server2016);
        let before = host.console_logon(clock("07:00:00"), &anna());
        host.shut_down(clock("08:00:00"), before, true);
        host.boot(clock("08:10:00"));
        host.set_clock(clock("08:10:30"), hours * HOUR);
        let after = host.console_logon(clock("08:12:00"), &anna());
        host.console_logoff(clock("09:00:00"), after);
        check(&Case::of([host]));
    }
}

/// Without Security or without System, the other logs show the step.
/// Rules: B1
#[test]
fn one_log_that_shows_the_step_is_enough() {
    for missing in [SYSTEM, SECURITY] {
        let mut host = running(Os::Server2016).without(&[missing]);
        let first = host.rdp_logon(clock("08:10:00"), &anna(), &office());
        host.rdp_disconnect(clock("08:50:00"), first, Leave::Window);
        host.set_clock(clock("09:00:00"), -HOUR);
        let second = host.ssh_logon(clock("09:15:00"), &miles(), &home());
        host.ssh_logoff(clock("09:40:00"), second);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let case = Case::of([host]);
        case.write(folder.path()).expect("the logs can be written");
        let found = actual_sessions(folder.path());
        let users: Vec<&str> = found.iter().filter_map(|s| s["user"].as_str()).collect();
        assert_eq!(users, ["anna", "miles"], "without {missing}");
        let ends: Vec<&str> = found.iter().filter_map(|s| s["end"].as_str()).collect();
        assert!(ends[0].starts_with("2025-03-03T08:50:"), "{ends:?}");
        assert!(ends[1].starts_with("2025-03-03T08:40:"), "{ends:?}");
    }
}

/// A shutdown request that was not carried out ends no session hours later, whatever the clock
/// shows then.
/// Rules: B1, E6
#[test]
fn a_shutdown_request_does_not_end_a_session_hours_later_after_a_step_back() {
    let mut host = running(Os::Server2016);
    let _ = host.console_logon(clock("08:00:00"), &anna());
    let asked = shutdown_requested("HOST1", &anna().account, true);
    host.write(clock("09:00:00"), asked);
    host.set_clock(clock("09:01:00"), -2.0 * HOUR);
    host.failed_network_logon(clock("09:50:00"), "administrator", &home());
    host.lose(SYSTEM, clock("09:55:00"), clock("10:20:00"));
    host.crash(clock("10:00:00"));
    host.boot(clock("10:10:00"));
    let expected = &mut host.expected[0];
    expected.end = End::Unclaimed;
    expected
        .set("end_kind", "unknown")
        .set("end", "2025-03-03T07:50:00Z");
    check(&Case::of([host]));
}

/// A stop and a start with earlier times than the last record before the step are not late records
/// of an earlier boot.
/// Rules: B1, E6
#[test]
fn a_stop_after_an_unrecorded_step_ends_the_session_before_it() {
    let mut host = running(Os::Server2016).without(&[SECURITY]);
    let _ = host.rdp_logon(clock("08:15:00"), &anna(), &office());
    host.set_clock_unrecorded(clock("08:36:00"), -2.2 * HOUR);
    host.shut_down_without_logoffs(clock("09:22:00"));
    host.last_expected().set("end", "2025-03-03T07:10:00Z");
    without_duration(&mut host);
    host.boot(clock("09:24:00"));
    let second = host.rdp_logon(clock("10:33:00"), &miles(), &home());
    host.rdp_logoff(clock("11:00:00"), second);
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    // One log alone cannot reveal the step: the times differ, and the laws do not hold.
    demand(&case.expected(), &actual_sessions(folder.path()));
}

/// The System log does not run back: its stop and start belong to the desktop that ended with them,
/// not to a later one that existed at the same clock time.
/// Rules: B1, E6
#[test]
fn a_stop_before_an_unrecorded_step_ends_no_later_session() {
    let mut host = running(Os::Server2016).only(&[SYSTEM, LSM]);
    host.stop_writing(SYSTEM, &[7001, 7002]);
    let first = host.console_logon(clock("07:00:00"), &anna());
    host.shut_down(clock("08:50:00"), first, true);
    host.boot(clock("08:58:00"));
    host.set_clock_unrecorded(clock("09:00:00"), -0.75 * HOUR);
    let second = host.rdp_logon(clock("09:17:00"), &miles(), &office());
    host.rdp_logoff(clock("09:50:00"), second);
    check(&Case::of([host]));
}

/// The stop came half a minute after the logoff that it caused.
/// Rules: B1, E5
#[test]
fn a_stop_before_an_unrecorded_step_explains_the_logoff_before_it() {
    let mut host = running(Os::Server2016).only(&[SYSTEM, LSM]);
    host.stop_writing(SYSTEM, &[7001, 7002]);
    let first = host.console_logon(clock("07:00:00"), &anna());
    host.console_logoff(clock("08:49:30"), first);
    host.last_expected().set("end_detail", "shutdown");
    host.shut_down_without_logoffs(clock("08:50:00"));
    host.boot(clock("08:52:00"));
    host.set_clock_unrecorded(clock("09:00:00"), -0.75 * HOUR);
    let second = host.rdp_logon(clock("09:17:00"), &miles(), &office());
    host.rdp_logoff(clock("09:25:00"), second);
    let third = host.console_logon(clock("09:45:00"), &anna());
    host.console_logoff(clock("10:00:00"), third);
    check(&Case::of([host]));
}

/// [source 4.1]: within a channel the record id gives the order, even if the clock was set back by
/// too little to count as a step.
/// Rules: B1
#[test]
fn a_session_whose_clock_end_precedes_its_begin_stays_one_session() {
    let mut host = Host::new("HOST1", "LARKFIELD", Os::Server2016).only(&[LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.set_clock_unrecorded(clock("08:00:10"), -30.0);
    host.rdp_logoff(clock("08:00:20"), desk);
    let mut network = Host::new("HOST2", "LARKFIELD", Os::Server2016).only(&[SECURITY]);
    network.boot(clock("06:00:00"));
    network.network_logon_for(clock("08:00:00"), &miles(), &home(), None, 20.0);
    let mut ssh = Host::new("HOST3", "LARKFIELD", Os::Server2016).only(&[OPENSSH]);
    let id = ssh.ssh_logon(clock("08:00:00"), &anna(), &home());
    ssh.set_clock_unrecorded(clock("08:00:10"), -30.0);
    ssh.ssh_logoff(clock("08:00:20"), id);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let written = Case::of([host, ssh]).write(folder.path());
    written.expect("the logs can be written");
    let mut records = Case::of([network]).records(0, SECURITY);
    records.last_mut().expect("a record of the end").time -= 300_000_000;
    let path = folder.path().join("Security.evtx");
    std::fs::write(path, write_evtx(&records)).expect("a log can be written");
    let found = actual_sessions(folder.path());
    let mut actual: Vec<_> = found
        .iter()
        .filter_map(|row| Some((row["kind"].as_str()?, row["end_kind"].as_str()?)))
        .collect();
    actual.sort_unstable();
    let expected = [
        ("network", "logoff"),
        ("rdp", "logoff"),
        ("ssh", "disconnect"),
    ];
    assert_eq!(actual, expected);
}

/// [source 4.1]
/// Rules: B1
#[test]
fn the_next_console_session_begins_after_a_clock_set_back_by_seconds() {
    for channels in [&[LSM][..], &[LSM, SECURITY, SYSTEM]] {
        let mut host = Host::new("HOST1", "LARKFIELD", Os::Windows10).only(channels);
        host.boot(clock("06:00:00"));
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.console_logoff(clock("08:30:00"), desk);
        host.set_clock_unrecorded(clock("08:30:01"), -5.0);
        let desk = host.console_logon(clock("08:30:03"), &miles());
        host.console_logoff(clock("08:50:00"), desk);
        check(&Case::of([host]));
    }
}
