//! Winlogon: logon notifications in the System log, and its own Operational channel.

use super::{LOCAL_SYSTEM_SID, SYSTEM, WINLOGON, record};
use crate::common::evtx_writer::{Payload, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-Winlogon",
    guid: Some("dbe9b383-7cf3-4331-91cc-a3cb16a3b538"),
    event_source: None,
};

/// 7001 logon and 7002 logoff of a user in a local session.
pub fn notification(event_id: u16, session: u32, user_sid: &str, process_id: u32) -> Record {
    let task = match event_id {
        7001 => 1101,
        7002 => 1102,
        _ => panic!("{event_id} is no logon notification"),
    };
    let fields = vec![
        ("TSId", Value::UInt32(session)),
        ("UserSid", Value::sid(user_sid)),
    ];
    Record {
        task,
        keywords: 0x2000_2000_0000_0000,
        process_id,
        user_sid: Some(LOCAL_SYSTEM_SID.to_owned()),
        ..record(PROVIDER, SYSTEM, event_id, Payload::EventData(fields))
    }
}

fn operational(event_id: u16, process_id: u32, fields: Vec<(&'static str, Value)>) -> Record {
    Record {
        keywords: 0x4000_2000_0001_0000,
        process_id,
        user_sid: Some(LOCAL_SYSTEM_SID.to_owned()),
        ..record(PROVIDER, WINLOGON, event_id, Payload::EventData(fields))
    }
}

/// 1: a user is being authenticated at the logon screen of this process.
pub fn authentication_starts(process_id: u32) -> Record {
    Record {
        task: 1,
        opcode: 1,
        ..operational(1, process_id, Vec::new())
    }
}

/// 2: the authentication ended with this Windows error code.
pub fn authentication_stops(process_id: u32, error: u32) -> Record {
    let fields = vec![("Win32Status", Value::UInt32(error))];
    Record {
        task: 1,
        opcode: 2,
        ..operational(2, process_id, fields)
    }
}

/// The events that subscribers are notified of.
#[derive(Clone, Copy)]
pub enum Notice {
    Logon = 2,
    Logoff = 3,
    Lock = 4,
    Unlock = 5,
    Disconnect = 8,
    Reconnect = 9,
    StartShell = 12,
}

/// 811 and 812: a subscriber begins and finishes handling a notification.
pub fn subscriber(notice: Notice, name: &str, user_sid: &str, process_id: u32) -> [Record; 2] {
    [(811, 1), (812, 2)].map(|(event_id, opcode)| {
        let fields = vec![
            ("Event", Value::UInt32(notice as u32)),
            ("SubscriberName", Value::text_nul(name)),
        ];
        Record {
            task: 811,
            opcode,
            keywords: 0x4000_0000_0001_0000,
            user_sid: Some(user_sid.to_owned()),
            ..operational(event_id, process_id, fields)
        }
    })
}
