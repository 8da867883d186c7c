//! Events to sessions: pure, deterministic, without input or output.
//!
//! Per host: order the records and cut them into boots (`order`); collect what records tell by
//! themselves (`atoms`); make sessions from the best evidence down (`sessions`): visits to desktops,
//! connections, SSH, screens that Security alone saw, the rest; add companions, decide ends, resolve
//! users, assemble (`finish`).

mod activity;
mod atoms;
mod finish;
mod hosts;
mod near;
mod order;
pub mod rules;
mod sessions;
mod users;
pub mod windows;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::account::{fold, host_label};
use crate::domain::activity::Activity;
use crate::domain::event::{Event, EventIndex, Fact, PowerStep};
use crate::domain::session::{Host, HostIndex, LocalSession, LogonSession, Session};
use atoms::connections::Connections;
use atoms::logons::{Logons, logon_at};
use atoms::nla::Nla;
use atoms::visits::{LocalAtom, Visits};
use finish::assemble::{self, Finish};
use finish::companions;
use finish::ends::BootEnds;
use order::{Item, Pos};
use sessions::draft::{Book, Known, TakenDesktops};
use sessions::{alone, desktop, network, remote, ssh};

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
pub fn correlate(events: &[Event], keep_going: &dyn Fn() -> bool) -> Option<Correlation> {
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
        if !keep_going() {
            return None;
        }
        let Some(host) = found.hosts.get(index.0 as usize) else {
            continue;
        };
        one_host(&mut correlation, host, index, &events, &labels);
    }
    correlation.hosts = found.hosts;
    in_export_order(&mut correlation);
    Some(correlation)
}

fn one_host(
    correlation: &mut Correlation,
    host: &Host,
    host_index: HostIndex,
    events: &[(EventIndex, &Event)],
    labels: &BTreeSet<String>,
) {
    let items = order::order(events);
    let logons = Logons::collect(&items);
    let connections = Connections::collect(&items);
    let visits = Visits::collect(&items, &connections);
    let is_known_host = |name: &str| labels.contains(&fold(name));
    let nla = Nla::bind(&items, &logons, &connections, &is_known_host);
    let known = Known {
        items: &items,
        logons: &logons,
        connections: &connections,
        visits: &visits,
        nla: &nla,
    };
    let mut book = Book::default();
    let mut taken = TakenDesktops::new();
    let visit_drafts = desktop::sessions(&known, &mut book, &mut taken);
    remote::sessions(&known, &mut book, &mut taken);
    ssh::sessions(&known, &mut book);
    alone::sessions(&known, &mut book, &mut taken);
    network::sessions(&known, &mut book, &is_known_host);
    companions::add(&known, &mut book);

    let accounts = users::Accounts::learn(&items);
    let boots = BootEnds::of(&items);
    let clock_steps = clock_steps(&items);
    let finish = Finish {
        items: &items,
        logons: &logons,
        connections: &connections,
        visits: &visits,
        accounts: &accounts,
        boots: &boots,
        host,
        host_index,
        clock_steps: &clock_steps,
    };
    let parents: Vec<Option<usize>> = book.drafts.iter().map(|draft| draft.parent).collect();
    let mut sessions: Vec<Session> = book
        .drafts
        .into_iter()
        .map(|draft| assemble::session(&finish, draft))
        .collect();
    let ids: Vec<String> = sessions.iter().map(|session| session.id.clone()).collect();
    for (session, parent) in sessions.iter_mut().zip(parents) {
        session.parent = parent.and_then(|parent| ids.get(parent).cloned());
    }
    let base = u32::try_from(correlation.sessions.len()).unwrap_or(u32::MAX);
    let indexed: Vec<(u32, &Session)> = (base..).zip(&sessions).collect();
    correlation
        .activities
        .extend(activity::attribute(&items, &logons, &indexed));
    let offsets = Offsets {
        logons: u32::try_from(correlation.logon_sessions.len()).unwrap_or(u32::MAX),
        locals: u32::try_from(correlation.local_sessions.len()).unwrap_or(u32::MAX),
    };
    correlation
        .logon_sessions
        .extend(logon_sessions(&items, &logons, host_index));
    let locals = visits.locals.iter().map(|local| {
        let of_visit = |visit: &usize| {
            let draft = u32::try_from(*visit_drafts.get(visit)?).ok()?;
            Some(base + draft)
        };
        local_session(
            &items,
            local,
            host_index,
            local.visits.iter().filter_map(of_visit).collect(),
        )
    });
    correlation.local_sessions.extend(locals);
    for session in &mut sessions {
        offsets.apply(session);
    }
    correlation.sessions.append(&mut sessions);
}

/// Where a host's logon and local sessions begin in the lists of the case.
struct Offsets {
    logons: u32,
    locals: u32,
}

impl Offsets {
    fn apply(&self, session: &mut Session) {
        for logon in &mut session.logon_sessions {
            *logon += self.logons;
        }
        if let Some(local) = &mut session.local_session {
            *local += self.locals;
        }
    }
}

/// Settings of the clock by more than a minute that no sleep explains.
fn clock_steps(items: &[Item<'_>]) -> Vec<Pos> {
    const STEP: crate::domain::time::Span = crate::domain::time::Span::seconds(60);
    const SLEEP_REACH: usize = 40;
    let mut steps = Vec::new();
    let mut last_sleep: Option<Pos> = None;
    for (pos, item) in items.iter().enumerate() {
        match &item.event.fact {
            Fact::Power {
                step: PowerStep::Slept,
                ..
            } => last_sleep = Some(pos),
            Fact::ClockSet { old, new } if new.distance(*old) > STEP => {
                let slept = last_sleep.is_some_and(|at| pos - at <= SLEEP_REACH);
                if !slept || new < old {
                    steps.push(pos);
                }
            }
            _ => {}
        }
    }
    steps
}

fn logon_sessions(items: &[Item<'_>], logons: &Logons, host: HostIndex) -> Vec<LogonSession> {
    let time = |pos: Option<Pos>| {
        pos.and_then(|pos| items.get(pos))
            .map(|item| item.event.time)
    };
    logons
        .atoms
        .iter()
        .map(|atom| {
            let logon = atom.begin.and_then(|pos| logon_at(items, pos));
            let records = atom
                .begin
                .into_iter()
                .chain(atom.privileges.iter().copied())
                .chain(atom.logoff)
                .chain(atom.end);
            LogonSession {
                host,
                boot: atom.boot,
                luid: atom.luid.unwrap_or(crate::domain::event::Luid(0)),
                linked: logon.and_then(|logon| logon.linked_luid),
                user: atom.who.user.clone(),
                domain: atom.who.domain.clone(),
                logon_type: logon.map(|logon| logon.logon_type),
                elevated: logon.and_then(|logon| logon.elevated),
                begin: time(atom.begin),
                end: time(atom.end.or(atom.logoff)),
                events: records
                    .filter_map(|pos| Some(items.get(pos)?.index))
                    .collect(),
            }
        })
        .collect()
}

fn local_session(
    items: &[Item<'_>],
    local: &LocalAtom,
    host: HostIndex,
    visits: Vec<u32>,
) -> LocalSession {
    let item = |pos: Option<Pos>| pos.and_then(|pos| items.get(pos));
    LocalSession {
        host,
        boot: local.boot,
        session_id: local.session_id,
        user: local.who.user.clone().or_else(|| local.who.sid.clone()),
        begin: item(local.begin).map(|item| item.event.time),
        end: item(local.end).map(|item| item.event.time),
        visits,
        events: [local.begin, local.end]
            .into_iter()
            .filter_map(|p| Some(item(p)?.index))
            .collect(),
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
