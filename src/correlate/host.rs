//! Correlates one host: puts its records in order, collects the evidence units, and makes sessions of them.

use std::collections::BTreeSet;

use super::activity::{self, ActivityContext, Attributed, HostArtefacts};
use super::correlation::Correlation;
use super::coverage::{Coverage, PartsOfHosts};
use super::finish::assemble::{self, FinishContext};
use super::finish::boot_ends::BootEnds;
use super::finish::session_spans::SessionSpans;
use super::finish::{companions, local_sessions, logon_sessions, near_misses, remarks};
use super::ids::HostHash;
use super::lineages::{self, Lineage};
use super::machine_events::MachineEvents;
use super::order::{self, FactKinds, clock_steps};
use super::recovered;
use super::schedule::HostTask;
use super::sessions::draft::{DraftIndex, HostFacts, SessionLedger, TakenDesktops};
use super::sessions::{
    desktop, domain_auth, from_notices, gateway, network, policy_addresses, remote, rmm,
    security_only, smb, ssh, vpn, winrm,
};
use super::units::connections::Connections;
use super::units::logons::Logons;
use super::units::nla::Nla;
use super::units::screen_words::ScreenWords;
use super::units::visits::Visits;
use super::users::{Accounts, People};
use super::watch::{Count, HostWatch};
use crate::domain::account::fold;
use crate::domain::coverage::RecordRuns;
use crate::domain::event::{Event, EventIndex};
use crate::domain::heartbeats::Heartbeats;
use crate::domain::record::Class;
use crate::domain::session::{Host, HostIndex, Session};
use crate::domain::session_id::SessionId;

/// What a host needs to know of the whole case.
pub(super) struct CaseFacts<'a> {
    /// When each computer was seen alive.
    pub heartbeats: &'a Heartbeats,
    /// First labels of all host names.
    pub labels: &'a BTreeSet<String>,
    /// How far the logs of this host reach.
    pub coverage: &'a Coverage,
    /// The accounts of the case.
    pub accounts: &'a Accounts,
    /// Which records count.
    pub lineage: Lineage<'a>,
    /// What artefacts state about it.
    pub artefacts: HostArtefacts<'a>,
}

/// What the hosts have in common.
pub(super) struct WholeCase<'a> {
    /// When each computer was seen alive.
    pub heartbeats: &'a Heartbeats,
    /// Which record numbers the files hold.
    pub runs: &'a RecordRuns,
    /// First labels of all host names.
    pub labels: &'a BTreeSet<String>,
    /// The accounts of the case.
    pub accounts: &'a Accounts,
    /// The host of each part of a log.
    pub parts: &'a PartsOfHosts,
}

/// Joins the events of one host, lineage by lineage where it has several (Rule B5). `None` when it is
/// time to stop.
pub(super) fn all_lineages(
    task: &HostTask<'_>,
    whole: &WholeCase<'_>,
    count: &Count<'_>,
) -> Option<Correlation> {
    let (events, first) = (&task.events, EventIndex(task.first));
    let one = |lineage: Lineage<'_>, heartbeats: &Heartbeats, records: usize| {
        let coverage = Coverage::of(task.index, whole.runs, whole.parts, events.iter(), lineage);
        let case = CaseFacts {
            heartbeats,
            labels: whole.labels,
            coverage: &coverage,
            accounts: whole.accounts,
            lineage,
            artefacts: task.artefacts,
        };
        let watch = count.host(records as u64);
        let mut found = correlate(task.host, task.index, (events, first), &case, &watch)?;
        found.coverage = coverage.channels;
        Some(found)
    };
    let Some(lineages) = events.lineages() else {
        return one(Lineage::WHOLE, whole.heartbeats, events.len());
    };
    let all = lineages.all();
    // Each has a part of the progress.
    let parts = all.len().max(1);
    let up_to = |part: usize| events.len() * part / parts;
    let found = all.enumerate().map(|(part, lineage)| {
        let heartbeats = lineage.heartbeats(whole.heartbeats, task.host, events.iter());
        one(lineage, &heartbeats, up_to(part + 1) - up_to(part))
    });
    let found = found.collect::<Option<Vec<Correlation>>>()?;
    let defines = |index: EventIndex| {
        let at = index.0.checked_sub(first.0);
        let event = at.and_then(|at| events.get(at as usize));
        event.is_some_and(|event| Class::of(&event.fact).is_some())
    };
    Some(lineages::unite(lineages, found, &defines))
}

/// Appends the recovered records that continue the logs of a host to its others, and returns those that do
/// not (Rule O2).
pub(super) fn admit_recovered(
    task: &mut HostTask<'_>,
    whole: &WholeCase<'_>,
) -> Option<MachineEvents> {
    if !task.events.has_recovered() {
        return None;
    }
    let events = task.events.iter();
    let coverage = Coverage::of(task.index, whole.runs, whole.parts, events, Lineage::WHOLE);
    let log_of = |event: &Event| coverage.log(&event.channel);
    let fits = |event: &Event| recovered::goes_on(log_of(event), event);
    task.events.admit(fits)
}

/// Joins records of a host without its logs: nothing follows from silence. The second of `events` is
/// the index of the first in the case.
pub(super) fn without_logs(
    task: &HostTask<'_>,
    (events, first): (&MachineEvents, u32),
    whole: &WholeCase<'_>,
    count: &Count<'_>,
) -> Option<Correlation> {
    let case = CaseFacts {
        heartbeats: whole.heartbeats,
        labels: whole.labels,
        coverage: &Coverage::default(),
        accounts: whole.accounts,
        lineage: Lineage::WHOLE,
        artefacts: HostArtefacts::default(),
    };
    let watch = count.host(events.len() as u64);
    let events = (events, EventIndex(first));
    correlate(task.host, task.index, events, &case, &watch)
}

/// Joins the events of one lineage of a host; `first` is the index of the first event in the case. The
/// indices of the result count from its own lists. `None` when it is time to stop.
fn correlate(
    host: &Host,
    host_index: HostIndex,
    (events, first): (&MachineEvents, EventIndex),
    case: &CaseFacts<'_>,
    watch: &HostWatch<'_, '_>,
) -> Option<Correlation> {
    watch.go_on()?;
    let items = order::order(events, first, case.coverage, case.lineage);
    watch.go_on()?;
    let logons = Logons::collect(&items);
    watch.go_on()?;
    let connections = Connections::collect(&items);
    watch.go_on()?;
    let people = People::learn(case.accounts, host_index, &items, &logons, &connections);
    watch.go_on()?;
    let words = ScreenWords::learn(&items, &logons, &connections, &people, case.coverage);
    let visits = Visits::collect(&items, &connections, &words, &people);
    watch.go_on()?;
    let is_known_host = |name: &str| case.labels.contains(&fold(name));
    let nla = Nla::bind(&items, &logons, &connections, &people, &is_known_host);
    watch.step(0)?;
    let facts = HostFacts {
        items: &items,
        logons: &logons,
        connections: &connections,
        visits: &visits,
        nla: &nla,
        coverage: case.coverage,
        accounts: case.accounts,
        people: &people,
        host: host_index,
    };
    let ledger = draft_sessions(&facts, case, watch)?;
    watch.step(1)?;
    let draft_visits = local_sessions::DraftVisits::of(&items, &ledger);
    watch.go_on()?;
    let boots = BootEnds::of(&items, host, case.heartbeats, case.coverage);
    let finish = FinishContext {
        items: &items,
        logons: &logons,
        connections: &connections,
        visits: &visits,
        accounts: case.accounts,
        people: &people,
        boots: &boots,
        host,
        host_hash: &HostHash::of(host),
        host_index,
        clock_steps: &clock_steps(&items),
        coverage: case.coverage,
    };
    let (sessions, spans) = finish_sessions(&finish, ledger, watch)?;
    watch.step(2)?;
    let logon_sessions = logon_sessions::all(&finish, &sessions);
    watch.go_on()?;
    let local_sessions =
        local_sessions::all(&finish, draft_visits, (&sessions, &spans), &logon_sessions);
    watch.go_on()?;
    let Attributed {
        activities,
        candidates,
    } = activity::attribute(&ActivityContext {
        host,
        index: host_index,
        items: &items,
        clock_steps: finish.clock_steps,
        logons: &logons,
        people: &people,
        accounts: case.accounts,
        coverage: case.coverage,
        sessions: &sessions,
        spans: &spans,
        locals: &local_sessions,
        artefacts: case.artefacts,
    });
    watch.step(3)?;
    Some(Correlation {
        sessions,
        logon_sessions,
        local_sessions,
        activities,
        candidates,
        ..Correlation::default()
    })
}

/// Runs the stages, from the best evidence down.
fn draft_sessions(
    facts: &HostFacts<'_, '_>,
    case: &CaseFacts<'_>,
    watch: &HostWatch<'_, '_>,
) -> Option<SessionLedger> {
    let mut ledger = SessionLedger::default();
    // A list that grows on demand is in memory twice at times.
    let tried = FactKinds::LOGON | FactKinds::LOGON_FAILED;
    ledger.drafts.reserve(facts.items.count(tried));
    let mut taken = TakenDesktops::new();
    desktop::sessions(facts, &mut ledger, &mut taken);
    watch.go_on()?;
    remote::sessions(facts, &mut ledger, &mut taken);
    watch.go_on()?;
    ssh::sessions(facts, &mut ledger);
    winrm::sessions(facts, &mut ledger);
    watch.go_on()?;
    security_only::sessions(facts, &mut ledger, &mut taken);
    from_notices::sessions(facts, &mut ledger);
    watch.go_on()?;
    network::sessions(facts, &mut ledger, &|name| {
        case.labels.contains(&fold(name))
    });
    watch.go_on()?;
    smb::sessions(facts, &mut ledger);
    policy_addresses::add(facts, &mut ledger);
    watch.go_on()?;
    gateway::sessions(facts, &mut ledger);
    vpn::sessions(facts, &mut ledger);
    rmm::sessions(facts, &mut ledger);
    watch.go_on()?;
    companions::add(facts, &mut ledger);
    watch.go_on()?;
    remarks::add(facts, &mut ledger);
    watch.go_on()?;
    domain_auth::sessions(facts, &mut ledger);
    watch.go_on()?;
    near_misses::assign(facts, &mut ledger);
    Some(ledger)
}

/// How many sessions are finished between two questions whether to go on.
const AT_A_TIME: usize = 1024;

/// Makes sessions of the drafts. `None` when it is time to stop.
fn finish_sessions(
    finish: &FinishContext<'_, '_>,
    ledger: SessionLedger,
    watch: &HostWatch<'_, '_>,
) -> Option<(Vec<Session>, SessionSpans)> {
    let mut spans = SessionSpans::default();
    let parents: Vec<Option<DraftIndex>> = ledger.drafts.iter().map(|draft| draft.parent).collect();
    let drafts = ledger.drafts.into_iter();
    let mut sessions: Vec<Session> = Vec::with_capacity(drafts.len());
    for (number, mut draft) in drafts.enumerate() {
        if number % AT_A_TIME == 0 {
            watch.go_on()?;
        }
        let first = draft.begin.or(draft.sources.keys().next().copied());
        sessions.push(assemble::session(finish, &mut draft));
        spans.note(finish, first, draft.end);
    }
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id).collect();
    for (session, parent) in sessions.iter_mut().zip(parents) {
        session.parent = parent.and_then(|parent| ids.get(parent).copied());
    }
    sessions.shrink_to_fit();
    Some((sessions, spans))
}
