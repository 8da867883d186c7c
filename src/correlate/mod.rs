//! Events to sessions: pure, deterministic, without input or output.
//!
//! Per host: order the records and cut them into boots (`order`); collect what records tell by
//! themselves (`atoms`); make sessions from the best evidence down (`sessions`): visits to desktops,
//! connections, SSH, screens that Security alone saw, the rest; add companions, decide ends, resolve
//! users, assemble (`finish`).

mod activity;
mod atoms;
mod finish;
mod host;
mod hosts;
mod near;
mod near_misses;
mod order;
pub mod rules;
mod sessions;
mod users;
pub mod windows;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::account::host_label;
use crate::domain::activity::Activity;
use crate::domain::event::{Event, EventIndex};
use crate::domain::pulse::Pulses;
use crate::domain::session::{Host, HostIndex, LocalSession, LogonSession, Session};

/// All that was found in a set of events.
#[derive(Debug, Default)]
pub struct Correlation {
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
}

/// Joins events into sessions. The events are sorted by host label, channel and record id. `None`
/// when `keep_going` said no.
pub fn correlate(
    events: &[Event],
    pulses: &Pulses,
    keep_going: &dyn Fn() -> bool,
) -> Option<Correlation> {
    let found = hosts::find(events);
    let mut by_host: BTreeMap<HostIndex, Vec<(EventIndex, &Event)>> = BTreeMap::new();
    for ((event, &host), index) in events.iter().zip(&found.of_event).zip(0..) {
        by_host
            .entry(host)
            .or_default()
            .push((EventIndex(index), event));
    }
    let labels: BTreeSet<String> = found
        .hosts
        .iter()
        .flat_map(|host| std::iter::once(&host.name).chain(&host.aliases))
        .map(|name| host_label(name))
        .collect();
    let mut correlation = Correlation::default();
    for (index, events) in by_host {
        let Some(host) = found.hosts.get(index.0 as usize) else {
            continue;
        };
        let case = host::CaseFacts {
            pulses,
            labels: &labels,
        };
        correlation.append(host::correlate(host, index, &events, &case, keep_going)?);
    }
    correlation.hosts = found.hosts;
    in_export_order(&mut correlation);
    Some(correlation)
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
        for local in &mut one.local_sessions {
            for visit in &mut local.visits {
                *visit += sessions;
            }
        }
        for activity in &mut one.activities {
            activity.session = activity.session.map(|session| session + sessions);
        }
        self.sessions.append(&mut one.sessions);
        self.logon_sessions.append(&mut one.logon_sessions);
        self.local_sessions.append(&mut one.local_sessions);
        self.activities.append(&mut one.activities);
    }
}

/// Sorts sessions by begin (end where there is none), host and id, and renumbers what points at
/// them.
fn in_export_order(correlation: &mut Correlation) {
    let mut order: Vec<usize> = (0..correlation.sessions.len()).collect();
    let hosts = &correlation.hosts;
    let name = |session: &Session| hosts.get(session.host.0 as usize).map(|host| &host.name);
    order.sort_by(|&a, &b| {
        let (a, b) = (correlation.sessions.get(a), correlation.sessions.get(b));
        let key = |session: Option<&Session>| {
            session.map(|s| (s.sort_time(), name(s).cloned(), s.id.clone()))
        };
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
    for local in &mut correlation.local_sessions {
        for visit in &mut local.visits {
            *visit = map(*visit);
        }
    }
    for activity in &mut correlation.activities {
        activity.session = activity.session.map(map);
    }
}
