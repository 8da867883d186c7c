//! Records that state a SID with its name, beside those of logons.

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

/// A stay that only the System log tells of, with whom it names.
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
fn who_asked_for_a_shutdown_has_a_name() {
    let mut host = kiosk().only(&[SYSTEM]);
    host.shutdown_asked(clock("09:00:00"), &hedda(), &hedda());
    check(&stay(host, "hedda", Some("KIOSK-07")));
}

/// Rules: U1. [source 3.4]
#[test]
fn whose_program_may_not_start_has_a_name() {
    let mut host = kiosk().only(&[SYSTEM]);
    host.activation_refused(clock("09:00:00"), &system());
    host.activation_refused(clock("09:10:00"), &hedda());
    check(&stay(host, "hedda", Some("KIOSK-07")));
}

/// Rules: U1. [source 3.4]
#[test]
fn an_account_whose_groups_were_looked_at_has_a_name() {
    let mut host = kiosk().only(&[SYSTEM, SECURITY]);
    host.stop_writing(SECURITY, &[4624, 4634, 4647, 4648, 4672, 4776]);
    host.look_at_groups(clock("09:00:00"), &hedda());
    check(&stay(host, "hedda", Some("KIOSK-07")));
}

/// A service that asks for a restart names nobody else.
///
/// Rules: U1. [source 3.4]
#[test]
fn a_service_that_asks_for_a_restart_gives_nobody_a_name() {
    let mut host = kiosk().only(&[SYSTEM]);
    host.shutdown_asked(clock("09:00:00"), &system(), &hedda());
    host.shutdown_asked(clock("09:30:00"), &hedda(), &system());
    let sid = hedda().account.sid;
    check(&stay(host, &sid, None));
}

/// The name of a Microsoft account stands in no record of Security, but in one of System.
///
/// Rules: U1, U3. [source 3.3], [source 3.4]
#[test]
fn a_system_record_tells_whose_an_address_is() {
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
fn the_session_manager_tells_the_name_of_a_sid() {
    let mut host = kiosk().only(&[SYSTEM, LSM]);
    let first = host.console_logon(clock("08:00:00"), &hedda());
    host.console_logoff(clock("09:00:00"), first);
    // Later the session manager's log is gone, and only the SID is left.
    host.lose(LSM, clock("09:30:00"), clock("23:00:00"));
    check(&stay(host, "hedda", Some("KIOSK-07")));
}
