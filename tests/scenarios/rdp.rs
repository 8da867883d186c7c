//! Remote Desktop sessions from logon to their end.

use crate::common::compare::check;
use crate::common::scenario::{Case, Leave, Nla, Os};
use crate::{ALL_SYSTEMS, anna, clock, home, miles, office, running};

/// Rules: C1, N1, D1, D2, P1, P3.
#[test]
fn an_nla_logon_is_part_of_its_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// Rules: D4.
#[test]
fn the_elevated_pair_of_a_remote_logon_is_one_logon() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// Rules: E2, E4.
#[test]
fn a_disconnect_that_follows_a_logoff_is_not_an_end() {
    let mut host = running(Os::Server2012R2).auditing_other_logons();
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn the_late_end_of_a_logon_session_does_not_end_the_next_visit() {
    let mut host = running(Os::Server2012R2);
    let first = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_logoff(clock("09:00:00"), first);
    // The first session's 4634 comes 69 s after its logoff, when this one already exists.
    let second = host.rdp_logon(clock("09:00:30"), &miles(), &office().port(51_300));
    host.rdp_logoff(clock("10:00:00"), second);
    check(&Case::of([host]));
}

#[test]
fn a_disconnect_ends_the_session_while_the_desktop_stays() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        check(&Case::of([host]));
    }
}

#[test]
fn a_disconnect_shows_who_or_what_caused_it() {
    for how in [Leave::StartMenu, Leave::Admin(3), Leave::Idle, Leave::Limit] {
        let mut host = running(Os::Server2016);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, how);
        check(&Case::of([host]));
    }
}

#[test]
fn the_logoff_of_a_disconnected_desktop_is_not_a_session() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.disconnected_limit(clock("11:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_forced_logoff_of_a_disconnected_desktop_is_not_a_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.log_off_disconnected(clock("11:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// Rules: D7.
#[test]
fn an_unlock_inside_a_remote_session_is_not_a_session() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
        host.lock(clock("08:20:00"), desk);
        host.unlock(clock("08:40:00"), desk);
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn a_local_session_number_can_be_reused_after_a_logoff() {
    let mut host = running(Os::Server2016);
    for (begin, end) in [("08:00:00", "08:30:00"), ("09:00:00", "09:30:00")] {
        let desk = host.rdp_logon(clock(begin), &anna(), &office());
        host.rdp_logoff(clock(end), desk);
    }
    check(&Case::of([host]));
}

#[test]
fn two_simultaneous_users_are_two_sessions() {
    let mut host = running(Os::Server2016);
    let first = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    let second = host.rdp_logon(clock("08:00:09"), &miles(), &home());
    host.rdp_logoff(clock("08:30:00"), first);
    host.rdp_logoff(clock("08:40:00"), second);
    check(&Case::of([host]));
}

/// Rules: N3.
#[test]
fn wrong_passwords_and_a_right_one_on_one_connection_are_one_session() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        let desk = host.rdp_logon_without_nla(clock("08:00:00"), &anna(), &home(), 3);
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn an_nla_logon_by_kerberos_is_part_of_its_session() {
    for os in [Os::Server2016, Os::Windows11] {
        let mut host = running(os);
        let client = office().with_nla(Nla::Kerberos);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &client);
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn the_first_nla_logon_of_a_pair_belongs_to_the_session() {
    for os in [Os::Server2016, Os::Windows11] {
        let mut host = running(os);
        let client = office().with_nla(Nla::NtlmTwice);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &client);
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        check(&Case::of([host]));
    }
}

/// Rules: K1.
#[test]
fn a_virtual_machine_connection_has_its_own_kind() {
    let mut host = running(Os::Windows10);
    let desk = host.hyper_v_logon(clock("08:00:00"), &anna());
    host.hyper_v_disconnect(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

/// [source 5.10]: the logon that ended when the client asked about the certificate is not a
/// session.
/// Rules: N5.
#[test]
fn a_certificate_prompt_is_part_of_the_session_that_follows() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let time = clock("08:00:00");
        let desk = host.rdp_logon_after_certificate_prompt(time, &miles(), &office());
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}
