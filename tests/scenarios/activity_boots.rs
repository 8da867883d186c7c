//! Activities where the clock was set.

use std::path::Path;

use crate::common::activities::{acts_of, line, notes_of, opened, put};
use crate::common::artefacts::info_file;
use crate::common::records::activity::service_installed;
use crate::common::scenario::{Case, Host, Os, Time};
use crate::{anna, clock, home, running};

const DAY: f64 = 86_400.0;

/// A file of anna's was put into the recycle bin at these times.
fn deleted_at(folder: &Path, times: &[Time]) {
    for (number, time) in times.iter().enumerate() {
        let ticks = i64::try_from(time.0).expect("a year before 30000");
        let bytes = info_file(2, 4096, ticks, &format!("C:\\{number}.txt"));
        let bin = format!(
            "HOST1/C/$Recycle.Bin/{}/$I00000{number}.txt",
            anna().account.sid
        );
        put(folder, &bin, &bytes);
    }
}

fn written(host: Host, times: &[Time]) -> whence::case::Case {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    deleted_at(folder.path(), times);
    opened(folder.path(), None)
}

/// The records of set-up have times that fall into a later session.
///
/// Rules: A7, B1.
#[test]
fn a_record_belongs_to_its_boot_whatever_its_time() {
    let mut host = running(Os::Server2016);
    host.set_clock(clock("06:10:00"), DAY);
    let ahead = clock("06:10:00");
    let sid = anna().account.sid;
    for minutes in [120.0, 130.0, 140.0] {
        host.write(ahead + minutes * 60.0, service_installed(&sid, "ahead"));
        host.write(
            ahead + minutes * 60.0,
            service_installed("S-1-5-18", "ahead"),
        );
    }
    host.set_clock(clock("09:00:00"), -DAY);
    let next = clock("08:00:00") + DAY;
    host.shut_down_without_logoffs(clock("09:10:00"));
    host.boot(next - 600.0);
    let desk = host.rdp_logon(next, &anna(), &home());
    host.write(next + 1200.0, service_installed(&sid, "in the session"));
    host.rdp_logoff(next + 7200.0, desk);
    let found = acts_of(host);
    assert_eq!(found.len(), 7);
    for act in found {
        let is_inside = act == "service-installed in the session: user-and-time 0";
        assert!(is_inside || act == "service-installed ahead: none", "{act}");
    }
}

/// Rules: A7.
#[test]
fn an_artefact_is_looked_for_in_the_boot_that_covers_its_time() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.shut_down(clock("09:00:00"), desk, true);
    host.boot(clock("10:00:00"));
    let desk = host.rdp_logon(clock("10:10:00"), &anna(), &home());
    host.rdp_logoff(clock("10:30:00"), desk);
    host.machine_logon(clock("11:00:00"), "OTHER$", "10.20.0.99");
    let times = [
        "05:00:00", "08:30:00", "09:30:00", "10:20:00", "10:45:00", "12:00:00",
    ];
    let case = written(host, &times.map(clock));
    let lines: Vec<String> = case.activities.iter().map(|act| line(&case, act)).collect();
    let found = [
        "file-deleted C:\\0.txt: none",
        "file-deleted C:\\1.txt: user-and-time 0",
        "file-deleted C:\\2.txt: none",
        "file-deleted C:\\3.txt: user-and-time 1",
        "file-deleted C:\\4.txt: none",
        "file-deleted C:\\5.txt: none",
    ];
    assert_eq!(lines, found);
}

/// The machine is started again and its clock set back: a time lies in both boots, in both sessions or in
/// one of them.
///
/// Rules: A7.
#[test]
fn a_time_in_two_boots_claims_nothing() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.shut_down(clock("10:00:00"), desk, true);
    host.boot(clock("10:10:00"));
    host.set_clock(clock("10:20:00"), -7200.0);
    // It reads 08:30 to 09:00.
    let desk = host.rdp_logon(clock("10:30:00"), &anna(), &home());
    host.rdp_logoff(clock("11:00:00"), desk);
    host.machine_logon(clock("11:30:00"), "OTHER$", "10.20.0.99");
    let times = ["08:10:00", "08:45:00", "09:15:00", "09:45:00"];
    let case = written(host, &times.map(clock));
    let lines: Vec<String> = case.activities.iter().map(|act| line(&case, act)).collect();
    assert_eq!(lines[0], "file-deleted C:\\0.txt: user-and-time 0");
    assert!(
        lines[1].starts_with("file-deleted C:\\1.txt: time-only of "),
        "{}",
        lines[1]
    );
    assert_eq!(lines[1].matches(", ").count(), 1, "both sessions");
    assert!(
        lines[2].starts_with("file-deleted C:\\2.txt: time-only of "),
        "{}",
        lines[2]
    );
    assert_eq!(
        lines[2].matches(", ").count(),
        0,
        "in one of the boots he was there"
    );
    assert_eq!(lines[3], "file-deleted C:\\3.txt: user-and-time 0");
    let notes: Vec<usize> = case
        .activities
        .iter()
        .map(|act| notes_of(act).len())
        .collect();
    assert_eq!(notes, [0, 1, 1, 0]);
}
