//! Sessions from connections that no visit to a desktop has taken.

use crate::correlate::order::Item;
use crate::correlate::sessions::burst::{self, Bursts};
use crate::correlate::sessions::certificate_prompt::{self, Followers};
use crate::correlate::sessions::connection_logon::find_logon;
use crate::correlate::sessions::connection_records::{take_connection, was_turned_away};
use crate::correlate::sessions::draft::{HostFacts, TakenDesktops};
use crate::correlate::sessions::draft::{SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::{authenticated, refused};
use crate::correlate::units::connections::{Connection, ConnectionIndex};
use crate::correlate::units::logons::LogonIndex;
use crate::domain::event::{ConnectionStep, LocalSessionStep};
use crate::domain::note::Remark;
use crate::domain::session::{Kind, Outcome};

/// Makes sessions of all connections that no visit has taken.
pub(crate) fn sessions(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    taken: &mut TakenDesktops,
) {
    let used: std::collections::BTreeSet<ConnectionIndex> = ledger
        .drafts
        .iter()
        .filter_map(|draft| draft.connection)
        .collect();
    let mut unbound: Vec<ConnectionIndex> = Vec::new();
    let mut prompts: Vec<ConnectionIndex> = Vec::new();
    for (index, connection) in facts.connections.all.iter().enumerate() {
        if used.contains(&index) || is_local_only(facts.items, connection) {
            continue;
        }
        let failures = facts
            .nla
            .failures
            .get(&index)
            .map_or(&[][..], Vec::as_slice);
        let logon = find_logon(facts, ledger, taken, index, connection);
        let authenticated = connection.authenticated.is_some()
            || facts.nla.logons.contains_key(&index)
            || logon.is_some();
        if logon.is_none() && may_be_certificate_prompt(facts, index, connection) {
            prompts.push(index);
        } else if authenticated {
            authenticated::session(facts, ledger, taken, index, connection, logon, failures);
        } else if !failures.is_empty() || !connection.refused.is_empty() {
            refused::failed_sessions(facts, ledger, index, connection, failures);
        } else if was_turned_away(facts.items, connection) {
            refused::turned_away(facts, ledger, index, connection);
        } else if lacks_begin(facts.items, connection) {
            session_without_begin(facts, ledger, index, connection);
        } else {
            unbound.push(index);
        }
    }
    let followers = Followers::of(facts, ledger);
    for index in prompts {
        let Some(connection) = facts.connections.all.get(index) else {
            continue;
        };
        let logons = facts.nla.logons.get(&index).map_or(&[][..], Vec::as_slice);
        if !followers.take_connection(facts, ledger, connection, logons) {
            let failures = facts.nla.failures.get(&index);
            let failures = failures.map_or(&[][..], Vec::as_slice);
            authenticated::session(facts, ledger, taken, index, connection, None, failures);
        }
    }
    certificate_prompt::take_unbound(facts, ledger, &followers, &mut unbound);
    let mut bursts = Bursts::new();
    for connection in unbound.iter().filter_map(|&l| facts.connections.all.get(l)) {
        burst::add(facts, ledger, &mut bursts, connection);
    }
}

/// NLA was passed, and the connection went no further: its client may have asked about the
/// certificate [source 5.10].
fn may_be_certificate_prompt(
    facts: &HostFacts<'_, '_>,
    index: ConnectionIndex,
    connection: &Connection,
) -> bool {
    let logons = facts.nla.logons.get(&index);
    let has_ended = |unit: &LogonIndex| {
        facts
            .logons
            .units
            .get(*unit)
            .is_some_and(|a| a.end.is_some())
    };
    connection.authenticated.is_none()
        && connection.session_id.is_none()
        && logons.is_some_and(|logons| logons.iter().all(has_ended))
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
fn lacks_begin(items: &[Item<'_>], connection: &Connection) -> bool {
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

fn session_without_begin(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    index: ConnectionIndex,
    connection: &Connection,
) {
    let draft = ledger.open(SessionDraft::new(
        connection.boot,
        Kind::Rdp,
        Outcome::Unknown,
    ));
    take_connection(facts, ledger, draft, index);
    let end = End::from_records(facts.items, connection.closed.into_iter().collect());
    if let Some((session, (end, _))) = ledger.get(draft).zip(end) {
        session.end = Some(end);
        session.notes.push(Remark::BeginMissing.into());
    }
}
