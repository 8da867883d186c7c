//! Passwords used inside a session: logon sessions that are not a new access. Hidden by default.

use super::desk::{DeskId, Person};
use super::failures::{LOGON_FAILURE, WRONG_PASSWORD};
use super::host::Host;
use super::logons::SYSTEM_LUID;
use super::time::Time;
use crate::common::records::security_auth::{
    ExplicitCredentials, Failure, Logon, explicit_credentials, logged_on, logon_failed,
};

const SECONDARY_LOGON: &str = "C:\\Windows\\System32\\svchost.exe";
const CONSENT: &str = "C:\\Windows\\System32\\consent.exe";

impl Host {
    /// `runas`: a program starts as another user. Returns the logon session that it gets.
    pub fn runas(&mut self, time: Time, id: DeskId, other: &Person) -> u64 {
        let time = self.moment(time);
        let desk = self.desk(id);
        let (subject, subject_luid) = (desk.person.account.clone(), desk.luid);
        let used = ExplicitCredentials {
            subject: subject.clone(),
            subject_luid,
            user: other.account.clone(),
            server: "localhost".to_owned(),
            process_id: 0x5b0,
            process_path: SECONDARY_LOGON.to_owned(),
            address: "::1".to_owned(),
            port: "0".to_owned(),
        };
        self.log(time, explicit_credentials(&used));
        let luid = self.new_luid();
        let logon = Logon {
            subject,
            subject_luid,
            process: "seclogo",
            workstation: self.name.clone(),
            process_id: 0x5b0,
            process_path: SECONDARY_LOGON.to_owned(),
            address: "::1".to_owned(),
            port: "0".to_owned(),
            elevated: false,
            ..self.service_logon(&other.account, luid, 2, false)
        };
        self.log(time, logged_on(&logon, self.os.logon_version()));
        luid
    }

    /// `runas /netonly`: the same user locally, another user's name on the network only.
    pub fn run_as_network_only(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let desk = self.desk(id);
        let (subject, subject_luid) = (desk.person.account.clone(), desk.luid);
        let luid = self.new_luid();
        let logon = Logon {
            subject: subject.clone(),
            subject_luid,
            process: "seclogo",
            workstation: "-".to_owned(),
            process_id: 0x5b0,
            process_path: SECONDARY_LOGON.to_owned(),
            address: "::1".to_owned(),
            port: "0".to_owned(),
            elevated: false,
            ..self.service_logon(&subject, luid, 9, false)
        };
        self.log(time, logged_on(&logon, self.os.logon_version()));
    }

    /// A wrong password, then the right one, at the prompt for an administrator's consent.
    pub fn consent_prompt(&mut self, time: Time, admin: &Person) {
        let time = self.moment(time);
        self.consent_failure(time, admin, 2);
        let luid = self.new_luid();
        let logon = Logon {
            process: "CredPro ",
            workstation: self.name.clone(),
            process_id: 0x9c4,
            process_path: CONSENT.to_owned(),
            address: "::1".to_owned(),
            port: "0".to_owned(),
            ..self.service_logon(&admin.account, luid, 2, false)
        };
        self.log(time + 6.0, logged_on(&logon, self.os.logon_version()));
    }

    /// One wrong password at that prompt gives two failures: as a logon and as a cached logon.
    pub fn wrong_passwords_at_consent(&mut self, time: Time, admin: &Person) {
        let time = self.moment(time);
        for time in [time, time + 10.0] {
            self.consent_failure(time, admin, 2);
            self.consent_failure(time + 0.4, admin, 11);
        }
    }

    fn consent_failure(&mut self, time: Time, admin: &Person, logon_type: u32) {
        let failure = Failure {
            subject: self.machine(),
            subject_luid: SYSTEM_LUID,
            user_name: admin.account.name.clone(),
            domain: admin.account.domain.clone(),
            status: LOGON_FAILURE,
            reason: "%%2313",
            sub_status: WRONG_PASSWORD,
            logon_type,
            process: "CredPro ",
            package: "Negotiate",
            workstation: self.name.clone(),
            process_id: 0x9c4,
            process_path: CONSENT.to_owned(),
            address: "::1".to_owned(),
            port: "0".to_owned(),
        };
        self.log(time, logon_failed(&failure));
    }
}
