//! Unites the results of a machine's lineages. What happened before the fork is kept once; of a session that
//! was open at the fork, only that is kept on which all lineages agree.

use std::hash::Hash;
use std::ops::Deref;

use thin_vec::ThinVec;

use super::lineage::Lineages;
use crate::correlate::correlation::Correlation;
use crate::correlate::index_lists::index_of;
use crate::correlate::maps::{HashMap, HashSet};
use crate::domain::activity::{Activity, ActivityNote, ActivitySource, CandidateSets, Strength};
use crate::domain::coverage::{ChannelCoverage, Run};
use crate::domain::event::EventIndex;
use crate::domain::ground::Ground;
use crate::domain::note::Note;
use crate::domain::session::{EndKind, LocalSession, LogonEnd, LogonSession, Session};
use crate::domain::session_id::SessionId;
use crate::domain::time::Timestamp;

/// Unites what the lineages gave, in their order. `defines` says whether a record is a source of one
/// session only.
pub(crate) fn unite(
    lineages: &Lineages,
    found: Vec<Correlation>,
    defines: &dyn Fn(EventIndex) -> bool,
) -> Correlation {
    let mut united = United::default();
    for (number, one) in found.into_iter().enumerate() {
        united.take(lineages, number, one, defines);
    }
    united.finish()
}

/// What the lineages so far gave.
#[derive(Default)]
struct United {
    whole: Correlation,
    /// The session of each id, and of each record that defines one.
    ids: HashMap<SessionId, u32>,
    defined: HashMap<EventIndex, u32>,
    /// For each session, the first lineage that has it, and the last one.
    of_lineage: Vec<(usize, usize)>,
    logons: HashMap<EventIndex, u32>,
    locals: HashMap<EventIndex, u32>,
    activities: HashMap<ActivitySource, usize>,
    /// Ids that gave way to another lineage's.
    given_up: HashMap<SessionId, SessionId>,
}

impl United {
    fn take(
        &mut self,
        lineages: &Lineages,
        number: usize,
        mut one: Correlation,
        defines: &dyn Fn(EventIndex) -> bool,
    ) {
        let sessions = one.sessions.iter();
        let sessions = sessions.map(|session| self.place_session(number, session, defines));
        let sessions: Vec<u32> = sessions.collect();
        let logons = one.logon_sessions.iter().map(|logon| &*logon.events);
        let logons = place_all(&mut self.logons, self.whole.logon_sessions.len(), logons);
        let locals = one.local_sessions.iter().map(|local| &*local.events);
        let locals = place_all(&mut self.locals, self.whole.local_sessions.len(), locals);
        one.renumber(
            |session| at(&sessions, session),
            |logon| at(&logons, logon),
            |local| at(&locals, local),
        );
        for (session, &place) in one.sessions.into_iter().zip(&sessions) {
            let of = self.of_lineage.get(place as usize);
            let parted = of.and_then(|(first, _)| lineages.parted(*first, number));
            match self.whole.sessions.get_mut(place as usize) {
                Some(known) => {
                    if known.id != session.id {
                        self.given_up.insert(session.id, known.id);
                    }
                    join_sessions(known, session, parted);
                }
                None => self.whole.sessions.push(session),
            }
        }
        let known = &mut self.whole.logon_sessions;
        join_or_push(known, one.logon_sessions, &logons, join_logons);
        let known = &mut self.whole.local_sessions;
        join_or_push(known, one.local_sessions, &locals, join_locals);
        let before = self.whole.candidates.append(one.candidates);
        for mut activity in one.activities {
            activity.candidates = activity.candidates.behind(before);
            let next = self.whole.activities.len();
            let place = *self.activities.entry(activity.source).or_insert(next);
            match self.whole.activities.get_mut(place) {
                Some(known) => join_activities(known, activity, &mut self.whole.candidates),
                None => self.whole.activities.push(activity),
            }
        }
        for log in one.coverage {
            let mut known = self.whole.coverage.iter_mut();
            match known.find(|known| known.channel == log.channel) {
                Some(known) => join_coverage(known, log),
                None => self.whole.coverage.push(log),
            }
        }
    }

    /// The place of a lineage's session among all: that of the session which began with the same record,
    /// or has one of its defining records.
    fn place_session(
        &mut self,
        lineage: usize,
        session: &Session,
        defines: &dyn Fn(EventIndex) -> bool,
    ) -> u32 {
        let own = session.sources.iter().map(|source| source.event);
        let own: ThinVec<EventIndex> = own.filter(|&event| defines(event)).collect();
        let is_others = |place: &&u32| {
            let of = self.of_lineage.get(**place as usize);
            of.is_some_and(|(_, last)| *last != lineage)
        };
        let by_id = self.ids.get(&session.id).filter(is_others);
        let by_record = || own.iter().find_map(|event| self.defined.get(event));
        let next = index_of(self.of_lineage.len());
        let place = by_id.or_else(by_record).copied().unwrap_or(next);
        match self.of_lineage.get_mut(place as usize) {
            Some((_, last)) => *last = lineage,
            None => self.of_lineage.push((lineage, lineage)),
        }
        self.ids.entry(session.id).or_insert(place);
        for event in own {
            self.defined.entry(event).or_insert(place);
        }
        place
    }

    fn finish(mut self) -> Correlation {
        for session in &mut self.whole.sessions {
            let parent = session.parent.as_ref();
            if let Some(id) = parent.and_then(|parent| self.given_up.get(parent)) {
                session.parent = Some(*id);
            }
        }
        for log in &mut self.whole.coverage {
            log.clearings.sort_by_key(|clearing| clearing.time);
        }
        self.whole
    }
}

fn at(places: &[u32], old: u32) -> u32 {
    places.get(old as usize).copied().unwrap_or(old)
}

/// The indices of items by their records: an item that shares a record with a known one is that one.
fn place_all<'s>(
    known: &mut HashMap<EventIndex, u32>,
    count: usize,
    all: impl Iterator<Item = &'s [EventIndex]>,
) -> Vec<u32> {
    let mut next = index_of(count);
    let places = all.map(|events| {
        let place = events.iter().find_map(|event| known.get(event)).copied();
        let place = place.unwrap_or_else(|| {
            next += 1;
            next - 1
        });
        for &event in events {
            known.entry(event).or_insert(place);
        }
        place
    });
    places.collect()
}

/// Puts items at their indices: appends new ones, and joins those that are known.
fn join_or_push<T>(known: &mut Vec<T>, more: Vec<T>, places: &[u32], join: fn(&mut T, T)) {
    for (one, &place) in more.into_iter().zip(places) {
        match known.get_mut(place as usize) {
            Some(known) => join(known, one),
            None => known.push(one),
        }
    }
}

/// Appends what is new.
fn add<T, L>(known: &mut L, more: impl IntoIterator<Item = T>)
where
    T: Copy + Eq + Hash,
    L: Deref<Target = [T]> + Extend<T>,
{
    let mut held: HashSet<T> = known.iter().copied().collect();
    let more: Vec<T> = more.into_iter().filter(|one| held.insert(*one)).collect();
    known.extend(more);
}

/// The same of what is rare, and of texts.
fn add_few<T, L>(known: &mut L, more: impl IntoIterator<Item = T>)
where
    T: PartialEq,
    L: Deref<Target = [T]> + Extend<T>,
{
    for one in more {
        if !known.contains(&one) {
            known.extend([one]);
        }
    }
}

/// One session of two lineages. What happened since the fork is taken from the lineage in which it ended
/// best; of its end only what both say.
fn join_sessions(known: &mut Session, mut other: Session, parted: Option<Timestamp>) {
    let end = |s: &Session| (s.end, s.end_kind, s.end_detail, s.end_precision);
    let agree = end(known) == end(&other);
    if other.outcome > known.outcome {
        std::mem::swap(known, &mut other);
        std::mem::swap(&mut known.id, &mut other.id);
    }
    let held = known.sources.iter().map(|source| source.event);
    let mut held: HashSet<EventIndex> = held.collect();
    let sources = other.sources.into_iter();
    known
        .sources
        .extend(sources.filter(|source| held.insert(source.event)));
    add(&mut known.logon_sessions, other.logon_sessions);
    add(&mut known.logon_ids, other.logon_ids);
    add(&mut known.logon_types, other.logon_types);
    known.logon_types.sort_unstable();
    known.attempts = known.attempts.max(other.attempts);
    known.local_session = known.local_session.or(other.local_session);
    known.parent = known.parent.or(other.parent);
    if other.hidden.is_none() {
        known.hidden = None;
    }
    if agree {
        add_few(&mut known.notes, other.notes);
        return;
    }
    known.notes.retain(|note| other.notes.contains(note));
    (known.end, known.end_precision, known.end_detail) = (None, None, None);
    known.end_kind = EndKind::Open;
    known.grounds.end = Ground::StillOpen;
    known.confidence_end = Ground::StillOpen.confidence();
    add_few(&mut known.notes, [Note::HistoriesPart { at: parted }]);
}

/// An activity that two lineages have: where they attribute it differently, neither is claimed.
fn join_activities(known: &mut Activity, other: Activity, sets: &mut CandidateSets) {
    let tie = |one: &Activity| (one.strength, one.session);
    if other.strength == Strength::None {
        return;
    }
    if known.strength == Strength::None {
        *known = other;
        return;
    }
    let members = |one: &Activity| {
        let candidates = sets.get(one.candidates).iter().copied();
        one.session.into_iter().chain(candidates)
    };
    let mut all: Vec<u32> = members(known).chain(members(&other)).collect();
    all.sort_unstable();
    all.dedup();
    let is_same = tie(known) == tie(&other) && all.len() == members(known).count();
    if !is_same {
        known.strength = Strength::TimeOnly;
        known.session = None;
        known.candidates = sets.add(all);
        known.notes.push(ActivityNote::TimeMoreThanOnce);
    }
}

fn join_logons(known: &mut LogonSession, other: LogonSession) {
    let end = |s: &LogonSession| (s.end, s.end_kind, s.end_precision);
    if end(known) != end(&other) {
        (known.end, known.end_precision) = (None, None);
        known.end_kind = LogonEnd::Open;
    }
    add(&mut known.sessions, other.sessions);
    add(&mut known.events, other.events);
    known.local_session = known.local_session.or(other.local_session);
    known.linked = known.linked.or(other.linked);
}

fn join_locals(known: &mut LocalSession, other: LocalSession) {
    let end = |s: &LocalSession| (s.end, s.end_kind, s.end_precision);
    if end(known) != end(&other) {
        (known.end, known.end_precision) = (None, None);
        known.end_kind = EndKind::Open;
    }
    let equal = known.intervals.iter().zip(&other.intervals);
    let equal = equal.take_while(|(a, b)| a == b).count();
    if let (Some(own), Some(theirs)) = (known.intervals.get_mut(equal), other.intervals.get(equal))
    {
        // Both continue the same way over the fork, and diverge later.
        let goes_on = (own.state, own.from, own.visit) == (theirs.state, theirs.from, theirs.visit);
        own.to = None;
        known.intervals.truncate(equal + usize::from(goes_on));
    } else {
        known.intervals.truncate(equal);
    }
    add(&mut known.visits, other.visits);
    add(&mut known.logon_sessions, other.logon_sessions);
    add(&mut known.events, other.events);
}

/// Adds another lineage's coverage of one log: nothing is missing between lineages.
fn join_coverage(known: &mut ChannelCoverage, other: ChannelCoverage) {
    let new = other.numberings.into_iter();
    let new = new.filter(|numbering| !known.numberings.contains(numbering));
    let new: Vec<Run> = new.collect();
    add_few(&mut known.lineages, new);
    add_few(&mut known.gaps, other.gaps);
    add_few(&mut known.clearings, other.clearings);
}
