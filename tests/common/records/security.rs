//! Security channel: logon sessions, and the log itself.

use super::{Account, SECURITY, record};
use crate::common::evtx_writer::{Payload, Provider, Record, Value};

pub(super) const AUDITING: Provider = Provider {
    name: "Microsoft-Windows-Security-Auditing",
    guid: Some("54849625-5478-4994-a5ba-3e3b0328c30d"),
    event_source: None,
};

pub(super) const AUDIT_SUCCESS: u64 = 0x8020_0000_0000_0000;
pub(super) const AUDIT_FAILURE: u64 = 0x8010_0000_0000_0000;

const TASK_STATE: u16 = 12288;
const TASK_LOGOFF: u16 = 12545;
const TASK_SPECIAL: u16 = 12548;
const TASK_OTHER_LOGON: u16 = 12551;
const TASK_PROCESS: u16 = 13312;
const TASK_FILE_SHARE: u16 = 12808;

const PRIVILEGES: &str = "SeSecurityPrivilege\r\n\t\t\tSeBackupPrivilege\r\n\t\t\t\
    SeRestorePrivilege\r\n\t\t\tSeTakeOwnershipPrivilege\r\n\t\t\tSeDebugPrivilege\r\n\t\t\t\
    SeSystemEnvironmentPrivilege\r\n\t\t\tSeLoadDriverPrivilege\r\n\t\t\tSeImpersonatePrivilege";

pub(super) fn audit(event_id: u16, task: u16, fields: Vec<(&'static str, Value)>) -> Record {
    Record {
        level: 0,
        task,
        keywords: AUDIT_SUCCESS,
        ..record(AUDITING, SECURITY, event_id, Payload::EventData(fields))
    }
}

/// 4608: auditing starts, which happens at boot.
pub fn auditing_starts() -> Record {
    audit(4608, TASK_STATE, Vec::new())
}

/// 4616: the clock was set, here by the time service.
pub fn clock_set(previous: u64, new: u64) -> Record {
    let fields = vec![
        ("SubjectUserSid", Value::sid("S-1-5-19")),
        ("SubjectUserName", Value::text("LOCAL SERVICE")),
        ("SubjectDomainName", Value::text("NT AUTHORITY")),
        ("SubjectLogonId", Value::HexInt64(0x3e5)),
        ("PreviousTime", Value::FileTime(previous)),
        ("NewTime", Value::FileTime(new)),
        ("ProcessId", Value::HexInt64(0x670)),
        (
            "ProcessName",
            Value::text("C:\\Windows\\System32\\svchost.exe"),
        ),
    ];
    Record {
        version: 1,
        ..audit(4616, TASK_STATE, fields)
    }
}

/// 4634: a logon session no longer exists.
pub fn logon_session_destroyed(user: &Account, luid: u64, logon_type: u32) -> Record {
    let mut fields = target(user, luid);
    fields.push(("LogonType", Value::UInt32(logon_type)));
    audit(4634, TASK_LOGOFF, fields)
}

/// 4647: a user begins to log off.
pub fn user_logs_off(user: &Account, luid: u64) -> Record {
    audit(4647, TASK_LOGOFF, target(user, luid))
}

/// 4672: a logon session got administrative privileges.
pub fn special_privileges(user: &Account, luid: u64) -> Record {
    let mut fields = subject(user, luid);
    fields.push(("PrivilegeList", Value::text(PRIVILEGES)));
    audit(4672, TASK_SPECIAL, fields)
}

/// The other end of a window station, for 4778 and 4779.
pub struct WindowStation<'a> {
    /// `Console` or `RDP-Tcp#5`.
    pub session_name: &'a str,
    pub client_name: &'a str,
    pub client_address: &'a str,
}

impl WindowStation<'_> {
    pub const CONSOLE: WindowStation<'static> = WindowStation {
        session_name: "Console",
        client_name: "Unknown",
        client_address: "LOCAL",
    };
}

/// 4778: a desktop was attached to a window station again.
pub fn reconnected(user: &Account, luid: u64, station: &WindowStation) -> Record {
    audit(4778, TASK_OTHER_LOGON, station_fields(user, luid, station))
}

/// 4779: a desktop was detached from its window station.
pub fn disconnected(user: &Account, luid: u64, station: &WindowStation) -> Record {
    audit(4779, TASK_OTHER_LOGON, station_fields(user, luid, station))
}

fn station_fields(
    user: &Account,
    luid: u64,
    station: &WindowStation,
) -> Vec<(&'static str, Value)> {
    vec![
        ("AccountName", Value::text(&user.name)),
        ("AccountDomain", Value::text(&user.domain)),
        ("LogonID", Value::HexInt64(luid)),
        ("SessionName", Value::text(station.session_name)),
        ("ClientName", Value::text(station.client_name)),
        ("ClientAddress", Value::text(station.client_address)),
    ]
}

/// 4800 locked, 4801 unlocked, 4802 screen saver on, 4803 screen saver off.
pub fn desktop_lock(event_id: u16, user: &Account, luid: u64, session: u32) -> Record {
    assert!(
        (4800..=4803).contains(&event_id),
        "{event_id} is not about locking"
    );
    let mut fields = target(user, luid);
    fields.push(("SessionId", Value::UInt32(session)));
    audit(event_id, TASK_OTHER_LOGON, fields)
}

/// 4825: a user with good credentials lacks the right to use Remote Desktop.
pub fn remote_desktop_denied(user: &Account, luid: u64, address: &str) -> Record {
    let fields = vec![
        ("AccountName", Value::text(&user.name)),
        ("AccountDomain", Value::text(&user.domain)),
        ("LogonID", Value::HexInt64(luid)),
        ("ClientAddress", Value::text(address)),
    ];
    Record {
        keywords: AUDIT_FAILURE,
        ..audit(4825, TASK_OTHER_LOGON, fields)
    }
}

/// The contents of 4688 for a process that starts.
pub struct Process<'a> {
    pub id: u64,
    pub path: &'a str,
    pub command_line: &'a str,
    pub parent_id: u64,
    pub parent_path: &'a str,
    /// A full administrator token, after a consent prompt or on a server.
    pub elevated: bool,
}

/// 4688: a process starts in the logon session of `user`.
pub fn process_starts(user: &Account, luid: u64, process: &Process, version: u8) -> Record {
    let mut fields = subject(user, luid);
    let elevation = if process.elevated { "%%1937" } else { "%%1938" };
    fields.extend([
        ("NewProcessId", Value::HexInt64(process.id)),
        ("NewProcessName", Value::text(process.path)),
        ("TokenElevationType", Value::text(elevation)),
        ("ProcessId", Value::HexInt64(process.parent_id)),
        ("CommandLine", Value::text(process.command_line)),
    ]);
    if version >= 2 {
        let level = if process.elevated {
            "S-1-16-12288"
        } else {
            "S-1-16-8192"
        };
        fields.extend([
            ("TargetUserSid", Value::sid(super::NOBODY_SID)),
            ("TargetUserName", Value::text("-")),
            ("TargetDomainName", Value::text("-")),
            ("TargetLogonId", Value::HexInt64(0)),
            ("ParentProcessName", Value::text(process.parent_path)),
            ("MandatoryLabel", Value::sid(level)),
        ]);
    }
    Record {
        version,
        process_id: 4,
        ..audit(4688, TASK_PROCESS, fields)
    }
}

/// 5140: a logon session opens a share.
pub fn share_opened(user: &Account, luid: u64, address: &str, port: u16, share: &str) -> Record {
    let mut fields = subject(user, luid);
    fields.extend([
        ("ObjectType", Value::text("File")),
        ("IpAddress", Value::text(address)),
        ("IpPort", Value::text(port.to_string())),
        ("ShareName", Value::text(format!("\\\\*\\{share}"))),
        ("ShareLocalPath", Value::text("")),
        ("AccessMask", Value::HexInt32(1)),
        ("AccessList", Value::text("%%4416\r\n\t\t\t\t")),
    ]);
    Record {
        version: 1,
        process_id: 4,
        ..audit(5140, TASK_FILE_SHARE, fields)
    }
}

pub(super) fn subject(user: &Account, luid: u64) -> Vec<(&'static str, Value)> {
    vec![
        ("SubjectUserSid", Value::sid(&user.sid)),
        ("SubjectUserName", Value::text(&user.name)),
        ("SubjectDomainName", Value::text(&user.domain)),
        ("SubjectLogonId", Value::HexInt64(luid)),
    ]
}

pub(super) fn target(user: &Account, luid: u64) -> Vec<(&'static str, Value)> {
    vec![
        ("TargetUserSid", Value::sid(&user.sid)),
        ("TargetUserName", Value::text(&user.name)),
        ("TargetDomainName", Value::text(&user.domain)),
        ("TargetLogonId", Value::HexInt64(luid)),
    ]
}
