//! WinRM: PowerShell remoting. Each connection of a shell's client is a separate logon.

use super::desk::{Client, Person};
use super::expected::End;
use super::host::Host;
use super::log::Mark;
use super::time::Time;
use crate::common::evtx_writer::Guid;
use crate::common::records::security::{Process, process_starts};
use crate::common::records::security_auth::Logon;
use crate::common::records::winrm;

/// A running shell.
pub struct ShellId {
    person: Person,
    luids: Vec<u64>,
    expected: usize,
}

/// What a server logs about a shell.
#[derive(Clone, Copy, PartialEq)]
pub enum ShellLog {
    /// 169 for each request (Windows 7).
    Requests,
    /// 91, with only the account's SID.
    Shell,
    /// 91, which names the client (newer Windows 10 and Server versions).
    ShellAndClient,
}

impl Host {
    /// Somebody opens a shell from another machine: two connections, so two logons.
    pub fn winrm_logon(
        &mut self,
        time: Time,
        person: &Person,
        client: &Client,
        log: ShellLog,
    ) -> ShellId {
        let time = self.moment(time);
        let mut marks = Vec::new();
        let mut luids = Vec::new();
        for number in 0..2_u16 {
            let time = time + 0.3 * f64::from(number);
            let logon = Logon {
                process: "Kerberos",
                package: "Kerberos",
                ntlm: "-",
                workstation: "-".to_owned(),
                address: client.address.clone(),
                port: (client.port + number).to_string(),
                ..self.ntlm_logon(person, "")
            };
            luids.push(logon.luid);
            marks.extend(self.network_logon(time, logon, person.admin));
            if log == ShellLog::Requests {
                let request = self.new_activity();
                let record = winrm::authenticated(&person.account, request);
                marks.push(self.log(time + 0.01, record));
            }
        }
        if log != ShellLog::Requests {
            let client = (log == ShellLog::ShellAndClient).then_some(&*client.address);
            let shell = self.new_activity();
            let record = winrm::shell_made(&person.account, client, shell);
            marks.push(self.log(time + 0.4, record));
        }
        let expected = self.expect("winrm", "success", &person.account.name, marks);
        self.expected[expected]
            .set("source_ip", client.address.as_str())
            .set("reconnect", false);
        ShellId {
            person: person.clone(),
            luids,
            expected,
        }
    }

    /// The host process of a shell starts: 4688 under the client's logon.
    pub fn winrm_process(&mut self, time: Time, id: &ShellId) {
        let time = self.moment(time);
        let process = Process {
            id: u64::from(self.new_process()),
            path: "C:\\Windows\\System32\\wsmprovhost.exe",
            command_line: "C:\\Windows\\system32\\wsmprovhost.exe -Embedding",
            parent_id: 0x2f0,
            parent_path: "C:\\Windows\\System32\\svchost.exe",
            elevated: true,
        };
        let account = id.person.account.clone();
        self.log(time, process_starts(&account, id.luids[0], &process, 2));
    }

    /// The client disconnects; its logons end one after the other.
    pub fn winrm_logoff(&mut self, time: Time, id: ShellId) {
        let time = self.moment(time);
        let account = &id.person.account;
        let mut ends: Vec<Mark> = Vec::new();
        for (luid, later) in id.luids.iter().zip([0.0, 0.5]) {
            ends.push(self.destroy(time + later, account, *luid, 3));
        }
        // The last one is the end; the others are sources as well.
        ends.reverse();
        self.end_visit(id.expected, "logoff", ends);
    }

    /// The server's own management calls this machine with the token that its user already has.
    pub fn winrm_to_itself(&mut self, time: Time, person: &Person) {
        let time = self.moment(time);
        let target = "localhost:47001/WSMan?MSP=7a83d074;PSVersion=5.1";
        self.log(time, winrm::client_connects(&person.account, target));
        let shell = self.new_activity();
        self.log(time + 0.6, winrm::shell_made(&person.account, None, shell));
    }

    /// Name and password were right, but the account may not use WinRM.
    pub fn winrm_unauthorized(&mut self, time: Time, person: &Person) {
        let time = self.moment(time);
        let request: Guid = self.new_activity();
        let mut marks = vec![self.log(time, winrm::authenticated(&person.account, request))];
        let refused = self.log(time + 0.02, winrm::unauthorized(request));
        let name = person.account.name.as_str();
        let place = self.expect("winrm", "refused", name, marks.clone());
        marks.push(refused);
        let expected = &mut self.expected[place];
        expected.sources = marks;
        expected.end = End::At(vec![refused]);
        expected
            .set("end_kind", "failed")
            .set("source_ip", serde_json::Value::Null);
    }
}
