//! Remote-management software shows the existing desktop: no logon, no local session. Written from
//! documentation.

use super::host::Host;
use super::time::Time;
use crate::common::records::rmm::{screen_connect, splashtop};

impl Host {
    /// Somebody connects to the desktop through ScreenConnect.
    pub fn screen_connect(&mut self, time: Time, user: &str, seconds: f64) {
        let time = self.moment(time);
        let begin = vec![self.log(time, screen_connect(100, user))];
        let end = vec![self.log(time + seconds, screen_connect(101, user))];
        let place = self.expect("rmm", "success", user, begin);
        self.expected[place].set("detail", "ScreenConnect");
        self.end_visit(place, "disconnect", end);
    }

    /// Somebody connects through Splashtop, which numbers its sessions and names the client.
    pub fn splashtop(&mut self, time: Time, user: &str, client: &str, seconds: f64) {
        let time = self.moment(time);
        let session = (1000 + self.random() % 9000).to_string();
        let begin = vec![self.log(time, splashtop(1000, &session, user, client))];
        let end = vec![self.log(time + seconds, splashtop(1001, &session, user, client))];
        let place = self.expect("rmm", "success", user, begin);
        self.expected[place]
            .set("detail", "Splashtop")
            .set("source_host", client);
        self.end_visit(place, "disconnect", end);
    }
}
