//! Logon screens of connections without NLA, and who types at which of them.

use super::desk::{Client, Connection};
use super::expected::End;
use super::failures::WRONG_PASSWORD;
use super::host::Host;
use super::log::Mark;
use super::os::Os;
use super::time::Time;
use crate::common::records::{local_session, rdp_core, winlogon};

const ERROR_LOGON_FAILURE: u32 = 1326;

/// A connection that shows a logon screen, and the process that draws it.
struct Screen {
    connection: Connection,
    session: u32,
    winlogon_pid: u32,
}

impl Host {
    fn open_screen(&mut self, time: Time, client: &Client, session: u32) -> Screen {
        let connection = self.connect(time, client);
        let winlogon_pid = self.new_process();
        let assigned =
            rdp_core::connection_assigned(connection.activity, &connection.name, session);
        self.log(time + 0.3, assigned);
        self.window_managers_of(time + 0.5, session, winlogon_pid);
        Screen {
            connection,
            session,
            winlogon_pid,
        }
    }

    /// A wrong password at one screen. Up to 2012 R2 the record names the process of the screen,
    /// later that of a service. Winlogon's log has the process of the screen on every version.
    fn type_wrong_password(&mut self, time: Time, screen: &Screen, user_name: &str) -> Mark {
        let pid = screen.winlogon_pid;
        self.log(time, winlogon::authentication_starts(pid));
        let (service, path) = self.logon_program();
        let program = match self.os {
            Os::Server2012R2 => (u64::from(pid), path),
            _ => (service, path),
        };
        let address = screen.connection.client.address.clone();
        let mark = self.screen_failure_by(
            time + 0.1,
            program,
            user_name,
            (10, &address),
            WRONG_PASSWORD,
        );
        let stops = winlogon::authentication_stops(pid, ERROR_LOGON_FAILURE);
        self.log(time + 0.11, stops);
        mark
    }

    fn close_screen(&mut self, time: Time, screen: &Screen) -> Vec<Mark> {
        let activity = screen.connection.activity;
        let reason = local_session::disconnect_reason(activity, screen.session, 12);
        vec![
            self.log(time, reason),
            self.log(time + 0.1, rdp_core::transport_closed(activity)),
        ]
    }

    /// Two clients behind one address type wrong passwords at two logon screens at the same time.
    pub fn two_logon_screens(&mut self, time: Time, one: (&str, &Client), two: (&str, &Client)) {
        let time = self.moment(time);
        let screens = [
            self.open_screen(time, one.1, 2),
            self.open_screen(time + 4.0, two.1, 3),
        ];
        let mut failures = [Vec::new(), Vec::new()];
        for round in 0..3_u32 {
            let time = time + 10.0 + 8.0 * f64::from(round);
            failures[0].push(self.type_wrong_password(time, &screens[0], one.0));
            failures[1].push(self.type_wrong_password(time + 3.0, &screens[1], two.0));
        }
        let names = [one.0, two.0];
        for (number, (screen, failures)) in screens.iter().zip(failures).enumerate() {
            let end = self.close_screen(time + 60.0 + number as f64, screen);
            let client = &screen.connection.client;
            let mut marks = screen.connection.marks.clone();
            marks.extend(&failures);
            let place = self.expect_rdp("failed", names[number], client, marks);
            let expected = &mut self.expected[place];
            expected.end = End::At(end);
            expected
                .set("end_kind", "failed")
                .set("attempts", 3)
                .set("source_port", client.port)
                .set("local_session_id", screen.session);
        }
    }

    /// Two names are tried at one logon screen.
    pub fn two_names_at_one_screen(&mut self, time: Time, names: [&str; 2], client: &Client) {
        let time = self.moment(time);
        let screen = self.open_screen(time, client, 2);
        let tries: Vec<Mark> = (0..2)
            .map(|number| {
                let time = time + 6.0 + 6.0 * f64::from(number);
                self.type_wrong_password(time, &screen, names[number as usize])
            })
            .collect();
        let end = self.close_screen(time + 20.0, &screen);
        for (number, name) in names.into_iter().enumerate() {
            let mut marks = vec![tries[number]];
            if number == 0 {
                marks.splice(0..0, screen.connection.marks.clone());
            }
            let place = self.expect_rdp("failed", name, client, marks);
            let expected = &mut self.expected[place];
            expected.end = End::At(end.clone());
            expected
                .set("end_kind", "failed")
                .set("attempts", 1)
                .set("source_port", client.port)
                .set("local_session_id", screen.session);
        }
    }
}
