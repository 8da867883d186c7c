//! Logon sessions: the Security records that other actions are built from.

use super::desk::{Person, WindowManager};
use super::host::Host;
use super::log::Mark;
use super::os::Os;
use super::time::Time;
use crate::common::records::security::{logon_session_destroyed, special_privileges};
use crate::common::records::security_auth::{
    ExplicitCredentials, Logon, explicit_credentials, logged_on, ntlm_validated,
};
use crate::common::records::{Account, LOCAL_SYSTEM_SID};

pub(super) const SYSTEM_LUID: u64 = 0x3e7;

/// The logon sessions of one interactive logon.
pub(super) struct Tokens {
    /// The logon session that programs run in.
    pub luid: u64,
    pub elevated: Option<u64>,
    pub marks: Vec<Mark>,
}

impl Host {
    /// Whether this machine checks the password: the account is local, or this is a domain
    /// controller.
    pub(super) fn validates(&self, person: &Person) -> bool {
        self.is_domain_controller || person.account.domain.eq_ignore_ascii_case(&self.name)
    }

    /// 4776, 4648, one or two 4624, 4672: a logon at a logon screen.
    pub(super) fn interactive_logon(
        &mut self,
        time: Time,
        person: &Person,
        logon_type: u32,
        address: &str,
    ) -> Tokens {
        let (process_id, process_path) = self.logon_program();
        let (address, port) = self.screen_address(address);
        let mut marks = Vec::new();
        if self.validates(person) {
            marks.push(self.log(
                time,
                ntlm_validated(&person.presented().name, &self.name, 0),
            ));
        }
        marks.push(self.log(
            time,
            explicit_credentials(&ExplicitCredentials {
                subject: self.machine(),
                subject_luid: SYSTEM_LUID,
                user: person.presented().clone(),
                server: "localhost".to_owned(),
                process_id,
                process_path: process_path.to_owned(),
                address: address.clone(),
                port: port.clone(),
            }),
        ));
        let luid = self.new_luid();
        let elevated = person.has_split_token().then(|| luid - 0x21);
        let mut logon = Logon {
            subject: self.machine(),
            subject_luid: SYSTEM_LUID,
            user: person.presented().clone(),
            luid,
            linked_luid: elevated.unwrap_or(0),
            logon_type,
            process: "User32 ",
            package: "Negotiate",
            ntlm: "-",
            workstation: self.name.clone(),
            process_id,
            process_path: process_path.to_owned(),
            address,
            port,
            elevated: person.admin && elevated.is_none(),
            virtual_account: false,
            protection: person.protection,
        };
        if let Some(elevated) = elevated {
            let full = Logon {
                luid: elevated,
                linked_luid: luid,
                elevated: true,
                ..logon.clone()
            };
            marks.push(self.log(time, logged_on(&full, self.os.logon_version())));
            logon.elevated = false;
        }
        marks.push(self.log(time, logged_on(&logon, self.os.logon_version())));
        if person.admin {
            let luid = elevated.unwrap_or(luid);
            marks.push(self.log(time, special_privileges(&person.account, luid)));
        }
        Tokens {
            luid,
            elevated,
            marks,
        }
    }

    /// 4634 for both halves of a logon.
    pub(super) fn destroy_tokens(
        &mut self,
        time: Time,
        account: &Account,
        tokens: &Tokens,
        logon_type: u32,
    ) -> Vec<Mark> {
        let luids = [Some(tokens.luid), tokens.elevated];
        luids
            .into_iter()
            .flatten()
            .map(|luid| self.destroy(time, account, luid, logon_type))
            .collect()
    }

    pub fn destroy(&mut self, time: Time, account: &Account, luid: u64, logon_type: u32) -> Mark {
        self.log(time, logon_session_destroyed(account, luid, logon_type))
    }

    /// 4672 and 4624 of type 3.
    pub(super) fn network_logon(&mut self, time: Time, logon: Logon, admin: bool) -> Vec<Mark> {
        let mut marks = Vec::new();
        if admin {
            marks.push(self.log(time, special_privileges(&logon.user, logon.luid)));
        }
        marks.push(self.log(time, logged_on(&logon, self.os.logon_version())));
        marks
    }

    /// A type 3 logon by NTLM. Server 2012 R2 writes no address if NLA requests the logon.
    pub fn ntlm_logon(&mut self, person: &Person, workstation: &str) -> Logon {
        Logon {
            subject: Account::nobody(),
            subject_luid: 0,
            user: person.presented().clone(),
            luid: self.new_luid(),
            linked_luid: 0,
            logon_type: 3,
            process: "NtLmSsp ",
            package: "NTLM",
            ntlm: "NTLM V2",
            workstation: workstation.to_owned(),
            process_id: 0,
            process_path: "-".to_owned(),
            address: "-".to_owned(),
            port: "-".to_owned(),
            elevated: person.admin,
            virtual_account: false,
            protection: None,
        }
    }

    /// The addresses in the type 3 records of NLA.
    pub(super) fn nla_address(&self, address: &str) -> (String, String) {
        match self.os {
            Os::Server2012R2 => ("-".to_owned(), "-".to_owned()),
            _ => (address.to_owned(), "0".to_owned()),
        }
    }

    /// The window manager (and, later, the font driver) of a new local session.
    pub(super) fn window_managers(&mut self, time: Time, session: u32) -> Vec<WindowManager> {
        self.window_managers_of(time, session, 0x1f0)
    }

    /// The window manager of a session, started by the winlogon process that owns its screen.
    pub(super) fn window_managers_of(
        &mut self,
        time: Time,
        session: u32,
        winlogon_pid: u32,
    ) -> Vec<WindowManager> {
        let mut names = vec![("Window Manager", "DWM", "S-1-5-90", 2)];
        if self.os >= Os::Server2016 {
            names = vec![
                ("Font Driver Host", "UMFD", "S-1-5-96-0", 1),
                ("Window Manager", "DWM", "S-1-5-90-0", 2),
            ];
        }
        let mut managers = Vec::new();
        for (domain, name, sid, count) in names {
            let account = Account::new(
                &format!("{sid}-{session}"),
                domain,
                &format!("{name}-{session}"),
            );
            for _ in 0..count {
                let luid = self.new_luid();
                let logon = Logon {
                    process_id: u64::from(winlogon_pid),
                    ..self.service_logon(&account, luid, 2, true)
                };
                self.log(time, logged_on(&logon, self.os.logon_version()));
                managers.push(WindowManager {
                    account: account.clone(),
                    luid,
                });
            }
        }
        managers
    }

    /// A logon that the system makes for one of its own accounts.
    pub fn service_logon(
        &self,
        account: &Account,
        luid: u64,
        logon_type: u32,
        virtual_account: bool,
    ) -> Logon {
        let path = if logon_type == 5 {
            "services.exe"
        } else {
            "winlogon.exe"
        };
        Logon {
            subject: self.machine(),
            subject_luid: SYSTEM_LUID,
            user: account.clone(),
            luid,
            linked_luid: 0,
            logon_type,
            process: "Advapi  ",
            package: "Negotiate",
            ntlm: "-",
            workstation: "-".to_owned(),
            process_id: 0x1f0,
            process_path: format!("C:\\Windows\\System32\\{path}"),
            address: "-".to_owned(),
            port: "-".to_owned(),
            elevated: true,
            virtual_account,
            protection: None,
        }
    }
}

/// The service accounts of Windows, which log on as services at boot.
pub(super) fn service_accounts() -> [(Account, u64); 3] {
    [
        (
            Account::new(LOCAL_SYSTEM_SID, "NT AUTHORITY", "SYSTEM"),
            SYSTEM_LUID,
        ),
        (
            Account::new("S-1-5-20", "NT AUTHORITY", "NETWORK SERVICE"),
            0x3e4,
        ),
        (
            Account::new("S-1-5-19", "NT AUTHORITY", "LOCAL SERVICE"),
            0x3e5,
        ),
    ]
}
