//! One story for each rule that applies only with incomplete evidence or after a rare event.

use serde_json::{Value, json};

use whence::case::Case as Loaded;
use whence::case::load::load;
use whence::domain::activity::Strength;
use whence::domain::session::DesktopState;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

use crate::common::compare::{check, sessions_and_status};
use crate::common::records::{LSM, RCM, RCM_ADMIN, RDP_CORE, SECURITY, SYSMON};
use crate::common::scenario::{Case, End, Host, Leave, Os};
use crate::{anna, clock, home, miles, office, running};

const PROGRAM: &str = "C:\\Windows\\System32\\cmd.exe";

/// Checks the sessions of the story and returns all of them, including hidden ones.
#[track_caller]
fn checked_rows(host: Host) -> Vec<Value> {
    let case = Case::of([host]);
    check(&case);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    sessions_and_status(folder.path(), &["--all"]).0
}

fn of_kind<'r>(rows: &'r [Value], kind: &str) -> Vec<&'r Value> {
    rows.iter().filter(|row| row["kind"] == kind).collect()
}

/// One field of the sources with this event id.
fn of_sources<'r>(row: &'r Value, event_id: u32, field: &str) -> Vec<&'r str> {
    let sources = row["sources"].as_array().into_iter().flatten();
    let of_id = sources.filter(|source| source["event_id"] == event_id);
    of_id.filter_map(|source| source[field].as_str()).collect()
}

fn loaded(host: Host) -> Loaded {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    let paths = [folder.path().to_owned()];
    load(&paths, &Progress::default(), &CancelToken::default()).expect("not cancelled")
}

/// How each program was assigned, and the index of its session in order of begin.
fn sessions_of_programs(case: &Loaded) -> Vec<(Strength, Option<usize>)> {
    let mut order: Vec<usize> = (0..case.sessions.len()).collect();
    order.retain(|&index| case.sessions[index].is_shown());
    order.sort_by_key(|&index| case.sessions[index].begin);
    let place = |session: u32| order.iter().position(|&index| index == session as usize);
    let activities = case.activities.iter();
    activities
        .map(|activity| (activity.strength, activity.session.and_then(place)))
        .collect()
}

/// Rules: C2.
#[test]
fn on_windows_7_an_authentication_is_joined_to_the_nearest_earlier_listener_record() {
    let mut host = running(Os::Windows7).only(&[RCM]);
    host.port_scan(clock("08:00:00"), &office(), 1);
    let desk = host.rdp_logon(clock("08:00:05"), &anna(), &home());
    host.expected_at(desk)
        .set("outcome", "unknown")
        .set("end_kind", "unknown")
        .set("end", Value::Null)
        .unset("domain")
        .unset("reconnect")
        .unset("local_session_id");
    let rows = checked_rows(host);
    let rdp = of_kind(&rows, "rdp");
    assert_eq!(of_sources(rdp[0], 261, "rule"), ["C2"]);
    assert_eq!(of_kind(&rows, "connection").len(), 1, "the farther one");
}

/// Rules: C3.
#[test]
fn a_record_without_activity_id_gives_its_address_to_the_only_connection_at_its_time() {
    let mut host = running(Os::Windows10)
        .only(&[RCM, RCM_ADMIN])
        .without_activities(RCM_ADMIN);
    host.port_scan(clock("08:00:00"), &home(), 1);
    // Two connections begin at one instant: which address belongs to which is not guessed.
    host.port_scan(clock("08:10:00"), &home(), 1);
    host.port_scan(clock("08:10:00"), &office(), 1);
    let rows = checked_rows(host);
    let bursts: Vec<Value> = of_kind(&rows, "connection")
        .iter()
        .map(|row| json!([row["source_ip"], row["attempts"]]))
        .collect();
    assert_eq!(bursts, [json!(["198.51.100.24", 1]), json!([null, 2])]);
}

/// Rules: C7.
#[test]
fn a_connection_with_a_lost_begin_is_a_session_known_by_its_end() {
    let mut host = running(Os::Server2016).only(&[RDP_CORE]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.forget_before(RDP_CORE, clock("08:30:00"));
    host.expected_at(desk)
        .set("outcome", "unknown")
        .set("user", Value::Null)
        .set("source_ip", Value::Null)
        .noted("the beginning of this connection is not in the evidence")
        .unset("domain")
        .unset("reconnect")
        .unset("local_session_id");
    host.rdp_logoff(clock("09:00:00"), desk);
    // A connection that ends as a scan does is not a session, although its begin is lost too.
    host.stop_writing(RDP_CORE, &[65, 131, 139]);
    host.port_scan(clock("10:00:00"), &office(), 1);
    let rows = checked_rows(host);
    assert_eq!(of_kind(&rows, "rdp")[0]["begin"], Value::Null);
    assert_eq!(of_kind(&rows, "connection").len(), 1);
}

/// Rules: D14.
#[test]
fn a_logon_after_the_end_of_its_connection_got_no_desktop() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    host.rdp_aborted(clock("08:00:00"), &anna(), &home());
    let rows = checked_rows(host);
    let ends = of_sources(of_kind(&rows, "rdp")[0], 4634, "rule");
    assert!(ends.contains(&"D14"), "{ends:?}");
}

/// Rules: F5.
#[test]
fn two_failures_of_one_consent_prompt_are_one_attempt() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.wrong_passwords_at_consent(clock("08:40:00"), &miles());
    host.console_logoff(clock("09:00:00"), desk);
    let rows = checked_rows(host);
    let uses = of_kind(&rows, "credential-use");
    let rules: Vec<Vec<&str>> = uses
        .iter()
        .map(|row| of_sources(row, 4625, "rule"))
        .collect();
    assert_eq!(rules, [["F4", "F5"], ["F4", "F5"]]);
}

/// Rules: S3.
#[test]
fn without_the_openssh_log_each_process_of_the_server_is_a_session() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let first = host.ssh_logon(clock("08:00:00"), &miles(), &home());
    host.last_expected().set("source_ip", Value::Null);
    let second = host.ssh_logon(clock("08:00:03"), &miles(), &office());
    host.last_expected().set("source_ip", Value::Null);
    host.ssh_logoff(clock("08:30:00"), first);
    host.ssh_logoff(clock("08:31:00"), second);
    for expected in &mut host.expected {
        // Only sshd's own log shows when a connection ended.
        expected.end = End::Unclaimed;
    }
    host.ssh_guessing(clock("09:00:00"), "hacker", false, &home(), 5);
    host.last_expected()
        .set("user", Value::Null)
        .set("source_ip", Value::Null)
        .set("attempts", 5);
    host.ssh_guessing(clock("09:01:00"), "anna", true, &home(), 3);
    host.last_expected()
        .set("source_ip", Value::Null)
        .set("attempts", 3);
    let rows = checked_rows(host);
    for row in of_kind(&rows, "ssh") {
        assert_eq!(row["sources"][0]["rule"], "S3");
    }
}

/// Rules: P4.
#[test]
fn an_attempt_begins_with_its_earliest_record_except_the_logon_screens() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("07:00:00"), &anna());
    host.console_logoff(clock("07:30:00"), desk);
    let desk = host.rdp_logon_without_nla(clock("08:00:00"), &miles(), &home(), 2);
    host.rdp_logoff(clock("09:00:00"), desk);
    let rows = checked_rows(host);
    let console = of_kind(&rows, "console")[0];
    // Winlogon 1 shows that somebody typed before anything was tried.
    assert!(of_sources(console, 1, "time")[0] < of_sources(console, 4648, "time")[0]);
    assert_eq!(console["begin"], of_sources(console, 4648, "time")[0]);
    let rdp = of_kind(&rows, "rdp")[0];
    assert!(of_sources(rdp, 261, "time")[0] < of_sources(rdp, 21, "time")[0]);
    assert_eq!(rdp["begin"], of_sources(rdp, 261, "time")[0]);
}

/// Rules: V4.
#[test]
fn a_failure_from_an_address_that_made_null_sessions_is_noted() {
    let words = "anonymous (null) sessions";
    let mut host = running(Os::Server2016);
    host.failed_network_logon(clock("07:59:00"), "admin", &home());
    host.anonymous_logon(clock("08:00:00"), &home().address);
    host.failed_network_logon(clock("08:01:00"), "admin", &home().port(50_001));
    host.last_expected().noted(words);
    host.failed_network_logon(clock("08:02:00"), "admin", &office());
    let rows = checked_rows(host);
    let failed = rows.iter().filter(|row| row["outcome"] == "failed");
    let noted: Vec<bool> = failed
        .map(|row| row["notes"].to_string().contains(words))
        .collect();
    assert_eq!(
        noted,
        [false, true, false],
        "not of one before, nor of another address"
    );
}

/// Rules: A1.
#[test]
fn a_program_belongs_to_the_visit_with_its_logon_id_at_its_start() {
    let mut host = running(Os::Server2016).only(&[SECURITY, LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    // The same account has another desktop, so only the logon id decides.
    let other = host.console_logon(clock("08:10:00"), &anna());
    host.run(clock("08:20:00"), desk, PROGRAM, "one");
    host.run(clock("08:21:00"), other, PROGRAM, "two");
    host.rdp_disconnect(clock("08:30:00"), desk, Leave::Window);
    host.run(clock("08:40:00"), desk, PROGRAM, "three");
    host.rdp_reconnect(clock("08:50:00"), desk, &home());
    host.run(clock("08:55:00"), desk, PROGRAM, "four");
    let case = loaded(host);
    let found = sessions_of_programs(&case);
    let places: Vec<Option<usize>> = found.iter().map(|(_, place)| *place).collect();
    assert_eq!(places, [Some(0), Some(1), None, Some(2)]);
    assert!(
        found
            .iter()
            .all(|(strength, _)| *strength == Strength::LogonId)
    );
    let alone: Vec<bool> = case
        .activities
        .iter()
        .map(|a| a.while_disconnected)
        .collect();
    assert_eq!(alone, [false, false, true, false]);
}

/// Rules: A1, B1.
#[test]
fn after_a_step_back_a_program_is_assigned_to_a_visit_by_record_order() {
    let mut host = running(Os::Server2016).only(&[LSM, SECURITY]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.run(clock("08:20:00"), desk, PROGRAM, "in the first visit");
    host.rdp_disconnect(clock("08:30:00"), desk, Leave::Window);
    host.set_clock(clock("08:40:00"), -1800.0);
    // Their times read 08:15 and 08:25, when the first visit was also running.
    host.run(clock("08:45:00"), desk, PROGRAM, "in none");
    host.rdp_reconnect(clock("08:50:00"), desk, &home());
    host.run(clock("08:55:00"), desk, PROGRAM, "in the second visit");
    let case = loaded(host);
    let found = sessions_of_programs(&case);
    let places: Vec<Option<usize>> = found.iter().map(|(_, place)| *place).collect();
    // By their times; the one in none reads 08:15.
    assert_eq!(places, [None, Some(0), Some(1)]);
    let desktops = case.local_sessions.iter();
    let mut visited = desktops.filter(|desktop| desktop.visits.len() == 2);
    let desktop = visited.next().expect("one desktop");
    let begins = desktop
        .visits
        .iter()
        .map(|&visit| case.sessions[visit as usize].begin);
    assert!(begins.is_sorted());
    let states: Vec<DesktopState> = desktop.intervals.iter().map(|part| part.state).collect();
    let expected = [
        DesktopState::Attached,
        DesktopState::Disconnected,
        DesktopState::Attached,
    ];
    assert_eq!(states, expected);
}

/// Rules: A2.
#[test]
fn without_its_logon_a_program_belongs_to_the_only_running_session_of_its_user() {
    let mut host = running(Os::Server2016).only(&[LSM, SYSMON]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let others = host.rdp_logon(clock("08:05:00"), &miles(), &office());
    host.run(clock("08:20:00"), desk, PROGRAM, "one");
    host.run(clock("08:21:00"), others, PROGRAM, "two");
    let second = host.console_logon(clock("08:30:00"), &anna());
    host.run(clock("08:40:00"), second, PROGRAM, "of one of two");
    host.console_logoff(clock("08:50:00"), second);
    host.run(clock("08:55:00"), desk, PROGRAM, "three");
    let found = sessions_of_programs(&loaded(host));
    let by_user = |place| (Strength::UserAndTime, Some(place));
    assert_eq!(
        found,
        [
            by_user(0),
            by_user(1),
            (Strength::TimeOnly, None),
            by_user(0)
        ]
    );
}
