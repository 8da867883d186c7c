//! Two NLA logons for one connection of Remote Desktop that got no desktop, as Security alone tells it.

use crate::common::compare::check;
use crate::common::records::accounts::put_into_group;
use crate::common::records::security::{logon_session_destroyed, remote_desktop_denied};
use crate::common::records::security_auth::{Logon, logged_on};
use crate::common::records::{LSM, SECURITY};
use crate::common::scenario::{Case, Client, Host, Mark, Os, Person, Time};
use crate::{anna, clock, home, miles, office, running};

const REMOTE_DESKTOP_USERS: (&str, &str) = ("Remotedesktopbenutzer", "S-1-5-32-555");
const BACKUP_OPERATORS: (&str, &str) = ("Backup Operators", "S-1-5-32-551");

/// Where an NLA logon says that it came from.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    Address,
    NameAlone,
}

/// A type 3 that NLA makes, and its end.
fn nla(
    host: &mut Host,
    time: Time,
    person: &Person,
    (client, says): (&Client, Says),
    seconds: f64,
) -> (Mark, Mark) {
    let logon = host.ntlm_logon(person, &client.name);
    let luid = logon.luid;
    let logon = match says {
        Says::Address => Logon {
            address: client.address.clone(),
            port: "0".to_owned(),
            ..logon
        },
        Says::NameAlone => logon,
    };
    let begin = host.write(time, logged_on(&logon, host.os.logon_version()));
    let end = logon_session_destroyed(&person.account, luid, 3);
    (begin, host.write(time + seconds, end))
}

/// Two of them that die at once, claimed as one attempt.
fn twins(host: &mut Host, time: Time, says: [Says; 2]) {
    let (person, client) = (anna(), home());
    let one = nla(host, time, &person, (&client, says[0]), 0.045);
    let two = nla(host, time + 0.18, &person, (&client, says[1]), 0.05);
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
fn two_nla_logons_that_die_at_once_are_one_aborted_attempt() {
    for os in [Os::Server2016, Os::Windows10, Os::Windows11] {
        for says in [
            [Says::Address, Says::Address],
            [Says::Address, Says::NameAlone],
            [Says::NameAlone, Says::Address],
        ] {
            for channels in [&[SECURITY][..], &[SECURITY, LSM]] {
                let mut host = running(os).only(channels);
                twins(&mut host, clock("10:00:00"), says);
                check(&Case::of([host]));
            }
        }
    }
}

fn refused(host: &mut Host) {
    let expected = host.last_expected();
    expected.set("outcome", "refused").set("end_kind", "failed");
}

/// [source 5.11]: somebody gave the right after the attempt.
/// Rules: N8
#[test]
fn a_right_that_is_given_after_the_attempt_was_missing() {
    for minutes in [1.0, 5.0, 20.0] {
        let mut host = running(Os::Server2016).only(&[SECURITY]);
        let time = clock("10:00:00");
        twins(&mut host, time, [Says::Address, Says::Address]);
        refused(&mut host);
        let given = put_into_group(
            &miles().account,
            0x51_000,
            &anna().account.sid,
            REMOTE_DESKTOP_USERS,
        );
        let given = host.write(time + 60.0 * minutes, given);
        host.last_expected().told_by(&[given]);
        let desk = host.rdp_logon(time + 60.0 * minutes + 90.0, &anna(), &home());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_logoff(clock("11:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// [source 5.11]: the clock was set back between the attempt and the gift.
/// Rules: B1, N8
#[test]
fn a_right_that_is_given_after_a_step_of_the_clock_was_missing() {
    for (is_recorded, minutes, is_soon) in
        [(true, 5.0, true), (false, 5.0, true), (true, 90.0, false)]
    {
        let mut host = running(Os::Server2016).only(&[SECURITY]);
        let time = clock("10:00:00");
        twins(&mut host, time, [Says::Address, Says::Address]);
        let step = time + 120.0;
        if is_recorded {
            host.set_clock(step, -7200.0);
        } else {
            host.set_clock_unseen(step, -7200.0);
        }
        let (by, anna_sid) = (miles().account, anna().account.sid);
        let given = put_into_group(&by, 0x51_000, &anna_sid, REMOTE_DESKTOP_USERS);
        let given = host.write(time + 60.0 * minutes, given);
        if is_soon {
            refused(&mut host);
            host.last_expected().told_by(&[given]);
        }
        let desk = host.rdp_logon(time + 60.0 * minutes + 90.0, &anna(), &home());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_logoff(time + 7200.0, desk);
        check(&Case::of([host]));
    }
}

/// [source 5.11]: other people, other groups, other times and later rights prove nothing.
/// Rules: N8
#[test]
fn other_changes_of_groups_prove_nothing() {
    let (anna_sid, miles_sid) = (anna().account.sid, miles().account.sid);
    for (member, group, seconds) in [
        (&miles_sid, REMOTE_DESKTOP_USERS, 300.0),
        (&anna_sid, BACKUP_OPERATORS, 300.0),
        (&anna_sid, REMOTE_DESKTOP_USERS, 4.0 * 3600.0),
    ] {
        let mut host = running(Os::Server2016).only(&[SECURITY]);
        let time = clock("10:00:00");
        twins(&mut host, time, [Says::Address, Says::Address]);
        let by = miles().account;
        host.write(time + seconds, put_into_group(&by, 0x51_000, member, group));
        check(&Case::of([host]));
    }
}

/// [source 5.11], [source 10.2]: 4825 says that the right was missing.
/// Rules: N7, N8
#[test]
fn a_refusal_for_want_of_the_right_is_the_same_attempt() {
    for os in [Os::Windows10, Os::Server2016] {
        let mut host = running(os).only(&[SECURITY]);
        let time = clock("10:00:00");
        twins(&mut host, time, [Says::Address, Says::Address]);
        refused(&mut host);
        let denied = remote_desktop_denied(&anna().account, 0x71_000, &home().address);
        let denied = host.write(time + 0.4, denied);
        let expected = host.last_expected();
        expected
            .told_by(&[denied])
            .set("failure_code", "0xC000015B");
        check(&Case::of([host]));
    }
}

/// [source 5.11], near misses: other people, other clients, and logons that live on.
/// Rules: N8
#[test]
fn nla_logons_of_two_people_or_two_clients_stay_apart() {
    for (person, client) in [(miles(), home()), (anna(), office())] {
        let mut host = running(Os::Server2016).only(&[SECURITY]);
        let time = clock("10:00:00");
        for (person, client, at) in [(anna(), home(), time), (person, client, time + 0.2)] {
            let name = person.account.name.clone();
            let (begin, end) = nla(&mut host, at, &person, (&client, Says::Address), 0.05);
            let expected = host.claim("rdp", "aborted", &name, vec![begin]);
            expected
                .ends("disconnect", &[end])
                .unset("outcome")
                .set("source_ip", client.address);
        }
        check(&Case::of([host]));
    }
}

/// [source 5.11], near miss: connections that lived longer are two.
/// Rules: N8
#[test]
fn nla_logons_that_live_on_are_two_attempts() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let time = clock("10:00:00");
    for at in [time, time + 0.4] {
        let (begin, end) = nla(&mut host, at, &anna(), (&home(), Says::Address), 20.0);
        let expected = host.claim("rdp", "aborted", "anna", vec![begin]);
        expected.ends("disconnect", &[end]).unset("outcome");
    }
    check(&Case::of([host]));
}

/// [source 5.10]: the same client that comes in within a minute had asked about the certificate.
/// Rules: N5
#[test]
fn twins_before_a_logon_of_the_same_client_are_its_certificate_prompt() {
    for os in [Os::Server2016, Os::Windows11] {
        let mut host = running(os).only(&[SECURITY]);
        let time = clock("10:00:00");
        let one = nla(&mut host, time, &anna(), (&home(), Says::Address), 0.04);
        let two = nla(
            &mut host,
            time + 0.2,
            &anna(),
            (&home(), Says::Address),
            0.04,
        );
        let desk = host.rdp_logon(time + 58.0, &anna(), &home());
        let expected = host.expected_at(desk);
        expected.unset("local_session_id");
        expected.begin.splice(0..0, [one.0, two.0]);
        expected.told_by(&[one.0, two.0]);
        host.rdp_logoff(clock("11:00:00"), desk);
        check(&Case::of([host]));
    }
}
