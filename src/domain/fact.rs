//! What a record states.

use std::net::IpAddr;
use std::sync::Arc;

use super::account::AccountStep;
use super::activity::Act;
use super::identity::SharedIdentity;
use super::ids::Luid;
use super::logon::{
    Attachment, ExplicitCredentials, LockLine, Logon, LogonFailure, RdpDenial, ShareOpening,
    SmbRefusal,
};
use super::power::PowerStep;
use super::process::ProcessStart;
use super::remote_access::{
    GatewayLine, PolicyVerdict, RmmLine, SshLine, Ticket, VpnLine, WinRmLine,
};
use super::remote_desktop::{
    ConnectionLine, ConnectionStep, LocalSessionLine, LocalSessionStep, ShadowLine,
};
use super::text::Text;
use super::time::Timestamp;

/// Who wrote a notice of a logon or logoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeSource {
    /// Winlogon: 7001, 7002.
    Winlogon,
    /// The User Profile Service, when it began: 1, 3.
    ProfileService,
    /// The User Profile Service, when it was done: 2, 4.
    ProfileServiceDone,
}

/// The one thing that a record states.
#[derive(Clone, Debug)]
pub enum Fact {
    /// WinRM/Operational.
    WinRm(WinRmLine),
    /// TerminalServices-Gateway/Operational.
    Gateway(Box<GatewayLine>),
    /// Routing and Remote Access.
    Vpn(Box<VpnLine>),
    /// Network Policy Server.
    Policy(Box<PolicyVerdict>),
    /// Remote-management software.
    Rmm(Box<RmmLine>),
    /// Security 4768, 4769 and 4771, on a domain controller.
    Ticket(Ticket),
    /// Security 4624.
    Logon(Logon),
    /// Security 4625.
    LogonFailed(LogonFailure),
    /// Security 4634: the logon session no longer exists.
    LogonEnded {
        /// The account.
        who: SharedIdentity,
        /// The logon session.
        luid: Option<Luid>,
        /// Its type, which may differ from the 4624's.
        logon_type: u8,
    },
    /// Security 4647: a logoff began.
    LogoffStarted {
        /// The account.
        who: SharedIdentity,
        /// The filtered half of a pair.
        luid: Option<Luid>,
    },
    /// Security 4648: credentials were used by name.
    ExplicitCredentials(ExplicitCredentials),
    /// Security 4672.
    PrivilegesAssigned {
        /// The account.
        who: SharedIdentity,
        /// The logon session.
        luid: Option<Luid>,
    },
    /// Security 4776: NTLM credentials checked on this machine.
    CredentialsChecked {
        /// Account.
        user: Option<Text>,
        /// The client's own name.
        workstation: Option<Text>,
        /// NTSTATUS.
        status: u32,
    },
    /// Security 4778.
    Attached(Box<Attachment>),
    /// Security 4779.
    Detached(Box<Attachment>),
    /// Security 4800 to 4803.
    Lock(Box<LockLine>),
    /// Security 4825: Remote Desktop refused for lack of the right.
    RdpDenied(Box<RdpDenial>),
    /// `SMBServer` 551.
    SmbRefused(Box<SmbRefusal>),
    /// LocalSessionManager.
    LocalSession(LocalSessionLine),
    /// RemoteConnectionManager and RdpCoreTS.
    Connection(ConnectionLine),
    /// RemoteConnectionManager 20503 to 20511: somebody shadows a session.
    Shadowed(Box<ShadowLine>),
    /// A user logged on or off: System Winlogon 7001 and 7002, User Profile Service 1 to 4.
    UserNotice {
        /// Who wrote it.
        source: NoticeSource,
        /// Logon, or logoff.
        logon: bool,
        /// Local session id.
        session_id: u32,
        /// The SID of its user.
        sid: Option<Text>,
        /// The process that wrote it.
        process_id: u32,
    },
    /// Winlogon/Operational 1 (no status) and 2.
    WinlogonAuthentication {
        /// Win32 status of the end; `None` at the beginning.
        status: Option<u32>,
        /// The process that wrote it.
        process_id: u32,
    },
    /// Winlogon/Operational 811 and 812.
    WinlogonNotice {
        /// Notification code [source 2.7].
        code: u32,
        /// The notified subscriber.
        subscriber: Option<Text>,
        /// `false` for the record that ends the call.
        begins: bool,
    },
    /// OpenSSH 4.
    Ssh(Box<SshLine>),
    /// Boot, shutdown, crash, sleep.
    Power {
        /// What happened.
        step: PowerStep,
        /// A better time than the record's own, where the record carries one.
        at: Option<Timestamp>,
        /// Who requested it, with a SID: 1074.
        by: Option<SharedIdentity>,
    },
    /// The machine slept (Power-Troubleshooter 1).
    Slept {
        /// Fell asleep.
        from: Timestamp,
        /// Woke.
        to: Timestamp,
    },
    /// Security 4732: an account was put into a local group.
    MemberAdded {
        /// The SID of the account.
        member: Text,
        /// The SID of the group.
        group: Text,
        /// What was done, and by whom.
        act: Arc<Act>,
    },
    /// A logon session opened a share (Security 5140).
    ShareOpened(ShareOpening),
    /// The clock was set.
    ClockSet {
        /// Time before.
        old: Timestamp,
        /// Time after.
        new: Timestamp,
    },
    /// The computer was renamed (System 6011).
    Renamed {
        /// Old name.
        old: Text,
        /// New name.
        new: Text,
    },
    /// An account was created, deleted or renamed (Security 4720, 4726, 4781).
    Account {
        /// What happened.
        step: AccountStep,
        /// Which account, by its name afterwards.
        who: SharedIdentity,
        /// What was done, and by whom.
        act: Arc<Act>,
    },
    /// An account was changed otherwise: the record names it by its SID and its name.
    AccountChanged {
        /// Which account.
        who: SharedIdentity,
        /// What was done, and by whom.
        act: Arc<Act>,
    },
    /// An account is named by its SID and its name, and nothing else is learned (`DistributedCOM` 10016 and
    /// others).
    Named(SharedIdentity),
    /// A log was cleared (1102, 104).
    LogCleared {
        /// The log.
        channel: Text,
        /// Who cleared it.
        who: SharedIdentity,
        /// The logon session of that user.
        luid: Option<Luid>,
    },
    /// Security 4688, Sysmon 1.
    ProcessStarted(ProcessStart),
    /// Something was done that tells nothing about sessions themselves.
    Act(Act),
}

impl Fact {
    /// What was done, where the record states just that.
    pub fn act(&self) -> Option<&Act> {
        match self {
            Self::Act(act) => Some(act),
            Self::Account { act, .. }
            | Self::AccountChanged { act, .. }
            | Self::MemberAdded { act, .. } => Some(act),
            _ => None,
        }
    }

    /// What a record of a connection states about it.
    pub fn connection_step(&self) -> Option<&ConnectionStep> {
        match self {
            Self::Connection(line) => Some(&line.step),
            _ => None,
        }
    }

    /// What a LocalSessionManager record states about its session.
    pub fn local_session_step(&self) -> Option<LocalSessionStep> {
        match self {
            Self::LocalSession(line) => Some(line.step),
            _ => None,
        }
    }

    /// The client's address, as far as the record gives one.
    pub fn client_ip(&self) -> Option<IpAddr> {
        let address = match self {
            Self::Logon(logon) => logon.address(),
            Self::LogonFailed(failure) => failure.address(),
            Self::Attached(attachment) | Self::Detached(attachment) => attachment.address,
            Self::ExplicitCredentials(used) => used.address(),
            Self::RdpDenied(denial) => denial.address,
            Self::SmbRefused(refusal) => refusal.address,
            Self::LocalSession(line) => line.address,
            Self::Connection(line) => line.address,
            Self::Ssh(line) => return line.ip,
            _ => None,
        };
        address?.ip()
    }
}
