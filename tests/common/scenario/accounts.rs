//! Accounts are created, deleted and renamed, and their names are typed.

use super::desk::{Client, Person};
use super::expected::End;
use super::failures::{LOGON_FAILURE, WRONG_PASSWORD};
use super::host::Host;
use super::logons::SYSTEM_LUID;
use super::time::Time;
use crate::common::records::Account;
use crate::common::records::accounts::{account_change, account_renamed};
use crate::common::records::security_auth::{Failure, logon_failed};
use crate::common::records::system;

/// NTSTATUS for an unknown account name.
pub const NO_SUCH_USER: u32 = 0xc000_0064;

impl Host {
    /// 4720.
    pub fn create_account(&mut self, time: Time, person: &Person) {
        let time = self.moment(time);
        let by = self.machine();
        self.log(
            time,
            account_change(4720, &by, SYSTEM_LUID, &person.account),
        );
    }

    /// 4798: somebody listed the groups of a local account.
    pub fn list_groups(&mut self, time: Time, person: &Person) {
        let time = self.moment(time);
        let by = self.machine();
        let record = account_change(4798, &by, SYSTEM_LUID, &person.account);
        self.log(time, record);
    }

    /// `DistributedCOM` 10016: a user's program was denied permission to start another.
    pub fn activation_refused(&mut self, time: Time, person: &Person) {
        let time = self.moment(time);
        self.log(time, system::activation_refused(&person.account));
    }

    /// User32 1074, by a user's account or a service, with no stop after it.
    pub fn request_shutdown(&mut self, time: Time, by: &Person, named: &Person) {
        let time = self.moment(time);
        let mut record = system::shutdown_requested(&self.name.clone(), &named.account, true);
        record.user_sid = Some(by.account.sid.clone());
        self.log(time, record);
    }

    /// 4726.
    pub fn delete_account(&mut self, time: Time, person: &Person) {
        let time = self.moment(time);
        let by = self.machine();
        self.log(
            time,
            account_change(4726, &by, SYSTEM_LUID, &person.account),
        );
    }

    /// 4781. Returns the person under the new name.
    pub fn rename_account(&mut self, time: Time, person: &Person, name: &str) -> Person {
        let time = self.moment(time);
        let by = self.machine();
        let record = account_renamed(&by, SYSTEM_LUID, &person.account, name);
        self.log(time, record);
        let mut renamed = person.clone();
        name.clone_into(&mut renamed.account.name);
        renamed
    }

    /// A refused network logon with the domain as the client sent it: a wrong password, or an
    /// unknown account name.
    pub fn failed_logon_as(&mut self, time: Time, domain: &str, user: &str, cause: u32) {
        let time = self.moment(time);
        let client = Client::new("10.20.0.99", 50_123, "WS-OTHER");
        let failure = Failure {
            subject: Account::nobody(),
            subject_luid: 0,
            user_name: user.to_owned(),
            domain: domain.to_owned(),
            status: LOGON_FAILURE,
            reason: "%%2313",
            sub_status: cause,
            logon_type: 3,
            process: "NtLmSsp ",
            package: "NTLM",
            workstation: client.name.clone(),
            process_id: 0,
            process_path: "-".to_owned(),
            address: client.address.clone(),
            port: client.port.to_string(),
        };
        let failure = self.log(time, logon_failed(&failure));
        let place = self.expect("network", "failed", user.trim(), vec![failure]);
        let expected = &mut self.expected[place];
        expected.end = End::At(vec![failure]);
        expected
            .set("source_ip", client.address.as_str())
            .set("end_kind", "failed");
    }

    /// A refused network logon with a wrong password.
    pub fn wrong_password_as(&mut self, time: Time, domain: &str, user: &str) {
        self.failed_logon_as(time, domain, user, WRONG_PASSWORD);
    }
}
