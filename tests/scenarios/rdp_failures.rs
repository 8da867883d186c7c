//! Remote Desktop connections that lead to no desktop.

use serde_json::Value;

use crate::common::compare::check;
use crate::common::records::SECURITY;
use crate::common::scenario::{Case, Client, End, Os};
use crate::{ALL_SYSTEMS, anna, clock, home, miles, office, running};

/// Rules: N2.
#[test]
fn a_failed_nla_logon_gets_its_address_from_the_only_live_connection() {
    let mut host = running(Os::Server2012R2);
    host.failed_nla(clock("08:00:00"), "administrator", &home());
    check(&Case::of([host]));
}

#[test]
fn a_failed_nla_logon_has_its_own_address_on_later_systems() {
    for os in [Os::Server2016, Os::Windows10, Os::Windows11] {
        let mut host = running(os);
        host.failed_nla(clock("08:00:00"), "administrator", &home());
        check(&Case::of([host]));
    }
}

#[test]
fn every_password_guess_is_a_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let mut time = clock("08:00:00");
        for number in 0..25 {
            let name = ["administrator", "admin", "backup"][number % 3];
            host.failed_nla(time, name, &home().port(40_044 + 2 * number as u16));
            time = time + 0.7;
        }
        check(&Case::of([host]));
    }
}

/// Rules: N2, F3.
#[test]
fn a_failure_between_two_live_connections_has_no_address() {
    let mut host = running(Os::Server2012R2);
    host.two_failed_nla(clock("08:00:00"), ("anna", &home()), ("miles", &office()));
    check(&Case::of([host]));
}

#[test]
fn the_cause_of_a_failure_is_shown() {
    for cause in [0xc000_0064, 0xc000_006a, 0xc000_0234] {
        let mut host = running(Os::Server2016);
        host.failed_nla_because(clock("08:00:00"), "anna", &home(), cause);
        check(&Case::of([host]));
    }
}

/// Rules: R3.
#[test]
fn a_disabled_or_expired_account_is_refused() {
    for cause in [0xc000_0071, 0xc000_0072] {
        let mut host = running(Os::Server2016);
        host.failed_nla_because(clock("08:00:00"), "anna", &home(), cause);
        host.last_expected().set("outcome", "refused");
        check(&Case::of([host]));
    }
}

/// Rules: N7, R3.
#[test]
fn a_missing_right_is_refused() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os).auditing_other_logons();
        host.rdp_refused(clock("08:00:00"), &anna(), &home());
        check(&Case::of([host]));
    }
}

/// Rules: D5, R1.
#[test]
fn credentials_without_a_desktop_are_an_aborted_session() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        host.rdp_aborted(clock("08:00:00"), &miles(), &home());
        check(&Case::of([host]));
    }
}

/// Rules: N3, E8.
#[test]
fn wrong_passwords_at_one_logon_screen_are_attempts_of_one_session() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        host.rdp_screen_guessing(clock("08:00:00"), "administrator", &home(), 4);
        check(&Case::of([host]));
    }
}

/// Rules: C4, V1.
#[test]
fn a_port_scan_shows_nothing() {
    let mut host = running(Os::Server2016);
    host.port_scan(clock("08:00:00"), &home(), 12);
    let case = Case::of([host]);
    assert!(case.expected().is_empty());
    check(&case);
}

#[test]
fn a_success_after_failures_stays_with_its_own_connection() {
    let mut host = running(Os::Server2012R2);
    host.failed_nla(clock("08:00:00"), "miles", &home());
    host.failed_nla(clock("08:00:05"), "miles", &home().port(52_302));
    let desk = host.rdp_logon(clock("08:00:12"), &miles(), &home().port(52_304));
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_typed_name_that_looks_like_a_formula_is_text() {
    let mut host = running(Os::Server2016);
    let mut time = clock("08:00:00");
    for name in ["=cmd|' /C calc'!A0", "+anna", "@SUM(1)"] {
        host.failed_nla(time, name, &home());
        time = time + 10.0;
    }
    check(&Case::of([host]));
}

/// Rules: V3.
#[test]
fn a_failure_without_a_name_is_shown() {
    let mut host = running(Os::Server2016);
    host.failed_nla(clock("08:00:00"), "-", &home());
    host.last_expected().set("user", Value::Null);
    check(&Case::of([host]));
}

#[test]
fn a_missing_address_does_not_mean_a_virtual_machine() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let nowhere = Client::new("-", 0, "-");
    host.rdp_screen_guessing(clock("08:00:00"), "administrator", &nowhere, 1);
    let expected = host.last_expected();
    expected.set("source_ip", Value::Null);
    // The connection's own end is in the missing logs.
    expected.end = End::Unclaimed;
    check(&Case::of([host]));
}

#[test]
fn a_1149_before_wrong_passwords_proves_nothing() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        host.rdp_screen_guessing_with_1149(clock("08:00:00"), "anna", &home());
        check(&Case::of([host]));
    }
}

#[test]
fn an_hour_of_attempts_at_one_logon_screen_is_one_session() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        host.rdp_screen_guessing(clock("08:00:00"), "administrator", &home(), 40);
        check(&Case::of([host]));
    }
}
