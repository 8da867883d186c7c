//! At the machine's own screen.

use crate::common::compare::check;
use crate::common::scenario::{Case, Os};
use crate::{ALL_SYSTEMS, anna, clock, miles, running};

/// Rules: D1, D2, P2.
#[test]
fn a_console_logon_and_logoff_is_one_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.console_logoff(clock("16:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn an_elevated_pair_is_one_logon() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &miles());
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: D4.
#[test]
fn an_elevated_pair_without_linked_logon_ids_is_one_logon() {
    let mut host = running(Os::Server2012R2);
    let desk = host.console_logon(clock("08:00:00"), &miles());
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_cached_logon_is_a_console_session() {
    let mut host = running(Os::Windows10);
    let desk = host.cached_console_logon(clock("08:00:00"), &anna());
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: D7, D12.
#[test]
fn an_unlock_is_not_a_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.console_logon(clock("08:00:00"), &miles());
        for (lock, unlock) in [("09:00:00", "09:20:00"), ("12:00:00", "12:45:00")] {
            host.lock(clock(lock), desk);
            host.unlock(clock(unlock), desk);
        }
        host.console_logoff(clock("16:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// Rules: D9.
#[test]
fn audited_locks_change_nothing() {
    let mut host = running(Os::Windows10).auditing_other_logons();
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.lock(clock("09:00:00"), desk);
    host.unlock(clock("09:20:00"), desk);
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: F1.
#[test]
fn a_failed_unlock_is_a_failed_session() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.lock(clock("09:00:00"), desk);
    host.failed_unlock(clock("09:19:40"), desk);
    host.unlock(clock("09:20:00"), desk);
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: F2.
#[test]
fn a_wrong_password_at_the_console_is_a_failed_session() {
    let mut host = running(Os::Windows10);
    host.failed_console_logon(clock("07:59:30"), "anna");
    host.failed_console_logon(clock("07:59:45"), "anna");
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

/// Rules: C5.
#[test]
fn switching_users_disconnects_and_switching_back_reconnects() {
    let mut host = running(Os::Windows10).auditing_other_logons();
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.switch_user(clock("10:00:00"), first);
    let second = host.console_logon(clock("10:00:20"), &miles());
    host.console_logoff(clock("10:30:00"), second);
    host.switch_back(clock("10:30:30"), first);
    host.console_logoff(clock("16:00:00"), first);
    check(&Case::of([host]));
}

#[test]
fn a_session_lasts_through_sleep() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.sleep(clock("12:00:00"), 3600.0);
    host.unlock(clock("13:00:30"), desk);
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_session_without_an_end_is_open() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.run(
        clock("08:10:00"),
        desk,
        "C:\\Windows\\notepad.exe",
        "notepad.exe",
    );
    check(&Case::of([host]));
}

/// Rules: F4, W2.
#[test]
fn passwords_used_inside_a_session_are_not_sessions() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.runas(clock("08:30:00"), desk, &miles());
    host.consent_prompt(clock("08:40:00"), &miles());
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}
