//! Windows logon sessions and local sessions exist separately from access sessions.

use whence::case::Case as Loaded;
use whence::case::load::load;
use whence::domain::session::{
    DesktopState, EndKind, LocalSession, LogonEnd, LogonSession, Precision,
};
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

use crate::common::records::SECURITY;
use crate::common::scenario::{Case, Host, Leave, Os};
use crate::{anna, clock, home, miles, office, running};

fn loaded(host: Host) -> Loaded {
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let paths = [folder.path().to_owned()];
    load(&paths, &Progress::default(), &CancelToken::default()).expect("not cancelled")
}

fn desktop_of<'c>(case: &'c Loaded, user: &str) -> &'c LocalSession {
    let mut locals = case.local_sessions.iter();
    let of_user = |local: &&LocalSession| local.user.as_deref() == Some(user);
    locals.find(of_user).expect("a desktop")
}

fn logons_of<'c>(case: &'c Loaded, user: &str) -> Vec<&'c LogonSession> {
    let logons = case.logon_sessions.iter();
    let of_user = |logon: &&LogonSession| logon.user.as_deref() == Some(user);
    logons.filter(of_user).collect()
}

#[test]
fn a_disconnected_desktop_that_stays_alive_is_shown_as_such() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.machine_logon(clock("12:00:00"), "OTHER$", "10.20.0.99");
    let case = loaded(host);
    let local = desktop_of(&case, "anna");
    assert_eq!(local.end_kind, EndKind::Open);
    let since = local.disconnected_since().expect("still running");
    assert!(since.to_string().starts_with("2025-03-03T09:00:00"));
    let states: Vec<DesktopState> = local.intervals.iter().map(|i| i.state).collect();
    assert_eq!(states, [DesktopState::Attached, DesktopState::Disconnected]);
    assert!(!local.logon_sessions.is_empty());
    for &logon in &local.logon_sessions {
        let logon = &case.logon_sessions[logon as usize];
        assert_eq!(logon.sessions, local.visits);
    }
}

#[test]
fn visits_locks_and_pauses_follow_one_another() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.lock(clock("08:30:00"), desk);
    host.unlock(clock("08:45:00"), desk);
    host.switch_user(clock("09:00:00"), desk);
    host.switch_back(clock("10:00:00"), desk);
    host.console_logoff(clock("11:00:00"), desk);
    let case = loaded(host);
    let local = desktop_of(&case, "anna");
    let states: Vec<DesktopState> = local.intervals.iter().map(|i| i.state).collect();
    assert_eq!(
        states,
        [
            DesktopState::Attached,
            DesktopState::Locked,
            DesktopState::Attached,
            DesktopState::Disconnected,
            DesktopState::Attached,
        ]
    );
    assert_eq!(local.visits.len(), 2);
    assert_eq!(
        (local.end_kind, local.end_precision),
        (EndKind::Logoff, Some(Precision::Exact))
    );
    for pair in local.intervals.windows(2) {
        assert_eq!(pair[0].to, pair[1].from);
    }
    assert_eq!(local.disconnected_since(), None);
}

#[test]
fn a_desktop_ends_with_its_boot() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.crash(clock("12:00:00"));
    host.boot(clock("12:05:00"));
    let case = loaded(host);
    let local = desktop_of(&case, "miles");
    assert_eq!(
        (local.end_kind, local.end_precision),
        (EndKind::Crash, Some(Precision::Bound))
    );
    assert_eq!(local.intervals.last().map(|i| i.to), Some(local.end));
    let ends: Vec<LogonEnd> = logons_of(&case, "miles")
        .iter()
        .map(|logon| logon.end_kind)
        .collect();
    // The two halves of the desktop's token live until the crash; the NLA logon ended with its
    // connection.
    assert_eq!(ends.iter().filter(|&&e| e == LogonEnd::Boot).count(), 2);
    assert_eq!(
        ends.iter().filter(|&&e| e == LogonEnd::Destroyed).count(),
        1
    );
}

/// Written from documentation: no real log of a fast start-up was available.
#[test]
fn a_fast_start_up_ends_users_logons_but_not_the_systems() {
    let mut host = running(Os::Windows10);
    host.console_logon(clock("08:00:00"), &anna());
    host.hybrid_shut_down_without_logoffs(clock("16:00:00"));
    host.fast_start(clock("17:00:00"));
    host.machine_logon(clock("17:30:00"), "OTHER$", "10.20.0.99");
    let case = loaded(host);
    let ends = |user: &str| -> Vec<LogonEnd> {
        let logons = logons_of(&case, user);
        logons.iter().map(|logon| logon.end_kind).collect()
    };
    assert_eq!(ends("anna"), [LogonEnd::Boot]);
    assert!(ends("DWM-1").iter().all(|&end| end == LogonEnd::Open));
    assert_eq!(desktop_of(&case, "anna").end_kind, EndKind::Shutdown);
}

#[test]
fn a_logon_session_known_only_from_its_actions_is_not_an_access() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    host.share_of_an_old_logon(clock("08:00:00"), &anna(), &home());
    let case = loaded(host);
    assert!(case.sessions.iter().all(|session| !session.is_shown()));
    let logons = logons_of(&case, "anna");
    let [logon] = logons[..] else {
        panic!("one logon session, not {}", logons.len())
    };
    assert_eq!((logon.begin, logon.end_kind), (None, LogonEnd::Open));
    assert!(logon.sessions.is_empty());
    assert_eq!(logon.events.len(), 1);
}
