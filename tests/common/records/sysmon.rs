//! Sysmon, if installed: processes with their logon session.

use super::security::Process;
use super::{Account, LOCAL_SYSTEM_SID, SYSMON, record};
use crate::common::evtx_writer::{Guid, Payload, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-Sysmon",
    guid: Some("5770385f-c22a-43e0-bf4c-06f5698ffbd9"),
    event_source: None,
};

/// 1: a process starts. `time` is the text in which Sysmon gives the time.
pub fn process_starts(
    user: &Account,
    luid: u64,
    session: u32,
    process: &Process,
    time: &str,
) -> Record {
    let fields = vec![
        ("RuleName", Value::text("-")),
        ("UtcTime", Value::text(time)),
        ("ProcessGuid", Value::Guid(Guid::ZERO)),
        (
            "ProcessId",
            Value::UInt32(u32::try_from(process.id).expect("process ids are short")),
        ),
        ("Image", Value::text(process.path)),
        ("FileVersion", Value::text("-")),
        ("Description", Value::text("-")),
        ("Product", Value::text("-")),
        ("Company", Value::text("-")),
        ("OriginalFileName", Value::text("-")),
        ("CommandLine", Value::text(process.command_line)),
        ("CurrentDirectory", Value::text("C:\\Windows\\system32\\")),
        ("User", Value::text(user.qualified())),
        ("LogonGuid", Value::Guid(Guid::ZERO)),
        ("LogonId", Value::HexInt64(luid)),
        ("TerminalSessionId", Value::UInt32(session)),
        (
            "IntegrityLevel",
            Value::text(if process.elevated { "High" } else { "Medium" }),
        ),
        ("Hashes", Value::text("-")),
        ("ParentProcessGuid", Value::Guid(Guid::ZERO)),
        ("ParentProcessId", Value::UInt32(0)),
        ("ParentImage", Value::text(process.parent_path)),
        ("ParentCommandLine", Value::text(process.parent_path)),
        ("ParentUser", Value::text(user.qualified())),
    ];
    Record {
        version: 5,
        task: 1,
        keywords: 0x8000_0000_0000_0000,
        user_sid: Some(LOCAL_SYSTEM_SID.to_owned()),
        ..record(PROVIDER, SYSMON, 1, Payload::EventData(fields))
    }
}
