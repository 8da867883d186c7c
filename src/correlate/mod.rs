//! Turns events into sessions: pure, deterministic, without input or output.
//!
//! For each host: put the records in order and divide them into boots (`order`); collect evidence units
//! (`units`); make sessions from the best evidence down (`sessions`): visits to desktops, connections, SSH,
//! screens that only Security saw, the rest; add companions, decide ends, resolve users, assemble (`finish`).

mod activity;
mod by_host;
mod client_addresses;
mod copies;
mod correlation;
mod coverage;
mod finish;
mod gateways;
mod host;
mod hosts;
mod identities;
mod ids;
mod index_lists;
mod lineages;
mod logs;
mod machine_events;
mod maps;
mod near;
mod near_misses;
mod order;
mod programs;
mod recovered;
pub mod rules;
mod schedule;
mod sessions;
#[cfg(test)]
mod testing;
mod time_range;
mod units;
mod users;
mod watch;
pub mod windows;

pub use correlation::Correlation;
pub use watch::Watch;

use activity::HostArtefacts;
use by_host::ByHost;
use correlation::{Offsets, visits_of};
use index_lists::index_of;
use lineages::CaseFiles;
use schedule::HostTask;
use users::Accounts;
use watch::Count;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::domain::account::host_label;
use crate::domain::activity::{ArtefactEntry, PlacedArtefact};
use crate::domain::coverage::RecordRuns;
use crate::domain::event::{Event, Text};
use crate::domain::heartbeats::Heartbeats;
use crate::domain::record::Record;
use crate::domain::session::{Host, HostIndex, Session};

/// What was read of a case.
pub struct Evidence<'a> {
    /// One event for each understood record of each file, in any order and in as many lists as they
    /// were read in: a list is freed when its events were taken over, so that each event is in memory once.
    pub events: Vec<Vec<Event>>,
    /// The events of records that no header counts.
    pub recovered: Vec<Event>,
    /// When each computer was seen alive.
    pub heartbeats: &'a Heartbeats,
    /// Which record numbers the files hold.
    pub runs: &'a RecordRuns,
    /// For each file, by a number, the folder that holds it: a part of a host's identity.
    pub folders: &'a [u32],
    /// For each file, by a number, the export that it belongs to, as far as its folder and name show.
    pub exports: &'a [u32],
    /// What artefacts state.
    pub artefacts: Artefacts<'a>,
}

/// What artefacts state, and how each is given its host.
#[derive(Clone, Copy)]
pub struct Artefacts<'a> {
    /// All statements.
    pub entries: &'a [ArtefactEntry],
    /// Gives each its host and owner, when the hosts of the case are known.
    pub place: &'a (dyn Fn(&KnownHosts<'_>) -> Vec<PlacedArtefact> + Sync),
}

/// The hosts of a case, and which of them each file has records of.
#[derive(Clone, Copy)]
pub struct KnownHosts<'a> {
    /// The hosts.
    pub hosts: &'a [Host],
    /// For each file of the case, by index, its hosts.
    pub of_files: &'a [BTreeSet<HostIndex>],
}

impl Artefacts<'_> {
    /// A case without artefacts.
    pub const NONE: Self = Self {
        entries: &[],
        place: &|_| Vec::new(),
    };

    /// The statements with their hosts, in the order of the hosts.
    fn placed(&self, hosts: &[Host], of_files: &[BTreeSet<HostIndex>]) -> Vec<PlacedArtefact> {
        let mut placed = (self.place)(&KnownHosts { hosts, of_files });
        placed.sort_by_key(|one| (one.host, one.index));
        placed
    }
}

/// Joins events into sessions, several hosts at a time. `None` when `watch` said that it is time to
/// stop.
pub fn correlate(evidence: Evidence<'_>, watch: Watch<'_>) -> Option<Correlation> {
    let machines = hosts::find(&evidence.events, evidence.folders);
    watch.go_on()?;
    let files = CaseFiles {
        collected: &machines.collected,
        folders: evidence.folders,
        exports: evidence.exports,
        runs: evidence.runs,
    };
    let by_host = ByHost::of(
        evidence.events,
        evidence.recovered,
        &machines,
        &files,
        watch,
    )?;
    let labels: BTreeSet<String> = by_host
        .with_sound_records()
        .flat_map(Host::names)
        .map(|name| host_label(name))
        .collect();
    let (named, steps) = (by_host.named(&machines), by_host.steps(&machines));
    watch.go_on()?;
    let accounts = Accounts::learn(&by_host.hosts, named, steps);
    let host_of = |computer| by_host.of_machine(machines.of(computer));
    let parts = coverage::PartsOfHosts::of(&machines, &by_host.hosts, &host_of, evidence.runs);
    let of_files = hosts_of_files(&machines, evidence.folders.len(), &host_of);
    let (hosts, events) = (by_host.hosts, by_host.events);
    drop(machines);
    let placed = evidence.artefacts.placed(&hosts, &of_files);
    let entries = evidence.artefacts.entries;
    let of_host = |host: Option<HostIndex>| {
        let first = placed.partition_point(|one| one.host < host);
        let end = placed.partition_point(|one| one.host <= host);
        placed.get(first..end).unwrap_or_default()
    };
    let artefacts_of = |host| HostArtefacts {
        entries,
        placed: of_host(Some(host)),
    };
    watch.go_on()?;
    let count = Count::new(watch, events.iter().map(|own| own.len() as u64).sum());
    let case = host::WholeCase {
        heartbeats: evidence.heartbeats,
        runs: evidence.runs,
        labels: &labels,
        accounts: &accounts,
        parts: &parts,
    };
    let one_host = |task: HostTask<'_>| {
        let (index, mut task) = (task.index, task);
        (watch.at_host)(&task.host.name, true);
        let apart = host::admit_recovered(&mut task, &case);
        let mut found = host::all_lineages(&task, &case, &count)?;
        let next = task.first.saturating_add(index_of(task.events.len()));
        let of_apart = match &apart {
            Some(apart) => Some(host::without_logs(&task, (apart, next), &case, &count)?),
            None => None,
        };
        // The content of a record is in the sessions now; of ten million only the places can stay.
        let mut records: Vec<Vec<Record>> = task.events.into_records().collect();
        if let Some((apart, more)) = apart.zip(of_apart) {
            found.take_more(more);
            records.extend(apart.into_records());
        }
        found.records.push(records);
        (watch.at_host)(&task.host.name, false);
        Some((index, found))
    };
    let mut of_hosts = Vec::with_capacity(hosts.len());
    for together in schedule::groups(schedule::biggest_first(&hosts, events, &artefacts_of)) {
        let found = together.into_par_iter().with_max_len(1).map(one_host);
        of_hosts.extend(found.collect::<Option<Vec<_>>>()?);
    }
    of_hosts.sort_by_key(|(index, _)| *index);
    let mut correlation = joined(of_hosts);
    let elsewhere = activity::without_host(of_host(None), entries);
    correlation.activities.extend(elsewhere);
    over_hosts(correlation, hosts, watch)
}

/// Joins what only several hosts together show. `None` when it is time to stop.
fn over_hosts(
    mut correlation: Correlation,
    hosts: Vec<Host>,
    watch: Watch<'_>,
) -> Option<Correlation> {
    watch.go_on()?;
    gateways::join(&hosts, &mut correlation.sessions);
    watch.go_on()?;
    client_addresses::join(&hosts, &mut correlation.sessions);
    watch.go_on()?;
    correlation.hosts = hosts;
    in_export_order(&mut correlation);
    Some(correlation)
}

/// The hosts that have records in each file.
fn hosts_of_files(
    machines: &hosts::Machines,
    files: usize,
    host_of: &dyn Fn(u32) -> Option<HostIndex>,
) -> Vec<BTreeSet<HostIndex>> {
    let mut of_files = vec![BTreeSet::new(); files];
    for (number, (file, _)) in (0..).zip(&machines.computers) {
        if let Some((host, hosts)) = host_of(number).zip(of_files.get_mut(*file as usize)) {
            hosts.insert(host);
        }
    }
    of_files
}

/// What all hosts gave, in their order.
fn joined(mut of_hosts: Vec<(HostIndex, Correlation)>) -> Correlation {
    let mut correlation = Correlation::default();
    correlation.reserve_for(&of_hosts);
    ids::make_unique(&mut of_hosts);
    let mut first = Offsets::default();
    let firsts = of_hosts.iter().map(|(_, one)| first.advance(one));
    let firsts: Vec<Offsets> = firsts.collect();
    let hosts = of_hosts.par_iter_mut().zip(&firsts);
    // What points into a host's own lists points into those of the case then.
    hosts.for_each(|((_, one), first)| {
        one.renumber(
            |session| session + first.session,
            |logon| logon + first.logon_session,
            |local| local + first.local_session,
        );
    });
    for (_, one) in of_hosts {
        correlation.append(one);
    }
    correlation
}

/// Sorts sessions by begin (end where there is none), host and id, and renumbers what points at
/// them.
fn in_export_order(correlation: &mut Correlation) {
    let names: BTreeSet<&Text> = correlation.hosts.iter().map(|host| &host.name).collect();
    let ranks: BTreeMap<&Text, u32> = names.into_iter().zip(0..).collect();
    let hosts = correlation.hosts.iter();
    let ranks: Vec<Option<u32>> = hosts.map(|host| ranks.get(&host.name).copied()).collect();
    let rank = |session: &Session| ranks.get(session.host.0 as usize).copied().flatten();
    let sessions = correlation.sessions.par_iter().enumerate();
    let mut order: Vec<_> = sessions
        .map(|(old, session)| {
            (
                session.sort_time(),
                rank(session),
                session.id,
                index_of(old),
            )
        })
        .collect();
    order.par_sort_unstable();
    let mut renumbered = vec![0_u32; order.len()];
    for (new, (.., old)) in (0_u32..).zip(order) {
        if let Some(slot) = renumbered.get_mut(old as usize) {
            *slot = new;
        }
    }
    let map = |index: u32| renumbered.get(index as usize).copied().unwrap_or(index);
    correlation.logon_sessions.par_iter_mut().for_each(|logon| {
        let sessions = logon.sessions.iter_mut();
        sessions.for_each(|index| *index = map(*index));
    });
    correlation.local_sessions.par_iter_mut().for_each(|local| {
        visits_of(local).for_each(|visit| *visit = map(*visit));
    });
    let activities = correlation.activities.par_iter_mut();
    activities.for_each(|activity| activity.session = activity.session.map(map));
    correlation.candidates.renumber(map);
    permute(&mut correlation.sessions, renumbered);
}

/// Puts each row at the place that `to` gives it, in place: there may be millions. `to` has each
/// place once.
fn permute<T>(rows: &mut [T], mut to: Vec<u32>) {
    for at in 0..rows.len() {
        while let Some(target) = to.get(at).map(|&to| to as usize) {
            if target == at || target >= rows.len() {
                break;
            }
            rows.swap(at, target);
            to.swap(at, target);
        }
    }
}
