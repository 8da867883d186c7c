//! Chooses which hosts are correlated at the same time: as many as memory allows.

use std::cmp::Reverse;

use super::activity::HostArtefacts;
use super::index_lists::index_of;
use super::machine_events::MachineEvents;
use crate::domain::session::{Host, HostIndex};

/// Hosts that are correlated at the same time have at most this many records, or this part of all: what is
/// known of a record meanwhile takes about 90 bytes (measured with eight hosts at a time).
const MAX_AT_A_TIME: usize = 1_500_000;
const PART_AT_A_TIME: usize = 7;

/// A host that is to be correlated.
pub(super) struct HostTask<'h> {
    /// The host.
    pub host: &'h Host,
    /// Its index.
    pub index: HostIndex,
    /// The index of its first event.
    pub first: u32,
    /// Its events.
    pub events: MachineEvents,
    /// What artefacts state about it.
    pub artefacts: HostArtefacts<'h>,
}

/// The hosts and their events, those that have most first.
pub(super) fn biggest_first<'h>(
    hosts: &'h [Host],
    events: Vec<MachineEvents>,
    artefacts: &impl Fn(HostIndex) -> HostArtefacts<'h>,
) -> Vec<HostTask<'h>> {
    let mut next = 0;
    let mut tasks = Vec::with_capacity(hosts.len());
    for ((host, index), events) in hosts.iter().zip((0..).map(HostIndex)).zip(events) {
        let first = next;
        next = u32::saturating_add(first, index_of(events.len()));
        tasks.push(HostTask {
            host,
            index,
            first,
            events,
            artefacts: artefacts(index),
        });
    }
    tasks.sort_by_key(|task| Reverse(task.events.len()));
    tasks
}

/// The hosts in groups, whose members are correlated at the same time.
pub(super) fn groups(tasks: Vec<HostTask<'_>>) -> Vec<Vec<HostTask<'_>>> {
    let all: usize = tasks.iter().map(|task| task.events.len()).sum();
    let most = MAX_AT_A_TIME.max(all / PART_AT_A_TIME);
    grouped(tasks, |task| task.events.len(), most)
}

/// Things in their order, in groups of no more than `most` in size, or of one thing.
fn grouped<T>(things: Vec<T>, size_of: impl Fn(&T) -> usize, most: usize) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    let mut size = 0;
    for thing in things {
        let own = size_of(&thing);
        match groups.last_mut() {
            Some(group) if size + own <= most => {
                size += own;
                group.push(thing);
            }
            _ => {
                size = own;
                groups.push(vec![thing]);
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_has_no_more_than_fits_or_is_one() {
        let groups = grouped(vec![12, 6, 4, 3, 2, 2], |size| *size, 10);
        assert_eq!(groups, [vec![12], vec![6, 4], vec![3, 2, 2]]);
        assert_eq!(grouped(Vec::<usize>::new(), |size| *size, 10).len(), 0);
    }
}
