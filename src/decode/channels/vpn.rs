//! VPN: Routing and Remote Access in the System log, whose values are unnamed, and the Network
//! Policy Server in Security [source 9.3].

use crate::decode::fields::Fields;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Guid, Header, Text};
use crate::domain::remote_access::{PolicyVerdict, VpnLine, VpnStep};

/// Maximum number of ids before the values: that of the routing domain (2012 and later) and that of
/// the connection.
const MAX_IDS: usize = 2;

/// The unnamed values of a RemoteAccess record, numbered from the first one after the ids.
struct Values<'f, 'a> {
    fields: &'f mut Fields<'a>,
    first: usize,
}

impl<'f, 'a> Values<'f, 'a> {
    fn of(fields: &'f mut Fields<'a>) -> Self {
        let is_id = |text: &Text| text.starts_with('{') || &**text == "NA";
        let first = (0..MAX_IDS)
            .take_while(|&place| fields.unnamed(place).as_ref().is_none_or(is_id))
            .count();
        Self { fields, first }
    }

    fn text(&mut self, place: usize) -> Option<Text> {
        self.fields.unnamed(self.first + place)
    }

    fn number(&mut self, place: usize) -> Option<u64> {
        self.text(place)?.trim().parse().ok()
    }

    /// The connection's id. That of the routing domain is all zeros.
    fn connection(&mut self) -> Option<Guid> {
        (0..self.first)
            .filter_map(|place| self.fields.unnamed(place))
            .find_map(|text| Guid::parse(&text))
    }

    fn line(mut self, step: VpnStep, user: Option<usize>, port: Option<usize>) -> Option<Fact> {
        let connection = self.connection();
        let port = port.and_then(|place| self.text(place));
        let name = user.and_then(|place| self.text(place));
        let who = self.fields.account_of(name.as_deref());
        let who = self.fields.intern(who);
        Some(Fact::Vpn(Box::new(VpnLine {
            step,
            connection,
            who,
            port,
        })))
    }
}

/// 20250: user, port.
pub(crate) fn connected(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Values::of(fields).line(VpnStep::Connected, Some(0), Some(1))
}

/// 20274: user, port, inner address.
pub(crate) fn address_assigned(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let mut values = Values::of(fields);
    let address = values.text(2)?;
    values.line(VpnStep::AddressAssigned(address), Some(0), Some(1))
}

/// 20249: user, port.
pub(crate) fn refused_on_port(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let step = VpnStep::Refused {
        address: None,
        reason: None,
    };
    Values::of(fields).line(step, Some(0), Some(1))
}

/// 20271: user, client address, reason.
pub(crate) fn refused(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let mut values = Values::of(fields);
    let step = VpnStep::Refused {
        address: values.text(1).map(|text| LoggedAddress::parse(&text)),
        reason: values.text(2),
    };
    values.line(step, Some(0), None)
}

/// 20272: user, port, start (date, time), end (date, time), minutes, seconds, bytes to and from the
/// client, reason, tunnel. Date and time use the server's own format and time zone; the duration
/// does not.
pub(crate) fn ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let mut values = Values::of(fields);
    let minutes = values.number(6);
    let seconds = values.number(7);
    let step = VpnStep::Ended {
        seconds: minutes
            .zip(seconds)
            .map(|(m, s)| m.saturating_mul(60).saturating_add(s)),
        sent: values.number(8),
        received: values.number(9),
        reason: values.text(10),
        tunnel: values.text(11),
    };
    values.line(step, Some(0), Some(1))
}

/// 20275: the inner address of the client that disconnected.
pub(crate) fn disconnected(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Values::of(fields).line(VpnStep::Disconnected, None, None)
}

/// NPS 6272 to 6274 and 6276 to 6278. `ClientIPAddress` is the server that made the request for the
/// person, not the person's own address.
pub(crate) fn verdict(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    Some(Fact::Policy(Box::new(PolicyVerdict {
        granted: !matches!(header.event_id, 6273 | 6274),
        discarded: header.event_id == 6274,
        who: fields.who("Subject"),
        calling_station: fields.text("CallingStationID"),
        port_type: fields.text("NASPortType"),
        reason_code: fields.u32("ReasonCode").unwrap_or(0),
        reason: fields.text("Reason"),
    })))
}
