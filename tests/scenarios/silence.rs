//! Evidence that was not read or not understood is reported, and an empty result gives its reason.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::evtx_writer::{Payload, Provider, Record, Value, write_evtx};
use crate::common::records::{LSM, OPENSSH, SECURITY};
use crate::common::scenario::{Case, Os};
use crate::{clock, home, running};

/// The text on standard error, the number of sessions shown, and the exit status.
fn run(paths: &[&Path], threads: u32) -> (String, usize, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_whence-cli"))
        .args(["sessions", "--all"])
        .args(paths)
        .env("RAYON_NUM_THREADS", threads.to_string())
        .output()
        .expect("the program can be started");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    let sessions = String::from_utf8(output.stdout)
        .expect("UTF-8")
        .lines()
        .count();
    (
        text,
        sessions,
        output.status.code().expect("an exit status"),
    )
}

/// The failed logons of a day.
fn failures() -> Vec<Record> {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    for minute in 0..4 {
        let time = clock("11:00:00") + f64::from(minute) * 60.0;
        host.failed_network_logon(time, "administrator", &home());
    }
    let records = Case::of([host]).records(0, SECURITY);
    records
        .into_iter()
        .filter(|record| record.event_id == 4625)
        .collect()
}

fn of_provider(name: &'static str, mut records: Vec<Record>) -> Vec<Record> {
    for record in &mut records {
        record.provider = Provider {
            name,
            guid: None,
            event_source: None,
        };
    }
    records
}

/// [source 2.11]: logon records of an unknown provider are counted, and named once.
#[test]
fn logons_of_an_unknown_provider_are_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, records: &[Record]| {
        fs::write(folder.path().join(name), write_evtx(records)).expect("written");
    };
    write(
        "storage.evtx",
        &of_provider("NetApp-Security-Auditing", failures()),
    );
    let (text, sessions, status) = run(&[folder.path()], 2);
    assert_eq!((sessions, status), (0, 0), "{text}");
    let line = "4 records of NetApp-Security-Auditing in channel Security are not understood\n";
    assert!(text.contains(line), "{text}");
    assert!(
        text.contains("nothing was understood: 4 records in 1 event log"),
        "{text}"
    );

    // Other providers and channels are listed separately, and logs that are understood are not
    // affected.
    write("Security.evtx", &failures());
    let mut ssh = of_provider("SomeSsh", failures());
    ssh.truncate(1);
    ssh[0].channel = OPENSSH;
    ssh[0].event_id = 4;
    write("ssh.evtx", &ssh);
    let mut desktops = of_provider("A-Terminal-Product", failures());
    desktops.truncate(2);
    for record in &mut desktops {
        record.channel = LSM;
        record.event_id = 21;
    }
    write("desktops.evtx", &desktops);
    let (text, sessions, status) = run(&[folder.path()], 1);
    assert_eq!((sessions, status), (4, 0), "{text}");
    assert_eq!(text.matches(line).count(), 1, "{text}");
    assert!(text.contains("1 record of SomeSsh in channel OpenSSH/Operational is not understood"));
    assert!(text.contains(&format!(
        "2 records of A-Terminal-Product in channel {LSM} are not"
    )));
    assert!(!text.contains("nothing"), "{text}");
    assert_eq!(run(&[folder.path()], 3).0, text);
}

/// [source 2.11]: in System and Application every program uses its own ids.
#[test]
fn a_programs_own_id_in_a_shared_log_is_not_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut records = of_provider("Service Control Manager", failures());
    for record in &mut records {
        record.channel = "System";
        record.event_id = 7001;
        record.payload = Payload::EventData(vec![("param1", Value::text("a service".to_owned()))]);
    }
    fs::write(folder.path().join("System.evtx"), write_evtx(&records)).expect("written");
    let (text, _, _) = run(&[folder.path()], 2);
    assert!(!text.contains("Service Control Manager"), "{text}");
}

/// [source 14.4]: files that are not event logs are listed by kind, once, with examples.
#[test]
fn files_that_are_not_event_logs_are_listed_by_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    };
    write("Security.evtx", &write_evtx(&failures()));
    let (text, _, status) = run(&[folder.path()], 2);
    assert_eq!((text.as_str(), status), ("", 0));

    write("deep/collection.zip", b"PK\x03\x04\x14\0\0\0");
    write("image.E01", b"EVF\x09\x0d\x0a\xff\0\x01");
    write(
        "export.xml",
        b"\xef\xbb\xbf<?xml version=\"1.0\"?><Events/>",
    );
    write("Security.csv", b"Level,Date and Time\r\n");
    write("events.jsonl", b"{\"EventID\":4624}\n");
    write("SOFTWARE", b"regf\0\0\0\0");
    for number in 0..40 {
        write(&format!("notes/{number:02}.txt"), b"hello");
    }
    let (text, sessions, status) = run(&[folder.path()], 2);
    assert_eq!((sessions, status), (4, 0));
    let expected = "46 files are no event logs: 1 zip archive (deep/collection.zip), \
         1 disk image (image.E01), 1 XML (export.xml), 1 JSON (events.jsonl), \
         1 CSV (Security.csv), 1 registry hive (SOFTWARE), \
         40 others (notes/00.txt, notes/01.txt, notes/02.txt and 37 more)\n";
    assert_eq!(text, expected);
    // In any order, and once even if a folder was given twice.
    let deep = folder.path().join("deep");
    assert_eq!(run(&[&deep, folder.path()], 1).0, text);
    assert_eq!(run(&[folder.path(), folder.path()], 3).0, text);

    // A file given by name is reported as not an event log, with its kind.
    let log = folder.path().join("Security.evtx");
    let zip = deep.join("collection.zip");
    let (text, sessions, status) = run(&[&log, &zip], 2);
    assert_eq!((sessions, status), (4, 3));
    assert!(
        text.contains("collection.zip: is no event log: it looks like a zip archive"),
        "{text}"
    );
}

/// Nothing happened, nothing was understood, no event logs: three different reasons.
#[test]
fn an_empty_result_gives_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let (text, _, status) = run(&[folder.path()], 2);
    assert_eq!(status, 4);
    assert!(text.contains("no event logs in the given paths"), "{text}");

    fs::write(folder.path().join("a.zip"), b"PK\x03\x04").expect("written");
    let (text, _, status) = run(&[folder.path()], 2);
    assert_eq!(status, 4);
    assert!(
        text.contains("1 file is no event log: 1 zip archive (a.zip)"),
        "{text}"
    );
    assert!(text.contains("no event logs in the given paths"), "{text}");
    fs::remove_file(folder.path().join("a.zip")).expect("removed");

    let mut others = failures();
    for record in &mut others {
        record.event_id = 5156;
    }
    let log = folder.path().join("Security.evtx");
    fs::write(&log, write_evtx(&others)).expect("written");
    let (text, _, status) = run(&[folder.path()], 2);
    assert_eq!(status, 0);
    assert!(
        text.starts_with("nothing was understood: 4 records in 1 event log"),
        "{text}"
    );

    let host = running(Os::Server2016).only(&["System"]);
    fs::write(&log, write_evtx(&Case::of([host]).records(0, "System"))).expect("written");
    let (text, sessions, status) = run(&[folder.path()], 2);
    assert_eq!((sessions, status), (0, 0));
    assert!(text.starts_with("no sessions: "), "{text}");
}
