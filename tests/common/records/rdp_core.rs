//! RdpCoreTS: the transport below a Remote Desktop connection.

use super::{NETWORK_SERVICE_SID, RDP_CORE, record};
use crate::common::evtx_writer::{Guid, Payload, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS",
    guid: Some("1139c61b-b549-4251-8ed3-27250a1edec8"),
    event_source: None,
};

const OPCODE_OBJECT: u8 = 13;
const OPCODE_SECURITY: u8 = 14;
const OPCODE_PROTOCOL: u8 = 15;
const OPCODE_END: u8 = 17;

fn core(event_id: u16, opcode: u8, activity: Guid, fields: Vec<(&'static str, Value)>) -> Record {
    Record {
        task: 4,
        opcode,
        activity_id: Some(activity),
        user_sid: Some(NETWORK_SERVICE_SID.to_owned()),
        ..record(PROVIDER, RDP_CORE, event_id, Payload::EventData(fields))
    }
}

/// 131: the server accepted a connection from this address and port.
pub fn connection_accepted(activity: Guid, client: &str) -> Record {
    let fields = vec![
        ("ConnType", Value::text_nul("TCP")),
        ("ClientIP", Value::text_nul(client)),
    ];
    core(131, OPCODE_PROTOCOL, activity, fields)
}

/// 65: the connection has a name, `RDP-Tcp#5`.
pub fn connection_created(activity: Guid, name: &str) -> Record {
    core(
        65,
        OPCODE_OBJECT,
        activity,
        vec![("ConnectionName", Value::text_nul(name))],
    )
}

/// 66: the connection is assigned to a local session.
pub fn connection_assigned(activity: Guid, name: &str, session: u32) -> Record {
    let fields = vec![
        ("ConnectionName", Value::text_nul(name)),
        ("SessionID", Value::UInt32(session)),
    ];
    core(66, OPCODE_OBJECT, activity, fields)
}

/// 102: the main transport was closed.
pub fn transport_closed(activity: Guid) -> Record {
    core(102, OPCODE_END, activity, Vec::new())
}

/// 103: why the connection ended.
pub fn disconnect_reason(activity: Guid, reason: u32) -> Record {
    core(
        103,
        OPCODE_END,
        activity,
        vec![("ReasonCode", Value::UInt32(reason))],
    )
}

/// 104: the offset of the client's clock from UTC, in hours, in brackets as Windows writes it.
pub fn client_time_zone(activity: Guid, bias_hours: i32) -> Record {
    let fields = vec![("TimezoneBiasHour", Value::text(format!("[{bias_hours}]")))];
    core(104, OPCODE_PROTOCOL, activity, fields)
}

/// 139: the security layer failed, as happens with a scanner.
pub fn security_layer_failed(activity: Guid, address: &str) -> Record {
    let fields = vec![
        ("ResultCode", Value::HexInt32(0x8009_0304)),
        ("IPString", Value::text_nul(address)),
    ];
    Record {
        level: 3,
        ..core(139, OPCODE_SECURITY, activity, fields)
    }
}

/// 140: the user name or the password was wrong.
pub fn bad_credentials(activity: Guid, address: &str) -> Record {
    let fields = vec![("IPString", Value::text_nul(address))];
    Record {
        level: 3,
        ..core(140, OPCODE_SECURITY, activity, fields)
    }
}
