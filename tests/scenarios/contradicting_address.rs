//! One record has an address that no other record has [source 5.12].

use std::fs;

use serde_json::Value;

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::evtx_writer::{Payload, Value as Field, write_evtx};
use crate::common::records::{LSM, RCM, RDP_CORE, SECURITY};
use crate::common::scenario::{Case, Client, Host, Leave, Os, file_name};
use crate::{anna, clock, home, miles, office, running};

const NOBODYS: &str = "203.0.113.98";
const WORDS: &str = "Security names 203.0.113.98";

/// Rules: D16.
///
/// [source 5.12]: Windows 7 with newer Remote Desktop, and other systems with records of the same
/// form.
#[test]
fn a_logon_with_a_wrong_address_belongs_to_the_desktop_of_the_other_records() {
    for os in [
        Os::Windows7,
        Os::Server2012R2,
        Os::Server2016,
        Os::Windows11,
    ] {
        let mut host = running(os);
        host.misaddress_next_logon(NOBODYS, 4112);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.expected_at(desk).noted(WORDS);
        host.rdp_logoff(clock("09:00:00"), desk);
        let sound = host.rdp_logon(clock("10:00:00"), &anna(), &office());
        host.rdp_logoff(clock("11:00:00"), sound);
        check(&Case::of([host]));
    }
}

/// [source 5.12], at a reconnect: with a logon of type 10 on a server and of type 7 on a client
/// edition.
#[test]
fn a_reconnect_whose_logon_has_a_wrong_address_is_one_session() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.misaddress_next_logon(NOBODYS, 61_234);
        host.rdp_reconnect(clock("10:00:00"), desk, &home());
        host.expected_at(desk).noted(WORDS);
        host.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
        check(&Case::of([host]));
    }
}

/// [source 5.12], without one of the connection logs, without any of them, or without the session
/// manager's log.
#[test]
fn fewer_logs_still_give_one_session() {
    for logs in [
        &[SECURITY, LSM, RCM][..],
        &[SECURITY, LSM, RDP_CORE],
        &[SECURITY, LSM],
        &[SECURITY, RCM, RDP_CORE],
        &[SECURITY, RCM],
    ] {
        let mut host = running(Os::Server2012R2).only(logs);
        host.misaddress_next_logon(NOBODYS, 4112);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        let expected = host.expected_at(desk).noted(WORDS);
        if !logs.contains(&LSM) {
            expected.unset("local_session_id");
        }
        host.rdp_logoff(clock("09:00:00"), desk);
        if logs.contains(&LSM) {
            check(&Case::of([host]));
            continue;
        }
        // These logs show nothing but the end of the connection.
        host.last_expected().unset("end_kind");
        let (expected, found) = expected_and_found(host);
        demand(&expected, &found);
    }
}

/// [source 5.12]: 4778 is the record that disagrees, with and without the session manager's log.
#[test]
fn a_4778_with_a_wrong_address_belongs_to_the_reconnect() {
    for logs in [
        &[SECURITY, LSM, RCM, RDP_CORE][..],
        &[SECURITY, LSM],
        &[SECURITY],
    ] {
        let mut host = running(Os::Server2016).only(logs).auditing_other_logons();
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.misaddress_next_attachment(NOBODYS);
        host.rdp_reconnect(clock("10:00:00"), desk, &home());
        host.expected_at(desk).noted(WORDS);
        host.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
        if !logs.contains(&LSM) {
            for expected in &mut host.expected {
                expected.unset("local_session_id");
            }
        }
        check(&Case::of([host]));
    }
}

/// [source 5.12]: the session manager's field disagrees with both connection logs and the logon.
#[test]
fn an_address_that_only_the_session_manager_gives_is_noted() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.expected_at(desk)
        .noted("LocalSessionManager names 203.0.113.98");
    host.rdp_logoff(clock("09:00:00"), desk);
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let mut records = case.records(0, LSM);
    for record in &mut records {
        let Payload::UserData { fields, .. } = &mut record.payload else {
            continue;
        };
        let addresses = fields.iter_mut().filter(|(name, _)| *name == "Address");
        addresses.for_each(|(_, value)| *value = Field::text_nul(NOBODYS));
    }
    let log = folder.path().join("HOST1").join(file_name(LSM));
    fs::write(log, write_evtx(&records)).expect("a log");
    demand(&case.expected(), &actual_sessions(folder.path()));
}

/// A loopback address means a tunnel: it is kept even if the other records have another address.
#[test]
fn a_loopback_address_that_contradicts_the_others_is_noted() {
    let mut host = running(Os::Server2012R2);
    host.misaddress_next_logon("127.0.0.1", 49_274);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.expected_at(desk).noted("Security names 127.0.0.1");
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn an_address_at_the_machines_own_screen_is_noted() {
    let mut host = running(Os::Server2016);
    host.misaddress_next_logon(NOBODYS, 0);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.expected_at(desk).noted(WORDS);
    host.console_logoff(clock("09:00:00"), desk);
    // Security alone would take it for a remote logon, because that is what the record says.
    let (expected, found) = expected_and_found(host);
    demand(&expected, &found);
}

/// Near miss of D16: another client with the same account connected in the same second.
#[test]
fn two_clients_of_one_account_at_once_stay_two_sessions() {
    let mut host = running(Os::Server2016);
    let first = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    let second = host.rdp_logon(clock("08:00:00.4"), &anna(), &home());
    host.rdp_logoff(clock("09:00:00"), first);
    host.rdp_disconnect(clock("09:10:00"), second, Leave::Window);
    check(&Case::of([host]));
}

/// Near miss of D16: the logon of the desktop is lost, and next to it is the logon of another
/// client that got no desktop.
#[test]
fn the_logon_of_a_client_that_got_no_desktop_is_not_assigned_to_another() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.lose(SECURITY, clock("08:00:01.1"), clock("08:00:01.5"));
    host.rdp_aborted(clock("08:00:00.5"), &anna(), &home());
    host.rdp_logoff(clock("09:00:00"), desk);
    let (_, rows) = expected_and_found(host);
    let sources: Vec<_> = rows
        .iter()
        .map(|row| (&row["outcome"], &row["source_ip"]))
        .collect();
    assert_eq!(rows.len(), 2, "{sources:?}");
    for (row, client) in rows.iter().zip([office(), home()]) {
        assert_eq!(row["source_ip"], client.address.as_str(), "{sources:?}");
        assert!(!row["notes"].to_string().contains(" names "), "{row}");
    }
}

/// Near miss of D16: the address belongs to a client that the account is using at that time.
#[test]
fn an_address_in_another_record_is_a_separate_client() {
    let mut host = running(Os::Server2016).only(&[SECURITY, LSM]);
    let from = Client::new(NOBODYS, 50_000, "OTHER-PC");
    host.failed_nla(clock("07:59:50"), "anna", &from);
    host.misaddress_next_logon(NOBODYS, 0);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    let (_, rows) = expected_and_found(host);
    let of_address = rows.iter().filter(|row| row["source_ip"] == NOBODYS);
    assert_eq!(of_address.count(), 2, "{rows:?}");
}

/// The expected and the found sessions of a story.
fn expected_and_found(host: Host) -> (Vec<Value>, Vec<Value>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    (case.expected(), actual_sessions(folder.path()))
}
