//! Records as Windows writes them, one file for each channel.
//!
//! Each function fills in the fields of its event; the host that logs it adds computer, time and
//! record id. Field names, order and types were compared with real logs.

pub mod accounts;
pub mod activity;
pub mod acts;
pub mod event_log;
pub mod gateway;
pub mod kerberos;
pub mod local_session;
pub mod openssh;
pub mod rdp_core;
pub mod remote_connection;
pub mod rmm;
pub mod security;
pub mod security_auth;
pub mod smb;
pub mod sysmon;
pub mod system;
pub mod user_profile;
pub mod vpn;
pub mod winlogon;
pub mod winrm;

use super::evtx_writer::{Payload, Provider, Record, Value};

pub const SECURITY: &str = "Security";
pub const SYSTEM: &str = "System";
pub const LSM: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
pub const RCM: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational";
pub const RCM_ADMIN: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Admin";
pub const RDP_CORE: &str = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational";
pub const WINLOGON: &str = "Microsoft-Windows-Winlogon/Operational";
pub const USER_PROFILE: &str = "Microsoft-Windows-User Profile Service/Operational";
pub const OPENSSH: &str = "OpenSSH/Operational";
pub const SYSMON: &str = "Microsoft-Windows-Sysmon/Operational";

pub const WINRM: &str = "Microsoft-Windows-WinRM/Operational";
pub const GATEWAY: &str = "Microsoft-Windows-TerminalServices-Gateway/Operational";
pub const APPLICATION: &str = "Application";
pub const SMB_SERVER: &str = "Microsoft-Windows-SMBServer/Security";
pub const SPLASHTOP: &str = "Splashtop-Splashtop Streamer-Remote Session/Operational";

/// Channels of records that state what was done.
pub const TASKS: &str = "Microsoft-Windows-TaskScheduler/Operational";
pub const POWERSHELL: &str = "Microsoft-Windows-PowerShell/Operational";
pub const WINDOWS_POWERSHELL: &str = "Windows PowerShell";
pub const RDP_CLIENT: &str = "Microsoft-Windows-TerminalServices-RDPClient/Operational";
pub const SHELL_CORE: &str = "Microsoft-Windows-Shell-Core/Operational";
pub const GROUP_POLICY: &str = "Microsoft-Windows-GroupPolicy/Operational";
pub const KNOWN_FOLDERS: &str = "Microsoft-Windows-Known Folders API Service";
pub const PNP: &str = "Microsoft-Windows-Kernel-PnP/Configuration";
pub const BITS: &str = "Microsoft-Windows-Bits-Client/Operational";
pub const DEFENDER: &str = "Microsoft-Windows-Windows Defender/Operational";
pub const OFFICE_ALERTS: &str = "OAlerts";
pub const OF_ACTS: [&str; 11] = [
    TASKS,
    POWERSHELL,
    WINDOWS_POWERSHELL,
    RDP_CLIENT,
    SHELL_CORE,
    GROUP_POLICY,
    KNOWN_FOLDERS,
    PNP,
    BITS,
    DEFENDER,
    OFFICE_ALERTS,
];

pub const LOCAL_SYSTEM_SID: &str = "S-1-5-18";
pub const NETWORK_SERVICE_SID: &str = "S-1-5-20";
pub const NOBODY_SID: &str = "S-1-0-0";

/// An identity as the Security log names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub sid: String,
    pub name: String,
    pub domain: String,
}

impl Account {
    pub fn new(sid: &str, domain: &str, name: &str) -> Account {
        Account {
            sid: sid.to_owned(),
            name: name.to_owned(),
            domain: domain.to_owned(),
        }
    }

    /// "Nobody", as Windows writes it for a missing subject.
    pub fn nobody() -> Account {
        Account::new(NOBODY_SID, "-", "-")
    }

    pub fn system() -> Account {
        Account::new(LOCAL_SYSTEM_SID, "NT AUTHORITY", "SYSTEM")
    }

    /// `DOMAIN\name`, the form in which the session manager writes users.
    pub fn qualified(&self) -> String {
        format!("{}\\{}", self.domain, self.name)
    }
}

/// A record with only provider, channel, id and payload; the rest has defaults or is set later.
fn record(provider: Provider, channel: &'static str, event_id: u16, payload: Payload) -> Record {
    Record {
        provider,
        channel,
        computer: String::new(),
        event_id,
        qualifiers: None,
        version: 0,
        level: 4,
        task: 0,
        opcode: 0,
        keywords: 0x4000_0000_0000_0000,
        record_id: 0,
        time: 0,
        process_id: 0,
        thread_id: 0,
        activity_id: None,
        user_sid: None,
        payload,
    }
}

/// A record with one event data field replaced.
pub fn set_field(mut record: Record, field: &str, value: Value) -> Record {
    if let Payload::EventData(fields) = &mut record.payload {
        let found = fields.iter_mut().find(|(name, _)| *name == field);
        found.expect("the record has this field").1 = value;
    }
    record
}

/// The `UserData/EventXML` form of the remote-desktop services.
fn event_xml(fields: Vec<(&'static str, Value)>) -> Payload {
    Payload::UserData {
        element: "EventXML",
        namespace: "Event_NS",
        fields,
    }
}
