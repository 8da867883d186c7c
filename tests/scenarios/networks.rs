//! Network logons and SSH.

use crate::common::compare::check;
use crate::common::scenario::{Case, Client, Os, Person};
use crate::{ALL_SYSTEMS, SID, anna, clock, home, miles, office, running};

/// Rules: W1.
#[test]
fn every_network_logon_is_a_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        host.network_logon_for(
            clock("08:00:00"),
            &anna(),
            &office(),
            Some("Finance"),
            900.0,
        );
        host.ntlm_logon_for(
            clock("08:05:00"),
            &anna(),
            &office().port(51_201),
            None,
            12.0,
        );
        host.network_logon_for(clock("09:00:00"), &miles(), &office(), Some("ADMIN$"), 2.0);
        check(&Case::of([host]));
    }
}

/// Rules: W3, V2.
#[test]
fn machines_and_null_sessions_are_hidden() {
    let mut host = running(Os::Server2016);
    host.machine_logon(clock("08:00:00"), "WS-ANNA$", "10.20.0.31");
    host.anonymous_logon(clock("08:01:00"), "10.20.0.31");
    let case = Case::of([host]);
    assert!(case.expected().is_empty());
    check(&case);
}

/// Rules: F3.
#[test]
fn a_failed_network_logon_with_a_real_port_is_not_remote_desktop() {
    let mut host = running(Os::Server2016);
    for number in 0..5 {
        let client = home().port(49_900 + number);
        host.failed_network_logon(
            clock("08:00:00") + 0.15 * f64::from(number),
            "admin",
            &client,
        );
    }
    check(&Case::of([host]));
}

#[test]
fn a_network_logon_during_a_remote_session_is_a_separate_session() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.network_logon_for(
        clock("08:10:00"),
        &anna(),
        &office().port(50_001),
        Some("x"),
        30.0,
    );
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: S1, S2.
#[test]
fn an_ssh_session_ends_when_its_client_disconnects() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os);
        let id = host.ssh_logon(clock("08:00:00"), &miles(), &home());
        host.ssh_logoff(clock("08:30:00"), id);
        check(&Case::of([host]));
    }
}

#[test]
fn wrong_ssh_passwords_of_one_connection_are_one_session() {
    let mut host = running(Os::Server2016);
    host.ssh_guessing(clock("08:00:00"), "hacker", false, &home(), 5);
    host.ssh_guessing(clock("08:01:00"), "miles", true, &home().port(52_302), 5);
    check(&Case::of([host]));
}

#[test]
fn two_simultaneous_ssh_connections_stay_separate() {
    let mut host = running(Os::Server2016);
    let first = host.ssh_logon(clock("08:00:00"), &miles(), &home());
    let second = host.ssh_logon(clock("08:00:03"), &anna(), &office());
    host.ssh_logoff(clock("08:30:00"), first);
    host.ssh_logoff(clock("08:31:00"), second);
    check(&Case::of([host]));
}

#[test]
fn an_ipv6_address_is_a_source() {
    let mut host = running(Os::Server2016);
    let client = Client::new("2001:db8::24", 50_001, "HOME-PC");
    let person = Person::new("LARKFIELD", "petra", &format!("{SID}-1112"));
    host.ntlm_logon_for(clock("08:00:00"), &person, &client, None, 60.0);
    check(&Case::of([host]));
}
