//! Activities that only their user ties to a session.

use crate::common::activities::{acts_of, line, notes_of, told};
use crate::common::records::activity::{
    folder_missing, office_asked, policy_began, rdp_client, script_block, service_installed,
    shell_command, sysmon_of_process, task_triggered,
};
use crate::common::records::{LSM, RCM, SECURITY, SYSMON, SYSTEM};
use crate::common::scenario::{Host, Os, at};
use crate::{anna, clock, home, miles, office, running};

const ONE: &str = "11111111-2222-3333-4444-000000000001";
const TWO: &str = "11111111-2222-3333-4444-000000000002";

fn server() -> Host {
    running(Os::Server2016)
}

/// Rules: A2.
#[test]
fn the_only_session_of_a_user_is_claimed_without_a_note() {
    let mut host = server();
    let _desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let _other = host.rdp_logon(clock("08:05:00"), &miles(), &office());
    host.write(
        clock("08:20:00"),
        script_block(&anna().account, ONE, (1, 1)),
    );
    host.machine_logon(clock("09:20:00"), "OTHER$", "10.20.0.99");
    let case = told(host);
    let [script] = &case.activities[..] else {
        panic!("one script")
    };
    assert_eq!(
        line(&case, script),
        "script-run C:\\TMP\\run.ps1: user-and-time 0"
    );
    assert_eq!(notes_of(script), [""; 0]);
}

/// Rules: A2.
#[test]
fn two_sessions_of_one_user_are_candidates() {
    let mut host = server();
    let _one = host.console_logon(clock("08:00:00"), &anna());
    let _two = host.rdp_logon(clock("08:05:00"), &anna(), &home());
    let _other = host.rdp_logon(clock("08:06:00"), &miles(), &office());
    host.write(
        clock("08:20:00"),
        script_block(&anna().account, ONE, (1, 1)),
    );
    assert_eq!(
        acts_of(host),
        ["script-run C:\\TMP\\run.ps1: time-only of 0, 1"]
    );
}

/// Rules: A2.
#[test]
fn two_users_act_in_one_second() {
    let mut host = server();
    let _one = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let _two = host.rdp_logon(clock("08:05:00"), &miles(), &office());
    let (anna, miles) = (anna().account, miles().account);
    host.write(clock("08:20:00"), script_block(&anna, ONE, (1, 1)));
    host.write(clock("08:20:00") + 0.4, script_block(&miles, TWO, (1, 1)));
    host.write(clock("08:20:00") + 0.8, service_installed(&anna.sid, "A"));
    let found = [
        "script-run C:\\TMP\\run.ps1: user-and-time 0",
        "script-run C:\\TMP\\run.ps1: user-and-time 1",
        "service-installed A: user-and-time 0",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A2.
#[test]
fn what_needs_a_desktop_does_not_come_from_a_network_logon() {
    let mut host = server();
    host.network_logon_for(clock("08:00:00"), &anna(), &office(), None, 3600.0);
    let anna = anna().account;
    host.write(clock("08:10:00"), rdp_client(1024, &anna, ONE, "FS01"));
    host.write(clock("08:11:00"), shell_command(&anna, "C:\\a.exe"));
    host.write(clock("08:12:00"), service_installed(&anna.sid, "A"));
    let found = [
        "connection-made FS01: none",
        "program-started C:\\a.exe: none",
        "service-installed A: user-and-time 0",
    ];
    assert_eq!(acts_of(host), found);
}

/// Near miss: with a desktop and a network logon of one user, only what needs a desktop is told apart.
///
/// Rules: A2.
#[test]
fn a_network_logon_counts_where_no_desktop_is_needed() {
    let mut host = server();
    let _desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.network_logon_for(clock("08:05:00"), &anna(), &office(), None, 3600.0);
    let anna = anna().account;
    host.write(clock("08:10:00"), rdp_client(1024, &anna, ONE, "FS01"));
    host.write(clock("08:11:00"), service_installed(&anna.sid, "A"));
    let found = [
        "connection-made FS01: user-and-time 0",
        "service-installed A: time-only of 0, 1",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A2, A3.
#[test]
fn attempts_and_background_logons_are_never_candidates() {
    let mut host = server();
    host.failed_nla(clock("08:00:00"), "anna", &home());
    host.rdp_refused(clock("08:05:00"), &anna(), &home());
    host.rdp_aborted(clock("08:10:00"), &anna(), &home());
    host.machine_logon(clock("08:20:00"), "OTHER$", "10.20.0.99");
    host.anonymous_logon(clock("08:20:00"), "10.20.0.77");
    for seconds in [0.1, 300.1, 301.0, 600.2, 601.0, 1200.1, 1200.2] {
        let at = clock("08:00:00") + seconds;
        host.write(at, service_installed("S-1-5-18", "A"));
        host.write(at, service_installed(&anna().account.sid, "B"));
    }
    for act in acts_of(host) {
        assert!(act.ends_with(": none"), "{act}");
    }
}

/// Rules: A2.
#[test]
fn a_session_without_an_end_is_a_candidate_to_the_end_of_its_boot() {
    let mut host = server();
    host.stop_writing(SECURITY, &[4634]);
    host.network_logon_for(clock("08:00:00"), &anna(), &office(), None, 10.0);
    let sid = anna().account.sid;
    host.write(clock("12:00:00"), service_installed(&sid, "A"));
    let desk = host.console_logon(clock("12:10:00"), &miles());
    host.shut_down(clock("12:20:00"), desk, true);
    host.boot(clock("12:30:00"));
    host.write(clock("12:40:00"), service_installed(&sid, "B"));
    let found = [
        "service-installed A: user-and-time 0",
        "service-installed B: none",
    ];
    assert_eq!(acts_of(host), found);
}

/// Near miss: a 1149 alone does not show whether anybody got in.
///
/// Rules: A2, R2.
#[test]
fn a_session_of_unknown_outcome_is_a_candidate_and_never_claimed() {
    let mut host = server().only(&[RCM, SYSTEM, SYSMON]);
    let _desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let record = sysmon_of_process(11, Some(&anna().account), ONE, "C:\\a");
    host.write(clock("08:10:00"), record);
    host.write(clock("08:11:00"), service_installed("S-1-5-18", "B"));
    let found = [
        "file-created C:\\a: time-only of 0",
        "service-installed B: time-only of 0",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A2.
#[test]
fn a_user_at_work_without_a_session_belongs_to_none() {
    let mut host = server();
    let anna = anna().account;
    host.write(clock("08:10:00"), policy_began(&anna, ONE));
    host.write(
        clock("08:11:00"),
        folder_missing(&anna, "C:\\Users\\anna\\Music"),
    );
    host.write(clock("08:12:00"), task_triggered(&anna, "\\At logon", TWO));
    let found = [
        "presence Microsoft-Windows-GroupPolicy/Operational: none",
        "presence Microsoft-Windows-Known Folders API Service: none",
        "presence \\At logon: none",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A2, A3.
#[test]
fn a_program_that_does_not_say_whom_it_asked_may_have_asked_any_desktop() {
    let mut host = server();
    let _one = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.network_logon_for(clock("08:05:00"), &miles(), &office(), None, 3600.0);
    host.write(clock("08:10:00"), office_asked("Plan.docx"));
    assert_eq!(acts_of(host), ["document-opened Plan.docx: time-only of 0"]);
}

/// Rules: A2.
#[test]
fn where_logs_do_not_cover_the_time_there_is_a_note() {
    let mut host = server();
    let _desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.lose(SECURITY, clock("08:10:00"), clock("08:30:00"));
    host.lose(LSM, clock("08:10:00"), clock("08:30:00"));
    host.network_logon_for(clock("08:15:00"), &miles(), &office(), None, 5.0);
    host.last_expected().unset("end");
    host.write(
        clock("08:20:00"),
        script_block(&anna().account, ONE, (1, 1)),
    );
    host.machine_logon(clock("09:20:00"), "OTHER$", "10.20.0.99");
    let case = told(host);
    let [script] = &case.activities[..] else {
        panic!("one script")
    };
    assert_eq!(
        line(&case, script),
        "script-run C:\\TMP\\run.ps1: user-and-time 0"
    );
    assert_eq!(notes_of(script).len(), 1);
}

/// The day on which clocks are set forward in most of Europe, and a client whose zone is not UTC: records
/// are in UTC, so nothing changes.
///
/// Rules: A2.
#[test]
fn summer_time_changes_nothing() {
    let mut host = Host::new("HOST1", "LARKFIELD", Os::Server2016);
    host.boot(at("2025-03-30 00:10:00"));
    let desk = host.rdp_logon(at("2025-03-30 00:30:00"), &anna(), &home());
    let sid = anna().account.sid;
    for time in ["00:59:59", "01:00:01", "01:59:59", "02:00:01"] {
        let time = at(&format!("2025-03-30 {time}"));
        host.write(time, service_installed(&sid, "A"));
    }
    host.rdp_logoff(at("2025-03-30 02:30:00"), desk);
    host.write(at("2025-03-30 02:45:00"), service_installed(&sid, "B"));
    let inside = "service-installed A: user-and-time 0";
    let found = [inside, inside, inside, inside, "service-installed B: none"];
    assert_eq!(acts_of(host), found);
}
