//! Which machine a log belongs to, whatever the machine was called and wherever its logs are.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::compare::{actual_sessions, demand, lines_without_files};
use crate::common::evtx_writer::{Record, write_evtx};
use crate::common::records::{LSM, RCM, RDP_CORE, SECURITY, SYSTEM};
use crate::common::scenario::{Case, Host, Os, Person, Time, at};
use crate::{anna, clock, home, miles, office};

const FIRST_MACHINE: &str = "S-1-5-21-1711122001-2110033442-3557788995";
const SECOND_MACHINE: &str = "S-1-5-21-2822233112-3221144553-1446677884";

fn local(host: &str, name: &str, machine: &str, id: u32) -> Person {
    Person::new(host, name, &format!("{machine}-{id}"))
}

/// A workgroup machine called FS01, used at its console for an hour.
fn file_server(folder: &str, boot: Time, person: &Person) -> Host {
    let mut host = Host::new("FS01", "WORKGROUP", Os::Server2016).in_folder(folder);
    host.boot(boot);
    let desk = host.console_logon(boot + 3600.0, person);
    host.console_logoff(boot + 7200.0, desk);
    host
}

fn written(case: &Case) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    folder
}

fn write_log(path: &Path, records: &[Record]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    fs::write(path, write_evtx(records)).expect("the log can be written");
}

/// The host name of each session: one entry for each host that the program saw.
fn hosts_of(rows: &[Value]) -> Vec<&str> {
    rows.iter().filter_map(|row| row["host"].as_str()).collect()
}

fn ids(rows: &[Value]) -> std::collections::BTreeSet<&str> {
    rows.iter().filter_map(|row| row["id"].as_str()).collect()
}

/// Rules: H2
#[test]
fn two_machines_with_one_name_in_two_folders_are_two_hosts() {
    // Both run at the same time and have the same record numbers: only their accounts differ.
    let case = Case::of([
        file_server(
            "north",
            clock("06:00:00"),
            &local("FS01", "anna", FIRST_MACHINE, 1001),
        ),
        file_server(
            "south",
            clock("06:00:00"),
            &local("FS01", "miles", SECOND_MACHINE, 1001),
        ),
    ]);
    let folder = written(&case);
    let rows = actual_sessions(folder.path());
    demand(&case.expected(), &rows);
    assert_eq!(ids(&rows).len(), 2);
    assert!(rows.iter().all(|row| row["end_kind"] == "logoff"));
    // Each record has only one copy: nothing was joined across the machines.
    for row in &rows {
        for source in row["sources"].as_array().expect("sources") {
            assert_eq!(
                source["files"].as_array().map(Vec::len),
                Some(1),
                "{source}"
            );
        }
    }
}

#[test]
fn equal_record_numbers_with_other_content_are_two_machines() {
    // Domain accounts only: nothing but the records distinguishes the two.
    let mut hosts = ["a", "b"].map(|folder| {
        Host::new("FS01", "LARKFIELD", Os::Server2016)
            .in_folder(folder)
            .only(&[SECURITY])
    });
    for (number, host) in (0..).zip(&mut hosts) {
        host.boot(clock("06:00:00") + f64::from(number) * 17.0);
        for hour in 0..3 {
            let time = clock("08:00:00") + f64::from(hour) * 3600.0 + f64::from(number) * 60.0;
            let desk = host.console_logon(time, &anna());
            host.expected_at(desk).unset("local_session_id");
            host.console_logoff(time + 1800.0, desk);
        }
    }
    let case = Case::of(hosts);
    let folder = written(&case);
    let rows = actual_sessions(folder.path());
    demand(&case.expected(), &rows);
    assert_eq!((rows.len(), ids(&rows).len()), (6, 6));
    assert!(
        rows.iter().all(|row| row["end_kind"] == "logoff"),
        "{rows:?}"
    );
}

#[test]
fn logs_of_one_machine_in_several_folders_are_one_host() {
    let mut host = Host::new("HOST1", "LARKFIELD", Os::Server2016);
    host.boot(clock("06:00:00"));
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (place, channel) in [
        ("x", SECURITY),
        ("y/z", LSM),
        ("w", RCM),
        ("v", RDP_CORE),
        ("u", SYSTEM),
    ] {
        write_log(
            &folder.path().join(place).join("log.evtx"),
            &case.records(0, channel),
        );
    }
    let rows = actual_sessions(folder.path());
    assert_eq!(rows.len(), 1, "{rows:?}");
    let sources = rows[0]["sources"].as_array().expect("sources");
    let channels: std::collections::BTreeSet<_> = sources
        .iter()
        .filter_map(|source| source["channel"].as_str())
        .collect();
    assert!(channels.contains(LSM) && channels.contains(SECURITY) && channels.contains(RDP_CORE));
}

#[test]
fn a_log_and_its_archive_in_two_folders_are_one_host() {
    let person = local("FS01", "anna", FIRST_MACHINE, 1001);
    let mut host = file_server("whole", clock("06:00:00"), &person);
    let desk = host.console_logon(clock("10:00:00"), &person);
    host.console_logoff(clock("11:00:00"), desk);
    let case = Case::of([host]);
    let security = case.records(0, SECURITY);
    // The archive ends in the middle of the second session; no record is in both files.
    let border = security.len() - 3;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let archive = folder
        .path()
        .join("old/Archive-Security-2025-03-03-10-30-00-000.evtx");
    write_log(&archive, &security[..border]);
    write_log(
        &folder.path().join("live/Security.evtx"),
        &security[border..],
    );
    let rows = actual_sessions(folder.path());
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows.iter().all(|row| row["end_kind"] == "logoff"),
        "{rows:?}"
    );
}

/// Rules: H1
#[test]
fn a_renamed_machine_that_becomes_a_domain_controller_is_one_host() {
    let mut host = Host::new("WIN-7Q2LD0KT1PV", "WORKGROUP", Os::Server2016);
    let admin = local("WIN-7Q2LD0KT1PV", "Administrator", FIRST_MACHINE, 500).admin();
    host.boot(at("2025-03-03 06:00:00"));
    let desk = host.console_logon(at("2025-03-03 07:00:00"), &admin);
    host.expected_at(desk).set("domain", "DC07");
    host.shut_down(at("2025-03-03 08:00:00"), desk, true);
    host.rename("DC07");
    host.boot(at("2025-03-03 08:01:00"));
    let admin = local("DC07", "Administrator", FIRST_MACHINE, 500).admin();
    let desk = host.console_logon(at("2025-03-04 07:00:00"), &admin);
    host.shut_down(at("2025-03-04 08:00:00"), desk, true);
    host.promote("LARKFIELD");
    host.boot(at("2025-03-04 08:01:00"));
    let admin = local("LARKFIELD", "Administrator", FIRST_MACHINE, 500).admin();
    let desk = host.rdp_logon(at("2025-03-05 07:00:00"), &admin, &office());
    host.rdp_logoff(at("2025-03-05 08:00:00"), desk);
    // On a domain controller the machine's own name means the domain account.
    host.wrong_password_as(at("2025-03-05 09:00:00"), "DC07", "administrator");
    let case = Case::of([host]);
    let folder = written(&case);
    let rows = actual_sessions(folder.path());
    demand(&case.expected(), &rows);
    for row in &rows {
        assert_eq!(row["host"], "DC07.larkfield.example");
        assert_eq!(row["host_aliases"], json!(["WIN-7Q2LD0KT1PV", "DC07"]));
        assert_eq!(row["sid"], format!("{FIRST_MACHINE}-500"), "{row}");
    }
}

#[test]
fn a_collectors_log_is_split_by_computer() {
    let mut hosts =
        ["PC11", "PC12", "PC13"].map(|name| Host::new(name, "LARKFIELD", Os::Windows10));
    for (number, host) in (0..).zip(&mut hosts) {
        host.boot(clock("06:00:00") + f64::from(number) * 600.0);
        let desk = host.console_logon(clock("08:00:00") + f64::from(number), &anna());
        host.console_logoff(clock("09:00:00"), desk);
    }
    let case = Case::of(hosts);
    let mut forwarded: Vec<Record> = (0..3)
        .flat_map(|host| case.records(host, SECURITY))
        .collect();
    forwarded.sort_by_key(|record| record.time);
    for (id, record) in (7001..).zip(&mut forwarded) {
        record.record_id = id;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_log(&folder.path().join("ForwardedEvents.evtx"), &forwarded);
    let rows = actual_sessions(folder.path());
    let mut names = hosts_of(&rows);
    names.sort_unstable();
    let wanted = ["PC11", "PC12", "PC13"].map(|name| format!("{name}.larkfield.example"));
    assert_eq!(names, wanted);
    assert!(
        rows.iter().all(|row| row["host_aliases"] == json!([])),
        "{rows:?}"
    );
    assert!(
        rows.iter().all(|row| row["end_kind"] == "logoff"),
        "{rows:?}"
    );

    // One of them also has its own log, with other numbers: each event occurs once, under its own
    // log's number.
    write_log(
        &folder.path().join("PC12/Security.evtx"),
        &case.records(1, SECURITY),
    );
    let with_own = actual_sessions(folder.path());
    assert_eq!(with_own.len(), rows.len());
    let own = with_own
        .iter()
        .find(|row| row["host"] == "PC12.larkfield.example")
        .expect("PC12");
    for source in own["sources"].as_array().expect("sources") {
        assert!(source["record_id"].as_u64() < Some(7001), "{source}");
        assert_eq!(
            source["files"],
            json!(["ForwardedEvents.evtx", "PC12/Security.evtx"])
        );
    }
}

#[test]
fn machines_that_share_the_records_of_their_image_are_two_hosts() {
    // The image was used before it was copied, and its log was not cleared.
    let mut image = Host::new("GOLDIMAGE", "WORKGROUP", Os::Windows10);
    image.boot(at("2025-03-01 06:00:00"));
    let setup = local("GOLDIMAGE", "setup", FIRST_MACHINE, 1000);
    for hour in 7..13 {
        let desk = image.console_logon(at(&format!("2025-03-01 {hour:02}:00:00")), &setup);
        image.console_logoff(at(&format!("2025-03-01 {hour:02}:30:00")), desk);
    }
    let case = Case::of([image]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, minute, person) in [("PC01", 0, "anna"), ("PC02", 5, "miles")] {
        let mut host = Host::new(name, "WORKGROUP", Os::Windows10);
        let start = at("2025-03-03 06:00:00") + f64::from(minute) * 60.0;
        host.first_record(SECURITY, case.records(0, SECURITY).len() as u64 + 1);
        host.boot(start);
        let person = local(name, person, FIRST_MACHINE, 1001);
        let desk = host.console_logon(start + 3600.0, &person);
        host.console_logoff(start + 7200.0, desk);
        let own = Case::of([host]);
        let mut security = case.records(0, SECURITY);
        security.extend(own.records(0, SECURITY));
        write_log(
            &folder.path().join(format!("{name}/Security.evtx")),
            &security,
        );
    }
    let rows = actual_sessions(folder.path());
    for name in ["PC01", "PC02"] {
        let own: Vec<&Value> = rows.iter().filter(|row| row["host"] == name).collect();
        assert_eq!(own.len(), 7, "{name}: the image's sessions and its own");
        assert!(
            own.iter()
                .all(|row| row["host_aliases"] == json!(["GOLDIMAGE"]))
        );
    }
    assert_eq!(ids(&rows).len(), 14, "each session has its own id");
}

#[test]
fn a_machine_reverted_to_a_snapshot_loses_no_records() {
    // A virtual machine runs on, is reverted to a snapshot, and writes other records under the same
    // numbers. Evidence was taken before and after.
    let until_snapshot = || {
        let mut host = Host::new("VM04", "LARKFIELD", Os::Server2016);
        host.boot(at("2025-03-03 06:00:00"));
        for hour in 7..12 {
            let desk = host.console_logon(at(&format!("2025-03-03 {hour:02}:00:00")), &anna());
            host.console_logoff(at(&format!("2025-03-03 {hour:02}:20:00")), desk);
        }
        host
    };
    let mut before = until_snapshot().in_folder("before");
    for hour in 8..20 {
        let desk = before.rdp_logon(
            at(&format!("2025-03-04 {hour:02}:00:00")),
            &miles(),
            &office(),
        );
        before.rdp_logoff(at(&format!("2025-03-04 {hour:02}:40:00")), desk);
    }
    let mut after = until_snapshot().in_folder("after");
    for hour in 8..11 {
        let desk = after.rdp_logon(
            at(&format!("2025-03-10 {hour:02}:00:00")),
            &miles(),
            &home(),
        );
        after.rdp_logoff(at(&format!("2025-03-10 {hour:02}:40:00")), desk);
    }
    let case = Case::of([before, after]);
    let folder = written(&case);
    let rows = actual_sessions(folder.path());
    // Records from before the snapshot are in both, and appear once.
    let mut expected = case.expected();
    expected.dedup_by(|a, b| a == b);
    assert_eq!(expected.len(), 5 + 12 + 3);
    demand(&expected, &rows);
}

#[test]
fn names_and_ids_do_not_depend_on_the_layout_of_the_evidence() {
    let hosts = || {
        [
            file_server(
                "north",
                clock("06:00:00"),
                &local("FS01", "anna", FIRST_MACHINE, 1001),
            ),
            file_server(
                "south",
                clock("06:00:00"),
                &local("FS01", "miles", SECOND_MACHINE, 1001),
            ),
        ]
    };
    let [north, south] = hosts();
    let given = written(&Case::of(hosts()));
    let other = tempfile::tempdir().expect("a temporary folder");
    // In reverse order, in deeper folders, and everything twice.
    for (host, places) in [
        (north, ["z/9/logs", "z/8/shadow"]),
        (south, ["a/1/logs", "b/2/shadow"]),
    ] {
        let case = Case::of([host]);
        let name = tempfile::tempdir().expect("a temporary folder");
        case.write(name.path()).expect("the logs can be written");
        let inner = fs::read_dir(name.path())
            .expect("a folder")
            .flatten()
            .next()
            .expect("a host");
        for place in places {
            let to = other.path().join(place);
            fs::create_dir_all(&to).expect("a folder can be made");
            for log in fs::read_dir(inner.path()).expect("a folder").flatten() {
                fs::copy(log.path(), to.join(log.file_name())).expect("a log can be copied");
            }
        }
    }
    let wanted = lines_without_files(&[given.path()], 1);
    assert!(wanted.len() >= 2);
    assert_eq!(lines_without_files(&[given.path()], 8), wanted);
    assert_eq!(lines_without_files(&[other.path()], 3), wanted);
    let (a, b, z) = (
        other.path().join("a"),
        other.path().join("b"),
        other.path().join("z"),
    );
    assert_eq!(lines_without_files(&[&z, &a, &b], 2), wanted);
}
