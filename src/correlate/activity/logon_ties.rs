//! Which session a logon id belongs to at a moment. The logon id of a desktop belongs to all sessions that
//! visited it.

use crate::correlate::activity::stays::{self, Ability, Stay};
use crate::correlate::finish::session_spans::Moment;
use crate::correlate::index_lists::{IndexLists, index_of};
use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Items};
use crate::correlate::units::logons::{LogonIndex, Logons};
use crate::domain::event::{EventIndex, Fact, Luid};
use crate::domain::session::Session;

/// What a logon id says of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogonTie {
    /// It is that of a session that was open.
    Session(u32),
    /// It is that of a desktop to which nobody was connected; this session was the last.
    Disconnected(u32),
    /// It is that of another logon.
    OtherLogon,
    /// Nobody knows whose it is.
    Unknown,
}

/// The logon ids of a host and their sessions.
pub(super) struct LogonTies<'a> {
    items: &'a Items<'a>,
    logons: &'a Logons<'a>,
    stays: &'a [Stay],
    /// The sessions of each logon.
    sessions: IndexLists,
    /// The stays of each session, and of each local session.
    of_session: HashMap<u32, Vec<u32>>,
    of_local: HashMap<u32, Vec<u32>>,
    /// Logons by the id of their other half, which may have no record of its own.
    linked: HashMap<(u32, Luid), LogonIndex>,
}

/// The logons of which sessions have only the logoff (4647). Its logon id is that of the session, although no
/// record of the logon is left.
pub(super) fn logged_off(
    items: &Items<'_>,
    logons: &Logons<'_>,
    sessions: &[Session],
) -> Vec<(u32, LogonIndex)> {
    let logoffs = items.of(FactKinds::LOGOFF_STARTED);
    let logoffs = logoffs.filter_map(|(_, item)| {
        let Fact::LogoffStarted { luid, .. } = &item.event.fact else {
            return None;
        };
        Some((item.index, logons.find(item.boot, *luid)?))
    });
    let logoffs: HashMap<EventIndex, LogonIndex> = logoffs.collect();
    let numbered = (0..).zip(sessions);
    let without = numbered.filter(|(_, session): &(u32, &Session)| session.logon_ids.is_empty());
    let found = without.flat_map(|(number, session)| {
        let own = session.sources.iter();
        own.filter_map(|source| logoffs.get(&source.event))
            .map(move |&logon| (number, logon))
    });
    found.collect()
}

impl<'a> LogonTies<'a> {
    pub(super) fn of_host(
        items: &'a Items<'a>,
        logons: &'a Logons<'a>,
        (sessions, logged_off): (&[Session], &[(u32, LogonIndex)]),
        stays: &'a [Stay],
    ) -> Self {
        let numbered = || (0..).zip(sessions);
        let pairs = numbered().flat_map(|(index, session): (u32, &Session)| {
            let logons = session.logon_sessions.iter();
            logons.map(move |&logon| (logon, index))
        });
        let ended = logged_off.iter();
        let ended = ended.map(|&(session, logon)| (index_of(logon), session));
        let mut linked = HashMap::default();
        for (pos, item) in items.of(FactKinds::LOGON_AT_SCREEN) {
            if let Fact::Logon(logon) = &item.event.fact
                && let Some(other) = logon.linked_luid()
                && let Some(unit) = logons.made_at(pos)
            {
                linked.entry((item.boot, other)).or_insert(unit);
            }
        }
        let is_visit = |stay: &Stay| stay.ability != Ability::Disconnected;
        Self {
            items,
            logons,
            stays,
            sessions: IndexLists::of(pairs.chain(ended)),
            of_session: stays::by_key(stays, |stay| is_visit(stay).then_some(stay.session)),
            of_local: stays::by_key(stays, |stay| stay.local),
            linked,
        }
    }

    /// What the logon id of a boot says of a moment.
    pub(super) fn of(&self, boot: u32, luid: Luid, at: Moment) -> LogonTie {
        let found = self.logons.find(boot, Some(luid));
        let own = found.map(|unit| self.sessions.get(index_of(unit)));
        // Its other half may be the one that is known.
        let half = self.linked.get(&(boot, luid)).copied();
        let (unit, own) = match (found.zip(own), half) {
            (Some((unit, own)), _) if !own.is_empty() => (unit, own),
            (_, Some(half)) => (half, self.sessions.get(index_of(half))),
            (Some(known), None) => known,
            (None, None) => return LogonTie::Unknown,
        };
        if own.is_empty() {
            let is_known = self
                .logons
                .units
                .get(unit)
                .is_some_and(|unit| unit.begin.is_some());
            return if is_known {
                LogonTie::OtherLogon
            } else {
                LogonTie::Unknown
            };
        }
        let open = own
            .iter()
            .filter_map(|&session| self.open_visit(session, boot, at));
        if let Some(session) = open.max_by_key(|&session| self.begin_of(session)) {
            return LogonTie::Session(session);
        }
        let away = own
            .iter()
            .filter_map(|&session| self.left_desktop(session, boot, at));
        match away.max().filter(|_| !self.is_over(unit, at)) {
            Some(last) => LogonTie::Disconnected(last),
            None => LogonTie::OtherLogon,
        }
    }

    /// The session that was open at a moment: this one, one that visited the same desktop, or of credentials
    /// the one in which they were used.
    pub(super) fn open_visit(&self, session: u32, boot: u32, at: Moment) -> Option<u32> {
        let visits = self.meant_by(session).flat_map(|one| {
            let own = self.stays_of(&self.of_session, one);
            let locals = own.clone().filter_map(|stay| stay.local);
            let of_local = locals.flat_map(|local| self.stays_of(&self.of_local, local));
            own.chain(of_local)
        });
        let is_somebody = |stay: &&Stay| {
            matches!(stay.ability, Ability::Desktop | Ability::NoDesktop) && stay.is_open(boot, at)
        };
        let open = visits.filter(is_somebody);
        open.max_by_key(|stay| (stay.from, stay.session))
            .map(|stay| stay.session)
    }

    /// A session, or of credentials the one in which they were used. Rule A10.
    fn meant_by(&self, session: u32) -> impl Iterator<Item = u32> {
        let own = self.stays_of(&self.of_session, session);
        let parents = own.filter_map(|stay| match stay.ability {
            Ability::Credentials { parent } => Some(parent),
            _ => None,
        });
        parents.chain([session])
    }

    /// The last session of a desktop to which nobody was connected at a moment.
    pub(super) fn left_desktop(&self, session: u32, boot: u32, at: Moment) -> Option<u32> {
        let meant = self.meant_by(session);
        let own = meant.flat_map(|one| self.stays_of(&self.of_session, one));
        let locals = own.filter_map(|stay| stay.local);
        let of_local = locals.flat_map(|local| self.stays_of(&self.of_local, local));
        let mut away = of_local.filter(|stay| stay.ability == Ability::Disconnected);
        away.find(|stay| stay.is_open(boot, at))
            .map(|stay| stay.session)
    }

    fn stays_of<'m>(
        &self,
        map: &'m HashMap<u32, Vec<u32>>,
        key: u32,
    ) -> impl Iterator<Item = &'a Stay> + Clone + use<'a, 'm> {
        let numbers = map.get(&key).map_or(&[][..], Vec::as_slice);
        let stays = self.stays;
        numbers
            .iter()
            .filter_map(move |&number| stays.get(number as usize))
    }

    fn begin_of(&self, session: u32) -> Option<Moment> {
        let numbers = self.of_session.get(&session)?;
        let stay = numbers
            .first()
            .and_then(|&number| self.stays.get(number as usize));
        stay.map(|stay| stay.from)
    }

    /// Whether a logon had been ended by a 4634 at a moment.
    fn is_over(&self, unit: LogonIndex, at: Moment) -> bool {
        let end = self.logons.units.get(unit).and_then(|unit| unit.end);
        let end = end.and_then(|pos| self.items.get(pos));
        end.is_some_and(|end| (end.era, end.time) < at)
    }
}
