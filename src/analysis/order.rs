//! The order of tables. Every order is stable and ends with the export order (or the order in
//! which groups were made), so that the same click always gives the same rows.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::net::IpAddr;

use super::grouping::{Group, session_at};
use super::keys::user_label;
use crate::case::Case;
use crate::domain::account::fold;
use crate::domain::session::Session;

/// What sessions can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionColumn {
    /// Begin, or end where no begin is known: the export order.
    Begin,
    /// End; unknown ends last.
    End,
    /// Duration; unknown ones last.
    Duration,
    /// User as written, without case.
    User,
    /// Host.
    Host,
    /// Address by number; none last.
    Ip,
    /// What kind of place the address is.
    Class,
    /// Client name.
    Client,
    /// Kind, in the order of the session model.
    Kind,
    /// Outcome, weakest first.
    Outcome,
    /// How it ended.
    EndKind,
    /// Failed tries.
    Attempts,
    /// How many records it is made of.
    Sources,
    /// How sure it is.
    Confidence,
}

/// Sorts session indices. Unknown values come last in both directions.
pub fn sort(case: &Case, sessions: &mut [u32], column: SessionColumn, descending: bool) {
    match column {
        SessionColumn::Begin => by(case, sessions, descending, Session::sort_time),
        SessionColumn::End => by(case, sessions, descending, |s| s.end),
        SessionColumn::Duration => by(case, sessions, descending, Session::duration),
        SessionColumn::User => by_text(case, sessions, descending, |s| {
            (s.user.is_some() || s.sid.is_some()).then(|| user_label(s))
        }),
        SessionColumn::Host => by(case, sessions, descending, |s| Some(s.host)),
        SessionColumn::Ip => by(case, sessions, descending, |s| s.source_ip.map(number)),
        SessionColumn::Class => by(case, sessions, descending, |s| Some(s.source_class)),
        SessionColumn::Client => by_text(case, sessions, descending, |s| {
            s.client_name
                .as_ref()
                .or(s.source_host.as_ref())
                .map(ToString::to_string)
        }),
        SessionColumn::Kind => by(case, sessions, descending, |s| Some(s.kind)),
        SessionColumn::Outcome => by(case, sessions, descending, |s| Some(s.outcome)),
        SessionColumn::EndKind => by(case, sessions, descending, |s| Some(s.end_kind)),
        SessionColumn::Attempts => by(case, sessions, descending, |s| Some(s.attempts)),
        SessionColumn::Sources => by(case, sessions, descending, |s| Some(s.sources.len())),
        SessionColumn::Confidence => by(case, sessions, descending, |s| Some(s.confidence())),
    }
}

/// IPv4 and IPv6 in one order, all of IPv4 first.
fn number(ip: IpAddr) -> (bool, u128) {
    match ip {
        IpAddr::V4(v4) => (false, u128::from(u32::from(v4))),
        IpAddr::V6(v6) => (true, u128::from(v6)),
    }
}

fn by<K: Ord>(
    case: &Case,
    sessions: &mut [u32],
    descending: bool,
    key: impl Fn(&Session) -> Option<K>,
) {
    sessions.sort_by_cached_key(|&index| {
        let key = session_at(case, index).and_then(&key);
        Place {
            key,
            descending,
            index,
        }
    });
}

/// Texts are folded and ranked once for each distinct text: a table of a million rows has a few
/// thousand names.
fn by_text(
    case: &Case,
    sessions: &mut [u32],
    descending: bool,
    text: impl Fn(&Session) -> Option<String>,
) {
    let texts: Vec<Option<String>> = sessions
        .iter()
        .map(|&index| {
            session_at(case, index)
                .and_then(&text)
                .map(|text| fold(&text))
        })
        .collect();
    let mut distinct: Vec<&String> = texts.iter().flatten().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let ranks: HashMap<&String, usize> = distinct.into_iter().zip(0..).collect();
    let mut ranked: Vec<Place<usize>> = sessions
        .iter()
        .zip(&texts)
        .map(|(&index, text)| Place {
            key: text.as_ref().and_then(|text| ranks.get(text).copied()),
            descending,
            index,
        })
        .collect();
    ranked.sort_unstable();
    for (slot, place) in sessions.iter_mut().zip(ranked) {
        *slot = place.index;
    }
}

/// Where a session stands: by key in the direction asked for, unknown keys last, then by index.
#[derive(PartialEq, Eq)]
struct Place<K> {
    key: Option<K>,
    descending: bool,
    index: u32,
}

impl<K: Ord> Ord for Place<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        directed(self.key.as_ref(), other.key.as_ref(), self.descending)
            .then(self.index.cmp(&other.index))
    }
}

impl<K: Ord> PartialOrd for Place<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn directed<K: Ord>(a: Option<K>, b: Option<K>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// What groups can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupColumn {
    /// User, then place or range: the order in which groups are made.
    User,
    /// The place or range by its key: addresses by number.
    Place,
    /// Sessions.
    Sessions,
    /// Successes.
    Successes,
    /// Failures.
    Failures,
    /// First seen.
    First,
    /// Last seen.
    Last,
    /// How many hosts.
    Hosts,
    /// How many places.
    Places,
    /// Share of the user's sessions.
    Share,
    /// What kind of place.
    Class,
    /// What stands out, strongest level first when descending; unmarked groups last.
    Mark,
}

/// Sorts groups. `place` gives the part of the key that `GroupColumn::Place` sorts by.
pub fn sort_groups<K: Ord, P: Ord>(
    groups: &mut [Group<K>],
    column: GroupColumn,
    descending: bool,
    place: impl Fn(&K) -> P,
) {
    groups.sort_by(|a, b| {
        let (ta, tb) = (&a.tally, &b.tally);
        let count = |a: u64, b: u64| directed(Some(a), Some(b), descending);
        let order = match column {
            GroupColumn::User => directed(Some(fold(&a.user)), Some(fold(&b.user)), descending),
            GroupColumn::Place => directed(Some(place(&a.key)), Some(place(&b.key)), descending),
            GroupColumn::Sessions => count(ta.sessions, tb.sessions),
            GroupColumn::Successes => count(ta.successes, tb.successes),
            GroupColumn::Failures => count(ta.failures, tb.failures),
            GroupColumn::First => directed(ta.first, tb.first, descending),
            GroupColumn::Last => directed(ta.last, tb.last, descending),
            GroupColumn::Hosts => count(ta.hosts.len() as u64, tb.hosts.len() as u64),
            GroupColumn::Places => count(ta.places as u64, tb.places as u64),
            GroupColumn::Share if descending => b.share.total_cmp(&a.share),
            GroupColumn::Share => a.share.total_cmp(&b.share),
            GroupColumn::Class => directed(a.class, b.class, descending),
            GroupColumn::Mark => {
                let level = |g: &Group<K>| g.mark.as_ref().map(|m| (m.level, m.reasons.len()));
                directed(level(a), level(b), descending)
            }
        };
        order
            .then_with(|| fold(&a.user).cmp(&fold(&b.user)))
            .then_with(|| a.key.cmp(&b.key))
    });
}

#[cfg(test)]
mod tests;
