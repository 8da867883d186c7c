//! Logons and logoffs at the machine's own screen.

use super::desk::{Desk, DeskId, Person, Place, Visit};
use super::failures::WRONG_PASSWORD;
use super::host::Host;
use super::log::Mark;
use super::time::Time;
use crate::common::evtx_writer::Guid;
use crate::common::records::local_session::{self, CONSOLE_ACTIVITY};
use crate::common::records::security::user_logs_off;
use crate::common::records::security_auth::ntlm_validated;
use crate::common::records::user_profile;
use crate::common::records::winlogon::{self, Notice};

pub(super) const LOOPBACK: &str = "127.0.0.1";
const ERROR_LOGON_FAILURE: u32 = 1326;

pub(super) fn console_activity() -> Guid {
    Guid::parse(CONSOLE_ACTIVITY)
}

impl Host {
    /// Somebody logs on at the console while the domain controller can be reached.
    pub fn console_logon(&mut self, time: Time, person: &Person) -> DeskId {
        self.console_logon_of_type(time, person, 2)
    }

    /// A logon with a cached password, as on a notebook away from the office.
    pub fn cached_console_logon(&mut self, time: Time, person: &Person) -> DeskId {
        self.console_logon_of_type(time, person, 11)
    }

    fn console_logon_of_type(&mut self, time: Time, person: &Person, logon_type: u32) -> DeskId {
        let time = self.moment(time);
        let session = self.free_session(1);
        let winlogon_pid = self.new_process();
        let window_managers = if session == 1 {
            Vec::new()
        } else {
            self.window_managers(time - 1.2, session)
        };
        self.log(time, winlogon::authentication_starts(winlogon_pid));
        let tokens = self.interactive_logon(time + 0.022, person, logon_type, LOOPBACK);
        self.log(
            time + 0.024,
            winlogon::authentication_stops(winlogon_pid, 0),
        );
        let mut marks = tokens.marks.clone();
        marks.extend(self.desktop_starts(
            time + 0.029,
            person,
            session,
            winlogon_pid,
            &Place::Console,
            console_activity(),
        ));
        let expected = self.expect("console", "success", &person.account.name, marks);
        self.expected[expected]
            .set("domain", person.account.domain.as_str())
            .set("reconnect", false)
            .set("source_ip", serde_json::Value::Null)
            .set("local_session_id", session);
        self.open_desk(Desk {
            session,
            person: person.clone(),
            luid: tokens.luid,
            elevated_luid: tokens.elevated,
            logon_type,
            window_managers,
            winlogon_pid,
            visit: Some(Visit {
                expected,
                place: Place::Console,
            }),
        })
    }

    pub(super) fn open_desk(&mut self, desk: Desk) -> DeskId {
        self.desks.open(desk)
    }

    /// From arbitration to the shell: LSM 41, 42, 21, 22; 7001; the profile; the notifications.
    pub(super) fn desktop_starts(
        &mut self,
        time: Time,
        person: &Person,
        session: u32,
        winlogon_pid: u32,
        place: &Place,
        activity: Guid,
    ) -> Vec<Mark> {
        let user = person.account.qualified();
        let sid = &person.account.sid;
        let address = place.address();
        let mut marks = vec![
            self.log(time, local_session::of_user(41, activity, &user, session)),
            self.log(
                time + 0.002,
                local_session::of_user(42, activity, &user, session),
            ),
            self.log(
                time + 0.003,
                winlogon::notification(7001, session, sid, winlogon_pid),
            ),
            self.log(
                time + 0.11,
                local_session::at_address(21, activity, &user, session, address),
            ),
            self.log(
                time + 0.17,
                local_session::at_address(22, activity, &user, session, address),
            ),
        ];
        let notification = user_profile::notification(1, session, sid);
        marks.push(self.log(time + 0.009, notification));
        self.log(time + 0.1, user_profile::notification(2, session, sid));
        self.log_all(
            time + 0.11,
            winlogon::subscriber(Notice::Logon, "Sens", sid, winlogon_pid).to_vec(),
        );
        self.log_all(
            time + 0.17,
            winlogon::subscriber(Notice::StartShell, "Sens", sid, winlogon_pid).to_vec(),
        );
        marks
    }

    /// 4647, LSM 23, the profile, 7002: a user logs off, at the console or remotely.
    pub(super) fn desktop_ends(&mut self, time: Time, desk: &Desk, activity: Guid) -> Vec<Mark> {
        let account = &desk.person.account;
        let user = account.qualified();
        let mut marks = vec![
            self.log(time, user_logs_off(account, desk.luid)),
            self.log(
                time + 0.016,
                local_session::of_user(23, activity, &user, desk.session),
            ),
            self.log(
                time + 0.08,
                winlogon::notification(7002, desk.session, &account.sid, desk.winlogon_pid),
            ),
        ];
        let notification = user_profile::notification(3, desk.session, &account.sid);
        marks.push(self.log(time + 0.017, notification));
        self.log(
            time + 0.031,
            user_profile::notification(4, desk.session, &account.sid),
        );
        self.log_all(
            time + 0.01,
            winlogon::subscriber(Notice::Logoff, "Sens", &account.sid, desk.winlogon_pid).to_vec(),
        );
        marks
    }

    /// The user logs off at the console. The session manager then also logs a disconnect.
    pub fn console_logoff(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let desk = self.take_desk(id);
        let activity = console_activity();
        let mut end = self.desktop_ends(time, &desk, activity);
        let (session, user) = (desk.session, desk.person.account.qualified());
        end.push(self.log(
            time + 0.06,
            local_session::disconnected_by(activity, session, session),
        ));
        end.push(self.log(
            time + 0.06,
            local_session::disconnect_reason(activity, session, 11),
        ));
        end.push(self.log(
            time + 0.12,
            local_session::at_address(24, activity, &user, session, "LOCAL"),
        ));
        for manager in &desk.window_managers {
            self.destroy(time + 0.4, &manager.account, manager.luid, 2);
        }
        let visit = desk.visit.expect("a user is logged on at the console");
        self.end_visit(visit.expected, "logoff", end);
    }

    /// A wrong password at the logon screen.
    pub fn failed_console_logon(&mut self, time: Time, user_name: &str) {
        let time = self.moment(time);
        let winlogon_pid = 0x2a8;
        self.log(time, winlogon::authentication_starts(winlogon_pid));
        let mut marks = Vec::new();
        if self.domain == "WORKGROUP" {
            marks.push(self.log(
                time + 0.02,
                ntlm_validated(user_name, &self.name.clone(), WRONG_PASSWORD),
            ));
        }
        let failure = self.screen_failure(time + 0.02, user_name, 2, LOOPBACK, WRONG_PASSWORD);
        marks.insert(0, failure);
        self.log(
            time + 0.03,
            winlogon::authentication_stops(winlogon_pid, ERROR_LOGON_FAILURE),
        );
        self.expect_failure("console", user_name, vec![failure], WRONG_PASSWORD)
            .set("source_ip", serde_json::Value::Null);
    }
}
