//! VPN: Routing and Remote Access in the System log, whose values have no names, and the Network
//! Policy Server in Security [source 9.3].

use crate::decode::fields::Fields;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Guid, Header, Text};
use crate::domain::remote_access::{PolicyVerdict, VpnLine, VpnStep};

/// How many ids may stand before the values: the routing domain's (2012 and later) and the
/// connection's.
const MOST_IDS: usize = 2;

/// The unnamed values of a RemoteAccess record, counted from the first one behind the ids.
struct Values<'f, 'a> {
    fields: &'f mut Fields<'a>,
    first: usize,
}

impl<'f, 'a> Values<'f, 'a> {
    fn of(fields: &'f mut Fields<'a>) -> Self {
        let is_id = |text: &Text| text.starts_with('{') || &**text == "NA";
        let first = (0..MOST_IDS)
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

    /// The connection's id; the routing domain's is all zeros.
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
        let who = self.fields.one(who);
        Some(Fact::Vpn(Box::new(VpnLine {
            step,
            connection,
            who,
            port,
        })))
    }
}

/// 20250: user, port.
pub fn connected(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Values::of(fields).line(VpnStep::Connected, Some(0), Some(1))
}

/// 20274: user, port, inner address.
pub fn address_assigned(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let mut values = Values::of(fields);
    let address = values.text(2)?;
    values.line(VpnStep::AddressAssigned(address), Some(0), Some(1))
}

/// 20249: user, port.
pub fn refused_on_port(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let step = VpnStep::Refused {
        address: None,
        reason: None,
    };
    Values::of(fields).line(step, Some(0), Some(1))
}

/// 20271: user, client address, reason.
pub fn refused(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let mut values = Values::of(fields);
    let step = VpnStep::Refused {
        address: values.text(1).map(|text| LoggedAddress::parse(&text)),
        reason: values.text(2),
    };
    values.line(step, Some(0), None)
}

/// 20272: user, port, begin (date, time), end (date, time), minutes, seconds, bytes to and from the
/// client, reason, tunnel. Date and time are in the server's own format and zone; the duration is
/// not.
pub fn ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
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

/// 20275: the inner address of the client that went away.
pub fn disconnected(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Values::of(fields).line(VpnStep::Disconnected, None, None)
}

/// NPS 6272 to 6274 and 6276 to 6278. `ClientIPAddress` is the server that asked on the person's
/// behalf, not the person.
pub fn verdict(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
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
