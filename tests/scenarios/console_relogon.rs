//! The same user logs on at the console again, while his earlier session is open by the
//! records [source 6.5].

use crate::common::compare::check;
use crate::common::records::{LSM, SECURITY, SYSTEM};
use crate::common::scenario::{Case, DeskId, End, Host, Os, Person};
use crate::{ALL_SYSTEMS, SID, anna, clock, home, miles, running};

const WORDS: &str = "the same user logged on at the console again";

/// The session at a desktop had ended, nobody knows how, when that at another one began.
fn over_by(host: &mut Host, before: DeskId, after: DeskId) {
    let taken = host.expected_at(after).begin.clone();
    let expected = host.expected_at(before);
    expected.end = End::At(taken);
    expected
        .set("end_kind", "unknown")
        .set("end_precision", "bound")
        .noted(WORDS);
}

fn without_numbers(host: &mut Host) {
    for expected in &mut host.expected {
        expected.unset("local_session_id");
    }
}

/// Rules: D6, E6.
///
/// [source 6.5], with all logs: a new window station without an end of the old one.
#[test]
fn a_new_logon_at_the_console_ends_the_same_users_stay() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let first = host.console_logon(clock("08:00:00"), &anna());
        let second = host.console_logon(clock("12:00:00"), &anna());
        over_by(&mut host, first, second);
        host.console_logoff(clock("16:00:00"), second);
        check(&Case::of([host]));
    }
}

/// Rules: B1, D6.
///
/// [source 6.5]: the old desktop goes hours later, at a time that reads earlier than the new logon.
#[test]
fn what_an_old_desktop_leaves_after_a_step_of_the_clock_is_later_than_the_new_logon() {
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

/// [source 6.5], three times, with the session manager's log alone.
#[test]
fn the_session_managers_log_alone_leaves_one_session_open() {
    let mut host = running(Os::Windows10).only(&[LSM]);
    let first = host.console_logon(clock("08:00:00"), &anna());
    let second = host.console_logon(clock("10:00:00"), &anna());
    over_by(&mut host, first, second);
    let third = host.console_logon(clock("12:00:00"), &anna());
    over_by(&mut host, second, third);
    check(&Case::of([host]));
}

/// [source 6.5], with Security alone. The logon ids of the first stay die late: that is no end.
#[test]
fn the_security_log_alone_leaves_one_session_open() {
    for os in [Os::Server2016, Os::Windows11] {
        let mut host = running(os).only(&[SECURITY]);
        let first = host.console_logon(clock("08:00:00"), &anna());
        let second = host.console_logon(clock("12:00:00"), &anna());
        over_by(&mut host, first, second);
        host.console_logoff(clock("16:00:00"), second);
        without_numbers(&mut host);
        check(&Case::of([host]));
    }
}

/// [source 6.5]: with a cached password, and with the logs that a quick collection takes.
#[test]
fn a_cached_logon_ends_the_same_users_stay() {
    let mut host = running(Os::Windows10).only(&[SECURITY, SYSTEM, LSM]);
    let first = host.console_logon(clock("08:00:00"), &anna());
    let second = host.cached_console_logon(clock("12:00:00"), &anna());
    over_by(&mut host, first, second);
    host.console_logoff(clock("16:00:00"), second);
    check(&Case::of([host]));
}

/// [source 6.5]: the first desktop lived on, and its user comes back to it.
#[test]
fn a_return_to_the_desktop_that_lived_on_is_a_reconnect() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os);
        let first = host.console_logon(clock("08:00:00"), &anna());
        let second = host.console_logon(clock("12:00:00"), &anna());
        over_by(&mut host, first, second);
        host.console_logoff(clock("13:00:00"), second);
        host.switch_back(clock("13:00:30"), first);
        host.console_logoff(clock("16:00:00"), first);
        check(&Case::of([host]));
    }
}

/// [source 6.5]: a record that says more is the end.
#[test]
fn a_stop_of_the_machine_between_is_the_end() {
    let mut host = running(Os::Server2016);
    host.console_logon(clock("08:00:00"), &anna());
    host.shut_down_without_logoffs(clock("10:00:00"));
    host.boot(clock("11:00:00"));
    let second = host.console_logon(clock("12:00:00"), &anna());
    host.console_logoff(clock("16:00:00"), second);
    check(&Case::of([host]));
}

/// The same with a fast start-up between: logon ids and session numbers go on.
#[test]
fn a_fast_start_between_is_the_end() {
    let mut host = running(Os::Windows10);
    host.console_logon(clock("08:00:00"), &anna());
    host.hybrid_shut_down_without_logoffs(clock("10:00:00"));
    host.fast_start(clock("11:00:00"));
    let second = host.console_logon(clock("12:00:00"), &anna());
    host.console_logoff(clock("16:00:00"), second);
    check(&Case::of([host]));
}

/// No case of [source 6.5]: only the machine's own screen shows one person at a time.
#[test]
fn a_session_from_afar_beside_the_console_stays_open() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        host.console_logon(clock("08:00:00"), &anna());
        host.rdp_logon(clock("09:00:00"), &anna(), &home());
        host.rdp_logon(clock("09:30:00"), &miles(), &home());
        check(&Case::of([host]));
    }
}

/// No case of [source 6.5]: an account of the same name with another SID is another user.
#[test]
fn another_account_of_the_same_name_takes_the_console_as_any_other_does() {
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
    without_numbers(&mut host);
    check(&Case::of([host]));
}
