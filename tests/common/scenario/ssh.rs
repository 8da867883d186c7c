//! OpenSSH: all facts about a connection are in the text of its log lines.

use super::desk::{Client, Person};
use super::expected::End;
use super::failures::LOGON_FAILURE;
use super::host::Host;
use super::log::Mark;
use super::logons::SYSTEM_LUID;
use super::time::Time;
use crate::common::records::Account;
use crate::common::records::openssh;
use crate::common::records::security_auth::{Failure, Logon, logged_on, logon_failed};

pub const SSHD: &str = "C:\\Windows\\System32\\OpenSSH\\sshd.exe";

/// A connection to the SSH server.
pub struct SshId {
    person: Person,
    client: Client,
    process_id: u32,
    luid: u64,
    expected: usize,
}

impl Host {
    /// Somebody logs on with a password.
    pub fn ssh_logon(&mut self, time: Time, person: &Person, client: &Client) -> SshId {
        let time = self.moment(time);
        let process_id = self.new_process();
        self.ssh_helper(time - 0.4, process_id);
        let luid = self.new_luid();
        let logon = Logon {
            process: "Advapi  ",
            process_id: u64::from(process_id),
            process_path: SSHD.to_owned(),
            workstation: self.name.clone(),
            elevated: person.admin,
            ..self.service_logon(&person.account, luid, 8, false)
        };
        let mut marks = vec![self.log(time, logged_on(&logon, self.os.logon_version()))];
        let (name, from) = (&person.account.name, from(client));
        let accepted = format!("Accepted password for {name} from {from} ssh2");
        marks.push(self.log(time + 0.01, openssh::line(process_id, &accepted)));
        let expected = self.expect("ssh", "success", name, marks);
        self.expected[expected]
            .set("source_ip", client.address.as_str())
            .set("reconnect", false);
        SshId {
            person: person.clone(),
            client: client.clone(),
            process_id,
            luid,
            expected,
        }
    }

    /// The client disconnects.
    pub fn ssh_logoff(&mut self, time: Time, id: SshId) {
        let time = self.moment(time);
        let (name, from) = (&id.person.account.name, from(&id.client));
        let received = format!("Received disconnect from {from}:11: disconnected by user");
        let text = format!("Disconnected from user {name} {from}");
        let end = vec![
            self.log(time, openssh::line(id.process_id, &received)),
            self.log(time + 0.001, openssh::line(id.process_id, &text)),
            self.destroy(time + 0.02, &id.person.account, id.luid, 8),
        ];
        self.end_visit(id.expected, "logoff", end).unset("end_kind");
    }

    /// Wrong passwords in one connection, for a name that may not exist.
    pub fn ssh_guessing(
        &mut self,
        time: Time,
        user_name: &str,
        exists: bool,
        client: &Client,
        attempts: u32,
    ) {
        let time = self.moment(time);
        let process_id = self.new_process();
        let from = from(client);
        self.ssh_helper(time - 0.3, process_id);
        let mut marks: Vec<Mark> = Vec::new();
        let invalid = if exists { "" } else { "invalid user " };
        if !exists {
            let text = format!("Invalid user {user_name} from {from}");
            marks.push(self.log(time, openssh::line(process_id, &text)));
        }
        for attempt in 0..attempts {
            let time = time + 0.7 + f64::from(attempt);
            let failure = self.ssh_failure(user_name, exists, process_id);
            marks.push(self.log(time, logon_failed(&failure)));
            let text = format!("Failed password for {invalid}{user_name} from {from} ssh2");
            marks.push(self.log(time, openssh::line(process_id, &text)));
        }
        let state = if exists {
            "authenticating user "
        } else {
            invalid
        };
        let text = format!(
            "Disconnecting {state}{user_name} {from}: Too many authentication failures [preauth]"
        );
        let end = self.log(
            time + 0.9 + f64::from(attempts),
            openssh::line(process_id, &text),
        );
        marks.push(end);
        let place = self.expect("ssh", "failed", user_name, marks.clone());
        let expected = &mut self.expected[place];
        marks.reverse();
        expected.end = End::At(marks);
        expected
            .set("source_ip", client.address.as_str())
            .set("end_kind", "failed");
    }

    /// Security does not know the name of a user who does not exist.
    pub fn ssh_failure(&self, user_name: &str, exists: bool, process_id: u32) -> Failure {
        Failure {
            subject: self.machine(),
            subject_luid: SYSTEM_LUID,
            user_name: if exists { user_name } else { "NOUSER" }.to_owned(),
            domain: self.name.clone(),
            status: LOGON_FAILURE,
            reason: "%%2313",
            sub_status: if exists { 0xc000_006a } else { 0xc000_0064 },
            logon_type: 8,
            process: "Advapi  ",
            package: "Negotiate",
            workstation: self.name.clone(),
            process_id: u64::from(process_id),
            process_path: SSHD.to_owned(),
            address: "-".to_owned(),
            port: "-".to_owned(),
        }
    }

    /// The virtual account that the server uses for each connection. Hidden by default.
    fn ssh_helper(&mut self, time: Time, process_id: u32) {
        self.ssh_helper_in(time, process_id, "VIRTUAL USERS");
    }

    /// The virtual account on a Windows in another language.
    pub fn ssh_helper_in(&mut self, time: Time, process_id: u32, domain: &str) {
        let sid =
            format!("S-1-5-111-3847866527-469524349-687026318-516638107-1125189541-{process_id}");
        let account = Account::new(&sid, domain, &format!("sshd_{process_id}"));
        let luid = self.new_luid();
        let logon = Logon {
            process_id: u64::from(process_id),
            process_path: SSHD.to_owned(),
            ..self.service_logon(&account, luid, 5, true)
        };
        self.log(time, logged_on(&logon, self.os.logon_version()));
    }
}

/// `192.0.2.7 port 50022`, as sshd writes it.
fn from(client: &Client) -> String {
    format!("{} port {}", client.address, client.port)
}
