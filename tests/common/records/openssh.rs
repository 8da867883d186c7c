//! OpenSSH server: every record is a line of text.

use super::{LOCAL_SYSTEM_SID, OPENSSH, record};
use crate::common::evtx_writer::{Payload, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "OpenSSH",
    guid: Some("c4b57d35-0636-4bc3-a262-370f249f9802"),
    event_source: None,
};

/// 4: a line of the server process with this id.
pub fn line(process_id: u32, text: &str) -> Record {
    let fields = vec![
        ("process", Value::text("sshd")),
        ("payload", Value::text(text)),
    ];
    Record {
        process_id,
        user_sid: Some(LOCAL_SYSTEM_SID.to_owned()),
        ..record(PROVIDER, OPENSSH, 4, Payload::EventData(fields))
    }
}
