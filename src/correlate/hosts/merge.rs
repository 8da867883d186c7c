//! Decides whether one name in several files is one machine or several. They are joined unless something
//! distinguishes two machines; where something does, only names that contradict the same others are joined.
//! Rule H2.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::overlap::{self, NumberConflicts};
use super::survey::Survey;
use super::traits::Traits;
use crate::correlate::machine_events::EventLists;

/// Joins names across files: inside a folder first, then what shares records, then by name.
/// Returns the pairs whose records contradict.
pub(super) fn join(
    names: &mut Names,
    events: EventLists<'_>,
    survey: &Survey<'_>,
) -> NumberConflicts {
    let mut in_folder: BTreeMap<(u32, String), BTreeSet<usize>> = BTreeMap::new();
    for (index, name) in names.all.iter().enumerate() {
        if name.renamed.is_none() {
            let key = (name.folder, name.label.clone());
            in_folder.entry(key).or_default().insert(index);
        }
    }
    for members in in_folder.into_values() {
        join_alike(names, &members, &NumberConflicts::new());
    }
    let clashes = overlap::join_copies(names, events, survey);
    let mut by_label: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (index, name) in names.all.iter().enumerate() {
        if name.renamed.is_none() {
            by_label
                .entry(name.label.clone())
                .or_default()
                .insert(index);
        }
    }
    for members in by_label.into_values() {
        join_alike(names, &members, &clashes);
    }
    clashes
}

/// Joins what has the same accounts, then what has the same DNS domain, then all the rest: each
/// time those that contradict the same others, so that nothing is joined to one of two machines
/// when it could be either's.
fn join_alike(names: &mut Names, members: &BTreeSet<usize>, clashes: &NumberConflicts) {
    let mut by_account: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut by_domain: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    if roots(names, members).len() < 2 {
        return;
    }
    for root in roots(names, members) {
        let traits = Traits::of(names, root);
        if let Some(authority) = traits.last_authority() {
            let alike = by_account.entry(authority.clone()).or_default();
            alike.insert(root);
        }
        for suffix in traits.suffixes {
            by_domain.entry(suffix).or_default().insert(root);
        }
    }
    let positive = by_account.into_values().chain(by_domain.into_values());
    for alike in positive.chain([members.clone()]) {
        join_class(names, &alike, clashes);
    }
}

fn roots(names: &Names, members: &BTreeSet<usize>) -> BTreeSet<usize> {
    members.iter().map(|&name| names.root(name)).collect()
}

fn join_class(names: &mut Names, members: &BTreeSet<usize>, clashes: &NumberConflicts) {
    let machines: Vec<(usize, Traits)> = roots(names, members)
        .into_iter()
        .map(|root| (root, Traits::of(names, root)))
        .collect();
    let clashing: BTreeSet<(usize, usize)> = clashes
        .iter()
        .map(|&(a, b)| (names.root(a), names.root(b)))
        .flat_map(|(a, b)| [(a, b), (b, a)])
        .collect();
    let mut alike: BTreeMap<BTreeSet<usize>, Vec<usize>> = BTreeMap::new();
    for (root, traits) in &machines {
        let others = machines.iter().filter(|(other, theirs)| {
            other != root && traits.contradicts(theirs, clashing.contains(&(*root, *other)))
        });
        let contradicted = others.map(|(other, _)| *other).collect();
        alike.entry(contradicted).or_default().push(*root);
    }
    for group in alike.into_values() {
        for pair in group.windows(2) {
            if let [a, b] = pair {
                names.join(*a, *b);
            }
        }
    }
}
