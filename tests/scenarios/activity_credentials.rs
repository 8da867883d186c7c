//! What is done with credentials that were used inside somebody's session.

use crate::common::activities::{acts_of, line, told};
use crate::common::records::activity::{service_installed, task_audited};
use crate::common::scenario::{Host, Leave, Os, Person};
use crate::{SID, anna, clock, home, miles, office, running};

fn support() -> Person {
    Person::new("LARKFIELD", "support", &format!("{SID}-1190"))
}

fn server() -> Host {
    running(Os::Server2016)
}

/// Rules: A1, A10.
#[test]
fn a_logon_id_of_runas_leads_to_the_session_in_which_it_was_made() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let luid = host.runas(clock("08:10:00"), desk, &support());
    host.write(
        clock("08:20:00"),
        task_audited(&support().account, luid, "\\a"),
    );
    assert_eq!(acts_of(host), ["task-created \\a: logon-id 0"]);
}

/// Rules: A10.
#[test]
fn credentials_used_in_one_session_belong_to_it() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let _other = host.rdp_logon(clock("08:01:00"), &miles(), &office());
    host.runas(clock("08:10:00"), desk, &support());
    let sid = support().account.sid;
    host.write(clock("08:20:00"), service_installed(&sid, "A"));
    let case = told(host);
    let [service] = &case.activities[..] else {
        panic!("one service")
    };
    assert_eq!(line(&case, service), "service-installed A: user-and-time 0");
    let details = service.details.line().expect("details").into_owned();
    assert!(
        details.ends_with("with the credentials of support"),
        "{details}"
    );
}

/// Rules: A10.
#[test]
fn credentials_used_in_two_sessions_belong_to_neither() {
    let mut host = server();
    let one = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let two = host.rdp_logon(clock("08:01:00"), &miles(), &office());
    host.runas(clock("08:10:00"), one, &support());
    host.runas(clock("08:11:00"), two, &support());
    let sid = support().account.sid;
    host.write(clock("08:20:00"), service_installed(&sid, "A"));
    assert_eq!(acts_of(host), ["service-installed A: time-only of 0, 1"]);
}

/// Near miss: the user has a session of his own as well, so either may be meant.
///
/// Rules: A2, A10.
#[test]
fn a_session_of_ones_own_and_credentials_elsewhere_are_two_places() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let _own = host.rdp_logon(clock("08:01:00"), &support(), &office());
    let sid = support().account.sid;
    host.write(clock("08:05:00"), service_installed(&sid, "before"));
    let luid = host.runas(clock("08:10:00"), desk, &support());
    host.write(clock("08:20:00"), service_installed(&sid, "after"));
    host.write(
        clock("08:21:00"),
        task_audited(&support().account, luid, "\\a"),
    );
    let found = [
        "service-installed before: user-and-time 1",
        "service-installed after: time-only of 0, 1",
        "task-created \\a: logon-id 0",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A2, A10.
#[test]
fn credentials_of_one_s_own_are_no_second_place() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.run_as_network_only(clock("08:10:00"), desk);
    let sid = anna().account.sid;
    host.write(clock("08:20:00"), service_installed(&sid, "A"));
    assert_eq!(acts_of(host), ["service-installed A: user-and-time 0"]);
}

/// Near miss: the session in which they were used is over, or nobody is connected to it.
///
/// Rules: A4, A10.
#[test]
fn credentials_last_as_long_as_the_session_in_which_they_were_used() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let luid = host.runas(clock("08:10:00"), desk, &support());
    let support = support().account;
    host.rdp_disconnect(clock("08:20:00"), desk, Leave::Window);
    host.write(clock("08:25:00"), task_audited(&support, luid, "\\alone"));
    host.write(clock("08:26:00"), service_installed(&support.sid, "alone"));
    host.rdp_reconnect(clock("08:30:00"), desk, &office());
    host.write(clock("08:35:00"), task_audited(&support, luid, "\\again"));
    host.write(clock("08:36:00"), service_installed(&support.sid, "again"));
    host.rdp_logoff(clock("08:40:00"), desk);
    host.write(clock("08:45:00"), task_audited(&support, luid, "\\over"));
    let found = [
        "task-created \\alone: logon-id of 0, disconnected",
        "service-installed alone: user-and-time of 0, disconnected",
        "task-created \\again: logon-id 1",
        "service-installed again: user-and-time 1",
        "task-created \\over: none",
    ];
    assert_eq!(acts_of(host), found);
}

/// The prompt for consent is asked by the system, so nothing says in whose session.
///
/// Rules: A10.
#[test]
fn a_consent_prompt_without_a_known_session_belongs_to_none() {
    let mut host = running(Os::Windows10);
    let _desk = host.console_logon(clock("08:00:00"), &anna());
    host.consent_prompt(clock("08:10:00"), &miles());
    let sid = miles().account.sid;
    host.write(clock("08:20:00"), service_installed(&sid, "A"));
    assert_eq!(acts_of(host), ["service-installed A: none"]);
}
