//! Reconnects that only Security shows: a short type 7 with a client's address.

use crate::common::compare::check;
use crate::common::records::SECURITY;
use crate::common::scenario::{Case, End, Leave, Os};
use crate::{anna, clock, home, office, running};

/// The client returns to a desktop that it had left.
/// Rules: D6, D8
#[test]
fn a_short_type_7_after_a_disconnect_is_a_reconnect() {
    for os in [Os::Windows10, Os::Windows11, Os::Server2016] {
        for audits in [false, true] {
            let mut host = running(os).only(&[SECURITY]);
            if audits {
                host = host.auditing_other_logons();
            }
            let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
            host.expected_at(desk).unset("local_session_id");
            host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
            host.last_expected().unset("end_detail");
            host.rdp_reconnect(clock("10:00:00"), desk, &home());
            host.expected_at(desk).unset("local_session_id");
            host.rdp_disconnect(clock("11:00:00"), desk, Leave::Window);
            host.last_expected().unset("end_detail");
            check(&Case::of([host]));
        }
    }
}

/// If neither the end of the first session nor the NLA logon of the second was recorded, the
/// address decides: an unlock inside Remote Desktop has the address of its own client.
/// Rules: D7
#[test]
fn a_short_type_7_from_another_client_is_not_an_unlock() {
    for os in [Os::Windows10, Os::Windows11] {
        for at_console in [false, true] {
            let mut host = running(os).only(&[SECURITY]);
            host.stop_writing(SECURITY, &[4779]);
            let desk = if at_console {
                host.console_logon(clock("08:00:00"), &anna())
            } else {
                host.rdp_logon(clock("08:00:00"), &anna(), &office())
            };
            host.expected_at(desk).unset("local_session_id");
            host.rdp_reconnect(clock("10:00:00"), desk, &home());
            // NLA is off on this machine.
            host.forget(SECURITY, clock("09:59:00"), clock("10:00:01"));
            let first = &mut host.expected[0];
            first.end = End::Unclaimed;
            first.unset("end_detail").unset("end_kind");
            host.expected_at(desk).unset("local_session_id");
            check(&Case::of([host]));
        }
    }
}
