//! The same name in several files: one machine or several. Joined unless something tells two
//! machines apart; where something does, only what contradicts the same others is one machine.
//! Rule H2.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::overlap::{self, Clashes};
use super::survey::Survey;
use crate::correlate::Read;
use crate::domain::time::Timestamp;

/// Joins names across files: inside a folder first, then what shares records, then by name.
/// Returns the pairs whose records contradict.
pub fn join(names: &mut Names, events: Read<'_>, survey: &Survey<'_>) -> Clashes {
    let mut in_folder: BTreeMap<(u32, String), BTreeSet<usize>> = BTreeMap::new();
    for (index, name) in names.all.iter().enumerate() {
        if name.renamed.is_none() {
            let key = (name.folder, name.label.clone());
            in_folder.entry(key).or_default().insert(index);
        }
    }
    for members in in_folder.into_values() {
        join_alike(names, &members, &Clashes::new());
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

/// What is known of a machine so far.
#[derive(Default)]
pub struct Traits {
    labels: BTreeSet<String>,
    last_labels: BTreeSet<String>,
    suffixes: BTreeSet<String>,
    /// Authorities of its local accounts, and the latest.
    authorities: BTreeMap<String, Timestamp>,
    span: Option<(Timestamp, Timestamp)>,
}

impl Traits {
    /// Those of a machine, by the name that stands for it.
    pub fn of(names: &Names, root: usize) -> Self {
        Self::of_all(names, &BTreeSet::from([root]))
    }

    /// Those of several, as one machine.
    pub fn of_all(names: &Names, roots: &BTreeSet<usize>) -> Self {
        let mut traits = Self::default();
        for (_, name) in roots.iter().flat_map(|&root| names.members(root)) {
            traits.labels.insert(name.label.clone());
            if name.renamed.is_none() {
                traits.last_labels.insert(name.label.clone());
            }
            traits.suffixes.extend(name.suffixes.iter().cloned());
            for (authority, &time) in &name.authorities {
                let last = traits.authorities.entry(authority.clone()).or_insert(time);
                *last = time.max(*last);
            }
            let (first, last) = traits.span.unwrap_or((name.first, name.last));
            traits.span = Some((first.min(name.first), last.max(name.last)));
        }
        traits
    }

    fn last_authority(&self) -> Option<&String> {
        let last = self
            .authorities
            .iter()
            .max_by_key(|(sid, time)| (*time, *sid));
        last.map(|(sid, _)| sid)
    }

    /// The local accounts are of two machines: neither's latest authority was ever the other's.
    /// (A machine gets a new one when its image is generalised.)
    fn has_other_accounts(&self, other: &Self) -> bool {
        let unknown = |a: &Self, b: &Self| {
            let last = a.last_authority();
            last.is_some_and(|last| !b.authorities.contains_key(last))
        };
        unknown(self, other) && unknown(other, self)
    }

    fn shares_accounts(&self, other: &Self) -> bool {
        let own = self.last_authority();
        own.is_some() && own == other.last_authority()
    }

    pub fn has_other_domain(&self, other: &Self) -> bool {
        !self.suffixes.is_empty()
            && !other.suffixes.is_empty()
            && self.suffixes.is_disjoint(&other.suffixes)
    }

    fn is_at_another_time(&self, other: &Self) -> bool {
        let apart = |a: &Self, b: &Self| a.span.zip(b.span).is_some_and(|(a, b)| a.1 < b.0);
        apart(self, other) || apart(other, self)
    }

    /// Logs that share their records are of two machines all the same: made from one image, which
    /// had the records, and given other names or other accounts since.
    pub fn left_one_image(&self, other: &Self) -> bool {
        let other_name = self.last_labels.is_disjoint(&other.labels)
            && other.last_labels.is_disjoint(&self.labels);
        other_name || self.has_other_accounts(other)
    }

    /// Whether two logs under one name are two machines'. Equal record numbers with other content
    /// are two machines' (or one machine's that began its log anew, which only equal accounts at
    /// another time prove).
    fn contradicts(&self, other: &Self, clash: bool) -> bool {
        self.has_other_domain(other) || self.is_other_machine(other, clash)
    }

    /// The same, whatever their domains: a renamed machine may have left its domain.
    pub fn is_other_machine(&self, other: &Self, clash: bool) -> bool {
        let anew = self.shares_accounts(other) && self.is_at_another_time(other);
        self.has_other_accounts(other) || (clash && !anew)
    }
}

/// Joins what has the same accounts, then what has the same DNS domain, then all the rest: each
/// time those that contradict the same others, so that nothing is joined to one of two machines
/// when it could be either's.
fn join_alike(names: &mut Names, members: &BTreeSet<usize>, clashes: &Clashes) {
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

fn join_class(names: &mut Names, members: &BTreeSet<usize>, clashes: &Clashes) {
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
