//! Joins that were looked at and not made: kept while sessions are under construction, and given
//! to the sessions of both records in the end.

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::maps::{HashMap, HashSet};
use crate::correlate::order::Pos;
use crate::correlate::rules::Rule;
use crate::correlate::sessions::draft::{Book, DraftIndex, Known};
use crate::correlate::windows::NEAR_MISSES_OF_A_SESSION;
use crate::domain::near_miss::{NearMiss, Reason};

/// How well a record fits a join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// In everything.
    Whole,
    /// In everything but this.
    AllBut(Reason),
    /// In less.
    Poor,
}

impl Fit {
    /// Counts the conditions that fail; each comes with what is said when it alone does.
    pub fn of(conditions: impl IntoIterator<Item = (bool, Reason)>) -> Self {
        let mut failed = conditions.into_iter().filter(|(holds, _)| !holds);
        match (failed.next(), failed.next()) {
            (None, _) => Self::Whole,
            (Some((_, reason)), None) => Self::AllBut(reason),
            _ => Self::Poor,
        }
    }

    /// The one condition that failed.
    pub fn but(self) -> Option<Reason> {
        match self {
            Self::AllBut(reason) => Some(reason),
            Self::Whole | Self::Poor => None,
        }
    }
}

/// Two records that were looked at together and not joined.
type Miss = (Pos, Pos, Rule, Reason);

/// The near misses of one stage.
#[derive(Debug, Default)]
pub struct Misses(BTreeSet<Miss>);

impl Misses {
    /// Keeps that `record` was not joined to the session of `other`.
    pub fn note(&mut self, record: Pos, other: Pos, rule: Rule, reason: Reason) {
        self.0.insert((record, other, rule, reason));
    }
}

/// Gives each near miss to the sessions of either record, unless one session has both after all.
pub fn settle(known: &Known<'_, '_>, book: &mut Book) {
    let stages = [
        &known.connections.misses,
        &known.nla.misses,
        &std::mem::take(&mut book.misses),
    ];
    let misses = || stages.iter().flat_map(|stage| stage.0.iter().copied());
    let looked_at: HashSet<Pos> = misses().flat_map(|(a, b, ..)| [a, b]).collect();
    let mut owners: HashMap<Pos, Vec<DraftIndex>> = HashMap::default();
    for (index, draft) in book.drafts.iter().enumerate() {
        for &pos in draft.sources.keys().filter(|pos| looked_at.contains(pos)) {
            owners.entry(pos).or_default().push(index);
        }
    }
    let of = |pos: Pos| owners.get(&pos).map_or(&[][..], Vec::as_slice);
    let mut found: BTreeMap<DraftIndex, BTreeSet<(Pos, Rule, Reason)>> = BTreeMap::new();
    for (a, b, rule, reason) in misses() {
        for (record, other) in [(a, b), (b, a)] {
            let without = of(other).iter().filter(|draft| !of(record).contains(draft));
            for &draft in without {
                found
                    .entry(draft)
                    .or_default()
                    .insert((record, rule, reason));
            }
        }
    }
    for (draft, misses) in found {
        let Some(draft) = book.get(draft) else {
            continue;
        };
        let first = misses.into_iter().take(NEAR_MISSES_OF_A_SESSION);
        draft.near_misses = first
            .filter_map(|(pos, rule, reason)| {
                let event = known.items.get(pos)?.index;
                Some(NearMiss {
                    event,
                    rule,
                    reason,
                })
            })
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_failed_exactly_one_condition() {
        let fit = |address, client| {
            Fit::of([
                (address, Reason::OtherAddress),
                (client, Reason::OtherClient),
            ])
        };
        assert_eq!(fit(true, true), Fit::Whole);
        assert_eq!(fit(false, true), Fit::AllBut(Reason::OtherAddress));
        assert_eq!(fit(true, false).but(), Some(Reason::OtherClient));
        assert_eq!(fit(false, false), Fit::Poor);
        assert_eq!(fit(false, false).but(), None);
    }
}
