//! What a domain controller logs when people log on to other machines. Hidden by default.

use super::desk::{Client, Person};
use super::host::Host;
use super::time::Time;
use crate::common::records::kerberos::{
    From, preauthentication_failed, service_ticket, ticket_granting_ticket,
};
use crate::common::records::security_auth::ntlm_validated;

impl Host {
    /// A logon at another machine: the ticket-granting ticket, then a ticket to that machine.
    pub fn tickets_to(&mut self, time: Time, person: &Person, client: &Client, machine: &str) {
        let time = self.moment(time);
        let address = format!("::ffff:{}", client.address);
        let from = |port| From {
            address: &address,
            port,
        };
        let account = &person.account;
        self.log(
            time,
            ticket_granting_ticket(account, from(client.port), 0x19),
        );
        self.log(
            time + 0.1,
            ticket_granting_ticket(account, from(client.port), 0),
        );
        let service = format!("{machine}$");
        self.log(
            time + 0.2,
            service_ticket(account, from(client.port + 1), &service),
        );
    }

    /// Another ticket to a service; the machine is named with its `$`.
    pub fn service_ticket(&mut self, time: Time, person: &Person, client: &Client, service: &str) {
        let time = self.moment(time);
        let from = From {
            address: &client.address,
            port: client.port,
        };
        self.log(time, service_ticket(&person.account, from, service));
    }

    /// A ticket-granting ticket refused.
    pub fn ticket_refused(&mut self, time: Time, person: &Person, client: &Client, status: u32) {
        let time = self.moment(time);
        let from = From {
            address: &client.address,
            port: client.port,
        };
        self.log(time, ticket_granting_ticket(&person.account, from, status));
    }

    /// A wrong password by Kerberos.
    pub fn wrong_kerberos_password(&mut self, time: Time, person: &Person, client: &Client) {
        let time = self.moment(time);
        let from = From {
            address: &client.address,
            port: client.port,
        };
        self.log(time, preauthentication_failed(&person.account, from, 0x18));
    }

    /// NTLM credentials checked for another machine.
    pub fn ntlm_checked(&mut self, time: Time, user: &str, workstation: &str, status: u32) {
        let time = self.moment(time);
        self.log(time, ntlm_validated(user, workstation, status));
    }
}
