//! Remote Connection Manager: connections that reach the Remote Desktop listener.

use super::{NETWORK_SERVICE_SID, RCM, RCM_ADMIN, event_xml, record};
use crate::common::evtx_writer::{Guid, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
    guid: Some("c76baa63-ae81-421c-b425-340b4b24157f"),
    event_source: None,
};

/// The listener's name for connections through Hyper-V.
pub const HYPER_V_LISTENER: &str = "31C5CE94259D4006A9E4";

fn rcm(event_id: u16, activity: Guid, fields: Vec<(&'static str, Value)>) -> Record {
    Record {
        keywords: 0x1000_0000_0000_0000,
        activity_id: Some(activity),
        user_sid: Some(NETWORK_SERVICE_SID.to_owned()),
        ..record(PROVIDER, RCM, event_id, event_xml(fields))
    }
}

/// 261: a connection reached the listener.
pub fn listener_reached(activity: Guid, listener: &str) -> Record {
    rcm(
        261,
        activity,
        vec![("listenerName", Value::text_nul(listener))],
    )
}

/// 1149: with NLA, the user's credentials were accepted.
pub fn user_authenticated(activity: Guid, user: &str, domain: &str, address: &str) -> Record {
    let fields = vec![
        ("Param1", Value::text_nul(user)),
        ("Param2", Value::text_nul(domain)),
        ("Param3", Value::text_nul(address)),
    ];
    rcm(1149, activity, fields)
}

/// 1158 of the Admin channel: where a connection came from (Windows 10 and later).
pub fn connection_accepted(activity: Guid, address: &str) -> Record {
    Record {
        channel: RCM_ADMIN,
        ..rcm(1158, activity, vec![("Param1", Value::text_nul(address))])
    }
}

/// 20503 and 20504 (a view), 20506 and 20507 (control): shadowing starts and stops.
pub fn shadow(event_id: u16, activity: Guid, texts: &[String; 3], session: u32) -> Record {
    assert!(
        matches!(event_id, 20503 | 20504 | 20506 | 20507),
        "{event_id} is not about shadowing"
    );
    let fields = vec![
        ("Param1", Value::text_nul(&texts[0])),
        ("Param2", Value::text_nul(&texts[1])),
        ("Param3", Value::text_nul(&texts[2])),
        ("Param4", Value::UInt32(session)),
    ];
    rcm(event_id, activity, fields)
}
