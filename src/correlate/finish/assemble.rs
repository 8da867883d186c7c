//! Makes a session of a draft: resolves names, decides end and confidence, adds notes, and gives it an id.

use thin_vec::ThinVec;

use crate::correlate::coverage::Coverage;
use crate::correlate::finish::boot_ends::BootEnds;
use crate::correlate::finish::{confidence, recovered};
use crate::correlate::ids::{self, HostHash};
use crate::correlate::order::{ClockStep, Item, Items, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{SessionDraft, SourceLink, is_defining};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::sources::Sources;
use crate::correlate::units::connections::Connections;
use crate::correlate::units::logons::is_hidden_account;
use crate::correlate::units::logons::{LogonUnit, Logons, logon_at};
use crate::correlate::units::visits::Visits;
use crate::correlate::users::{Accounts, Binding, People};
use crate::domain::account::{AccountName, same_first_label, same_name};
use crate::domain::address::{AddressClass, class_of};
use crate::domain::event::{Fact, Identity, Luid, Text};
use crate::domain::note::{Note, Remark};
use crate::domain::session::{
    EndKind, Hidden, Host, HostIndex, Kind, Outcome, Precision, Role, Session, Source,
};
use crate::domain::session_id::SessionId;

/// What finishing needs to know of the host.
pub(crate) struct FinishContext<'a, 'e> {
    /// The records in order.
    pub items: &'a Items<'e>,
    /// Logon sessions.
    pub logons: &'a Logons<'e>,
    /// Connections.
    pub connections: &'a Connections,
    /// Local sessions.
    pub visits: &'a Visits,
    /// Accounts.
    pub accounts: &'a Accounts,
    /// Which identities are one account.
    pub people: &'a People<'a>,
    /// Ends of boots.
    pub boots: &'a BootEnds,
    /// The host.
    pub host: &'a Host,
    /// Where the ids of its sessions begin.
    pub host_hash: &'a HostHash,
    /// Its index.
    pub host_index: HostIndex,
    /// Where the clock was set without sleep.
    pub clock_steps: &'a [ClockStep],
    /// How far the logs reach.
    pub coverage: &'a Coverage,
}

/// What was decided of a draft before it became a session.
struct Decided {
    end: End,
    notes: ThinVec<Note>,
    as_logged: Option<Text>,
    bound_by_name: bool,
    clock_stepped: bool,
    hidden: Option<Hidden>,
}

/// Makes a session of a draft, and sets the draft's end.
pub(crate) fn session(finish: &FinishContext<'_, '_>, draft: &mut SessionDraft) -> Session {
    let decided = decide(finish, draft);
    draft.end = Some(decided.end);
    let mut made = assemble(finish, draft, decided);
    let sid = made.sid.as_ref();
    made.sid_is_shared = sid.is_some_and(|sid| finish.accounts.is_on_several_hosts(sid));
    made
}

/// Decides the end and the account, with notes on them.
fn decide(finish: &FinishContext<'_, '_>, draft: &mut SessionDraft) -> Decided {
    let mut notes = std::mem::take(&mut draft.notes);
    finish.boots.explain_logoff(finish.items, draft);
    let end = draft
        .end
        .or_else(|| over_by(finish, draft, &mut notes))
        .unwrap_or_else(|| end_of_boot(finish, draft, &mut notes));
    let as_logged = draft
        .as_logged
        .clone()
        .or_else(|| first_name(finish.items, draft));
    // A product's own account is not a Windows account, whatever its name.
    let of_windows = draft.kind != Kind::Rmm;
    let bound_by_name = of_windows && resolve(finish, draft, &mut notes);
    let begin = draft
        .begin
        .and_then(|pos| finish.items.get(pos))
        .map(|item| item.time);
    if begin.zip(end.time).is_some_and(|(begin, end)| end < begin) {
        notes.push(Remark::EndBeforeBegin.into());
    }
    notes.extend(recovered::note(finish.items, &draft.sources));
    let clock_step = clock_step_within(finish, draft, &end);
    notes.extend(clock_step.and_then(|step| step.note(finish.items)));
    if bound_by_name {
        notes.push(Remark::BoundByName.into());
    }
    // An attempt proves no account, whatever name was typed (rule V3).
    let tried = match draft.outcome {
        Outcome::Unknown => draft.authenticated.is_none(),
        outcome => outcome < Outcome::Aborted,
    };
    let background = draft.who.user.is_some() && !tried && is_hidden_account(&draft.who, &|_| true);
    // Rule V1, then Rule V2: what is hidden by its kind stays hidden, whatever its account.
    let hidden = match draft.hidden {
        _ if !draft.kind.is_shown() => Some(Hidden::Kind),
        None if background => Some(Hidden::Account),
        None if recovered::is_remains(finish.items, &draft.sources) => Some(Hidden::Remains),
        hidden => hidden,
    };
    Decided {
        end,
        notes,
        as_logged,
        bound_by_name,
        clock_stepped: clock_step.is_some(),
        hidden,
    }
}

/// The end of a session that a later record shows to be over. The end of the boot comes
/// after that record, unless the machine was started again between.
fn over_by(
    finish: &FinishContext<'_, '_>,
    draft: &SessionDraft,
    notes: &mut ThinVec<Note>,
) -> Option<End> {
    let (pos, first) = (draft.over_by?, draft.sources.keys().next().copied()?);
    let item = finish.items.get(pos)?;
    let began = finish.items.get(draft.begin.unwrap_or(first))?;
    if began.start != item.start {
        return None;
    }
    notes.extend(finish.boots.gap_in(finish.items, draft, finish.coverage));
    Some(End::at(
        finish.items,
        pos,
        EndKind::Unknown,
        Precision::Bound,
    ))
}

/// The end of a session that has no end record: the end of its boot.
fn end_of_boot(
    finish: &FinishContext<'_, '_>,
    draft: &mut SessionDraft,
    notes: &mut ThinVec<Note>,
) -> End {
    let (mut end, end_notes) = finish
        .boots
        .of_session(finish.items, draft, finish.coverage);
    if draft.end_unwatched && end.time.is_some() {
        end.precision = Some(Precision::Bound);
    }
    notes.extend(end_notes);
    if let Some(pos) = end.pos.filter(|_| end.kind == EndKind::Shutdown) {
        draft.sources.add(pos, || SourceLink {
            role: Role::End,
            rule: rules::BOOT_END,
            join: "the stop of its boot".into(),
        });
    }
    end
}

/// Binds the account of a draft; returns whether that was by its name alone.
fn resolve(
    finish: &FinishContext<'_, '_>,
    draft: &mut SessionDraft,
    notes: &mut ThinVec<Note>,
) -> bool {
    let first = draft
        .begin
        .or_else(|| draft.sources.keys().next().copied())
        .and_then(|pos| finish.items.get(pos));
    let Some(time) = first.map(|item| item.time) else {
        split_typed_name(&mut draft.who);
        return false;
    };
    let typed = draft.who.user.clone();
    let local = finish
        .people
        .use_local_name(&mut draft.who, draft.failure, time);
    if let Some((logged, because)) = typed.zip(local.ground) {
        notes.push(Note::OtherName { logged, because });
    }
    let (host, accounts) = (finish.host_index, finish.accounts);
    let binding = accounts.resolve(&mut draft.who, draft.failure, host, time);
    split_typed_name(&mut draft.who);
    // "." is typed for "this computer": as a domain it adds nothing.
    draft.who.domain = draft.who.domain.take().filter(|domain| &**domain != ".");
    // A local account keeps its identity when its machine is renamed.
    let own = draft.who.domain.as_deref();
    if let Some(last) = own.and_then(|domain| accounts.last_own_name(host, domain)) {
        draft.who.domain = Some(Text::from(last));
    }
    if binding == Binding::Ambiguous {
        notes.push(Remark::AmbiguousName.into());
    }
    binding == Binding::Name || local.is_bound_by_name
}

/// The domain in records of an account that signs on with a mail address.
const CLOUD_DOMAINS: [&str; 2] = ["AzureAD", "MicrosoftAccount"];

/// A name that was typed with its domain and is not a known account is split; `user_as_logged` keeps
/// what was typed.
fn split_typed_name(who: &mut Identity) {
    let typed = who
        .user
        .as_deref()
        .filter(|user| user.contains(['\\', '@']));
    if let Some(name) = typed.and_then(AccountName::parse) {
        who.user = Some(Text::from(name.user.as_str()));
        // The domain of a mail address is not a Windows domain.
        let is_cloud = |domain: &Text| CLOUD_DOMAINS.iter().any(|cloud| same_name(domain, cloud));
        let is_cloud = who.domain.as_ref().is_some_and(is_cloud);
        if let Some(domain) = name.domain.filter(|_| !is_cloud) {
            who.domain = Some(Text::from(domain.as_str()));
        }
    }
}

fn assemble(finish: &FinishContext<'_, '_>, draft: &mut SessionDraft, decided: Decided) -> Session {
    let Decided { end, notes, .. } = decided;
    let grounds = confidence::grounds(finish.items, draft, &end, decided.bound_by_name);
    let connection = draft
        .connection
        .and_then(|index| finish.connections.all.get(index));
    let local = draft
        .local
        .and_then(|local| finish.visits.locals.get(local));
    let at_console = matches!(draft.kind, Kind::Console | Kind::HyperV);
    let ip = draft.ip.filter(|_| !at_console);
    let logon_sessions = indices(draft.all_logons());
    let logons = units_of(finish.logons, &logon_sessions);
    let (elevated, logon_types, auth_package, logon_process) =
        logon_facts(finish, draft, logons.clone());
    let logon_ids = luids(logons);
    let time_of = |pos: Option<Pos>| {
        pos.and_then(|pos| finish.items.get(pos))
            .map(|item| item.time)
    };
    let begin = time_of(draft.begin).or(draft.begun_at);
    let is_own = |name: &str| {
        let mut own = finish.host.names();
        own.any(|own| same_first_label(own, name))
    };
    let client = draft.client.take().filter(|name| !is_own(name));
    let who = std::mem::take(&mut draft.who);
    Session {
        id: identity(finish, &draft.sources),
        user: who.user.or_else(|| who.sid.clone()),
        domain: who.domain,
        sid: who.sid,
        user_as_logged: decided.as_logged,
        detail: draft.detail.take(),
        reconnect: draft.reconnect,
        source_ip: ip,
        source_port: draft.port.filter(|_| ip.is_some()),
        source_host: client.clone().filter(|_| draft.kind != Kind::Console),
        source_class: match (draft.kind, ip) {
            (Kind::Console, _) => AddressClass::Console,
            (_, Some(ip)) => class_of(ip),
            (_, None) => AddressClass::Unknown,
        },
        begin,
        authenticated: time_of(draft.authenticated),
        desktop: time_of(draft.desktop),
        end: end.time,
        begin_precision: begin.map(|_| begin_precision(finish.items, draft.begin)),
        end_precision: end.time.and(end.precision),
        end_kind: end.kind,
        end_detail: end.detail,
        failure_code: draft.failure.filter(|_| draft.outcome < Outcome::Aborted),
        attempts: draft.attempts,
        elevated,
        logon_types,
        auth_package,
        logon_process,
        logon_ids,
        local_session_id: local.map(|local| local.session_id).or(draft.session_id),
        connection_id: connection.and_then(|connection| connection.activity),
        client_name: client,
        client_utc_offset: connection.and_then(|connection| connection.client_offset),
        confidence_begin: grounds.begin.confidence(),
        confidence_end: grounds.end.confidence(),
        confidence_user: grounds.user.confidence(),
        confidence_source: grounds.source.confidence(),
        grounds,
        notes,
        logon_sessions,
        local_session: draft.local.and_then(|local| u32::try_from(local).ok()),
        sources: sources(finish.items, std::mem::take(&mut draft.sources)),
        near_misses: std::mem::take(&mut draft.near_misses),
        hidden: decided.hidden,
        clock_stepped: decided.clock_stepped,
        ..Session::new(finish.host_index, draft.kind, draft.outcome)
    }
}

fn indices(numbers: impl Iterator<Item = usize>) -> ThinVec<u32> {
    let indices = numbers.filter_map(|number| u32::try_from(number).ok());
    indices.collect()
}

fn sources(items: &[Item<'_>], links: Sources) -> ThinVec<Source> {
    let mut sources = ThinVec::with_capacity(links.len());
    sources.extend(links.into_iter().filter_map(|(pos, link)| {
        let item = items.get(pos)?;
        Some(Source {
            event: item.index,
            role: link.role,
            rule: link.rule,
            join: if item.event.is_recovered() {
                recovered::mark(&link.join)
            } else {
                link.join
            },
        })
    }));
    sources
}

/// The name in the first record that has one, unchanged.
fn first_name(items: &[Item<'_>], draft: &SessionDraft) -> Option<Text> {
    let name_in = |pos: &Pos| -> Option<Text> {
        let with_domain = |who: &Identity| -> Option<Text> {
            let user = who.user.as_ref()?;
            Some(match &who.domain {
                Some(domain) => Text::from(format!("{domain}\\{user}")),
                None => Text::clone(user),
            })
        };
        match &items.get(*pos)?.event.fact {
            Fact::Logon(logon) => logon.target.user.clone(),
            Fact::LogonFailed(failure) => failure.target.user.clone(),
            Fact::LogoffStarted { who, .. } => who.user.clone(),
            Fact::LocalSession(line) => with_domain(&line.who),
            Fact::Connection(line) => with_domain(&line.who),
            Fact::Attached(a) | Fact::Detached(a) => a.who.user.clone(),
            Fact::Ssh(line) => line.user.clone(),
            Fact::RdpDenied(denial) => denial.who.user.clone(),
            Fact::SmbRefused(refusal) => with_domain(&refusal.who),
            Fact::WinRm(line) => with_domain(&line.who),
            Fact::Gateway(line) => with_domain(&line.who),
            Fact::Vpn(line) => with_domain(&line.who),
            Fact::Policy(verdict) => verdict.who.user.clone(),
            Fact::Rmm(line) => line.user.clone(),
            Fact::Ticket(ticket) => ticket.who.user.clone(),
            Fact::CredentialsChecked { user, .. } => user.clone(),
            _ => None,
        }
    };
    draft.sources.keys().find_map(name_in)
}

type LogonFacts = (Option<bool>, ThinVec<u8>, Option<Text>, Option<Text>);

/// Elevation, types, package and process of a session's logons.
fn logon_facts<'l, 'e: 'l>(
    finish: &FinishContext<'_, 'e>,
    draft: &SessionDraft,
    mut units: impl Iterator<Item = &'l LogonUnit<'e>> + Clone,
) -> LogonFacts {
    let mut types = ThinVec::new();
    let (mut package, mut process, mut elevated) = (None, None, None);
    let begins = units.clone().filter_map(|unit| unit.begin);
    for logon in begins.filter_map(|begin| logon_at(finish.items, begin)) {
        note_type(&mut types, logon.logon_type);
        package = package.or_else(|| logon.package.clone());
        process = process.or_else(|| logon.logon_process.clone());
        if let Some(flag) = logon.elevated {
            elevated = Some(elevated.unwrap_or(false) || flag);
        }
    }
    if units.any(|unit| !unit.privileges.is_empty()) {
        elevated = Some(true);
    }
    let failures =
        draft
            .sources
            .keys()
            .filter_map(|pos| match &finish.items.get(*pos)?.event.fact {
                Fact::LogonFailed(failure) => Some(failure),
                _ => None,
            });
    for failure in failures {
        note_type(&mut types, failure.logon_type);
        package = package.or_else(|| failure.package.clone());
        process = process.or_else(|| failure.logon_process.clone());
    }
    types.sort_unstable();
    (elevated, types, package, process)
}

fn note_type(types: &mut ThinVec<u8>, logon_type: u8) {
    if !types.contains(&logon_type) {
        types.push(logon_type);
    }
}

fn units_of<'l, 'e>(
    logons: &'l Logons<'e>,
    indices: &'l [u32],
) -> impl Iterator<Item = &'l LogonUnit<'e>> + Clone {
    let units = indices.iter();
    units.filter_map(|&unit| logons.units.get(unit as usize))
}

fn luids<'l, 'e: 'l>(units: impl Iterator<Item = &'l LogonUnit<'e>>) -> ThinVec<Luid> {
    let mut ids = ThinVec::new();
    for luid in units.filter_map(|unit| unit.luid) {
        if !ids.contains(&luid) {
            ids.push(luid);
        }
    }
    ids
}

/// A dedicated record of the start is exact; a companion's time is derived.
fn begin_precision(items: &[Item<'_>], begin: Option<Pos>) -> Precision {
    match begin
        .and_then(|pos| items.get(pos))
        .map(|item| &item.event.fact)
    {
        Some(Fact::UserNotice { .. } | Fact::LogonEnded { .. }) | None => Precision::Derived,
        _ => Precision::Exact,
    }
}

/// The setting of the clock between a session's begin and end that a record shows, else one that
/// the order of the records shows.
fn clock_step_within<'f>(
    finish: &'f FinishContext<'_, '_>,
    draft: &SessionDraft,
    end: &End,
) -> Option<&'f ClockStep> {
    let begin = draft.begin?;
    // A limit without a record of its own is the last sign of life of its start of the machine.
    let last_of_start = || {
        end.time?;
        finish.boots.last_of(finish.items.get(begin)?.start)
    };
    let end = end.pos.or_else(last_of_start)?;
    let steps = finish.clock_steps;
    let first = steps.partition_point(|step| step.pos <= begin);
    let within = steps.get(first..).unwrap_or_default().iter();
    let within = within.take_while(|step| step.pos <= end);
    within.min_by_key(|step| (step.by.is_none(), step.pos))
}

/// Hash of the host and of the first defining record, or the first record where none defines.
fn identity(finish: &FinishContext<'_, '_>, sources: &Sources) -> SessionId {
    let records = || sources.keys().filter_map(|&pos| finish.items.get(pos));
    let first = records()
        .find(|item| is_defining(item.event))
        .or_else(|| records().next());
    ids::of(finish.host_hash, first)
}
