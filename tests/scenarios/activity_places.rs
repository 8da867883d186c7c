//! On which host an artefact was made.

use whence::case::Case as Loaded;

use crate::common::activities::{notes_of, opened, opened_paths, put};
use crate::common::artefacts::{Link, info_file, share_info};
use crate::common::scenario::{Case, Host, Os, Time};
use crate::{anna, clock, home};

fn host(name: &str) -> Host {
    let mut host = Host::new(name, "LARKFIELD", Os::Server2016);
    host.boot(clock("06:00:00"));
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.rdp_logoff(clock("10:00:00"), desk);
    host
}

fn ticks(time: Time) -> i64 {
    i64::try_from(time.0).expect("a year before 30000")
}

/// The only activity of these hosts and an artefact: the name of its host, how it is tied, and its notes.
fn placed(
    hosts: &[&str],
    given: Option<&str>,
    name: &str,
    bytes: &[u8],
) -> (String, String, usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let hosts: Vec<Host> = hosts.iter().map(|name| host(name)).collect();
    Case::of(hosts)
        .write(folder.path())
        .expect("the logs can be written");
    put(folder.path(), name, bytes);
    only(&opened(folder.path(), given))
}

fn only(case: &Loaded) -> (String, String, usize) {
    let [activity] = &case.activities[..] else {
        panic!("{} activities", case.activities.len())
    };
    let name = activity.host.map_or("", |host| case.host_name(host));
    let name = name.split('.').next().unwrap_or_default();
    let strength = activity.strength.to_string();
    (name.to_owned(), strength, notes_of(activity).len())
}

fn deletion() -> Vec<u8> {
    info_file(2, 4096, ticks(clock("09:00:00")), "C:\\a.txt")
}

/// A link that states only when its target was created.
fn link(machine: &'static str) -> Vec<u8> {
    Link {
        machine: Some(machine),
        ..Link::to("C:\\a.txt", ticks(clock("09:00:00")))
    }
    .bytes()
}

fn bin(folder: &str) -> String {
    format!("{folder}/$Recycle.Bin/{}/$IABC123.txt", anna().account.sid)
}

fn result(host: &str, strength: &str, notes: usize) -> (String, String, usize) {
    (host.to_owned(), strength.to_owned(), notes)
}

const BOTH: [&str; 2] = ["WS-ANNA", "WS-BEN"];

/// Rules: A9.
#[test]
fn the_nearest_folder_with_logs_of_one_host_gives_the_host() {
    let found = placed(&BOTH, None, &bin("WS-BEN/C"), &deletion());
    assert_eq!(found, result("WS-BEN", "user-and-time", 0));
}

/// Rules: A9.
#[test]
fn a_folder_named_after_a_host_gives_the_host() {
    let found = placed(&BOTH, None, &bin("artefacts/ws-ben/C"), &deletion());
    assert_eq!(found, result("WS-BEN", "user-and-time", 0));
}

/// Rules: A9.
#[test]
fn the_only_host_is_taken_with_a_note() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let logs = Case::of([host("WS-BEN")]);
    logs.write(&folder.path().join("logs"))
        .expect("the logs can be written");
    put(folder.path(), &bin("artefacts/C"), &deletion());
    // Two paths: no folder above the artefact has logs.
    let paths = ["logs", "artefacts"].map(|name| folder.path().join(name));
    let found = only(&opened_paths(&paths, None));
    assert_eq!(found, result("WS-BEN", "user-and-time", 1));
}

/// Near miss: two hosts, and nothing that names one of them.
///
/// Rules: A9.
#[test]
fn a_host_is_never_guessed_but_may_be_given() {
    let name = bin("artefacts/C");
    let found = placed(&BOTH, None, &name, &deletion());
    assert_eq!(found, result("", "none", 0));
    let found = placed(&BOTH, Some("ws-ben"), &name, &deletion());
    assert_eq!(found, result("WS-BEN", "user-and-time", 1));
    let found = placed(&BOTH, Some("OTHER"), &name, &deletion());
    assert_eq!(found, result("", "none", 0));
}

/// Rules: A9.
#[test]
fn a_machine_id_wins_over_the_folder_with_a_note() {
    let name = "WS-BEN/C/Users/anna/Desktop/a.lnk";
    let found = placed(&BOTH, None, name, &link("ws-ben"));
    assert_eq!(found, result("WS-BEN", "time-only", 0));
    let found = placed(&BOTH, None, name, &link("ws-anna"));
    assert_eq!(found, result("WS-ANNA", "time-only", 1));
    let found = placed(&BOTH, None, name, &link("stranger"));
    assert_eq!(
        found,
        result("", "none", 1),
        "a machine that is not in the case"
    );
}

/// A file on a share was made on the server, wherever the link to it lies.
///
/// Rules: A9.
#[test]
fn a_file_on_a_share_was_made_on_the_server() {
    let link = Link {
        info: Some(share_info("\\\\WS-ANNA\\docs", "a.txt")),
        machine: Some("ws-anna"),
        ..Link::to("C:\\a.txt", ticks(clock("09:00:00")))
    };
    let name = "WS-BEN/C/Users/anna/Desktop/a.lnk";
    let found = placed(&BOTH, None, name, &link.bytes());
    assert_eq!(found, result("WS-ANNA", "time-only", 1));
}
