//! Some logs are missing, cleared, or present twice.

use std::fs;

use serde_json::{Value, json};

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::records::{LSM, RCM, RDP_CORE, SECURITY, SYSTEM, USER_PROFILE};
use crate::common::sample_case::sample_case;
use crate::common::scenario::{Case, Leave, Os};
use crate::{anna, clock, home, miles, office, running};

#[test]
fn the_sample_case_gives_the_sessions_of_its_story() {
    check(&sample_case());
}

/// Rules: N4, D6, E3, K2.
#[test]
fn the_security_log_alone_shows_a_remote_session() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os).only(&[SECURITY]);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// Rules: N4, E1.
#[test]
fn without_other_logs_the_end_of_nla_is_the_disconnect() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.expected_at(desk)
        .unset("local_session_id")
        .set("end_precision", "derived");
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    check(&Case::of([host]));
}

#[test]
fn the_security_log_alone_shows_reconnects() {
    for os in [Os::Server2016, Os::Windows10, Os::Windows11] {
        let mut host = running(os).only(&[SECURITY]);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.rdp_reconnect(clock("10:00:00"), desk, &home());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
        host.log_off_disconnected(clock("12:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn without_other_logs_a_late_logoff_is_not_the_end_of_a_connection() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.expected_at(desk).unset("local_session_id");
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.log_off_disconnected(clock("11:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn the_session_manager_alone_shows_visits() {
    let mut host = running(Os::Server2016).only(&[LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("18:00:00"), desk, &home());
    host.rdp_logoff(clock("19:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: D11.
#[test]
fn the_system_log_alone_shows_a_user_by_sid() {
    let mut host = running(Os::Windows10).only(&[SYSTEM]);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    let sid = anna().account.sid;
    host.expected_at(desk)
        .set("user", sid)
        .unset("domain")
        .unset("kind")
        .unset("reconnect");
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: R2.
#[test]
fn an_authentication_alone_has_an_unknown_outcome() {
    let mut host = running(Os::Server2016).only(&[RCM]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.expected_at(desk)
        .set("outcome", "unknown")
        .set("end_kind", "unknown")
        .set("end", Value::Null)
        .unset("domain")
        .unset("reconnect")
        .unset("local_session_id");
    check(&Case::of([host]));
}

#[test]
fn bad_credentials_without_the_security_log_have_no_user() {
    let mut host = running(Os::Windows10).only(&[RCM, RDP_CORE]);
    host.failed_nla(clock("08:00:00"), "administrator", &home());
    let expected = host.last_expected();
    expected
        .set("user", Value::Null)
        .unset("failure_code")
        .unset("end");
    expected.proof = expected.begin.clone();
    expected.end = crate::common::scenario::End::Unclaimed;
    check(&Case::of([host]));
}

#[test]
fn a_cleared_security_log_leaves_the_other_channels() {
    let mut host = running(Os::Server2016);
    let first = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), first);
    host.network_logon_for(clock("09:30:00"), &anna(), &office(), None, 30.0);
    let second = host.rdp_logon(clock("10:00:00"), &miles(), &home());
    host.clear_security_log(clock("10:30:00"), second);
    host.rdp_logoff(clock("11:00:00"), second);
    host.network_logon_for(clock("12:00:00"), &anna(), &office(), None, 30.0);
    let case = Case::of([host]);
    assert_eq!(
        case.expected().len(),
        3,
        "the network logon before the clearing is lost"
    );
    check(&case);
}

#[test]
fn a_copy_of_the_logs_adds_no_sessions() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    host.failed_nla(clock("10:00:00"), "administrator", &home());
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let copy = folder.path().join("HOST1").join("shadow-copy");
    fs::create_dir(&copy).expect("a folder for the copy");
    let security = folder.path().join("HOST1").join("Security.evtx");
    fs::copy(security, copy.join("Security.evtx")).expect("the log can be copied");
    demand(&case.expected(), &actual_sessions(folder.path()));
}

#[test]
fn an_end_without_a_begin_is_a_session_with_an_unknown_begin() {
    let mut host = running(Os::Server2016).without(&[USER_PROFILE]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.clear_log(clock("08:30:00"), desk, LSM);
    host.clear_log(clock("08:30:01"), desk, RCM);
    host.clear_log(clock("08:30:02"), desk, RDP_CORE);
    host.clear_log(clock("08:30:03"), desk, SYSTEM);
    host.clear_security_log(clock("08:30:04"), desk);
    host.expected_at(desk).unset("reconnect");
    host.rdp_logoff(clock("09:00:00"), desk);
    let case = Case::of([host]);
    assert_eq!(case.expected()[0]["begin"], json!(null));
    check(&case);
}
