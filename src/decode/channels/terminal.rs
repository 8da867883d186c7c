//! LocalSessionManager, RemoteConnectionManager and RdpCoreTS: desktop sessions and their
//! connections.

use crate::decode::fields::Fields;
use crate::domain::account::AccountName;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{
    ConnectionLine, ConnectionStep, Fact, Header, Identity, LocalSessionLine, LocalSessionStep,
    Origin, ShadowLine, ShadowStep,
};

/// LocalSessionManager 21 to 25, 41 and 42: `User`, `SessionID`, `Address`.
pub(crate) fn local_session(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
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
    let who = fields.account("User");
    let address = fields.address("Address");
    let address_text = fields.text_of_address("Address", address);
    let activity = fields.writer.activity;
    Some(Fact::LocalSession(LocalSessionLine {
        step,
        session_id: fields.u32("SessionID")?,
        origin: fields.intern(Origin {
            who,
            address,
            address_text,
            activity,
        }),
    }))
}

/// LocalSessionManager 36.
pub(crate) fn state_failed(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let error = fields.u32("ErrorCode").unwrap_or(0);
    let session_id = fields
        .u32("SessionId")
        .or_else(|| fields.u32("SessionID"))?;
    let step = LocalSessionStep::StateFailed(error);
    Some(without_account(fields, step, session_id))
}

/// LocalSessionManager 39.
pub(crate) fn disconnected_by(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let source = fields.u32("Source")?;
    let session_id = fields.u32("TargetSession")?;
    let step = LocalSessionStep::DisconnectedBy(source);
    Some(without_account(fields, step, session_id))
}

/// LocalSessionManager 40.
pub(crate) fn disconnect_reason(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let reason = fields.u32("Reason")?;
    let session_id = fields.u32("Session")?;
    let step = LocalSessionStep::DisconnectReason(reason);
    Some(without_account(fields, step, session_id))
}

fn without_account(fields: &mut Fields<'_>, step: LocalSessionStep, session_id: u32) -> Fact {
    Fact::LocalSession(LocalSessionLine {
        step,
        session_id,
        origin: fields.origin(Identity::default(), None),
    })
}

fn connection(
    fields: &mut Fields<'_>,
    step: ConnectionStep,
    address: Option<LoggedAddress>,
) -> Option<Fact> {
    let origin = fields.origin(Identity::default(), address);
    Some(Fact::Connection(ConnectionLine { step, origin }))
}

/// RemoteConnectionManager 261.
pub(crate) fn listener(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let name = fields
        .text("listenerName")
        .unwrap_or_else(|| fields.share(""));
    connection(fields, ConnectionStep::Listener { name }, None)
}

/// RemoteConnectionManager 1149: `Param1` user, `Param2` domain, `Param3` address.
pub(crate) fn authenticated(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let (user, domain) = (fields.raw("Param1"), fields.text("Param2"));
    let who = fields.identity_of(AccountName::from_fields(user.as_deref(), domain.as_deref()));
    let address = fields.address("Param3");
    Some(Fact::Connection(ConnectionLine {
        step: ConnectionStep::Authenticated,
        origin: fields.origin(who, address),
    }))
}

/// RemoteConnectionManager Admin 1158.
pub(crate) fn address_accepted(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let address = fields.address("Param1");
    connection(fields, ConnectionStep::AddressAccepted, address)
}

/// RdpCoreTS 131.
pub(crate) fn accepted(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let transport = fields
        .text("ConnType")
        .unwrap_or_else(|| fields.share("TCP"));
    let address = fields.address("ClientIP");
    connection(fields, ConnectionStep::Accepted { transport }, address)
}

/// RdpCoreTS 65.
pub(crate) fn created(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let name = fields.text("ConnectionName")?;
    connection(fields, ConnectionStep::Created { name }, None)
}

/// RdpCoreTS 66.
pub(crate) fn bound(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let name = fields.text("ConnectionName")?;
    let session_id = fields.u32("SessionID")?;
    connection(fields, ConnectionStep::Bound { name, session_id }, None)
}

/// RdpCoreTS 72 and 141: traces that show that a connection is alive.
pub(crate) fn stepped(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    connection(fields, ConnectionStep::Stepped, None)
}

/// RdpCoreTS 102.
pub(crate) fn closed(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    connection(fields, ConnectionStep::Closed, None)
}

/// RdpCoreTS 103.
pub(crate) fn close_reason(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let reason = fields.u32("ReasonCode")?;
    connection(fields, ConnectionStep::CloseReason(reason), None)
}

/// RdpCoreTS 104: how many hours the client's clock is behind UTC, so the sign is inverted. The
/// value is in brackets: `[-2]`.
pub(crate) fn client_offset(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let hours = fields.text("TimezoneBiasHour")?;
    let hours = hours.trim_matches(['[', ']', ' ']).parse::<f64>().ok()?;
    let minutes = -(hours * 60.0).round();
    (minutes.abs() <= 24.0 * 60.0)
        .then_some(())
        .and_then(|()| connection(fields, ConnectionStep::ClientOffset(minutes as i32), None))
}

/// RdpCoreTS 139.
pub(crate) fn security_error(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let address = fields.address("IPString");
    connection(fields, ConnectionStep::SecurityError, address)
}

/// RdpCoreTS 140.
pub(crate) fn refused(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let address = fields.address("IPString");
    connection(fields, ConnectionStep::Refused, address)
}

/// RemoteConnectionManager 20503 to 20511: three texts and a number, or two texts and a number.
pub(crate) fn shadowed(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
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
    Some(Fact::Shadowed(Box::new(ShadowLine {
        step,
        texts: names.iter().filter_map(|name| fields.text(name)).collect(),
        session_id: fields.u32(number),
    })))
}
