//! Machines that were reverted to a snapshot, or copied while they ran: one machine with several
//! histories, which have the same record numbers.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use whence::case::Case as Loaded;

use crate::common::compare::{actual_sessions, demand};
use crate::common::evtx_writer::write_evtx;
use crate::common::laws;
use crate::common::records::{LSM, OPENSSH, RCM, SECURITY, SYSTEM};
use crate::common::scenario::{Case, Host, Leave, Os, Time, at, file_name};
use crate::{anna, clock, home, miles, office};

const MOST: [&str; 5] = [SECURITY, SYSTEM, LSM, RCM, OPENSSH];

/// Writes a history of a machine. `path` gives the place of a log from its usual file name.
pub fn write(folder: &Path, history: &Case, path: &dyn Fn(&str) -> PathBuf) {
    write_between(folder, history, (Time(0), Time(u64::MAX)), path);
}

/// Writes the records of a history between two moments.
fn write_between(
    folder: &Path,
    history: &Case,
    (from, to): (Time, Time),
    path: &dyn Fn(&str) -> PathBuf,
) {
    for (channel, mut records) in history.logs(0) {
        records.retain(|record| (from..to).contains(&Time(record.time)));
        if records.is_empty() {
            continue;
        }
        let path = folder.join(path(&file_name(channel)));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, write_evtx(&records)).expect("a log can be written");
    }
}

fn in_folder(folder: &'static str) -> impl Fn(&str) -> PathBuf {
    move |name| Path::new(folder).join(name)
}

pub fn with_prefix(prefix: &'static str) -> impl Fn(&str) -> PathBuf {
    move |name| PathBuf::from(format!("{prefix}{name}"))
}

/// The expected sessions of all histories together. A session that began before the fork appears
/// once, and is open if the histories disagree on its end.
fn expected_together(histories: &[&Case]) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for mut session in histories.iter().flat_map(|history| history.expected()) {
        let is_same = |other: &&mut Value| {
            let same = |key: &str| other[key] == session[key];
            same("begin") && same("user") && same("kind")
        };
        let Some(known) = all.iter_mut().find(is_same) else {
            all.push(session);
            continue;
        };
        if known["end"] != session["end"] {
            known["end"] = Value::Null;
            known["end_kind"] = json!("open");
            known["end_detail"] = Value::Null;
            known["notes"] = json!(["histories part"]);
        }
        let more = session["sources"]
            .as_array_mut()
            .expect("a list")
            .split_off(0);
        let sources = known["sources"].as_array_mut().expect("a list");
        sources.extend(more);
    }
    all
}

/// Checks that all files together give the sessions of these histories, and that the laws hold.
#[track_caller]
pub fn demand_together(folder: &Path, histories: &[&Case]) {
    let found = actual_sessions(folder);
    demand(&expected_together(histories), &found);
    for session in &found {
        let (begin, end) = (session["begin"].as_str(), session["end"].as_str());
        assert!(
            begin.zip(end).is_none_or(|(begin, end)| begin <= end),
            "{session}"
        );
        let missing = |note: &Value| note.as_str().is_some_and(|n| n.contains("missing"));
        assert!(
            !session["notes"]
                .as_array()
                .expect("a list")
                .iter()
                .any(missing)
        );
    }
    let breaches = laws::breaches(folder);
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

pub fn loaded(folder: &Path) -> Loaded {
    laws::opened(&[folder.to_owned()])
}

/// A workstation that somebody is using when the snapshot is taken.
pub fn workstation() -> (Host, crate::common::scenario::DeskId) {
    let mut host = Host::new("VM11", "LARKFIELD", Os::Windows11).only(&MOST);
    host.boot(clock("06:00:00"));
    let before = host.console_logon(clock("07:00:00"), &miles());
    host.console_logoff(clock("07:40:00"), before);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    (host, desk)
}

/// Rules: B5
/// [source 3.9]
#[test]
fn exports_in_one_folder_are_separated_by_their_names() {
    let (mut first, desk) = workstation();
    first.console_logoff(clock("09:00:00"), desk);
    let other = first.console_logon(clock("09:30:00"), &miles());
    first.console_logoff(clock("10:00:00"), other);
    // Reverted the next day while anna is working: she continues, and the machine is shut down.
    let (mut second, desk) = workstation();
    second.lock(at("2025-03-04 12:00:00"), desk);
    second.unlock(at("2025-03-04 12:30:00"), desk);
    second.shut_down(at("2025-03-04 13:00:00"), desk, false);
    let (first, second) = (Case::of([first]), Case::of([second]));
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), &first, &with_prefix("monday_"));
    write(folder.path(), &second, &with_prefix("tuesday_"));
    demand_together(folder.path(), &[&first, &second]);
}

/// A server with a user connected by Remote Desktop.
fn server() -> (Host, crate::common::scenario::DeskId) {
    let mut host = Host::new("SRV03", "LARKFIELD", Os::Server2016);
    host.boot(clock("06:00:00"));
    for hour in 7..10 {
        let desk = host.rdp_logon(clock(&format!("{hour:02}:00:00")), &miles(), &office());
        host.rdp_logoff(clock(&format!("{hour:02}:30:00")), desk);
    }
    let desk = host.rdp_logon(clock("10:00:00"), &anna(), &home());
    (host, desk)
}

/// Rules: B5, H2
/// [source 3.9]
#[test]
fn records_that_two_folders_share_appear_once() {
    let (mut first, desk) = server();
    first.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
    first.rdp_reconnect(clock("12:00:00"), desk, &office());
    first.rdp_logoff(clock("12:30:00"), desk);
    // A month later, from the same state: it crashed, and another user logged on.
    let (mut second, _) = server();
    second.crash(at("2025-04-07 11:00:00"));
    second.boot(at("2025-04-07 11:10:00"));
    let desk = second.rdp_logon(at("2025-04-07 12:00:00"), &miles(), &home());
    second.rdp_logoff(at("2025-04-07 12:20:00"), desk);
    let (first, second) = (Case::of([first]), Case::of([second]));
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), &first, &in_folder("before the restore"));
    write(folder.path(), &second, &in_folder("after the restore"));
    demand_together(folder.path(), &[&first, &second]);
    assert_eq!(loaded(folder.path()).hosts.len(), 1);
}

/// Rules: B5
/// [source 3.9]
#[test]
fn a_copy_that_runs_in_parallel_has_its_own_sessions() {
    let until_copied = || {
        let mut host = Host::new("VM07", "LARKFIELD", Os::Server2016).only(&MOST);
        host.boot(clock("06:00:00"));
        let id = host.ssh_logon(clock("07:00:00"), &miles(), &office());
        host.ssh_logoff(clock("07:30:00"), id);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
        (host, desk)
    };
    // Both run on at the same hours, and each is used by other people.
    let (mut machine, desk) = until_copied();
    for hour in 9..12 {
        let id = machine.ssh_logon(clock(&format!("{hour:02}:00:10")), &miles(), &office());
        machine.ssh_logoff(clock(&format!("{hour:02}:20:00")), id);
    }
    machine.rdp_disconnect(clock("12:30:00"), desk, Leave::Window);
    let (mut copy, desk) = until_copied();
    for hour in 9..12 {
        let client = home().port(53_000 + hour);
        let time = clock(&format!("{hour:02}:05:00"));
        copy.network_logon_for(time, &anna(), &client, None, 400.0);
    }
    copy.rdp_logoff(clock("12:10:00"), desk);
    let (machine, copy) = (Case::of([machine]), Case::of([copy]));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let named = |which: &'static str| {
        move |name: &str| PathBuf::from(name.replace(".evtx", &format!("-{which}.evtx")))
    };
    write(folder.path(), &machine, &named("machine"));
    write(folder.path(), &copy, &named("clone"));
    demand_together(folder.path(), &[&machine, &copy]);
}

/// Rules: B5
/// [source 3.9]
#[test]
fn runs_from_one_snapshot_that_clear_their_logs_first_are_not_interleaved() {
    // A test machine is reverted before each run. Its Security numbers begin lower in the second
    // run than they end in the first, and no number is in both.
    let run = |day: u32, before: u32| {
        let mut host = Host::new("LAB01", "LARKFIELD", Os::Windows10).only(&[SECURITY, SYSTEM]);
        host.first_record(SECURITY, 51_000);
        host.first_record(SYSTEM, 9_000);
        host.boot(clock("06:00:00"));
        let start = at(&format!("2025-03-{day:02} 09:00:00"));
        for number in 0..before {
            let time = start - 600.0 + f64::from(number) * 20.0;
            host.machine_logon(time, "DC01", "10.20.0.2");
        }
        for channel in [SECURITY, SYSTEM] {
            host.forget_before(channel, start - 1.0);
        }
        host.set_clock(start + 1.0, 2.0);
        for number in 0..3 {
            let client = home().port(50_100 + number);
            let time = start + 10.0 + f64::from(number) * 30.0;
            host.ntlm_logon_for(time, &anna(), &client, None, 20.0);
        }
        Case::of([host])
    };
    let runs = [run(4, 20), run(5, 0), run(6, 9)];
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Only the time shows which files belong to one run.
    for (number, run) in (1..).zip(&runs) {
        write(folder.path(), run, &|name: &str| {
            let number = if name == "System.evtx" {
                10 - number
            } else {
                number
            };
            PathBuf::from(format!("{number}.evtx"))
        });
    }
    demand_together(folder.path(), &runs.each_ref());
}

/// Rules: B5
/// [source 3.9]
#[test]
fn if_only_system_repeats_its_numbers_another_history_ends_no_session() {
    let until_snapshot = || {
        let mut host = Host::new("VM21", "LARKFIELD", Os::Server2012R2).only(&[SECURITY, SYSTEM]);
        host.boot(clock("06:00:00"));
        host
    };
    let mut first = until_snapshot();
    let _open = first.console_logon(clock("08:00:00"), &anna());
    // The second history has written more to Security: the numbers in its export are all higher.
    let mut second = until_snapshot();
    for number in 0..60 {
        let time = at("2025-03-08 05:00:00") + f64::from(number) * 20.0;
        second.machine_logon(time, "DC01", "10.20.0.2");
    }
    second.forget_before(SECURITY, at("2025-03-08 06:30:00"));
    second.shut_down_without_logoffs(at("2025-03-08 07:00:00"));
    second.boot(at("2025-03-08 07:05:00"));
    let desk = second.console_logon(at("2025-03-08 08:00:00"), &miles());
    second.console_logoff(at("2025-03-08 09:00:00"), desk);
    let (first, second) = (Case::of([first]), Case::of([second]));
    let numbers = |case: &Case| -> BTreeSet<u64> {
        let records = case.records(0, SECURITY);
        records.iter().map(|record| record.record_id).collect()
    };
    assert!(numbers(&first).last() < numbers(&second).first());
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), &first, &with_prefix("a "));
    write(folder.path(), &second, &with_prefix("b "));
    let found = actual_sessions(folder.path());
    demand(&expected_together(&[&first, &second]), &found);
    assert_eq!(
        found[0]["end_kind"], "open",
        "the boot of the other history is not its own"
    );
}

/// Rules: B5
/// [source 3.9]
#[test]
fn an_archive_from_before_the_fork_belongs_to_all_histories() {
    let (mut first, desk) = server();
    first.rdp_logoff(clock("12:00:00"), desk);
    let (mut second, desk) = server();
    second.rdp_disconnect(at("2025-03-05 09:00:00"), desk, Leave::StartMenu);
    let other = second.rdp_logon(at("2025-03-05 10:00:00"), &miles(), &office());
    second.rdp_logoff(at("2025-03-05 10:30:00"), other);
    let (first, second) = (Case::of([first]), Case::of([second]));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let archived = (Time(0), clock("10:30:00"));
    let live = (clock("10:30:00"), Time(u64::MAX));
    write_between(folder.path(), &first, archived, &with_prefix("archive "));
    write_between(folder.path(), &first, live, &with_prefix("first "));
    write_between(folder.path(), &second, live, &with_prefix("second "));
    let mut expected = expected_together(&[&first, &second]);
    for session in &mut expected {
        session
            .as_object_mut()
            .expect("a session")
            .remove("sources");
    }
    demand(&expected, &actual_sessions(folder.path()));
}

/// Rules: B5
/// [source 3.9]
#[test]
fn a_log_that_was_cleared_or_removed_makes_no_second_history() {
    let mut host = Host::new("SRV05", "LARKFIELD", Os::Server2016);
    host.boot(clock("06:00:00"));
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.clear_security_log(clock("08:30:00"), desk);
    host.rdp_logoff(clock("09:00:00"), desk);
    let desk = host.rdp_logon(clock("10:00:00"), &anna(), &home());
    host.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
    host.restart_numbering(SECURITY, clock("09:30:00"));
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    demand(&case.expected(), &actual_sessions(folder.path()));
    let loaded = loaded(folder.path());
    let security = loaded.coverage.iter().find(|log| log.channel == SECURITY);
    let security = security.expect("the log");
    assert_eq!((security.numberings.len(), security.lineages.len()), (2, 0));
}
