//! Network logons, mostly for files.

use super::desk::{Client, Person};
use super::expected::End;
use super::expected_activity::{Done, Tie, When};
use super::failures::WRONG_PASSWORD;
use super::host::Host;
use super::time::Time;
use crate::common::records::Account;
use crate::common::records::security::share_opened;
use crate::common::records::security_auth::Logon;

/// A file share that somebody opens.
pub type Share<'a> = Option<&'a str>;

impl Host {
    /// A user opens files from another machine by Kerberos for some seconds.
    pub fn network_logon_for(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
        share: Share,
        seconds: f64,
    ) {
        let logon = Logon {
            process: "Kerberos",
            package: "Kerberos",
            ntlm: "-",
            workstation: "-".to_owned(),
            ..self.ntlm_logon(person, "")
        };
        self.network_session(time, person, client, logon, share, seconds);
    }

    /// A user opens files by NTLM, which names the client.
    pub fn ntlm_logon_for(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
        share: Share,
        seconds: f64,
    ) {
        let logon = self.ntlm_logon(person, &client.name);
        self.network_session(time, person, client, logon, share, seconds);
    }

    /// A user opens files by NTLM without an address, as older systems write it; the share has one.
    pub fn ntlm_logon_without_address(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
        share: &str,
        seconds: f64,
    ) {
        let time = self.moment(time);
        let logon = self.ntlm_logon(person, &client.name);
        let luid = logon.luid;
        let mut marks = self.network_logon(time, logon, person.admin);
        let opened = share_opened(&person.account, luid, &client.address, client.port, share);
        marks.push(self.log(time + 0.02, opened));
        let end = vec![self.destroy(time + seconds, &person.account, luid, 3)];
        let place = self.expect("network", "success", &person.account.name, marks);
        self.expected[place]
            .set("source_ip", client.address.as_str())
            .set("source_port", serde_json::Value::Null);
        self.end_visit(place, "logoff", end);
    }

    /// A share is opened by a logon session whose 4624 is older than the evidence.
    pub fn share_of_an_old_logon(&mut self, time: Time, person: &Person, client: &Client) {
        let time = self.moment(time);
        let luid = self.new_luid();
        let opened = share_opened(&person.account, luid, &client.address, client.port, "Old");
        self.log(time, opened);
    }

    fn network_session(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
        logon: Logon,
        share: Share,
        seconds: f64,
    ) {
        let time = self.moment(time);
        let luid = logon.luid;
        let port = client.port.to_string();
        let logon = Logon {
            address: client.address.clone(),
            port,
            ..logon
        };
        let marks = self.network_logon(time, logon, person.admin);
        let opened = share.map(|share| {
            let opened = share_opened(&person.account, luid, &client.address, client.port, share);
            (share, self.log(time + 0.02, opened))
        });
        let end = vec![self.destroy(time + seconds, &person.account, luid, 3)];
        let place = self.expect("network", "success", &person.account.name, marks);
        if let Some((share, mark)) = opened {
            self.expect_done(Done {
                kind: "share-opened",
                object: format!(r"\\*\{share}"),
                user: Some(person.account.name.clone()),
                when: When::Record(mark),
                tie: Tie::LogonId(place),
                elsewhere: None,
            });
        }
        self.expected[place]
            .set("domain", person.account.domain.as_str())
            .set("reconnect", false)
            .set("source_ip", client.address.as_str());
        self.end_visit(place, "logoff", end);
    }

    /// A wrong password for files.
    pub fn failed_network_logon(&mut self, time: Time, user_name: &str, client: &Client) {
        let time = self.moment(time);
        let source = (client.address.clone(), client.port.to_string());
        let failure = self.network_failure(time, user_name, &client.name, source, WRONG_PASSWORD);
        let place = self.expect("network", "failed", user_name, vec![failure]);
        let expected = &mut self.expected[place];
        expected.end = End::At(vec![failure]);
        expected
            .set("source_ip", client.address.as_str())
            .set("end_kind", "failed")
            .set("failure_code", format!("0x{WRONG_PASSWORD:08X}"));
    }

    /// Another machine of the domain logs on, as machines do all day. Hidden by default.
    pub fn machine_logon(&mut self, time: Time, machine: &str, address: &str) {
        let account = Account::new(
            "S-1-5-21-1004336348-1177238915-682003330-1199",
            &self.domain,
            machine,
        );
        self.background_logon(
            time,
            &Person {
                account,
                known_as: None,
                admin: false,
                protection: None,
            },
            address,
        );
    }

    /// A null session, as network browsing makes them. Hidden by default.
    pub fn anonymous_logon(&mut self, time: Time, address: &str) {
        let account = Account::new("S-1-5-7", "NT AUTHORITY", "ANONYMOUS LOGON");
        self.background_logon(
            time,
            &Person {
                account,
                known_as: None,
                admin: false,
                protection: None,
            },
            address,
        );
    }

    /// A short Kerberos logon of an account that is hidden by default.
    pub fn background_logon(&mut self, time: Time, person: &Person, address: &str) {
        let time = self.moment(time);
        let port = (49_200 + self.random() % 9000).to_string();
        let logon = Logon {
            process: "Kerberos",
            package: "Kerberos",
            ntlm: "-",
            address: address.to_owned(),
            port,
            ..self.ntlm_logon(person, "-")
        };
        let luid = logon.luid;
        self.network_logon(time, logon, false);
        self.destroy(time + 0.4, &person.account, luid, 3);
    }
}
