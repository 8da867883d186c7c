//! How certain each statement about a session is, and which records were not joined to it.

use serde_json::Value;
use tempfile::tempdir;

use crate::common::compare::actual_sessions;
use crate::common::records::{RCM, SYSTEM};
use crate::common::scenario::{Case, Host, Os};
use crate::{anna, clock, home, office, running};

fn sessions_of(host: Host) -> Vec<Value> {
    let folder = tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    actual_sessions(folder.path())
}

/// Confidence of begin, end, user and source.
fn confidences(session: &Value) -> [&str; 4] {
    ["begin", "end", "user", "source"].map(|part| {
        session[format!("confidence_{part}")]
            .as_str()
            .expect("a word")
    })
}

fn remote_session(mut host: Host) -> Host {
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.rdp_logoff(clock("09:00:00"), desk);
    host
}

#[test]
fn channels_that_agree_give_high_confidence() {
    let sessions = sessions_of(remote_session(running(Os::Server2016)));
    assert_eq!(confidences(&sessions[0]), ["high"; 4]);
}

#[test]
fn a_1149_alone_does_not_give_a_certain_begin() {
    let sessions = sessions_of(remote_session(running(Os::Server2016).only(&[RCM])));
    let [begin, end, user, source] = confidences(&sessions[0]);
    assert_eq!(
        [begin, end, user, source],
        ["low", "low", "medium", "medium"]
    );
}

#[test]
fn a_system_log_notification_counts_as_one_channel_and_gives_no_address() {
    let sessions = sessions_of(remote_session(running(Os::Server2016).only(&[SYSTEM])));
    let [begin, _, user, source] = confidences(&sessions[0]);
    assert_eq!([begin, user, source], ["medium", "high", "low"]);
}

#[test]
fn an_address_found_by_elimination_has_less_than_high_confidence() {
    let mut host = running(Os::Server2012R2);
    host.failed_nla(clock("08:00:00"), "anna", &home());
    let sessions = sessions_of(host);
    let [begin, _, _, source] = confidences(&sessions[0]);
    assert_eq!([begin, source], ["medium", "medium"]);
}

#[test]
fn a_crash_gives_only_a_limit_of_the_end() {
    let mut host = running(Os::Server2016);
    host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.crash(clock("10:00:00"));
    host.boot(clock("10:05:00"));
    assert_eq!(confidences(&sessions_of(host)[0])[1], "low");
}

#[test]
fn records_that_were_not_joined_are_listed_with_the_reason() {
    let mut host = running(Os::Server2012R2);
    host.two_failed_nla(clock("08:00:00"), ("anna", &home()), ("miles", &office()));
    for session in sessions_of(host) {
        let notes = session["notes"].to_string();
        let is_listed = notes.contains("not joined by N2: two clients were connecting");
        assert!(is_listed, "{notes}");
    }
}
