//! How sure each statement about a session is, and what was left out of it.

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
fn sureness(session: &Value) -> [&str; 4] {
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
fn channels_that_agree_make_everything_sure() {
    let sessions = sessions_of(remote_session(running(Os::Server2016)));
    assert_eq!(sureness(&sessions[0]), ["high"; 4]);
}

#[test]
fn a_1149_alone_is_no_sure_begin() {
    let sessions = sessions_of(remote_session(running(Os::Server2016).only(&[RCM])));
    let [begin, end, user, source] = sureness(&sessions[0]);
    assert_eq!(
        [begin, end, user, source],
        ["low", "low", "medium", "medium"]
    );
}

#[test]
fn a_notice_of_the_system_log_is_one_channel_and_tells_no_address() {
    let sessions = sessions_of(remote_session(running(Os::Server2016).only(&[SYSTEM])));
    let [begin, _, user, source] = sureness(&sessions[0]);
    assert_eq!([begin, user, source], ["medium", "high", "low"]);
}

#[test]
fn an_address_by_elimination_is_less_than_sure() {
    let mut host = running(Os::Server2012R2);
    host.failed_nla(clock("08:00:00"), "anna", &home());
    let sessions = sessions_of(host);
    let [begin, _, _, source] = sureness(&sessions[0]);
    assert_eq!([begin, source], ["medium", "medium"]);
}

#[test]
fn a_crash_leaves_only_a_limit_of_the_end() {
    let mut host = running(Os::Server2016);
    host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.crash(clock("10:00:00"));
    host.boot(clock("10:05:00"));
    assert_eq!(sureness(&sessions_of(host)[0])[1], "low");
}

#[test]
fn what_was_not_joined_is_told_with_the_reason() {
    let mut host = running(Os::Server2012R2);
    host.two_failed_nla(clock("08:00:00"), ("anna", &home()), ("miles", &office()));
    for session in sessions_of(host) {
        let notes = session["notes"].to_string();
        let told = notes.contains("not joined by N2: two clients were connecting");
        assert!(told, "{notes}");
    }
}
