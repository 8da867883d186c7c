//! Which session a process start happened in: Rule A1 by logon id, else Rule A2 by user.

use std::collections::BTreeSet;
use std::sync::Arc;

use thin_vec::ThinVec;

use crate::correlate::finish::session_spans::SessionSpans;
use crate::correlate::index_lists::{IndexLists, index_of};
use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Item, Items};
use crate::correlate::units::logons::{Logons, is_background};
use crate::domain::account::fold;
use crate::domain::activity::{Activity, ActivityDetails, ActivityKind, ActivitySource, Strength, TimeQuality};
use crate::domain::event::{Fact, Luid, ProcessStart, Text};
use crate::domain::session::{HostIndex, Kind, Outcome, Session};

/// Attributes the process starts of one `host` to its `sessions`, by their indices. Background accounts'
/// processes are left out: they belong to no session.
pub(super) fn attribute(
    host: HostIndex,
    items: &Items<'_>,
    logons: &Logons<'_>,
    sessions: &[Session],
    spans: &SessionSpans,
) -> Vec<Activity> {
    let starts = items.count(FactKinds::PROCESS_STARTED);
    if starts == 0 {
        return Vec::new();
    }
    let numbered = || (0..).zip(sessions);
    let by_logon = IndexLists::of(numbered().flat_map(|(index, session): (u32, &Session)| {
        let logons = session.logon_sessions.iter();
        logons.map(move |&logon| (logon, index))
    }));
    // A reconnect runs under the logon of the first visit: all visits of a desktop share it.
    let by_local = IndexLists::of(
        numbered().filter_map(|(index, session)| Some((session.local_session?, index))),
    );
    let by_user = ByUser::of(sessions);
    let session_at = |index: &u32| sessions.get(*index as usize);
    // The logon that was looked up last: many consecutive records describe what somebody does.
    let mut last: Option<(u32, Option<Luid>)> = None;
    // Its own sessions, and the local sessions that these visited, each once.
    let mut own: &[u32] = &[];
    let mut locals: Vec<u32> = Vec::new();
    let mut activities = Vec::with_capacity(starts);
    for (_, item) in items.of(FactKinds::PROCESS_STARTED) {
        let Fact::ProcessStarted(process) = &item.event.fact else {
            continue;
        };
        if is_background(&process.who) {
            continue;
        }
        let key = (item.boot, process.luid);
        if last.replace(key) != Some(key) {
            let logon = logons.find(item.boot, process.luid);
            own = logon.map_or(&[][..], |logon| by_logon.get(index_of(logon)));
            let visited = own.iter().filter_map(session_at);
            let mut met = BTreeSet::new();
            let visited = visited.filter_map(|session| session.local_session);
            locals.clear();
            locals.extend(visited.filter(|local| met.insert(*local)));
        }
        let (session, basis) = if own.is_empty() {
            by_user.find(item, process, spans)
        } else {
            let visits = locals.iter().flat_map(|local| by_local.get(*local));
            let runs =
                |index: &&u32| session_at(index).is_some_and(|s| spans.covers(**index, s, item));
            (visits.chain(own).find(runs).copied(), Strength::LogonId)
        };
        activities.push(Activity {
            host: Some(host),
            time: Some(item.event.time),
            time_end: None,
            time_quality: TimeQuality::Exact,
            kind: ActivityKind::ProgramStarted,
            strength: basis,
            while_disconnected: basis == Strength::LogonId && session.is_none(),
            user: Arc::new(process.who.clone()),
            object: process.image.clone(),
            details: ActivityDetails::Process {
                id: process.process_id,
                form: Arc::clone(&process.form),
            },
            session,
            candidates: ThinVec::new(),
            source: ActivitySource::Record(item.index),
            more_sources: ThinVec::new(),
            notes: ThinVec::new(),
        });
    }
    activities.shrink_to_fit();
    activities
}

/// The sessions in which programs run, by whose they are.
struct ByUser<'s> {
    by_sid: HashMap<&'s Text, Vec<(u32, &'s Session)>>,
    /// By user name, folded: those with a SID, and those without.
    by_name: HashMap<String, [Vec<(u32, &'s Session)>; 2]>,
}

impl<'s> ByUser<'s> {
    fn of(sessions: &'s [Session]) -> Self {
        let (mut by_sid, mut by_name) = (HashMap::default(), HashMap::default());
        let fitting = (0..).zip(sessions).filter(|(_, session)| {
            session.outcome == Outcome::Success && runs_programs(session.kind)
        });
        for (index, session) in fitting {
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
    fn find(
        &self,
        item: &Item<'_>,
        process: &ProcessStart,
        spans: &SessionSpans,
    ) -> (Option<u32>, Strength) {
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
            .filter(|(index, session)| spans.covers(*index, session, item));
        match (fitting.next(), fitting.next()) {
            (Some((index, _)), None) => (Some(*index), Strength::UserAndTime),
            _ => (None, Strength::None),
        }
    }
}

/// Whether a session of this kind is where its user's programs run.
fn runs_programs(kind: Kind) -> bool {
    kind.is_desktop() || matches!(kind, Kind::Ssh | Kind::WinRm)
}
