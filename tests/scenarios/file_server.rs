//! Refusals that the file server also records: `SMBServer` 551.

use serde_json::Value;

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::records::{SECURITY, SMB_SERVER};
use crate::common::scenario::{Case, Checker, Client, Host, Os};
use crate::{ALL_SYSTEMS, clock, home, office, running};

fn with_smb(os: Os) -> Host {
    running(os).only(&[SECURITY, SMB_SERVER])
}

/// Rules: F6.
#[test]
fn the_file_server_gives_the_address_of_a_refused_logon() {
    for os in ALL_SYSTEMS {
        let mut host = with_smb(os);
        let kali = Client::new("198.51.100.24", 49_801, "KALI");
        host.smb_failure(clock("08:00:00"), "anna", &kali, ("", false));
        host.smb_failure(clock("08:01:00"), "anna", &kali, ("LARKFIELD\\anna", true));
        let far = Client::new("2001:db8::7", 49_802, "KALI");
        host.smb_failure(clock("08:02:00"), "petra", &far, ("petra", false));
        check(&Case::of([host]));
    }
}

/// Rules: F6. Guesses one after another, for two names at once from one client.
#[test]
fn each_refusal_supports_one_failure() {
    let mut host = with_smb(Os::Server2012R2);
    for number in 0..6 {
        let client = Client::new("198.51.100.24", 49_810 + number, "KALI");
        let name = if number % 2 == 0 { "anna" } else { "miles" };
        let time = clock("08:00:00") + 0.2 * f64::from(number);
        host.smb_failure(time, name, &client, ("", false))
            .unset("source_port");
    }
    check(&Case::of([host]));
}

/// Rules: F6. A refusal that could belong to either of two clients is joined to neither.
#[test]
fn failures_by_two_clients_at_once_get_no_address() {
    let mut host = with_smb(Os::Server2012R2);
    host.smb_failure(clock("08:00:00"), "anna", &home(), ("", false))
        .set("source_ip", Value::Null)
        .set("source_port", Value::Null)
        .noted("two clients were connecting")
        .sources
        .truncate(1);
    host.smb_failure(clock("08:00:00") + 0.3, "miles", &office(), ("", false))
        .set("source_ip", Value::Null)
        .set("source_port", Value::Null)
        .sources
        .truncate(1);
    // With names, each has its own.
    host.smb_failure(clock("09:00:00"), "anna", &home(), ("anna", false));
    host.smb_failure(
        clock("09:00:00") + 0.3,
        "miles",
        &office(),
        ("LARKFIELD\\miles", false),
    );
    // Without Security each refusal is a separate attempt, and its own log gives nothing more.
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    demand(&case.expected(), &actual_sessions(folder.path()));
}

/// Rules: F6. Another address, another second, and a front end's own refusal.
#[test]
fn a_refusal_of_something_else_is_not_joined() {
    let mut host = with_smb(Os::Server2016);
    host.failed_network_logon(clock("08:00:00"), "anna", &home());
    host.last_expected().noted("the addresses differ");
    host.smb_refusal(clock("08:00:00") + 0.1, "anna", &office());
    host.network_refusal(clock("08:10:00"), "anna", "KALI", ("-", "-"))
        .set("source_ip", Value::Null);
    host.smb_refusal(clock("08:10:03"), "anna", &office());
    let pool = Checker::pool("RDWebAccess", "IIS APPPOOL");
    host.remote_user_fails(clock("08:20:00"), &pool, "anna", "RD Web");
    host.smb_refusal(clock("08:20:00") + 0.1, "anna", &office());
    host.failed_network_logon(clock("08:30:00"), "anna", &home());
    // Without Security these refusals would be sessions, so the law of fewer logs does not hold for
    // them.
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    demand(&case.expected(), &actual_sessions(folder.path()));
}

/// Rules: F6. Without Security the file server's record is the only one of the attempt.
#[test]
fn a_refusal_alone_is_a_failed_session_without_security() {
    let mut host = running(Os::Server2016).only(&[SMB_SERVER]);
    host.smb_failure_alone(clock("08:00:00"), "anna", &home());
    host.smb_failure_alone(clock("08:01:00"), "", &office())
        .set("user", Value::Null);
    // An attempt on the machine itself is not an access.
    host.smb_refusal(
        clock("08:02:00"),
        "anna",
        &Client::new("127.0.0.1", 49_900, ""),
    );
    check(&Case::of([host]));
}
