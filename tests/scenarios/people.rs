//! Which accounts and hosts are the same, on one host and on several.

use serde_json::json;

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::scenario::{Case, Host, Os, Person, at};
use crate::{SID, anna, clock, home, miles, office, running};

const LOCAL_SID: &str = "S-1-5-21-1711122001-2110033442-3557788995";

#[test]
fn a_local_account_belongs_to_its_host() {
    let mut host = Host::new("LONELY", "WORKGROUP", Os::Windows10);
    host.boot(clock("06:00:00"));
    let person = Person::new("LONELY", "owner", &format!("{LOCAL_SID}-1001")).admin();
    host.failed_console_logon(clock("07:59:00"), "owner");
    let desk = host.console_logon(clock("08:00:00"), &person);
    host.rdp_reconnect(clock("09:00:00"), desk, &home());
    host.rdp_logoff(clock("10:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn the_built_in_administrator_has_one_token() {
    let mut host = running(Os::Server2012R2).domain_controller();
    let person = Person::new("LARKFIELD", "Administrator", &format!("{SID}-500")).admin();
    let desk = host.rdp_logon(clock("08:00:00"), &person, &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn equal_ids_on_two_hosts_are_not_mixed_up() {
    let mut hosts = ["HOST1", "HOST2"].map(|name| Host::new(name, "LARKFIELD", Os::Server2016));
    for (host, person) in hosts.iter_mut().zip([anna(), miles()]) {
        host.boot(clock("06:00:00"));
        host.force_luid(0x7a_0000);
        let desk = host.rdp_logon(clock("08:00:00"), &person, &office());
        host.rdp_logoff(clock("09:00:00"), desk);
    }
    check(&Case::of(hosts));
}

#[test]
fn one_person_at_two_hosts_at_once_has_two_sessions() {
    let mut desk_host = Host::new("HOST1", "LARKFIELD", Os::Windows10);
    let mut far_host = Host::new("HOST2", "LARKFIELD", Os::Server2016);
    desk_host.boot(clock("06:00:00"));
    far_host.boot(clock("06:00:00"));
    let here = desk_host.console_logon(clock("08:00:00"), &miles());
    let there = far_host.rdp_logon(clock("08:30:00"), &miles(), &office());
    far_host.rdp_logoff(clock("09:00:00"), there);
    desk_host.console_logoff(clock("16:00:00"), here);
    check(&Case::of([desk_host, far_host]));
}

#[test]
fn names_outside_ascii_are_kept() {
    let mut host = running(Os::Windows10);
    let person = Person::new("LARKFIELD", "jürgen.müller", &format!("{SID}-1130"));
    let desk = host.console_logon(clock("08:00:00"), &person);
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_user_whose_name_ends_like_a_machine_name_is_shown() {
    let mut host = running(Os::Server2016);
    let person = Person::new("LARKFIELD", "printer$", &format!("{SID}-1131"));
    let desk = host.rdp_logon(clock("08:00:00"), &person, &home());
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_host_is_shown_under_its_last_name() {
    let mut host = Host::new("WIN-8KQ2ZLP0TRM", "LARKFIELD", Os::Server2016);
    host.boot(clock("06:00:00"));
    let desk = host.console_logon(clock("08:00:00"), &miles());
    host.shut_down(clock("08:30:00"), desk, true);
    host.rename("FS02");
    host.boot(clock("08:31:00"));
    let again = host.console_logon(clock("08:33:00"), &miles());
    host.console_logoff(clock("09:00:00"), again);
    let case = Case::of([host]);
    assert_eq!(case.expected()[0]["host"], "FS02.larkfield.example");
    check(&case);
}

/// A machine made from an image, with the image's name until its first restart.
fn from_image(name: &str, day: &str, owner: &str) -> Host {
    let mut host = Host::new("GOLDIMAGE", "WORKGROUP", Os::Windows10);
    let time = |clock: &str| at(&format!("{day} {clock}"));
    host.boot(time("06:00:00"));
    let setup = Person::new("GOLDIMAGE", "setup", &format!("{LOCAL_SID}-1000"));
    let desk = host.console_logon(time("06:05:00"), &setup);
    host.expected_at(desk).set("domain", name);
    host.shut_down(time("06:10:00"), desk, true);
    host.rename(name);
    host.boot(time("06:11:00"));
    let person = Person::new(name, owner, &format!("{LOCAL_SID}-1001"));
    let desk = host.console_logon(time("08:00:00"), &person);
    host.console_logoff(time("09:00:00"), desk);
    host
}

#[test]
fn machines_from_one_image_are_separate_hosts() {
    let first = from_image("PC01", "2025-03-03", "anna");
    let second = from_image("PC02", "2025-03-04", "miles");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cases = [Case::of([first]), Case::of([second])];
    let mut expected = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let own = folder.path().join(number.to_string());
        case.write(&own).expect("the logs can be written");
        expected.extend(case.expected());
    }
    let actual = actual_sessions(folder.path());
    demand(&expected, &actual);
    assert!(
        actual
            .iter()
            .all(|row| row["host_aliases"] == json!(["GOLDIMAGE"]))
    );
}

#[test]
fn a_name_that_another_machine_had_before_does_not_link_the_two() {
    // FS01 becomes FS01-OLD; next week a new machine gets the name.
    let old = {
        let mut host = Host::new("FS01", "WORKGROUP", Os::Server2016);
        host.boot(at("2025-03-03 06:00:00"));
        let person = Person::new("FS01", "anna", &format!("{LOCAL_SID}-1001"));
        let desk = host.console_logon(at("2025-03-03 08:00:00"), &person);
        host.expected_at(desk).set("domain", "FS01-OLD");
        host.shut_down(at("2025-03-03 09:00:00"), desk, true);
        host.rename("FS01-OLD");
        host.boot(at("2025-03-03 09:01:00"));
        let desk = host.console_logon(at("2025-03-03 10:00:00"), &person);
        host.expected_at(desk).set("domain", "FS01-OLD");
        host.console_logoff(at("2025-03-03 11:00:00"), desk);
        host
    };
    let new = {
        let mut host = Host::new("FS01", "WORKGROUP", Os::Server2016);
        host.boot(at("2025-03-10 06:00:00"));
        let person = Person::new("FS01", "miles", &format!("{LOCAL_SID}-1002"));
        let desk = host.console_logon(at("2025-03-10 08:00:00"), &person);
        host.console_logoff(at("2025-03-10 09:00:00"), desk);
        host
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cases = [Case::of([old]), Case::of([new])];
    let mut expected = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let own = folder.path().join(number.to_string());
        case.write(&own).expect("the logs can be written");
        expected.extend(case.expected());
    }
    demand(&expected, &actual_sessions(folder.path()));
}

#[test]
fn one_name_in_two_domains_means_two_machines() {
    let mut hosts = ["NORTH", "SOUTH"].map(|domain| Host::new("DC01", domain, Os::Server2016));
    for (host, person) in hosts.iter_mut().zip([anna(), miles()]) {
        host.boot(clock("06:00:00"));
        let desk = host.console_logon(clock("08:00:00"), &person);
        host.console_logoff(clock("09:00:00"), desk);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (number, host) in hosts.into_iter().enumerate() {
        let own = folder.path().join(number.to_string());
        Case::of([host])
            .write(&own)
            .expect("the logs can be written");
    }
    let actual = actual_sessions(folder.path());
    let names: Vec<&str> = actual
        .iter()
        .filter_map(|row| row["host"].as_str())
        .collect();
    assert_eq!(names, ["DC01.north.example", "DC01.south.example"]);
    assert!(actual.iter().all(|row| row["end_kind"] == "logoff"));
}
