//! What people did: services, tasks, scripts, downloads, and connections to other hosts.

use super::{Account, BITS, LOCAL_SYSTEM_SID, POWERSHELL, RDP_CLIENT, SYSTEM, TASKS, record};
use crate::common::evtx_writer::{Guid, Payload, Provider, Record, Value};

const SERVICE_CONTROL: Provider = Provider {
    name: "Service Control Manager",
    guid: Some("555908d1-a6d7-4695-8e1e-26931d2012f4"),
    event_source: Some("Service Control Manager"),
};
const TASK_SCHEDULER: Provider = Provider {
    name: "Microsoft-Windows-TaskScheduler",
    guid: Some("de7b24ea-73c8-4a09-985d-5bdadcfa9017"),
    event_source: None,
};
const REMOTE_DESKTOP_CLIENT: Provider = Provider {
    name: "Microsoft-Windows-TerminalServices-ClientActiveXCore",
    guid: Some("28aa95bb-d444-4719-a36f-40462168127e"),
    event_source: None,
};
const BITS_CLIENT: Provider = Provider {
    name: "Microsoft-Windows-Bits-Client",
    guid: Some("ef1cc15b-46c1-414e-bb95-e76b077bd51e"),
    event_source: None,
};
const POWERSHELL_PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-PowerShell",
    guid: Some("a0c1853b-5c40-4b15-8766-3cf1c58f985a"),
    event_source: None,
};

/// Service Control Manager 7045: a service was installed on behalf of this user.
pub fn service_installed(user_sid: &str, name: &str, image: &str) -> Record {
    let fields = vec![
        ("ServiceName", Value::text(name)),
        ("ImagePath", Value::text(image)),
        ("ServiceType", Value::text("user mode service")),
        ("StartType", Value::text("auto start")),
        ("AccountName", Value::text("LocalSystem")),
    ];
    Record {
        qualifiers: Some(0x4000),
        keywords: 0x8080_0000_0000_0000,
        user_sid: Some(user_sid.to_owned()),
        ..record(SERVICE_CONTROL, SYSTEM, 7045, Payload::EventData(fields))
    }
}

fn task(event_id: u16, opcode: u8, fields: Vec<(&'static str, Value)>) -> Record {
    Record {
        task: event_id,
        opcode,
        keywords: 0x8000_0000_0000_0000,
        user_sid: Some(LOCAL_SYSTEM_SID.to_owned()),
        ..record(TASK_SCHEDULER, TASKS, event_id, Payload::EventData(fields))
    }
}

/// 106: this user registered a task.
pub fn task_registered(user: &Account, path: &str) -> Record {
    let fields = vec![
        ("TaskName", Value::text(path)),
        ("UserContext", Value::text(user.qualified())),
    ];
    task(106, 0, fields)
}

/// 140: this user changed a task.
pub fn task_changed(user: &Account, path: &str) -> Record {
    let fields = vec![
        ("TaskName", Value::text(path)),
        ("UserName", Value::text(user.qualified())),
    ];
    task(140, 0, fields)
}

/// 100 an instance of a task began, 102 it is done.
pub fn task_instance(event_id: u16, instance: Guid, user: &Account, path: &str) -> Record {
    assert!(
        matches!(event_id, 100 | 102),
        "{event_id} is not about an instance"
    );
    let fields = vec![
        ("TaskName", Value::text(path)),
        ("UserContext", Value::text(user.qualified())),
        ("InstanceId", Value::Guid(instance)),
    ];
    Record {
        activity_id: Some(instance),
        ..task(event_id, if event_id == 100 { 1 } else { 2 }, fields)
    }
}

/// 200: an action of a task began.
pub fn action_began(instance: Guid, path: &str, program: &str) -> Record {
    let fields = vec![
        ("TaskName", Value::text(path)),
        ("ActionName", Value::text(program)),
        ("TaskInstanceId", Value::Guid(instance)),
        ("EnginePID", Value::UInt32(1432)),
    ];
    Record {
        version: 1,
        activity_id: Some(instance),
        ..task(200, 1, fields)
    }
}

/// 201: it is done.
pub fn action_ended(instance: Guid, path: &str, program: &str) -> Record {
    let fields = vec![
        ("TaskName", Value::text(path)),
        ("TaskInstanceId", Value::Guid(instance)),
        ("ActionName", Value::text(program)),
        ("ResultCode", Value::UInt32(0)),
        ("EnginePID", Value::UInt32(1432)),
    ];
    Record {
        version: 2,
        activity_id: Some(instance),
        ..task(201, 2, fields)
    }
}

/// A record of a connection that the Remote Desktop client of this user makes: a name and a value.
pub fn rdp_client(
    event_id: u16,
    activity: Guid,
    user_sid: &str,
    (name, value): (&str, Value),
) -> Record {
    let fields = vec![
        ("Name", Value::text(name)),
        ("Value", value),
        ("CustomLevel", Value::text("Info")),
    ];
    of_rdp_client(event_id, activity, user_sid, fields)
}

/// 1027: the client is connected to a session in this domain.
pub fn rdp_client_connected(activity: Guid, user_sid: &str, domain: &str, session: u32) -> Record {
    let fields = vec![
        ("DomainName", Value::text(domain)),
        ("SessionId", Value::UInt32(session)),
    ];
    of_rdp_client(1027, activity, user_sid, fields)
}

fn of_rdp_client(
    event_id: u16,
    activity: Guid,
    user_sid: &str,
    fields: Vec<(&'static str, Value)>,
) -> Record {
    Record {
        task: 101,
        opcode: 10,
        activity_id: Some(activity),
        user_sid: Some(user_sid.to_owned()),
        ..record(
            REMOTE_DESKTOP_CLIENT,
            RDP_CLIENT,
            event_id,
            Payload::EventData(fields),
        )
    }
}

fn transfer(event_id: u16, opcode: u8, fields: Vec<(&'static str, Value)>) -> Record {
    Record {
        version: 1,
        opcode,
        user_sid: Some(LOCAL_SYSTEM_SID.to_owned()),
        ..record(BITS_CLIENT, BITS, event_id, Payload::EventData(fields))
    }
}

/// 3: the transfer service made a job for this user.
pub fn job_made(job: Guid, title: &str, owner: &Account, program: &str) -> Record {
    let fields = vec![
        ("jobTitle", Value::text(title)),
        ("jobId", Value::Guid(job)),
        ("jobOwner", Value::text(owner.qualified())),
        ("processPath", Value::text(program)),
        ("processId", Value::UInt32(3316)),
    ];
    transfer(3, 0, fields)
}

/// 59 a transfer of a job began, 60 it stopped.
pub fn transfer_of_job(event_id: u16, job: Guid, title: &str, url: &str, length: u64) -> Record {
    let is_end = event_id == 60;
    assert!(is_end || event_id == 59, "{event_id} is no transfer");
    let mut fields = vec![
        ("transferId", Value::Guid(job)),
        ("name", Value::text(title)),
        ("Id", Value::Guid(job)),
        ("url", Value::text(url)),
        ("peer", Value::text("")),
    ];
    if is_end {
        fields.push(("hr", Value::UInt32(0)));
    }
    fields.extend([
        ("fileTime", Value::FileTime(0)),
        ("fileLength", Value::UInt64(length)),
        ("bytesTotal", Value::UInt64(length)),
        (
            "bytesTransferred",
            Value::UInt64(if is_end { length } else { 0 }),
        ),
        ("bytesTransferredFromPeer", Value::UInt64(0)),
    ]);
    transfer(event_id, if is_end { 2 } else { 1 }, fields)
}

/// 4104: a block of a script, in one part.
pub fn script_block(block: &str, user_sid: &str, text: &str) -> Record {
    let fields = vec![
        ("MessageNumber", Value::Int32(1)),
        ("MessageTotal", Value::Int32(1)),
        ("ScriptBlockText", Value::text(text)),
        ("ScriptBlockId", Value::text(block)),
        ("Path", Value::text("")),
    ];
    Record {
        version: 1,
        level: 5,
        task: 2,
        opcode: 15,
        keywords: 0,
        user_sid: Some(user_sid.to_owned()),
        ..record(
            POWERSHELL_PROVIDER,
            POWERSHELL,
            4104,
            Payload::EventData(fields),
        )
    }
}
