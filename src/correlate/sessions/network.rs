//! Sessions from Security's remaining logons and failures: network access, credentials used inside a
//! session, logons refused at a screen, and background.

use std::net::IpAddr;

use crate::correlate::maps::HashSet;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::certificate_prompt::Followers;
use crate::correlate::sessions::draft::HostFacts;
use crate::correlate::sessions::draft::{DraftIndex, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::refused::{failure_at, failure_code};
use crate::correlate::sessions::revalidation::Desktops;
use crate::correlate::sessions::{nla_security_only, nla_twins};
use crate::correlate::units::logons::{LogonClass, LogonIndex, is_hidden_account, logon_at};
use crate::correlate::units::nla::is_nla_form;
use crate::correlate::units::over_network::is_hidden_failure;
use crate::correlate::windows::{AUTHENTICATED_TO_LOGON, CONSENT_PAIR, PAIR};
use crate::domain::account::{fold, is_machine_name};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Event, Fact, Identity, Logon, LogonFailure, Text};
use crate::domain::join::Join;
use crate::domain::note::Remark;
use crate::domain::session::{EndKind, Hidden, Kind, Outcome, Precision, Role};
use crate::domain::status::{NOT_GRANTED, is_refusal};

/// Makes sessions of every 4624 and 4625 that nothing else has taken. `is_known_host` recognises host
/// names of the case, without `$`.
pub(crate) fn sessions(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    is_known_host: &dyn Fn(&str) -> bool,
) {
    let people_like_machines = machine_names_of_people(facts);
    let is_person = |name: &str| people_like_machines.contains(name);
    let mut parents = Parents::of(facts, ledger);
    let desktops = Desktops::of(facts, ledger);
    let followers = Followers::of(facts, ledger);
    let mut null_sessions: HashSet<IpAddr> = HashSet::default();
    refused_at_screens(facts, ledger, &parents, is_known_host);
    let tried = FactKinds::LOGON | FactKinds::LOGON_FAILED | FactKinds::RDP_DENIED;
    for (pos, item) in facts.items.of(tried) {
        null_sessions.extend(null_session_of(item.event));
        if ledger.owner(pos).is_some() {
            continue;
        }
        match &item.event.fact {
            Fact::Logon(logon) => {
                let unit = facts.logons.made_at(pos);
                let followed = unit.is_some_and(|unit| followers.take(facts, ledger, pos, unit));
                if !followed && !nla_twins::take(facts, ledger, pos, logon) {
                    let second_look = unit.is_some_and(|unit| {
                        facts.logons.class_of(unit) == Some(LogonClass::Revalidation)
                            && desktops.take(facts, ledger, pos, unit, logon)
                    });
                    if !second_look {
                        success(facts, ledger, &mut parents, pos, logon, &is_person);
                    }
                }
            }
            Fact::LogonFailed(failure) => {
                failed(facts, ledger, &parents, pos, failure, is_known_host);
                let ip = failure.address().and_then(LoggedAddress::ip);
                let owner = ledger
                    .owner(pos)
                    .filter(|_| ip.is_some_and(|ip| null_sessions.contains(&ip)));
                if let Some(draft) = owner.and_then(|draft| ledger.get(draft)) {
                    // Rule V4 [source 7.6].
                    draft.notes.push(Remark::NullSessions.into());
                }
            }
            Fact::RdpDenied(denial) => {
                let ip = denial.address.and_then(LoggedAddress::ip);
                denied(facts, ledger, pos, &denial.who, ip);
            }
            _ => {}
        }
    }
}

/// A right missing at the screen, after NLA had proved the credentials: these refusals take their NLA
/// logons before those become sessions of their own.
fn refused_at_screens(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    parents: &Parents,
    is_known_host: &dyn Fn(&str) -> bool,
) {
    for (pos, item) in facts.items.of(FactKinds::LOGON_FAILED) {
        let Fact::LogonFailed(failure) = &item.event.fact else {
            continue;
        };
        let at_screen = matches!(failure.logon_type, 10 | 12);
        if !at_screen
            || ledger.owner(pos).is_some()
            || !is_refusal(failure.status, failure.sub_status)
        {
            continue;
        }
        failed(facts, ledger, parents, pos, failure, is_known_host);
        if let Some(draft) = ledger.owner(pos) {
            nla_security_only::take_before_refusal(facts, ledger, draft, pos, failure);
        }
    }
}

/// The address of an ANONYMOUS LOGON, which is hidden itself.
fn null_session_of(event: &Event) -> Option<IpAddr> {
    match &event.fact {
        Fact::Logon(logon) if logon.target.sid.as_deref() == Some("S-1-5-7") => {
            logon.address().and_then(LoggedAddress::ip)
        }
        _ => None,
    }
}

/// Names ending in `$` that log on at screens belong to people [source 12.6].
fn machine_names_of_people(facts: &HostFacts<'_, '_>) -> HashSet<String> {
    facts
        .items
        .of(FactKinds::LOGON_AT_SCREEN)
        .filter_map(|(_, item)| match &item.event.fact {
            Fact::Logon(logon) if matches!(logon.logon_type, 2 | 7 | 10 | 11) => logon
                .target
                .user
                .as_deref()
                .filter(|user| is_machine_name(user))
                .map(fold),
            _ => None,
        })
        .collect()
}

/// For each logon session, the access session that it belongs to.
struct Parents(Vec<Option<DraftIndex>>);

impl Parents {
    fn of(facts: &HostFacts<'_, '_>, ledger: &SessionLedger) -> Self {
        let mut parents = Self(vec![None; facts.logons.units.len()]);
        for (index, draft) in ledger.drafts.iter().enumerate() {
            draft
                .all_logons()
                .for_each(|logon| parents.set(logon, index));
        }
        parents
    }

    fn set(&mut self, logon: LogonIndex, draft: DraftIndex) {
        if let Some(parent) = self.0.get_mut(logon) {
            *parent = Some(draft);
        }
    }

    fn get(&self, logon: LogonIndex) -> Option<DraftIndex> {
        self.0.get(logon).copied().flatten()
    }
}

fn success(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    parents: &mut Parents,
    pos: Pos,
    logon: &Logon,
    is_person: &dyn Fn(&str) -> bool,
) {
    let Some(item) = facts.items.get(pos) else {
        return;
    };
    let Some(unit) = facts.logons.made_at(pos) else {
        return;
    };
    let class = facts
        .logons
        .class_of(unit)
        .unwrap_or(LogonClass::Background);
    let kind = kind_of(facts, pos, class, logon);
    let is_use = matches!(kind, Kind::CredentialUse) || class == LogonClass::FrontEnd;
    if is_use && joins_pair(facts, ledger, pos, unit, logon) {
        return;
    }
    let mut draft = SessionDraft::new(item.boot, kind, Outcome::Success);
    if class == LogonClass::FrontEnd {
        draft.detail = facts.logons.front_ends.name_of(item.boot, &*logon.form);
    }
    draft.begin = Some(pos);
    draft.authenticated = Some(pos);
    draft.logons.push(unit);
    draft.name(&logon.target);
    if kind != Kind::System {
        take_source_address(&mut draft, logon.address());
    }
    if matches!(logon.logon_type, 3 | 8) {
        draft.client.clone_from(&logon.workstation);
    }
    if is_hidden_account(&logon.target, is_person) || class == LogonClass::Background {
        draft.hidden = Some(Hidden::Account);
    }
    if kind == Kind::Rdp {
        // NLA was passed and no desktop was seen [source 5.9], where the logs that would show one
        // cover the time.
        let from = item.time;
        let until = from.plus(AUTHENTICATED_TO_LOGON);
        draft.outcome = if facts.coverage.would_show_desktops(from, until) {
            Outcome::Aborted
        } else {
            Outcome::Unknown
        };
        draft.nla.push(unit);
    }
    if kind == Kind::CredentialUse {
        let subject = facts.logons.find(item.boot, logon.subject_luid);
        draft.parent = subject.and_then(|subject| parents.get(subject));
    }
    if let Some(end) = facts.logons.units.get(unit).and_then(|unit| unit.end) {
        let (kind, precision) = if kind == Kind::Rdp {
            (EndKind::Disconnect, Precision::Derived)
        } else {
            (EndKind::Logoff, Precision::Exact)
        };
        draft.end = Some(End::at(facts.items, end, kind, precision));
    }
    let draft = ledger.open(draft);
    let rule = match kind {
        _ if class == LogonClass::FrontEnd => rules::FRONT_END,
        Kind::Network => rules::NETWORK,
        Kind::Rdp => rules::NLA_SECURITY_ONLY,
        Kind::CredentialUse => rules::CREDENTIAL_USE,
        _ => rules::BACKGROUND,
    };
    let join = logon.luid.map_or(Join::Words(""), Join::Luid);
    ledger.attach_source(facts.items, draft, pos, Role::Logon, rule, join);
    parents.set(unit, draft);
}

/// What a logon that nothing else has taken is.
fn kind_of(facts: &HostFacts<'_, '_>, pos: Pos, class: LogonClass, logon: &Logon) -> Kind {
    match (class, logon.logon_type) {
        (LogonClass::Network, _) => network_kind(facts, pos, logon),
        (LogonClass::FrontEnd, _) => Kind::Network,
        (LogonClass::CredentialUse | LogonClass::Revalidation, _) => Kind::CredentialUse,
        (_, 5) => Kind::Service,
        (_, 4) => Kind::Batch,
        (_, 3 | 8) => Kind::Network,
        _ => Kind::System,
    }
}

/// Takes over the source address. A front end on the machine writes the machine's own address where it knows
/// no other; that is not a client's.
fn take_source_address(draft: &mut SessionDraft, address: Option<LoggedAddress>) {
    let by_front_end = draft.kind == Kind::Network && draft.detail.is_some();
    if let Some(LoggedAddress::Ip(ip, port)) = address
        && !(by_front_end && ip.is_loopback())
    {
        draft.ip = Some(ip);
        draft.port = port;
    }
}

/// The other half of an elevated/filtered pair belongs to the session of the first: one use of
/// credentials, which ended with the half that ended first.
fn joins_pair(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    pos: Pos,
    unit: LogonIndex,
    logon: &Logon,
) -> bool {
    let mut logons = near::before(facts.items, pos, PAIR, FactKinds::LOGON);
    let partner = logons.find(|&other| {
        logon_at(facts.items, other).is_some_and(|first| {
            let linked = first.linked_luid().is_some() && first.linked_luid() == logon.luid;
            let like = logon.linked_luid().is_none() && first.linked_luid().is_none();
            first.logon_type == logon.logon_type
                && first.process_id == logon.process_id
                && facts.people.are_same(&first.target, &logon.target)
                && (linked || like)
        })
    });
    let owner = partner.and_then(|partner| ledger.owner(partner));
    let is_use = |&draft: &DraftIndex| {
        let draft = ledger.drafts.get(draft);
        draft.is_some_and(|draft| {
            let of_front_end = draft.kind == Kind::Network && draft.detail.is_some();
            (draft.kind == Kind::CredentialUse || of_front_end) && draft.logons.len() == 1
        })
    };
    let Some(draft) = owner.filter(is_use) else {
        return false;
    };
    let join = "elevated/filtered pair";
    let attached = ledger.attach_source(facts.items, draft, pos, Role::Logon, rules::PAIR, join);
    let end = facts.logons.units.get(unit).and_then(|unit| unit.end);
    if let Some(session) = ledger.get(draft).filter(|_| attached) {
        session.logons.push(unit);
        let known_end = session.end.and_then(|known| known.pos);
        if let Some(end) = end.filter(|&end| known_end.is_none_or(|known| end < known)) {
            session.end = Some(End::at(facts.items, end, EndKind::Logoff, Precision::Exact));
        }
    }
    attached
}

/// Remote Desktop where the form is NLA's and Security is the only log, else plain network.
fn network_kind(facts: &HostFacts<'_, '_>, pos: Pos, logon: &Logon) -> Kind {
    let has_address = logon.address().and_then(LoggedAddress::ip).is_some();
    let by_ntlm = logon.logon_process.as_deref() == Some("NtLmSsp");
    if has_address && by_ntlm && is_nla_form(facts.items, facts.logons, pos) {
        Kind::Rdp
    } else {
        Kind::Network
    }
}

/// What a refused logon was for.
fn failure_kind(failure: &LogonFailure) -> Kind {
    let process = failure.logon_process.as_deref().unwrap_or_default();
    let own = failure.subject_luid.is_some_and(|luid| !luid.is_constant());
    let address = failure.address().unwrap_or(LoggedAddress::Missing);
    match failure.logon_type {
        4 => Kind::Batch,
        5 => Kind::Service,
        9 => Kind::CredentialUse,
        10 | 12 if address == LoggedAddress::Unspecified => Kind::HyperV,
        10 | 12 => Kind::Rdp,
        3 | 8 if own && address.ip().is_none() && failure.process_name.is_some() => {
            Kind::CredentialUse
        }
        3 if process == "NtLmSsp" && address.ip().is_some() && address.port().is_none() => {
            Kind::Rdp
        }
        3 | 8 => Kind::Network,
        7 | 13 => match address.ip() {
            Some(ip) if !ip.is_loopback() => Kind::Rdp,
            _ => Kind::Console,
        },
        2 | 11 if matches!(process, "User32" | "Winlogon" | "") => Kind::Console,
        _ => Kind::CredentialUse,
    }
}

fn failed(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    parents: &Parents,
    pos: Pos,
    failure: &LogonFailure,
    is_known_host: &dyn Fn(&str) -> bool,
) {
    let Some(item) = facts.items.get(pos) else {
        return;
    };
    let front_end = facts.logons.front_ends.name_of(item.boot, &*failure.form);
    let kind = match front_end {
        Some(_) => Kind::Network,
        None => failure_kind(failure),
    };
    if kind == Kind::CredentialUse && joins_consent_pair(facts, ledger, pos, failure) {
        return;
    }
    // Rule R3.
    let refused = is_refusal(failure.status, failure.sub_status);
    let outcome = if refused {
        Outcome::Refused
    } else {
        Outcome::Failed
    };
    let mut draft = SessionDraft::new(item.boot, kind, outcome);
    draft.begin = Some(pos);
    draft.attempts = 1;
    draft.failure = Some(failure_code(failure));
    draft.name(&failure.target);
    draft.end = Some(End::of_failure(facts.items, Some(pos)));
    draft.detail.clone_from(&front_end);
    if !matches!(kind, Kind::Console | Kind::HyperV) {
        take_source_address(&mut draft, failure.address());
    }
    if matches!(failure.logon_type, 3 | 8) {
        draft.client.clone_from(&failure.workstation);
    }
    if matches!(failure.logon_type, 7 | 13) {
        draft.detail = Some(Text::from("unlock"));
    }
    if kind == Kind::CredentialUse {
        let subject = facts.logons.find(item.boot, failure.subject_luid);
        draft.parent = subject.and_then(|subject| parents.get(subject));
    }
    if is_hidden_failure(item, failure, &facts.logons.front_ends, is_known_host) {
        draft.hidden = Some(Hidden::Account);
    }
    let rule = match kind {
        _ if front_end.is_some() => rules::FRONT_END,
        _ if draft.detail.is_some() => rules::FAILED_UNLOCK,
        Kind::Console | Kind::HyperV => rules::FAILED_SCREEN,
        Kind::CredentialUse => rules::FAILED_CREDENTIAL_USE,
        Kind::Rdp => rules::NLA_SECURITY_ONLY,
        _ => rules::FAILED_NETWORK,
    };
    let draft = ledger.open(draft);
    ledger.attach_source(
        facts.items,
        draft,
        pos,
        Role::Failure,
        rule,
        "the record itself",
    );
}

/// One wrong password at a consent prompt writes two failures within two seconds.
fn joins_consent_pair(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    pos: Pos,
    failure: &LogonFailure,
) -> bool {
    let mut failures = near::before(facts.items, pos, CONSENT_PAIR, FactKinds::LOGON_FAILED);
    let partner = failures.find(|&other| {
        failure_at(facts.items, other).is_some_and(|first| {
            first.process_id == failure.process_id
                && first.logon_type != failure.logon_type
                && matches!(first.logon_type, 2 | 11)
                && facts.people.are_same(&first.target, &failure.target)
        })
    });
    let owner = partner.and_then(|partner| ledger.owner(partner));
    owner.is_some_and(|draft| {
        let join = "same process and user";
        let rule = rules::CONSENT_PAIR;
        ledger.attach_source(facts.items, draft, pos, Role::Failure, rule, join)
    })
}

/// 4825: the password was right, the right to use Remote Desktop was missing.
fn denied(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    pos: Pos,
    who: &Identity,
    ip: Option<IpAddr>,
) {
    let Some(item) = facts.items.get(pos) else {
        return;
    };
    // The 4625 of the same refusal is the session, where the evidence has it; this supports it.
    let same = near::around(facts.items, pos, CONSENT_PAIR, FactKinds::LOGON_FAILED)
        .filter_map(|other| Some((other, ledger.owner(other)?)))
        .find(|&(other, _)| {
            failure_at(facts.items, other).is_some_and(|f| {
                matches!(f.logon_type, 3 | 10) && facts.people.are_same(&f.target, who)
            })
        })
        .map(|(_, draft)| draft);
    let same = same.or_else(|| denied_nla(facts, ledger, pos, who));
    let draft = same.unwrap_or_else(|| {
        let mut draft = SessionDraft::new(item.boot, Kind::Rdp, Outcome::Refused);
        draft.begin = Some(pos);
        draft.ip = ip;
        draft.attempts = 1;
        draft.failure = Some(NOT_GRANTED);
        draft.end = Some(End::of_failure(facts.items, Some(pos)));
        ledger.open(draft)
    });
    ledger.attach_source(
        facts.items,
        draft,
        pos,
        Role::Failure,
        rules::DENIED,
        "the record itself",
    );
    if let Some(draft) = ledger.get(draft) {
        draft.name(who);
        draft.failure.get_or_insert(NOT_GRANTED);
        nla_twins::make_refused(draft);
    }
}

/// The attempt of the account of 4825 that came no further than NLA.
fn denied_nla(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    pos: Pos,
    who: &Identity,
) -> Option<DraftIndex> {
    let kinds = FactKinds::LOGON_BY_NETWORK;
    let mut owners =
        near::around(facts.items, pos, CONSENT_PAIR, kinds).filter_map(|logon| ledger.owner(logon));
    owners.find(|&owner| {
        ledger.drafts.get(owner).is_some_and(|draft| {
            draft.kind == Kind::Rdp
                && !draft.nla.is_empty()
                && matches!(draft.outcome, Outcome::Aborted | Outcome::Unknown)
                && facts.people.are_same(&draft.who, who)
        })
    })
}
