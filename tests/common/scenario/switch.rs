//! Fast user switching at the console.

use super::console::{LOOPBACK, console_activity};
use super::desk::{Client, DeskId, Person, Place, Visit};
use super::host::Host;
use super::time::Time;
use crate::common::records::local_session;
use crate::common::records::security::{WindowStation, disconnected, reconnected};

impl Host {
    /// "Switch user": the desktop stays, and the console shows the logon screen.
    pub fn switch_user(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let activity = console_activity();
        let desk = self.desk_mut(id);
        let visit = desk
            .visit
            .take()
            .expect("a user is logged on at the console");
        let (session, luid, account) = (desk.session, desk.luid, desk.person.account.clone());
        let user = account.qualified();
        let mut end = vec![
            self.log(
                time,
                local_session::disconnected_by(activity, session, session),
            ),
            self.log(
                time,
                local_session::disconnect_reason(activity, session, 11),
            ),
            self.log(
                time + 0.1,
                local_session::at_address(24, activity, &user, session, "LOCAL"),
            ),
        ];
        if self.audits_other_logons {
            let station = WindowStation::CONSOLE;
            end.push(self.log(time + 0.12, disconnected(&account, luid, &station)));
        }
        self.end_visit(visit.expected, "disconnect", end);
    }

    /// The user of a switched-away desktop returns to the console.
    pub fn switch_back(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let desk = self.desk(id);
        let (session, luid, person) = (desk.session, desk.luid, desk.person.clone());
        let user = person.account.qualified();
        let activity = console_activity();
        // A separate logon screen, which ends as soon as the desktop is back.
        let transient = self.free_session(2);
        let managers = self.window_managers(time - 3.0, transient);
        let tokens = self.interactive_logon(time, &person, 7, LOOPBACK);
        let mut marks = tokens.marks.clone();
        marks.push(self.log(
            time + 0.02,
            local_session::of_user(41, activity, &user, transient),
        ));
        if self.audits_other_logons {
            let station = WindowStation::CONSOLE;
            marks.push(self.log(time + 0.3, reconnected(&person.account, luid, &station)));
        }
        marks.push(self.log(
            time + 0.4,
            local_session::at_address(25, activity, &user, session, "LOCAL"),
        ));
        marks.push(self.log(
            time + 0.4,
            local_session::of_user(42, activity, &user, transient),
        ));
        marks.extend(self.destroy_tokens(time + 0.45, &person.account, &tokens, 7));
        for manager in &managers {
            self.destroy(time + 0.8, &manager.account, manager.luid, 2);
        }
        let expected = self.expect("console", "success", &person.account.name, marks);
        self.expected[expected]
            .set("domain", person.account.domain.as_str())
            .set("reconnect", true)
            .set("source_ip", serde_json::Value::Null)
            .set("local_session_id", session);
        self.desk_mut(id).visit = Some(Visit {
            expected,
            place: Place::Console,
        });
    }

    /// Somebody logs on by Remote Desktop to a client edition, which allows one user at a time: the
    /// user at the console is asked for ten seconds, then disconnected.
    pub fn rdp_logon_displacing(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
        id: DeskId,
    ) -> DeskId {
        let time = self.moment(time);
        let mut connection = self.connect(time, client);
        let accepted = self.authenticate(time + 0.11, &mut connection, person);
        let activity = console_activity();
        let desk = self.desk_mut(id);
        let visit = desk
            .visit
            .take()
            .expect("a user is logged on at the console");
        let (session, luid, account) = (desk.session, desk.luid, desk.person.account.clone());
        let user = account.qualified();
        let left = local_session::at_address(24, activity, &user, session, "LOCAL");
        let mut end = vec![self.log(accepted + 10.0, left)];
        if self.audits_other_logons {
            let station = WindowStation::CONSOLE;
            end.push(self.log(accepted + 10.1, disconnected(&account, luid, &station)));
        }
        self.end_visit(visit.expected, "disconnect", end);
        self.rdp_desktop(accepted + 10.4, person, connection)
    }

    /// The user returns to the console while the desktop is still shown elsewhere.
    pub fn take_back_at_console(&mut self, time: Time, id: DeskId) {
        let visit = self
            .desk_mut(id)
            .visit
            .take()
            .expect("a user is connected to this desktop");
        let Place::Remote(connection) = &visit.place else {
            panic!("the user sits at the console already")
        };
        let desk = self.desk(id);
        let (session, account) = (desk.session, desk.person.account.clone());
        let (activity, address) = (connection.activity, &connection.client.address);
        let left = local_session::at_address(24, activity, &account.qualified(), session, address);
        let mut end = vec![self.log(time + 0.2, left)];
        end.extend(self.connection_ends(time + 0.2, connection, &account, 5));
        self.end_visit(visit.expected, "disconnect", end);
        self.switch_back(time, id);
    }
}
