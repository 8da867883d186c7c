//! The files of a machine with several histories, whatever their names and folders.

use std::path::{Path, PathBuf};

use whence::domain::session::Kind;

use crate::common::records::RDP_CORE;
use crate::common::scenario::{Case, Host, Os, at, file_name};
use crate::snapshots::{demand_together, loaded, with_prefix, workstation, write};
use crate::{anna, clock, home, miles, office};

/// Two histories of one workstation: it is reverted the next day while anna is working.
fn reverted_workstation() -> (Case, Case) {
    let (mut first, desk) = workstation();
    first.console_logoff(clock("09:00:00"), desk);
    let other = first.console_logon(clock("09:30:00"), &miles());
    first.console_logoff(clock("10:00:00"), other);
    let (mut second, desk) = workstation();
    second.lock(at("2025-03-04 12:00:00"), desk);
    second.unlock(at("2025-03-04 12:30:00"), desk);
    second.shut_down(at("2025-03-04 13:00:00"), desk, false);
    (Case::of([first]), Case::of([second]))
}

/// The path of a log in a folder for its channel.
fn in_folder_of_log(folder: &str, name: &str, file: &str) -> PathBuf {
    let log = name.trim_end_matches(".evtx");
    Path::new(&format!("{log}{folder}")).join(file)
}

/// Rules: B5
/// [source 3.9]
#[test]
fn a_folder_for_each_log_has_a_file_for_each_history() {
    let (first, second) = reverted_workstation();
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (file, history) in [("h1.evtx", &first), ("h2.evtx", &second)] {
        write(folder.path(), history, &|name| {
            in_folder_of_log("", name, file)
        });
    }
    demand_together(folder.path(), &[&first, &second]);
}

/// Rules: B5
/// [source 3.9]
#[test]
fn if_file_names_mean_nothing_the_time_decides() {
    let (first, second) = reverted_workstation();
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (number, history) in [&first, &second].into_iter().enumerate() {
        write(folder.path(), history, &|name| {
            // A different number for each log; the higher one belongs to either history.
            let place = 10 * name.len() + (number + name.len()) % 2;
            PathBuf::from(format!("{place}.evtx"))
        });
    }
    demand_together(folder.path(), &[&first, &second]);
}

/// Rules: B5
/// [source 3.9]
#[test]
fn files_with_one_name_that_contradict_each_other_are_not_one_history() {
    let (first, second) = reverted_workstation();
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), &first, &|name| {
        in_folder_of_log("", name, "copy.evtx")
    });
    // Next to the log's name, this gives no more information than the other.
    write(folder.path(), &second, &|name| {
        in_folder_of_log("", name, &format!("copy {name}"))
    });
    demand_together(folder.path(), &[&first, &second]);
}

/// Rules: B5, H2
/// [source 3.9]
#[test]
fn files_with_one_name_are_not_two_machines() {
    let (first, second) = reverted_workstation();
    let mut other = Host::new("VM12", "LARKFIELD", Os::Server2016);
    other.boot(clock("06:10:00"));
    let desk = other.rdp_logon(clock("11:00:00"), &miles(), &office());
    other.rdp_logoff(clock("11:40:00"), desk);
    let other = Case::of([other]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (file, history) in [("h1.evtx", &first), ("h2.evtx", &second)] {
        write(folder.path(), history, &|name| {
            in_folder_of_log("", name, file)
        });
    }
    write(folder.path(), &other, &|name| {
        in_folder_of_log(" of VM12", name, "h1.evtx")
    });
    demand_together(folder.path(), &[&first, &second, &other]);
    assert_eq!(loaded(folder.path()).hosts.len(), 2);
}

/// Rules: B5
/// [source 3.9]
#[test]
fn a_log_that_both_histories_began_is_not_one_log() {
    // Nobody had used Remote Desktop before the snapshot: in both histories the log of RdpCoreTS
    // counts from 1, and the first connection of both has the same ActivityID.
    let run = |day: u32| {
        let mut host = Host::new("SRV04", "LARKFIELD", Os::Server2016);
        host.boot(clock("06:00:00"));
        let id = host.ssh_logon(clock("07:00:00"), &miles(), &office());
        host.ssh_logoff(clock("07:30:00"), id);
        host.port_scan(at(&format!("2025-03-{day:02} 09:00:00")), &home(), 1);
        let desk = host.rdp_logon(at(&format!("2025-03-{day:02} 10:00:00")), &anna(), &home());
        host.rdp_logoff(at(&format!("2025-03-{day:02} 10:30:00")), desk);
        Case::of([host])
    };
    let (first, second) = (run(4), run(6));
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), &first, &with_prefix("a "));
    write(folder.path(), &second, &with_prefix("b "));
    assert!(
        folder
            .path()
            .join(format!("a {}", file_name(RDP_CORE)))
            .exists()
    );
    demand_together(folder.path(), &[&first, &second]);
    let case = loaded(folder.path());
    let scans = case.sessions.iter();
    let scans = scans.filter(|session| session.kind == Kind::Connection);
    let begun: Vec<String> = scans
        .filter_map(|session| session.begin.map(|at| at.to_string()))
        .collect();
    let days = begun.iter().map(|begin| begin.get(..13));
    let days: Vec<_> = days.collect();
    assert_eq!(days, [Some("2025-03-04T09"), Some("2025-03-06T09")]);
}
