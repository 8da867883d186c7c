//! Remote Desktop: another visit to the same desktop.

use crate::common::compare::check;
use crate::common::scenario::{Case, Leave, Os};
use crate::{ALL_SYSTEMS, anna, clock, home, miles, office, running};

/// Rules: D3.
#[test]
fn a_reconnect_from_another_address_is_a_new_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.rdp_reconnect(clock("18:00:00"), desk, &home());
        host.rdp_logoff(clock("19:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// Rules: D8.
#[test]
fn an_audited_reconnect_is_still_one_session() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os).auditing_other_logons();
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::StartMenu);
        host.rdp_reconnect(clock("18:00:00"), desk, &home());
        host.rdp_disconnect(clock("19:00:00"), desk, Leave::Window);
        check(&Case::of([host]));
    }
}

#[test]
fn three_visits_to_one_desktop_are_three_sessions() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), desk, &office().port(51_310));
    host.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("18:00:00"), desk, &home());
    host.rdp_logoff(clock("19:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn taking_over_a_desktop_from_another_client_ends_the_first_visit() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
        host.rdp_reconnect(clock("09:00:00"), desk, &home());
        host.rdp_logoff(clock("10:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn remote_desktop_takes_over_the_console() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os).auditing_other_logons();
        let desk = host.console_logon(clock("08:00:00"), &miles());
        host.rdp_reconnect(clock("09:00:00"), desk, &home());
        host.rdp_logoff(clock("10:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn an_unlock_after_another_clients_failure_is_not_a_reconnect() {
    let mut host = running(Os::Windows10);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.lock(clock("08:20:00"), desk);
    host.failed_nla(clock("08:39:52"), "miles", &home());
    host.unlock(clock("08:40:00"), desk);
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: C6, E7.
#[test]
fn a_desktop_moved_onto_a_connection_is_a_session_of_its_owner() {
    let mut host = running(Os::Server2016).auditing_other_logons();
    let victim = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_disconnect(clock("09:00:00"), victim, Leave::Window);
    let thief = host.rdp_logon(clock("10:00:00"), &miles(), &home());
    host.hijack(clock("10:05:00"), thief, victim);
    check(&Case::of([host]));
}
