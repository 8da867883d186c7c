//! Programs that check passwords: services for remote users, and tools that their users run.

use super::desk::{DeskId, Person};
use super::expected::Expected;
use super::failures::{LOGON_FAILURE, WRONG_PASSWORD};
use super::host::Host;
use super::logons::SYSTEM_LUID;
use super::time::Time;
use crate::common::records::Account;
use crate::common::records::security_auth::{Failure, Logon, logged_on, logon_failed};

/// A program that asks Windows whether a password is right.
#[derive(Clone)]
pub struct Checker {
    /// The account that it runs as.
    pub account: Account,
    pub luid: u64,
    /// Its path; `-` if the record does not give it.
    pub program: String,
    /// `LogonProcessName`.
    pub process: &'static str,
    pub logon_type: u32,
    /// The address and port in the record.
    pub address: (String, String),
}

impl Checker {
    /// A program that runs as this account and calls `LogonUser` for the network.
    pub fn new(account: &Account, luid: u64, program: &str) -> Checker {
        Checker {
            account: account.clone(),
            luid,
            program: program.to_owned(),
            process: "Advapi  ",
            logon_type: 3,
            address: ("-".to_owned(), "-".to_owned()),
        }
    }

    /// An application pool of IIS.
    pub fn pool(name: &str, domain: &str) -> Checker {
        let sid = "S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415";
        let account = Account::new(sid, domain, name);
        let program = "C:\\Windows\\System32\\inetsrv\\w3wp.exe";
        Checker::new(&account, 0x5_b7c4, program)
    }

    pub fn by(mut self, process: &'static str, logon_type: u32) -> Checker {
        self.process = process;
        self.logon_type = logon_type;
        self
    }

    pub fn at(mut self, address: &str, port: &str) -> Checker {
        self.address = (address.to_owned(), port.to_owned());
        self
    }

    pub fn without_program(mut self) -> Checker {
        "-".clone_into(&mut self.program);
        self
    }
}

impl Host {
    /// The SYSTEM account under the machine's name, which services run as.
    pub fn system_account(&self) -> (Account, u64) {
        (self.machine(), SYSTEM_LUID)
    }

    /// A service starts as this account. Returns its logon id.
    pub fn service_starts(&mut self, time: Time, account: &Account) -> u64 {
        let time = self.moment(time);
        let luid = self.new_luid();
        let logon = self.service_logon(account, luid, 5, false);
        self.log(time, logged_on(&logon, self.os.logon_version()));
        luid
    }

    /// A program that a user runs on a desktop.
    pub fn tool_of(&self, id: DeskId, program: &str) -> Checker {
        let desk = self.desk(id);
        Checker::new(&desk.person.account, desk.luid, program)
    }

    /// The program is given a wrong password: one record, and no expectation about it.
    pub fn wrong_password(&mut self, time: Time, checker: &Checker, user_name: &str) {
        let time = self.moment(time);
        let failure = self.failure_by(checker, user_name);
        self.log(time, logon_failed(&failure));
    }

    /// A remote user gives a front end a wrong password.
    pub fn remote_user_fails(
        &mut self,
        time: Time,
        checker: &Checker,
        user_name: &str,
        detail: &str,
    ) -> &mut Expected {
        let time = self.moment(time);
        let failure = self.failure_by(checker, user_name);
        let mark = self.log(time, logon_failed(&failure));
        self.expect_failure("network", user_name, vec![mark], WRONG_PASSWORD)
            .set("detail", detail)
            .set("source_ip", serde_json::Value::Null)
            .set("source_host", serde_json::Value::Null)
    }

    /// A remote user gives a front end the right password; the front end ends the logon after some
    /// seconds.
    pub fn remote_user_succeeds(
        &mut self,
        time: Time,
        checker: &Checker,
        person: &Person,
        detail: &str,
        seconds: f64,
    ) -> &mut Expected {
        let time = self.moment(time);
        let luid = self.new_luid();
        let logon = Logon {
            subject: checker.account.clone(),
            subject_luid: checker.luid,
            process: checker.process,
            workstation: self.name.clone(),
            process_id: 0x1e90,
            process_path: checker.program.clone(),
            address: checker.address.0.clone(),
            port: checker.address.1.clone(),
            ..self.service_logon(&person.account, luid, checker.logon_type, false)
        };
        let begin = self.log(time, logged_on(&logon, self.os.logon_version()));
        let end = self.destroy(time + seconds, &person.account, luid, checker.logon_type);
        let place = self.expect("network", "success", &person.account.name, vec![begin]);
        self.expected[place]
            .set("detail", detail)
            .set("domain", person.account.domain.as_str())
            .set("source_ip", serde_json::Value::Null);
        self.end_visit(place, "logoff", vec![end])
    }

    fn failure_by(&self, checker: &Checker, user_name: &str) -> Failure {
        Failure {
            subject: checker.account.clone(),
            subject_luid: checker.luid,
            user_name: user_name.to_owned(),
            domain: self.domain.clone(),
            status: LOGON_FAILURE,
            reason: "%%2313",
            sub_status: WRONG_PASSWORD,
            logon_type: checker.logon_type,
            process: checker.process,
            package: "Negotiate",
            workstation: self.name.clone(),
            process_id: 0x1e90,
            process_path: checker.program.clone(),
            address: checker.address.0.clone(),
            port: checker.address.1.clone(),
        }
    }

    /// A refused logon over the network, with the client as its record gives it.
    pub fn network_refusal(
        &mut self,
        time: Time,
        user_name: &str,
        workstation: &str,
        (address, port): (&str, &str),
    ) -> &mut Expected {
        let time = self.moment(time);
        let from = (address.to_owned(), port.to_owned());
        let mark = self.network_failure(time, user_name, workstation, from, WRONG_PASSWORD);
        self.expect_failure("network", user_name, vec![mark], WRONG_PASSWORD)
    }

    /// Such a refusal on the machine itself, which is not shown for the machine's own accounts.
    pub fn local_refusal(&mut self, time: Time, user_name: &str, workstation: &str) {
        let time = self.moment(time);
        let from = ("127.0.0.1".to_owned(), "50123".to_owned());
        self.network_failure(time, user_name, workstation, from, WRONG_PASSWORD);
    }
}
