//! Remote Desktop: connections, logons, disconnects and logoffs.

use super::desk::{Client, Connection, Desk, DeskId, Nla, Person, Place, RESTRICTED_ADMIN, Visit};
use super::host::Host;
use super::log::Mark;
use super::time::Time;
use crate::common::records::security_auth::{Logon, ntlm_validated};
use crate::common::records::{rdp_core, remote_connection};

impl Host {
    /// A connection reaches the listener; nobody has authenticated yet.
    pub(super) fn connect(&mut self, time: Time, client: &Client) -> Connection {
        self.next_connection += 1;
        let name = format!("RDP-Tcp#{}", self.next_connection);
        let activity = self.new_activity();
        let from = format!("{}:{}", client.address, client.port);
        let mut marks = vec![
            self.log(
                time,
                remote_connection::listener_reached(activity, "RDP-Tcp"),
            ),
            self.log(time, rdp_core::connection_accepted(activity, &from)),
        ];
        marks.push(self.log(time, rdp_core::connection_created(activity, &name)));
        if self.os.is_client() {
            let accepted = remote_connection::connection_accepted(activity, &client.address);
            marks.push(self.log(time, accepted));
        }
        Connection {
            client: client.clone(),
            activity,
            name,
            network_luid: None,
            marks,
        }
    }

    /// NLA: the credentials are verified before there is a desktop. Returns the time of 1149.
    pub(super) fn authenticate(
        &mut self,
        time: Time,
        connection: &mut Connection,
        person: &Person,
    ) -> Time {
        let client = connection.client.clone();
        if self.validates(person) {
            let checked = ntlm_validated(&person.presented().name, &client.name, 0);
            connection.marks.push(self.log(time, checked));
        }
        if client.nla == Nla::NtlmTwice {
            let first = self.nla_logon(person, &client);
            let luid = first.luid;
            connection
                .marks
                .extend(self.network_logon(time - 0.08, first, person.admin));
            connection
                .marks
                .push(self.destroy(time - 0.05, &person.account, luid, 3));
        }
        let logon = self.nla_logon(person, &client);
        connection.network_luid = Some(logon.luid);
        connection
            .marks
            .extend(self.network_logon(time, logon, person.admin));
        let name = match person.protection {
            // The remote machine then learns no name from the client [source 5.17].
            Some(RESTRICTED_ADMIN) => "",
            _ => &person.presented().name,
        };
        let domain = person.known_as.as_ref().map_or("", |known| &known.domain);
        let authenticated = remote_connection::user_authenticated(
            connection.activity,
            name,
            domain,
            &client.address,
        );
        connection.marks.push(self.log(time + 0.92, authenticated));
        time + 0.92
    }

    fn nla_logon(&mut self, person: &Person, client: &Client) -> Logon {
        let (address, port) = self.nla_address(&client.address);
        let logon = Logon {
            address,
            port,
            ..self.ntlm_logon(person, &client.name)
        };
        match client.nla {
            Nla::Ntlm | Nla::NtlmTwice => logon,
            Nla::Kerberos => Logon {
                process: "Kerberos",
                package: "Kerberos",
                ntlm: "-",
                workstation: "-".to_owned(),
                ..logon
            },
        }
    }

    /// A new session: connection, NLA, desktop.
    pub fn rdp_logon(&mut self, time: Time, person: &Person, client: &Client) -> DeskId {
        let time = self.moment(time);
        let mut connection = self.connect(time, client);
        let time = self.authenticate(time + 0.11, &mut connection, person);
        self.rdp_desktop(time, person, connection)
    }

    /// The client asks its user about the server's certificate: its first connection ends although
    /// NLA succeeded, and a second one continues seconds later.
    pub fn rdp_logon_after_certificate_prompt(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
    ) -> DeskId {
        let time = self.moment(time);
        let first = self.connect(time, client);
        let logon = self.nla_logon(person, client);
        let luid = logon.luid;
        let mut marks = first.marks.clone();
        marks.extend(self.network_logon(time + 0.11, logon, person.admin));
        marks.push(self.destroy(time + 0.3, &person.account, luid, 3));
        self.log(time + 0.31, rdp_core::transport_closed(first.activity));
        self.log(time + 0.31, rdp_core::disconnect_reason(first.activity, 0));
        let desk = self.rdp_logon(time + 20.0, person, &client.port(client.port + 1));
        let expected = self.expected_at(desk);
        expected.begin.clone_from(&marks);
        expected.sources.extend(marks);
        desk
    }

    /// The desktop of a new session on an authenticated connection.
    pub(super) fn rdp_desktop(
        &mut self,
        time: Time,
        person: &Person,
        connection: Connection,
    ) -> DeskId {
        let session = self.free_session(2);
        let winlogon_pid = self.new_process();
        let activity = connection.activity;
        let client = connection.client.clone();
        let mut marks = connection.marks.clone();
        let assigned = rdp_core::connection_assigned(activity, &connection.name, session);
        marks.push(self.log(time + 0.015, assigned));
        let window_managers = self.window_managers(time + 0.17, session);
        self.log(time + 0.2, rdp_core::client_time_zone(activity, -1));
        let tokens = self.interactive_logon(time + 0.22, person, 10, &client.address);
        marks.extend(&tokens.marks);
        let place = Place::Remote(connection);
        marks.extend(self.desktop_starts(
            time + 0.25,
            person,
            session,
            winlogon_pid,
            &place,
            activity,
        ));
        let expected = self.expect_rdp("success", &person.account.name, &client, marks);
        self.expected[expected]
            .set("domain", person.account.domain.as_str())
            .set("reconnect", false)
            .set("local_session_id", session);
        self.open_desk(Desk {
            session,
            person: person.clone(),
            luid: tokens.luid,
            elevated_luid: tokens.elevated,
            logon_type: 10,
            window_managers,
            winlogon_pid,
            visit: Some(Visit { expected, place }),
        })
    }

    pub(super) fn expect_rdp(
        &mut self,
        outcome: &str,
        user_name: &str,
        client: &Client,
        marks: Vec<Mark>,
    ) -> usize {
        let place = self.expect("rdp", outcome, user_name, marks);
        self.expected[place].set("source_ip", client.address.as_str());
        place
    }
}
