//! PowerShell remoting. The records were seen in real logs. That a shell's client authenticates for
//! each connection, and that newer versions name the client in 91, comes from documentation.

use crate::common::compare::{actual_sessions, check};
use crate::common::records::{SECURITY, WINRM};
use crate::common::scenario::{Case, Client, Os, ShellLog};
use crate::{anna, clock, home, miles, office, running};

const EVERY_LOG: [ShellLog; 3] = [
    ShellLog::Requests,
    ShellLog::Shell,
    ShellLog::ShellAndClient,
];

/// Rules: X1, X2.
#[test]
fn the_logons_of_one_shell_are_one_session_until_the_last_one_ends() {
    for log in EVERY_LOG {
        let mut host = running(Os::Server2016);
        let shell = host.winrm_logon(clock("08:00:00"), &miles(), &office(), log);
        host.winrm_logoff(clock("08:30:00"), shell);
        check(&Case::of([host]));
    }
}

/// Rules: X2, X3.
#[test]
fn the_host_process_of_a_shell_is_proof_with_security_alone() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let shell = host.winrm_logon(clock("08:00:00"), &miles(), &office(), ShellLog::Shell);
    host.winrm_process(clock("08:00:01"), &shell);
    host.winrm_logoff(clock("08:30:00"), shell);
    check(&Case::of([host]));
}

/// Rules: X2.
#[test]
fn files_opened_from_the_same_machine_are_not_part_of_the_shell() {
    let mut host = running(Os::Server2016);
    let shell = host.winrm_logon(clock("08:00:00"), &miles(), &office(), ShellLog::Shell);
    let files = office().port(50_001);
    host.network_logon_for(clock("08:00:30"), &miles(), &files, Some("C$"), 5.0);
    host.network_logon_for(clock("08:01:00"), &anna(), &home(), Some("x"), 5.0);
    host.winrm_logoff(clock("08:30:00"), shell);
    check(&Case::of([host]));
}

#[test]
fn without_security_a_shell_has_its_account_and_no_end() {
    let mut host = running(Os::Server2016).only(&[WINRM]);
    let shell = host.winrm_logon(
        clock("08:00:00"),
        &miles(),
        &office(),
        ShellLog::ShellAndClient,
    );
    host.winrm_logoff(clock("08:30:00"), shell);
    host.last_expected().set("end_kind", "unknown");
    check(&Case::of([host]));

    let mut host = running(Os::Server2016).only(&[WINRM]);
    let shell = host.winrm_logon(clock("08:00:00"), &miles(), &office(), ShellLog::Requests);
    host.winrm_logoff(clock("08:30:00"), shell);
    host.last_expected()
        .set("end_kind", "unknown")
        .set("source_ip", serde_json::Value::Null);
    check(&Case::of([host]));
}

#[test]
fn a_machine_that_calls_itself_with_its_users_token_is_not_accessed() {
    let mut host = running(Os::Server2016);
    let desk = host.console_logon(clock("08:00:00"), &miles());
    host.winrm_to_itself(clock("08:01:00"), &miles());
    host.console_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_remote_shell_during_a_call_to_itself_is_an_access() {
    let mut host = running(Os::Server2016);
    host.winrm_to_itself(clock("08:00:00"), &miles());
    let shell = host.winrm_logon(clock("08:00:10"), &miles(), &office(), ShellLog::Shell);
    host.winrm_logoff(clock("08:30:00"), shell);
    check(&Case::of([host]));
}

#[test]
fn an_account_without_the_right_to_use_winrm_is_refused() {
    let mut host = running(Os::Server2016);
    host.winrm_unauthorized(clock("08:00:00"), &anna());
    check(&Case::of([host]));
}

#[test]
fn two_simultaneous_clients_of_one_account_are_separated_by_the_address_in_91() {
    let mut host = running(Os::Server2016);
    let log = ShellLog::ShellAndClient;
    let first = host.winrm_logon(clock("08:00:00"), &miles(), &office(), log);
    let second = host.winrm_logon(clock("08:00:01"), &miles(), &home(), log);
    host.winrm_logoff(clock("08:20:00"), first);
    host.winrm_logoff(clock("08:30:00"), second);
    check(&Case::of([host]));
}

#[test]
fn an_address_is_not_guessed_between_two_clients() {
    let mut host = running(Os::Server2016);
    let shell = host.winrm_logon(clock("08:00:00"), &miles(), &office(), ShellLog::Shell);
    let other = Client::new("10.20.0.77", 50_301, "WS-OTHER");
    host.network_logon_for(clock("08:00:01"), &miles(), &other, Some("x"), 5.0);
    host.winrm_logoff(clock("08:30:00"), shell);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    let rows = actual_sessions(folder.path());
    let winrm: Vec<_> = rows.iter().filter(|row| row["kind"] == "winrm").collect();
    assert_eq!(winrm.len(), 1, "{rows:?}");
    assert!(winrm[0]["source_ip"].is_null());
    assert!(
        winrm[0]["notes"][0]
            .as_str()
            .is_some_and(|note| note.contains("several"))
    );
    // The logons are not lost: each stays a network session until more is known.
    assert_eq!(
        rows.iter().filter(|row| row["kind"] == "network").count(),
        3
    );
}
