//! The same user logs on at the console again, while the records show no end of the earlier session
//! [source 6.5].

use crate::common::compare::check;
use crate::common::records::{LSM, SECURITY, SYSTEM};
use crate::common::scenario::{Case, DeskId, End, Host, Os, Person};
use crate::{ALL_SYSTEMS, SID, anna, clock, home, miles, running};

const WORDS: &str = "the same user logged on at the console again";

/// The session on one desktop had ended in an unknown way when the session on another one began.
fn expect_over_before(host: &mut Host, before: DeskId, after: DeskId) {
    let taken = host.expected_at(after).begin.clone();
    let expected = host.expected_at(before);
    expected.end = End::At(taken);
    expected
        .set("end_kind", "unknown")
        .set("end_precision", "bound")
        .noted(WORDS);
}

fn without_session_numbers(host: &mut Host) {
    for expected in &mut host.expected {
        expected.unset("local_session_id");
    }
}

/// Rules: D6, E6.
///
/// [source 6.5], with all logs: a new window station while the old one has no end.
#[test]
fn a_new_logon_at_the_console_ends_the_same_users_earlier_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let first = host.console_logon(clock("08:00:00"), &anna());
        let second = host.console_logon(clock("12:00:00"), &anna());
        expect_over_before(&mut host, first, second);
        host.console_logoff(clock("16:00:00"), second);
        check(&Case::of([host]));
    }
}

/// Rules: B1, D6.
///
/// [source 6.5]: the old desktop ends hours later, at a clock time earlier than the new logon.
#[test]
fn records_of_an_old_desktop_after_a_clock_step_come_after_the_new_logon() {
    let mut host = running(Os::Windows10);
    let first = host.console_logon(clock("08:00:00"), &anna());
    let second = host.console_logon(clock("12:00:00"), &anna());
    let taken = host.expected_at(second).begin.clone();
    host.console_logoff(clock("13:00:00"), second);
    let sources = host.expected[0].sources.clone();
    host.set_clock(clock("13:30:00"), -5.0 * 3600.0);
    host.console_logoff(clock("14:00:00"), first);
    let expected = &mut host.expected[0];
    expected.sources = sources;
    expected.end = End::At(taken);
    expected
        .set("end_kind", "unknown")
        .set("end_precision", "bound")
        .noted(WORDS);
    check(&Case::of([host]));
}

/// [source 6.5], three times, with only the session manager's log.
#[test]
fn the_session_managers_log_alone_leaves_one_session_open() {
    let mut host = running(Os::Windows10).only(&[LSM]);
    let first = host.console_logon(clock("08:00:00"), &anna());
    let second = host.console_logon(clock("10:00:00"), &anna());
    expect_over_before(&mut host, first, second);
    let third = host.console_logon(clock("12:00:00"), &anna());
    expect_over_before(&mut host, second, third);
    check(&Case::of([host]));
}

/// [source 6.5], with only Security. The logon ids of the first session end late: that is not its
/// end.
#[test]
fn the_security_log_alone_leaves_one_session_open() {
    for os in [Os::Server2016, Os::Windows11] {
        let mut host = running(os).only(&[SECURITY]);
        let first = host.console_logon(clock("08:00:00"), &anna());
        let second = host.console_logon(clock("12:00:00"), &anna());
        expect_over_before(&mut host, first, second);
        host.console_logoff(clock("16:00:00"), second);
        without_session_numbers(&mut host);
        check(&Case::of([host]));
    }
}

/// [source 6.5]: with a cached password, and with the logs that a quick collection takes.
#[test]
fn a_cached_logon_ends_the_same_users_earlier_session() {
    let mut host = running(Os::Windows10).only(&[SECURITY, SYSTEM, LSM]);
    let first = host.console_logon(clock("08:00:00"), &anna());
    let second = host.cached_console_logon(clock("12:00:00"), &anna());
    expect_over_before(&mut host, first, second);
    host.console_logoff(clock("16:00:00"), second);
    check(&Case::of([host]));
}

/// [source 6.5]: the first desktop stayed alive, and its user returns to it.
#[test]
fn a_return_to_a_desktop_that_stayed_alive_is_a_reconnect() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os);
        let first = host.console_logon(clock("08:00:00"), &anna());
        let second = host.console_logon(clock("12:00:00"), &anna());
        expect_over_before(&mut host, first, second);
        host.console_logoff(clock("13:00:00"), second);
        host.switch_back(clock("13:00:30"), first);
        host.console_logoff(clock("16:00:00"), first);
        check(&Case::of([host]));
    }
}

/// [source 6.5]: a record with more information gives the end.
#[test]
fn a_machine_stop_in_between_is_the_end() {
    let mut host = running(Os::Server2016);
    host.console_logon(clock("08:00:00"), &anna());
    host.shut_down_without_logoffs(clock("10:00:00"));
    host.boot(clock("11:00:00"));
    let second = host.console_logon(clock("12:00:00"), &anna());
    host.console_logoff(clock("16:00:00"), second);
    check(&Case::of([host]));
}

/// A fast start-up in between: logon ids and local session numbers continue.
#[test]
fn a_fast_start_up_in_between_is_the_end() {
    let mut host = running(Os::Windows10);
    host.console_logon(clock("08:00:00"), &anna());
    host.hybrid_shut_down_without_logoffs(clock("10:00:00"));
    host.fast_start(clock("11:00:00"));
    let second = host.console_logon(clock("12:00:00"), &anna());
    host.console_logoff(clock("16:00:00"), second);
    check(&Case::of([host]));
}

/// Not a case of [source 6.5]: only the machine's own screen shows one user at a time.
#[test]
fn a_remote_session_beside_the_console_stays_open() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        host.console_logon(clock("08:00:00"), &anna());
        host.rdp_logon(clock("09:00:00"), &anna(), &home());
        host.rdp_logon(clock("09:30:00"), &miles(), &home());
        check(&Case::of([host]));
    }
}

/// Not a case of [source 6.5]: an account with the same name and another SID is another user.
#[test]
fn another_account_of_the_same_name_takes_the_console_like_any_other_user() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let local = Person::new(
        "HOST1",
        "anna",
        &format!("{SID}-1001").replace("2906", "1906"),
    );
    let first = host.console_logon(clock("08:00:00"), &anna());
    let second = host.console_logon(clock("12:00:00"), &local);
    let taken = host.expected_at(second).begin.clone();
    let expected = host.expected_at(first);
    expected.end = End::At(taken);
    expected
        .set("end_kind", "disconnect")
        .set("end_precision", "bound")
        .noted("another user came to the console");
    host.console_logoff(clock("16:00:00"), second);
    without_session_numbers(&mut host);
    check(&Case::of([host]));
}
