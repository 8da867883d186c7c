//! What distinguishes machines: its names, its domain, the authority of its local accounts.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use crate::domain::time::Timestamp;

/// What is known of a machine so far.
#[derive(Default)]
pub(super) struct Traits {
    labels: BTreeSet<String>,
    last_labels: BTreeSet<String>,
    /// Its DNS suffixes.
    pub suffixes: BTreeSet<String>,
    /// Authorities of its local accounts, and the latest.
    authorities: BTreeMap<String, Timestamp>,
    span: Option<(Timestamp, Timestamp)>,
}

impl Traits {
    /// The traits of a machine, by its representative name.
    pub(super) fn of(names: &Names, root: usize) -> Self {
        Self::of_all(names, &BTreeSet::from([root]))
    }

    /// The traits of several names, as one machine.
    pub(super) fn of_all(names: &Names, roots: &BTreeSet<usize>) -> Self {
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

    pub(super) fn last_authority(&self) -> Option<&String> {
        let last = self
            .authorities
            .iter()
            .max_by_key(|(sid, time)| (*time, *sid));
        last.map(|(sid, _)| sid)
    }

    /// Whether the local accounts belong to two machines: neither's latest authority was ever the other's.
    /// (A machine gets a new one when its image is generalised.)
    pub(super) fn has_other_accounts(&self, other: &Self) -> bool {
        let unknown = |a: &Self, b: &Self| {
            let last = a.last_authority();
            last.is_some_and(|last| !b.authorities.contains_key(last))
        };
        unknown(self, other) && unknown(other, self)
    }

    pub(super) fn shares_accounts(&self, other: &Self) -> bool {
        let own = self.last_authority();
        own.is_some() && own == other.last_authority()
    }

    pub(super) fn has_other_domain(&self, other: &Self) -> bool {
        !self.suffixes.is_empty()
            && !other.suffixes.is_empty()
            && self.suffixes.is_disjoint(&other.suffixes)
    }

    pub(super) fn is_at_another_time(&self, other: &Self) -> bool {
        let apart = |a: &Self, b: &Self| a.span.zip(b.span).is_some_and(|(a, b)| a.1 < b.0);
        apart(self, other) || apart(other, self)
    }

    /// Whether logs that share records belong to two machines nevertheless: made from one image that had the
    /// records, and given other names or accounts since.
    pub(super) fn left_one_image(&self, other: &Self) -> bool {
        let other_name = self.last_labels.is_disjoint(&other.labels)
            && other.last_labels.is_disjoint(&self.labels);
        other_name || self.has_other_accounts(other)
    }

    /// Whether two logs under one name are two machines'. Equal record numbers with other content
    /// are two machines' (or one machine's that restarted its log, which only equal accounts at
    /// another time prove).
    pub(super) fn contradicts(&self, other: &Self, clash: bool) -> bool {
        self.has_other_domain(other) || self.is_other_machine(other, clash)
    }

    /// The same, whatever their domains: a renamed machine may have left its domain.
    pub(super) fn is_other_machine(&self, other: &Self, clash: bool) -> bool {
        let anew = self.shares_accounts(other) && self.is_at_another_time(other);
        self.has_other_accounts(other) || (clash && !anew)
    }
}
