//! Several users at one screen: fast user switching, and what incomplete evidence shows of it.

use serde_json::Value;

use crate::common::compare::check;
use crate::common::records::{SECURITY, SYSTEM};
use crate::common::scenario::{Case, DeskId, End, Host, Os};
use crate::{ALL_SYSTEMS, anna, clock, miles, running};

/// Anna switches to Miles and returns after Miles has logged off. Without LocalSessionManager, her
/// first session ends at the latest when Miles takes the console.
fn switch_and_return(mut host: Host) -> Case {
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.switch_user(clock("10:00:00"), first);
    let second = host.console_logon(clock("10:00:20"), &miles());
    let taken = host.expected_at(second).begin.clone();
    let annas = &mut host.expected[0];
    annas.end = End::At(taken);
    annas.set("end_precision", "bound");
    host.console_logoff(clock("10:30:00"), second);
    host.switch_back(clock("10:30:05"), first);
    host.console_logoff(clock("16:00:00"), first);
    for expected in &mut host.expected {
        expected.unset("local_session_id");
    }
    Case::of([host])
}

/// Rules: D10.
#[test]
fn the_security_log_alone_shows_that_another_user_took_the_console() {
    for os in [Os::Server2016, Os::Windows10, Os::Windows11] {
        check(&switch_and_return(running(os).only(&[SECURITY])));
    }
}

#[test]
fn security_and_system_logs_show_that_another_user_took_the_console() {
    check(&switch_and_return(
        running(Os::Windows10).only(&[SECURITY, SYSTEM]),
    ));
}

/// Rules: D10, D11
///
/// The Security log begins while Anna is logged on: only 7001 shows her first session.
#[test]
fn a_notification_alone_does_not_keep_a_user_at_a_console_that_another_took() {
    let mut host = running(Os::Windows10).only(&[SECURITY, SYSTEM]);
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.switch_user(clock("10:00:00"), first);
    let second = host.console_logon(clock("10:00:20"), &miles());
    let taken = host.expected_at(second).begin.clone();
    host.expected[0].end = End::At(taken);
    host.expected[0].set("end_precision", "bound");
    host.console_logoff(clock("10:30:00"), second);
    host.switch_back(clock("10:30:05"), first);
    host.console_logoff(clock("16:00:00"), first);
    for expected in &mut host.expected {
        expected.unset("local_session_id");
    }
    host.forget_before(SECURITY, clock("09:30:00"));
    check(&Case::of([host]));
}

#[test]
fn a_logoff_of_a_switched_away_desktop_is_not_a_session() {
    let mut host = running(Os::Windows10).only(&[SECURITY]);
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.switch_user(clock("10:00:00"), first);
    let second = host.console_logon(clock("10:00:20"), &miles());
    let taken = host.expected_at(second).begin.clone();
    host.expected[0].end = End::At(taken);
    host.log_off_disconnected(clock("10:20:00"), first);
    host.console_logoff(clock("10:30:00"), second);
    for expected in &mut host.expected {
        expected.unset("local_session_id");
    }
    check(&Case::of([host]));
}

/// The logon screen shown after a switch is a separate local session. Its window manager shows when
/// the user switched away, and its end at the user's return distinguishes a switch back from an
/// unlock.
#[test]
fn a_logon_screen_that_ends_with_a_short_logon_is_a_switch_back() {
    for os in [Os::Server2012R2, Os::Server2016, Os::Windows10] {
        let mut host = running(os).only(&[SECURITY]);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.switch_user(clock("10:29:57"), desk);
        let left = &mut host.expected[0];
        left.end = End::Unclaimed;
        left.set("end", clock("10:29:57").text())
            .set("end_precision", "bound");
        host.switch_back(clock("10:30:00"), desk);
        host.console_logoff(clock("16:00:00"), desk);
        for expected in &mut host.expected {
            expected.unset("local_session_id");
        }
        check(&Case::of([host]));
    }
}

#[test]
fn an_unlock_beside_another_users_logoff_stays_an_unlock() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    let other = host.rdp_logon(clock("08:10:00"), &miles(), &crate::home());
    host.lock(clock("08:20:00"), desk);
    host.rdp_logoff(clock("09:00:00"), other);
    host.unlock(clock("09:00:00.2"), desk);
    host.console_logoff(clock("16:00:00"), desk);
    for expected in &mut host.expected {
        expected.unset("local_session_id");
    }
    check(&Case::of([host]));
}

#[test]
fn logon_notifications_alone_do_not_show_who_left_the_console() {
    // 7001 names a local session, not a screen: the second user may be remote.
    let mut host = running(Os::Windows10).only(&[SYSTEM]);
    let first = host.console_logon(clock("08:00:00"), &anna());
    let second = host.rdp_logon(clock("10:00:00"), &miles(), &crate::home());
    let of = |host: &mut Host, desk: DeskId, sid: String| {
        host.expected_at(desk)
            .set("user", sid)
            .unset("domain")
            .unset("kind")
            .unset("source_ip")
            .unset("reconnect");
    };
    of(&mut host, first, anna().account.sid);
    of(&mut host, second, miles().account.sid);
    host.rdp_logoff(clock("11:00:00"), second);
    host.console_logoff(clock("16:00:00"), first);
    check(&Case::of([host]));
}

#[test]
fn an_automatic_sign_on_after_a_restart_for_updates_is_noted() {
    // Written from documentation (ARSO): no real record of one was examined.
    for os in [Os::Windows10, Os::Windows11] {
        let mut host = running(os);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.shut_down(clock("20:00:00"), desk, true);
        host.boot(clock("20:01:10"));
        let again = host.console_logon(clock("20:01:40"), &anna());
        host.lock(clock("20:01:41"), again);
        host.expected_at(again)
            .noted("automatic sign-on after a restart");
        host.unlock(clock("20:30:00"), again);
        host.console_logoff(clock("21:00:00"), again);
        check(&Case::of([host]));
    }
}

#[test]
fn a_logon_after_a_restart_that_is_not_locked_at_once_is_not_automatic() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.shut_down(clock("20:00:00"), desk, true);
    host.boot(clock("20:01:10"));
    let again = host.console_logon(clock("20:01:40"), &anna());
    host.lock(clock("20:10:00"), again);
    host.console_logoff(clock("21:00:00"), again);
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let rows = crate::common::compare::actual_sessions(folder.path());
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row["notes"] == Value::Array(vec![])));
}

#[test]
fn screen_savers_are_marks_within_a_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os).auditing_other_logons();
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.screen_saver(clock("09:00:00"), desk, true);
        host.screen_saver(clock("09:10:00"), desk, false);
        host.console_logoff(clock("16:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn the_security_log_alone_shows_by_logon_id_which_desktop_was_locked() {
    let mut host = running(Os::Server2016)
        .only(&[SECURITY])
        .auditing_other_logons();
    let first = host.rdp_logon(clock("08:00:00"), &anna(), &crate::office());
    let second = host.rdp_logon(clock("08:10:00"), &anna(), &crate::home());
    host.lock(clock("08:20:00"), first);
    host.screen_saver(clock("08:30:00"), second, true);
    host.screen_saver(clock("08:40:00"), second, false);
    for desk in [first, second] {
        host.expected_at(desk).unset("local_session_id");
    }
    host.rdp_logoff(clock("09:00:00"), first);
    host.rdp_logoff(clock("09:10:00"), second);
    check(&Case::of([host]));
}
