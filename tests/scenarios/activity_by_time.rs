//! Activities of the machine, or of nobody known: every open session may have caused them.

use crate::common::activities::acts_of;
use crate::common::records::Account;
use crate::common::records::activity::{powershell_host, service_installed, sysmon_of_process};
use crate::common::records::security::Process;
use crate::common::records::sysmon::process_starts;
use crate::common::scenario::{Host, Os};
use crate::{anna, clock, home, miles, office, running};

const HOST: &str = "af84e055-4232-44c3-998f-9ca3ada63d5b";
const SYSTEM_SID: &str = "S-1-5-18";

fn server() -> Host {
    running(Os::Server2016)
}

/// Rules: A3.
#[test]
fn what_the_system_did_may_have_been_caused_by_anybody() {
    let mut host = server();
    host.write(clock("07:00:00"), service_installed(SYSTEM_SID, "early"));
    let _one = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.write(clock("08:01:00"), service_installed(SYSTEM_SID, "by one"));
    host.network_logon_for(clock("08:02:00"), &miles(), &office(), None, 3600.0);
    host.write(clock("08:10:00"), service_installed(SYSTEM_SID, "by two"));
    let found = [
        "service-installed early: none",
        "service-installed by one: time-only of 0",
        "service-installed by two: time-only of 0, 1",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A3.
#[test]
fn a_machine_account_and_a_service_sid_are_the_machine() {
    let mut host = server();
    let _one = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let guid = "747F3D96-CA4C-5EC9-0000-001093D53700";
    for (number, (domain, name)) in (0_u8..).zip([
        ("LARKFIELD", "HOST1$"),
        ("NT AUTHORITY", "LOCAL SERVICE"),
        ("Window Manager", "DWM-2"),
        ("Font Driver Host", "UMFD-1"),
    ]) {
        let who = Account::new("S-1-5-18", domain, name);
        let path = format!("C:\\{number}");
        let record = sysmon_of_process(11, Some(&who), guid, &path);
        host.write(clock("08:10:00") + f64::from(number), record);
    }
    for (number, act) in acts_of(host).iter().enumerate() {
        assert_eq!(*act, format!("file-created C:\\{number}: time-only of 0"));
    }
}

/// Rules: A3.
#[test]
fn nobody_known_may_be_anybody() {
    let mut host = server();
    let _one = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let _two = host.rdp_logon(clock("08:05:00"), &miles(), &office());
    host.write(
        clock("08:10:00"),
        powershell_host(400, HOST, "powershell.exe"),
    );
    assert_eq!(
        acts_of(host),
        ["script-run powershell.exe: time-only of 0, 1"]
    );
}

fn start_as_system(session: u32) -> crate::common::evtx_writer::Record {
    let process = Process {
        id: 0x1234,
        path: "C:\\s.exe",
        command_line: "s",
        parent_id: 4,
        parent_path: "C:\\p.exe",
        elevated: true,
    };
    process_starts(
        &Account::system(),
        0x3e7,
        session,
        &process,
        "2025-03-03 08:10:00.000",
    )
}

/// Rules: A3.
#[test]
fn the_number_of_a_desktop_narrows_what_the_system_did() {
    let mut host = server();
    let one = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let two = host.rdp_logon(clock("08:02:00"), &miles(), &office());
    host.network_logon_for(clock("08:05:00"), &miles(), &office(), None, 3600.0);
    let (one, two) = (host.acting(one).session, host.acting(two).session);
    for (minute, session) in [(10, one), (11, two), (12, 0), (13, 77)] {
        let time = clock(&format!("08:{minute}:00"));
        host.write(time, start_as_system(session));
    }
    let found = [
        "program-started C:\\s.exe: time-only of 0",
        "program-started C:\\s.exe: time-only of 1",
        "program-started C:\\s.exe: time-only of 0, 1, 2",
        "program-started C:\\s.exe: none",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A3.
#[test]
fn a_stranger_on_the_gateway_did_nothing_on_the_host() {
    let mut host = server();
    host.port_scan(clock("08:00:00"), &office(), 3);
    host.write(clock("08:00:00"), service_installed(SYSTEM_SID, "A"));
    assert_eq!(acts_of(host), ["service-installed A: none"]);
}
