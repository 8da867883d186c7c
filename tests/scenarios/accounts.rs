//! Which account a name means: the SID decides if there is one; a name alone must fit one account
//! only.

use std::fs;

use serde_json::{Value, json};

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::records::{LSM, SECURITY};
use crate::common::scenario::{Case, Host, NO_SUCH_USER, Os, Person, at};
use crate::{SID, anna, clock, home, miles, office, running};

const MACHINE: &str = "S-1-5-21-1711122001-2110033442-3557788995";

fn found(case: &Case) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let rows = actual_sessions(folder.path());
    demand(&case.expected(), &rows);
    rows
}

fn failures(rows: &[Value]) -> Vec<&Value> {
    rows.iter()
        .filter(|row| row["outcome"] == "failed")
        .collect()
}

fn notes(row: &Value) -> String {
    row["notes"].to_string()
}

#[test]
fn local_accounts_of_two_hosts_are_two_users() {
    let mut hosts = ["PC21", "PC22"].map(|name| Host::new(name, "WORKGROUP", Os::Windows10));
    for (host, machine) in hosts.iter_mut().zip([MACHINE, SID]) {
        host.boot(clock("06:00:00"));
        let name = host.name.clone();
        let person = Person::new(&name, "Administrator", &format!("{machine}-500")).admin();
        let desk = host.console_logon(clock("08:00:00"), &person);
        host.console_logoff(clock("09:00:00"), desk);
        host.wrong_password_as(clock("10:00:00"), &name, "administrator");
        host.wrong_password_as(clock("10:01:00"), ".", "administrator");
        host.wrong_password_as(clock("10:02:00"), "PC99", "administrator");
    }
    for row in found(&Case::of(hosts)) {
        let machine = if row["host"] == "PC21" { MACHINE } else { SID };
        if row["domain"] == "PC99" {
            assert_eq!(row["sid"], json!(null), "another machine's account: {row}");
        } else {
            assert_eq!(row["sid"], format!("{machine}-500"), "{row}");
            assert_eq!(row["domain"], row["host"], "{row}");
        }
    }
}

#[test]
fn a_name_is_resolved_to_a_domain_account_known_from_another_host() {
    let mut file_server = Host::new("FS01", "LARKFIELD", Os::Server2016);
    file_server.boot(clock("06:00:00"));
    let desk = file_server.rdp_logon(clock("08:00:00"), &anna(), &office());
    file_server.rdp_logoff(clock("09:00:00"), desk);
    let mut desktop = Host::new("PC01", "LARKFIELD", Os::Windows10);
    desktop.boot(clock("06:00:00"));
    desktop.wrong_password_as(clock("08:00:00"), "LARKFIELD", "ANNA");
    desktop.wrong_password_as(clock("08:01:00"), "larkfield.example", "anna");
    desktop.wrong_password_as(clock("08:02:00"), "", "anna");
    desktop.wrong_password_as(clock("08:03:00"), "OTHER", "anna");
    desktop.wrong_password_as(clock("08:04:00"), "", "nobody");
    let rows = found(&Case::of([file_server, desktop]));
    let sids: Vec<&Value> = failures(&rows).iter().map(|row| &row["sid"]).collect();
    let known = json!(anna().account.sid);
    assert_eq!(sids, [&known, &known, &known, &json!(null), &json!(null)]);
    let bound = failures(&rows)[0];
    assert_eq!(bound["confidence_user"], "medium");
    assert!(notes(bound).contains("by its name alone"));
}

/// Rules: U2
#[test]
fn without_a_domain_a_name_that_two_accounts_share_is_not_resolved() {
    let mut host = Host::new("HOST1", "LARKFIELD", Os::Windows10);
    host.boot(clock("06:00:00"));
    let of_domain = Person::new("LARKFIELD", "bob", &format!("{SID}-1120"));
    let local = Person::new("HOST1", "bob", &format!("{MACHINE}-1002"));
    for (hour, person) in [("07", &of_domain), ("08", &local)] {
        let desk = host.console_logon(clock(&format!("{hour}:00:00")), person);
        host.console_logoff(clock(&format!("{hour}:30:00")), desk);
    }
    host.wrong_password_as(clock("10:00:00"), "", "Bob");
    host.wrong_password_as(clock("10:01:00"), "HOST1", "Bob");
    host.wrong_password_as(clock("10:02:00"), "LARKFIELD", "Bob");
    let rows = found(&Case::of([host]));
    let [open, at_host, in_domain] = failures(&rows)[..] else {
        panic!("three failures")
    };
    assert_eq!((&open["sid"], &open["user"]), (&json!(null), &json!("Bob")));
    assert!(notes(open).contains("ambiguous"), "{open}");
    assert_eq!(at_host["sid"], json!(local.account.sid));
    assert_eq!(in_domain["sid"], json!(of_domain.account.sid));
}

/// Rules: U1
#[test]
fn a_renamed_account_is_shown_under_its_name_at_the_time() {
    // Written from documentation: no available log has a 4781 of a person's account.
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("07:00:00"), &anna());
    host.console_logoff(clock("07:30:00"), desk);
    host.wrong_password_as(clock("08:00:00"), "LARKFIELD", "anna");
    let married = host.rename_account(clock("09:00:00"), &anna(), "anna.berg");
    host.wrong_password_as(clock("10:00:00"), "LARKFIELD", "anna");
    host.wrong_password_as(clock("10:01:00"), "LARKFIELD", "anna.berg");
    let desk = host.console_logon(clock("11:00:00"), &married);
    host.console_logoff(clock("11:30:00"), desk);
    let rows = found(&Case::of([host]));
    let found_rows: Vec<(&Value, &Value)> =
        rows.iter().map(|row| (&row["user"], &row["sid"])).collect();
    let (sid, nobody) = (json!(anna().account.sid), Value::Null);
    let (before, after) = (json!("anna"), json!("anna.berg"));
    // After the rename no account is called anna.
    let wanted = [
        (&before, &sid),
        (&before, &sid),
        (&before, &nobody),
        (&after, &sid),
        (&after, &sid),
    ];
    assert_eq!(found_rows, wanted);
}

#[test]
fn a_sid_without_a_name_gets_the_name_it_had_at_the_time() {
    // Written from documentation. The System log has only SIDs; the names are in Security.
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("07:00:00"), &anna());
    host.console_logoff(clock("07:30:00"), desk);
    let married = host.rename_account(clock("09:00:00"), &anna(), "anna.berg");
    let desk = host.console_logon(clock("11:00:00"), &married);
    host.console_logoff(clock("11:30:00"), desk);
    let expected = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    expected
        .write(folder.path())
        .expect("the logs can be written");
    // Only the rename itself is left of Security; LocalSessionManager is lost.
    let kept: Vec<_> = expected
        .records(0, SECURITY)
        .into_iter()
        .filter(|record| record.event_id == 4781)
        .collect();
    let logs = folder.path().join("HOST1");
    fs::write(
        logs.join("Security.evtx"),
        crate::common::evtx_writer::write_evtx(&kept),
    )
    .expect("a log");
    fs::remove_file(logs.join(crate::common::scenario::file_name(LSM))).expect("a log");
    let rows = actual_sessions(folder.path());
    let users: Vec<&Value> = rows.iter().map(|row| &row["user"]).collect();
    assert_eq!(users, ["anna", "anna.berg"]);
}

#[test]
fn an_account_deleted_and_created_again_is_another_account() {
    // Written from documentation: 4726 and 4720 for the same name.
    let mut host = Host::new("LONELY", "WORKGROUP", Os::Windows10);
    let first = Person::new("LONELY", "guestpc", &format!("{MACHINE}-1005"));
    let second = Person::new("LONELY", "guestpc", &format!("{MACHINE}-1009"));
    host.boot(at("2025-03-03 06:00:00"));
    host.create_account(at("2025-03-03 06:30:00"), &first);
    let desk = host.console_logon(at("2025-03-03 07:00:00"), &first);
    host.console_logoff(at("2025-03-03 07:30:00"), desk);
    host.wrong_password_as(at("2025-03-03 08:00:00"), "LONELY", "guestpc");
    host.delete_account(at("2025-03-03 09:00:00"), &first);
    host.wrong_password_as(at("2025-03-03 10:00:00"), "LONELY", "guestpc");
    host.create_account(at("2025-03-03 11:00:00"), &second);
    host.wrong_password_as(at("2025-03-03 12:00:00"), "LONELY", "guestpc");
    let desk = host.console_logon(at("2025-03-03 13:00:00"), &second);
    host.console_logoff(at("2025-03-03 13:30:00"), desk);
    let rows = found(&Case::of([host]));
    let sids: Vec<&Value> = failures(&rows).iter().map(|row| &row["sid"]).collect();
    let wanted = [
        json!(first.account.sid),
        Value::Null,
        json!(second.account.sid),
    ];
    assert_eq!(sids, wanted.iter().collect::<Vec<_>>());
}

#[test]
fn without_records_of_the_change_a_name_means_the_account_in_use() {
    let mut host = Host::new("LONELY", "WORKGROUP", Os::Windows10);
    host.boot(clock("06:00:00"));
    for (hour, id) in [(7, 1005), (14, 1009)] {
        let person = Person::new("LONELY", "guestpc", &format!("{MACHINE}-{id}"));
        for (at, hour) in [("00", hour), ("00", hour + 3)] {
            let desk = host.console_logon(clock(&format!("{hour:02}:{at}:00")), &person);
            host.console_logoff(clock(&format!("{hour:02}:30:00")), desk);
            if hour == 7 || hour == 14 {
                host.wrong_password_as(clock(&format!("{hour:02}:45:00")), "LONELY", "guestpc");
            } else if hour == 10 {
                host.wrong_password_as(clock("12:00:00"), "LONELY", "guestpc");
            }
        }
    }
    let rows = found(&Case::of([host]));
    let found_rows: Vec<(Value, bool)> = failures(&rows)
        .iter()
        .map(|row| (row["sid"].clone(), notes(row).contains("ambiguous")))
        .collect();
    let wanted = [
        (json!(format!("{MACHINE}-1005")), false),
        (Value::Null, true),
        (json!(format!("{MACHINE}-1009")), false),
    ];
    assert_eq!(found_rows, wanted);
}

#[test]
fn a_blank_or_unknown_name_belongs_to_no_account() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &home());
    host.rdp_logoff(clock("09:00:00"), desk);
    host.failed_logon_as(clock("10:00:00"), "LARKFIELD", "miles ", NO_SUCH_USER);
    host.wrong_password_as(clock("10:01:00"), "LARKFIELD", "miles ");
    host.failed_logon_as(clock("10:02:00"), "LARKFIELD", "miles", NO_SUCH_USER);
    host.last_expected().unset("user");
    let folder = tempfile::tempdir().expect("a temporary folder");
    Case::of([host])
        .write(folder.path())
        .expect("the logs can be written");
    let rows = actual_sessions(folder.path());
    assert_eq!(failures(&rows).len(), 3);
    for row in failures(&rows) {
        assert_eq!(row["sid"], json!(null), "{row}");
    }
    assert_eq!(failures(&rows)[0]["user_as_logged"], "miles ");
}

#[test]
fn the_netbios_and_dns_names_of_a_domain_are_one_domain() {
    let mut host = Host::new("HOST1", "LARKFIELD", Os::Server2016);
    host.boot(clock("06:00:00"));
    // One account under both names of a domain whose DNS name does not begin with the NetBIOS name.
    for (hour, domain) in [("07", "LARK"), ("08", "corp.larkfield.example")] {
        let person = Person::new(domain, "anna", &format!("{SID}-1104"));
        let desk = host.console_logon(clock(&format!("{hour}:00:00")), &person);
        host.console_logoff(clock(&format!("{hour}:30:00")), desk);
    }
    let other = Person::new("LARK", "miles", &format!("{SID}-1107"));
    let desk = host.console_logon(clock("09:00:00"), &other);
    host.console_logoff(clock("09:30:00"), desk);
    host.wrong_password_as(clock("10:00:00"), "corp.larkfield.example", "miles");
    let rows = found(&Case::of([host]));
    assert_eq!(failures(&rows)[0]["sid"], json!(other.account.sid));
}

#[test]
fn local_accounts_of_machines_from_one_image_stay_separate() {
    let mut hosts = ["PC31", "PC32"].map(|name| Host::new(name, "WORKGROUP", Os::Windows10));
    for host in &mut hosts {
        host.boot(clock("06:00:00"));
        let person = Person::new(&host.name.clone(), "owner", &format!("{MACHINE}-1001"));
        let desk = host.console_logon(clock("08:00:00"), &person);
        host.console_logoff(clock("09:00:00"), desk);
    }
    check(&Case::of(hosts));
}
