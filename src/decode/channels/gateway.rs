//! TerminalServices-Gateway/Operational: connections through RD Gateway [source 9.1].

use crate::decode::fields::Fields;
use crate::domain::event::{Fact, Header};
use crate::domain::remote_access::{GatewayLine, GatewayStep, GatewayTraffic};

/// 200 to 205, 300 to 304, 312, 313: they share one payload format.
pub(crate) fn line(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let step = match header.event_id {
        200 | 205 | 300 | 312 => GatewayStep::Asked,
        201 | 204 | 301 => GatewayStep::Denied,
        202 => GatewayStep::DisconnectedByAdmin,
        203 => GatewayStep::DisconnectedByLimit,
        302 => GatewayStep::Connected,
        303 => GatewayStep::Disconnected,
        304 => GatewayStep::Unreachable,
        313 => GatewayStep::ChannelEnded,
        _ => return None,
    };
    let seconds = fields.number("SessionDuration");
    let traffic = seconds.map(|seconds| GatewayTraffic {
        received: fields.number("BytesReceived").unwrap_or(0),
        // The manifest has this spelling.
        sent: fields.number("BytesTransfered").unwrap_or(0),
        seconds,
    });
    let who = fields.account("Username");
    Some(Fact::Gateway(Box::new(GatewayLine {
        step,
        who: fields.intern(who),
        address: fields.address("IpAddress"),
        resource: fields.text("Resource"),
        protocol: fields.text("ConnectionProtocol"),
        error: fields.u32("ErrorCode").unwrap_or(0),
        traffic,
    })))
}
