//! Remote-management software: ScreenConnect in the Application log, Splashtop in its own.

use super::{APPLICATION, SPLASHTOP, record};
use crate::common::evtx_writer::{Payload, Provider, Record, Value};

const SCREEN_CONNECT: Provider = Provider {
    name: "ScreenConnect Client (5f1c0de9a7b34c21)",
    guid: None,
    event_source: None,
};

const STREAMER: Provider = Provider {
    name: "Splashtop-Splashtop Streamer-Remote Session",
    guid: Some("3a53e9a7-3a0b-4be9-a3cb-2f2a1c9e7d10"),
    event_source: None,
};

/// 100 connected, 101 disconnected: one text value.
pub fn screen_connect(event_id: u16, user: &str) -> Record {
    let verb = if event_id == 100 {
        "Connected"
    } else {
        "Disconnected"
    };
    let text = format!(
        "{user} {verb}\r\n\r\nVersion: 23.9.8.8811\r\nExecutable Path: C:\\Program Files (x86)\\\
         ScreenConnect Client (5f1c0de9a7b34c21)\\ScreenConnect.ClientService.exe\r\n"
    );
    let payload = Payload::Unnamed {
        strings: vec![text],
        binary: Vec::new(),
    };
    Record {
        qualifiers: Some(0),
        keywords: 0x80_0000_0000_0000,
        ..record(SCREEN_CONNECT, APPLICATION, event_id, payload)
    }
}

/// 1000: a remote session began; 1001: it ended.
pub fn splashtop(event_id: u16, session: &str, user: &str, client: &str) -> Record {
    let fields = vec![
        ("Session_ID", Value::text(session)),
        ("SPID", Value::text(user)),
        ("SRC_Name", Value::text(client)),
        ("Version_number", Value::text("3.5.2.3")),
    ];
    record(STREAMER, SPLASHTOP, event_id, Payload::EventData(fields))
}
