//! Remote Desktop: disconnects and logoffs.

use super::desk::{Connection, DeskId, Leave, Place};
use super::host::Host;
use super::log::Mark;
use super::os::Os;
use super::time::Time;
use crate::common::records::security::{WindowStation, disconnected, user_logs_off};
use crate::common::records::winlogon::{self, Notice};
use crate::common::records::{Account, local_session, rdp_core};

impl Host {
    /// The user disconnects; the desktop stays.
    pub fn rdp_disconnect(&mut self, time: Time, id: DeskId, how: Leave) {
        let time = self.moment(time);
        let visit = self
            .desk_mut(id)
            .visit
            .take()
            .expect("a user is connected to this desktop");
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
        account: &Account,
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

    /// The user logs off. A disconnect record follows, and the logon session ends much later.
    pub fn rdp_logoff(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let desk = self.take_desk(id);
        let visit = desk
            .visit
            .as_ref()
            .expect("a user is connected to this desktop");
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

    /// An administrator logs off a disconnected desktop.
    pub fn log_off_disconnected(&mut self, time: Time, id: DeskId) {
        let desk = self.desk(id);
        let logs_off = user_logs_off(&desk.person.account, desk.luid);
        self.log(time, logs_off);
        self.disconnected_limit(time + 0.1, id);
    }

    /// The limit for disconnected sessions logs off a disconnected desktop.
    pub fn disconnected_limit(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let desk = self.take_desk(id);
        assert!(
            desk.visit.is_none(),
            "a user is still connected to this desktop"
        );
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
