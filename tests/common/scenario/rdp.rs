//! Remote Desktop: connections, logons, disconnects and logoffs.

use super::desk::{Client, Connection, Desk, DeskId, Leave, Person, Place, Visit};
use super::host::{Host, Os};
use super::log::Mark;
use super::time::Time;
use crate::common::records::security::{WindowStation, disconnected};
use crate::common::records::security_auth::{Logon, ntlm_validated};
use crate::common::records::winlogon::{self, Notice};
use crate::common::records::{local_session, rdp_core, remote_connection};

impl Host {
    /// A connection reaches the listener; nobody has said who he is.
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

    /// NLA: the credentials are proved before there is a desktop. Returns the time of 1149.
    pub(super) fn authenticate(
        &mut self,
        time: Time,
        connection: &mut Connection,
        person: &Person,
    ) -> Time {
        let client = connection.client.clone();
        if self.validates(person) {
            let checked = ntlm_validated(&person.account.name, &client.name, 0);
            connection.marks.push(self.log(time, checked));
        }
        let (address, port) = self.nla_address(&client.address);
        let logon = Logon {
            address,
            port,
            ..self.ntlm_logon(person, &client.name)
        };
        connection.network_luid = Some(logon.luid);
        connection
            .marks
            .extend(self.network_logon(time, logon, person.admin));
        let name = &person.account.name;
        let authenticated =
            remote_connection::user_authenticated(connection.activity, name, "", &client.address);
        connection.marks.push(self.log(time + 0.92, authenticated));
        time + 0.92
    }

    /// A new session: connection, NLA, desktop.
    pub fn rdp_logon(&mut self, time: Time, person: &Person, client: &Client) -> DeskId {
        let time = self.moment(time);
        let mut connection = self.connect(time, client);
        let time = self.authenticate(time + 0.11, &mut connection, person);
        self.rdp_desktop(time, person, connection)
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

    /// The user leaves, and the desktop stays.
    pub fn rdp_disconnect(&mut self, time: Time, id: DeskId, how: Leave) {
        let time = self.moment(time);
        let visit = self
            .desk_mut(id)
            .visit
            .take()
            .expect("somebody looks at this desktop");
        let Place::Remote(connection) = &visit.place else {
            panic!("the user sits at the console")
        };
        let (reason, source, detail) = match how {
            Leave::Window => (0, None, None),
            Leave::StartMenu => (11, Some(self.desk(id).session), Some("user")),
            Leave::Admin(session) => (1, Some(session), Some("admin")),
            Leave::Idle => (3, None, Some("idle")),
            Leave::Limit => (4, None, Some("limit")),
        };
        let desk = self.desk(id);
        let (session, luid, sid) = (desk.session, desk.luid, desk.person.account.sid.clone());
        let (account, winlogon_pid) = (desk.person.account.clone(), desk.winlogon_pid);
        let activity = connection.activity;
        let mut end = Vec::new();
        if let Some(source) = source {
            end.push(self.log(
                time,
                local_session::disconnected_by(activity, session, source),
            ));
        }
        end.push(self.log(
            time,
            local_session::disconnect_reason(activity, session, reason),
        ));
        end.push(self.log(
            time + 0.27,
            local_session::at_address(
                24,
                activity,
                &account.qualified(),
                session,
                &connection.client.address,
            ),
        ));
        if self.audits_other_logons {
            let station = WindowStation {
                session_name: &connection.name,
                client_name: &connection.client.name,
                client_address: &connection.client.address,
            };
            end.push(self.log(time + 0.29, disconnected(&account, luid, &station)));
        }
        let notice = winlogon::subscriber(Notice::Disconnect, "Sens", &sid, winlogon_pid);
        self.log_all(time + 0.28, notice.to_vec());
        end.extend(self.connection_ends(time + 0.28, connection, &account.clone(), reason));
        let expected = self.end_visit(visit.expected, "disconnect", end);
        if let Some(detail) = detail {
            expected.set("end_detail", detail);
        }
    }

    /// RdpCoreTS 103 and 102, and the 4634 of NLA.
    pub(super) fn connection_ends(
        &mut self,
        time: Time,
        connection: &Connection,
        account: &crate::common::records::Account,
        reason: u32,
    ) -> Vec<Mark> {
        let mut marks = vec![
            self.log(
                time,
                rdp_core::disconnect_reason(connection.activity, reason),
            ),
            self.log(
                time + 0.015,
                rdp_core::transport_closed(connection.activity),
            ),
        ];
        if let Some(luid) = connection.network_luid {
            marks.push(self.destroy(time + 0.016, account, luid, 3));
        }
        marks
    }

    /// The user logs off. A "disconnected" trails, and the logon session dies much later.
    pub fn rdp_logoff(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let desk = self.desks[id.0]
            .take()
            .expect("this desktop was logged off");
        let visit = desk.visit.as_ref().expect("somebody looks at this desktop");
        let Place::Remote(connection) = &visit.place else {
            panic!("the user sits at the console")
        };
        let activity = connection.activity;
        let account = &desk.person.account;
        let mut end = self.desktop_ends(time, &desk, activity);
        let reason = local_session::disconnect_reason(activity, desk.session, 12);
        end.push(self.log(time + 0.4, reason));
        for manager in &desk.window_managers {
            self.destroy(time + 0.4, &manager.account, manager.luid, 2);
        }
        let detached = local_session::at_address(
            24,
            activity,
            &account.qualified(),
            desk.session,
            &connection.client.address,
        );
        end.push(self.log(time + 0.53, detached));
        end.extend(self.connection_ends(time + 0.53, connection, account, 12));
        if self.os == Os::Server2012R2 {
            self.destroy(time + 68.7, account, desk.luid, desk.logon_type);
        }
        self.end_visit(visit.expected, "logoff", end);
    }

    /// The limit for disconnected sessions logs off a desktop that nobody looks at.
    pub fn disconnected_limit(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let desk = self.desks[id.0]
            .take()
            .expect("this desktop was logged off");
        assert!(desk.visit.is_none(), "somebody still looks at this desktop");
        let activity = self.new_activity();
        let user = desk.person.account.qualified();
        self.log(
            time,
            local_session::of_user(23, activity, &user, desk.session),
        );
        let sid = &desk.person.account.sid;
        self.log(
            time + 0.06,
            winlogon::notification(7002, desk.session, sid, desk.winlogon_pid),
        );
        self.destroy(time + 1.0, &desk.person.account, desk.luid, desk.logon_type);
    }
}
