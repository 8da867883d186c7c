//! Hosts of which only the lesser logs are left, and hosts that never wrote more.

use crate::common::compare::check;
use crate::common::records::{LSM, RCM, SECURITY, SYSTEM, USER_PROFILE};
use crate::common::scenario::{Case, Leave, Os};
use crate::{ALL_SYSTEMS, anna, clock, home, miles, office, running};

#[test]
fn the_profile_service_alone_shows_somebody_by_sid() {
    for os in ALL_SYSTEMS {
        let mut host = running(os).only(&[USER_PROFILE]);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.expected_at(desk)
            .set("user", anna().account.sid)
            .set("confidence_begin", "medium")
            .unset("kind")
            .unset("domain")
            .unset("reconnect");
        host.console_logoff(clock("16:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn the_profile_service_adds_no_session_to_better_logs() {
    for logs in [
        &[SECURITY, USER_PROFILE][..],
        &[SYSTEM, USER_PROFILE],
        &[LSM, USER_PROFILE],
    ] {
        let mut host = running(Os::Server2016).only(logs);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
        let expected = host.expected_at(desk);
        expected.unset("local_session_id").unset("reconnect");
        if !logs.contains(&SECURITY) && !logs.contains(&LSM) {
            expected
                .set("user", miles().account.sid)
                .unset("kind")
                .unset("domain")
                .unset("source_ip");
        }
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn windows_7_tells_visits_without_activities() {
    let mut host = running(Os::Windows7).only(&[LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), desk, &home());
    host.rdp_logoff(clock("11:00:00"), desk);
    let here = host.console_logon(clock("12:00:00"), &anna());
    host.console_logoff(clock("13:00:00"), here);
    check(&Case::of([host]));
}

#[test]
fn windows_7_desktops_are_taken_and_taken_back() {
    for logs in [&[LSM][..], &[LSM, SECURITY], &[LSM, SECURITY, RCM, SYSTEM]] {
        let mut host = running(Os::Windows7).only(logs);
        let desk = host.console_logon(clock("08:00:00"), &miles());
        host.rdp_reconnect(clock("09:00:00"), desk, &office());
        host.take_back_at_console(clock("10:00:00"), desk);
        host.console_logoff(clock("11:00:00"), desk);
        for expected in &mut host.expected {
            // 40 with its reason is not written there.
            expected.unset("end_detail");
        }
        check(&Case::of([host]));
    }
}
