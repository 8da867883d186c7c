//! One person under several names: the account's name at a service and on the machine.

use serde_json::json;

use crate::common::compare::check;
use crate::common::records::{LSM, RCM, RDP_CORE, SECURITY, SYSTEM, WINLOGON};
use crate::common::scenario::{Case, Host, Leave, Os, Person};
use crate::{SID, anna, clock, home, miles, office, running};

const MACHINE: &str = "S-1-5-21-1711122001-2110033442-3557788995";

/// A standalone machine that has just started.
fn laptop(os: Os) -> Host {
    let mut host = Host::new("LAPTOP-K3VT90", "WORKGROUP", os);
    host.boot(clock("06:00:00"));
    host
}

/// A Microsoft account with a short name on the machine.
fn nora() -> Person {
    let person = Person::new("LAPTOP-K3VT90", "nora", &format!("{MACHINE}-1001"));
    person.known_as("MicrosoftAccount", "nora.lindqvist@mail.example")
}

/// Another account on the same machine, whose address begins like that of the first.
fn nora_of_work() -> Person {
    let person = Person::new("LAPTOP-K3VT90", "nora_000", &format!("{MACHINE}-1002"));
    person.known_as("MicrosoftAccount", "nora.lindqvist@work.example")
}

/// An Entra account: the machine derives its name from the display name.
fn piotr() -> Person {
    let sid = "S-1-12-1-1414213562-1732050807-2236067977-2645751311";
    let person = Person::new("AzureAD", "PiotrZielinski", sid);
    person.known_as("AzureAD", "p.zielinski@corp.example")
}

/// Rules: U3. [source 3.3]
#[test]
fn a_microsoft_account_and_its_unlocks_are_one_session() {
    for os in [Os::Windows10, Os::Windows11] {
        let mut host = laptop(os);
        let nora = nora().admin();
        let desk = host.cached_console_logon(clock("08:00:00"), &nora);
        host.expected_at(desk)
            .set("user_as_logged", "nora.lindqvist@mail.example")
            .set("sid", nora.account.sid.as_str());
        host.lock(clock("09:00:00"), desk);
        host.unlock(clock("09:30:00"), desk);
        host.console_logoff(clock("17:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// Rules: U3. [source 3.3]
#[test]
fn an_entra_account_reconnects_by_remote_desktop() {
    let mut host = laptop(Os::Windows11).auditing_other_logons();
    let piotr = piotr();
    let desk = host.rdp_logon(clock("08:00:00"), &piotr, &office());
    host.expected_at(desk)
        .set("sid", piotr.account.sid.as_str());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), desk, &home());
    host.expected_at(desk)
        .set("sid", piotr.account.sid.as_str());
    host.rdp_logoff(clock("11:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: U3. [source 3.3]
#[test]
fn two_microsoft_accounts_take_turns_at_one_screen() {
    let mut host = laptop(Os::Windows10);
    let first = host.console_logon(clock("08:00:00"), &nora());
    host.switch_user(clock("09:00:00"), first);
    let second = host.console_logon(clock("09:00:20"), &nora_of_work());
    host.switch_user(clock("10:00:00"), second);
    host.switch_back(clock("10:00:30"), first);
    host.console_logoff(clock("11:00:00"), first);
    host.switch_back(clock("11:00:30"), second);
    host.console_logoff(clock("12:00:00"), second);
    check(&Case::of([host]));
}

/// The power fails: no record of Security has the account's name on the machine.
///
/// Rules: U3. [source 3.3]
#[test]
fn the_logon_notification_shows_which_account_has_the_mail_address() {
    let mut host = laptop(Os::Windows10).without(&[WINLOGON]);
    // Nothing shows that the logon sessions of the unlock ended, either.
    host.stop_writing(SECURITY, &[4634]);
    let nora = nora();
    let desk = host.console_logon(clock("08:00:00"), &nora);
    host.expected_at(desk)
        .set("sid", nora.account.sid.as_str())
        .noted("the logon notice of its local session gives the SID");
    host.lock(clock("08:30:00"), desk);
    host.unlock(clock("08:40:00"), desk);
    check(&Case::of([host]));
}

/// Only the time connects the only logon with the only desktop.
///
/// Rules: U3. [source 3.3]
#[test]
fn the_only_logon_and_the_only_desktop_of_a_moment_belong_to_one_account() {
    let mut host = laptop(Os::Windows10).only(&[SECURITY, LSM]);
    let nora = nora();
    let desk = host.console_logon(clock("08:00:00"), &nora);
    host.expected_at(desk)
        .set("sid", nora.account.sid.as_str())
        .noted("it was the only logon and the only desktop of the moment");
    check(&Case::of([host]));
}

/// Rules: U3. [source 3.3]
#[test]
fn the_connection_links_the_mail_address_in_1149_to_the_desktop() {
    let mut host = laptop(Os::Windows11).only(&[LSM, RCM, RDP_CORE]);
    let desk = host.rdp_logon(clock("08:00:00"), &nora(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), desk, &home());
    host.rdp_logoff(clock("11:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: U3. [source 3.3]
#[test]
fn a_logon_id_links_the_mail_address_to_the_name_in_4778() {
    let mut host = laptop(Os::Windows10)
        .only(&[SECURITY])
        .auditing_other_logons();
    host.stop_writing(SECURITY, &[4634, 4672]);
    let nora = nora();
    let desk = host.rdp_logon(clock("08:00:00"), &nora, &office());
    host.expected_at(desk)
        .unset("local_session_id")
        .set("user", "nora")
        .set("domain", "LAPTOP-K3VT90");
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    check(&Case::of([host]));
}

/// Rules: U2, U3. [source 3.3]
#[test]
fn a_wrong_password_for_the_mail_address_is_an_attempt_on_the_account() {
    let mut host = laptop(Os::Windows10);
    let nora = nora();
    let desk = host.console_logon(clock("08:00:00"), &nora);
    host.console_logoff(clock("09:00:00"), desk);
    let address = "Nora.Lindqvist@mail.example";
    host.wrong_password_as(clock("10:00:00"), "MicrosoftAccount", address);
    let failure = host.expected.last_mut().expect("the failure");
    failure
        .set("user", "nora")
        .set("sid", nora.account.sid.as_str())
        .set("user_as_logged", address);
    // The name on the machine still belongs to the account, although its last record has the
    // address.
    host.console_logon(clock("10:02:00"), &nora);
    host.wrong_password_as(clock("10:04:00"), "LAPTOP-K3VT90", "nora");
    let failure = host.expected.last_mut().expect("the failure");
    failure.set("sid", nora.account.sid.as_str());
    // A mistyped name belongs to no account.
    host.wrong_password_as(clock("10:05:00"), "", "nora.lindqvist@mial.example");
    let failure = host.expected.last_mut().expect("the failure");
    failure
        .set("user", "nora.lindqvist")
        .set("sid", json!(null));
    check(&Case::of([host]));
}

/// A domain account whose mail address differs from its account name.
///
/// Rules: U3. [source 3.3]
#[test]
fn a_user_principal_name_and_a_pre_windows_2000_name_are_one_account() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os);
        let person = Person::new("LARKFIELD", "aberg", &format!("{SID}-1140"))
            .known_as("LARKFIELD", "anna.berg@larkfield.example");
        let desk = host.rdp_logon(clock("08:00:00"), &person, &office());
        host.expected_at(desk)
            .set("sid", person.account.sid.as_str());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.rdp_reconnect(clock("10:00:00"), desk, &home());
        host.rdp_logoff(clock("11:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// Rules: U3.
#[test]
fn the_administrators_of_machine_and_domain_are_two_users() {
    let mut host = running(Os::Windows10).without(&[SYSTEM]);
    let local = Person::new("HOST1", "Administrator", &format!("{MACHINE}-500")).admin();
    let of_domain = Person::new("LARKFIELD", "Administrator", &format!("{SID}-500")).admin();
    let first = host.console_logon(clock("08:00:00"), &local);
    host.switch_user(clock("09:00:00"), first);
    let second = host.console_logon(clock("09:00:20"), &of_domain);
    host.switch_user(clock("10:00:00"), second);
    host.switch_back(clock("10:00:30"), first);
    host.console_logoff(clock("11:00:00"), first);
    let third = host.rdp_logon(clock("12:00:00"), &of_domain, &office());
    host.rdp_logoff(clock("13:00:00"), third);
    check(&Case::of([host]));
}

/// Two logons by address at one moment: it stays open which desktop belongs to which.
///
/// Rules: U3.
#[test]
fn two_logons_at_one_moment_link_no_accounts() {
    let mut host = running(Os::Server2016).only(&[LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    let other = host.rdp_logon(clock("08:00:01"), &miles(), &home());
    host.rdp_logoff(clock("09:00:00"), desk);
    host.rdp_logoff(clock("09:30:00"), other);
    check(&Case::of([host]));
}
