//! Finds the logon at a screen that came on a connection without reaching a desktop of its own.

use std::net::IpAddr;

use crate::correlate::near_misses::Fit;
use crate::correlate::order::{Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{HostFacts, SessionLedger, TakenDesktops};
use crate::correlate::sessions::odd_address;
use crate::correlate::units::connections::{Connection, ConnectionIndex};
use crate::correlate::units::logons::{DesktopLogon, logon_at};
use crate::correlate::windows::{AUTHENTICATED_TO_LOGON, LOGON_AFTER_LOSS, LOGON_TO_ARBITRATION};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Identity, LocalSessionStep};
use crate::domain::near_miss::Reason;
use crate::domain::time::Span;

/// The logon at a screen that came on a connection without reaching a desktop: by the arbitration
/// record of the connection, else by user, address and time after 1149.
pub(crate) fn find_logon(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    taken: &TakenDesktops,
    index: ConnectionIndex,
    connection: &Connection,
) -> Option<usize> {
    let search = Search::of(facts, index, connection)?;
    let (who, anchor) = (&search.who, search.anchor);
    let mut missed = None;
    let mut odd = Vec::new();
    for (number, desktop) in search.near()? {
        if taken.contains(&number) || !search.may_have_brought(desktop) {
            continue;
        }
        match fit_of(facts, connection, who, desktop) {
            Fit::Whole => return Some(number),
            Fit::AllBut(reason) => {
                missed = missed.or(Some((desktop.begin, reason)));
                if reason == Reason::OtherAddress
                    && odd_address::could_be_of(facts, connection, who, desktop, anchor)
                {
                    odd.push(number);
                }
            }
            Fit::Poor => {}
        }
    }
    // Rule D16: the only one that fits in all but its address.
    if let [only] = odd[..] {
        return Some(only);
    }
    if let Some((other, reason)) = missed {
        let rule = rules::LOGON_OF_CONNECTION;
        ledger.misses.note(other, anchor, rule, reason);
    }
    None
}

/// What is known of a connection when its logon is looked for.
struct Search<'k, 'a, 'e> {
    facts: &'k HostFacts<'a, 'e>,
    index: ConnectionIndex,
    connection: &'k Connection,
    /// The account of the logon, by the NLA logon or by 1149.
    who: Identity,
    /// The record near which the logon is.
    anchor: Pos,
    /// Whether that record is its 41.
    has_arbitration: bool,
}

impl<'k, 'a, 'e> Search<'k, 'a, 'e> {
    fn of(
        facts: &'k HostFacts<'a, 'e>,
        index: ConnectionIndex,
        connection: &'k Connection,
    ) -> Option<Self> {
        let arbitration = connection.records.iter().copied().find(|&pos| {
            let item = facts.items.get(pos);
            let step = item.and_then(|item| item.event.fact.local_session_step());
            step == Some(LocalSessionStep::ArbitrationBegan)
        });
        let nla_user = facts
            .nla
            .logons
            .get(&index)
            .and_then(|units| facts.logons.units.get(*units.first()?))
            .map(|unit| unit.who.clone());
        let anchor = arbitration
            .or(connection.authenticated)
            .or(connection.opened)?;
        Some(Self {
            facts,
            index,
            connection,
            who: nla_user.unwrap_or_else(|| connection.who.clone()),
            anchor,
            has_arbitration: arbitration.is_some(),
        })
    }

    /// The logons at a screen near the anchor, with their numbers.
    fn near(&self) -> Option<impl Iterator<Item = (usize, &'k DesktopLogon)>> {
        let facts = self.facts;
        let at = facts.items.get(self.anchor)?;
        let (back, forth) = if self.has_arbitration {
            (LOGON_TO_ARBITRATION, LOGON_TO_ARBITRATION)
        } else {
            (Span::default(), AUTHENTICATED_TO_LOGON)
        };
        let first = facts.logons.first_desktop_since(facts.items, at, back);
        let desktops = facts.logons.desktops.iter().enumerate().skip(first);
        Some(desktops.take_while(move |(_, desktop)| {
            let item = facts.items.get(desktop.begin);
            item.is_some_and(|item| item.era == at.era && item.time <= at.time.plus(forth))
        }))
    }

    /// Whether the connection lived at a logon, and nothing says that another one brought it.
    fn may_have_brought(&self, desktop: &DesktopLogon) -> bool {
        let (facts, index, connection) = (self.facts, self.index, self.connection);
        let item = facts.items.get(desktop.begin);
        let Some((item, logon)) = item.zip(logon_at(facts.items, desktop.begin)) else {
            return false;
        };
        // Without arbitration a logon long after the connection's end is another's.
        let is_alive = self.has_arbitration
            || connection
                .closed
                .is_none_or(|closed| closed > desktop.begin || is_late(facts, index, closed, item));
        let is_proved = self.has_arbitration
            || connection.authenticated.is_some()
            || connection.session_id.is_some();
        let ip = logon.address().and_then(LoggedAddress::ip);
        is_alive && (is_proved || is_last_before(facts, index, item, ip))
    }
}

/// How well a logon at a screen fits a connection of `who`.
fn fit_of(
    facts: &HostFacts<'_, '_>,
    connection: &Connection,
    who: &Identity,
    desktop: &DesktopLogon,
) -> Fit {
    let item = facts.items.get(desktop.begin);
    let Some((item, logon)) = item.zip(logon_at(facts.items, desktop.begin)) else {
        return Fit::Poor;
    };
    let ip = logon.address().and_then(LoggedAddress::ip);
    let same_ip = ip.is_some() && ip == connection.ip;
    let same_user = who.user.is_some() && facts.people.are_same(who, &logon.target);
    if item.boot != connection.boot || (who.user.is_some() && !same_user) {
        return Fit::Poor;
    }
    Fit::of([
        (
            matches!(desktop.logon_type, 7 | 10 | 12 | 13),
            Reason::OtherType,
        ),
        (
            same_ip || ip.is_none() || connection.ip.is_none(),
            Reason::OtherAddress,
        ),
        // With neither user nor address there is nothing to join by.
        (same_user || same_ip, Reason::NoKey),
    ])
}

/// Whether no later connection could have brought a logon: one of its address, or of none that is
/// known, before it.
fn is_last_before(
    facts: &HostFacts<'_, '_>,
    index: ConnectionIndex,
    logon: &Item<'_>,
    ip: Option<IpAddr>,
) -> bool {
    let later = facts.connections.all.iter().skip(index + 1);
    let mut begun = later.take_while(|connection| {
        connection
            .first()
            .and_then(|first| facts.items.get(first))
            .is_some_and(|first| (first.era, first.time) <= (logon.era, logon.time))
    });
    !begun.any(|connection| connection.ip.is_none() || ip.is_none() || connection.ip == ip)
}

/// The logon of a lost connection was written after its end, and no other connection that it could
/// have come on began since.
fn is_late(
    facts: &HostFacts<'_, '_>,
    index: ConnectionIndex,
    closed: Pos,
    logon: &Item<'_>,
) -> bool {
    let soon = facts
        .items
        .get(closed)
        .is_some_and(|closed| closed.is_near(logon, LOGON_AFTER_LOSS));
    let next = facts
        .connections
        .all
        .get(index + 1)
        .and_then(Connection::first);
    let another = next
        .and_then(|next| facts.items.get(next))
        .is_some_and(|next| (next.era, next.time) <= (logon.era, logon.time));
    soon && !another
}
