//! Sessions grouped by user, by user and place, or by user and range, with counts.

mod code_groups;
pub mod only_tried;
mod tally;
mod trend;

use self::code_groups::{CodeGroup, CodeGroups};
pub use self::tally::Tally;
pub use self::trend::Trend;
use super::group_keys::{PlaceKey, RangeKey, UserKey};
use super::outliers::{Outlier, Outliers};
use super::session_index::{IndexedUser, SessionEntry, SessionIndex};
use crate::domain::address::AddressClass;

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
    /// Their counts.
    pub tally: Tally,
    /// Their share of the given sessions of the same user, 0 to 1; for a user, of all given sessions.
    pub share: f32,
    /// What kind of place it is; `None` for a user, who may come from several.
    pub class: Option<AddressClass>,
    /// Whether it is an outlier, judged over the whole case.
    pub outlier: Option<Outlier>,
}

/// One group for each user, by name, those without a name last.
pub fn users(
    session_index: &SessionIndex,
    outliers: &Outliers,
    sessions: &[u32],
) -> Vec<Group<UserKey>> {
    let mut by_code = CodeGroups::of(session_index, sessions, |entry| entry.user);
    let order = session_index.user_order().iter();
    order
        .filter_map(|&code| {
            let (of_code, user) = (by_code.take(code)?, session_index.user(code)?);
            Some(Group {
                share: share_of(of_code.members.len(), sessions.len()),
                outlier: outliers.user(&user.key).cloned(),
                class: None,
                ..group(user, user.key.clone(), user.label.clone(), of_code)
            })
        })
        .collect()
}

/// One group for each user and place, by user, then place.
pub fn places(
    session_index: &SessionIndex,
    outliers: &Outliers,
    sessions: &[u32],
) -> Vec<Group<(UserKey, PlaceKey)>> {
    let mut by_code = CodeGroups::of(session_index, sessions, |entry| entry.user_place);
    let totals = totals(session_index, sessions);
    let order = session_index.user_place_order().iter();
    order
        .filter_map(|&code| {
            let of_code = by_code.take(code)?;
            let pair = session_index.user_places().get(code as usize)?;
            let (user, place) = (
                session_index.user(pair.user)?,
                session_index.place(pair.place)?,
            );
            Some(Group {
                share: share_of(of_code.members.len(), total(&totals, pair.user)),
                outlier: outliers.place(&user.key, place).cloned(),
                ..group(user, (user.key.clone(), *place), place.label(), of_code)
            })
        })
        .collect()
}

/// One group for each user and range, by user, then range.
pub fn ranges(
    session_index: &SessionIndex,
    outliers: &Outliers,
    sessions: &[u32],
) -> Vec<Group<(UserKey, RangeKey)>> {
    let user_range = |entry: &SessionEntry| session_index.user_range_of(entry);
    let mut by_code = CodeGroups::of(session_index, sessions, user_range);
    let totals = totals(session_index, sessions);
    let order = session_index.user_range_order().iter();
    order
        .filter_map(|&code| {
            let of_code = by_code.take(code)?;
            let &(user, range) = session_index.user_ranges().get(code as usize)?;
            let total = total(&totals, user);
            let (user, range) = (session_index.user(user)?, session_index.range(range)?);
            Some(Group {
                share: share_of(of_code.members.len(), total),
                outlier: outliers.range(&user.key, range).cloned(),
                ..group(
                    user,
                    (user.key.clone(), range.clone()),
                    range.label(),
                    of_code,
                )
            })
        })
        .collect()
}

/// The sessions of each host, with counts; `hosts` is the number of hosts.
pub fn hosts(
    session_index: &SessionIndex,
    hosts: usize,
    sessions: &[u32],
) -> Vec<(Vec<u32>, Tally)> {
    let mut by_code = CodeGroups::of(session_index, sessions, |entry| entry.host.0);
    let users = count_distinct(session_index, hosts, sessions, |entry| entry.user);
    let places = count_distinct(session_index, hosts, sessions, |entry| entry.place);
    (0..)
        .zip(users)
        .zip(places)
        .map(|((host, users), places)| {
            let of_code = by_code.take(host).unwrap_or_default();
            let tally = Tally {
                places,
                users,
                ..of_code.tally
            };
            (of_code.members, tally)
        })
        .collect()
}

/// How many different codes the sessions of each host have.
fn count_distinct(
    session_index: &SessionIndex,
    hosts: usize,
    sessions: &[u32],
    code_of: impl Fn(&SessionEntry) -> u32,
) -> Vec<usize> {
    // Host and code in one number, so that one sort finds duplicates.
    let mut pairs: Vec<u64> = sessions
        .iter()
        .filter_map(|&index| session_index.get(index))
        .map(|entry| u64::from(entry.host.0) << 32 | u64::from(code_of(entry)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut counts = vec![0; hosts];
    for pair in pairs {
        if let Some(count) = counts.get_mut((pair >> 32) as usize) {
            *count += 1;
        }
    }
    counts
}

/// How many of these sessions each user has, by code.
fn totals(session_index: &SessionIndex, sessions: &[u32]) -> Vec<usize> {
    let mut totals = vec![0; session_index.users().len()];
    for entry in sessions
        .iter()
        .filter_map(|&index| session_index.get(index))
    {
        if let Some(total) = totals.get_mut(entry.user as usize) {
            *total += 1;
        }
    }
    totals
}

fn total(totals: &[usize], user: u32) -> usize {
    totals.get(user as usize).copied().unwrap_or(0)
}

fn group<K>(user: &IndexedUser, key: K, label: String, of_code: CodeGroup) -> Group<K> {
    Group {
        key,
        label,
        user: user.label.clone(),
        tally: Tally {
            users: 1,
            ..of_code.tally
        },
        sessions: of_code.members,
        share: 0.0,
        class: of_code.class,
        outlier: None,
    }
}

fn share_of(count: usize, total: usize) -> f32 {
    count as f32 / total.max(1) as f32
}

#[cfg(test)]
mod tests;
