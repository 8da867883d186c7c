//! What only a domain controller saw, and other rows that the default view hides.

use serde_json::{Value, json};

use whence::case::load::load;
use whence::domain::session::Kind;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

use crate::common::compare::{check, sessions_and_status};
use crate::common::scenario::{Case, Client, Host, Os};
use crate::{anna, clock, home, miles, office, running};

fn controller() -> Host {
    let mut host = Host::new("DC01", "LARKFIELD", Os::Server2016).domain_controller();
    host.boot(clock("06:00:00"));
    host
}

/// The rows of one kind, including hidden ones.
fn rows_of(case: &Case, kind: &str) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let (rows, status) = sessions_and_status(folder.path(), &["--all"]);
    assert_eq!(status, 0);
    let of_kind = rows.into_iter().filter(|row| row["kind"] == kind);
    of_kind.collect()
}

fn fields(rows: &[Value], names: &[&str]) -> Vec<Value> {
    let pick = |row: &Value| names.iter().map(|name| row[*name].clone()).collect();
    rows.iter().map(pick).map(Value::Array).collect()
}

/// Rules: Q1.
#[test]
fn tickets_to_another_machine_are_one_hidden_row() {
    let mut host = controller();
    host.tickets_to(clock("08:00:00"), &anna(), &office(), "WS-ANNA");
    // Every logon reads its policies from the controller: that is another access, and the logon to
    // the other machine still counts.
    host.network_logon_for(clock("08:00:01"), &anna(), &office(), Some("SYSVOL"), 2.0);
    host.service_ticket(clock("08:05:00"), &anna(), &office(), "WS-ANNA$");
    host.service_ticket(clock("08:20:00"), &anna(), &office(), "FS01$");
    let case = Case::of([host]);
    check(&case);
    let rows = rows_of(&case, "domain-auth");
    let names = ["user", "outcome", "detail", "source_ip", "end_kind"];
    assert_eq!(
        fields(&rows, &names),
        [
            json!(["anna", "success", "WS-ANNA", "10.20.0.12", "unknown"]),
            json!(["anna", "success", "FS01", "10.20.0.12", "unknown"]),
        ]
    );
    assert_eq!(rows[0]["sources"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_refused_ticket_gives_the_reason() {
    let mut host = controller();
    host.wrong_kerberos_password(clock("08:00:00"), &anna(), &home());
    host.ticket_refused(clock("08:01:00"), &anna(), &home(), 0x12);
    host.ticket_refused(clock("08:02:00"), &anna(), &home(), 0x17);
    host.ntlm_checked(clock("08:03:00"), "anna", "KALI", 0xc000_006a);
    let case = Case::of([host]);
    check(&case);
    let names = ["outcome", "failure_code", "failure_reason", "source_host"];
    assert_eq!(
        fields(&rows_of(&case, "domain-auth"), &names),
        [
            json!(["failed", "0x00000018", "wrong password", null]),
            json!([
                "failed",
                "0x00000012",
                "account disabled, expired, locked out or outside its hours",
                null
            ]),
            json!(["refused", "0x00000017", "password expired", null]),
            json!(["failed", "0xC000006A", "wrong password", "KALI"]),
        ]
    );
}

/// Rules: Q2.
#[test]
fn a_credential_check_for_the_controller_itself_is_not_a_row() {
    let mut host = controller();
    let local = Client::new("::1", 0, "-");
    let desk = host.console_logon(clock("08:00:00"), &miles());
    host.ticket_refused(clock("08:00:01"), &miles(), &local, 0);
    host.service_ticket(clock("08:00:01"), &miles(), &local, "DC01$");
    host.console_logoff(clock("09:00:00"), desk);
    host.failed_console_logon(clock("09:10:00"), "miles");
    host.wrong_kerberos_password(clock("09:10:00"), &miles(), &local);
    let case = Case::of([host]);
    check(&case);
    assert_eq!(rows_of(&case, "domain-auth"), Vec::<Value>::new());
}

/// Rules: Q3.
#[test]
fn the_controller_gives_the_address_of_a_kerberos_logon_without_one() {
    let nowhere = Client::new("-", 0, "-");
    let other = Client::new("10.20.0.99", 50_900, "WS-OTHER");
    let mut dc = controller();
    let mut host = running(Os::Server2016);
    dc.tickets_to(clock("08:00:00"), &anna(), &office(), "HOST1");
    host.network_logon_for(clock("08:00:01"), &anna(), &nowhere, Some("x"), 5.0);
    host.last_expected()
        .set("source_ip", office().address)
        .set("confidence_source", "low");
    // From two addresses at once: not guessed. Much earlier: another connection.
    dc.service_ticket(clock("09:00:00"), &miles(), &office(), "HOST1$");
    dc.service_ticket(clock("09:00:00"), &miles(), &other, "HOST1$");
    host.network_logon_for(clock("09:00:01"), &miles(), &nowhere, Some("x"), 5.0);
    host.last_expected().set("source_ip", Value::Null);
    host.network_logon_for(clock("09:10:00"), &anna(), &nowhere, Some("x"), 5.0);
    host.last_expected().set("source_ip", Value::Null);
    check(&Case::of([dc, host]));
}

#[test]
fn a_credential_check_without_its_logon_on_a_member_is_a_hidden_row_with_a_note() {
    let mut host = running(Os::Server2016);
    host.ntlm_checked(clock("08:00:00"), "owner", "KALI", 0xc000_0064);
    let case = Case::of([host]);
    check(&case);
    let rows = rows_of(&case, "domain-auth");
    assert_eq!(
        fields(&rows, &["user", "outcome"]),
        [json!(["owner", "failed"])]
    );
    let notes = rows[0]["notes"].to_string();
    assert!(notes.contains("no record of the logon"), "{notes}");
}

#[test]
fn credentials_used_inside_a_session_are_separate_hidden_rows() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.runas(clock("08:30:00"), desk, &miles());
    host.run_as_network_only(clock("08:35:00"), desk);
    host.consent_prompt(clock("08:40:00"), &miles());
    host.console_logoff(clock("16:00:00"), desk);
    let case = Case::of([host]);
    check(&case);
    let rows = rows_of(&case, "credential-use");
    assert_eq!(
        fields(&rows, &["user", "outcome", "logon_types"]),
        [
            json!(["miles", "success", [2]]),
            json!(["anna", "success", [9]]),
            json!(["miles", "failed", [2]]),
            json!(["miles", "success", [2]]),
        ]
    );
    assert_eq!(
        parents(&case),
        [Some("console"), Some("console"), None, None],
        "the system itself asks for consent"
    );
}

/// The kind of the session in which each use of credentials happened.
fn parents(story: &Case) -> Vec<Option<&'static str>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    story.write(folder.path()).expect("the logs can be written");
    let paths = [folder.path().to_path_buf()];
    let case = load(&paths, &Progress::default(), &CancelToken::default()).expect("not cancelled");
    let uses = case.sessions.iter();
    let uses = uses.filter(|session| session.kind == Kind::CredentialUse);
    uses.map(|session| {
        let parent = session.parent.as_ref()?;
        let found = case.sessions.iter().find(|other| other.id == *parent)?;
        Some(found.kind.as_str())
    })
    .collect()
}

#[test]
fn connections_without_credentials_are_one_row_for_each_source_and_burst() {
    let mut host = running(Os::Server2016);
    host.port_scan(clock("08:00:00"), &home(), 3);
    host.port_scan(clock("08:03:00"), &office(), 2);
    host.port_scan(clock("08:04:00"), &home(), 2);
    // More than five minutes later is another burst.
    host.port_scan(clock("08:20:00"), &home(), 1);
    let case = Case::of([host]);
    check(&case);
    assert_eq!(
        fields(&rows_of(&case, "connection"), &["source_ip", "attempts"]),
        [
            json!(["198.51.100.24", 5]),
            json!(["10.20.0.12", 2]),
            json!(["198.51.100.24", 1]),
        ]
    );
}
