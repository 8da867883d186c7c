//! What the records of a connection add to a session.

use crate::correlate::near;
use crate::correlate::order::{Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionLedger};
use crate::correlate::units::connections::{Connection, ConnectionIndex};
use crate::correlate::units::logons::logon_at;
use crate::domain::event::{ConnectionStep, Fact, LocalSessionStep};
use crate::domain::join::Join;
use crate::domain::session::Role;
use crate::domain::status::is_turned_away;

/// Makes the records of a connection, its NLA logons and its refusals sources of a draft.
pub(crate) fn take_connection(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    index: ConnectionIndex,
) {
    let Some(connection) = facts.connections.all.get(index) else {
        return;
    };
    let at_desktop = ledger
        .drafts
        .get(draft)
        .is_some_and(|draft| draft.local.is_some());
    let (rule, join) = match connection.activity {
        Some(id) => (rules::ACTIVITY, Join::Activity(id)),
        None if at_desktop => (rules::NEAREST_1149, "user, address + time".into()),
        None => (rules::NEAREST_LISTENER, "nearest listener record".into()),
    };
    let part = ledger
        .drafts
        .get(draft)
        .map_or(0..Pos::MAX, |draft| draft.part.clone());
    for &pos in connection.records.iter().filter(|pos| part.contains(pos)) {
        let Some(role) = facts.items.get(pos).map(role_of) else {
            continue;
        };
        ledger.attach_source(facts.items, draft, pos, role, rule, join.clone());
    }
    let nla_logons = facts.nla.logons.get(&index).cloned().unwrap_or_default();
    for unit in nla_logons {
        let Some(pos) = facts.logons.units.get(unit).and_then(|unit| unit.begin) else {
            continue;
        };
        let anchor = connection
            .authenticated
            .or(connection.first())
            .unwrap_or(pos);
        let join = Join::apart("user + time", near::distance(facts.items, pos, anchor));
        if !ledger.attach_source(
            facts.items,
            draft,
            pos,
            Role::Authentication,
            rules::NLA_LOGON,
            join,
        ) {
            continue;
        }
        let Some((draft, logon)) = ledger.get(draft).zip(logon_at(facts.items, pos)) else {
            continue;
        };
        draft.nla.push(unit);
        draft.authenticated = Some(draft.authenticated.map_or(pos, |known| known.min(pos)));
        if draft.client.is_none() {
            draft.client.clone_from(&logon.workstation);
        }
        draft.name(&logon.target);
    }
    let Some(draft) = ledger.get(draft) else {
        return;
    };
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
pub(crate) fn role_of(item: &Item<'_>) -> Role {
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

/// Records by which the connection of a draft shows its end: 102 and 103, and the end of the NLA
/// logon that lives as long as the connection does (the longest-lived of a burst).
pub(crate) fn end_records(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    draft: DraftIndex,
) -> Vec<Pos> {
    let Some(draft) = ledger.drafts.get(draft) else {
        return Vec::new();
    };
    let connection = draft
        .connection
        .and_then(|index| facts.connections.all.get(index));
    let mut records: Vec<Pos> = connection
        .into_iter()
        .flat_map(|connection| connection.records.iter().copied())
        .filter(|&pos| {
            let item = facts.items.get(pos);
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
        .map(|&unit| facts.logons.units.get(unit).and_then(|unit| unit.end))
        .collect();
    if ends.iter().all(Option::is_some) {
        records.extend(ends.into_iter().flatten().max());
    }
    records
}

/// The server ended it for a reason that denies access [source 2.6].
pub(crate) fn was_turned_away(items: &[Item<'_>], connection: &Connection) -> bool {
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
