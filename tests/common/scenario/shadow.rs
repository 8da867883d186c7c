//! Shadowing: an administrator watches or controls another user's desktop.

use super::desk::{DeskId, Person, Place};
use super::host::Host;
use super::time::Time;
use crate::common::records::remote_connection;

impl Host {
    /// Written from documentation: no real record has shown which text names whom.
    pub fn shadow(&mut self, time: Time, id: DeskId, by: &Person, control: bool, seconds: f64) {
        let time = self.moment(time);
        let desk = self.desk(id);
        let (watched, session) = (desk.person.account.qualified(), desk.session);
        let Place::Remote(connection) = self.place(id) else {
            panic!("the user sits at the console")
        };
        let activity = connection.activity;
        let texts = [by.account.qualified(), watched, self.name.clone()];
        let (starts, stops) = if control {
            (20506, 20507)
        } else {
            (20503, 20504)
        };
        let begin = remote_connection::shadow(starts, activity, &texts, session);
        let end = remote_connection::shadow(stops, activity, &texts, session);
        let marks = [self.log(time, begin), self.log(time + seconds, end)];
        let name = by.account.qualified();
        let expected = self.expected_at(id);
        expected.sources.extend(marks);
        expected.noted("shadow").noted(&name);
    }
}
