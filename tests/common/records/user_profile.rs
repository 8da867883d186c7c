//! User Profile Service: profiles are loaded at logon and unloaded at logoff.

use super::{USER_PROFILE, record};
use crate::common::evtx_writer::{Payload, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-User Profiles Service",
    guid: Some("89b1e9f0-5aff-44a6-9b44-0a07a7ce5845"),
    event_source: None,
};

/// 1 and 2: logon notification received and handled; 3 and 4: the same for logoff.
pub fn notification(event_id: u16, session: u32, user_sid: &str) -> Record {
    assert!((1..=4).contains(&event_id), "{event_id} is no notification");
    let fields = vec![("Session", Value::UInt32(session))];
    Record {
        user_sid: Some(user_sid.to_owned()),
        ..record(PROVIDER, USER_PROFILE, event_id, Payload::EventData(fields))
    }
}
