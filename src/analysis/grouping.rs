//! Sessions put together: by user, by user and place, by user and range, with their numbers.

use std::collections::BTreeSet;

use super::briefs::{Brief, Briefs, User};
use super::keys::{PlaceKey, RangeKey, UserKey};
use super::outliers::{Mark, Outliers};
use crate::domain::address::AddressClass;
use crate::domain::session::{HostIndex, Kind, Outcome};
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
    pub fn of(briefs: &Briefs, sessions: &[u32]) -> Self {
        let mut tally = Self::default();
        let (mut places, mut users) = (Distinct::default(), Distinct::default());
        let (mut hosts, mut kinds) = (Distinct::default(), Distinct::default());
        for brief in sessions.iter().filter_map(|&index| briefs.get(index)) {
            tally.count(brief);
            places.add(brief.place);
            users.add(brief.user);
            hosts.add(brief.host);
            kinds.add(brief.kind);
        }
        (tally.places, tally.users) = (places.finish().len(), users.finish().len());
        tally.hosts = hosts.finish().into_iter().collect();
        tally.kinds = kinds.finish().into_iter().collect();
        tally
    }

    fn count(&mut self, brief: &Brief) {
        self.sessions += 1;
        match brief.outcome {
            Outcome::Success => self.successes += 1,
            Outcome::Failed | Outcome::Refused => self.failures += 1,
            Outcome::Aborted => self.aborted += 1,
            Outcome::Unknown => self.unknown += 1,
        }
        self.attempts += u64::from(brief.attempts);
        let times = [brief.begin(), brief.end()];
        let first = times.into_iter().flatten().min();
        self.first = [self.first, first].into_iter().flatten().min();
        self.last = self.last.max(times.into_iter().flatten().max());
        self.sources += u64::from(brief.sources);
    }
}

/// The different ones of many values. Neighbours are often alike, and a list that has become long
/// is cleared of doubles, so that it stays about as long as there are different ones.
struct Distinct<T> {
    met: Vec<T>,
    limit: usize,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self {
            met: Vec::new(),
            limit: 64,
        }
    }
}

impl<T: Copy + Ord> Distinct<T> {
    fn add(&mut self, value: T) {
        if self.met.last() == Some(&value) {
            return;
        }
        if self.met.len() >= self.limit {
            self.shorten();
            self.limit = (2 * self.met.len()).max(64);
        }
        self.met.push(value);
    }

    fn shorten(&mut self) {
        self.met.sort_unstable();
        self.met.dedup();
    }

    fn finish(mut self) -> Vec<T> {
        self.shorten();
        self.met
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
    /// The sessions, in export order.
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

/// One group for each user, by name, the nameless last.
pub fn users(briefs: &Briefs, outliers: &Outliers, sessions: &[u32]) -> Vec<Group<UserKey>> {
    by_user(briefs, sessions)
        .map(|(user, members)| Group {
            share: part(members.len(), sessions.len()),
            mark: outliers.user(&user.key).cloned(),
            ..group(briefs, user, user.key.clone(), user.label.clone(), members)
        })
        .collect()
}

/// One group for each user and place, by user, then place.
pub fn places(
    briefs: &Briefs,
    outliers: &Outliers,
    sessions: &[u32],
) -> Vec<Group<(UserKey, PlaceKey)>> {
    let mut groups = Vec::new();
    for (user, all) in by_user(briefs, sessions) {
        let parts = split(briefs, &all, |brief| brief.place);
        let mut parts: Vec<(PlaceKey, Vec<u32>)> = parts
            .into_iter()
            .filter_map(|(code, members)| Some((*briefs.place(code)?, members)))
            .collect();
        parts.sort_by_key(|(place, _)| *place);
        groups.extend(parts.into_iter().map(|(place, members)| Group {
            share: part(members.len(), all.len()),
            class: class_of_first(briefs, &members),
            mark: outliers.place(&user.key, &place).cloned(),
            ..group(
                briefs,
                user,
                (user.key.clone(), place),
                place.label(),
                members,
            )
        }));
    }
    groups
}

/// One group for each user and range, by user, then range.
pub fn ranges(
    briefs: &Briefs,
    outliers: &Outliers,
    sessions: &[u32],
) -> Vec<Group<(UserKey, RangeKey)>> {
    let mut groups = Vec::new();
    for (user, all) in by_user(briefs, sessions) {
        let parts = split(briefs, &all, |brief| briefs.range_of(brief.place));
        let mut parts: Vec<(&RangeKey, Vec<u32>)> = parts
            .into_iter()
            .filter_map(|(code, members)| Some((briefs.range(code)?, members)))
            .collect();
        parts.sort_by_key(|(range, _)| *range);
        groups.extend(parts.into_iter().map(|(range, members)| Group {
            share: part(members.len(), all.len()),
            class: class_of_first(briefs, &members),
            mark: outliers.range(&user.key, range).cloned(),
            ..group(
                briefs,
                user,
                (user.key.clone(), range.clone()),
                range.label(),
                members,
            )
        }));
    }
    groups
}

/// The sessions of each user who has any, by name, the nameless last.
pub fn by_user<'a>(
    briefs: &'a Briefs,
    sessions: &[u32],
) -> impl Iterator<Item = (&'a User, Vec<u32>)> + use<'a> {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); briefs.users().len()];
    for &index in sessions {
        let user = briefs.get(index).map(|brief| brief.user as usize);
        if let Some(list) = user.and_then(|user| members.get_mut(user)) {
            list.push(index);
        }
    }
    briefs.user_order().iter().filter_map(move |&code| {
        let list = members.get_mut(code as usize)?;
        let user = briefs.users().get(code as usize)?;
        (!list.is_empty()).then(|| (user, std::mem::take(list)))
    })
}

/// Sessions parted by a code that each has, in the order of the codes.
pub fn split(
    briefs: &Briefs,
    sessions: &[u32],
    code_of: impl Fn(&Brief) -> u32,
) -> Vec<(u32, Vec<u32>)> {
    // Code and index in one number: sorting it is all there is to do.
    let mut keyed: Vec<u64> = sessions
        .iter()
        .filter_map(|&index| {
            let code = code_of(briefs.get(index)?);
            Some(u64::from(code) << 32 | u64::from(index))
        })
        .collect();
    keyed.sort_unstable();
    let code = |key: &u64| (key >> 32) as u32;
    keyed
        .chunk_by(|a, b| code(a) == code(b))
        .filter_map(|run| {
            let members = run.iter().map(|&key| key as u32).collect();
            Some((code(run.first()?), members))
        })
        .collect()
}

fn group<K>(briefs: &Briefs, user: &User, key: K, label: String, members: Vec<u32>) -> Group<K> {
    Group {
        key,
        label,
        user: user.label.clone(),
        tally: Tally::of(briefs, &members),
        sessions: members,
        share: 0.0,
        class: None,
        mark: None,
    }
}

fn part(count: usize, total: usize) -> f32 {
    count as f32 / total.max(1) as f32
}

fn class_of_first(briefs: &Briefs, sessions: &[u32]) -> Option<AddressClass> {
    briefs.get(*sessions.first()?).map(|brief| brief.class)
}

#[cfg(test)]
mod tests;
