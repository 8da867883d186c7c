//! What artefacts state, beside records or alone.

use std::path::Path;

use whence::case::Case as Loaded;
use whence::domain::activity::{Artefact, TimeQuality};

use crate::common::activities::{acts_of, line, opened, put};
use crate::common::artefacts::{Link, Used, compound_file, dest_list, info_file};
use crate::common::records::activity::script_block;
use crate::common::scenario::{Case, Host, Leave, Os, Shortcut, Time};
use crate::{anna, clock, home, miles, office, running};

const PROFILE: &str = "HOST1/C/Users/anna";
const RECENT: &str = "HOST1/C/Users/anna/AppData/Roaming/Microsoft/Windows/Recent";

fn ticks(time: Time) -> i64 {
    i64::try_from(time.0).expect("a year before 30000")
}

/// A machine with two users from 08:00 to 10:00, and logs to 11:00.
fn two_users() -> Host {
    let mut host = running(Os::Server2016);
    let one = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let two = host.rdp_logon(clock("08:10:00"), &miles(), &office());
    host.rdp_logoff(clock("10:00:00"), one);
    host.rdp_logoff(clock("10:05:00"), two);
    host.machine_logon(clock("11:00:00"), "OTHER$", "10.20.0.99");
    host
}

fn with(host: Host, add: impl Fn(&Path)) -> Loaded {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    add(folder.path());
    opened(folder.path(), None)
}

fn lines(case: &Loaded) -> Vec<String> {
    case.activities.iter().map(|act| line(case, act)).collect()
}

fn link(path: &str, created: &str) -> Link {
    Link {
        machine: None,
        ..Link::to(path, ticks(clock(created)))
    }
}

/// Rules: A2, A9.
#[test]
fn a_deletion_belongs_to_the_owner_of_the_recycle_bin() {
    let deleted = ticks(clock("09:00:00"));
    let bytes = info_file(2, 4096, deleted, "C:\\Users\\miles\\secret.txt");
    let sid = anna().account.sid;
    let case = with(two_users(), |folder| {
        put(
            folder,
            &format!("HOST1/C/$Recycle.Bin/{sid}/$IABC123.txt"),
            &bytes,
        );
    });
    let found = ["file-deleted C:\\Users\\miles\\secret.txt: user-and-time 0"];
    assert_eq!(lines(&case), found, "the target's path names no owner");
    let [deletion] = &case.activities[..] else {
        panic!("one deletion")
    };
    assert_eq!(deletion.user.user.as_deref(), Some("anna"));
    assert_eq!(deletion.time_quality, TimeQuality::Exact);
}

/// Rules: A3, A9.
#[test]
fn without_an_owner_every_desktop_is_a_candidate() {
    let bytes = info_file(2, 4096, ticks(clock("09:00:00")), "C:\\secret.txt");
    let case = with(two_users(), |folder| {
        put(folder, "HOST1/$IABC123.txt", &bytes);
    });
    assert_eq!(
        lines(&case),
        ["file-deleted C:\\secret.txt: time-only of 0, 1"]
    );
}

/// Rules: A9.
#[test]
fn a_link_among_recent_ones_states_an_opening_without_a_time_and_a_creation_by_anybody() {
    let bytes = link("C:\\Users\\miles\\plan.txt", "08:30:00").bytes();
    let case = with(two_users(), |folder| {
        put(folder, &format!("{RECENT}/plan.lnk"), &bytes);
        put(folder, &format!("{PROFILE}/Desktop/program.lnk"), &bytes);
    });
    let found = [
        "file-created C:\\Users\\miles\\plan.txt: time-only of 0, 1",
        "document-opened C:\\Users\\miles\\plan.txt: none",
    ];
    let mut lines = lines(&case);
    lines.dedup();
    assert_eq!(lines, found, "a link elsewhere states no opening");
    let opened = case.activities.last().expect("an opening");
    assert_eq!(opened.time, None);
    assert_eq!(opened.user.user.as_deref(), Some("anna"));
    assert!(opened.user.sid.is_some() || opened.user.domain.is_none());
}

fn jump_list(times: &[&str]) -> Vec<u8> {
    let paths: Vec<String> = (0..times.len()).map(|n| format!("C:\\{n}.txt")).collect();
    let items: Vec<Used> = (1..)
        .zip(&paths)
        .zip(times)
        .map(|((number, path), time)| Used {
            number,
            time: ticks(clock(time)),
            count: 1,
            path,
            ..Used::default()
        })
        .collect();
    compound_file(false, &[("DestList", dest_list(3, &items))])
}

/// Rules: A2, A9.
#[test]
fn an_item_of_a_jump_list_belongs_to_the_session_of_its_owner() {
    let bytes = jump_list(&["08:30:00", "10:02:00"]);
    let name = format!("{RECENT}/AutomaticDestinations/9b9cdc69c1c24e2b.automaticDestinations-ms");
    let case = with(two_users(), |folder| {
        put(folder, &name, &bytes);
    });
    let found = [
        "document-opened C:\\0.txt: user-and-time 0",
        "document-opened C:\\1.txt: none",
    ];
    assert_eq!(lines(&case), found, "miles was still there for the second");
}

/// Rules: A6.
#[test]
fn a_connection_to_the_host_itself_is_no_activity() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    for (minute, server, arguments) in [
        ("08:10:00", "127.0.0.2", "/v:127.0.0.2"),
        ("08:11:00", "HOST1", "/v:HOST1"),
        ("08:12:00", "FS01", "/v:FS01"),
    ] {
        let shortcut = Shortcut {
            arguments,
            server,
            machine: "host1",
        };
        host.note_connection(clock(minute), desk, &shortcut);
    }
    host.rdp_logoff(clock("09:00:00"), desk);
    assert_eq!(acts_of(host), ["connection-made FS01: user-and-time 0"]);
}

/// Rules: A8.
#[test]
fn what_several_artefacts_state_alike_is_one_row() {
    let deleted = ticks(clock("09:00:00"));
    let bytes = info_file(2, 4096, deleted, "C:\\a.txt");
    let other = info_file(2, 4096, deleted + 10_000, "C:\\a.txt");
    let sid = anna().account.sid;
    let case = with(two_users(), |folder| {
        for (place, bytes) in [("C", &bytes), ("copy", &bytes), ("later", &other)] {
            put(
                folder,
                &format!("HOST1/{place}/$Recycle.Bin/{sid}/$IABC123.txt"),
                bytes,
            );
        }
    });
    let row = "file-deleted C:\\a.txt: user-and-time 0";
    assert_eq!(
        lines(&case),
        [row, row],
        "a millisecond later is another one"
    );
    let sources: Vec<usize> = case
        .activities
        .iter()
        .map(|act| act.sources().count())
        .collect();
    assert_eq!(sources, [2, 1]);
    assert_eq!(case.artefact_entries[0].artefact, Artefact::RecycleBin);
}

/// Near miss: two records of one log that say the same.
///
/// Rules: A8.
#[test]
fn two_records_of_one_log_are_two_rows() {
    let mut host = running(Os::Server2016);
    let _desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    for number in 1..=2 {
        let block = format!("11111111-2222-3333-4444-00000000000{number}");
        host.write(
            clock("08:10:00"),
            script_block(&anna().account, &block, (1, 1)),
        );
    }
    let case = with(host, |_| {});
    assert_eq!(case.activities.len(), 2);
}

/// What is deleted at the moment of an end, and a millisecond later.
fn at_the_end(host: Host) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    let logs = opened(folder.path(), None);
    let end = logs
        .sessions
        .iter()
        .find_map(|session| session.end)
        .expect("an end");
    let end = end.ticks();
    let sid = anna().account.sid;
    for (number, time) in [end, end + 10_000].into_iter().enumerate() {
        let bytes = info_file(2, 1, time, &format!("C:\\{number}"));
        put(
            folder.path(),
            &format!("HOST1/$Recycle.Bin/{sid}/$IAAAAA{number}"),
            &bytes,
        );
    }
    lines(&opened(folder.path(), None))
}

/// Rules: A2, A4.
#[test]
fn a_session_includes_the_moment_of_its_end_and_no_more() {
    let logged_off = {
        let mut host = running(Os::Server2016);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
        host.rdp_logoff(clock("09:00:00"), desk);
        host.port_scan(clock("11:00:00"), &office(), 1);
        host
    };
    let found = [
        "file-deleted C:\\0: user-and-time 0",
        "file-deleted C:\\1: none",
    ];
    assert_eq!(at_the_end(logged_off), found);
    let disconnected = {
        let mut host = running(Os::Server2016);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.port_scan(clock("11:00:00"), &office(), 1);
        host
    };
    let found = [
        "file-deleted C:\\0: user-and-time 0",
        "file-deleted C:\\1: user-and-time of 0, disconnected",
    ];
    assert_eq!(at_the_end(disconnected), found);
}
