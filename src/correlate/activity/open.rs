//! The stays that are going on at a moment. Moments are asked for in order, so that a million of them cost
//! one walk over the stays.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::correlate::activity::stays::Stay;
use crate::correlate::finish::session_spans::Moment;
use crate::correlate::index_lists::index_of;
use crate::correlate::maps::HashMap;

/// The stays that are going on.
pub(super) struct OpenStays<'s> {
    /// All stays, by boot and begin.
    stays: &'s [Stay],
    /// The boot of the last moment.
    boot: Option<u32>,
    /// The first stay that has not begun.
    next: usize,
    /// The ends of those that have.
    ends: BinaryHeap<Reverse<(Moment, u32)>>,
    /// Their numbers.
    open: BTreeSet<u32>,
    by_account: HashMap<u32, BTreeSet<u32>>,
    /// Changes whenever a stay begins or ends.
    generation: u64,
}

impl<'s> OpenStays<'s> {
    pub(super) fn new(stays: &'s [Stay]) -> Self {
        Self {
            stays,
            boot: None,
            next: 0,
            ends: BinaryHeap::new(),
            open: BTreeSet::new(),
            by_account: HashMap::default(),
            generation: 0,
        }
    }

    /// Goes on to a moment. It must not be before the last one.
    pub(super) fn advance(&mut self, boot: u32, at: Moment) {
        if self.boot != Some(boot) {
            self.boot = Some(boot);
            self.next = self.stays.partition_point(|stay| stay.boot < boot);
            self.ends.clear();
            self.open.clear();
            self.by_account.clear();
            self.generation += 1;
        }
        while let Some(stay) = self.stays.get(self.next) {
            if stay.boot != boot || stay.from > at {
                break;
            }
            let number = index_of(self.next);
            self.ends.push(Reverse((stay.to, number)));
            self.open.insert(number);
            self.by_account
                .entry(stay.account)
                .or_default()
                .insert(number);
            self.next += 1;
            self.generation += 1;
        }
        while let Some(&Reverse((_, number))) = self.ends.peek().filter(|end| end.0.0 < at) {
            self.ends.pop();
            self.open.remove(&number);
            let account = self.stays.get(number as usize).map(|stay| stay.account);
            if let Some(own) = account.and_then(|account| self.by_account.get_mut(&account)) {
                own.remove(&number);
            }
            self.generation += 1;
        }
    }

    /// Forgets the last moment.
    pub(super) fn restart(&mut self) {
        self.boot = None;
    }

    /// Changes whenever a stay begins or ends.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// All that are going on, by begin.
    pub(super) fn all(&self) -> impl Iterator<Item = &'s Stay> {
        let stays = self.stays;
        let numbers = self.open.iter();
        numbers.filter_map(move |&number| stays.get(number as usize))
    }

    /// Those of some accounts.
    pub(super) fn of_accounts(&self, accounts: &[u32]) -> impl Iterator<Item = &'s Stay> {
        let stays = self.stays;
        let own = accounts
            .iter()
            .filter_map(|account| self.by_account.get(account));
        own.flatten()
            .filter_map(move |&number| stays.get(number as usize))
    }
}
