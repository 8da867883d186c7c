//! Two NLA logons for one Remote Desktop connection without a desktop, as Security alone shows it.

use crate::common::compare::check;
use crate::common::records::accounts::add_to_group;
use crate::common::records::security::{logon_session_destroyed, remote_desktop_denied};
use crate::common::records::security_auth::{Logon, logged_on};
use crate::common::records::{LSM, SECURITY};
use crate::common::scenario::{Case, Client, Host, Mark, Os, Person, Time};
use crate::{anna, clock, home, miles, office, running};

const REMOTE_DESKTOP_USERS: (&str, &str) = ("Remotedesktopbenutzer", "S-1-5-32-555");
const BACKUP_OPERATORS: (&str, &str) = ("Backup Operators", "S-1-5-32-551");

/// The origin that the record of an NLA logon gives.
#[derive(Clone, Copy, PartialEq)]
enum Origin {
    Address,
    NameAlone,
}

/// A type 3 logon by NLA, and its end.
fn nla(
    host: &mut Host,
    time: Time,
    person: &Person,
    (client, origin): (&Client, Origin),
    seconds: f64,
) -> (Mark, Mark) {
    let logon = host.ntlm_logon(person, &client.name);
    let luid = logon.luid;
    let logon = match origin {
        Origin::Address => Logon {
            address: client.address.clone(),
            port: "0".to_owned(),
            ..logon
        },
        Origin::NameAlone => logon,
    };
    let begin = host.write(time, logged_on(&logon, host.os.logon_version()));
    let end = logon_session_destroyed(&person.account, luid, 3);
    (begin, host.write(time + seconds, end))
}

/// Two of them that end at once, expected as one attempt.
fn twin_logons(host: &mut Host, time: Time, origin: [Origin; 2]) {
    let (person, client) = (anna(), home());
    let one = nla(host, time, &person, (&client, origin[0]), 0.045);
    let two = nla(host, time + 0.18, &person, (&client, origin[1]), 0.05);
    let expected = host.claim("rdp", "aborted", "anna", vec![one.0, two.0]);
    expected
        .ends("disconnect", &[two.1])
        .set("reconnect", false)
        .set("source_ip", client.address)
        .set("source_host", client.name);
}

/// [source 5.11]
/// Rules: N8
#[test]
fn two_nla_logons_that_end_at_once_are_one_aborted_attempt() {
    for os in [Os::Server2016, Os::Windows10, Os::Windows11] {
        for origin in [
            [Origin::Address, Origin::Address],
            [Origin::Address, Origin::NameAlone],
            [Origin::NameAlone, Origin::Address],
        ] {
            for channels in [&[SECURITY][..], &[SECURITY, LSM]] {
                let mut host = running(os).only(channels);
                twin_logons(&mut host, clock("10:00:00"), origin);
                check(&Case::of([host]));
            }
        }
    }
}

fn refused(host: &mut Host) {
    let expected = host.last_expected();
    expected.set("outcome", "refused").set("end_kind", "failed");
}

/// [source 5.11]: the right was granted after the attempt.
/// Rules: N8
#[test]
fn a_right_granted_after_the_attempt_was_missing_before() {
    for minutes in [1.0, 5.0, 20.0] {
        let mut host = running(Os::Server2016).only(&[SECURITY]);
        let time = clock("10:00:00");
        twin_logons(&mut host, time, [Origin::Address, Origin::Address]);
        refused(&mut host);
        let given = add_to_group(
            &miles().account,
            0x51_000,
            &anna().account.sid,
            REMOTE_DESKTOP_USERS,
        );
        let given = host.write(time + 60.0 * minutes, given);
        host.last_expected().supported_by(&[given]);
        let desk = host.rdp_logon(time + 60.0 * minutes + 90.0, &anna(), &home());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_logoff(clock("11:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// [source 5.11]: the clock was set back between the attempt and the grant.
/// Rules: B1, N8
#[test]
fn a_right_granted_after_a_clock_step_was_missing_before() {
    for (is_recorded, minutes, is_soon) in
        [(true, 5.0, true), (false, 5.0, true), (true, 90.0, false)]
    {
        let mut host = running(Os::Server2016).only(&[SECURITY]);
        let time = clock("10:00:00");
        twin_logons(&mut host, time, [Origin::Address, Origin::Address]);
        let step = time + 120.0;
        if is_recorded {
            host.set_clock(step, -7200.0);
        } else {
            host.set_clock_unrecorded(step, -7200.0);
        }
        let (by, anna_sid) = (miles().account, anna().account.sid);
        let given = add_to_group(&by, 0x51_000, &anna_sid, REMOTE_DESKTOP_USERS);
        let given = host.write(time + 60.0 * minutes, given);
        if is_soon {
            refused(&mut host);
            host.last_expected().supported_by(&[given]);
        }
        let desk = host.rdp_logon(time + 60.0 * minutes + 90.0, &anna(), &home());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_logoff(time + 7200.0, desk);
        check(&Case::of([host]));
    }
}

/// [source 5.11]: other users, other groups, other times and later grants prove nothing.
/// Rules: N8
#[test]
fn other_group_changes_prove_nothing() {
    let (anna_sid, miles_sid) = (anna().account.sid, miles().account.sid);
    for (member, group, seconds) in [
        (&miles_sid, REMOTE_DESKTOP_USERS, 300.0),
        (&anna_sid, BACKUP_OPERATORS, 300.0),
        (&anna_sid, REMOTE_DESKTOP_USERS, 4.0 * 3600.0),
    ] {
        let mut host = running(Os::Server2016).only(&[SECURITY]);
        let time = clock("10:00:00");
        twin_logons(&mut host, time, [Origin::Address, Origin::Address]);
        let by = miles().account;
        host.write(time + seconds, add_to_group(&by, 0x51_000, member, group));
        check(&Case::of([host]));
    }
}

/// [source 5.11], [source 10.2]: 4825 shows that the right was missing.
/// Rules: N7, N8
#[test]
fn a_refusal_for_a_missing_right_is_the_same_attempt() {
    for os in [Os::Windows10, Os::Server2016] {
        let mut host = running(os).only(&[SECURITY]);
        let time = clock("10:00:00");
        twin_logons(&mut host, time, [Origin::Address, Origin::Address]);
        refused(&mut host);
        let denied = remote_desktop_denied(&anna().account, 0x71_000, &home().address);
        let denied = host.write(time + 0.4, denied);
        let expected = host.last_expected();
        expected
            .supported_by(&[denied])
            .set("failure_code", "0xC000015B");
        check(&Case::of([host]));
    }
}

/// [source 5.11], near misses: other users, other clients, and logons that last longer.
/// Rules: N8
#[test]
fn nla_logons_of_two_users_or_two_clients_stay_separate() {
    for (person, client) in [(miles(), home()), (anna(), office())] {
        let mut host = running(Os::Server2016).only(&[SECURITY]);
        let time = clock("10:00:00");
        for (person, client, at) in [(anna(), home(), time), (person, client, time + 0.2)] {
            let name = person.account.name.clone();
            let (begin, end) = nla(&mut host, at, &person, (&client, Origin::Address), 0.05);
            let expected = host.claim("rdp", "aborted", &name, vec![begin]);
            expected
                .ends("disconnect", &[end])
                .unset("outcome")
                .set("source_ip", client.address);
        }
        check(&Case::of([host]));
    }
}

/// [source 5.11], near miss: connections that lasted longer are two.
/// Rules: N8
#[test]
fn nla_logons_that_last_longer_are_two_attempts() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let time = clock("10:00:00");
    for at in [time, time + 0.4] {
        let (begin, end) = nla(&mut host, at, &anna(), (&home(), Origin::Address), 20.0);
        let expected = host.claim("rdp", "aborted", "anna", vec![begin]);
        expected.ends("disconnect", &[end]).unset("outcome");
    }
    check(&Case::of([host]));
}

/// [source 5.10]: a client that logs on within a minute had asked about the certificate.
/// Rules: N5
#[test]
fn twin_logons_before_the_same_clients_logon_are_its_certificate_prompt() {
    for os in [Os::Server2016, Os::Windows11] {
        let mut host = running(os).only(&[SECURITY]);
        let time = clock("10:00:00");
        let one = nla(&mut host, time, &anna(), (&home(), Origin::Address), 0.04);
        let two = nla(
            &mut host,
            time + 0.2,
            &anna(),
            (&home(), Origin::Address),
            0.04,
        );
        let desk = host.rdp_logon(time + 58.0, &anna(), &home());
        let expected = host.expected_at(desk);
        expected.unset("local_session_id");
        expected.begin.splice(0..0, [one.0, two.0]);
        expected.supported_by(&[one.0, two.0]);
        host.rdp_logoff(clock("11:00:00"), desk);
        check(&Case::of([host]));
    }
}
