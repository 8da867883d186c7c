//! Remote Desktop: connections that do not lead to a desktop.

use super::desk::{Client, Connection, DeskId, Person};
use super::expected::End;
use super::failures::WRONG_PASSWORD;
use super::host::Host;
use super::log::Mark;
use super::os::Os;
use super::time::Time;
use crate::common::records::security::remote_desktop_denied;
use crate::common::records::security_auth::ntlm_validated;
use crate::common::records::{local_session, rdp_core, remote_connection};

const RIGHT_MISSING: u32 = 0xc000_015b;

impl Host {
    /// A wrong password with NLA on.
    pub fn failed_nla(&mut self, time: Time, user_name: &str, client: &Client) {
        self.failed_nla_because(time, user_name, client, WRONG_PASSWORD);
    }

    /// NLA refuses, for the cause that 4625 names as its sub-status.
    pub fn failed_nla_because(&mut self, time: Time, user_name: &str, client: &Client, cause: u32) {
        let time = self.moment(time);
        let connection = self.connect(time, client);
        let time = time + 0.11;
        let failure = self.nla_failure(time, user_name, client, cause);
        self.drop_failed(time + 0.1, &connection, client);
        self.expect_nla_failure(user_name, &connection, failure, client, cause);
    }

    /// Two connections at once, each with a wrong password: if the failures have no address,
    /// nothing shows which belongs to which connection.
    pub fn two_failed_nla(&mut self, time: Time, first: (&str, &Client), second: (&str, &Client)) {
        let time = self.moment(time);
        let connections = [
            self.connect(time, first.1),
            self.connect(time + 0.02, second.1),
        ];
        let tries = [first, second];
        for (index, (user_name, client)) in tries.into_iter().enumerate() {
            let time = time + 0.12 + 0.05 * index as f64;
            let failure = self.nla_failure(time, user_name, client, WRONG_PASSWORD);
            let place = self.expect("network", "failed", user_name, vec![failure]);
            let expected = &mut self.expected[place];
            expected.end = End::At(vec![failure]);
            expected.set("end_kind", "failed");
            let has_address = self.os != Os::Server2012R2;
            if has_address {
                self.expected[place]
                    .set("kind", "rdp")
                    .set("source_ip", client.address.as_str());
            } else {
                self.expected[place].set("source_ip", serde_json::Value::Null);
            }
        }
        for (connection, (_, client)) in connections.iter().zip(tries) {
            self.drop_failed(time + 0.4, connection, client);
        }
    }

    fn nla_failure(&mut self, time: Time, user_name: &str, client: &Client, cause: u32) -> Mark {
        if self.is_domain_controller {
            self.log(time, ntlm_validated(user_name, &client.name, cause));
        }
        let source = self.nla_address(&client.address);
        self.network_failure(time, user_name, &client.name, source, cause)
    }

    fn drop_failed(&mut self, time: Time, connection: &Connection, client: &Client) {
        if self.os.is_client() {
            let bad = rdp_core::bad_credentials(connection.activity, &client.address);
            self.log(time, bad);
        }
        self.log(time + 0.01, rdp_core::transport_closed(connection.activity));
        let reason = if self.os == Os::Server2012R2 { 0 } else { 14 };
        self.log(
            time + 0.01,
            rdp_core::disconnect_reason(connection.activity, reason),
        );
    }

    fn expect_nla_failure(
        &mut self,
        user_name: &str,
        connection: &Connection,
        failure: Mark,
        client: &Client,
        cause: u32,
    ) {
        let mut marks = connection.marks.clone();
        marks.push(failure);
        let place = self.expect_rdp("failed", user_name, client, marks);
        let expected = &mut self.expected[place];
        // Without the Security log this is a connection, or at best a failure without a name.
        expected.proof = vec![failure];
        expected.end = End::At(vec![failure]);
        expected
            .set("end_kind", "failed")
            .set("failure_code", format!("0x{cause:08X}"));
    }

    /// The right password, but the account may not use Remote Desktop.
    pub fn rdp_refused(&mut self, time: Time, person: &Person, client: &Client) {
        let time = self.moment(time);
        let mut connection = self.connect(time, client);
        let accepted = self.authenticate(time + 0.11, &mut connection, person);
        let name = &person.account.name;
        let failure = self.screen_failure(accepted + 0.4, name, 10, &client.address, RIGHT_MISSING);
        if self.audits_other_logons {
            let luid = self.new_luid();
            self.log(
                accepted + 0.4,
                remote_desktop_denied(&person.account, luid, &client.address),
            );
        }
        let mut end = vec![failure];
        end.extend(self.connection_ends(accepted + 0.6, &connection, &person.account, 9));
        let mut marks = connection.marks.clone();
        marks.push(failure);
        let place = self.expect_rdp("refused", name, client, marks);
        self.expected[place].end = End::At(end);
        self.expected[place]
            .set("end_kind", "failed")
            .set("failure_code", "0xC000015B");
    }

    /// The password was right, but the client disconnected before there was a desktop.
    pub fn rdp_aborted(&mut self, time: Time, person: &Person, client: &Client) {
        let time = self.moment(time);
        let mut connection = self.connect(time, client);
        let accepted = self.authenticate(time + 0.11, &mut connection, person);
        let activity = connection.activity;
        let session = self.free_session(2);
        let mut marks = connection.marks.clone();
        let assigned = rdp_core::connection_assigned(activity, &connection.name, session);
        marks.push(self.log(accepted + 0.015, assigned));
        let mut end = Vec::new();
        let luid = connection.network_luid.expect("NLA made a logon session");
        end.push(self.destroy(accepted + 0.22, &person.account, luid, 3));
        let gone = local_session::disconnect_reason(activity, session, 0);
        end.push(self.log(accepted + 0.34, gone));
        end.push(self.log(accepted + 0.34, rdp_core::transport_closed(activity)));
        let managers = self.window_managers(accepted + 1.5, session);
        let tokens = self.interactive_logon(accepted + 1.6, person, 10, &client.address);
        marks.extend(&tokens.marks);
        let user = person.account.qualified();
        marks.push(self.log(
            accepted + 1.65,
            local_session::of_user(41, activity, &user, session),
        ));
        marks.push(self.log(
            accepted + 1.78,
            local_session::of_user(42, activity, &user, session),
        ));
        self.log(
            accepted + 1.95,
            local_session::logon_broke_off(activity, session),
        );
        self.destroy_tokens(accepted + 33.0, &person.account, &tokens, 10);
        for manager in &managers {
            self.destroy(accepted + 33.1, &manager.account, manager.luid, 2);
        }
        let place = self.expect_rdp("aborted", &person.account.name, client, marks);
        self.expected[place].end = End::At(end);
        self.expected[place]
            .unset("end_kind")
            .set("domain", person.account.domain.as_str());
    }

    /// No NLA: the user types at the logon screen of one connection until the password is right.
    pub fn rdp_logon_without_nla(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
        wrong_first: u32,
    ) -> DeskId {
        let time = self.moment(time);
        let mut connection = self.connect(time, client);
        let name = person.account.name.clone();
        for attempt in 0..wrong_first {
            let time = time + 5.0 + 6.0 * f64::from(attempt);
            let mark = self.screen_failure(time, &name, 10, &client.address, WRONG_PASSWORD);
            connection.marks.push(mark);
        }
        let typed = time + 5.0 + 6.0 * f64::from(wrong_first);
        let id = self.rdp_desktop(typed, person, connection);
        self.expected_at(id).set("attempts", wrong_first);
        id
    }

    /// No NLA: somebody types wrong passwords at the logon screen, then disconnects.
    pub fn rdp_screen_guessing(
        &mut self,
        time: Time,
        user_name: &str,
        client: &Client,
        attempts: u32,
    ) {
        let time = self.moment(time);
        let connection = self.connect(time, client);
        let activity = connection.activity;
        let session = self.free_session(2);
        let assigned = rdp_core::connection_assigned(activity, &connection.name, session);
        let mut marks = connection.marks.clone();
        marks.push(self.log(time + 0.3, assigned));
        self.window_managers(time + 0.5, session);
        let mut failures = Vec::new();
        for attempt in 0..attempts {
            let time = time + 5.0 + 6.0 * f64::from(attempt);
            let mark = self.screen_failure(time, user_name, 10, &client.address, WRONG_PASSWORD);
            failures.push(mark);
        }
        let gone = time + 8.0 + 6.0 * f64::from(attempts);
        let end = vec![
            self.log(
                gone,
                local_session::disconnect_reason(activity, session, 12),
            ),
            self.log(gone + 0.1, rdp_core::transport_closed(activity)),
        ];
        marks.extend(&failures);
        let place = self.expect_rdp("failed", user_name, client, marks);
        let expected = &mut self.expected[place];
        expected.proof = failures;
        expected.end = End::At(end);
        expected.set("end_kind", "failed").set("attempts", attempts);
    }

    /// No NLA, but 1149 is written anyway, as with some clients: it proves no password.
    pub fn rdp_screen_guessing_with_1149(&mut self, time: Time, user_name: &str, client: &Client) {
        let time = self.moment(time);
        let connection = self.connect(time, client);
        let activity = connection.activity;
        let mut marks = connection.marks.clone();
        let named = remote_connection::user_authenticated(activity, user_name, "", &client.address);
        marks.push(self.log(time + 0.4, named));
        let failures: Vec<Mark> = [6.0, 12.0]
            .iter()
            .map(|&wait| {
                let address = &client.address;
                self.screen_failure(time + wait, user_name, 10, address, WRONG_PASSWORD)
            })
            .collect();
        let end = vec![self.log(time + 20.0, rdp_core::transport_closed(activity))];
        marks.extend(&failures);
        let place = self.expect_rdp("failed", user_name, client, marks);
        let expected = &mut self.expected[place];
        expected.proof = failures;
        expected.end = End::At(end);
        expected
            .set("end_kind", "failed")
            .set("attempts", 2)
            .set("authenticated", serde_json::Value::Null);
    }

    /// A scanner: connections without credentials. They are hidden by default.
    pub fn port_scan(&mut self, time: Time, client: &Client, connections: u32) {
        for number in 0..connections {
            let time = self.moment(time + 0.5 * f64::from(number));
            let port = client.port + u16::try_from(number).expect("a scan has few connections");
            let connection = self.connect(time, &client.port(port));
            let activity = connection.activity;
            let failed = rdp_core::security_layer_failed(activity, &client.address);
            self.log(time + 0.05, failed);
            self.log(time + 0.06, rdp_core::transport_closed(activity));
            self.log(time + 0.06, rdp_core::disconnect_reason(activity, 0));
        }
    }
}
