//! VPN: Routing and Remote Access in the System log, and the Network Policy Server in Security.

use super::security::{AUDIT_FAILURE, audit};
use super::{Account, NOBODY_SID, SYSTEM, record};
use crate::common::evtx_writer::{Payload, Provider, Record, Value};

const ROUTER: Provider = Provider {
    name: "RemoteAccess",
    guid: None,
    event_source: None,
};

/// The routing domain of a server without tenants.
const NO_DOMAIN: &str = "{00000000-0000-0000-0000-000000000000}";

/// A record of Routing and Remote Access: the ids, then its values, identified by position only.
pub fn router(event_id: u16, connection: &str, values: &[&str]) -> Record {
    let ids = [NO_DOMAIN, connection];
    let strings = ids.iter().chain(values).map(|text| (*text).to_owned());
    let payload = Payload::Unnamed {
        strings: strings.collect(),
        binary: Vec::new(),
    };
    Record {
        qualifiers: Some(0),
        keywords: 0x80_0000_0000_0000,
        ..record(ROUTER, SYSTEM, event_id, payload)
    }
}

/// 6272 granted, 6273 denied with a reason, 6278 full access.
pub fn policy(event_id: u16, user: &Account, station: &str, reason: (u32, &str)) -> Record {
    let (code, text) = reason;
    let denied = event_id == 6273;
    let sid = if denied { NOBODY_SID } else { &user.sid };
    let code = code.to_string();
    let mut fields = vec![
        ("SubjectUserSid", Value::sid(sid)),
        ("SubjectUserName", Value::text(user.qualified())),
        ("SubjectDomainName", Value::text(&user.domain)),
        (
            "FullyQualifiedSubjectUserName",
            Value::text(user.qualified()),
        ),
        ("CalledStationID", Value::text("203.0.113.1")),
        ("CallingStationID", Value::text(station)),
        ("NASIPv4Address", Value::text("10.20.0.9")),
        ("NASPortType", Value::text("Virtual")),
        ("ClientName", Value::text("VPN01")),
        ("ClientIPAddress", Value::text("10.20.0.9")),
        ("NetworkPolicyName", Value::text("VPN users")),
        ("AuthenticationType", Value::text("EAP")),
    ];
    if denied {
        fields.extend([
            ("ReasonCode", Value::text(code)),
            ("Reason", Value::text(text)),
        ]);
    }
    let task = 12552;
    let granted = audit(event_id, task, fields);
    if denied {
        Record {
            keywords: AUDIT_FAILURE,
            ..granted
        }
    } else {
        granted
    }
}
