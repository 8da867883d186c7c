//! Local Session Manager: desktops are created, ended, attached and detached.

use super::{LOCAL_SYSTEM_SID, LSM, event_xml, record};
use crate::common::evtx_writer::{Guid, Payload, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-TerminalServices-LocalSessionManager",
    guid: Some("5d896912-022d-40aa-a3a8-4fa5515c76d7"),
    event_source: None,
};

/// The activity id of every console session on every machine: it identifies nothing.
pub const CONSOLE_ACTIVITY: &str = "61a55000-55e5-1017-0000-000000000000";

fn lsm(event_id: u16, activity: Option<Guid>, payload: Payload) -> Record {
    Record {
        keywords: 0x1000_0000_0000_0000,
        activity_id: activity,
        user_sid: Some(LOCAL_SYSTEM_SID.to_owned()),
        ..record(PROVIDER, LSM, event_id, payload)
    }
}

/// 21 logon, 22 shell start, 24 disconnect, 25 reconnect: with an address. `address` is `LOCAL`, an
/// address, or empty for a virtual-machine connection.
pub fn at_address(
    event_id: u16,
    activity: Guid,
    user: &str,
    session: u32,
    address: &str,
) -> Record {
    assert!(
        matches!(event_id, 21 | 22 | 24 | 25),
        "{event_id} has no address"
    );
    let fields = vec![
        ("User", Value::text_nul(user)),
        ("SessionID", Value::UInt32(session)),
        ("Address", Value::text_nul(address)),
    ];
    lsm(event_id, Some(activity), event_xml(fields))
}

/// 23 logoff, 41 begin and 42 end of arbitration: user and session only.
pub fn of_user(event_id: u16, activity: Guid, user: &str, session: u32) -> Record {
    assert!(
        matches!(event_id, 23 | 41 | 42),
        "{event_id} has more than user and session"
    );
    let fields = vec![
        ("User", Value::text_nul(user)),
        ("SessionID", Value::UInt32(session)),
    ];
    lsm(event_id, Some(activity), event_xml(fields))
}

/// 39: one session disconnected another, or itself.
pub fn disconnected_by(activity: Guid, session: u32, source: u32) -> Record {
    let fields = vec![
        ("TargetSession", Value::UInt32(session)),
        ("Source", Value::UInt32(source)),
    ];
    lsm(39, Some(activity), event_xml(fields))
}

/// 40: a session was disconnected, with a reason code.
pub fn disconnect_reason(activity: Guid, session: u32, reason: u32) -> Record {
    let fields = vec![
        ("Session", Value::UInt32(session)),
        ("Reason", Value::UInt32(reason)),
    ];
    lsm(40, Some(activity), event_xml(fields))
}

/// 36: the logon was aborted because the client had disconnected.
pub fn logon_broke_off(activity: Guid, session: u32) -> Record {
    let fields = vec![
        ("SessionId", Value::UInt32(session)),
        ("State", Value::UInt32(2)),
        ("StateName", Value::text_nul("Connected")),
        ("Event", Value::UInt32(5)),
        ("EventName", Value::text_nul("EvLogon")),
        ("ErrorCode", Value::HexInt32(0x8000_4005)),
    ];
    Record {
        level: 2,
        ..lsm(36, Some(activity), Payload::EventData(fields))
    }
}

/// 54: the session manager was notified of the system shutdown.
pub fn shutdown_notified() -> Record {
    lsm(54, None, Payload::EventData(Vec::new()))
}
