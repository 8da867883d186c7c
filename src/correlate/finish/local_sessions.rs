//! Local sessions: who used each desktop and when, when nobody was connected, and whether it was still
//! running when the evidence ends.

use std::collections::BTreeMap;

use crate::correlate::finish::assemble::FinishContext;
use crate::correlate::finish::session_spans::SessionSpans;
use crate::correlate::order::{Item, Pos};
use crate::correlate::sessions::draft::SessionLedger;
use crate::correlate::sessions::end::End;
use crate::correlate::units::visits::{LocalIndex, LocalUnit};
use crate::domain::event::EventIndex;
use crate::domain::session::{
    DesktopState, EndKind, LocalInterval, LocalSession, LogonSession, Precision, Role, Session,
};
use crate::domain::time::Timestamp;

/// All local sessions of a host, in the order of its units.
pub(crate) fn all(
    finish: &FinishContext<'_, '_>,
    mut draft_visits: DraftVisits,
    (sessions, spans): (&[Session], &SessionSpans),
    logons: &[LogonSession],
) -> Vec<LocalSession> {
    let mut logons_of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (index, logon) in (0..).zip(logons) {
        if let Some(local) = logon.local_session {
            logons_of.entry(local).or_default().push(index);
        }
    }
    let locals = (0..).zip(&finish.visits.locals);
    locals
        .map(|(index, local)| {
            let mut visits = draft_visits
                .visits
                .remove(&(index as usize))
                .unwrap_or_default();
            let sort_key = |visit: &u32| {
                let session = sessions.get(*visit as usize);
                session.map(|session| spans.sort_key(*visit, session))
            };
            visits.sort_by_key(|visit| (sort_key(visit), *visit));
            LocalSession {
                logon_sessions: logons_of.remove(&index).unwrap_or_default(),
                ..local_session(
                    finish,
                    local,
                    visits,
                    (sessions, spans),
                    &draft_visits.locks,
                )
            }
        })
        .collect()
}

fn local_session(
    finish: &FinishContext<'_, '_>,
    local: &LocalUnit,
    visits: Vec<u32>,
    (sessions, spans): (&[Session], &SessionSpans),
    locks: &Locks,
) -> LocalSession {
    let item = |pos: Option<Pos>| finish.items.get(pos?);
    let end = end_of(finish, local);
    let over = || {
        let last = item(end.pos.or(local.end));
        let last = last.or_else(|| item(finish.boots.last_of(start_of(finish, local))));
        Some((last.map_or(0, |last| last.era), end.time?))
    };
    let mut intervals = Vec::new();
    for (number, &visit) in visits.iter().enumerate() {
        let Some(session) = sessions.get(visit as usize) else {
            continue;
        };
        attached(&mut intervals, visit, session, locks);
        let next = visits.get(number + 1);
        let next = next.and_then(|&next| Some((next, sessions.get(next as usize)?)));
        let until = next.map_or_else(over, |(next, session)| spans.arrival(next, session));
        let left = session.end_kind == EndKind::Disconnect;
        if left && (until.is_none() || until > spans.ended(visit, session)) {
            intervals.push(LocalInterval {
                state: DesktopState::Disconnected,
                from: session.end,
                to: until.map(|(_, time)| time),
                visit: None,
            });
        }
    }
    let events = [local.begin, local.end];
    LocalSession {
        host: finish.host_index,
        boot: local.boot,
        session_id: local.session_id,
        user: local.who.user.clone().or_else(|| local.who.sid.clone()),
        begin: item(local.begin).map(|item| item.time),
        end: end.time,
        end_kind: end.kind,
        end_precision: end.time.and(end.precision),
        visits,
        logon_sessions: Vec::new(),
        intervals,
        events: events
            .into_iter()
            .filter_map(|pos| Some(item(pos)?.index))
            .collect(),
    }
}

/// Its logoff, else what ended its start.
fn end_of(finish: &FinishContext<'_, '_>, local: &LocalUnit) -> End {
    if let Some(pos) = local.end {
        return End::at(finish.items, pos, EndKind::Logoff, Precision::Exact);
    }
    let start = start_of(finish, local);
    finish.boots.of_start(finish.items, start).0
}

/// The start that it lived in.
fn start_of(finish: &FinishContext<'_, '_>, local: &LocalUnit) -> u32 {
    let visits = local.visits.iter();
    let known = visits.filter_map(|&visit| finish.visits.all.get(visit));
    let first = known
        .flat_map(|visit| visit.begin.into_iter().chain(visit.ends.first().copied()))
        .min();
    let start = first.and_then(|pos| finish.items.get(pos));
    start.map_or(0, |item| item.start)
}

/// An access session's stay, with the locks within it.
fn attached(intervals: &mut Vec<LocalInterval>, visit: u32, session: &Session, locks: &Locks) {
    let mut push = |state, from: Option<Timestamp>, to: Option<Timestamp>| {
        if from.is_none() || from != to {
            intervals.push(LocalInterval {
                state,
                from,
                to,
                visit: Some(visit),
            });
        }
    };
    let mut from = session.desktop.or(session.begin);
    let mut state = DesktopState::Attached;
    for source in &session.sources {
        let next = match source.role {
            Role::Lock => DesktopState::Locked,
            Role::Unlock => DesktopState::Attached,
            _ => continue,
        };
        let Some(&at) = locks.get(&source.event).filter(|_| next != state) else {
            continue;
        };
        push(state, from, Some(at));
        (from, state) = (Some(at), next);
    }
    push(state, from, session.end);
}

/// When each record that shows a lock was written.
type Locks = BTreeMap<EventIndex, Timestamp>;

/// What the drafts reveal about local sessions.
pub(crate) struct DraftVisits {
    /// The drafts that visited each, in the order in which they were made.
    visits: BTreeMap<LocalIndex, Vec<u32>>,
    locks: Locks,
}

impl DraftVisits {
    /// Collects the visits from the drafts of a host, which become sessions in their order.
    pub(crate) fn of(items: &[Item<'_>], ledger: &SessionLedger) -> Self {
        let mut visits: BTreeMap<LocalIndex, Vec<u32>> = BTreeMap::new();
        for (number, draft) in (0..).zip(&ledger.drafts) {
            if let Some(local) = draft.local {
                visits.entry(local).or_default().push(number);
            }
        }
        let locks = ledger.locks.iter().filter_map(|&pos| items.get(pos));
        let locks = locks.map(|item| (item.index, item.time)).collect();
        Self { visits, locks }
    }
}
