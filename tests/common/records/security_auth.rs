//! Security channel: successful and failed authentication.

use super::security::{AUDIT_FAILURE, audit, subject, target};
use super::{Account, NOBODY_SID};
use crate::common::evtx_writer::{Guid, Record, Value};

const TASK_LOGON: u16 = 12544;
const TASK_CREDENTIAL_VALIDATION: u16 = 14336;

/// 4624, without the fields that depend on the Windows version.
#[derive(Clone)]
pub struct Logon {
    pub subject: Account,
    pub subject_luid: u64,
    pub user: Account,
    pub luid: u64,
    /// The other half of a split token; zero if there is none.
    pub linked_luid: u64,
    pub logon_type: u32,
    pub process: &'static str,
    pub package: &'static str,
    pub ntlm: &'static str,
    pub workstation: String,
    pub process_id: u64,
    pub process_path: String,
    pub address: String,
    pub port: String,
    pub elevated: bool,
    pub virtual_account: bool,
    /// The field that is set to yes: `RestrictedAdminMode` or `RemoteCredentialGuard`.
    pub protection: Option<&'static str>,
}

/// The set of fields in 4624.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LogonVersion {
    /// Windows 7, Server 2008 R2.
    V0 = 0,
    /// Windows 8.1, Server 2012 R2.
    V1 = 1,
    /// Windows 10, Server 2016 and later.
    V2 = 2,
    /// Windows 11 22H2, Server 2025.
    V3 = 3,
}

/// 4624: a logon session was created.
pub fn logged_on(logon: &Logon, version: LogonVersion) -> Record {
    let mut fields = subject(&logon.subject, logon.subject_luid);
    fields.extend(target(&logon.user, logon.luid));
    let length = if logon.ntlm == "NTLM V2" { 128 } else { 0 };
    fields.extend([
        ("LogonType", Value::UInt32(logon.logon_type)),
        ("LogonProcessName", Value::text(logon.process)),
        ("AuthenticationPackageName", Value::text(logon.package)),
        ("WorkstationName", Value::text(&logon.workstation)),
        ("LogonGuid", Value::Guid(Guid::ZERO)),
        ("TransmittedServices", Value::text("-")),
        ("LmPackageName", Value::text(logon.ntlm)),
        ("KeyLength", Value::UInt32(length)),
        ("ProcessId", Value::HexInt64(logon.process_id)),
        ("ProcessName", Value::text(&logon.process_path)),
        ("IpAddress", Value::text(&logon.address)),
        ("IpPort", Value::text(&logon.port)),
    ]);
    if version >= LogonVersion::V1 {
        let level = if logon.logon_type == 0 { "-" } else { "%%1833" };
        fields.push(("ImpersonationLevel", Value::text(level)));
    }
    if version >= LogonVersion::V2 {
        let remote = |field| match logon.logon_type {
            10 if logon.protection == Some(field) => "%%1842",
            10 => "%%1843",
            _ => "-",
        };
        let mut modes = vec!["RestrictedAdminMode"];
        if version >= LogonVersion::V3 {
            modes.push("RemoteCredentialGuard");
        }
        fields.extend(modes.iter().map(|&mode| (mode, Value::text(remote(mode)))));
        fields.extend([
            ("TargetOutboundUserName", Value::text("-")),
            ("TargetOutboundDomainName", Value::text("-")),
            ("VirtualAccount", yes_or_no(logon.virtual_account)),
            ("TargetLinkedLogonId", Value::HexInt64(logon.linked_luid)),
            ("ElevatedToken", yes_or_no(logon.elevated)),
        ]);
    }
    Record {
        version: version as u8,
        ..audit(4624, TASK_LOGON, fields)
    }
}

fn yes_or_no(yes: bool) -> Value {
    Value::text(if yes { "%%1842" } else { "%%1843" })
}

/// 4625: what was tried, and why it failed.
#[derive(Clone)]
pub struct Failure {
    pub subject: Account,
    pub subject_luid: u64,
    /// The name as typed.
    pub user_name: String,
    pub domain: String,
    pub status: u32,
    pub reason: &'static str,
    pub sub_status: u32,
    pub logon_type: u32,
    pub process: &'static str,
    pub package: &'static str,
    pub workstation: String,
    pub process_id: u64,
    pub process_path: String,
    pub address: String,
    pub port: String,
}

/// 4625: an authentication was refused.
pub fn logon_failed(failure: &Failure) -> Record {
    let mut fields = subject(&failure.subject, failure.subject_luid);
    fields.extend([
        ("TargetUserSid", Value::sid(NOBODY_SID)),
        ("TargetUserName", Value::text(&failure.user_name)),
        ("TargetDomainName", Value::text(&failure.domain)),
        ("Status", Value::HexInt32(failure.status)),
        ("FailureReason", Value::text(failure.reason)),
        ("SubStatus", Value::HexInt32(failure.sub_status)),
        ("LogonType", Value::UInt32(failure.logon_type)),
        ("LogonProcessName", Value::text(failure.process)),
        ("AuthenticationPackageName", Value::text(failure.package)),
        ("WorkstationName", Value::text(&failure.workstation)),
        ("TransmittedServices", Value::text("-")),
        ("LmPackageName", Value::text("-")),
        ("KeyLength", Value::UInt32(0)),
        ("ProcessId", Value::HexInt64(failure.process_id)),
        ("ProcessName", Value::text(&failure.process_path)),
        ("IpAddress", Value::text(&failure.address)),
        ("IpPort", Value::text(&failure.port)),
    ]);
    Record {
        keywords: AUDIT_FAILURE,
        ..audit(4625, TASK_LOGON, fields)
    }
}

/// 4648: the subject gives another account's credentials explicitly.
pub struct ExplicitCredentials {
    pub subject: Account,
    pub subject_luid: u64,
    pub user: Account,
    pub server: String,
    pub process_id: u64,
    pub process_path: String,
    pub address: String,
    pub port: String,
}

pub fn explicit_credentials(used: &ExplicitCredentials) -> Record {
    let mut fields = subject(&used.subject, used.subject_luid);
    fields.extend([
        ("LogonGuid", Value::Guid(Guid::ZERO)),
        ("TargetUserName", Value::text(&used.user.name)),
        ("TargetDomainName", Value::text(&used.user.domain)),
        ("TargetLogonGuid", Value::Guid(Guid::ZERO)),
        ("TargetServerName", Value::text(&used.server)),
        ("TargetInfo", Value::text(&used.server)),
        ("ProcessId", Value::HexInt64(used.process_id)),
        ("ProcessName", Value::text(&used.process_path)),
        ("IpAddress", Value::text(&used.address)),
        ("IpPort", Value::text(&used.port)),
    ]);
    audit(4648, TASK_LOGON, fields)
}

/// 4776: this machine checked an NTLM credential.
pub fn ntlm_validated(user_name: &str, workstation: &str, status: u32) -> Record {
    let fields = vec![
        (
            "PackageName",
            Value::text("MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"),
        ),
        ("TargetUserName", Value::text(user_name)),
        ("Workstation", Value::text(workstation)),
        ("Status", Value::HexInt32(status)),
    ];
    let record = audit(4776, TASK_CREDENTIAL_VALIDATION, fields);
    match status {
        0 => record,
        _ => Record {
            keywords: AUDIT_FAILURE,
            ..record
        },
    }
}
