//! Windows logon sessions: when each ended and how that is known, and which access sessions and which
//! desktop it belongs to.

use std::collections::BTreeMap;

use thin_vec::ThinVec;

use crate::correlate::finish::assemble::FinishContext;
use crate::correlate::order::Pos;
use crate::correlate::units::logons::{LogonUnit, is_background, logon_at};
use crate::domain::event::{EventIndex, Logon};
use crate::domain::session::{EndKind, LogonEnd, LogonSession, Precision, Session};
use crate::domain::time::Timestamp;

/// All logon sessions of a host, in the order of its units.
pub(crate) fn all(finish: &FinishContext<'_, '_>, sessions: &[Session]) -> Vec<LogonSession> {
    let mut belongs: Vec<(ThinVec<u32>, Option<u32>)> = Vec::new();
    belongs.resize_with(finish.logons.units.len(), Default::default);
    for (index, session) in (0..).zip(sessions) {
        for &logon in &session.logon_sessions {
            let Some((owners, local)) = belongs.get_mut(logon as usize) else {
                continue;
            };
            if owners.last() != Some(&index) {
                owners.push(index);
            }
            *local = local.or(session.local_session);
        }
    }
    let starts = last_start_of_boots(finish);
    let units = finish.logons.units.iter().zip(belongs);
    units
        .map(|(unit, (sessions, local_session))| LogonSession {
            sessions,
            local_session,
            ..logon_session(finish, &starts, unit)
        })
        .collect()
}

fn logon_session(
    finish: &FinishContext<'_, '_>,
    starts: &BTreeMap<u32, u32>,
    unit: &LogonUnit<'_>,
) -> LogonSession {
    let logon = unit.begin.and_then(|pos| logon_at(finish.items, pos));
    let (end_kind, end, end_precision) = end_of(finish, starts, unit);
    LogonSession {
        host: finish.host_index,
        boot: unit.boot,
        luid: unit.luid,
        linked: logon.and_then(Logon::linked_luid),
        user: unit.who.user.clone(),
        domain: unit.who.domain.clone(),
        logon_type: logon.map(|logon| logon.logon_type),
        elevated: logon.and_then(|logon| logon.elevated),
        begin: time_of(finish, unit.begin),
        end,
        end_kind,
        end_precision,
        sessions: ThinVec::new(),
        local_session: None,
        events: records_of(finish, unit),
    }
}

type End = (LogonEnd, Option<Timestamp>, Option<Precision>);

/// 4634 is the end; 4647 comes at most a little before it; else the boot is a limit, and for users
/// a fast start-up.
fn end_of(
    finish: &FinishContext<'_, '_>,
    starts: &BTreeMap<u32, u32>,
    unit: &LogonUnit<'_>,
) -> End {
    if let Some(time) = time_of(finish, unit.end) {
        return (LogonEnd::Destroyed, Some(time), Some(Precision::Exact));
    }
    if let Some(time) = time_of(finish, unit.logoff) {
        let precision = Some(Precision::Derived);
        return (LogonEnd::LogoffStarted, Some(time), precision);
    }
    let own_start = finish.items.get(unit.first).map_or(0, |item| item.start);
    let last_start = starts.get(&unit.boot).copied().unwrap_or(own_start);
    let start = if is_background(unit.who) {
        last_start
    } else {
        own_start
    };
    let (end, _) = finish.boots.of_start(finish.items, start);
    match end.kind {
        EndKind::Open => (LogonEnd::Open, None, None),
        _ => (LogonEnd::Boot, end.time, end.time.map(|_| Precision::Bound)),
    }
}

fn last_start_of_boots(finish: &FinishContext<'_, '_>) -> BTreeMap<u32, u32> {
    let mut starts = BTreeMap::new();
    let mut last = None;
    for item in finish.items.iter() {
        if last.replace((item.boot, item.start)) != Some((item.boot, item.start)) {
            starts.insert(item.boot, item.start);
        }
    }
    starts
}

fn time_of(finish: &FinishContext<'_, '_>, pos: Option<Pos>) -> Option<Timestamp> {
    finish.items.get(pos?).map(|item| item.time)
}

/// Its records in order; without a 4624, the first that names it.
fn records_of(finish: &FinishContext<'_, '_>, unit: &LogonUnit<'_>) -> ThinVec<EventIndex> {
    let mut records: Vec<Pos> = [unit.begin.unwrap_or(unit.first)]
        .into_iter()
        .chain(unit.privileges.iter().copied())
        .chain(unit.logoff)
        .chain(unit.end)
        .collect();
    records.sort_unstable();
    records.dedup();
    let index = |pos: &Pos| finish.items.get(*pos).map(|item| item.index);
    let mut events = ThinVec::with_capacity(records.len());
    events.extend(records.iter().filter_map(index));
    events
}
