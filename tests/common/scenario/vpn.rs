//! VPN connections to a server that is both router and policy server. Written from documentation.

use super::desk::{Client, Person};
use super::expected::End;
use super::host::Host;
use super::log::Mark;
use super::time::Time;
use crate::common::records::vpn::{policy, router};

/// A VPN connection.
pub struct VpnId {
    person: Person,
    connection: String,
    began: Time,
    expected: usize,
}

const PORT: &str = "VPN2-127";

impl Host {
    /// 6272 and 6278 of the policy server, 20250 and 20274 of the router.
    pub fn vpn_connect(&mut self, time: Time, person: &Person, client: &Client) -> VpnId {
        let time = self.moment(time);
        let granted = (0, "");
        let address = &*client.address;
        let account = &person.account;
        let connection = format!("{{{:08x}-7c21-4b7e-9d02-3f52a1c0d9e4}}", self.random());
        let user = account.qualified();
        let values = [&*user, PORT, "192.0.2.120"];
        let marks = vec![
            self.log(time, policy(6272, account, address, granted)),
            self.log(time + 0.01, policy(6278, account, address, granted)),
            self.log(time + 0.4, router(20250, &connection, &values[..2])),
            self.log(time + 1.1, router(20274, &connection, &values)),
        ];
        let expected = self.expect("vpn", "success", &account.name, marks);
        self.expected[expected].set("source_ip", address);
        VpnId {
            person: person.clone(),
            connection,
            began: time,
            expected,
        }
    }

    /// 20275 and 20272, whose dates are in the server's own format and zone.
    pub fn vpn_disconnect(&mut self, time: Time, id: VpnId) {
        let time = self.moment(time);
        let seconds = (time.0 - id.began.0) / 10_000_000;
        let (minutes, rest) = ((seconds / 60).to_string(), (seconds % 60).to_string());
        let user = id.person.account.qualified();
        let values = [
            &*user,
            PORT,
            "3/3/2025",
            "9:00 AM",
            "3/3/2025",
            "10:00 AM",
            &minutes,
            &rest,
            "120455",
            "88012",
            "user request",
            "WAN Miniport (SSTP)",
        ];
        let end: Vec<Mark> = vec![
            self.log(time, router(20275, &id.connection, &["192.0.2.120"])),
            self.log(time + 0.1, router(20272, &id.connection, &values)),
        ];
        self.end_visit(id.expected, "disconnect", end);
    }

    /// 6273 and 20271: access denied, with the policy server's reason.
    pub fn vpn_refused(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
        (reason, outcome): (u32, &str),
    ) {
        let time = self.moment(time);
        let (account, address) = (&person.account, &*client.address);
        let user = account.qualified();
        let values = [
            &*user,
            address,
            "The connection was prevented because of a policy.",
        ];
        let marks = vec![
            self.log(
                time,
                policy(6273, account, address, (reason, "It says why.")),
            ),
            self.log(time + 0.3, router(20271, "NA", &values)),
        ];
        let place = self.expect("vpn", outcome, &account.name, marks.clone());
        let expected = &mut self.expected[place];
        expected.end = End::At(marks);
        expected.set("source_ip", address).set("end_kind", "failed");
    }
}
