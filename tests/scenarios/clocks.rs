//! Clocks that were set: by records and without, forth and back, in the middle of stays and boots.

use serde_json::Value;

use crate::common::compare::{actual_sessions, check};
use crate::common::records::{SECURITY, SYSTEM};
use crate::common::scenario::{Case, Host, Leave, Os};
use crate::{anna, clock, home, miles, office, running};

const HOUR: f64 = 3600.0;
const DAY: f64 = 24.0 * HOUR;

/// The last story's duration cannot be known.
fn without_duration(host: &mut Host) {
    host.last_expected().set("duration_s", Value::Null);
}

/// Decisions 12, 21 and 30: months forth and back, in the middle of stays.
/// Rules: B1
#[test]
fn a_clock_that_jumps_by_months_leaves_each_stay_whole() {
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

/// A time that the clock shows twice: what one log says of it belongs to what the others say.
/// Rules: B1
#[test]
fn an_hour_that_the_clock_shows_twice_is_told_apart_by_what_logs_share() {
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

/// No record tells of the step: logs that run back do.
/// Rules: B1
#[test]
fn a_step_back_without_a_record_is_known_by_the_logs_that_run_back() {
    let mut host = running(Os::Windows10);
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.lock(clock("08:20:00"), first);
    host.unlock(clock("08:25:00"), first);
    host.console_logoff(clock("08:55:00"), first);
    host.set_clock_unseen(clock("09:00:00"), -0.75 * HOUR);
    let second = host.rdp_logon(clock("09:17:00"), &miles(), &office());
    host.rdp_logoff(clock("09:50:00"), second);
    check(&Case::of([host]));
}

/// The clock is set while the machine is starting: one boot, and one stay of each.
/// Rules: B1, B2
#[test]
fn a_clock_set_while_the_machine_starts_makes_no_second_boot() {
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

/// Without Security or without System the others tell the step.
/// Rules: B1
#[test]
fn one_log_that_tells_the_step_is_enough() {
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
