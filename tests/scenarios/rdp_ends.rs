//! Remote Desktop: who or what ended a session, by the reason codes that Windows writes.

use serde_json::Value;

use crate::common::compare::check;
use crate::common::records::{RDP_CORE, SECURITY};
use crate::common::scenario::{Case, Forced, Leave, Os};
use crate::{ALL_SYSTEMS, anna, clock, home, miles, office, running};

#[test]
fn a_logoff_by_a_limit_or_an_administrator_is_marked_as_such() {
    for how in [Forced::Idle, Forced::Limit, Forced::Admin(3)] {
        for os in [Os::Server2012R2, Os::Server2016] {
            let mut host = running(os);
            let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
            host.rdp_forced_logoff(clock("09:00:00"), desk, how);
            check(&Case::of([host]));
        }
    }
}

#[test]
fn a_users_own_logoff_is_marked_as_such_if_the_reason_says_so() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_logoff(clock("09:00:00"), desk);
        host.last_expected().set("end_detail", "user");
        check(&Case::of([host]));
    }
}

#[test]
fn a_logoff_without_a_reason_names_no_cause() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.expected_at(desk).unset("local_session_id");
    host.rdp_logoff(clock("09:00:00"), desk);
    host.last_expected().set("end_detail", Value::Null);
    check(&Case::of([host]));
}

#[test]
fn a_disconnect_long_after_its_logoff_is_not_a_session() {
    for seconds in [8.0, 20.0, 90.0] {
        let mut host = running(Os::Server2016);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_logoff_with_late_detach(clock("09:00:00"), desk, seconds);
        let next = host.rdp_logon(clock("09:05:00"), &miles(), &home());
        host.rdp_disconnect(clock("10:00:00"), next, Leave::Window);
        check(&Case::of([host]));
    }
}

#[test]
fn a_client_that_the_server_rejects_is_refused() {
    for reason in [7, 9, 10, 256, 267, 768] {
        for os in [Os::Server2012R2, Os::Server2016] {
            let mut host = running(os);
            host.rdp_rejected(clock("08:00:00"), &anna(), &home(), reason);
            check(&Case::of([host]));
        }
    }
}

#[test]
fn a_rejected_client_is_refused_even_without_a_user_name() {
    let mut host = running(Os::Server2016).only(&[RDP_CORE]);
    host.rdp_rejected(clock("08:00:00"), &anna(), &home(), 256);
    host.last_expected().set("user", Value::Null);
    check(&Case::of([host]));
}

#[test]
fn a_refusal_that_only_4825_records_is_a_session() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    host.rdp_denied(clock("08:00:00"), &anna(), &home());
    check(&Case::of([host]));
}
