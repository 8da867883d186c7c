//! Refusals (4625) on RDP connections.

use crate::correlate::near;
use crate::correlate::order::{Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::connection_records::take_connection;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::units::connections::{Connection, ConnectionIndex};
use crate::domain::account::fold;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Identity, LogonFailure};
use crate::domain::near_miss::Reason;
use crate::domain::session::{Kind, Outcome, Role};
use crate::domain::status::is_refusal;

/// The 4625 at a position.
pub(crate) fn failure_at<'a>(items: &[Item<'a>], pos: Pos) -> Option<&'a LogonFailure> {
    match &items.get(pos)?.event.fact {
        Fact::LogonFailed(failure) => Some(failure),
        _ => None,
    }
}

/// The most specific code: the sub-status where there is one.
pub(crate) fn failure_code(failure: &LogonFailure) -> u32 {
    if failure.sub_status != 0 {
        failure.sub_status
    } else {
        failure.status
    }
}

/// Makes refusals on a connection sources of a draft.
pub(crate) fn take_failures(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    connection: &Connection,
    failures: &[Pos],
) {
    for &pos in failures {
        let Some(failure) = failure_at(facts.items, pos) else {
            continue;
        };
        let anchor = connection.first().unwrap_or(pos);
        let rule = if failure.logon_type == 3 {
            rules::NLA_FAILURE
        } else {
            rules::SCREEN_FAILURE
        };
        let join = format!(
            "only connection alive, {} before",
            near::in_words(near::distance(facts.items, pos, anchor))
        );
        if !ledger.attach_source(facts.items, draft, pos, Role::Failure, rule, join) {
            continue;
        }
        if let Some(draft) = ledger.get(draft) {
            draft.attempts += 1;
            draft.failure = Some(failure_code(failure));
            if draft.client.is_none() && failure.logon_type == 3 {
                draft.client.clone_from(&failure.workstation);
            }
            draft.ip = draft.ip.or(failure.address().and_then(LoggedAddress::ip));
            draft.name(&failure.target);
        }
    }
}

/// Failures on a connection that went on: those of the same account are its attempts, others are
/// sessions of their own [source 5.8].
pub(crate) fn take_own_failures(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    index: ConnectionIndex,
    connection: &Connection,
    failures: &[Pos],
) {
    let Some(who) = ledger.drafts.get(draft).map(|draft| draft.who.clone()) else {
        return;
    };
    let (own, others): (Vec<Pos>, Vec<Pos>) = failures.iter().partition(|&&pos| {
        failure_at(facts.items, pos)
            .is_some_and(|failure| facts.people.are_same(&failure.target, &who))
    });
    take_failures(facts, ledger, draft, connection, &own);
    for &other in &others {
        let (rule, reason) = (rules::NAMES_OF_CONNECTION, Reason::OtherAccount);
        if let Some(first) = connection.first() {
            ledger.misses.note(other, first, rule, reason);
        }
    }
    for (name, list) in by_typed_name(facts, &others) {
        failed_session(facts, ledger, (index, false), connection, &name, &list);
    }
}

/// A connection on which credentials were refused: one session for each name that was typed
/// [source 5.8].
pub(crate) fn failed_sessions(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    index: ConnectionIndex,
    connection: &Connection,
    failures: &[Pos],
) {
    let mut by_name = by_typed_name(facts, failures);
    if by_name.is_empty() {
        by_name.push((String::new(), Vec::new()));
    }
    for (number, (name, list)) in by_name.into_iter().enumerate() {
        let head = number == 0;
        failed_session(facts, ledger, (index, head), connection, &name, &list);
    }
}

/// A connection that the server ended by denying access, with nobody named.
pub(crate) fn turned_away(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    index: ConnectionIndex,
    connection: &Connection,
) {
    failed_session(facts, ledger, (index, true), connection, "", &[]);
    if let Some(session) = ledger.drafts.last_mut() {
        session.outcome = Outcome::Refused;
        session.attempts = 1;
    }
}

/// Failures by the name that was typed, without case, in order of first appearance.
fn by_typed_name(facts: &HostFacts<'_, '_>, failures: &[Pos]) -> Vec<(String, Vec<Pos>)> {
    let mut by_name: Vec<(String, Vec<Pos>)> = Vec::new();
    for &pos in failures {
        let name = failure_at(facts.items, pos)
            .and_then(|failure| failure.target.user.as_deref())
            .map_or_else(String::new, fold);
        match by_name.iter_mut().find(|(facts, _)| *facts == name) {
            Some((_, list)) => list.push(pos),
            None => by_name.push((name, vec![pos])),
        }
    }
    by_name
}

/// One failed session; `is_head` when the connection's own records are this session's.
fn failed_session(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    (index, is_head): (ConnectionIndex, bool),
    connection: &Connection,
    name: &str,
    list: &[Pos],
) {
    let kind = if connection.is_hyperv {
        Kind::HyperV
    } else {
        Kind::Rdp
    };
    let mut draft = SessionDraft::new(connection.boot, kind, Outcome::Failed);
    draft.begin = if is_head {
        connection.first()
    } else {
        list.first().copied()
    };
    let draft = ledger.open(draft);
    take_failures(facts, ledger, draft, connection, list);
    if is_head {
        take_connection(facts, ledger, draft, index);
    }
    let refused = list.iter().any(|&pos| {
        failure_at(facts.items, pos).is_some_and(|f| is_refusal(f.status, f.sub_status))
    });
    let last = list.last().or(connection.refused.last()).copied();
    let Some(session) = ledger.get(draft) else {
        return;
    };
    session.connection = Some(index);
    session.ip = session.ip.or(connection.ip);
    session.port = session.port.or(connection.port);
    session.session_id = session.session_id.or(connection.session_id);
    if name.is_empty() {
        session.who = Identity::default();
    }
    if refused {
        session.outcome = Outcome::Refused;
    }
    if session.attempts == 0 {
        session.attempts = u32::try_from(connection.refused.len()).unwrap_or(u32::MAX);
    }
    session.end = Some(End::of_failure(facts.items, connection.closed.or(last)));
}
