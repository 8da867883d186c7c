//! Sessions known by their connection: what a connection gives to a session, and the connections
//! that never came to a desktop.

use std::net::IpAddr;

use crate::correlate::atoms::connections::{Connection, ConnectionIndex};
use crate::correlate::atoms::logons::{DesktopLogon, LogonIndex, logon_at, same_account};
use crate::correlate::coverage::LSM;
use crate::correlate::finish::ends;
use crate::correlate::near;
use crate::correlate::near_misses::Fit;
use crate::correlate::order::{Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::burst::{self, Bursts};
use crate::correlate::sessions::certificate_prompt::{self, Followers};
use crate::correlate::sessions::desktop::{kind_of_logon, take_logon};
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, End};
use crate::correlate::sessions::draft::{Known, TakenDesktops};
use crate::correlate::sessions::no_desktop::came_to_nothing;
use crate::correlate::sessions::reconnect::is_reconnect;
use crate::correlate::sessions::{nla_alone, refused};
use crate::correlate::windows::{
    ARBITRATION_TO_DESKTOP, AUTHENTICATED_TO_LOGON, LOGON_AFTER_LOSS, LOGON_TO_ARBITRATION,
};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{ConnectionStep, Fact, Identity, LocalSessionStep};
use crate::domain::near_miss::Reason;
use crate::domain::session::{EndKind, Kind, Outcome, Role};
use crate::domain::status::{is_refusal, is_turned_away};

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
        Some(id) => (rules::ACTIVITY, format!("ActivityID {id}")),
        None if at_desktop => (rules::NEAREST_1149, "user, address + time".to_owned()),
        None => (
            rules::NEAREST_LISTENER,
            "nearest listener record".to_owned(),
        ),
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
        let join = format!("user + time {}", near::distance(known.items, pos, anchor));
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
    // 1149 proves credentials only where NLA was there to check them (session model, decision 4).
    if draft.authenticated.is_none() && connection.activity.is_some() {
        draft.authenticated = connection.authenticated;
    }
}

/// What a record of a connection does for its session.
pub fn role_of(item: &Item<'_>) -> Role {
    match &item.event.fact {
        Fact::Connection { step, .. } => match step {
            ConnectionStep::Accepted { .. }
            | ConnectionStep::Listener { .. }
            | ConnectionStep::AddressAccepted
            | ConnectionStep::Created { .. } => Role::Connection,
            ConnectionStep::Authenticated { .. } => Role::Authentication,
            ConnectionStep::Refused | ConnectionStep::SecurityError => Role::Failure,
            ConnectionStep::Closed | ConnectionStep::CloseReason(_) => Role::End,
            ConnectionStep::Bound { .. }
            | ConnectionStep::Stepped
            | ConnectionStep::ClientOffset(_) => Role::Support,
        },
        Fact::LocalSession { step, .. } => match step {
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
            draft.part.contains(&pos)
                && matches!(
                    known.items.get(pos).map(|item| &item.event.fact),
                    Some(Fact::Connection {
                        step: ConnectionStep::Closed | ConnectionStep::CloseReason(_),
                        ..
                    })
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
            authenticated_session(known, book, taken, index, connection, logon, failures);
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
    let followers = Followers::of(book);
    for index in prompts {
        let Some(connection) = known.connections.all.get(index) else {
            continue;
        };
        let logons = known.nla.logons.get(&index).map_or(&[][..], Vec::as_slice);
        if !followers.take_connection(known, book, connection, logons) {
            let failures = known.nla.failures.get(&index);
            let failures = failures.map_or(&[][..], Vec::as_slice);
            authenticated_session(known, book, taken, index, connection, None, failures);
        }
    }
    certificate_prompt::take_lone(known, book, &followers, &mut lone);
    let mut bursts = Bursts::new();
    for connection in lone.iter().filter_map(|&l| known.connections.all.get(l)) {
        burst::add(known, book, &mut bursts, connection);
    }
}

/// NLA was passed, and the connection went no further: its client may have asked about the
/// certificate (session model, decision 20).
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
        matches!(items.get(pos).map(|item| &item.event.fact), Some(Fact::LocalSession { step, .. })
            if *step != LocalSessionStep::ArbitrationBegan)
    })
}

/// The logon at a screen that came on a connection without reaching a desktop: by the arbitration
/// record of the connection, else by user, address and time after 1149.
fn find_logon(
    known: &Known<'_, '_>,
    book: &mut Book,
    taken: &TakenDesktops,
    index: ConnectionIndex,
    connection: &Connection,
) -> Option<usize> {
    let arbitration = connection.records.iter().copied().find(|&pos| {
        matches!(
            known.items.get(pos).map(|item| &item.event.fact),
            Some(Fact::LocalSession {
                step: LocalSessionStep::ArbitrationBegan,
                ..
            })
        )
    });
    let nla_user = known
        .nla
        .logons
        .get(&index)
        .and_then(|atoms| known.logons.atoms.get(*atoms.first()?))
        .map(|atom| atom.who.clone());
    let who = nla_user.unwrap_or_else(|| connection.who.clone());
    let anchor = arbitration
        .or(connection.authenticated)
        .or(connection.opened)?;
    let at = known.items.get(anchor)?;
    let (back, forth) = if arbitration.is_some() {
        (LOGON_TO_ARBITRATION, LOGON_TO_ARBITRATION)
    } else {
        (crate::domain::time::Span::default(), AUTHENTICATED_TO_LOGON)
    };
    let first = known.logons.first_desktop_since(known.items, at, back);
    let near = known
        .logons
        .desktops
        .iter()
        .enumerate()
        .skip(first)
        .take_while(|(_, desktop)| {
            known.items.get(desktop.begin).is_some_and(|item| {
                item.era == at.era && item.event.time <= at.event.time.plus(forth)
            })
        });
    let mut missed = None;
    for (number, desktop) in near {
        let Some((item, logon)) = known
            .items
            .get(desktop.begin)
            .zip(logon_at(known.items, desktop.begin))
        else {
            continue;
        };
        // Without arbitration a logon long after the connection's end is another's.
        let alive = arbitration.is_some()
            || connection
                .closed
                .is_none_or(|closed| closed > desktop.begin || is_late(known, index, closed, item));
        let proved = arbitration.is_some()
            || connection.authenticated.is_some()
            || connection.session_id.is_some();
        let ip = logon.address.and_then(LoggedAddress::ip);
        let own = proved || is_last_before(known, index, item, ip);
        if !alive || !own || taken.contains(&number) {
            continue;
        }
        match fit_of(known, connection, &who, desktop) {
            Fit::Whole => return Some(number),
            Fit::AllBut(reason) => missed = missed.or(Some((desktop.begin, reason))),
            Fit::Poor => {}
        }
    }
    if let Some((other, reason)) = missed {
        book.misses
            .note(other, anchor, rules::LOGON_OF_CONNECTION, reason);
    }
    None
}

/// How well a logon at a screen fits a connection of `who`.
fn fit_of(
    known: &Known<'_, '_>,
    connection: &Connection,
    who: &Identity,
    desktop: &DesktopLogon,
) -> Fit {
    let item = known.items.get(desktop.begin);
    let Some((item, logon)) = item.zip(logon_at(known.items, desktop.begin)) else {
        return Fit::Poor;
    };
    let ip = logon.address.and_then(LoggedAddress::ip);
    let same_ip = ip.is_some() && ip == connection.ip;
    let same_user = who.user.is_some() && same_account(who, &logon.target);
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
    known: &Known<'_, '_>,
    index: ConnectionIndex,
    logon: &Item<'_>,
    ip: Option<IpAddr>,
) -> bool {
    let later = known.connections.all.iter().skip(index + 1);
    let mut begun = later.take_while(|connection| {
        connection
            .first()
            .and_then(|first| known.items.get(first))
            .is_some_and(|first| (first.era, first.event.time) <= (logon.era, logon.event.time))
    });
    !begun.any(|connection| connection.ip.is_none() || ip.is_none() || connection.ip == ip)
}

/// The logon of a lost connection was written after its end, and no other connection that it could
/// have come on began since.
fn is_late(known: &Known<'_, '_>, index: ConnectionIndex, closed: Pos, logon: &Item<'_>) -> bool {
    let soon = known
        .items
        .get(closed)
        .is_some_and(|closed| closed.is_near(logon, LOGON_AFTER_LOSS));
    let next = known
        .connections
        .all
        .get(index + 1)
        .and_then(Connection::first);
    let another = next
        .and_then(|next| known.items.get(next))
        .is_some_and(|next| (next.era, next.event.time) <= (logon.era, logon.event.time));
    soon && !another
}

fn authenticated_session(
    known: &Known<'_, '_>,
    book: &mut Book,
    taken: &mut TakenDesktops,
    index: ConnectionIndex,
    connection: &Connection,
    logon: Option<usize>,
    failures: &[Pos],
) {
    let kind = if connection.is_hyperv {
        Kind::HyperV
    } else {
        Kind::Rdp
    };
    let mut draft = Draft::new(connection.boot, kind, Outcome::Unknown);
    draft.begin = connection.first();
    let draft = book.open(draft);
    let desktop = logon.and_then(|number| known.logons.desktops.get(number));
    if let Some(desktop) = desktop {
        taken.extend(logon);
        let anchor = connection.authenticated.unwrap_or(desktop.begin);
        take_logon(
            known,
            book,
            draft,
            desktop,
            rules::LOGON_OF_CONNECTION,
            anchor,
        );
    }
    take_connection(known, book, draft, index);
    if desktop.is_some() {
        nla_alone::take_for(known, book, draft, None);
    }
    refused::take_own_failures(known, book, draft, index, connection, failures);
    let has_nla = known.nla.logons.contains_key(&index);
    let silence = Silence::on(known, connection, desktop.map(|desktop| desktop.begin));
    let Some(session) = book.get(draft) else {
        return;
    };
    let gone = connection
        .closed
        .or(nla_alone::connection_end(known, session));
    // Rule R1 where credentials were proved, Rule R2 where 1149 alone says so.
    session.outcome = match desktop {
        Some(_) if connection.has_local_session || silence.of_session_manager => Outcome::Aborted,
        Some(desktop) if came_to_nothing(known, desktop, gone) => Outcome::Aborted,
        Some(desktop) => {
            session.reconnect =
                matches!(desktop.logon_type, 7 | 13) || is_reconnect(known, desktop, &session.nla);
            if session.kind == Kind::Rdp && kind_of_logon(known.items, desktop) == Kind::HyperV {
                session.kind = Kind::HyperV;
            }
            Outcome::Success
        }
        None if has_nla && silence.of_all => Outcome::Aborted,
        None if has_nla => {
            session.notes.push(NOT_COVERED.to_owned());
            Outcome::Unknown
        }
        // Refused at the logon screen, where nobody had checked credentials before: 1149 told of
        // the connection alone (session model, decision 4).
        None if session.attempts > 0 => {
            session.authenticated = None;
            Outcome::Failed
        }
        None => Outcome::Unknown,
    };
    let refused = session.failure.is_some_and(|code| is_refusal(code, 0))
        || was_turned_away(known.items, connection);
    if refused && desktop.is_none() {
        session.outcome = Outcome::Refused;
    }
    let outcome = session.outcome;
    end_authenticated(known, book, draft, connection, outcome);
}

/// Ends a session that never came to a desktop with its connection.
fn end_authenticated(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    connection: &Connection,
    outcome: Outcome,
) {
    let mut candidates = end_records(known, book, draft);
    candidates.extend(connection.records.iter().copied().filter(|&pos| {
        matches!(
            known.items.get(pos).map(|item| &item.event.fact),
            Some(Fact::LocalSession {
                step: LocalSessionStep::DisconnectReason(_),
                ..
            })
        )
    }));
    let failed = matches!(outcome, Outcome::Failed | Outcome::Refused);
    let Some((mut end, cluster)) = ends::from_records(known.items, candidates) else {
        let Some(session) = book.get(draft) else {
            return;
        };
        if failed {
            let mut records = session.sources.keys().rev().copied();
            let last = records.find(|&pos| refused::failure_at(known.items, pos).is_some());
            session.end = Some(refused::failed_end(known.items, last));
        } else if outcome == Outcome::Unknown {
            session.end = Some(End {
                time: None,
                pos: None,
                kind: EndKind::Unknown,
                detail: None,
                precision: None,
            });
        }
        return;
    };
    for pos in cluster {
        book.tie(
            known.items,
            draft,
            pos,
            Role::End,
            rules::NLA_END,
            "the connection's end",
        );
    }
    if failed {
        end.kind = EndKind::Failed;
        end.detail = None;
    }
    if let Some(session) = book.get(draft) {
        session.end = Some(end);
    }
}

/// Why the outcome of an authenticated connection is not known.
const NOT_COVERED: &str = "the logs that would tell whether a desktop came do not cover the time";

/// Which logs would have told of a desktop on a connection, had one come.
struct Silence {
    of_session_manager: bool,
    of_all: bool,
}

impl Silence {
    fn on(known: &Known<'_, '_>, connection: &Connection, desktop: Option<Pos>) -> Self {
        let time = |pos: Option<Pos>| Some(known.items.get(pos?)?.event.time);
        let none = Self {
            of_session_manager: false,
            of_all: false,
        };
        let Some(from) = time(connection.first()) else {
            return none;
        };
        let closed = time(connection.closed);
        let until = match time(desktop) {
            Some(desktop) => desktop.plus(ARBITRATION_TO_DESKTOP),
            None => from.plus(AUTHENTICATED_TO_LOGON),
        };
        let until = closed.map_or(until, |closed| closed.min(until)).max(from);
        Self {
            of_session_manager: known.coverage.covers(LSM, from, until),
            of_all: known.coverage.would_tell_desktops(from, until),
        }
    }
}

/// The server ended it for a reason that denies access (domain reference A.2.6).
fn was_turned_away(items: &[Item<'_>], connection: &Connection) -> bool {
    connection
        .records
        .iter()
        .any(|&pos| match items.get(pos).map(|item| &item.event.fact) {
            Some(Fact::Connection {
                step: ConnectionStep::CloseReason(reason),
                ..
            }) => is_turned_away(*reason),
            Some(Fact::LocalSession {
                step: LocalSessionStep::DisconnectReason(reason),
                ..
            }) => is_turned_away(*reason),
            _ => false,
        })
}

/// Its end was recorded with a reason that only a desktop has, its beginning was not (Rule C7).
fn lost_its_head(items: &[Item<'_>], connection: &Connection) -> bool {
    let whole = connection.records.iter().any(|&pos| {
        matches!(
            items.get(pos).map(|item| &item.event.fact),
            Some(Fact::Connection {
                step: ConnectionStep::Accepted { .. }
                    | ConnectionStep::Listener { .. }
                    | ConnectionStep::Created { .. }
                    | ConnectionStep::SecurityError
                    | ConnectionStep::AddressAccepted,
                ..
            })
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
        session
            .notes
            .push("the beginning of this connection is not in the evidence".to_owned());
    }
}
