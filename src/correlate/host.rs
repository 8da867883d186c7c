//! One host: its records in order, what they tell by themselves, and the sessions made of that.

use std::collections::{BTreeMap, BTreeSet};

use super::atoms::connections::Connections;
use super::atoms::logons::{Logons, logon_at};
use super::atoms::nla::Nla;
use super::atoms::visits::{LocalAtom, VisitIndex, Visits};
use super::finish::assemble::{self, Finish};
use super::finish::boot_ends::BootEnds;
use super::finish::companions;
use super::order::{self, Item, Pos};
use super::sessions::draft::{Book, DraftIndex, Known, TakenDesktops};
use super::sessions::{alone, desktop, network, remote, ssh};
use super::windows::{CLOCK_SET, SLEEP_REACH};
use super::{Correlation, activity, near_misses, users};
use crate::domain::account::fold;
use crate::domain::event::{Event, EventIndex, Fact, Luid, PowerStep};
use crate::domain::pulse::Pulses;
use crate::domain::session::{Host, HostIndex, LocalSession, LogonSession, Session};

/// What a host needs to know of the whole case.
pub struct CaseFacts<'a> {
    /// When each computer was seen alive.
    pub pulses: &'a Pulses,
    /// First labels of all host names.
    pub labels: &'a BTreeSet<String>,
}

/// Joins the events of one host. The indices of the result count from its own lists. `None` when
/// `keep_going` said no.
pub fn correlate(
    host: &Host,
    host_index: HostIndex,
    events: &[(EventIndex, &Event)],
    case: &CaseFacts<'_>,
    keep_going: &dyn Fn() -> bool,
) -> Option<Correlation> {
    let go_on = || keep_going().then_some(());
    go_on()?;
    let items = order::order(events);
    go_on()?;
    let logons = Logons::collect(&items);
    let connections = Connections::collect(&items);
    let visits = Visits::collect(&items, &connections);
    go_on()?;
    let is_known_host = |name: &str| case.labels.contains(&fold(name));
    let nla = Nla::bind(&items, &logons, &connections, &is_known_host);
    let known = Known {
        items: &items,
        logons: &logons,
        connections: &connections,
        visits: &visits,
        nla: &nla,
    };
    let (book, visit_drafts) = draft_sessions(&known, case, keep_going)?;
    let accounts = users::Accounts::learn(&items);
    let boots = BootEnds::of(&items, host, case.pulses);
    let finish = Finish {
        items: &items,
        logons: &logons,
        connections: &connections,
        visits: &visits,
        accounts: &accounts,
        boots: &boots,
        host,
        host_index,
        clock_steps: &clock_steps(&items),
    };
    let sessions = finish_sessions(&finish, book);
    go_on()?;
    let indexed: Vec<(u32, &Session)> = (0..).zip(&sessions).collect();
    let activities = activity::attribute(&items, &logons, &indexed);
    let local_sessions = visits
        .locals
        .iter()
        .map(|local| local_session(&items, local, host_index, &visit_drafts))
        .collect();
    Some(Correlation {
        hosts: Vec::new(),
        logon_sessions: logon_sessions(&items, &logons, host_index),
        local_sessions,
        activities,
        sessions,
    })
}

/// From the best evidence down; also which draft each visit became.
fn draft_sessions(
    known: &Known<'_, '_>,
    case: &CaseFacts<'_>,
    keep_going: &dyn Fn() -> bool,
) -> Option<(Book, BTreeMap<VisitIndex, DraftIndex>)> {
    let go_on = || keep_going().then_some(());
    let mut book = Book::default();
    let mut taken = TakenDesktops::new();
    let visit_drafts = desktop::sessions(known, &mut book, &mut taken);
    go_on()?;
    remote::sessions(known, &mut book, &mut taken);
    ssh::sessions(known, &mut book);
    go_on()?;
    alone::sessions(known, &mut book, &mut taken);
    go_on()?;
    network::sessions(known, &mut book, &|name| case.labels.contains(&fold(name)));
    go_on()?;
    companions::add(known, &mut book);
    near_misses::settle(known, &mut book);
    Some((book, visit_drafts))
}

fn finish_sessions(finish: &Finish<'_, '_>, book: Book) -> Vec<Session> {
    let parents: Vec<Option<DraftIndex>> = book.drafts.iter().map(|draft| draft.parent).collect();
    let drafts = book.drafts.into_iter();
    let mut sessions: Vec<Session> = drafts
        .map(|draft| assemble::session(finish, draft))
        .collect();
    let ids: Vec<String> = sessions.iter().map(|session| session.id.clone()).collect();
    for (session, parent) in sessions.iter_mut().zip(parents) {
        session.parent = parent.and_then(|parent| ids.get(parent).cloned());
    }
    sessions
}

/// Settings of the clock by more than a minute that no sleep explains.
fn clock_steps(items: &[Item<'_>]) -> Vec<Pos> {
    let mut steps = Vec::new();
    let mut last_sleep: Option<Pos> = None;
    for (pos, item) in items.iter().enumerate() {
        match &item.event.fact {
            Fact::Power {
                step: PowerStep::Slept,
                ..
            } => last_sleep = Some(pos),
            Fact::ClockSet { old, new } if new.distance(*old) > CLOCK_SET => {
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
                luid: atom.luid.unwrap_or(Luid(0)),
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
    drafts: &BTreeMap<VisitIndex, DraftIndex>,
) -> LocalSession {
    let of_visit = |visit: &VisitIndex| u32::try_from(*drafts.get(visit)?).ok();
    let visits = local.visits.iter().filter_map(of_visit);
    let item = |pos: Option<Pos>| pos.and_then(|pos| items.get(pos));
    LocalSession {
        host,
        boot: local.boot,
        session_id: local.session_id,
        user: local.who.user.clone().or_else(|| local.who.sid.clone()),
        begin: item(local.begin).map(|item| item.event.time),
        end: item(local.end).map(|item| item.event.time),
        visits: visits.collect(),
        events: [local.begin, local.end]
            .into_iter()
            .filter_map(|p| Some(item(p)?.index))
            .collect(),
    }
}
