//! Which session a process start happened in: Rule A1 by logon id, else Rule A2 by user.

use crate::correlate::atoms::logons::{Logons, is_background};
use crate::correlate::maps::HashMap;
use crate::correlate::order::{Item, Items, Kinds};
use crate::domain::account::fold;
use crate::domain::activity::{Activity, Basis};
use crate::domain::event::{Fact, ProcessStart, Text};
use crate::domain::session::{Kind, Outcome, Session};

/// Attributes the process starts of one host; `sessions` are the host's, with their indices in the
/// case. Background accounts' processes are left out: they are no session's.
pub fn attribute(
    items: &Items<'_>,
    logons: &Logons<'_>,
    sessions: &[(u32, &Session)],
) -> Vec<Activity> {
    if items.of(Kinds::PROCESS_STARTED).next().is_none() {
        return Vec::new();
    }
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
    let by_user = ByUser::of(sessions);
    items
        .of(Kinds::PROCESS_STARTED)
        .filter_map(|(_, item)| match &item.event.fact {
            Fact::ProcessStarted(process) if !is_background(&process.who) => Some((item, process)),
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
                return by_user.activity(item, process);
            }
            let locals = own.iter().filter_map(|(_, session)| session.local_session);
            let visits = locals.filter_map(|local| by_local.get(&local)).flatten();
            let during = visits
                .chain(own)
                .find(|(_, session)| runs_at(session, item));
            Activity {
                event: item.index,
                session: during.map(|(index, _)| *index),
                basis: Basis::LogonId,
                while_disconnected: during.is_none(),
            }
        })
        .collect()
}

/// The sessions in which programs run, by whose they are.
struct ByUser<'s> {
    by_sid: HashMap<&'s Text, Vec<(u32, &'s Session)>>,
    /// By user name, folded: those with a SID, and those without.
    by_name: HashMap<String, [Vec<(u32, &'s Session)>; 2]>,
}

impl<'s> ByUser<'s> {
    fn of(sessions: &[(u32, &'s Session)]) -> Self {
        let (mut by_sid, mut by_name) = (HashMap::default(), HashMap::default());
        let fitting = sessions.iter().filter(|(_, session)| {
            session.outcome == Outcome::Success && runs_programs(session.kind)
        });
        for &(index, session) in fitting {
            if let Some(sid) = &session.sid {
                let of_sid: &mut Vec<_> = by_sid.entry(sid).or_default();
                of_sid.push((index, session));
            }
            if let Some(user) = &session.user {
                let [with_sid, without]: &mut [Vec<_>; 2] = by_name.entry(fold(user)).or_default();
                let list = if session.sid.is_some() {
                    with_sid
                } else {
                    without
                };
                list.push((index, session));
            }
        }
        Self { by_sid, by_name }
    }

    /// The only session of the same user at that time. SIDs decide where both have one.
    fn activity(&self, item: &Item<'_>, process: &ProcessStart) -> Activity {
        let of_name = process
            .who
            .user
            .as_deref()
            .and_then(|user| self.by_name.get(&fold(user)));
        let [with_sid, without] =
            of_name.map_or([&[][..]; 2], |lists| lists.each_ref().map(|l| &l[..]));
        let same = match &process.who.sid {
            Some(sid) => self.by_sid.get(sid).map_or(&[][..], Vec::as_slice),
            None => with_sid,
        };
        let mut fitting = same
            .iter()
            .chain(without)
            .filter(|(_, session)| runs_at(session, item));
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
}

/// Whether a session of this kind is where its user's programs run.
fn runs_programs(kind: Kind) -> bool {
    kind.is_desktop() || matches!(kind, Kind::Ssh | Kind::WinRm)
}

fn runs_at(session: &Session, item: &Item<'_>) -> bool {
    let time = item.time;
    session.begin.is_none_or(|begin| begin <= time) && session.end.is_none_or(|end| time <= end)
}
