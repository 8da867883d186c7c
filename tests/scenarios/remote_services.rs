//! RD Gateway, VPN and remote-management software. Written from documentation: except for one
//! published gateway record, no real log of these was available.

use serde_json::{Value, json};

use crate::common::compare::{actual_sessions, check};
use crate::common::records::{SECURITY, SYSTEM};
use crate::common::scenario::{Case, Client, Host, Os};
use crate::{anna, clock, home, miles, office, running};

fn gateway() -> Host {
    let mut host = Host::new("GW01", "LARKFIELD", Os::Server2016);
    host.boot(clock("06:00:00"));
    host
}

/// The gateway as the machine behind it sees it.
fn inner() -> Client {
    Client::new("10.20.0.8", 52_700, "HOME-PC")
}

/// Rules: G1.
#[test]
fn two_transports_of_one_gateway_connection_are_one_session() {
    for over_udp in [false, true] {
        let mut host = gateway();
        let id = host.gateway_connect(
            clock("08:00:00"),
            &miles(),
            &home(),
            "host1.larkfield.example",
            over_udp,
        );
        host.gateway_disconnect(clock("09:00:00"), id);
        let again = host.gateway_connect(clock("09:10:00"), &miles(), &home(), "HOST2", over_udp);
        host.gateway_disconnect(clock("09:40:00"), again);
        check(&Case::of([host]));
    }
}

/// Rules: G1.
#[test]
fn a_gateway_refusal_and_an_unreachable_machine_are_distinguished() {
    let mut host = gateway();
    host.gateway_denied(clock("08:00:00"), &anna(), &home(), "DC01");
    host.gateway_unreachable(clock("08:10:00"), &anna(), &home(), "HOST9");
    host.gateway_channel_alone(clock("08:20:00"), &anna(), &home());
    check(&Case::of([host]));
}

/// Rules: G2.
#[test]
fn a_session_through_a_gateway_has_its_true_client() {
    let mut gate = gateway();
    let mut host = running(Os::Server2016);
    let id = gate.gateway_connect(
        clock("08:00:00"),
        &miles(),
        &home(),
        "host1.larkfield.example",
        true,
    );
    let desk = host.rdp_logon(clock("08:00:02"), &miles(), &inner());
    host.expected_at(desk).set("via_gateway", home().address);
    host.rdp_logoff(clock("09:00:00"), desk);
    gate.gateway_disconnect(clock("09:00:01"), id);
    // The same user without the gateway, and another user through it at the same time.
    let direct = host.rdp_logon(clock("10:00:00"), &miles(), &office());
    host.expected_at(direct).set("via_gateway", Value::Null);
    host.rdp_logoff(clock("10:30:00"), direct);
    check(&Case::of([gate, host]));
}

/// Rules: G2.
#[test]
fn a_gateway_session_to_another_machine_is_not_joined_to_this_one() {
    let mut gate = gateway();
    let mut host = running(Os::Server2016);
    let id = gate.gateway_connect(clock("08:00:00"), &miles(), &home(), "HOST2", false);
    let desk = host.rdp_logon(clock("08:00:02"), &miles(), &inner());
    host.expected_at(desk).set("via_gateway", Value::Null);
    host.rdp_logoff(clock("09:00:00"), desk);
    gate.gateway_disconnect(clock("09:00:01"), id);
    check(&Case::of([gate, host]));
}

/// Rules: G2.
#[test]
fn the_client_is_not_guessed_between_two_behind_a_gateway() {
    let mut gate = gateway();
    let mut host = running(Os::Server2016);
    let other = Client::new("203.0.113.77", 50_700, "LAPTOP");
    let first = gate.gateway_connect(clock("08:00:00"), &miles(), &home(), "HOST1", false);
    let second = gate.gateway_connect(clock("08:00:05"), &miles(), &other, "HOST1", false);
    let desk = host.rdp_logon(clock("08:00:10"), &miles(), &inner());
    host.expected_at(desk).set("via_gateway", Value::Null);
    host.rdp_logoff(clock("09:00:00"), desk);
    gate.gateway_disconnect(clock("09:00:01"), first);
    gate.gateway_disconnect(clock("09:00:02"), second);
    check(&Case::of([gate, host]));
}

/// Rules: T1, T2.
#[test]
fn the_policy_servers_decision_and_the_vpn_servers_records_are_one_connection() {
    let mut host = gateway();
    let id = host.vpn_connect(clock("08:00:00"), &anna(), &home());
    host.vpn_disconnect(clock("09:00:00"), id);
    let again = host.vpn_connect(clock("09:05:00"), &anna(), &home());
    host.vpn_disconnect(clock("09:30:00"), again);
    check(&Case::of([host]));
}

/// Rules: T1, T2.
#[test]
fn a_vpn_refusal_shows_whether_policy_or_password_was_the_cause() {
    let mut host = gateway();
    host.vpn_refused(clock("08:00:00"), &anna(), &home(), (16, "failed"));
    host.vpn_refused(clock("08:10:00"), &anna(), &home(), (65, "refused"));
    check(&Case::of([host]));
}

#[test]
fn the_end_record_of_a_vpn_connection_gives_its_begin() {
    for with_policy in [false, true] {
        let channels = if with_policy {
            &[SYSTEM, SECURITY][..]
        } else {
            &[SYSTEM]
        };
        let mut host = gateway().only(channels);
        let id = host.vpn_connect(clock("08:00:00"), &anna(), &home());
        host.vpn_disconnect(clock("09:00:00"), id);
        // The System log begins after the connection.
        host.forget_before(SYSTEM, clock("08:30:00"));
        let folder = tempfile::tempdir().expect("a temporary folder");
        Case::of([host])
            .write(folder.path())
            .expect("the logs can be written");
        let rows = actual_sessions(folder.path());
        assert_eq!(rows.len(), 1, "{rows:?}");
        let row = &rows[0];
        let begin = row["begin"].as_str().expect("a begin");
        assert!(begin.starts_with("2025-03-03T08:00:0"), "{begin}");
        let end = row["end"].as_str().expect("an end");
        assert!(end.starts_with("2025-03-03T09:00:00"), "{end}");
        assert_eq!(row["user"], "anna");
        if with_policy {
            assert_eq!(row["begin_precision"], "exact");
            assert_eq!(row["source_ip"], json!(home().address));
        } else {
            assert_eq!(row["begin_precision"], "derived");
            assert_eq!(row["source_ip"], json!(null));
        }
    }
}

#[test]
fn the_address_assigned_to_a_vpn_client_is_noted() {
    let mut host = gateway();
    let id = host.vpn_connect(clock("08:00:00"), &anna(), &home());
    host.vpn_disconnect(clock("09:00:00"), id);
    let folder = tempfile::tempdir().expect("a temporary folder");
    Case::of([host])
        .write(folder.path())
        .expect("the logs can be written");
    let notes = actual_sessions(folder.path())[0]["notes"].to_string();
    assert!(notes.contains("inner address 192.0.2.120"), "{notes}");
}

/// Rules: M1.
#[test]
fn remote_management_software_is_not_a_windows_logon() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    // The product's account has the name of a Windows account, but is another account.
    host.screen_connect(clock("08:10:00"), "anna", 600.0);
    host.last_expected().set("sid", Value::Null);
    host.splashtop(clock("08:30:00"), "help@desk.example", "SUPPORT-7", 60.0);
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}
