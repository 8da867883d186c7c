//! Two NLA logons of one client that were made together and both ended at once: one connection that got no
//! desktop [source 5.11]. Current clients log on twice for one connection.

use thin_vec::ThinVec;

use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::nla_security_only;
use crate::correlate::sessions::refused::{failure_at, failure_code};
use crate::correlate::units::logons::{LogonIndex, logon_at};
use crate::correlate::units::nla::is_nla_form;
use crate::correlate::windows::{
    AUTHENTICATED_TO_LOGON, NLA_TO_AUTHENTICATED, NLA_TWINS, RIGHT_GIVEN,
};
use crate::domain::account::same_name;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Logon, Text};
use crate::domain::join::Join;
use crate::domain::note::Remark;
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};
use crate::domain::status::NOT_GRANTED;

/// The groups whose members may log on by Remote Desktop unless a policy says otherwise: Remote Desktop
/// Users and Administrators.
const GROUPS_WITH_THE_RIGHT: [&str; 2] = ["S-1-5-32-555", "S-1-5-32-544"];

/// Makes one session of the logon at `pos` and of its twins, if it has any that nothing has taken.
pub(super) fn take(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    pos: Pos,
    logon: &Logon,
) -> bool {
    let Some(first) = short_nla(facts, ledger, pos) else {
        return false;
    };
    let kinds = FactKinds::LOGON_BY_NETWORK;
    let twins: Vec<(Pos, LogonIndex)> = near::after(facts.items, pos, NLA_TWINS, kinds)
        .filter(|&twin| {
            logon_at(facts.items, twin).is_some_and(|twin| are_twins(facts, logon, twin))
        })
        .filter_map(|twin| Some((twin, short_nla(facts, ledger, twin)?)))
        .collect();
    let all: Vec<(Pos, LogonIndex)> = [(pos, first)].into_iter().chain(twins).collect();
    let address = all.iter().find_map(|&(pos, _)| address_at(facts, pos));
    if all.len() < 2 || address.is_none() || came_to_a_desktop(facts, pos, logon) {
        return false;
    }
    if let Some((refusal, Some(draft))) = refusal_of(facts, ledger, pos, logon) {
        let logons: Vec<Pos> = all.iter().map(|&(pos, _)| pos).collect();
        nla_security_only::take(facts, ledger, draft, refusal, &logons);
        return true;
    }
    let draft = session(facts, ledger, &all);
    if let Some(draft) = ledger.get(draft) {
        draft.ip = address.and_then(LoggedAddress::ip);
    }
    refuse(facts, ledger, draft, pos, logon);
    true
}

/// The logon session of an NLA logon by NTLM that nothing has taken and that died at once.
fn short_nla(facts: &HostFacts<'_, '_>, ledger: &SessionLedger, pos: Pos) -> Option<LogonIndex> {
    let by_ntlm = |logon: &Logon| logon.logon_process.as_deref() == Some("NtLmSsp");
    let free = ledger.owner(pos).is_none() && is_nla_form(facts.items, facts.logons, pos);
    if !free || !logon_at(facts.items, pos).is_some_and(by_ntlm) {
        return None;
    }
    let unit = facts.logons.made_at(pos)?;
    let lifetime = facts.logons.lifetime(facts.items, unit)?;
    (lifetime <= NLA_TWINS).then_some(unit)
}

/// Same account and client: what both records name of it must be equal, and something of it must be
/// named by both.
fn are_twins(facts: &HostFacts<'_, '_>, one: &Logon, other: &Logon) -> bool {
    let ip = |logon: &Logon| logon.address().and_then(LoggedAddress::ip);
    let addresses = ip(one).zip(ip(other)).map(|(a, b)| a == b);
    let names = one.workstation.as_ref().zip(other.workstation.as_ref());
    let names = names.map(|(a, b)| same_name(a, b));
    let same_client = addresses != Some(false) && names != Some(false);
    same_client
        && (addresses.is_some() || names.is_some())
        && facts.people.are_same(&one.target, &other.target)
}

fn address_at(facts: &HostFacts<'_, '_>, pos: Pos) -> Option<LoggedAddress> {
    let address = logon_at(facts.items, pos)?.address()?;
    address.ip().map(|_| address)
}

/// Whether the account logged on at a screen just after.
fn came_to_a_desktop(facts: &HostFacts<'_, '_>, pos: Pos, logon: &Logon) -> bool {
    let kinds = FactKinds::LOGON_AT_SCREEN;
    let mut logons = near::after(facts.items, pos, AUTHENTICATED_TO_LOGON, kinds);
    logons.any(|at| {
        logon_at(facts.items, at).is_some_and(|other| {
            let remote = other.address().and_then(LoggedAddress::ip);
            let remote = remote.is_none_or(|ip| !ip.is_loopback());
            remote && facts.people.are_same(&other.target, &logon.target)
        })
    })
}

/// A refusal of the same account because it lacked the right, and the session that has it.
fn refusal_of(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    pos: Pos,
    logon: &Logon,
) -> Option<(Pos, Option<DraftIndex>)> {
    let kinds = FactKinds::LOGON_FAILED;
    let mut failures = near::around(facts.items, pos, NLA_TO_AUTHENTICATED, kinds);
    let refusal = failures.find(|&at| {
        failure_at(facts.items, at).is_some_and(|failure| {
            let ip = failure.address().and_then(LoggedAddress::ip);
            let own = logon.address().and_then(LoggedAddress::ip);
            failure_code(failure) == NOT_GRANTED
                && matches!(failure.logon_type, 3 | 10 | 12)
                && (ip.is_none() || own.is_none() || ip == own)
                && facts.people.are_same(&failure.target, &logon.target)
        })
    })?;
    Some((refusal, ledger.owner(refusal)))
}

fn session(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    all: &[(Pos, LogonIndex)],
) -> DraftIndex {
    let begin = all.first().map(|&(pos, _)| pos);
    let boot = begin
        .and_then(|pos| facts.items.get(pos))
        .map(|item| item.boot);
    let mut draft = SessionDraft::new(boot.unwrap_or(0), Kind::Rdp, Outcome::Aborted);
    draft.begin = begin;
    draft.authenticated = begin;
    draft.nla = all.iter().map(|&(_, unit)| unit).collect::<ThinVec<_>>();
    let end = nla_security_only::connection_end(facts, &draft);
    draft.end = end.map(|end| End::at(facts.items, end, EndKind::Disconnect, Precision::Derived));
    for logon in all
        .iter()
        .filter_map(|&(pos, _)| logon_at(facts.items, pos))
    {
        draft.name(&logon.target);
        draft.client = draft.client.or_else(|| logon.workstation.clone());
    }
    let draft = ledger.open(draft);
    for &(pos, _) in all {
        let distance = begin.and_then(|begin| near::distance(facts.items, begin, pos));
        let join = Join::apart("user, client + time", distance);
        ledger.attach_source(facts.items, draft, pos, Role::Logon, rules::NLA_TWINS, join);
    }
    draft
}

/// The right to log on was missing, where a refusal says so, or where the account was put into a group
/// that has it soon after, before it came to any desktop.
fn refuse(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    pos: Pos,
    logon: &Logon,
) {
    let refusal = refusal_of(facts, ledger, pos, logon).map(|(refusal, _)| refusal);
    let given = || right_given_after(facts, pos, logon);
    let Some(proof) = refusal.or_else(given) else {
        return;
    };
    let failure = failure_at(facts.items, proof).map(failure_code);
    let role = if failure.is_some() {
        Role::Failure
    } else {
        Role::Support
    };
    let join = Join::apart("user + time", near::distance(facts.items, pos, proof));
    ledger.attach_source(facts.items, draft, proof, role, rules::NLA_TWINS, join);
    let Some(draft) = ledger.get(draft) else {
        return;
    };
    make_refused(draft);
    draft.failure = failure;
    if failure.is_none() {
        draft.notes.push(Remark::RightGivenLater.into());
    }
}

/// A refused attempt ends with its connection, as a failure does.
pub(super) fn make_refused(draft: &mut SessionDraft) {
    draft.outcome = Outcome::Refused;
    draft.attempts = draft.attempts.max(1);
    if let Some(end) = &mut draft.end {
        end.kind = EndKind::Failed;
    }
}

fn right_given_after(facts: &HostFacts<'_, '_>, pos: Pos, logon: &Logon) -> Option<Pos> {
    let sid = logon.target.sid.as_deref()?;
    let kinds = FactKinds::MEMBER_ADDED | FactKinds::LOGON_AT_SCREEN;
    for at in near::after_in_order(facts.items, pos, RIGHT_GIVEN, kinds) {
        match &facts.items.get(at)?.event.fact {
            Fact::MemberAdded { member, group, .. } if &**member == sid && has_the_right(group) => {
                return Some(at);
            }
            Fact::Logon(other)
                if matches!(other.logon_type, 10 | 12)
                    && facts.people.are_same(&other.target, &logon.target) =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

fn has_the_right(group: &Text) -> bool {
    GROUPS_WITH_THE_RIGHT.contains(&&**group)
}
