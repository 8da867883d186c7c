//! Sessions known by their connection: what a connection gives to a session, and the connections
//! that never came to a desktop.

use crate::correlate::atoms::connections::{Connection, ConnectionIndex};
use crate::correlate::atoms::logons::{LogonIndex, logon_at};
use crate::correlate::finish::ends;
use crate::correlate::near;
use crate::correlate::order::{Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::burst::{self, Bursts};
use crate::correlate::sessions::certificate_prompt::{self, Followers};
use crate::correlate::sessions::connection_logon::find_logon;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex};
use crate::correlate::sessions::draft::{Known, TakenDesktops};
use crate::correlate::sessions::{authenticated, refused};
use crate::domain::event::{ConnectionStep, Fact, LocalSessionStep};
use crate::domain::join::Join;
use crate::domain::note::Remark;
use crate::domain::session::{Kind, Outcome, Role};
use crate::domain::status::is_turned_away;

/// Makes the records of a connection, its NLA logons and its refusals sources of a draft.
pub fn take_connection(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    index: ConnectionIndex,
) {
    let Some(connection) = known.connections.all.get(index) else {
        return;
    };
    let at_desktop = book
        .drafts
        .get(draft)
        .is_some_and(|draft| draft.local.is_some());
    let (rule, join) = match connection.activity {
        Some(id) => (rules::ACTIVITY, Join::Activity(id)),
        None if at_desktop => (rules::NEAREST_1149, "user, address + time".into()),
        None => (rules::NEAREST_LISTENER, "nearest listener record".into()),
    };
    let part = book
        .drafts
        .get(draft)
        .map_or(0..Pos::MAX, |draft| draft.part.clone());
    for &pos in connection.records.iter().filter(|pos| part.contains(pos)) {
        let Some(role) = known.items.get(pos).map(role_of) else {
            continue;
        };
        book.tie(known.items, draft, pos, role, rule, join.clone());
    }
    let nla_logons = known.nla.logons.get(&index).cloned().unwrap_or_default();
    for atom in nla_logons {
        let Some(pos) = known.logons.atoms.get(atom).and_then(|atom| atom.begin) else {
            continue;
        };
        let anchor = connection
            .authenticated
            .or(connection.first())
            .unwrap_or(pos);
        let join = Join::apart("user + time", near::distance(known.items, pos, anchor));
        if !book.tie(
            known.items,
            draft,
            pos,
            Role::Authentication,
            rules::NLA_LOGON,
            join,
        ) {
            continue;
        }
        let Some((draft, logon)) = book.get(draft).zip(logon_at(known.items, pos)) else {
            continue;
        };
        draft.nla.push(atom);
        draft.authenticated = Some(draft.authenticated.map_or(pos, |known| known.min(pos)));
        if draft.client.is_none() {
            draft.client.clone_from(&logon.workstation);
        }
        draft.name(&logon.target);
    }
    let Some(draft) = book.get(draft) else { return };
    draft.name(&connection.who);
    draft.connection = Some(index);
    draft.session_id = connection.session_id;
    draft.ip = draft.ip.or(connection.ip);
    draft.port = draft.port.or(connection.port);
    // 1149 proves credentials only where NLA was there to check them [source 5.6].
    if draft.authenticated.is_none() && connection.activity.is_some() {
        draft.authenticated = connection.authenticated;
    }
}

/// What a record of a connection does for its session.
pub fn role_of(item: &Item<'_>) -> Role {
    match &item.event.fact {
        Fact::Connection(line) => match line.step {
            ConnectionStep::Accepted { .. }
            | ConnectionStep::Listener { .. }
            | ConnectionStep::AddressAccepted
            | ConnectionStep::Created { .. } => Role::Connection,
            ConnectionStep::Authenticated => Role::Authentication,
            ConnectionStep::Refused | ConnectionStep::SecurityError => Role::Failure,
            ConnectionStep::Closed | ConnectionStep::CloseReason(_) => Role::End,
            ConnectionStep::Bound { .. }
            | ConnectionStep::Stepped
            | ConnectionStep::ClientOffset(_) => Role::Support,
        },
        Fact::LocalSession(line) => match line.step {
            LocalSessionStep::LoggedOn | LocalSessionStep::ShellStarted => Role::Desktop,
            LocalSessionStep::Reconnected => Role::Reconnect,
            LocalSessionStep::LoggedOff => Role::Logoff,
            LocalSessionStep::Disconnected => Role::Teardown,
            LocalSessionStep::DisconnectReason(_) | LocalSessionStep::DisconnectedBy(_) => {
                Role::End
            }
            _ => Role::Support,
        },
        _ => Role::Support,
    }
}

/// Records by which the connection of a draft tells its end: 102 and 103, and the end of the NLA
/// logon that lives as long as the connection does (the longest-lived of a burst).
pub fn end_records(known: &Known<'_, '_>, book: &Book, draft: DraftIndex) -> Vec<Pos> {
    let Some(draft) = book.drafts.get(draft) else {
        return Vec::new();
    };
    let connection = draft
        .connection
        .and_then(|index| known.connections.all.get(index));
    let mut records: Vec<Pos> = connection
        .into_iter()
        .flat_map(|connection| connection.records.iter().copied())
        .filter(|&pos| {
            let item = known.items.get(pos);
            draft.part.contains(&pos)
                && matches!(
                    item.and_then(|item| item.event.fact.connection_step()),
                    Some(ConnectionStep::Closed | ConnectionStep::CloseReason(_))
                )
        })
        .collect();
    let ends: Vec<Option<Pos>> = draft
        .nla
        .iter()
        .map(|&atom| known.logons.atoms.get(atom).and_then(|atom| atom.end))
        .collect();
    if ends.iter().all(Option::is_some) {
        records.extend(ends.into_iter().flatten().max());
    }
    records
}

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

/// The server ended it for a reason that denies access [source 2.6].
pub fn was_turned_away(items: &[Item<'_>], connection: &Connection) -> bool {
    connection
        .records
        .iter()
        .any(|&pos| match items.get(pos).map(|item| &item.event.fact) {
            Some(Fact::Connection(line)) => {
                matches!(line.step, ConnectionStep::CloseReason(reason) if is_turned_away(reason))
            }
            Some(Fact::LocalSession(line)) => {
                matches!(line.step, LocalSessionStep::DisconnectReason(reason)
                    if is_turned_away(reason))
            }
            _ => false,
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
    let end = ends::from_records(known.items, connection.closed.into_iter().collect());
    if let Some((session, (end, _))) = book.get(draft).zip(end) {
        session.end = Some(end);
        session.notes.push(Remark::BeginMissing.into());
    }
}
