//! Records other than logons that have both a SID and its name.

use serde_json::json;

use crate::common::compare::check;
use crate::common::records::{LSM, RCM, SECURITY, SYSTEM};
use crate::common::scenario::{Case, Host, Os, Person};
use crate::{clock, office};

const MACHINE: &str = "S-1-5-21-1711122001-2110033442-3557788995";

fn kiosk() -> Host {
    let mut host = Host::new("KIOSK-07", "WORKGROUP", Os::Windows10);
    host.boot(clock("06:00:00"));
    host
}

fn hedda() -> Person {
    Person::new("KIOSK-07", "hedda", &format!("{MACHINE}-1004"))
}

fn system() -> Person {
    Person::new("NT AUTHORITY", "SYSTEM", "S-1-5-18")
}

/// A session shown only by the System log, with the expected user.
fn stay(mut host: Host, user: &str, domain: Option<&str>) -> Case {
    let desk = host.console_logon(clock("10:00:00"), &hedda());
    host.expected_at(desk)
        .set("user", user)
        .set("domain", json!(domain))
        .set("sid", hedda().account.sid.as_str());
    host.console_logoff(clock("12:00:00"), desk);
    Case::of([host])
}

/// Rules: U1. [source 3.4]
#[test]
fn a_shutdown_request_names_its_user() {
    let mut host = kiosk().only(&[SYSTEM]);
    host.request_shutdown(clock("09:00:00"), &hedda(), &hedda());
    check(&stay(host, "hedda", Some("KIOSK-07")));
}

/// Rules: U1. [source 3.4]
#[test]
fn a_denied_program_start_names_its_user() {
    let mut host = kiosk().only(&[SYSTEM]);
    host.activation_refused(clock("09:00:00"), &system());
    host.activation_refused(clock("09:10:00"), &hedda());
    check(&stay(host, "hedda", Some("KIOSK-07")));
}

/// Rules: U1. [source 3.4]
#[test]
fn a_group_listing_names_its_account() {
    let mut host = kiosk().only(&[SYSTEM, SECURITY]);
    host.stop_writing(SECURITY, &[4624, 4634, 4647, 4648, 4672, 4776]);
    host.list_groups(clock("09:00:00"), &hedda());
    check(&stay(host, "hedda", Some("KIOSK-07")));
}

/// A service that requests a restart names no other account.
///
/// Rules: U1. [source 3.4]
#[test]
fn a_service_that_requests_a_restart_names_no_user() {
    let mut host = kiosk().only(&[SYSTEM]);
    host.request_shutdown(clock("09:00:00"), &system(), &hedda());
    host.request_shutdown(clock("09:30:00"), &hedda(), &system());
    let sid = hedda().account.sid;
    check(&stay(host, &sid, None));
}

/// No record of Security has the local name of a Microsoft account, but one of System has it.
///
/// Rules: U1, U3. [source 3.3], [source 3.4]
#[test]
fn a_system_record_shows_which_account_has_a_mail_address() {
    let mut host = kiosk().only(&[SECURITY, SYSTEM, RCM]);
    host.stop_writing(SECURITY, &[4634, 4647, 4672]);
    let person = hedda().known_as("MicrosoftAccount", "hedda.g@mail.example");
    host.activation_refused(clock("09:00:00"), &person);
    let desk = host.rdp_logon(clock("10:00:00"), &person, &office());
    host.expected_at(desk)
        .set("sid", person.account.sid.as_str());
    host.rdp_logoff(clock("12:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: U1, U3. [source 3.4], [source 3.5]
#[test]
fn the_session_manager_gives_the_name_of_a_sid() {
    let mut host = kiosk().only(&[SYSTEM, LSM]);
    let first = host.console_logon(clock("08:00:00"), &hedda());
    host.console_logoff(clock("09:00:00"), first);
    // Later the session manager's log is gone, and only the SID is left.
    host.lose(LSM, clock("09:30:00"), clock("23:00:00"));
    check(&stay(host, "hedda", Some("KIOSK-07")));
}
