//! Remote Desktop: somebody returns to an existing desktop, perhaps from another address.

use super::desk::{Client, Connection, DeskId, Place, Visit};
use super::host::Host;
use super::log::Mark;
use super::os::Os;
use super::time::Time;
use crate::common::records::Account;
use crate::common::records::security::{WindowStation, disconnected, reconnected};
use crate::common::records::winlogon::{self, Notice};
use crate::common::records::{local_session, rdp_core};

/// What the records of a reconnect give about its desktop.
struct Target {
    session: u32,
    luid: u64,
    account: Account,
    winlogon_pid: u32,
}

impl Host {
    /// A reconnect. It disconnects whoever is using the desktop, at the console or from another
    /// client; that session ends up to two seconds after the new one began.
    pub fn rdp_reconnect(&mut self, time: Time, id: DeskId, client: &Client) {
        let time = self.moment(time);
        let person = self.desk(id).person.clone();
        let desk = self.desk_mut(id);
        let target = Target {
            session: desk.session,
            luid: desk.luid,
            account: person.account.clone(),
            winlogon_pid: desk.winlogon_pid,
        };
        let previous = desk.visit.take();
        let mut connection = self.connect(time, client);
        let accepted = self.authenticate(time + 0.27, &mut connection, &person);
        let activity = connection.activity;
        let transient = self.free_session(2);
        let mut marks = connection.marks.clone();
        let first = rdp_core::connection_assigned(activity, &connection.name, transient);
        marks.push(self.log(accepted + 0.02, first));
        let managers = self.window_managers(accepted + 0.6, transient);

        // A separate logon requests the desktop; its logon sessions soon end.
        let logon_type = if self.os.is_client() { 7 } else { 10 };
        let tokens = self.interactive_logon(accepted + 1.5, &person, logon_type, &client.address);
        marks.extend(&tokens.marks);
        let user = person.account.qualified();
        let asked = local_session::of_user(41, activity, &user, transient);
        marks.push(self.log(accepted + 1.52, asked));
        if let Some(visit) = previous {
            self.take_over(accepted + 0.4, &target, visit);
        }
        let gone = local_session::disconnect_reason(activity, transient, 0);
        self.log(accepted + 2.1, gone);
        marks.extend(self.attached(accepted + 2.6, &target, &connection, transient));
        let death = if self.os.is_client() { 1.501 } else { 3.0 };
        marks.extend(self.destroy_tokens(accepted + death, &person.account, &tokens, logon_type));
        for manager in &managers {
            self.destroy(accepted + 3.2, &manager.account, manager.luid, 2);
        }

        let expected = self.expect_rdp("success", &person.account.name, client, marks);
        self.expected[expected]
            .set("domain", person.account.domain.as_str())
            .set("reconnect", true)
            .set("local_session_id", target.session);
        self.desk_mut(id).visit = Some(Visit {
            expected,
            place: Place::Remote(connection),
        });
    }

    /// The desktop is attached to a new connection without a password check: a client that lost its
    /// network, or a hijack.
    pub fn rdp_reconnect_without_authentication(
        &mut self,
        time: Time,
        id: DeskId,
        client: &Client,
    ) {
        let time = self.moment(time);
        let desk = self.desk(id);
        assert!(
            desk.visit.is_none(),
            "a user is still connected to this desktop"
        );
        let target = Target {
            session: desk.session,
            luid: desk.luid,
            account: desk.person.account.clone(),
            winlogon_pid: desk.winlogon_pid,
        };
        let connection = self.connect(time, client);
        let transient = self.free_session(2);
        let mut marks = connection.marks.clone();
        marks.extend(self.attached(time + 0.9, &target, &connection, transient));
        let expected = self.expect_rdp("success", &target.account.name, client, marks);
        self.expected[expected]
            .set("domain", target.account.domain.as_str())
            .set("reconnect", true)
            .set("local_session_id", target.session);
        self.desk_mut(id).visit = Some(Visit {
            expected,
            place: Place::Remote(connection),
        });
    }

    /// 4778, 66 with the real session, LSM 25 and 42.
    fn attached(
        &mut self,
        time: Time,
        target: &Target,
        connection: &Connection,
        transient: u32,
    ) -> Vec<Mark> {
        let activity = connection.activity;
        let user = target.account.qualified();
        let address = &connection.client.address;
        let mut marks = Vec::new();
        if self.audits_other_logons {
            let address = self.attachment_address(address);
            let station = WindowStation {
                session_name: &connection.name,
                client_name: &connection.client.name,
                client_address: &address,
            };
            marks.push(self.log(time, reconnected(&target.account, target.luid, &station)));
        }
        let assigned = rdp_core::connection_assigned(activity, &connection.name, target.session);
        marks.push(self.log(time + 0.05, assigned));
        let back = local_session::at_address(25, activity, &user, target.session, address);
        marks.push(self.log(time + 0.3, back));
        marks.push(self.log(
            time + 0.3,
            local_session::of_user(42, activity, &user, transient),
        ));
        let sid = &target.account.sid;
        let notice = winlogon::subscriber(Notice::Reconnect, "Sens", sid, target.winlogon_pid);
        self.log_all(time + 0.31, notice.to_vec());
        marks
    }

    /// The records at the old place when its desktop is taken away.
    fn take_over(&mut self, time: Time, target: &Target, visit: Visit) {
        let user = target.account.qualified();
        let mut end = Vec::new();
        let (activity, address) = match &visit.place {
            Place::Console => (super::console::console_activity(), "LOCAL"),
            Place::Remote(old) => {
                end.extend(self.connection_ends(time, old, &target.account, 5));
                (old.activity, old.client.address.as_str())
            }
        };
        let reason = local_session::disconnect_reason(activity, target.session, 5);
        end.push(self.log(time + 1.3, reason));
        if self.audits_other_logons {
            let station = match &visit.place {
                Place::Console => WindowStation::CONSOLE,
                Place::Remote(old) => WindowStation {
                    session_name: &old.name,
                    client_name: &old.client.name,
                    client_address: &old.client.address,
                },
            };
            let detached = disconnected(&target.account, target.luid, &station);
            end.push(self.log(time + 1.4, detached));
        }
        let left = local_session::at_address(24, activity, &user, target.session, address);
        end.push(self.log(time + 1.6, left));
        self.end_visit(visit.expected, "disconnect", end)
            .set("end_detail", "taken-over");
    }

    /// `tscon`: another user's desktop is attached to this connection without a password.
    pub fn hijack(&mut self, time: Time, by: DeskId, victim: DeskId) {
        let time = self.moment(time);
        let visit = self
            .desk_mut(by)
            .visit
            .take()
            .expect("the thief has a connection");
        let Place::Remote(connection) = visit.place.clone() else {
            panic!("only connections are stolen with")
        };
        assert!(
            self.os != Os::Windows10 || self.audits_other_logons,
            "4778 is needed here"
        );
        let thief = self.desk(by);
        let (thief_account, thief_luid) = (thief.person.account.clone(), thief.luid);
        let (thief_session, activity) = (thief.session, connection.activity);
        let desk = self.desk(victim);
        assert!(
            desk.visit.is_none(),
            "the desktop must be a disconnected one"
        );
        let (account, luid, session) = (desk.person.account.clone(), desk.luid, desk.session);
        let station = WindowStation {
            session_name: &connection.name,
            client_name: &connection.client.name,
            client_address: &connection.client.address,
        };
        let address = &connection.client.address;
        let mut end = vec![self.log(
            time,
            local_session::disconnected_by(activity, thief_session, session),
        )];
        end.push(self.log(
            time + 0.02,
            disconnected(&thief_account, thief_luid, &station),
        ));
        let thief_user = thief_account.qualified();
        let left = local_session::at_address(24, activity, &thief_user, thief_session, address);
        end.push(self.log(time + 0.1, left));
        self.end_visit(visit.expected, "disconnect", end)
            .set("end_detail", "moved");
        let mut marks = vec![self.log(time + 0.46, reconnected(&account, luid, &station))];
        let user = account.qualified();
        let back = local_session::at_address(25, activity, &user, session, address);
        marks.push(self.log(time + 0.5, back));
        let expected = self.expect_rdp("success", &account.name, &connection.client, marks);
        self.expected[expected]
            .set("domain", account.domain.as_str())
            .set("reconnect", true)
            .set("local_session_id", session);
        self.desk_mut(victim).visit = Some(Visit {
            expected,
            place: Place::Remote(connection),
        });
    }
}
