//! Which session a process start happened in: Rule A1 by logon id, else Rule A2 by user.

use crate::correlate::atoms::logons::Logons;
use crate::correlate::maps::HashMap;
use crate::correlate::order::Item;
use crate::domain::account::fold;
use crate::domain::activity::{Activity, Basis};
use crate::domain::event::{Fact, ProcessStart};
use crate::domain::session::{Kind, Outcome, Session};

/// Attributes the process starts of one host; `sessions` are the host's, with their indices in the
/// case. Background accounts' processes are left out: they are no session's.
pub fn attribute(
    items: &[Item<'_>],
    logons: &Logons,
    sessions: &[(u32, &Session)],
) -> Vec<Activity> {
    let mut by_logon: HashMap<u32, Vec<(u32, &Session)>> = HashMap::default();
    for (index, session) in sessions {
        for &logon in &session.logon_sessions {
            by_logon.entry(logon).or_default().push((*index, session));
        }
    }
    // A reconnect runs under the logon of the first visit: all visits of a desktop share it.
    let mut by_local: HashMap<u32, Vec<(u32, &Session)>> = HashMap::default();
    for (index, session) in sessions {
        if let Some(local) = session.local_session {
            by_local.entry(local).or_default().push((*index, session));
        }
    }
    items
        .iter()
        .filter_map(|item| match &item.event.fact {
            Fact::ProcessStarted(process)
                if !crate::correlate::atoms::logons::is_background(&process.who) =>
            {
                Some((item, process))
            }
            _ => None,
        })
        .map(|(item, process)| {
            let logon = logons
                .find(item.boot, process.luid)
                .and_then(|l| u32::try_from(l).ok());
            let own = logon
                .and_then(|logon| by_logon.get(&logon))
                .map_or(&[][..], Vec::as_slice);
            if own.is_empty() {
                return by_user(item, process, sessions);
            }
            let locals = own.iter().filter_map(|(_, session)| session.local_session);
            let visits: Vec<(u32, &Session)> = locals
                .filter_map(|local| by_local.get(&local))
                .flatten()
                .chain(own)
                .copied()
                .collect();
            let during = visits.iter().find(|(_, session)| runs_at(session, item));
            Activity {
                event: item.index,
                session: during.map(|(index, _)| *index),
                basis: Basis::LogonId,
                while_disconnected: during.is_none(),
            }
        })
        .collect()
}

/// The only session of the same user at that time.
fn by_user(item: &Item<'_>, process: &ProcessStart, sessions: &[(u32, &Session)]) -> Activity {
    let user = process.who.user.as_deref().map(fold);
    let same = |session: &Session| match (&process.who.sid, &session.sid) {
        (Some(a), Some(b)) => a == b,
        _ => user.is_some() && session.user.as_deref().map(fold) == user,
    };
    let mut fitting = sessions.iter().filter(|(_, session)| {
        session.outcome == Outcome::Success
            && runs_programs(session.kind)
            && same(session)
            && runs_at(session, item)
    });
    let session = match (fitting.next(), fitting.next()) {
        (Some((index, _)), None) => Some(*index),
        _ => None,
    };
    Activity {
        event: item.index,
        session,
        basis: if session.is_some() {
            Basis::UserAndTime
        } else {
            Basis::None
        },
        while_disconnected: false,
    }
}

/// Whether a session of this kind is where its user's programs run.
fn runs_programs(kind: Kind) -> bool {
    kind.is_desktop() || matches!(kind, Kind::Ssh | Kind::WinRm)
}

fn runs_at(session: &Session, item: &Item<'_>) -> bool {
    let time = item.event.time;
    session.begin.is_none_or(|begin| begin <= time) && session.end.is_none_or(|end| time <= end)
}
