//! Names of Windows' own accounts: typed by somebody elsewhere they are shown, used by Windows itself
//! they are not (session model, decisions 10, 18 and 41).

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

/// Rules: V3. Decision 41.
#[test]
fn a_refusal_over_the_network_is_shown_whatever_name_was_typed() {
    for os in ALL_SYSTEMS {
        let mut host = running(os).only(&[SECURITY]);
        for (number, name) in NAMES.iter().enumerate() {
            let time = clock("08:00:00") + 30.0 * number as f64;
            host.failed_network_logon(time, name, &home());
        }
        check(&Case::of([host]));
    }
}

/// Rules: V3, N2. Decision 41: Network Level Authentication, with and without an address.
#[test]
fn the_name_of_a_hidden_account_typed_into_remote_desktop_is_shown() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        host.failed_nla(clock("08:00:00"), "WDAGUtilityAccount", &home());
        host.failed_nla(clock("08:05:00"), "HOST1$", &home());
        check(&Case::of([host]));
    }
}

/// Rules: V3. Decision 41: SSH, a web page, and older systems that write no address.
#[test]
fn other_ways_over_the_network_are_shown_too() {
    let mut host = running(Os::Server2016);
    host.ssh_guessing(clock("08:00:00"), "defaultuser0", false, &home(), 3);
    let pool = Checker::pool("RDWebAccess", "IIS APPPOOL");
    host.outsider_fails(clock("08:10:00"), &pool, "WDAGUtilityAccount", "RD Web");
    host.network_refusal(clock("08:20:00"), "SYSTEM", "KALI", ("-", "-"))
        .set("source_ip", Value::Null);
    host.network_refusal(clock("08:21:00"), "SYSTEM", "-", ("-", "-"))
        .set("source_ip", Value::Null);
    // Through a tunnel that ends here; the client says another name.
    host.network_refusal(clock("08:22:00"), "defaultuser0", "KALI", ("127.0.0.1", "50001"))
        .set("source_ip", "127.0.0.1");
    check(&Case::of([host]));
}

/// Rules: V3. Decisions 10 and 41: on the machine itself the names hide.
#[test]
fn attempts_on_the_machine_itself_stay_hidden_by_name() {
    let mut host = running(Os::Windows10).only(&[SECURITY]);
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

/// Rules: V2. Decision 10: what succeeds is hidden by its account.
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
