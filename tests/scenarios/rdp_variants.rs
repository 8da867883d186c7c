//! Remote Desktop: less common forms.

use serde_json::Value;

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::records::{LSM, RCM, SECURITY};
use crate::common::scenario::{Case, Client, Host, Leave, Os, Person};
use crate::{ALL_SYSTEMS, SID, anna, clock, home, miles, office, running};

#[test]
fn a_remote_program_without_a_shell_is_a_session() {
    // Written from documentation: RemoteApp may start no shell, so 22 is missing.
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        host.stop_writing(LSM, &[22]);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        check(&Case::of([host]));
    }
}

#[test]
fn users_who_connect_in_the_same_second_keep_their_own_records() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        // Numbers that rise with time over six stories told in parallel.
        host.force_luid(0x400_0000);
        let mut desks = Vec::new();
        for number in 0..6_u16 {
            let person = Person::new(
                "LARKFIELD",
                &format!("clerk{number}"),
                &format!("{SID}-12{number:02}"),
            );
            let client = Client::new(
                &format!("10.20.0.{}", 30 + number),
                50_000 + number,
                &format!("WS-{number}"),
            );
            let time = clock("08:00:00") + 0.3 * f64::from(number);
            desks.push(host.rdp_logon(time, &person, &client));
        }
        // They disconnect in another order than they connected.
        for (minute, number) in [3, 0, 5, 1, 4, 2].into_iter().enumerate() {
            let time = clock("12:00:00") + 60.0 * minute as f64;
            match number % 2 {
                0 => host.rdp_disconnect(time, desks[number], Leave::Window),
                _ => host.rdp_logoff(time, desks[number]),
            }
        }
        check(&Case::of([host]));
    }
}

#[test]
fn restricted_admin_and_credential_guard_are_noted() {
    // Written from documentation: no real record with "yes" was examined.
    for (person, words) in [
        (miles().by_restricted_admin(), "Restricted Admin"),
        (miles().by_credential_guard(), "Remote Credential Guard"),
    ] {
        let mut host = running(Os::Windows11);
        let desk = host.rdp_logon(clock("08:00:00"), &person, &office());
        host.expected_at(desk).noted(words);
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}

/// Rules: D15.
#[test]
fn shadowing_is_noted_on_the_session_that_was_watched() {
    for control in [false, true] {
        let mut host = running(Os::Server2016);
        let watched = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        let other = host.rdp_logon(clock("08:05:00"), &miles(), &home());
        host.shadow(clock("08:30:00"), watched, &miles(), control, 300.0);
        host.rdp_logoff(clock("09:00:00"), watched);
        host.rdp_logoff(clock("09:10:00"), other);
        check(&Case::of([host]));
    }
}

#[test]
fn a_connection_from_the_machine_itself_is_noted_as_a_tunnel() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        let tunnel = Client::new("127.0.0.1", 49_901, "");
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &tunnel);
        host.expected_at(desk)
            .noted("tunnel")
            .set("source_class", "loopback");
        host.rdp_logoff(clock("09:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn an_unusual_form_of_the_loopback_address_is_a_tunnel() {
    let mut host = running(Os::Server2016).only(&[LSM]);
    let tunnel = Client::new("::%16777216", 0, "");
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &tunnel);
    host.expected_at(desk)
        .noted("tunnel")
        .set("source_ip", "::1");
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn an_automatic_reconnect_is_not_an_attach_without_authentication() {
    for (client, words) in [
        (office().port(51_777), "automatic reconnect"),
        (home(), "attached without authentication"),
    ] {
        let mut host = running(Os::Server2016).auditing_other_logons();
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.rdp_reconnect_without_authentication(clock("09:00:20"), desk, &client);
        host.expected_at(desk).noted(words);
        host.rdp_logoff(clock("10:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn a_hijacked_desktop_is_noted_as_attached_without_authentication() {
    let mut host = running(Os::Server2016).auditing_other_logons();
    let victim = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_disconnect(clock("09:00:00"), victim, Leave::Window);
    let thief = host.rdp_logon(clock("10:00:00"), &miles(), &home());
    host.hijack(clock("10:05:00"), thief, victim);
    host.expected_at(victim)
        .noted("attached without authentication");
    check(&Case::of([host]));
}

#[test]
fn a_proper_reconnect_is_not_noted() {
    for os in ALL_SYSTEMS {
        let mut host = running(os).auditing_other_logons();
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.rdp_reconnect(clock("18:00:00"), desk, &home());
        host.rdp_logoff(clock("19:00:00"), desk);
        let case = Case::of([host]);
        let folder = tempfile::tempdir().expect("a temporary folder");
        case.write(folder.path()).expect("the logs can be written");
        let rows = actual_sessions(folder.path());
        demand(&case.expected(), &rows);
        assert!(rows.iter().all(|row| row["notes"] == Value::Array(vec![])));
    }
}

#[test]
fn without_the_security_log_authentication_is_not_judged() {
    let mut host = running(Os::Server2016).only(&[LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), desk, &home());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    let rows = actual_sessions(folder.path());
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row["notes"] == Value::Array(vec![])));
}

/// Rules: C8.
#[test]
fn a_remote_logon_disconnects_the_console_user_of_a_client_edition() {
    for os in [Os::Windows7, Os::Windows10, Os::Windows11] {
        let mut host = running(os);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        let far = host.rdp_logon_displacing(clock("09:00:00"), &miles(), &office(), desk);
        host.rdp_logoff(clock("10:00:00"), far);
        host.switch_back(clock("10:05:00"), desk);
        host.console_logoff(clock("11:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn a_redirection_by_a_broker_is_an_aborted_session_on_the_broker() {
    // Written from documentation: the first host accepts the credentials, the second one gets the
    // user.
    let mut hosts = ["BROKER1", "HOST2"].map(|name| Host::new(name, "LARKFIELD", Os::Server2016));
    for host in &mut hosts {
        host.boot(clock("06:00:00"));
    }
    let [broker, host] = &mut hosts;
    // The broker's session manager has other records before and after.
    let desk = broker.rdp_logon(clock("07:00:00"), &miles(), &home());
    broker.rdp_redirected(clock("08:00:00"), &anna(), &office());
    broker.rdp_logoff(clock("09:00:00"), desk);
    let desk = host.rdp_logon(clock("08:00:02"), &anna(), &office().port(51_201));
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of(hosts));
}

#[test]
fn failures_at_two_logon_screens_behind_one_address_stay_separate() {
    for os in [Os::Server2012R2, Os::Windows10] {
        let mut host = running(os);
        let (one, two) = (home(), home().port(52_311));
        host.two_logon_screens(clock("08:00:00"), ("administrator", &one), ("backup", &two));
        check(&Case::of([host]));
    }
}

#[test]
fn without_their_process_failures_are_not_assigned_to_one_of_two_logon_screens() {
    // Server 2016 has no Winlogon log here, and its 4625 names a service.
    let mut host = running(Os::Server2016);
    let (one, two) = (home(), home().port(52_311));
    host.two_logon_screens(clock("08:00:00"), ("administrator", &one), ("backup", &two));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    let rows = actual_sessions(folder.path());
    let bound = rows.iter().filter(|row| !row["connection_id"].is_null());
    assert_eq!(bound.count(), 0, "no record shows which screen was whose");
    assert_eq!(rows.len(), 6, "and no failure is lost");
}

/// Rules: N6.
#[test]
fn two_names_typed_at_one_logon_screen_share_its_connection() {
    for os in [Os::Server2012R2, Os::Server2016] {
        let mut host = running(os);
        host.two_names_at_one_screen(clock("08:00:00"), ["administrator", "backup"], &home());
        let folder = tempfile::tempdir().expect("a temporary folder");
        let case = Case::of([host]);
        case.write(folder.path()).expect("the logs can be written");
        let rows = actual_sessions(folder.path());
        demand(&case.expected(), &rows);
        assert!(rows[0]["connection_id"].is_string());
        assert_eq!(rows[0]["connection_id"], rows[1]["connection_id"]);
    }
}

#[test]
fn without_the_session_manager_a_logon_that_ends_at_once_is_a_reconnect() {
    for logs in [&[SECURITY][..], &[SECURITY, RCM][..]] {
        let mut host = running(Os::Server2016).only(logs);
        let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
        host.rdp_reconnect(clock("10:00:00"), desk, &home());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
        check(&Case::of([host]));
    }
}
