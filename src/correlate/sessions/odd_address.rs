//! Rule D16: a logon whose address contradicts the other logs. Windows 7 and 2008 R2 with a newer Remote
//! Desktop write an address into it that belongs to no client.

use std::net::IpAddr;

use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::near_misses::Fit;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::desktop_logon::{Candidate, candidates, take_logon};
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionLedger, TakenDesktops};
use crate::correlate::sessions::nla_security_only;
use crate::correlate::units::connections::Connection;
use crate::correlate::units::logons::{DesktopLogon, logon_at};
use crate::correlate::units::nla::is_nla_form;
use crate::correlate::units::visits::{Attach, Screen, Visit};
use crate::correlate::windows::{
    CONNECTION_TO_LOGON, LOGON_TO_DESKTOP, NLA_TO_AUTHENTICATED, SWITCH_REACH,
};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Identity, Logon};
use crate::domain::near_miss::Reason;

/// A visit to a desktop whose logon was not found, although one was near.
pub(crate) struct WithoutLogon<'k> {
    /// Its session.
    pub draft: DraftIndex,
    /// The visit.
    pub visit: &'k Visit,
    /// Its 41.
    pub arbitration: Option<Pos>,
}

/// Joins visits and logons if each is the only one that the other can belong to. All visits
/// have taken their own logons before.
pub(crate) fn join(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    taken: &mut TakenDesktops,
    without_logon: &[WithoutLogon<'_>],
) {
    let mut pairs = Vec::new();
    let mut rivals: HashMap<usize, u32> = HashMap::default();
    for (number, lacking) in without_logon.iter().enumerate() {
        let found = odd_logons(facts, taken, lacking);
        for candidate in &found {
            *rivals.entry(candidate.number).or_default() += 1;
        }
        if let Ok([only]) = <[Candidate<'_>; 1]>::try_from(found) {
            pairs.push((number, only));
        }
    }
    for (number, logon) in pairs {
        let Some(lacking) = without_logon.get(number) else {
            continue;
        };
        if rivals.get(&logon.number) != Some(&1) {
            continue;
        }
        taken.insert(logon.number);
        let anchor = lacking.arbitration.or(lacking.visit.begin);
        let anchor = anchor.unwrap_or(logon.desktop.begin);
        let (draft, rule) = (lacking.draft, rules::ODD_ADDRESS);
        take_logon(facts, ledger, draft, logon.desktop, rule, anchor);
        // Where the connection and the logon agree, the session manager's address is the odd one.
        let of_connection = address_at(facts, logon.desktop)
            .filter(|&from| connection_names(facts, connection_of(facts, lacking.visit), from));
        if let Some((session, from)) = ledger.get(draft).zip(of_connection) {
            session.ip = Some(from);
        }
    }
}

/// The logons that fit a visit in everything but their address.
fn odd_logons<'k>(
    facts: &HostFacts<'k, '_>,
    taken: &TakenDesktops,
    lacking: &WithoutLogon<'_>,
) -> Vec<Candidate<'k>> {
    let visit = lacking.visit;
    let Screen::Remote(Some(own)) = visit.screen else {
        return Vec::new();
    };
    let connection = connection_of(facts, visit);
    let confirmed = connection_names(facts, connection, own);
    let mut found = candidates(facts, taken, visit, lacking.arbitration);
    found.retain(|candidate| {
        let desktop = candidate.desktop;
        let Some(from) = address_at(facts, desktop) else {
            return false;
        };
        candidate.fit == Fit::AllBut(Reason::OtherScreen)
            && is_remote(desktop, from)
            && (connection_names(facts, connection, from)
                || ((confirmed || candidate.distance <= LOGON_TO_DESKTOP)
                    && !was_at_address_before(facts, visit, from)
                    && !is_unlock_from(facts, desktop, &visit.who, from)
                    && !is_named_elsewhere(facts, desktop.begin, &visit.who, from)))
    });
    found
}

/// Whether a logon at the screen could have come on a connection that another address made: nothing
/// but its own address says that it did not.
pub(crate) fn could_be_of(
    facts: &HostFacts<'_, '_>,
    connection: &Connection,
    who: &Identity,
    desktop: &DesktopLogon,
    anchor: Pos,
) -> bool {
    let Some((own, from)) = connection.ip.zip(address_at(facts, desktop)) else {
        return false;
    };
    let near = near::distance(facts.items, anchor, desktop.begin);
    let confirmed = channels_naming(facts, connection, own) > 1;
    matches!(desktop.logon_type, 7 | 10 | 12 | 13)
        && is_remote(desktop, from)
        && who.user.is_some()
        && (confirmed || near.is_some_and(|near| near <= LOGON_TO_DESKTOP))
        && !is_named_elsewhere(facts, desktop.begin, who, from)
        && !has_another_client(facts, connection, who, desktop)
        && !is_unlock_from(facts, desktop, who, from)
}

/// Whether a logon has the form of an unlock, and its account had logged on at a screen from that address
/// before: it is one of that desktop.
fn is_unlock_from(
    facts: &HostFacts<'_, '_>,
    desktop: &DesktopLogon,
    who: &Identity,
    from: IpAddr,
) -> bool {
    let logons = &facts.logons.desktops;
    let earlier = logons.partition_point(|other| other.begin < desktop.begin);
    let earlier = logons.get(..earlier).unwrap_or_default();
    let mut earlier = earlier.iter().rev().take(SWITCH_REACH);
    matches!(desktop.logon_type, 7 | 13)
        && earlier.any(|other| {
            address_at(facts, other) == Some(from)
                && logon_at(facts.items, other.begin)
                    .is_some_and(|logon| facts.people.are_same(&logon.target, who))
        })
}

/// The only 4778 or 4779 near a visit's attach or end that bears another address, where nothing else
/// names that.
pub(crate) fn attachment(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    visit: &Visit,
    mut near: impl Iterator<Item = Pos>,
) -> Option<Pos> {
    let pos = near.next().filter(|_| near.next().is_none())?;
    let from = facts.items.get(pos)?.event.fact.client_ip()?;
    let remote = matches!(visit.screen, Screen::Remote(Some(_)));
    (remote && !ledger.is_used(pos) && !is_named_elsewhere(facts, pos, &visit.who, from))
        .then_some(pos)
}

/// The NLA logons just before a logon at the screen of another address, where Security alone shows
/// them: these live on, and nothing else names the address at the screen.
pub(crate) fn nla_before(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    desktop: &DesktopLogon,
    who: &Identity,
) -> Vec<Pos> {
    let screen = desktop.begin;
    let Some(from) = address_at(facts, desktop).filter(|&from| is_remote(desktop, from)) else {
        return Vec::new();
    };
    let (items, kinds) = (facts.items, FactKinds::LOGON_BY_NETWORK);
    let nla = near::before(items, screen, NLA_TO_AUTHENTICATED, kinds).filter(|&pos| {
        let lives = facts
            .logons
            .made_at(pos)
            .and_then(|unit| facts.logons.units.get(unit))
            .is_some_and(|unit| unit.end.is_none_or(|end| end > screen));
        lives
            && is_nla_form(items, facts.logons, pos)
            && !facts.nla.has(pos)
            && ledger.owner(pos).is_none()
            && logon_at(items, pos).is_some_and(|nla| {
                facts.people.are_same(&nla.target, who)
                    && nla.address().and_then(LoggedAddress::ip).is_some()
            })
    });
    let nla: Vec<Pos> = nla.collect();
    if nla.is_empty() || is_named_elsewhere(facts, screen, who, from) {
        return Vec::new();
    }
    nla
}

/// Makes these NLA logons sources of a session, which came from the address that they name.
pub(crate) fn take_nla(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    screen: Pos,
    nla: &[Pos],
) {
    let key = (rules::ODD_ADDRESS, "user + time");
    nla_security_only::take_by(facts, ledger, draft, screen, nla, key);
    let first = nla.first().and_then(|&pos| logon_at(facts.items, pos));
    let from = first.and_then(Logon::address).and_then(LoggedAddress::ip);
    if let Some((session, from)) = ledger.get(draft).zip(from) {
        session.ip = Some(from);
        session.port = None;
    }
}

/// Whether the account had authenticated on another client's connection just before.
fn has_another_client(
    facts: &HostFacts<'_, '_>,
    connection: &Connection,
    who: &Identity,
    desktop: &DesktopLogon,
) -> bool {
    let (items, kinds) = (facts.items, FactKinds::CONNECTION);
    near::before(items, desktop.begin, CONNECTION_TO_LOGON, kinds)
        .filter_map(|pos| facts.connections.all.get(facts.connections.of(pos)?))
        .any(|other| other.ip != connection.ip && facts.people.are_same(&other.who, who))
}

fn connection_of<'k>(facts: &HostFacts<'k, '_>, visit: &Visit) -> Option<&'k Connection> {
    facts.connections.all.get(visit.connection?)
}

/// Whether a connection's records, other than the session manager's, name an address.
fn connection_names(
    facts: &HostFacts<'_, '_>,
    connection: Option<&Connection>,
    ip: IpAddr,
) -> bool {
    connection.is_some_and(|connection| channels_naming(facts, connection, ip) > 0)
}

/// How many logs of connections name an address.
fn channels_naming(facts: &HostFacts<'_, '_>, connection: &Connection, ip: IpAddr) -> usize {
    let naming = connection.records.iter().filter_map(|&pos| {
        let event = facts.items.get(pos)?.event;
        let of_connection = matches!(event.fact, Fact::Connection(_));
        (of_connection && event.fact.client_ip() == Some(ip)).then_some(&event.channel)
    });
    let mut naming = naming.fuse();
    let first = naming.next();
    first.map_or(0, |first| 1 + usize::from(naming.any(|name| name != first)))
}

fn address_at(facts: &HostFacts<'_, '_>, desktop: &DesktopLogon) -> Option<IpAddr> {
    let logon = logon_at(facts.items, desktop.begin);
    logon.and_then(Logon::address).and_then(LoggedAddress::ip)
}

/// Types 10 and 12 are Remote Desktop; the others are when they have another machine's address.
fn is_remote(desktop: &DesktopLogon, from: IpAddr) -> bool {
    matches!(desktop.logon_type, 10 | 12) || !from.is_loopback()
}

/// Whether the desktop was shown at an address just before: a logon from there belongs to that visit.
fn was_at_address_before(facts: &HostFacts<'_, '_>, visit: &Visit, from: IpAddr) -> bool {
    let local = facts.visits.locals.get(visit.local);
    let visits = local.map_or(&[][..], |local| &local.visits);
    let before = visits
        .iter()
        .filter_map(|&index| facts.visits.all.get(index))
        .take_while(|other| other.begin < visit.begin)
        .last();
    visit.attach == Attach::Reconnected
        && before.is_some_and(|before| before.screen == Screen::Remote(Some(from)))
}

/// Whether another record names an address near a logon, as a client of its own would leave one:
/// a connection, a desktop, or credentials of the same account.
pub(crate) fn is_named_elsewhere(
    facts: &HostFacts<'_, '_>,
    logon: Pos,
    who: &Identity,
    from: IpAddr,
) -> bool {
    let kinds = FactKinds::CONNECTION
        | FactKinds::LOCAL_SESSION
        | FactKinds::LOGON_BY_NETWORK
        | FactKinds::LOGON_FAILED;
    near::around(facts.items, logon, CONNECTION_TO_LOGON, kinds).any(|pos| {
        let Some(event) = facts.items.get(pos).map(|item| item.event) else {
            return false;
        };
        let counts = match &event.fact {
            Fact::Logon(logon) => {
                facts.people.are_same(&logon.target, who)
                    && is_nla_form(facts.items, facts.logons, pos)
            }
            Fact::LogonFailed(failure) => facts.people.are_same(&failure.target, who),
            _ => true,
        };
        counts && event.fact.client_ip() == Some(from)
    })
}
