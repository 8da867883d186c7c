//! LocalSessionManager, RemoteConnectionManager and RdpCoreTS: desktops and their connections.

use super::fields::Fields;
use crate::domain::account::AccountName;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{
    ConnectionStep, Fact, Header, Identity, LocalSessionStep, ShadowStep, Who,
};

/// LocalSessionManager 21 to 25, 41 and 42: `User`, `SessionID`, `Address`.
pub fn local_session(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let step = match header.event_id {
        21 => LocalSessionStep::LoggedOn,
        22 => LocalSessionStep::ShellStarted,
        23 => LocalSessionStep::LoggedOff,
        24 => LocalSessionStep::Disconnected,
        25 => LocalSessionStep::Reconnected,
        41 => LocalSessionStep::ArbitrationBegan,
        42 => LocalSessionStep::ArbitrationEnded,
        _ => return None,
    };
    let who = fields
        .raw("User")
        .and_then(|user| AccountName::parse(&user));
    Some(Fact::LocalSession {
        step,
        session_id: fields.u32("SessionID")?,
        who: identity(fields, who),
        address: fields.address("Address", None),
    })
}

/// LocalSessionManager 36.
pub fn state_failed(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let error = fields.u32("ErrorCode").unwrap_or(0);
    let session_id = fields
        .u32("SessionId")
        .or_else(|| fields.u32("SessionID"))?;
    let step = LocalSessionStep::StateFailed(error);
    Some(nameless(fields, step, session_id))
}

/// LocalSessionManager 39.
pub fn disconnected_by(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let source = fields.u32("Source")?;
    let session_id = fields.u32("TargetSession")?;
    let step = LocalSessionStep::DisconnectedBy(source);
    Some(nameless(fields, step, session_id))
}

/// LocalSessionManager 40.
pub fn disconnect_reason(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let reason = fields.u32("Reason")?;
    let session_id = fields.u32("Session")?;
    let step = LocalSessionStep::DisconnectReason(reason);
    Some(nameless(fields, step, session_id))
}

fn nameless(fields: &mut Fields<'_>, step: LocalSessionStep, session_id: u32) -> Fact {
    Fact::LocalSession {
        step,
        session_id,
        who: fields.share_who(Identity::default()),
        address: None,
    }
}

fn identity(fields: &mut Fields<'_>, name: Option<AccountName>) -> Who {
    let who = name.map_or_else(Identity::default, |name| Identity {
        sid: None,
        user: Some(fields.share(&name.user)),
        domain: name.domain.map(|domain| fields.share(&domain)),
    });
    fields.share_who(who)
}

fn connection(step: ConnectionStep, address: Option<LoggedAddress>) -> Option<Fact> {
    Some(Fact::Connection { step, address })
}

/// RemoteConnectionManager 261.
pub fn listener(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let name = fields
        .text("listenerName")
        .unwrap_or_else(|| fields.share(""));
    connection(ConnectionStep::Listener { name }, None)
}

/// RemoteConnectionManager 1149: `Param1` user, `Param2` domain, `Param3` address.
pub fn authenticated(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let (user, domain) = (fields.raw("Param1"), fields.text("Param2"));
    let name = AccountName::from_fields(user.as_deref(), domain.as_deref());
    let who = identity(fields, name);
    connection(
        ConnectionStep::Authenticated { who },
        fields.address("Param3", None),
    )
}

/// RemoteConnectionManager Admin 1158.
pub fn address_accepted(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    connection(
        ConnectionStep::AddressAccepted,
        fields.address("Param1", None),
    )
}

/// RdpCoreTS 131.
pub fn accepted(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let transport = fields
        .text("ConnType")
        .unwrap_or_else(|| fields.share("TCP"));
    connection(
        ConnectionStep::Accepted { transport },
        fields.address("ClientIP", None),
    )
}

/// RdpCoreTS 65.
pub fn created(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    connection(
        ConnectionStep::Created {
            name: fields.text("ConnectionName")?,
        },
        None,
    )
}

/// RdpCoreTS 66.
pub fn bound(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let name = fields.text("ConnectionName")?;
    connection(
        ConnectionStep::Bound {
            name,
            session_id: fields.u32("SessionID")?,
        },
        None,
    )
}

/// RdpCoreTS 72 and 141: traces that tell that a connection lives.
pub fn stepped(_: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    connection(ConnectionStep::Stepped, None)
}

/// RdpCoreTS 102.
pub fn closed(_: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    connection(ConnectionStep::Closed, None)
}

/// RdpCoreTS 103.
pub fn close_reason(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    connection(ConnectionStep::CloseReason(fields.u32("ReasonCode")?), None)
}

/// RdpCoreTS 104: hours that the client's clock is behind UTC, so the sign is turned. The value
/// stands in brackets: `[-2]`.
pub fn client_offset(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let hours = fields.text("TimezoneBiasHour")?;
    let hours = hours.trim_matches(['[', ']', ' ']).parse::<f64>().ok()?;
    let minutes = -(hours * 60.0).round();
    (minutes.abs() <= 24.0 * 60.0)
        .then_some(())
        .and_then(|()| connection(ConnectionStep::ClientOffset(minutes as i32), None))
}

/// RdpCoreTS 139.
pub fn security_error(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    connection(
        ConnectionStep::SecurityError,
        fields.address("IPString", None),
    )
}

/// RdpCoreTS 140.
pub fn refused(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    connection(ConnectionStep::Refused, fields.address("IPString", None))
}

/// RemoteConnectionManager 20503 to 20511: three texts and a number, or two texts and a number.
pub fn shadowed(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let step = match header.event_id {
        20503 => ShadowStep::ViewStarted,
        20504 => ShadowStep::ViewStopped,
        20506 => ShadowStep::ControlStarted,
        20507 => ShadowStep::ControlStopped,
        20508 | 20510 => ShadowStep::Granted,
        20509 | 20511 => ShadowStep::NotGranted,
        _ => return None,
    };
    let (names, number): (&[&str], _) = if header.event_id < 20508 {
        (&["Param1", "Param2", "Param3"], "Param4")
    } else {
        (&["Param1", "Param2"], "Param3")
    };
    Some(Fact::Shadowed {
        step,
        texts: names.iter().filter_map(|name| fields.text(name)).collect(),
        session_id: fields.u32(number),
    })
}
