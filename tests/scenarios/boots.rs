//! Boots, shutdowns, crashes and the clock.

use serde_json::Value;

use crate::common::compare::check;
use crate::common::scenario::{Case, Leave, Os};
use crate::{ALL_SYSTEMS, anna, clock, home, miles, office, running};

/// Rules: E5.
#[test]
fn a_shutdown_gives_a_logoff_with_detail_shutdown() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.shut_down(clock("16:00:00"), desk, false);
        check(&Case::of([host]));
    }
}

#[test]
fn a_restart_ends_every_session() {
    let mut host = running(Os::Server2016);
    let other = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    let desk = host.rdp_logon(clock("08:10:00"), &miles(), &home());
    host.shut_down(clock("09:00:00"), desk, true);
    host.boot(clock("09:01:10"));
    let again = host.rdp_logon(clock("09:05:00"), &anna(), &office().port(51_220));
    host.rdp_logoff(clock("10:00:00"), again);
    assert_ne!(other, desk);
    check(&Case::of([host]));
}

/// Rules: E6.
#[test]
fn a_session_without_a_logoff_ends_with_kind_shutdown() {
    let mut host = running(Os::Windows10);
    host.console_logon(clock("08:00:00"), &anna());
    host.shut_down_without_logoffs(clock("16:00:00"));
    host.boot(clock("17:00:00"));
    check(&Case::of([host]));
}

/// Rules: E6.
#[test]
fn a_crash_limits_the_end_to_the_last_record() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.lock(clock("09:00:00"), desk);
        host.machine_logon(clock("11:30:00"), "OTHER$", "10.20.0.99");
        host.crash(clock("12:00:00"));
        host.boot(clock("12:05:00"));
        check(&Case::of([host]));
    }
}

#[test]
fn a_crash_does_not_end_a_session_that_was_already_disconnected() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.crash(clock("12:00:00"));
    host.boot(clock("12:05:00"));
    check(&Case::of([host]));
}

#[test]
fn local_session_numbers_restart_at_each_boot() {
    let mut host = running(Os::Server2016);
    host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.crash(clock("09:00:00"));
    host.boot(clock("09:05:00"));
    let desk = host.rdp_logon(clock("09:10:00"), &miles(), &home());
    host.rdp_logoff(clock("10:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn logon_ids_restart_at_each_boot() {
    let mut host = running(Os::Windows10);
    host.force_luid(0x51c_10f);
    host.console_logon(clock("08:00:00"), &anna());
    host.crash(clock("09:00:00"));
    host.boot(clock("09:05:00"));
    host.force_luid(0x51c_10f);
    let desk = host.console_logon(clock("09:10:00"), &miles());
    host.console_logoff(clock("10:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_clock_set_back_leaves_the_duration_unknown() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.set_clock(clock("09:00:00"), -3.0 * 3600.0);
    host.console_logoff(clock("09:30:00"), desk);
    host.last_expected().set("duration_s", Value::Null);
    check(&Case::of([host]));
}

#[test]
fn a_clock_set_back_does_not_move_a_later_session_into_an_earlier_boot() {
    let mut host = running(Os::Windows10);
    host.set_clock(clock("06:30:00"), -3.0 * 3600.0);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}
