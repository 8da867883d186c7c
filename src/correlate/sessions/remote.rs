//! Sessions known by their connection: what a connection gives to a session, and the connections
//! that never came to a desktop.

use crate::correlate::atoms::connections::{Connection, ConnectionIndex};
use crate::correlate::atoms::logons::LogonIndex;
use crate::correlate::order::Item;
use crate::correlate::sessions::burst::{self, Bursts};
use crate::correlate::sessions::certificate_prompt::{self, Followers};
use crate::correlate::sessions::connection_logon::find_logon;
use crate::correlate::sessions::connection_records::{take_connection, was_turned_away};
use crate::correlate::sessions::draft::{Book, Draft};
use crate::correlate::sessions::draft::{Known, TakenDesktops};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::{authenticated, refused};
use crate::domain::event::{ConnectionStep, LocalSessionStep};
use crate::domain::note::Remark;
use crate::domain::session::{Kind, Outcome};

/// Makes sessions of all connections that no visit has taken.
pub fn sessions(known: &Known<'_, '_>, book: &mut Book, taken: &mut TakenDesktops) {
    let used: std::collections::BTreeSet<ConnectionIndex> = book
        .drafts
        .iter()
        .filter_map(|draft| draft.connection)
        .collect();
    let mut lone: Vec<ConnectionIndex> = Vec::new();
    let mut prompts: Vec<ConnectionIndex> = Vec::new();
    for (index, connection) in known.connections.all.iter().enumerate() {
        if used.contains(&index) || is_local_only(known.items, connection) {
            continue;
        }
        let failures = known
            .nla
            .failures
            .get(&index)
            .map_or(&[][..], Vec::as_slice);
        let logon = find_logon(known, book, taken, index, connection);
        let authenticated = connection.authenticated.is_some()
            || known.nla.logons.contains_key(&index)
            || logon.is_some();
        if logon.is_none() && may_be_prompt(known, index, connection) {
            prompts.push(index);
        } else if authenticated {
            authenticated::session(known, book, taken, index, connection, logon, failures);
        } else if !failures.is_empty() || !connection.refused.is_empty() {
            refused::failed_sessions(known, book, index, connection, failures);
        } else if was_turned_away(known.items, connection) {
            refused::turned_away(known, book, index, connection);
        } else if lost_its_head(known.items, connection) {
            headless_session(known, book, index, connection);
        } else {
            lone.push(index);
        }
    }
    let followers = Followers::of(known, book);
    for index in prompts {
        let Some(connection) = known.connections.all.get(index) else {
            continue;
        };
        let logons = known.nla.logons.get(&index).map_or(&[][..], Vec::as_slice);
        if !followers.take_connection(known, book, connection, logons) {
            let failures = known.nla.failures.get(&index);
            let failures = failures.map_or(&[][..], Vec::as_slice);
            authenticated::session(known, book, taken, index, connection, None, failures);
        }
    }
    certificate_prompt::take_lone(known, book, &followers, &mut lone);
    let mut bursts = Bursts::new();
    for connection in lone.iter().filter_map(|&l| known.connections.all.get(l)) {
        burst::add(known, book, &mut bursts, connection);
    }
}

/// NLA was passed, and the connection went no further: its client may have asked about the
/// certificate [source 5.10].
fn may_be_prompt(known: &Known<'_, '_>, index: ConnectionIndex, connection: &Connection) -> bool {
    let logons = known.nla.logons.get(&index);
    let died = |atom: &LogonIndex| {
        known
            .logons
            .atoms
            .get(*atom)
            .is_some_and(|a| a.end.is_some())
    };
    connection.authenticated.is_none()
        && connection.session_id.is_none()
        && logons.is_some_and(|logons| logons.iter().all(died))
}

/// Only LocalSessionManager wrote of it, without a transport: a console switch or a lost log.
fn is_local_only(items: &[Item<'_>], connection: &Connection) -> bool {
    connection.records.iter().all(|&pos| {
        let item = items.get(pos);
        let step = item.and_then(|item| item.event.fact.local_session_step());
        step.is_some_and(|step| step != LocalSessionStep::ArbitrationBegan)
    })
}

/// Its end was recorded with a reason that only a desktop has, its beginning was not (Rule C7).
fn lost_its_head(items: &[Item<'_>], connection: &Connection) -> bool {
    let whole = connection.records.iter().any(|&pos| {
        let item = items.get(pos);
        matches!(
            item.and_then(|item| item.event.fact.connection_step()),
            Some(
                ConnectionStep::Accepted { .. }
                    | ConnectionStep::Listener { .. }
                    | ConnectionStep::Created { .. }
                    | ConnectionStep::SecurityError
                    | ConnectionStep::AddressAccepted
            )
        )
    });
    !whole && connection.closed.is_some() && !matches!(connection.reason, None | Some(0 | 14))
}

fn headless_session(
    known: &Known<'_, '_>,
    book: &mut Book,
    index: ConnectionIndex,
    connection: &Connection,
) {
    let draft = book.open(Draft::new(connection.boot, Kind::Rdp, Outcome::Unknown));
    take_connection(known, book, draft, index);
    let end = End::from_records(known.items, connection.closed.into_iter().collect());
    if let Some((session, (end, _))) = book.get(draft).zip(end) {
        session.end = Some(end);
        session.notes.push(Remark::BeginMissing.into());
    }
}
