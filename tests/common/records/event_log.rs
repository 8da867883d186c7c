//! The event log service: it stops, and somebody clears a log.

use super::security::subject;
use super::{Account, SECURITY, SYSTEM, record};
use crate::common::evtx_writer::{Payload, Provider, Record, Value};

const EVENT_LOG: Provider = Provider {
    name: "Microsoft-Windows-Eventlog",
    guid: Some("fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148"),
    event_source: None,
};

const EVENT_LOG_NAMESPACE: &str = "http://manifests.microsoft.com/win/2004/08/windows/eventlog";

/// 1100: the event log service stops, at shutdown.
pub fn event_log_stops() -> Record {
    let payload = Payload::UserData {
        element: "ServiceShutdown",
        namespace: EVENT_LOG_NAMESPACE,
        fields: Vec::new(),
    };
    Record {
        task: 103,
        keywords: 0x4020_0000_0000_0000,
        ..record(EVENT_LOG, SECURITY, 1100, payload)
    }
}

/// 1102: somebody cleared the Security log.
pub fn log_cleared(user: &Account, luid: u64) -> Record {
    let payload = Payload::UserData {
        element: "LogFileCleared",
        namespace: EVENT_LOG_NAMESPACE,
        fields: subject(user, luid),
    };
    Record {
        task: 104,
        keywords: 0x4020_0000_0000_0000,
        ..record(EVENT_LOG, SECURITY, 1102, payload)
    }
}

/// 104, in the System log: somebody cleared another log.
pub fn other_log_cleared(user: &Account, channel: &str) -> Record {
    let payload = Payload::UserData {
        element: "LogFileCleared",
        namespace: EVENT_LOG_NAMESPACE,
        fields: vec![
            ("SubjectUserName", Value::text(&user.name)),
            ("SubjectDomainName", Value::text(&user.domain)),
            ("Channel", Value::text(channel)),
            ("BackupPath", Value::text("")),
        ],
    };
    Record {
        task: 104,
        keywords: 0x8000_0000_0000_0000,
        user_sid: Some(user.sid.clone()),
        ..record(EVENT_LOG, SYSTEM, 104, payload)
    }
}
