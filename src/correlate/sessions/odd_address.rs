//! Rule D16: a logon whose address contradicts the other logs. Windows 7 and 2008 R2 with newer Remote
//! Desktop write an address into it that is nobody's.

use std::net::IpAddr;

use crate::correlate::atoms::connections::Connection;
use crate::correlate::atoms::logons::{DesktopLogon, logon_at};
use crate::correlate::atoms::nla::is_nla_form;
use crate::correlate::atoms::visits::{Attach, Screen, Visit};
use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::near_misses::Fit;
use crate::correlate::order::{Kinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::desktop_logon::{Candidate, candidates, take_logon};
use crate::correlate::sessions::draft::{Book, DraftIndex, Known, TakenDesktops};
use crate::correlate::sessions::nla_alone;
use crate::correlate::windows::{
    CONNECTION_TO_LOGON, LOGON_TO_DESKTOP, NLA_TO_AUTHENTICATED, SWITCH_REACH,
};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Identity, Logon};
use crate::domain::near_miss::Reason;

/// A visit to a desktop whose logon was not found, although one was near.
pub struct WithoutLogon<'k> {
    /// Its session.
    pub draft: DraftIndex,
    /// The visit.
    pub visit: &'k Visit,
    /// Its 41.
    pub arbitration: Option<Pos>,
}

/// Joins visits and logons of which each is the only one that the other can belong to. All visits
/// have taken their own logons before.
pub fn join(
    known: &Known<'_, '_>,
    book: &mut Book,
    taken: &mut TakenDesktops,
    without_logon: &[WithoutLogon<'_>],
) {
    let mut pairs = Vec::new();
    let mut rivals: HashMap<usize, u32> = HashMap::default();
    for (number, lacking) in without_logon.iter().enumerate() {
        let found = odd_logons(known, taken, lacking);
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
        take_logon(known, book, draft, logon.desktop, rule, anchor);
        // Where the connection and the logon agree, the session manager's address is the odd one.
        let of_connection = address_at(known, logon.desktop)
            .filter(|&from| connection_names(known, connection_of(known, lacking.visit), from));
        if let Some((session, from)) = book.get(draft).zip(of_connection) {
            session.ip = Some(from);
        }
    }
}

/// The logons that could be a visit's but for their address.
fn odd_logons<'k>(
    known: &Known<'k, '_>,
    taken: &TakenDesktops,
    lacking: &WithoutLogon<'_>,
) -> Vec<Candidate<'k>> {
    let visit = lacking.visit;
    let Screen::Remote(Some(own)) = visit.screen else {
        return Vec::new();
    };
    let connection = connection_of(known, visit);
    let confirmed = connection_names(known, connection, own);
    let mut found = candidates(known, taken, visit, lacking.arbitration);
    found.retain(|candidate| {
        let desktop = candidate.desktop;
        let Some(from) = address_at(known, desktop) else {
            return false;
        };
        candidate.fit == Fit::AllBut(Reason::OtherScreen)
            && is_remote(desktop, from)
            && (connection_names(known, connection, from)
                || ((confirmed || candidate.distance <= LOGON_TO_DESKTOP)
                    && !was_there_before(known, visit, from)
                    && !is_unlock_from(known, desktop, &visit.who, from)
                    && !is_named_elsewhere(known, desktop.begin, &visit.who, from)))
    });
    found
}

/// Whether a logon at the screen could have come on a connection that another address made: nothing
/// but its own address says that it did not.
pub fn could_be_of(
    known: &Known<'_, '_>,
    connection: &Connection,
    who: &Identity,
    desktop: &DesktopLogon,
    anchor: Pos,
) -> bool {
    let Some((own, from)) = connection.ip.zip(address_at(known, desktop)) else {
        return false;
    };
    let near = near::distance(known.items, anchor, desktop.begin);
    let confirmed = channels_naming(known, connection, own) > 1;
    matches!(desktop.logon_type, 7 | 10 | 12 | 13)
        && is_remote(desktop, from)
        && who.user.is_some()
        && (confirmed || near.is_some_and(|near| near <= LOGON_TO_DESKTOP))
        && !is_named_elsewhere(known, desktop.begin, who, from)
        && !has_another_client(known, connection, who, desktop)
        && !is_unlock_from(known, desktop, who, from)
}

/// Whether a logon has the form of an unlock, and its account had logged on at a screen from that address
/// before: it is one of that desktop.
fn is_unlock_from(
    known: &Known<'_, '_>,
    desktop: &DesktopLogon,
    who: &Identity,
    from: IpAddr,
) -> bool {
    let logons = &known.logons.desktops;
    let earlier = logons.partition_point(|other| other.begin < desktop.begin);
    let earlier = logons.get(..earlier).unwrap_or_default();
    let mut earlier = earlier.iter().rev().take(SWITCH_REACH);
    matches!(desktop.logon_type, 7 | 13)
        && earlier.any(|other| {
            address_at(known, other) == Some(from)
                && logon_at(known.items, other.begin)
                    .is_some_and(|logon| known.people.are_same(&logon.target, who))
        })
}

/// The only 4778 or 4779 near a visit's attach or end that bears another address, where nothing else
/// names that.
pub fn attachment(
    known: &Known<'_, '_>,
    book: &Book,
    visit: &Visit,
    mut near: impl Iterator<Item = Pos>,
) -> Option<Pos> {
    let pos = near.next().filter(|_| near.next().is_none())?;
    let from = known.items.get(pos)?.event.fact.client_ip()?;
    let remote = matches!(visit.screen, Screen::Remote(Some(_)));
    (remote && !book.is_tied(pos) && !is_named_elsewhere(known, pos, &visit.who, from))
        .then_some(pos)
}

/// The NLA logons just before a logon at the screen of another address, where Security alone tells of
/// them: these live on, and nothing else names the address at the screen.
pub fn nla_before(
    known: &Known<'_, '_>,
    book: &Book,
    desktop: &DesktopLogon,
    who: &Identity,
) -> Vec<Pos> {
    let screen = desktop.begin;
    let Some(from) = address_at(known, desktop).filter(|&from| is_remote(desktop, from)) else {
        return Vec::new();
    };
    let (items, kinds) = (known.items, Kinds::LOGON_BY_NETWORK);
    let nla = near::before(items, screen, NLA_TO_AUTHENTICATED, kinds).filter(|&pos| {
        let lives = known
            .logons
            .made_at(pos)
            .and_then(|atom| known.logons.atoms.get(atom))
            .is_some_and(|atom| atom.end.is_none_or(|end| end > screen));
        lives
            && is_nla_form(items, known.logons, pos)
            && !known.nla.has(pos)
            && book.owner(pos).is_none()
            && logon_at(items, pos).is_some_and(|nla| {
                known.people.are_same(&nla.target, who)
                    && nla.address().and_then(LoggedAddress::ip).is_some()
            })
    });
    let nla: Vec<Pos> = nla.collect();
    if nla.is_empty() || is_named_elsewhere(known, screen, who, from) {
        return Vec::new();
    }
    nla
}

/// Makes these NLA logons sources of a session, which came from where they say.
pub fn take_nla(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    screen: Pos,
    nla: &[Pos],
) {
    let key = (rules::ODD_ADDRESS, "user + time");
    nla_alone::take_by(known, book, draft, screen, nla, key);
    let first = nla.first().and_then(|&pos| logon_at(known.items, pos));
    let from = first.and_then(Logon::address).and_then(LoggedAddress::ip);
    if let Some((session, from)) = book.get(draft).zip(from) {
        session.ip = Some(from);
        session.port = None;
    }
}

/// Whether the account had proved its credentials on another client's connection just before.
fn has_another_client(
    known: &Known<'_, '_>,
    connection: &Connection,
    who: &Identity,
    desktop: &DesktopLogon,
) -> bool {
    let (items, kinds) = (known.items, Kinds::CONNECTION);
    near::before(items, desktop.begin, CONNECTION_TO_LOGON, kinds)
        .filter_map(|pos| known.connections.all.get(known.connections.of(pos)?))
        .any(|other| other.ip != connection.ip && known.people.are_same(&other.who, who))
}

fn connection_of<'k>(known: &Known<'k, '_>, visit: &Visit) -> Option<&'k Connection> {
    known.connections.all.get(visit.connection?)
}

/// Whether a connection's own records, beside those of the session manager, name an address.
fn connection_names(known: &Known<'_, '_>, connection: Option<&Connection>, ip: IpAddr) -> bool {
    connection.is_some_and(|connection| channels_naming(known, connection, ip) > 0)
}

/// How many logs of connections name an address.
fn channels_naming(known: &Known<'_, '_>, connection: &Connection, ip: IpAddr) -> usize {
    let naming = connection.records.iter().filter_map(|&pos| {
        let event = known.items.get(pos)?.event;
        let of_connection = matches!(event.fact, Fact::Connection(_));
        (of_connection && event.fact.client_ip() == Some(ip)).then_some(&event.channel)
    });
    let mut naming = naming.fuse();
    let first = naming.next();
    first.map_or(0, |first| 1 + usize::from(naming.any(|name| name != first)))
}

fn address_at(known: &Known<'_, '_>, desktop: &DesktopLogon) -> Option<IpAddr> {
    let logon = logon_at(known.items, desktop.begin);
    logon.and_then(Logon::address).and_then(LoggedAddress::ip)
}

/// Type 10 and 12 are Remote Desktop's; the others are so with an address that is not the machine's.
fn is_remote(desktop: &DesktopLogon, from: IpAddr) -> bool {
    matches!(desktop.logon_type, 10 | 12) || !from.is_loopback()
}

/// Whether the desktop was shown at an address just before: a logon from there is of then.
fn was_there_before(known: &Known<'_, '_>, visit: &Visit, from: IpAddr) -> bool {
    let local = known.visits.locals.get(visit.local);
    let visits = local.map_or(&[][..], |local| &local.visits);
    let before = visits
        .iter()
        .filter_map(|&index| known.visits.all.get(index))
        .take_while(|other| other.begin < visit.begin)
        .last();
    visit.attach == Attach::Reconnected
        && before.is_some_and(|before| before.screen == Screen::Remote(Some(from)))
}

/// Whether another record names an address near a logon, as a client of its own would leave one:
/// a connection, a desktop, or credentials of the same account.
pub fn is_named_elsewhere(known: &Known<'_, '_>, logon: Pos, who: &Identity, from: IpAddr) -> bool {
    let kinds =
        Kinds::CONNECTION | Kinds::LOCAL_SESSION | Kinds::LOGON_BY_NETWORK | Kinds::LOGON_FAILED;
    near::around(known.items, logon, CONNECTION_TO_LOGON, kinds).any(|pos| {
        let Some(event) = known.items.get(pos).map(|item| item.event) else {
            return false;
        };
        let counts = match &event.fact {
            Fact::Logon(logon) => {
                known.people.are_same(&logon.target, who)
                    && is_nla_form(known.items, known.logons, pos)
            }
            Fact::LogonFailed(failure) => known.people.are_same(&failure.target, who),
            _ => true,
        };
        counts && event.fact.client_ip() == Some(from)
    })
}
