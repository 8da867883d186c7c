//! Records with one key complete each other; nearness lends nothing.

use crate::common::activities::{acts_of, line, records_of, told};
use crate::common::evtx_writer::{Guid, Record, Value};
use crate::common::records::activity::{
    device_configured, job_made, malware, object_accessed, object_deleted, powershell_command,
    powershell_host, process_ended, rdp_client, script_block, sysmon_of_process, task_action,
    task_instance, transfer_began,
};
use crate::common::records::security::{self, Process};
use crate::common::records::set_field;
use crate::common::records::{Account, sysmon};
use crate::common::scenario::{Host, Os};
use crate::{anna, clock, home, miles, office, running};

const ONE: &str = "af84e055-4232-44c3-998f-000000000001";
const TWO: &str = "af84e055-4232-44c3-998f-000000000002";

/// A server with two users.
fn server() -> Host {
    let mut host = running(Os::Server2016);
    let _one = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let _two = host.rdp_logon(clock("08:05:00"), &miles(), &office());
    host
}

/// Rules: A5.
#[test]
fn a_powershell_host_has_the_user_of_its_commands() {
    let mut host = server();
    host.write(
        clock("08:10:00"),
        powershell_host(400, ONE, "powershell.exe"),
    );
    let command = powershell_command(&anna().account, ONE, "powershell.exe");
    host.write(clock("08:10:05"), command);
    host.write(
        clock("08:10:09"),
        powershell_host(403, ONE, "powershell.exe"),
    );
    let case = told(host);
    let lines: Vec<String> = case.activities.iter().map(|act| line(&case, act)).collect();
    let run = "script-run powershell.exe: user-and-time 0";
    assert_eq!(lines, [run, run]);
    let began = &case.activities[0];
    assert_eq!(
        records_of(&case, began),
        [400, 403],
        "the end is that of the host"
    );
    assert!(began.time_end > began.time);
    assert_eq!(began.user.user.as_deref(), Some("anna"));
}

/// Near miss: the command of another host in the same second.
///
/// Rules: A5.
#[test]
fn the_command_of_another_powershell_host_lends_nothing() {
    let mut host = server();
    host.write(
        clock("08:10:00"),
        powershell_host(400, ONE, "powershell.exe"),
    );
    let command = powershell_command(&anna().account, TWO, "powershell.exe");
    host.write(clock("08:10:00") + 0.1, command);
    let found = [
        "script-run powershell.exe: time-only of 0, 1",
        "script-run powershell.exe: user-and-time 0",
    ];
    assert_eq!(acts_of(host), found);
}

/// Near miss: one key, but its records contradict each other.
///
/// Rules: A5.
#[test]
fn records_that_name_two_users_lend_nothing() {
    let mut host = server();
    host.write(
        clock("08:10:00"),
        powershell_host(400, ONE, "powershell.exe"),
    );
    for user in [anna(), miles()] {
        let command = powershell_command(&user.account, ONE, "powershell.exe");
        host.write(clock("08:10:05"), command);
    }
    let case = told(host);
    let lines: Vec<String> = case.activities.iter().map(|act| line(&case, act)).collect();
    assert_eq!(lines[0], "script-run powershell.exe: time-only of 0, 1");
}

/// Rules: A5.
#[test]
fn a_task_runs_for_the_user_of_its_instance() {
    let mut host = server();
    let anna = anna().account;
    host.write(clock("08:10:00"), task_instance(100, &anna, "\\a", ONE));
    host.write(clock("08:10:01"), task_action("\\a", ONE));
    host.write(clock("08:10:02"), task_action("\\b", TWO));
    host.write(clock("08:10:09"), task_instance(102, &anna, "\\a", ONE));
    let case = told(host);
    let lines: Vec<String> = case.activities.iter().map(|act| line(&case, act)).collect();
    let found = [
        "task-run \\a: user-and-time 0",
        "task-run \\b: time-only of 0, 1",
    ];
    assert_eq!(lines, found, "the second is of another instance");
    let mut records = records_of(&case, &case.activities[0]);
    records.sort_unstable();
    assert_eq!(records, [100, 102, 200]);
    assert_eq!(records_of(&case, &case.activities[1]), [200]);
}

fn started(user: &Account, luid: u64, guid: &str) -> Record {
    let process = Process {
        id: 4120,
        path: "C:\\Windows\\System32\\cmd.exe",
        command_line: "cmd",
        parent_id: 4,
        parent_path: "C:\\p.exe",
        elevated: false,
    };
    let record = sysmon::process_starts(user, luid, 2, &process, "2025-03-03 08:10:00.000");
    set_field(record, "ProcessGuid", Value::Guid(Guid::parse(guid)))
}

/// Rules: A5.
#[test]
fn what_a_process_did_has_its_logon_id_and_its_end_is_that_of_its_start() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let _two = host.rdp_logon(clock("08:05:00"), &miles(), &office());
    let who = host.acting(desk);
    host.write(clock("08:10:00"), started(&who.account, who.luid, ONE));
    host.write(clock("08:10:01"), sysmon_of_process(11, None, ONE, "C:\\a"));
    host.write(clock("08:10:02"), sysmon_of_process(11, None, TWO, "C:\\b"));
    host.write(clock("08:10:03"), sysmon_of_process(5, None, ONE, ""));
    let case = told(host);
    let lines: Vec<String> = case.activities.iter().map(|act| line(&case, act)).collect();
    let found = [
        "program-started C:\\Windows\\System32\\cmd.exe: logon-id 0",
        "file-created C:\\a: logon-id 0",
        "file-created C:\\b: time-only of 0, 1",
    ];
    assert_eq!(lines, found);
    assert_eq!(records_of(&case, &case.activities[0]), [1, 5]);
    assert_eq!(records_of(&case, &case.activities[1]), [11]);
    assert!(case.activities[1].time_end.is_none());
}

/// Near miss: the system's process ended, and a user's process got its number.
///
/// Rules: A5.
#[test]
fn a_process_id_that_is_given_again_lends_nothing_to_the_process_before() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(desk);
    let process = |path| Process {
        id: 0x1230,
        path,
        command_line: "",
        parent_id: 4,
        parent_path: "C:\\p.exe",
        elevated: false,
    };
    let (system, luid) = (host.machine(), 0x3e7);
    let start = security::process_starts(&system, luid, &process("C:\\s.exe"), 2);
    host.write(clock("08:10:00"), start);
    host.write(
        clock("08:10:01"),
        process_ended(&system, luid, 0x1230, "C:\\s.exe"),
    );
    let start = security::process_starts(&who.account, who.luid, &process("C:\\u.exe"), 2);
    host.write(clock("08:10:02"), start);
    host.write(
        clock("08:10:03"),
        process_ended(&who.account, who.luid, 0x1230, "C:\\u.exe"),
    );
    let case = told(host);
    let lines: Vec<String> = case.activities.iter().map(|act| line(&case, act)).collect();
    let found = [
        "program-started C:\\s.exe: time-only of 0",
        "program-started C:\\u.exe: logon-id 0",
    ];
    assert_eq!(lines, found);
    for program in &case.activities {
        assert_eq!(records_of(&case, program), [4688, 4689]);
    }
}

/// Rules: A5.
#[test]
fn the_parts_of_a_script_block_are_one_row() {
    let mut host = server();
    let anna = anna().account;
    for (number, part) in (0_u8..).zip([(1, 3), (2, 3), (3, 3)]) {
        let time = clock("08:10:00") + f64::from(number) * 0.01;
        host.write(time, script_block(&anna, ONE, part));
    }
    host.write(clock("08:10:01"), script_block(&anna, TWO, (1, 1)));
    let case = told(host);
    let records: Vec<_> = case
        .activities
        .iter()
        .map(|act| records_of(&case, act))
        .collect();
    assert_eq!(records, [vec![4104, 4104, 4104], vec![4104]]);
    // The first part is gone: the next one stands for the script.
    let mut host = server();
    host.write(clock("08:10:00"), script_block(&anna, ONE, (2, 3)));
    host.write(clock("08:10:01"), script_block(&anna, ONE, (3, 3)));
    assert_eq!(
        acts_of(host),
        ["script-run C:\\TMP\\run.ps1: user-and-time 0"]
    );
}

/// Rules: A5.
#[test]
fn a_deletion_has_the_path_of_its_handle() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(desk);
    let (account, luid) = (&who.account, who.luid);
    host.write(
        clock("08:10:00"),
        object_accessed(account, luid, "C:\\a", 0x50),
    );
    host.write(
        clock("08:10:01"),
        object_accessed(account, luid, "C:\\b", 0x54),
    );
    host.write(clock("08:10:02"), object_deleted(account, luid, 0x50));
    let found = [
        "file-deleted C:\\a: logon-id 0",
        "file-accessed C:\\b: logon-id 0",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A5.
#[test]
fn a_connection_elsewhere_is_one_row_with_its_address_and_its_end() {
    let mut host = server();
    let anna = anna().account;
    host.write(clock("08:10:00"), rdp_client(1024, &anna, ONE, "FS01"));
    host.write(clock("08:10:01"), rdp_client(1102, &anna, ONE, "10.20.0.7"));
    host.write(clock("08:10:01"), rdp_client(1102, &anna, TWO, "10.20.0.8"));
    host.write(clock("08:30:00"), rdp_client(1026, &anna, ONE, "2"));
    let case = told(host);
    let [connection] = &case.activities[..] else {
        panic!("one connection")
    };
    assert_eq!(
        line(&case, connection),
        "connection-made FS01: user-and-time 0"
    );
    assert_eq!(records_of(&case, connection), [1024, 1102, 1026]);
    let details = connection.details.line().expect("details").into_owned();
    assert_eq!(details, "address 10.20.0.7; disconnect reason 2");
}

/// Rules: A5.
#[test]
fn a_job_has_its_owner_and_a_detection_its_handling() {
    let mut host = server();
    let anna = anna().account;
    host.write(clock("08:10:00"), job_made(&anna, ONE));
    host.write(
        clock("08:10:01"),
        transfer_began(ONE, "https://example.com/a"),
    );
    host.write(
        clock("08:10:01"),
        transfer_began(TWO, "https://example.com/b"),
    );
    host.write(clock("08:11:00"), malware(1116, &anna.qualified(), ONE));
    host.write(
        clock("08:11:01"),
        malware(1117, "NT AUTHORITY\\SYSTEM", ONE),
    );
    host.write(
        clock("08:12:00"),
        malware(1116, "NT AUTHORITY\\SYSTEM", TWO),
    );
    let found = [
        "download https://example.com/a: user-and-time 0",
        "download https://example.com/b: time-only of 0, 1",
        "malware-found HackTool:Win32/Mimikatz: user-and-time 0",
        "malware-found HackTool:Win32/Mimikatz: time-only of 0, 1",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A5.
#[test]
fn the_records_of_one_device_are_one_row_until_it_comes_again() {
    let mut host = server();
    let serial = "4C530000261130109435";
    let stick = format!("USB\\VID_0781&PID_5597\\{serial}");
    let disk = format!("USBSTOR\\Disk&Ven_SanDisk&Prod_Cruzer&Rev_1.00\\{serial}&0");
    host.write(clock("08:10:00"), device_configured(&stick));
    host.write(clock("08:10:04"), device_configured(&disk));
    host.write(
        clock("08:10:04"),
        device_configured("USB\\VID_0E0F&PID_0003\\OTHER"),
    );
    host.write(clock("08:10:06"), device_configured(&disk));
    let case = told(host);
    let records: Vec<usize> = case
        .activities
        .iter()
        .map(|act| act.sources().count())
        .collect();
    assert_eq!(records, [2, 1, 1], "one is six seconds later");
    let found = acts_by_kind(&case);
    assert!(
        found.iter().all(|line| line.ends_with("time-only of 0, 1")),
        "{found:?}"
    );
}

fn acts_by_kind(case: &whence::case::Case) -> Vec<String> {
    case.activities.iter().map(|act| line(case, act)).collect()
}
