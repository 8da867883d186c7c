//! Names of Windows' built-in accounts: shown if a remote user typed them, hidden if Windows itself
//! used them [source 12.3], [source 12.4], [source 12.5].

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::common::compare::{check, sessions_and_status};
use crate::common::records::SECURITY;
use crate::common::scenario::{Case, Checker, Client, Os, Person};
use crate::{ALL_SYSTEMS, SID, anna, clock, home, running};

const NAMES: [&str; 8] = [
    "WDAGUtilityAccount",
    "DefaultAccount",
    "defaultuser0",
    "Guest",
    "SYSTEM",
    "NETWORK SERVICE",
    "ANONYMOUS LOGON",
    "HOST1$",
];

/// Rules: V3. [source 12.5]
#[test]
fn a_refusal_over_the_network_is_shown_under_any_name() {
    for os in ALL_SYSTEMS {
        let mut host = running(os).only(&[SECURITY]);
        for (number, name) in NAMES.iter().enumerate() {
            let time = clock("08:00:00") + 30.0 * number as f64;
            host.failed_network_logon(time, name, &home());
        }
        check(&Case::of([host]));
    }
}

/// Rules: V3, N2. [source 12.5]: Network Level Authentication, with and without an address.
#[test]
fn the_name_of_a_hidden_account_typed_into_remote_desktop_is_shown() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        host.failed_nla(clock("08:00:00"), "WDAGUtilityAccount", &home());
        host.failed_nla(clock("08:05:00"), "HOST1$", &home());
        check(&Case::of([host]));
    }
}

/// Rules: V3. [source 12.5]: SSH, a web page, and older systems that write no address.
#[test]
fn other_network_logons_are_shown_too() {
    let mut host = running(Os::Server2016);
    host.ssh_guessing(clock("08:00:00"), "defaultuser0", false, &home(), 3);
    let pool = Checker::pool("RDWebAccess", "IIS APPPOOL");
    host.remote_user_fails(clock("08:10:00"), &pool, "WDAGUtilityAccount", "RD Web");
    host.network_refusal(clock("08:20:00"), "SYSTEM", "KALI", ("-", "-"))
        .set("source_ip", Value::Null);
    host.network_refusal(clock("08:21:00"), "SYSTEM", "-", ("-", "-"))
        .set("source_ip", Value::Null);
    // Through a tunnel that ends here; the client gives another name.
    host.network_refusal(
        clock("08:22:00"),
        "defaultuser0",
        "KALI",
        ("127.0.0.1", "50001"),
    )
    .set("source_ip", "127.0.0.1");
    check(&Case::of([host]));
}

/// Rules: V3. [source 12.3], [source 12.5]: on the machine itself the name decides what is hidden.
#[test]
fn attempts_on_the_machine_itself_stay_hidden_by_name() {
    let mut host = running(Os::Windows10);
    let (system, luid) = host.system_account();
    let service = Checker::new(&system, luid, "C:\\Windows\\System32\\svchost.exe");
    let at_screen = service.by("Advapi  ", 2).at("127.0.0.1", "0");
    host.wrong_password(clock("08:00:00"), &at_screen, "WDAGUtilityAccount");
    let desk = host.console_logon(clock("08:10:00"), &anna());
    let tool = host.tool_of(desk, "C:\\Users\\anna\\guess.exe");
    host.wrong_password(clock("08:20:00"), &tool, "defaultuser0");
    for workstation in ["HOST1", "-"] {
        host.local_refusal(clock("08:30:00"), "defaultuser0", workstation);
    }
    host.console_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: V2. [source 12.3]: a success is hidden by its account.
#[test]
fn successes_of_set_up_accounts_stay_hidden() {
    let mut host = running(Os::Windows10);
    let helper = Person::new("HOST1", "WDAGUtilityAccount", &format!("{SID}-504"));
    host.background_logon(clock("08:00:00"), &helper, "203.0.113.9");
    let client = Client::new("203.0.113.9", 50_001, "KALI");
    host.failed_network_logon(clock("08:01:00"), "WDAGUtilityAccount", &client);
    let case = Case::of([host]);
    check(&case);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let all = sessions_and_status(folder.path(), &["--all"]).0;
    let hidden = all.iter().filter(|row| row["user"] == "WDAGUtilityAccount");
    assert_eq!(hidden.count(), 2, "one is shown, and one comes on request");
}

/// The number of lines on standard output, and the text on standard error.
fn written(folder: &Path, arguments: &[&str]) -> (usize, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_whence-cli"))
        .args(arguments)
        .arg(folder)
        .output()
        .expect("the program can be started");
    assert_eq!(output.status.code(), Some(0));
    let rows = String::from_utf8(output.stdout).expect("UTF-8");
    let errors = String::from_utf8(output.stderr).expect("UTF-8");
    (rows.lines().count(), errors)
}

/// Rules: V1, V2. Standard error says what is hidden and why.
#[test]
fn hidden_sessions_are_counted_on_standard_error() {
    let mut host = running(Os::Windows10).only(&[SECURITY]);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.machine_logon(clock("08:10:00"), "WS-MILES$", "10.20.0.31");
    host.anonymous_logon(clock("08:11:00"), "10.20.0.31");
    host.anonymous_logon(clock("08:12:00"), "10.20.0.31");
    let tool = host.tool_of(desk, "C:\\Users\\anna\\guess.exe");
    host.wrong_password(clock("08:20:00"), &tool, "miles");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    let (shown, errors) = written(folder.path(), &["sessions"]);
    let (all, nothing) = written(folder.path(), &["sessions", "--all"]);
    let unshown = all - shown;
    assert!(
        errors.starts_with(&format!("{unshown} sessions are not shown: ")),
        "{errors}"
    );
    assert!(errors.ends_with("; --all shows them\n"), "{errors}");
    for reason in [
        "2 anonymous",
        "1 credential-use",
        "1 machine account",
        " service",
    ] {
        assert!(errors.contains(reason), "{errors}");
    }
    assert_eq!((errors.lines().count(), nothing.as_str()), (1, ""));
    let moment = ["at", "--time", "2025-03-03T08:30:00Z"];
    let (running, errors) = written(folder.path(), &moment);
    assert_eq!(running, 1);
    assert!(
        errors.contains("not shown: ") && errors.contains(" service"),
        "{errors}"
    );
}
