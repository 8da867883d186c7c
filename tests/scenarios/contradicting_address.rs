//! One record names an address that nobody else names [source 5.12].

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
/// [source 5.12]: Windows 7 with newer Remote Desktop, and others in the same form.
#[test]
fn a_logon_with_nobodys_address_belongs_to_the_desktop_that_all_others_tell_of() {
    for os in [
        Os::Windows7,
        Os::Server2012R2,
        Os::Server2016,
        Os::Windows11,
    ] {
        let mut host = running(os);
        host.misname_next_logon(NOBODYS, 4112);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.expected_at(desk).noted(WORDS);
        host.rdp_logoff(clock("09:00:00"), desk);
        let sound = host.rdp_logon(clock("10:00:00"), &anna(), &office());
        host.rdp_logoff(clock("11:00:00"), sound);
        check(&Case::of([host]));
    }
}

/// [source 5.12], at a reconnect: by a logon of type 10 on a server and of type 7 on a client edition.
#[test]
fn a_reconnect_whose_logon_bears_nobodys_address_is_one_session() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.misname_next_logon(NOBODYS, 61_234);
        host.rdp_reconnect(clock("10:00:00"), desk, &home());
        host.expected_at(desk).noted(WORDS);
        host.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
        check(&Case::of([host]));
    }
}

/// [source 5.12], where one log of connections is missing, or all of them, or the session manager's.
#[test]
fn fewer_logs_still_make_one_session_of_it() {
    for logs in [
        &[SECURITY, LSM, RCM][..],
        &[SECURITY, LSM, RDP_CORE],
        &[SECURITY, LSM],
        &[SECURITY, RCM, RDP_CORE],
        &[SECURITY, RCM],
    ] {
        let mut host = running(Os::Server2012R2).only(logs);
        host.misname_next_logon(NOBODYS, 4112);
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
        // The connection's end is all that these logs tell.
        host.last_expected().unset("end_kind");
        let (expected, found) = told_and_found(host);
        demand(&expected, &found);
    }
}

/// [source 5.12]: the odd record is 4778, with the session manager's log and without.
#[test]
fn a_4778_with_nobodys_address_belongs_to_the_reconnect() {
    for logs in [
        &[SECURITY, LSM, RCM, RDP_CORE][..],
        &[SECURITY, LSM],
        &[SECURITY],
    ] {
        let mut host = running(Os::Server2016).only(logs).auditing_other_logons();
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.misname_next_attachment(NOBODYS);
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

/// [source 5.12]: the session manager's field is the odd one, against both logs of connections and the
/// logon.
#[test]
fn the_session_managers_address_against_all_others_is_said() {
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

/// A loopback address tells of a tunnel: it is not lost where the others name another.
#[test]
fn a_loopback_address_against_the_others_is_said() {
    let mut host = running(Os::Server2012R2);
    host.misname_next_logon("127.0.0.1", 49_274);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.expected_at(desk).noted("Security names 127.0.0.1");
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn an_address_at_the_machines_own_screen_is_said() {
    let mut host = running(Os::Server2016);
    host.misname_next_logon(NOBODYS, 0);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.expected_at(desk).noted(WORDS);
    host.console_logoff(clock("09:00:00"), desk);
    // Security alone would take it for a remote logon: that is what the record says.
    let (expected, found) = told_and_found(host);
    demand(&expected, &found);
}

/// Near miss of D16: another client of the same account came in the same second.
#[test]
fn two_clients_of_one_account_at_once_stay_two_sessions() {
    let mut host = running(Os::Server2016);
    let first = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    let second = host.rdp_logon(clock("08:00:00.4"), &anna(), &home());
    host.rdp_logoff(clock("09:00:00"), first);
    host.rdp_disconnect(clock("09:10:00"), second, Leave::Window);
    check(&Case::of([host]));
}

/// Near miss of D16: the logon of the desktop is lost, and that of another client, which got none,
/// stands beside it.
#[test]
fn the_logon_of_a_client_that_got_no_desktop_is_not_given_to_another() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.lose(SECURITY, clock("08:00:01.1"), clock("08:00:01.5"));
    host.rdp_aborted(clock("08:00:00.5"), &anna(), &home());
    host.rdp_logoff(clock("09:00:00"), desk);
    let (_, rows) = told_and_found(host);
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

/// Near miss of D16: the address is that of a client which the account uses just then.
#[test]
fn an_address_that_another_record_names_is_a_client_of_its_own() {
    let mut host = running(Os::Server2016).only(&[SECURITY, LSM]);
    let from = Client::new(NOBODYS, 50_000, "OTHER-PC");
    host.failed_nla(clock("07:59:50"), "anna", &from);
    host.misname_next_logon(NOBODYS, 0);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    let (_, rows) = told_and_found(host);
    let of_address = rows.iter().filter(|row| row["source_ip"] == NOBODYS);
    assert_eq!(of_address.count(), 2, "{rows:?}");
}

/// The sessions that a story must give, and those that are found.
fn told_and_found(host: Host) -> (Vec<Value>, Vec<Value>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    (case.expected(), actual_sessions(folder.path()))
}
