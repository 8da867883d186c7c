//! RD Gateway: the fields and their order follow its manifest and published samples.

use super::{Account, GATEWAY, NETWORK_SERVICE_SID, record};
use crate::common::evtx_writer::{Payload, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-TerminalServices-Gateway",
    guid: Some("4d5ae6a1-c7c8-4e6d-b840-4d8080b42e1b"),
    event_source: None,
};

/// The fields that every record of a connection has.
#[derive(Clone, Copy)]
pub struct Passage<'a> {
    pub user: &'a Account,
    pub address: &'a str,
    /// Empty until the client has named it.
    pub resource: &'a str,
    /// `HTTP` or `UDP`.
    pub protocol: &'a str,
    pub error: u32,
}

/// 200 to 205, 300 to 304, 312, 313. `counts` is the bytes received and sent by the client and the
/// seconds, which only 303 has.
pub fn gateway(event_id: u16, passage: Passage, counts: Option<[u64; 3]>) -> Record {
    let mut fields = vec![
        ("Username", Value::text(passage.user.qualified())),
        ("IpAddress", Value::text(passage.address)),
        ("AuthType", Value::text("NTLM")),
        ("Resource", Value::text(passage.resource)),
    ];
    if let Some([received, sent, seconds]) = counts {
        fields.extend([
            ("BytesReceived", Value::UInt64(received)),
            ("BytesTransfered", Value::UInt64(sent)),
            ("SessionDuration", Value::UInt64(seconds)),
        ]);
    }
    fields.extend([
        ("ConnectionProtocol", Value::text(passage.protocol)),
        ("ErrorCode", Value::UInt32(passage.error)),
    ]);
    let payload = Payload::UserData {
        element: "EventInfo",
        namespace: "aag",
        fields,
    };
    Record {
        keywords: 0x4000_0000_0100_0000,
        user_sid: Some(NETWORK_SERVICE_SID.to_owned()),
        ..record(PROVIDER, GATEWAY, event_id, payload)
    }
}
