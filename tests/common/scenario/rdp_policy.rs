//! Remote Desktop: sessions ended by a policy or an administrator, and refusals with a reason code.

use super::desk::{Client, DeskId, Person, Place};
use super::expected::End;
use super::host::Host;
use super::time::Time;
use crate::common::records::security::remote_desktop_denied;
use crate::common::records::{local_session, rdp_core};

/// Who or what logs somebody off.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Forced {
    /// The idle limit, set to end sessions.
    Idle,
    /// The session time limit, set to end sessions.
    Limit,
    /// An administrator in this session.
    Admin(u32),
}

impl Host {
    /// A desktop in use is logged off by somebody else: LSM 40 with the reason and 23, without a
    /// 4647.
    pub fn rdp_forced_logoff(&mut self, time: Time, id: DeskId, how: Forced) {
        let time = self.moment(time);
        let desk = self.take_desk(id);
        let visit = desk
            .visit
            .as_ref()
            .expect("a user is connected to this desktop");
        let Place::Remote(connection) = &visit.place else {
            panic!("the user sits at the console")
        };
        let (reason, detail) = match how {
            Forced::Idle => (3, "limit"),
            Forced::Limit => (4, "limit"),
            Forced::Admin(_) => (2, "admin"),
        };
        let (activity, session) = (connection.activity, desk.session);
        let user = desk.person.account.qualified();
        let mut end = Vec::new();
        if let Forced::Admin(source) = how {
            let by = local_session::disconnected_by(activity, session, source);
            end.push(self.log(time, by));
        }
        let cut = local_session::disconnect_reason(activity, session, reason);
        end.push(self.log(time, cut));
        let off = local_session::of_user(23, activity, &user, session);
        end.push(self.log(time + 0.3, off));
        let address = &connection.client.address;
        let gone = local_session::at_address(24, activity, &user, session, address);
        end.push(self.log(time + 0.8, gone));
        end.extend(self.connection_ends(time + 0.8, connection, &desk.person.account, reason));
        self.end_visit(visit.expected, "logoff", end)
            .set("end_detail", detail);
    }

    /// A logoff whose disconnect record follows this many seconds later.
    pub fn rdp_logoff_with_late_detach(&mut self, time: Time, id: DeskId, seconds: f64) {
        let time = self.moment(time);
        let desk = self.take_desk(id);
        let visit = desk
            .visit
            .as_ref()
            .expect("a user is connected to this desktop");
        let Place::Remote(connection) = &visit.place else {
            panic!("the user sits at the console")
        };
        let (activity, user) = (connection.activity, desk.person.account.qualified());
        let address = &connection.client.address;
        let mut end = self.desktop_ends(time, &desk, activity);
        let gone = local_session::at_address(24, activity, &user, desk.session, address);
        end.push(self.log(time + seconds, gone));
        end.extend(self.connection_ends(time + 0.6, connection, &desk.person.account, 12));
        self.end_visit(visit.expected, "logoff", end);
    }

    /// The server accepts the credentials and then refuses the client, with this reason.
    pub fn rdp_rejected(&mut self, time: Time, person: &Person, client: &Client, reason: u32) {
        let time = self.moment(time);
        let mut connection = self.connect(time, client);
        let accepted = self.authenticate(time + 0.11, &mut connection, person);
        let end = self.connection_ends(accepted + 0.6, &connection, &person.account, reason);
        let marks = connection.marks.clone();
        let place = self.expect_rdp("refused", &person.account.name, client, marks);
        self.expected[place].end = End::At(end);
        self.expected[place].set("end_kind", "failed");
    }

    /// 4825 with no other record in the Security log.
    pub fn rdp_denied(&mut self, time: Time, person: &Person, client: &Client) {
        let time = self.moment(time);
        let luid = self.new_luid();
        let denied = remote_desktop_denied(&person.account, luid, &client.address);
        let mark = self.log(time, denied);
        let place = self.expect_rdp("refused", &person.account.name, client, vec![mark]);
        self.expected[place].end = End::At(vec![mark]);
        self.expected[place]
            .set("end_kind", "failed")
            .set("failure_code", "0xC000015B");
    }

    /// A connection broker accepts the credentials and redirects the client to another host.
    pub fn rdp_redirected(&mut self, time: Time, person: &Person, client: &Client) {
        let time = self.moment(time);
        let mut connection = self.connect(time, client);
        let accepted = self.authenticate(time + 0.11, &mut connection, person);
        let closed = rdp_core::transport_closed(connection.activity);
        let mut end = vec![self.log(accepted + 0.4, closed)];
        let reason = rdp_core::disconnect_reason(connection.activity, 0);
        end.push(self.log(accepted + 0.4, reason));
        let luid = connection.network_luid.expect("NLA made a logon session");
        end.push(self.destroy(accepted + 0.42, &person.account, luid, 3));
        let marks = connection.marks.clone();
        let place = self.expect_rdp("aborted", &person.account.name, client, marks);
        self.expected[place].end = End::At(end);
        self.expected[place]
            .set("end_kind", "disconnect")
            .set("reconnect", false);
    }
}
