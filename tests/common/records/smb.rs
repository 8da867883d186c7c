//! `SMBServer/Security`: the file server's own record of a refused logon. Its fields follow the
//! provider's manifest and have not been compared with real records.

use std::net::{IpAddr, SocketAddr};

use super::{SMB_SERVER, record};
use crate::common::evtx_writer::{Guid, Payload, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-SMBServer",
    guid: Some("d48ce617-33a2-4bc3-a5c7-11aa4f29619e"),
    event_source: None,
};

/// 551: a client was not authenticated. The user name is often empty.
pub fn session_refused(user: &str, client: SocketAddr, status: u32) -> Record {
    let socket = socket_address(client);
    let client_name = format!("\\\\{}", client.ip());
    let length = |text: &str| Value::UInt16(u16::try_from(2 * text.len()).expect("short"));
    let fields = vec![
        ("SessionGUID", Value::Guid(Guid::ZERO)),
        ("ConnectionGUID", Value::Guid(Guid::ZERO)),
        ("Status", Value::HexInt32(status)),
        ("TranslatedStatus", Value::HexInt32(status)),
        ("ClientAddressLength", Value::UInt32(socket.len() as u32)),
        ("ClientAddress", Value::Binary(socket)),
        ("SessionId", Value::HexInt64(0x2c_0005_c000_5d01)),
        ("UserNameLength", length(user)),
        ("UserName", Value::text(user)),
        ("ClientNameLength", length(&client_name)),
        ("ClientName", Value::text(client_name)),
    ];
    let payload = Payload::UserData {
        element: "EventData",
        namespace: "Smb2Namespace",
        fields,
    };
    Record {
        version: 1,
        level: 2,
        keywords: 0x8000_0000_0000_0000,
        ..record(PROVIDER, SMB_SERVER, 551, payload)
    }
}

/// `SOCKADDR_IN` and `SOCKADDR_IN6`: the address family in the machine's byte order, the rest in
/// network order.
fn socket_address(client: SocketAddr) -> Vec<u8> {
    let family: u16 = if client.is_ipv4() { 2 } else { 23 };
    let mut bytes = family.to_le_bytes().to_vec();
    bytes.extend(client.port().to_be_bytes());
    match client.ip() {
        IpAddr::V4(ip) => {
            bytes.extend(ip.octets());
            bytes.extend([0; 8]);
        }
        IpAddr::V6(ip) => {
            bytes.extend([0; 4]);
            bytes.extend(ip.octets());
            bytes.extend([0; 4]);
        }
    }
    bytes
}
