//! Events to sessions: pure, deterministic, without input or output.
//!
//! Per host: order the records and cut them into boots (`order`); collect what records tell by
//! themselves (`atoms`); make sessions from the best evidence down (`sessions`): visits to desktops,
//! connections, SSH, screens that Security alone saw, the rest; add companions, decide ends, resolve
//! users, assemble (`finish`).

mod activity;
mod atoms;
mod client_addresses;
mod copies;
mod coverage;
mod finish;
mod gateways;
mod host;
mod hosts;
mod identities;
mod ids;
mod maps;
mod near;
mod near_misses;
mod order;
pub mod rules;
mod schedule;
mod sessions;
mod users;
mod watch;
pub mod windows;

pub use watch::Watch;

use schedule::Task;
use users::Accounts;
use watch::Count;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::domain::account::{fold, host_label};
use crate::domain::activity::Activity;
use crate::domain::coverage::{ChannelCoverage, RecordRuns};
use crate::domain::event::{Event, EventIndex, Text};
use crate::domain::pulse::Pulses;
use crate::domain::record::Record;
use crate::domain::session::{Host, HostIndex, LocalSession, LogonSession, Session};

/// All that was found in a set of events.
#[derive(Debug, Default)]
pub struct Correlation {
    /// Every record once, by host, channel and record id.
    pub records: Vec<Record>,
    /// Hosts.
    pub hosts: Vec<Host>,
    /// Access sessions, in export order.
    pub sessions: Vec<Session>,
    /// Windows logon sessions.
    pub logon_sessions: Vec<LogonSession>,
    /// Local sessions.
    pub local_sessions: Vec<LocalSession>,
    /// Activity, by host and time.
    pub activities: Vec<Activity>,
    /// For each host, how many records the hosts up to it have.
    pub host_ends: Vec<u32>,
    /// How far each log of each host reaches.
    pub coverage: Vec<ChannelCoverage>,
}

/// Events in the lists in which they were read.
pub type Read<'e> = &'e [Vec<Event>];

/// What was read of a case.
pub struct Evidence<'a> {
    /// One event for each understood record of each file, in any order and in as many lists as they
    /// were read in: a list is freed when its events were taken over, so that they stand in memory
    /// once.
    pub events: Vec<Vec<Event>>,
    /// When each computer was seen alive.
    pub pulses: &'a Pulses,
    /// Which record numbers the files hold.
    pub runs: &'a RecordRuns,
    /// For each file, by a number, the folder that holds it: a part of a host's identity.
    pub folders: &'a [u32],
}

/// Joins events into sessions, several hosts at a time. `None` when `watch` said that it is time to
/// stop.
pub fn correlate(evidence: Evidence<'_>, watch: Watch<'_>) -> Option<Correlation> {
    let machines = hosts::find(&evidence.events, evidence.folders);
    watch.go_on()?;
    let (hosts, events) = by_host(evidence.events, &machines, watch)?;
    drop(machines);
    let labels: BTreeSet<String> = hosts
        .iter()
        .flat_map(Host::names)
        .map(|name| host_label(name))
        .collect();
    let accounts = Accounts::learn(&events, &hosts);
    let parts = coverage::PartsOfHosts::of(&events, &hosts, evidence.runs);
    watch.go_on()?;
    let count = Count::new(watch, events.iter().map(|own| own.len() as u64).sum());
    let one_host = |task: Task<'_>| {
        let (host, index, events) = (task.host, task.index, task.events);
        let own: Vec<(EventIndex, &Event)> = (task.first..).map(EventIndex).zip(&events).collect();
        let case = host::CaseFacts {
            pulses: evidence.pulses,
            labels: &labels,
            accounts: &accounts,
            coverage: &coverage::Coverage::of(index, evidence.runs, &parts, &own),
        };
        let watch = count.host(own.len() as u64);
        let mut found = host::correlate(host, index, &own, &case, &watch)?;
        drop(own);
        found.coverage.clone_from(&case.coverage.channels);
        // What a record said is in the sessions now; of ten million only the places can stay.
        found.records = events.into_iter().map(Record::of).collect();
        // They stand where the events stood, and are half as long.
        found.records.shrink_to_fit();
        Some((index, found))
    };
    let mut of_hosts = Vec::with_capacity(hosts.len());
    for together in schedule::groups(schedule::biggest_first(&hosts, events)) {
        let found = together.into_par_iter().with_max_len(1).map(one_host);
        of_hosts.extend(found.collect::<Option<Vec<_>>>()?);
    }
    of_hosts.sort_by_key(|(index, _)| *index);
    let mut correlation = joined(of_hosts);
    gateways::join(&hosts, &mut correlation.sessions);
    client_addresses::join(&hosts, &mut correlation.sessions);
    correlation.hosts = hosts;
    in_export_order(&mut correlation);
    Some(correlation)
}

/// What all hosts gave, in their order.
fn joined(of_hosts: Vec<(HostIndex, Correlation)>) -> Correlation {
    let mut correlation = Correlation::default();
    correlation.reserve_for(&of_hosts);
    let mut ids = ids::Ids::default();
    for (_, mut one) in of_hosts {
        ids.make_unique(&mut one.sessions);
        correlation.append(one);
    }
    correlation
}

fn index_of(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Machines in the order of their names, and the records of each.
type ByHost = (Vec<Host>, Vec<Vec<Event>>);

/// Joins the copies of each machine's records and puts the machines in the order of their names.
fn by_host(
    events: Vec<Vec<Event>>,
    machines: &hosts::Machines,
    watch: Watch<'_>,
) -> Option<ByHost> {
    let groups = group(events, &machines.of_event).into_par_iter();
    let found = groups.with_max_len(1).map(|group| {
        watch.go_on()?;
        let events = copies::join(group, &machines.collected);
        Some((hosts::host_of(&events), events))
    });
    let mut found: Vec<(Host, Vec<Event>)> = found.collect::<Option<_>>()?;
    // Two machines of one name are told apart by their records, never by where they were found.
    let key = |e: &Event| (e.time, e.record_id, e.event_id, e.payload);
    found.sort_by_cached_key(|(host, events)| {
        let keys = events.iter().map(key);
        let span = keys.fold(None, |span, key| match span {
            None => Some((key, key)),
            Some((first, last)) => Some((key.min(first), key.max(last))),
        });
        (fold(&host.name), span, events.len())
    });
    Some(found.into_iter().unzip())
}

/// The events of each machine, in lists that are just as long as they must be.
fn group(events: Vec<Vec<Event>>, machines: &[u32]) -> Vec<Vec<Event>> {
    let mut counts: Vec<usize> = Vec::new();
    for &machine in machines {
        let machine = machine as usize;
        if machine >= counts.len() {
            counts.resize(machine + 1, 0);
        }
        if let Some(count) = counts.get_mut(machine) {
            *count += 1;
        }
    }
    let mut groups: Vec<Vec<Event>> = counts.into_iter().map(Vec::with_capacity).collect();
    let mut machines = machines.iter();
    for list in events {
        for (event, &machine) in list.into_iter().zip(machines.by_ref()) {
            if let Some(group) = groups.get_mut(machine as usize) {
                group.push(event);
            }
        }
    }
    groups
}

impl Correlation {
    /// Makes room for just what the hosts gave: a list that grows by itself stands twice at times.
    fn reserve_for(&mut self, hosts: &[(HostIndex, Self)]) {
        let sum = |length: fn(&Self) -> usize| hosts.iter().map(|(_, one)| length(one)).sum();
        self.records.reserve_exact(sum(|one| one.records.len()));
        self.sessions.reserve_exact(sum(|one| one.sessions.len()));
        self.logon_sessions
            .reserve_exact(sum(|one| one.logon_sessions.len()));
        self.local_sessions
            .reserve_exact(sum(|one| one.local_sessions.len()));
        self.activities
            .reserve_exact(sum(|one| one.activities.len()));
    }

    /// Adds what one host gave; its indices count from its own lists.
    fn append(&mut self, mut one: Correlation) {
        let sessions = index_of(self.sessions.len());
        let logons = index_of(self.logon_sessions.len());
        let locals = index_of(self.local_sessions.len());
        for session in &mut one.sessions {
            session
                .logon_sessions
                .iter_mut()
                .for_each(|logon| *logon += logons);
            session.local_session = session.local_session.map(|local| local + locals);
        }
        for logon in &mut one.logon_sessions {
            logon
                .sessions
                .iter_mut()
                .for_each(|index| *index += sessions);
            logon.local_session = logon.local_session.map(|local| local + locals);
        }
        for local in &mut one.local_sessions {
            visits_of(local).for_each(|visit| *visit += sessions);
            local
                .logon_sessions
                .iter_mut()
                .for_each(|logon| *logon += logons);
        }
        for activity in &mut one.activities {
            activity.session = activity.session.map(|session| session + sessions);
        }
        self.records.append(&mut one.records);
        self.host_ends.push(index_of(self.records.len()));
        self.coverage.append(&mut one.coverage);
        self.sessions.append(&mut one.sessions);
        self.logon_sessions.append(&mut one.logon_sessions);
        self.local_sessions.append(&mut one.local_sessions);
        self.activities.append(&mut one.activities);
    }
}

/// All that points from a local session to access sessions.
fn visits_of(local: &mut LocalSession) -> impl Iterator<Item = &mut u32> {
    let of_intervals = local.intervals.iter_mut();
    let of_intervals = of_intervals.filter_map(|interval| interval.visit.as_mut());
    local.visits.iter_mut().chain(of_intervals)
}

/// Sorts sessions by begin (end where there is none), host and id, and renumbers what points at
/// them.
fn in_export_order(correlation: &mut Correlation) {
    let names: BTreeSet<&Text> = correlation.hosts.iter().map(|host| &host.name).collect();
    let ranks: BTreeMap<&Text, u32> = names.into_iter().zip(0..).collect();
    let hosts = correlation.hosts.iter();
    let ranks: Vec<Option<u32>> = hosts.map(|host| ranks.get(&host.name).copied()).collect();
    let rank = |session: &Session| ranks.get(session.host.0 as usize).copied().flatten();
    let sessions = (0_u32..).zip(&correlation.sessions);
    let mut order: Vec<_> = sessions
        .map(|(old, session)| (session.sort_time(), rank(session), session.id, old))
        .collect();
    order.sort_unstable();
    let mut renumbered = vec![0_u32; order.len()];
    for (new, (.., old)) in (0_u32..).zip(order) {
        if let Some(slot) = renumbered.get_mut(old as usize) {
            *slot = new;
        }
    }
    let map = |index: u32| renumbered.get(index as usize).copied().unwrap_or(index);
    for logon in &mut correlation.logon_sessions {
        logon
            .sessions
            .iter_mut()
            .for_each(|index| *index = map(*index));
    }
    for local in &mut correlation.local_sessions {
        visits_of(local).for_each(|visit| *visit = map(*visit));
    }
    for activity in &mut correlation.activities {
        activity.session = activity.session.map(map);
    }
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
