//! Starts that are not boots, sleep, and boots that only ids and numbers reveal.

use serde_json::{Value, json};

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::records::{LSM, SECURITY, SYSTEM};
use crate::common::scenario::{Case, End, Leave, Os};
use crate::{anna, clock, home, miles, office, running};

/// The sessions that the program finds, after checking that they are those of the story.
fn found(case: &Case) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let actual = actual_sessions(folder.path());
    demand(&case.expected(), &actual);
    actual
}

fn notes(session: &Value) -> String {
    session["notes"].to_string()
}

/// Written from documentation: no real log of a fast start-up was available.
#[test]
fn a_logoff_before_a_fast_start_up_is_a_shutdown() {
    for os in [Os::Windows10, Os::Windows11] {
        let mut host = running(os);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.hybrid_shut_down(clock("16:00:00"), desk);
        host.fast_start(clock("17:00:00"));
        let next = host.console_logon(clock("17:01:00"), &anna());
        host.console_logoff(clock("18:00:00"), next);
        check(&Case::of([host]));
    }
}

/// Written from documentation: no real log of a fast start-up was available.
/// Rules: B3
#[test]
fn a_fast_start_up_ends_open_sessions_and_continues_the_boot() {
    let mut host = running(Os::Windows10);
    host.console_logon(clock("08:00:00"), &anna());
    host.hybrid_shut_down_without_logoffs(clock("16:00:00"));
    host.last_expected().set("end_precision", "derived");
    host.fast_start(clock("17:00:00"));
    let next = host.console_logon(clock("17:01:00"), &anna());
    host.console_logoff(clock("18:00:00"), next);
    let sessions = found(&Case::of([host]));
    let end = sessions[0]["end"].as_str().expect("an end");
    assert!(end.starts_with("2025-03-03T16:00:00"), "{end}");
}

/// Written from documentation: no real log with `BootType` 2 was available.
#[test]
fn hibernation_ends_no_session() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.hibernate(clock("12:00:00"), 3600.0);
    host.console_logoff(clock("16:00:00"), desk);
    let sessions = found(&Case::of([host]));
    assert!(sessions[0]["duration_s"].is_number(), "{}", sessions[0]);
    assert!(!notes(&sessions[0]).contains("clock"));
}

#[test]
fn sleep_in_a_remote_session_is_not_a_clock_step() {
    let mut host = running(Os::Windows10);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.sleep(clock("12:00:00"), 7200.0);
    host.rdp_disconnect(clock("14:00:01"), desk, Leave::Window);
    let sessions = found(&Case::of([host]));
    assert!(sessions[0]["duration_s"].is_number(), "{}", sessions[0]);
}

#[test]
fn a_suspended_virtual_machine_leaves_the_duration_unknown() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.suspend(clock("12:00:00"), 7200.0);
    host.console_logoff(clock("16:00:00"), desk);
    host.last_expected().set("duration_s", Value::Null);
    let sessions = found(&Case::of([host]));
    let text = notes(&sessions[0]);
    assert!(
        text.contains("forward by 2 h 00 min") && text.contains("System 1, record"),
        "{text}"
    );
}

/// Rules: B1
#[test]
fn a_clock_set_forward_and_back_does_not_split_the_session() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.set_clock(clock("09:00:00"), 5.0 * 3600.0);
    host.set_clock(clock("09:30:00"), -5.0 * 3600.0);
    host.console_logoff(clock("10:00:00"), desk);
    host.last_expected().set("duration_s", Value::Null);
    let later = host.console_logon(clock("11:00:00"), &miles());
    host.console_logoff(clock("15:00:00"), later);
    let sessions = found(&Case::of([host]));
    assert!(notes(&sessions[0]).contains("the clock was set"));
    assert!(!notes(&sessions[1]).contains("the clock was set"));
}

/// Rules: B2
#[test]
fn falling_logon_ids_reveal_a_boot_without_the_system_log() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    host.force_luid(0x51c_10f);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.expected_at(desk).unset("local_session_id");
    host.crash(clock("09:00:00"));
    host.boot(clock("09:05:00"));
    let next = host.console_logon(clock("09:10:00"), &miles());
    host.expected_at(next).unset("local_session_id");
    host.lose(SECURITY, clock("09:04:00"), clock("09:09:30"));
    host.expected[0]
        .set("end_kind", "unknown")
        .set("end_precision", "bound");
    host.console_logoff(clock("10:00:00"), next);
    check(&Case::of([host]));
}

#[test]
fn a_session_number_reused_while_in_use_reveals_a_boot_with_only_the_session_managers_log() {
    let mut host = running(Os::Server2016).only(&[LSM]);
    host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.crash(clock("09:00:00"));
    host.boot(clock("09:05:00"));
    let next = host.rdp_logon(clock("09:10:00"), &miles(), &home());
    host.expected[0]
        .set("end_kind", "unknown")
        .set("end_precision", "bound");
    host.rdp_logoff(clock("10:00:00"), next);
    check(&Case::of([host]));
}

#[test]
fn a_session_number_reused_after_a_gap_reveals_no_boot() {
    let mut host = running(Os::Server2016).only(&[LSM]);
    host.rdp_logon(clock("08:00:00"), &anna(), &office());
    let port = home().port(52_301);
    host.rdp_logon(clock("08:10:00"), &miles(), &port);
    host.crash(clock("09:00:00"));
    host.boot(clock("09:05:00"));
    let next = host.rdp_logon(clock("09:10:00"), &miles(), &home());
    host.rdp_logoff(clock("10:00:00"), next);
    host.lose(LSM, clock("08:10:00"), clock("08:20:00"));
    host.expected[0]
        .set("end_kind", "unknown")
        .set("end_precision", "bound");
    host.expected[0].end = End::Unclaimed;
    let case = Case::of([host]);
    let sessions = found(&case);
    assert!(notes(&sessions[0]).contains("are missing between"));
}

#[test]
fn a_cancelled_shutdown_explains_no_later_end() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.ask_for_shutdown_and_cancel(clock("09:00:00"), desk);
    host.rdp_logoff(clock("09:00:40"), desk);
    host.last_expected().set("end_detail", "user");
    check(&Case::of([host]));
}

#[test]
fn a_shutdown_requested_long_before_the_silence_explains_nothing() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.ask_for_shutdown_and_cancel(clock("09:00:00"), desk);
    host.machine_logon(clock("12:30:00"), "OTHER$", "10.20.0.99");
    host.crash(clock("13:00:00"));
    host.boot(clock("13:05:00"));
    // No record of a cancellation exists, and the next boot reports no crash.
    host.forget(SYSTEM, clock("09:00:15"), clock("09:00:30"));
    host.forget(SYSTEM, clock("13:05:00") + 0.3, clock("13:05:06"));
    check(&Case::of([host]));
}

#[test]
fn the_kernels_late_records_belong_to_the_boot_that_they_report() {
    for seconds in [40.0, 3600.0] {
        let mut host = running(Os::Server2016).without(&[SECURITY]);
        host = host.with_late_kernel();
        host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.shut_down_without_logoffs(clock("16:00:00"));
        host.lose(SYSTEM, clock("15:59:00"), clock("16:00:01"));
        host.boot(clock("16:00:00") + seconds);
        let next = host.rdp_logon(clock("18:00:00"), &miles(), &home());
        host.rdp_logoff(clock("19:00:00"), next);
        check(&Case::of([host]));
    }
}

#[test]
fn a_machine_that_was_shut_down_at_the_end_has_no_open_session() {
    let mut host = running(Os::Windows10);
    host.console_logon(clock("08:00:00"), &anna());
    host.shut_down_without_logoffs(clock("16:00:00"));
    let sessions = found(&Case::of([host]));
    assert_eq!(sessions[0]["end_precision"], json!("derived"));
}
