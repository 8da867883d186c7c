//! Gives joins that were considered and not made to the sessions of both records.

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::maps::{HashMap, HashSet};
use crate::correlate::order::Pos;
use crate::correlate::rules::Rule;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionLedger};
use crate::correlate::windows::NEAR_MISSES_OF_A_SESSION;
use crate::domain::near_miss::{NearMiss, Reason};

/// Gives each near miss to the sessions of either record, unless one session has both after all.
pub(crate) fn assign(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let stages = [
        &facts.connections.misses,
        &facts.nla.misses,
        &std::mem::take(&mut ledger.misses),
    ];
    let misses = || stages.iter().flat_map(|stage| stage.iter());
    let looked_at: HashSet<Pos> = misses().flat_map(|(a, b, ..)| [a, b]).collect();
    let mut owners: HashMap<Pos, Vec<DraftIndex>> = HashMap::default();
    for (index, draft) in ledger.drafts.iter().enumerate() {
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
        let Some(draft) = ledger.get(draft) else {
            continue;
        };
        let first = misses.into_iter().take(NEAR_MISSES_OF_A_SESSION);
        draft.near_misses = first
            .filter_map(|(pos, rule, reason)| {
                let event = facts.items.get(pos)?.index;
                Some(NearMiss {
                    event,
                    rule,
                    reason,
                })
            })
            .collect();
    }
}
