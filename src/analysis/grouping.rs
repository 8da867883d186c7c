//! Sessions put together: by user, by user and place, by user and range, with their numbers.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use super::keys::{NO_NAME, PlaceKey, RangeKey, UserKey};
use super::names::Names;
use super::outliers::{Mark, Outliers};
use crate::case::Case;
use crate::domain::account::fold;
use crate::domain::address::AddressClass;
use crate::domain::session::{HostIndex, Kind, Outcome, Session};
use crate::domain::time::Timestamp;

/// The numbers of a set of sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub sessions: u64,
    /// Access was gained.
    pub successes: u64,
    /// Failed or refused.
    pub failures: u64,
    /// Authenticated, but no desktop came.
    pub aborted: u64,
    /// The result was not seen.
    pub unknown: u64,
    /// Failed tries that the sessions hold.
    pub attempts: u64,
    /// The earliest moment of any.
    pub first: Option<Timestamp>,
    /// The latest moment of any, ends included.
    pub last: Option<Timestamp>,
    /// Where they were.
    pub hosts: BTreeSet<HostIndex>,
    /// How they came in.
    pub kinds: BTreeSet<Kind>,
    /// How many places they came from.
    pub places: usize,
    /// How many users they are of.
    pub users: usize,
    /// Records that made them.
    pub sources: u64,
}

impl Tally {
    /// Counts the sessions of these indices.
    pub fn of(case: &Case, sessions: &[u32]) -> Self {
        let mut tally = Self::default();
        let (mut places, mut users) = (HashSet::new(), HashSet::new());
        for session in sessions.iter().filter_map(|&index| session_at(case, index)) {
            tally.count(session);
            places.insert(PlaceKey::of(session));
            users.insert(UserKey::of(session));
        }
        (tally.places, tally.users) = (places.len(), users.len());
        tally
    }

    fn count(&mut self, session: &Session) {
        self.sessions += 1;
        match session.outcome {
            Outcome::Success => self.successes += 1,
            Outcome::Failed | Outcome::Refused => self.failures += 1,
            Outcome::Aborted => self.aborted += 1,
            Outcome::Unknown => self.unknown += 1,
        }
        self.attempts += u64::from(session.attempts);
        let times = [session.begin, session.end];
        let first = times.into_iter().flatten().min();
        self.first = [self.first, first].into_iter().flatten().min();
        self.last = self.last.max(times.into_iter().flatten().max());
        self.hosts.insert(session.host);
        self.kinds.insert(session.kind);
        self.sources += session.sources.len() as u64;
    }
}

/// Sessions that share a key.
#[derive(Clone, Debug)]
pub struct Group<K> {
    /// What they share.
    pub key: K,
    /// The user, place or range as it is written.
    pub label: String,
    /// The user as it is written, also where the group is narrower.
    pub user: String,
    /// The sessions, in the order in which they were given.
    pub sessions: Vec<u32>,
    /// Their numbers.
    pub tally: Tally,
    /// Their part of the given sessions of the same user, 0 to 1; of all given, for a user.
    pub share: f32,
    /// What kind of place it is; `None` for a user, who may come from several.
    pub class: Option<AddressClass>,
    /// What stands out, judged over the whole case.
    pub mark: Option<Mark>,
}

/// One group for each user, by name.
pub fn users(
    case: &Case,
    names: &Names,
    outliers: &Outliers,
    sessions: &[u32],
) -> Vec<Group<UserKey>> {
    let mut groups = group_by(case, names, sessions, UserKey::of);
    for group in &mut groups {
        group.share = part(group.sessions.len(), sessions.len());
        group.mark = outliers.user(&group.key).cloned();
    }
    sorted(groups)
}

/// One group for each user and place, by user, then place.
pub fn places(
    case: &Case,
    names: &Names,
    outliers: &Outliers,
    sessions: &[u32],
) -> Vec<Group<(UserKey, PlaceKey)>> {
    let of = |session: &Session| (UserKey::of(session), PlaceKey::of(session));
    let mut groups = group_by(case, names, sessions, of);
    let totals = totals(groups.iter().map(|g| (&g.key.0, g.sessions.len())));
    for group in &mut groups {
        let (user, place) = &group.key;
        group.label = place.label();
        group.share = part(group.sessions.len(), totals.get(user).copied().unwrap_or(0));
        group.class = class_of_first(case, &group.sessions);
        group.mark = outliers.place(user, place).cloned();
    }
    sorted(groups)
}

/// One group for each user and range, by user, then range.
pub fn ranges(
    case: &Case,
    names: &Names,
    outliers: &Outliers,
    sessions: &[u32],
) -> Vec<Group<(UserKey, RangeKey)>> {
    let of = |session: &Session| (UserKey::of(session), RangeKey::of(session));
    let mut groups = group_by(case, names, sessions, of);
    let totals = totals(groups.iter().map(|g| (&g.key.0, g.sessions.len())));
    for group in &mut groups {
        let (user, range) = &group.key;
        group.label = range.label();
        group.share = part(group.sessions.len(), totals.get(user).copied().unwrap_or(0));
        group.class = class_of_first(case, &group.sessions);
        group.mark = outliers.range(user, range).cloned();
    }
    sorted(groups)
}

/// A session by its index.
pub fn session_at(case: &Case, index: u32) -> Option<&Session> {
    case.sessions.get(index as usize)
}

fn group_by<K: Clone + Eq + Hash>(
    case: &Case,
    names: &Names,
    sessions: &[u32],
    key_of: impl Fn(&Session) -> K,
) -> Vec<Group<K>> {
    let mut members: HashMap<K, Vec<u32>> = HashMap::new();
    for &index in sessions {
        if let Some(session) = session_at(case, index) {
            members.entry(key_of(session)).or_default().push(index);
        }
    }
    members
        .into_iter()
        .map(|(key, sessions)| {
            let first = sessions.first().and_then(|&index| session_at(case, index));
            let user = first
                .map(|first| names.of_session(first))
                .unwrap_or_default();
            Group {
                key,
                label: user.clone(),
                user,
                tally: Tally::of(case, &sessions),
                sessions,
                share: 0.0,
                class: None,
                mark: None,
            }
        })
        .collect()
}

/// How many sessions each user has, over all of the user's groups.
fn totals<'a>(parts: impl Iterator<Item = (&'a UserKey, usize)>) -> HashMap<UserKey, usize> {
    let mut totals = HashMap::new();
    for (user, count) in parts {
        *totals.entry(user.clone()).or_default() += count;
    }
    totals
}

fn part(count: usize, total: usize) -> f32 {
    count as f32 / total.max(1) as f32
}

fn class_of_first(case: &Case, sessions: &[u32]) -> Option<AddressClass> {
    session_at(case, *sessions.first()?).map(|session| session.source_class)
}

/// By user as written, then by key, the nameless last: the groups come from a hash map and have no
/// order yet.
fn sorted<K: Ord>(mut groups: Vec<Group<K>>) -> Vec<Group<K>> {
    groups.sort_by(|a, b| {
        let nameless = |group: &Group<K>| group.user == NO_NAME;
        let name = |group: &Group<K>| (nameless(group), fold(&group.user));
        name(a).cmp(&name(b)).then_with(|| a.key.cmp(&b.key))
    });
    groups
}

#[cfg(test)]
mod tests;
