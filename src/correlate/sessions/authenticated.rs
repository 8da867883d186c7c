//! Connections with proven credentials that reached no desktop in any log: decides what became of them.

use crate::correlate::coverage::LSM;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::connection_records::{
    end_records, take_connection, was_turned_away,
};
use crate::correlate::sessions::desktop_logon::{kind_of_logon, take_logon};
use crate::correlate::sessions::draft::{
    DraftIndex, HostFacts, SessionDraft, SessionLedger, TakenDesktops,
};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::no_desktop::brought_no_desktop;
use crate::correlate::sessions::reconnect::is_reconnect;
use crate::correlate::sessions::{nla_security_only, refused};
use crate::correlate::units::connections::{Connection, ConnectionIndex};
use crate::correlate::windows::{ARBITRATION_TO_DESKTOP, AUTHENTICATED_TO_LOGON};
use crate::domain::event::LocalSessionStep;
use crate::domain::note::Remark;
use crate::domain::session::{EndKind, Kind, Outcome, Role};
use crate::domain::status::is_refusal;

/// Makes a session of such a connection; `logon` is the number of its logon at a screen.
pub(crate) fn session(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
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
    let mut draft = SessionDraft::new(connection.boot, kind, Outcome::Unknown);
    draft.begin = connection.first();
    // Where a logon names another address, the connection's address is kept (Rule D16).
    draft.ip = connection.ip;
    let draft = ledger.open(draft);
    let desktop = logon.and_then(|number| facts.logons.desktops.get(number));
    if let Some(desktop) = desktop {
        taken.extend(logon);
        let anchor = connection.authenticated.unwrap_or(desktop.begin);
        take_logon(
            facts,
            ledger,
            draft,
            desktop,
            rules::LOGON_OF_CONNECTION,
            anchor,
        );
    }
    take_connection(facts, ledger, draft, index);
    if desktop.is_some() {
        nla_security_only::take_for(facts, ledger, draft, None);
    }
    refused::take_own_failures(facts, ledger, draft, index, connection, failures);
    let has_nla = facts.nla.logons.contains_key(&index);
    let silence = Silence::on(facts, connection, desktop.map(|desktop| desktop.begin));
    let Some(session) = ledger.get(draft) else {
        return;
    };
    let lost = connection
        .closed
        .or(nla_security_only::connection_end(facts, session));
    // Rule R1 where the user authenticated, Rule R2 where only 1149 shows it.
    session.outcome = match desktop {
        Some(_) if connection.has_local_session || silence.of_session_manager => Outcome::Aborted,
        Some(desktop) if brought_no_desktop(facts, desktop, lost) => Outcome::Aborted,
        Some(desktop) => {
            session.reconnect =
                matches!(desktop.logon_type, 7 | 13) || is_reconnect(facts, desktop, &session.nla);
            if session.kind == Kind::Rdp && kind_of_logon(facts.items, desktop) == Kind::HyperV {
                session.kind = Kind::HyperV;
            }
            Outcome::Success
        }
        None if has_nla && silence.of_all => Outcome::Aborted,
        None if has_nla => {
            session.notes.push(Remark::DesktopNotCovered.into());
            Outcome::Unknown
        }
        // Refused at the logon screen, where nobody had checked credentials before: 1149 showed
        // the connection alone [source 5.6].
        None if session.attempts > 0 => {
            session.authenticated = None;
            Outcome::Failed
        }
        None => Outcome::Unknown,
    };
    let refused = session.failure.is_some_and(|code| is_refusal(code, 0))
        || was_turned_away(facts.items, connection);
    if refused && desktop.is_none() {
        session.outcome = Outcome::Refused;
    }
    let outcome = session.outcome;
    end_authenticated(facts, ledger, draft, connection, outcome);
}

/// Ends a session that never came to a desktop with its connection.
fn end_authenticated(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    connection: &Connection,
    outcome: Outcome,
) {
    let mut candidates = end_records(facts, ledger, draft);
    candidates.extend(connection.records.iter().copied().filter(|&pos| {
        let item = facts.items.get(pos);
        matches!(
            item.and_then(|item| item.event.fact.local_session_step()),
            Some(LocalSessionStep::DisconnectReason(_))
        )
    }));
    let failed = matches!(outcome, Outcome::Failed | Outcome::Refused);
    let Some((mut end, cluster)) = End::from_records(facts.items, candidates) else {
        let Some(session) = ledger.get(draft) else {
            return;
        };
        if failed {
            let mut records = session.sources.keys().rev().copied();
            let last = records.find(|&pos| refused::failure_at(facts.items, pos).is_some());
            session.end = Some(End::of_failure(facts.items, last));
        } else if outcome == Outcome::Unknown {
            session.end = Some(End::unknown());
        }
        return;
    };
    for pos in cluster {
        ledger.attach_source(
            facts.items,
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
    if let Some(session) = ledger.get(draft) {
        session.end = Some(end);
    }
}

/// Which logs would have recorded a desktop on a connection.
struct Silence {
    of_session_manager: bool,
    of_all: bool,
}

impl Silence {
    fn on(facts: &HostFacts<'_, '_>, connection: &Connection, desktop: Option<Pos>) -> Self {
        let time = |pos: Option<Pos>| Some(facts.items.get(pos?)?.time);
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
            of_session_manager: facts.coverage.covers(LSM, from, until),
            of_all: facts.coverage.would_show_desktops(from, until),
        }
    }
}
