//! Refused authentications: the 4625 records that other actions are built from.

use super::host::Host;
use super::log::Mark;
use super::logons::SYSTEM_LUID;
use super::time::Time;
use crate::common::records::Account;
use crate::common::records::security_auth::{Failure, logon_failed};

pub(super) const WRONG_PASSWORD: u32 = 0xc000_006a;
pub(super) const LOGON_FAILURE: u32 = 0xc000_006d;

impl Host {
    /// 4625 at a logon screen, of type 2, 7 or 10.
    pub(super) fn screen_failure(
        &mut self,
        time: Time,
        user_name: &str,
        logon_type: u32,
        address: &str,
        sub_status: u32,
    ) -> Mark {
        let program = self.logon_program();
        self.screen_failure_by(time, program, user_name, (logon_type, address), sub_status)
    }

    /// 4625 by the logon screen of this process.
    pub(super) fn screen_failure_by(
        &mut self,
        time: Time,
        (process_id, process_path): (u64, &str),
        user_name: &str,
        (logon_type, address): (u32, &str),
        sub_status: u32,
    ) -> Mark {
        let (status, reason, sub_status) = status_of(sub_status);
        let failure = Failure {
            subject: self.machine(),
            subject_luid: SYSTEM_LUID,
            user_name: user_name.to_owned(),
            domain: self.domain.clone(),
            status,
            reason,
            sub_status,
            logon_type,
            process: "User32 ",
            package: "Negotiate",
            workstation: self.name.clone(),
            process_id,
            process_path: process_path.to_owned(),
            address: address.to_owned(),
            port: "0".to_owned(),
        };
        self.log(time, logon_failed(&failure))
    }

    /// 4625 of type 3 by NTLM.
    pub(super) fn network_failure(
        &mut self,
        time: Time,
        user_name: &str,
        workstation: &str,
        (address, port): (String, String),
        sub_status: u32,
    ) -> Mark {
        let (status, reason, sub_status) = status_of(sub_status);
        let failure = Failure {
            subject: Account::nobody(),
            subject_luid: 0,
            user_name: user_name.to_owned(),
            domain: String::new(),
            status,
            reason,
            sub_status,
            logon_type: 3,
            process: "NtLmSsp ",
            package: "NTLM",
            workstation: workstation.to_owned(),
            process_id: 0,
            process_path: "-".to_owned(),
            address,
            port,
        };
        self.log(time, logon_failed(&failure))
    }
}

/// Status, reason and sub-status that 4625 gives for one cause.
fn status_of(cause: u32) -> (u32, &'static str, u32) {
    match cause {
        0xc000_0064 | WRONG_PASSWORD => (LOGON_FAILURE, "%%2313", cause),
        0xc000_0071 | 0xc000_0224 => (0xc000_006e, "%%2309", cause),
        0xc000_0072 => (0xc000_006e, "%%2310", cause),
        0xc000_015b => (cause, "%%2308", 0),
        0xc000_0234 => (cause, "%%2307", 0),
        _ => (cause, "%%2304", 0),
    }
}
