//! Refusals at the file server, as two logs record them.

use super::desk::Client;
use super::expected::Expected;
use super::failures::{LOGON_FAILURE, WRONG_PASSWORD};
use super::host::Host;
use super::time::Time;
use crate::common::records::smb::session_refused;

impl Host {
    /// 551 alone. `user` may be empty.
    pub fn smb_refusal(&mut self, time: Time, user: &str, client: &Client) {
        let time = self.moment(time);
        self.smb_record(time, user, client);
    }

    /// 4625 and 551 of one refused logon; 4625 may lack the address.
    pub fn smb_failure(
        &mut self,
        time: Time,
        user_name: &str,
        client: &Client,
        (user_of_551, has_address): (&str, bool),
    ) -> &mut Expected {
        let time = self.moment(time);
        let from = if has_address {
            (client.address.clone(), client.port.to_string())
        } else {
            ("-".to_owned(), "-".to_owned())
        };
        let mark = self.network_failure(time, user_name, &client.name, from, WRONG_PASSWORD);
        let support = self.smb_record(time + 0.003, user_of_551, client);
        let expected = self.expect_failure("network", user_name, vec![mark], WRONG_PASSWORD);
        expected.sources.push(support);
        expected.set("source_ip", client.address.as_str());
        expected.set("source_port", client.port)
    }

    /// 551 is the only record of a refused logon.
    pub fn smb_failure_alone(&mut self, time: Time, user: &str, client: &Client) -> &mut Expected {
        let time = self.moment(time);
        let mark = self.smb_record(time, user, client);
        let expected = self.expect_failure("network", user, vec![mark], LOGON_FAILURE);
        expected.set("source_ip", client.address.as_str());
        expected.set("source_port", client.port)
    }

    fn smb_record(&mut self, time: Time, user: &str, client: &Client) -> super::log::Mark {
        let address = client.address.parse().expect("an address");
        let from = std::net::SocketAddr::new(address, client.port);
        self.log(time, session_refused(user, from, LOGON_FAILURE))
    }
}
