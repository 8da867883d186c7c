//! The result of correlation, for one host and for a whole case.

use crate::correlate::index_lists::index_of;
use crate::domain::activity::{Activity, CandidateSets};
use crate::domain::coverage::ChannelCoverage;
use crate::domain::records::Records;
use crate::domain::session::{Host, HostIndex, LocalSession, LogonSession, Session};

/// All that was found in a set of events.
#[derive(Debug, Default)]
pub struct Correlation {
    /// Every record once, by host, channel and record id.
    pub records: Records,
    /// Hosts.
    pub hosts: Vec<Host>,
    /// Access sessions, in export order.
    pub sessions: Vec<Session>,
    /// Windows logon sessions.
    pub logon_sessions: Vec<LogonSession>,
    /// Local sessions.
    pub local_sessions: Vec<LocalSession>,
    /// Activity, by host and time.
    pub activities: Vec<Activity>,
    /// The sets of sessions that activities may belong to.
    pub candidates: CandidateSets,
    /// How far each log of each host reaches.
    pub coverage: Vec<ChannelCoverage>,
}

/// The indices that the first of a host's lists have in the case.
#[derive(Clone, Copy, Default)]
pub(super) struct Offsets {
    pub(super) session: u32,
    pub(super) logon_session: u32,
    pub(super) local_session: u32,
}

impl Offsets {
    /// The offsets of the next host, after all hosts before it.
    pub(super) fn advance(&mut self, host: &Correlation) -> Self {
        let own = *self;
        let behind = |first: u32, count: usize| first.saturating_add(index_of(count));
        self.session = behind(own.session, host.sessions.len());
        self.logon_session = behind(own.logon_session, host.logon_sessions.len());
        self.local_session = behind(own.local_session, host.local_sessions.len());
        own
    }
}

impl Correlation {
    /// Reserves exactly what the hosts need: a list that grows on demand is in memory twice at times.
    pub(super) fn reserve_for(&mut self, hosts: &[(HostIndex, Self)]) {
        let sum = |length: fn(&Self) -> usize| hosts.iter().map(|(_, one)| length(one)).sum();
        self.sessions.reserve_exact(sum(|one| one.sessions.len()));
        self.logon_sessions
            .reserve_exact(sum(|one| one.logon_sessions.len()));
        self.local_sessions
            .reserve_exact(sum(|one| one.local_sessions.len()));
        self.activities
            .reserve_exact(sum(|one| one.activities.len()));
    }

    /// Gives what points into its own lists other indices.
    pub(super) fn renumber(
        &mut self,
        session: impl Fn(u32) -> u32,
        logon: impl Fn(u32) -> u32,
        local: impl Fn(u32) -> u32,
    ) {
        for one in &mut self.sessions {
            let logons = one.logon_sessions.iter_mut();
            logons.for_each(|index| *index = logon(*index));
            one.local_session = one.local_session.map(&local);
        }
        for one in &mut self.logon_sessions {
            let sessions = one.sessions.iter_mut();
            sessions.for_each(|index| *index = session(*index));
            one.local_session = one.local_session.map(&local);
        }
        for one in &mut self.local_sessions {
            visits_of(one).for_each(|visit| *visit = session(*visit));
            let logons = one.logon_sessions.iter_mut();
            logons.for_each(|index| *index = logon(*index));
        }
        for activity in &mut self.activities {
            activity.session = activity.session.map(&session);
        }
        self.candidates.renumber(&session);
    }

    /// Adds what other records of the same host gave.
    pub(super) fn take_more(&mut self, mut more: Self) {
        let mut behind = Offsets::default();
        behind.advance(self);
        more.renumber(
            |session| session + behind.session,
            |logon| logon + behind.logon_session,
            |local| local + behind.local_session,
        );
        self.append(more);
    }

    /// Adds what one host gave.
    pub(super) fn append(&mut self, mut one: Correlation) {
        self.records.append(one.records);
        self.coverage.append(&mut one.coverage);
        self.sessions.append(&mut one.sessions);
        self.logon_sessions.append(&mut one.logon_sessions);
        self.local_sessions.append(&mut one.local_sessions);
        let before = self.candidates.append(one.candidates);
        for activity in &mut one.activities {
            activity.candidates = activity.candidates.behind(before);
        }
        self.activities.append(&mut one.activities);
    }
}

/// All that points from a local session to access sessions.
pub(super) fn visits_of(local: &mut LocalSession) -> impl Iterator<Item = &mut u32> {
    let of_intervals = local.intervals.iter_mut();
    let of_intervals = of_intervals.filter_map(|interval| interval.visit.as_mut());
    local.visits.iter_mut().chain(of_intervals)
}
