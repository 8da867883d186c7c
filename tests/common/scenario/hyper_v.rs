//! The enhanced session of a virtual machine: Remote Desktop without a network.

use super::desk::{Client, Connection, Desk, DeskId, Person, Place, Visit};
use super::host::Host;
use super::time::Time;
use crate::common::records::{local_session, remote_connection};

impl Host {
    /// Somebody logs on through the Hyper-V window. There is no address.
    pub fn hyper_v_logon(&mut self, time: Time, person: &Person) -> DeskId {
        let time = self.moment(time);
        let activity = self.new_activity();
        let listener = remote_connection::HYPER_V_LISTENER;
        let mut marks = vec![self.log(
            time,
            remote_connection::listener_reached(activity, listener),
        )];
        let session = self.free_session(2);
        let winlogon_pid = self.new_process();
        let window_managers = self.window_managers(time + 0.4, session);
        let tokens = self.interactive_logon(time + 6.2, person, 10, "0.0.0.0");
        marks.extend(&tokens.marks);
        let connection = Connection {
            client: Client::new("", 0, ""),
            activity,
            name: format!("{listener}#0"),
            network_luid: None,
            marks: marks.clone(),
        };
        let place = Place::Remote(connection);
        let time = time + 6.23;
        marks.extend(self.desktop_starts(time, person, session, winlogon_pid, &place, activity));
        let expected = self.expect("hyperv", "success", &person.account.name, marks);
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
            logon_type: 10,
            window_managers,
            winlogon_pid,
            visit: Some(Visit { expected, place }),
        })
    }

    /// The window of the virtual machine is closed; the desktop stays.
    pub fn hyper_v_disconnect(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let desk = self.desk_mut(id);
        let visit = desk
            .visit
            .take()
            .expect("a user is connected to this desktop");
        let (session, user) = (desk.session, desk.person.account.qualified());
        let Place::Remote(connection) = visit.place else {
            panic!("the user sits at the console")
        };
        let activity = connection.activity;
        let end = vec![
            self.log(time, local_session::disconnect_reason(activity, session, 0)),
            self.log(
                time + 0.2,
                local_session::at_address(24, activity, &user, session, ""),
            ),
        ];
        self.end_visit(visit.expected, "disconnect", end);
    }
}
