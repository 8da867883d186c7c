//! Records that state that something was done, beside starts of processes and cleared logs. Names, order and
//! types of the fields are those of real logs.

use super::security::{audit, subject};
use super::{
    Account, BITS, DEFENDER, GROUP_POLICY, KNOWN_FOLDERS, LOCAL_SYSTEM_SID, OFFICE_ALERTS, PNP,
    POWERSHELL, RDP_CLIENT, SHELL_CORE, SYSMON, SYSTEM, TASKS, WINDOWS_POWERSHELL, record,
};
use crate::common::evtx_writer::{Guid, Payload, Provider, Record, Value};

type Fields = Vec<(&'static str, Value)>;

const fn manifest(name: &'static str, guid: &'static str) -> Provider {
    Provider {
        name,
        guid: Some(guid),
        event_source: None,
    }
}

const SERVICES: Provider = Provider {
    name: "Service Control Manager",
    guid: Some("555908d1-a6d7-4695-8e1e-26931d2012f4"),
    event_source: Some("Service Control Manager"),
};
const TASK_SCHEDULER: Provider = manifest(
    "Microsoft-Windows-TaskScheduler",
    "de7b24ea-73c8-4a09-985d-5bdadcfa9017",
);
const SYSMON_PROVIDER: Provider = manifest(
    "Microsoft-Windows-Sysmon",
    "5770385f-c22a-43e0-bf4c-06f5698ffbd9",
);
const POWERSHELL_PROVIDER: Provider = manifest(
    "Microsoft-Windows-PowerShell",
    "a0c1853b-5c40-4b15-8766-3cf1c58f985a",
);
const CLASSIC_POWERSHELL: Provider = Provider {
    name: "PowerShell",
    guid: None,
    event_source: None,
};
const RDP_CLIENT_PROVIDER: Provider = manifest(
    "Microsoft-Windows-TerminalServices-ClientActiveXCore",
    "28aa95bb-d444-4719-a36f-40462168127e",
);
const SHELL_PROVIDER: Provider = manifest(
    "Microsoft-Windows-Shell-Core",
    "30336ed4-e327-447c-9de0-51b652c86108",
);
const POLICY_PROVIDER: Provider = manifest(
    "Microsoft-Windows-GroupPolicy",
    "aea1b4fa-97d1-45f2-a64c-4d69fffd92c9",
);
const FOLDERS_PROVIDER: Provider = manifest(
    "Microsoft-Windows-KnownFolders",
    "8939299f-2315-4c5c-9b91-abb86aa0627d",
);
const PNP_PROVIDER: Provider = manifest(
    "Microsoft-Windows-Kernel-PnP",
    "9c205a39-1250-487d-abd7-e831c6290539",
);
const BITS_PROVIDER: Provider = manifest(
    "Microsoft-Windows-Bits-Client",
    "ef1cc15b-46c1-414e-bb95-e76b077bd51e",
);
const DEFENDER_PROVIDER: Provider = manifest(
    "Microsoft-Windows-Windows Defender",
    "11cd958a-c507-4ef3-b3f2-5fd9dfbd2c78",
);
const OFFICE_PROVIDER: Provider = Provider {
    name: "Microsoft Office 16 Alerts",
    guid: None,
    event_source: None,
};

fn by(sid: &str, provider: Provider, channel: &'static str, id: u16, fields: Fields) -> Record {
    Record {
        user_sid: Some(sid.to_owned()),
        ..record(provider, channel, id, Payload::EventData(fields))
    }
}

/// System 7045: a service was installed by whoever wrote the record.
pub fn service_installed(sid: &str, name: &str) -> Record {
    let fields = vec![
        ("ServiceName", Value::text(name)),
        ("ImagePath", Value::text("C:\\Windows\\svc.exe")),
        ("ServiceType", Value::text("user mode service")),
        ("StartType", Value::text("demand start")),
        ("AccountName", Value::text("LocalSystem")),
    ];
    Record {
        qualifiers: Some(0x4000),
        keywords: 0x8080_0000_0000_0000,
        ..by(sid, SERVICES, SYSTEM, 7045, fields)
    }
}

/// Security 4697: the same by the audit.
pub fn service_audited(user: &Account, luid: u64, name: &str) -> Record {
    let mut fields = subject(user, luid);
    fields.extend([
        ("ServiceName", Value::text(name)),
        ("ServiceFileName", Value::text("C:\\Windows\\svc.exe")),
        ("ServiceType", Value::HexInt32(0x10)),
        ("ServiceStartType", Value::UInt32(3)),
        ("ServiceAccount", Value::text("LocalSystem")),
    ]);
    audit(4697, 12289, fields)
}

/// Security 4698: a task was created.
pub fn task_audited(user: &Account, luid: u64, path: &str) -> Record {
    let content = "<Task><Actions><Exec><Command>cmd.exe</Command></Exec></Actions></Task>";
    let mut fields = subject(user, luid);
    fields.extend([
        ("TaskName", Value::text(path)),
        ("TaskContent", Value::text(content)),
    ]);
    audit(4698, 12804, fields)
}

/// Security 4663: an object was accessed through a handle.
pub fn object_accessed(user: &Account, luid: u64, path: &str, handle: u64) -> Record {
    let mut fields = subject(user, luid);
    fields.extend([
        ("ObjectServer", Value::text("Security")),
        ("ObjectType", Value::text("File")),
        ("ObjectName", Value::text(path)),
        ("HandleId", Value::HexInt64(handle)),
        ("AccessList", Value::text("%%1537\r\n\t\t\t\t")),
        ("AccessMask", Value::HexInt32(0x1_0000)),
        ("ProcessId", Value::HexInt64(0xe44)),
        ("ProcessName", Value::text("C:\\Windows\\explorer.exe")),
    ]);
    audit(4663, 12800, fields)
}

/// Security 5145: a file on a share was checked for access.
pub fn file_on_share(user: &Account, luid: u64, name: &str) -> Record {
    let mut fields = subject(user, luid);
    fields.extend([
        ("ObjectType", Value::text("File")),
        ("IpAddress", Value::text("10.20.0.31")),
        ("IpPort", Value::text("50211")),
        ("ShareName", Value::text("\\\\*\\Shares")),
        ("ShareLocalPath", Value::text("\\??\\D:\\Shares")),
        ("RelativeTargetName", Value::text(name)),
        ("AccessMask", Value::HexInt32(0x12_0089)),
        ("AccessList", Value::text("%%1538\r\n\t\t\t\t")),
        ("AccessReason", Value::text("-")),
    ]);
    audit(5145, 12811, fields)
}

/// Security 4660: an object was deleted through a handle.
pub fn object_deleted(user: &Account, luid: u64, handle: u64) -> Record {
    let mut fields = subject(user, luid);
    fields.extend([
        ("ObjectServer", Value::text("Security")),
        ("HandleId", Value::HexInt64(handle)),
        ("ProcessId", Value::HexInt64(0xe44)),
        ("ProcessName", Value::text("C:\\Windows\\explorer.exe")),
        ("TransactionId", Value::Guid(Guid::ZERO)),
    ]);
    audit(4660, 12800, fields)
}

/// Security 4689: a process ended.
pub fn process_ended(user: &Account, luid: u64, process_id: u64, path: &str) -> Record {
    let mut fields = subject(user, luid);
    fields.extend([
        ("Status", Value::HexInt32(0)),
        ("ProcessId", Value::HexInt64(process_id)),
        ("ProcessName", Value::text(path)),
    ]);
    audit(4689, 13313, fields)
}

fn task(event_id: u16, fields: Fields) -> Record {
    by(LOCAL_SYSTEM_SID, TASK_SCHEDULER, TASKS, event_id, fields)
}

/// `TaskScheduler` 100 and 102: an instance began, for a user, and is done.
pub fn task_instance(event_id: u16, user: &Account, path: &str, instance: &str) -> Record {
    let fields = vec![
        ("TaskName", Value::text(path)),
        ("UserContext", Value::text(user.qualified())),
        ("InstanceId", Value::Guid(Guid::parse(instance))),
    ];
    task(event_id, fields)
}

/// `TaskScheduler` 200: an action of an instance began.
pub fn task_action(path: &str, instance: &str) -> Record {
    let fields = vec![
        ("TaskName", Value::text(path)),
        ("ActionName", Value::text("C:\\Windows\\System32\\cmd.exe")),
        ("TaskInstanceId", Value::Guid(Guid::parse(instance))),
        ("EnginePID", Value::UInt32(4120)),
    ];
    task(200, fields)
}

/// `TaskScheduler` 119: a logon triggers a task.
pub fn task_triggered(user: &Account, path: &str, instance: &str) -> Record {
    let fields = vec![
        ("TaskName", Value::text(path)),
        ("UserName", Value::text(user.qualified())),
        ("InstanceId", Value::Guid(Guid::parse(instance))),
    ];
    task(119, fields)
}

/// Sysmon 5 and 11: a process ended, or created a file. Only newer versions name the user.
pub fn sysmon_of_process(event_id: u16, user: Option<&Account>, guid: &str, path: &str) -> Record {
    let mut fields = vec![
        ("RuleName", Value::text("-")),
        ("UtcTime", Value::text("2025-03-03 08:00:00.000")),
        ("ProcessGuid", Value::Guid(Guid::parse(guid))),
        ("ProcessId", Value::UInt32(4120)),
        ("Image", Value::text("C:\\Windows\\System32\\cmd.exe")),
    ];
    if event_id == 11 {
        fields.push(("TargetFilename", Value::text(path)));
        fields.push(("CreationUtcTime", Value::text("2025-03-03 08:00:00.000")));
    }
    if let Some(user) = user {
        fields.push(("User", Value::text(user.qualified())));
    }
    by(LOCAL_SYSTEM_SID, SYSMON_PROVIDER, SYSMON, event_id, fields)
}

/// The text of a PowerShell host in the classic log.
fn host_text(host: &str, application: &str) -> String {
    format!(
        "\tNewEngineState=Available\r\n\tPreviousEngineState=None\r\n\r\n\tSequenceNumber=13\r\n\r\n\
         \tHostName=ConsoleHost\r\n\tHostVersion=5.1\r\n\tHostId={host}\r\n\
         \tHostApplication={application}\r\n\tEngineVersion=5.1\r\n\
         \tRunspaceId=ceac9e32-8765-4b0e-b0a2-e4688344e76c\r\n\tPipelineId=\r\n\tScriptName=\r\n\tCommandLine="
    )
}

/// Windows PowerShell 400 (a host began) and 403 (it stopped): no user.
pub fn powershell_host(event_id: u16, host: &str, application: &str) -> Record {
    let strings = vec![
        "Available".to_owned(),
        "None".to_owned(),
        host_text(host, application),
    ];
    let payload = Payload::Unnamed {
        strings,
        binary: Vec::new(),
    };
    Record {
        qualifiers: Some(0),
        keywords: 0x0080_0000_0000_0000,
        ..record(CLASSIC_POWERSHELL, WINDOWS_POWERSHELL, event_id, payload)
    }
}

/// PowerShell 4103: a command of a host, written by the user.
pub fn powershell_command(user: &Account, host: &str, application: &str) -> Record {
    let context = format!(
        "        Severity = Informational\r\n        Host Name = ConsoleHost\r\n        Host Version = 5.1\r\n\
        \x20       Host ID = {host}\r\n        Host Application = {application}\r\n        Engine Version = 5.1\r\n\
        \x20       Runspace ID = ceac9e32-8765-4b0e-b0a2-e4688344e76c\r\n        Script Name = \r\n\
        \x20       User = {}\r\n",
        user.qualified()
    );
    let fields = vec![
        ("ContextInfo", Value::text(context)),
        ("UserData", Value::text("")),
        ("Payload", Value::text("CommandInvocation(Get-Item)")),
    ];
    by(&user.sid, POWERSHELL_PROVIDER, POWERSHELL, 4103, fields)
}

/// PowerShell 4104: a part of a script block.
pub fn script_block(user: &Account, block: &str, part: (i32, i32)) -> Record {
    let fields = vec![
        ("MessageNumber", Value::Int32(part.0)),
        ("MessageTotal", Value::Int32(part.1)),
        ("ScriptBlockText", Value::text("Get-Item C:\\")),
        ("ScriptBlockId", Value::text(block)),
        ("Path", Value::text("C:\\TMP\\run.ps1")),
    ];
    by(&user.sid, POWERSHELL_PROVIDER, POWERSHELL, 4104, fields)
}

/// `RDPClient` 1024, 1026 and 1102: a connection of one ActivityID to a server.
pub fn rdp_client(event_id: u16, user: &Account, activity: &str, value: &str) -> Record {
    let name = match event_id {
        1024 => "Server Name",
        1026 => "Disconnect Reason",
        _ => "ServerAddress",
    };
    let fields = vec![("Name", Value::text(name)), ("Value", Value::text(value))];
    Record {
        activity_id: Some(Guid::parse(activity)),
        ..by(&user.sid, RDP_CLIENT_PROVIDER, RDP_CLIENT, event_id, fields)
    }
}

/// Shell-Core 9707: the shell starts a command at logon.
pub fn shell_command(user: &Account, command: &str) -> Record {
    let fields = vec![("Command", Value::text(command))];
    by(&user.sid, SHELL_PROVIDER, SHELL_CORE, 9707, fields)
}

/// `GroupPolicy` 4001: the processing of a user's policy began.
pub fn policy_began(user: &Account, activity: &str) -> Record {
    let fields = vec![
        ("PolicyActivityId", Value::Guid(Guid::parse(activity))),
        ("PrincipalSamName", Value::text(user.qualified())),
        ("IsMachine", Value::UInt32(0)),
        ("IsConnectivityFailure", Value::Boolean(false)),
    ];
    Record {
        activity_id: Some(Guid::parse(activity)),
        ..by(
            LOCAL_SYSTEM_SID,
            POLICY_PROVIDER,
            GROUP_POLICY,
            4001,
            fields,
        )
    }
}

/// Known Folders 1002: a folder of a user could not be found.
pub fn folder_missing(user: &Account, path: &str) -> Record {
    let fields = vec![
        ("hresult", Value::HexInt32(0x8007_0002)),
        ("Path", Value::text(path)),
    ];
    by(&user.sid, FOLDERS_PROVIDER, KNOWN_FOLDERS, 1002, fields)
}

/// Kernel-PnP 400: a device was configured.
pub fn device_configured(instance: &str) -> Record {
    let fields = vec![
        ("DeviceInstanceId", Value::text(instance)),
        ("DriverName", Value::text("usbstor.inf")),
    ];
    by(LOCAL_SYSTEM_SID, PNP_PROVIDER, PNP, 400, fields)
}

/// Bits-Client 3: a job was made, for its owner.
pub fn job_made(owner: &Account, job: &str) -> Record {
    let fields = vec![
        ("jobTitle", Value::text("Update")),
        ("jobId", Value::Guid(Guid::parse(job))),
        ("jobOwner", Value::text(owner.qualified())),
        ("processPath", Value::text("C:\\a.exe")),
        ("processId", Value::UInt32(4120)),
    ];
    by(LOCAL_SYSTEM_SID, BITS_PROVIDER, BITS, 3, fields)
}

/// Bits-Client 59: a transfer of a job began.
pub fn transfer_began(job: &str, url: &str) -> Record {
    let fields = vec![
        ("transferId", Value::Guid(Guid::ZERO)),
        ("name", Value::text("Update")),
        ("Id", Value::Guid(Guid::parse(job))),
        ("url", Value::text(url)),
    ];
    by(LOCAL_SYSTEM_SID, BITS_PROVIDER, BITS, 59, fields)
}

/// Defender 1116 (malware was found) and 1117 (something was done about it).
pub fn malware(event_id: u16, user: &str, detection: &str) -> Record {
    let fields = vec![
        ("Detection ID", Value::text(detection)),
        ("Threat Name", Value::text("HackTool:Win32/Mimikatz")),
        ("Detection User", Value::text(user)),
        ("Path", Value::text("file:_C:\\m.exe")),
    ];
    by(
        LOCAL_SYSTEM_SID,
        DEFENDER_PROVIDER,
        DEFENDER,
        event_id,
        fields,
    )
}

/// `OAlerts` 300: Office asked about a document. It does not say whom.
pub fn office_asked(document: &str) -> Record {
    let strings = vec![
        "Microsoft Word".to_owned(),
        format!("Want to save your changes to '{document}'?"),
    ];
    let payload = Payload::Unnamed {
        strings,
        binary: Vec::new(),
    };
    Record {
        qualifiers: Some(0),
        keywords: 0x0080_0000_0000_0000,
        ..record(OFFICE_PROVIDER, OFFICE_ALERTS, 300, payload)
    }
}
