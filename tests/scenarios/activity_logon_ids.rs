//! Activities that a logon id ties to a session, or keeps from one.

use crate::common::activities::{acts_of, line, told};
use crate::common::records::activity::{service_audited, task_audited};
use crate::common::records::event_log::log_cleared;
use crate::common::records::{LSM, SECURITY, SYSMON, SYSTEM};
use crate::common::scenario::{Host, Os};
use crate::{anna, clock, home, miles, office, running};

/// A server of which the logs of logons and desktops are kept.
fn server() -> Host {
    running(Os::Server2016).only(&[SECURITY, SYSTEM, LSM])
}

/// Rules: A1.
#[test]
fn a_logon_id_decides_between_two_sessions_of_one_user() {
    let mut host = server();
    let console = host.console_logon(clock("08:00:00"), &anna());
    let remote = host.rdp_logon(clock("08:10:00"), &anna(), &home());
    let (one, two) = (host.acting(console), host.acting(remote));
    host.write(
        clock("08:20:00"),
        task_audited(&one.account, one.luid, "\\one"),
    );
    host.write(
        clock("08:20:00"),
        task_audited(&two.account, two.luid, "\\two"),
    );
    let found = [
        "task-created \\one: logon-id 0",
        "task-created \\two: logon-id 1",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A1, D4.
#[test]
fn both_halves_of_a_split_token_are_those_of_the_session() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    let who = host.acting(desk);
    let full = who.elevated.expect("an administrator has two tokens");
    host.write(
        clock("08:20:00"),
        task_audited(&who.account, who.luid, "\\filtered"),
    );
    host.write(
        clock("08:21:00"),
        task_audited(&who.account, full, "\\elevated"),
    );
    let found = [
        "task-created \\filtered: logon-id 0",
        "task-created \\elevated: logon-id 0",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A1.
#[test]
fn a_network_logon_can_install_a_service() {
    let mut host = server();
    host.force_luid(0x55_0000);
    host.network_logon_for(clock("08:00:00"), &miles(), &office(), None, 60.0);
    let record = service_audited(&miles().account, 0x55_0000, "PSEXESVC");
    host.write(clock("08:00:20"), record);
    assert_eq!(acts_of(host), ["service-installed PSEXESVC: logon-id 0"]);
}

/// Rules: A1, N1.
#[test]
fn the_logon_of_nla_is_that_of_the_session() {
    let mut host = server();
    host.force_luid(0x56_0000);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    assert_ne!(host.acting(desk).luid, 0x56_0000, "the desktop has another");
    host.write(
        clock("08:10:00"),
        task_audited(&anna().account, 0x56_0000, "\\nla"),
    );
    assert_eq!(acts_of(host), ["task-created \\nla: logon-id 0"]);
}

/// Near miss: the same number is another logon after a restart.
///
/// Rules: A1.
#[test]
fn a_logon_id_of_another_boot_ties_nothing() {
    let mut host = server();
    host.force_luid(0x77_0000);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(desk);
    host.shut_down(clock("09:00:00"), desk, true);
    host.boot(clock("09:05:00"));
    let _other = host.rdp_logon(clock("09:10:00"), &anna(), &home());
    host.write(
        clock("09:20:00"),
        task_audited(&who.account, who.luid, "\\other boot"),
    );
    assert_eq!(acts_of(host), ["task-created \\other boot: none"]);
}

/// Near miss: the logon id is gone with the cleared log, and the user has another logon.
///
/// Rules: A1, A2.
#[test]
fn a_logon_id_that_nobody_knows_speaks_against_sessions_with_known_ones() {
    let mut host = server();
    host.network_logon_for(clock("08:00:00"), &anna(), &office(), None, 3600.0);
    host.write(clock("08:10:00"), log_cleared(&anna().account, 0x99_0000));
    assert_eq!(acts_of(host), ["log-cleared Security: none"]);
}

/// The 4624 is gone, and the 4647 is left.
///
/// Rules: A1, A2.
#[test]
fn the_logon_id_of_a_logoff_is_that_of_its_session() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(desk);
    host.forget_before(SECURITY, clock("08:05:00"));
    let created = |luid, name| task_audited(&who.account, luid, name);
    host.write(clock("08:10:00"), created(who.luid, "\\own"));
    host.write(clock("08:11:00"), created(0x99_0000, "\\foreign"));
    host.rdp_logoff(clock("09:00:00"), desk);
    let found = [
        "task-created \\own: logon-id 0",
        "task-created \\foreign: none",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A2.
#[test]
fn a_logon_id_that_nobody_knows_says_nothing_of_a_session_without_one() {
    let mut host = running(Os::Server2016).only(&[LSM, SYSMON]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.run(clock("08:20:00"), desk, "C:\\a.exe", "a");
    let case = told(host);
    let [program] = &case.activities[..] else {
        panic!("one program")
    };
    assert_eq!(
        line(&case, program),
        "program-started C:\\a.exe: user-and-time 0"
    );
    assert_eq!(program.notes.len(), 1, "no Security log covers the time");
}

/// Near miss: the logon is known, and it is that of a service.
///
/// Rules: A1.
#[test]
fn a_logon_id_of_a_background_logon_ties_nothing() {
    let mut host = server();
    let _desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.force_luid(0x88_0000);
    host.machine_logon(clock("08:10:00"), "OTHER$", "10.20.0.99");
    let record = task_audited(&anna().account, 0x88_0000, "\\of a machine");
    host.write(clock("08:10:00"), record);
    assert_eq!(acts_of(host), ["task-created \\of a machine: none"]);
}

/// Rules: A1.
#[test]
fn a_logon_id_ties_nothing_after_the_logoff() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(desk);
    host.write(
        clock("08:59:59"),
        task_audited(&who.account, who.luid, "\\before"),
    );
    host.rdp_logoff(clock("09:00:00"), desk);
    host.write(
        clock("09:00:02"),
        task_audited(&who.account, who.luid, "\\after"),
    );
    let found = [
        "task-created \\before: logon-id 0",
        "task-created \\after: none",
    ];
    assert_eq!(acts_of(host), found);
}
