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
mod near;
mod near_misses;
mod order;
pub mod rules;
mod sessions;
mod users;
pub mod windows;

use users::Accounts;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::account::{fold, host_label};
use crate::domain::activity::Activity;
use crate::domain::coverage::{ChannelCoverage, RecordRuns};
use crate::domain::event::{Event, EventIndex};
use crate::domain::pulse::Pulses;
use crate::domain::session::{Host, HostIndex, LocalSession, LogonSession, Session};

/// All that was found in a set of events.
#[derive(Debug, Default)]
pub struct Correlation {
    /// Every record once, by host, channel and record id.
    pub events: Vec<Event>,
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
    /// The host of each event, in the order of the events.
    pub event_hosts: Vec<HostIndex>,
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

/// Joins events into sessions. `None` when `keep_going` said no.
pub fn correlate(evidence: Evidence<'_>, keep_going: &dyn Fn() -> bool) -> Option<Correlation> {
    let go_on = || keep_going().then_some(());
    let machines = hosts::find(&evidence.events, evidence.folders);
    go_on()?;
    let (hosts, events, of_event) = by_host(evidence.events, &machines, keep_going)?;
    let labels: BTreeSet<String> = hosts
        .iter()
        .flat_map(Host::names)
        .map(|name| host_label(name))
        .collect();
    let accounts = Accounts::learn(&events, &of_event, &hosts);
    let parts = coverage::PartsOfHosts::of(&events, &of_event, &hosts, evidence.runs);
    go_on()?;
    let indexed: Vec<(EventIndex, &Event)> = (0..).map(EventIndex).zip(&events).collect();
    let mut correlation = Correlation::default();
    let mut ids = ids::Ids::default();
    let mut from = 0;
    for (host, index) in hosts.iter().zip((0..).map(HostIndex)) {
        let to = of_event.partition_point(|&other| other <= index);
        let own = indexed.get(from..to).unwrap_or_default();
        from = to;
        let case = host::CaseFacts {
            pulses: evidence.pulses,
            labels: &labels,
            accounts: &accounts,
            coverage: &coverage::Coverage::of(index, evidence.runs, &parts, own),
        };
        let mut found = host::correlate(host, index, own, &case, keep_going)?;
        found.coverage.clone_from(&case.coverage.channels);
        ids.make_unique(&mut found.sessions);
        correlation.append(found);
    }
    gateways::join(&hosts, &mut correlation.sessions);
    client_addresses::join(&hosts, &mut correlation.sessions);
    correlation.hosts = hosts;
    correlation.events = events;
    correlation.event_hosts = of_event;
    in_export_order(&mut correlation);
    Some(correlation)
}

type ByHost = (Vec<Host>, Vec<Event>, Vec<HostIndex>);

/// Joins the copies of each machine's records and puts the machines in the order of their names.
fn by_host(
    events: Vec<Vec<Event>>,
    machines: &[usize],
    keep_going: &dyn Fn() -> bool,
) -> Option<ByHost> {
    let collected = files_of_several(&events, machines);
    let mut found: Vec<(Host, Vec<Event>)> = Vec::new();
    for group in group(events, machines) {
        keep_going().then_some(())?;
        let events = copies::join(group, &collected);
        found.push((hosts::host_of(&events), events));
    }
    // Two machines of one name are told apart by their records, never by where they were found.
    let first = |events: &[Event]| {
        let keys = events
            .iter()
            .map(|e| (e.time, e.record_id, e.event_id, e.payload));
        keys.min()
    };
    let last = |events: &[Event]| {
        let keys = events
            .iter()
            .map(|e| (e.time, e.record_id, e.event_id, e.payload));
        keys.max()
    };
    found.sort_by_cached_key(|(host, events)| {
        (fold(&host.name), first(events), last(events), events.len())
    });
    let count = found.iter().map(|(_, events)| events.len()).sum();
    let mut hosts = Vec::with_capacity(found.len());
    let mut all = Vec::with_capacity(count);
    let mut of_event = Vec::with_capacity(count);
    for ((host, mut events), index) in found.into_iter().zip((0..).map(HostIndex)) {
        of_event.extend(std::iter::repeat_n(index, events.len()));
        all.append(&mut events);
        hosts.push(host);
    }
    Some((hosts, all, of_event))
}

/// The files that hold records of several machines.
fn files_of_several(events: Read<'_>, machines: &[usize]) -> BTreeSet<u32> {
    let mut in_file: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    let mut last = None;
    for (event, &machine) in events.iter().flatten().zip(machines) {
        for place in event.places() {
            if last.replace((place.file, machine)) != Some((place.file, machine)) {
                in_file.entry(place.file).or_default().insert(machine);
            }
        }
    }
    in_file.retain(|_, machines| machines.len() > 1);
    in_file.into_keys().collect()
}

/// The events of each machine, in lists that are just as long as they must be.
fn group(events: Vec<Vec<Event>>, machines: &[usize]) -> Vec<Vec<Event>> {
    let mut counts: Vec<usize> = Vec::new();
    for &machine in machines {
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
            if let Some(group) = groups.get_mut(machine) {
                group.push(event);
            }
        }
    }
    groups
}

impl Correlation {
    /// Adds what one host gave; its indices count from its own lists.
    fn append(&mut self, mut one: Correlation) {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let sessions = count(self.sessions.len());
        let logons = count(self.logon_sessions.len());
        let locals = count(self.local_sessions.len());
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
    let mut order: Vec<usize> = (0..correlation.sessions.len()).collect();
    let hosts = &correlation.hosts;
    let name = |session: &Session| hosts.get(session.host.0 as usize).map(|host| &host.name);
    order.sort_by(|&a, &b| {
        let (a, b) = (correlation.sessions.get(a), correlation.sessions.get(b));
        let key =
            |session: Option<&Session>| session.map(|s| (s.sort_time(), name(s).cloned(), s.id));
        key(a).cmp(&key(b))
    });
    let mut renumbered = vec![0_u32; order.len()];
    for (new, &old) in order.iter().enumerate() {
        if let Some(slot) = renumbered.get_mut(old) {
            *slot = u32::try_from(new).unwrap_or(u32::MAX);
        }
    }
    let mut old: Vec<Option<Session>> = std::mem::take(&mut correlation.sessions)
        .into_iter()
        .map(Some)
        .collect();
    correlation.sessions = order
        .iter()
        .filter_map(|&index| old.get_mut(index).and_then(Option::take))
        .collect();
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
}
