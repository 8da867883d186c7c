//! Network Level Authentication without any log of connections: the type-3 logon of the same account and
//! address just before the logon at the screen.

use std::net::IpAddr;

use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules::{self, Rule};
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::units::logons::logon_at;
use crate::correlate::units::nla::is_nla_form;
use crate::correlate::windows::{AUTHENTICATED_TO_LOGON, NLA_TO_AUTHENTICATED};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Identity, LogonFailure};
use crate::domain::join::Join;
use crate::domain::session::{Kind, Role};

/// The type-3 logons that can have been NLA for a logon at the screen: by NTLM, of the same account
/// and address, within a minute before. Windows 2012 R2 writes no address there: then only seconds
/// before.
pub(crate) fn before(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    screen: Pos,
    who: &Identity,
    ip: Option<IpAddr>,
) -> Vec<Pos> {
    let Some(ip) = ip else {
        return Vec::new();
    };
    let (items, kinds) = (facts.items, FactKinds::LOGON_BY_NETWORK);
    near::before(items, screen, AUTHENTICATED_TO_LOGON, kinds)
        .filter(|&pos| {
            is_nla_form(facts.items, facts.logons, pos)
                && !facts.nla.has(pos)
                && ledger.owner(pos).is_none()
                && logon_at(facts.items, pos).is_some_and(|nla| {
                    let close = facts
                        .items
                        .get(pos)
                        .zip(facts.items.get(screen))
                        .is_some_and(|(a, b)| a.is_near(b, NLA_TO_AUTHENTICATED));
                    let from = nla.address().and_then(LoggedAddress::ip);
                    facts.people.are_same(&nla.target, who)
                        && (from == Some(ip) || (from.is_none() && close))
                })
        })
        .collect()
}

/// Gives a Remote Desktop session without one its NLA logon: before its logon at the screen or, where
/// that is lost, before `begin`.
pub(crate) fn take_for(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    index: DraftIndex,
    begin: Option<Pos>,
) {
    let lacks_nla = |draft: &&SessionDraft| draft.kind == Kind::Rdp && draft.nla.is_empty();
    let Some(draft) = ledger.drafts.get(index).filter(lacks_nla) else {
        return;
    };
    let logon = draft
        .logons
        .first()
        .and_then(|&unit| facts.logons.units.get(unit)?.begin);
    let Some(anchor) = logon.or(begin) else {
        return;
    };
    let (who, ip) = (draft.who.clone(), draft.ip);
    let nla = before(facts, ledger, anchor, &who, ip);
    take(facts, ledger, index, anchor, &nla);
}

/// The same for a refusal at the screen: credentials were right, and the right to log on was missing.
pub(crate) fn take_before_refusal(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    screen: Pos,
    failure: &LogonFailure,
) {
    let ip = failure.address().and_then(LoggedAddress::ip);
    let logons = before(facts, ledger, screen, &failure.target, ip);
    take(facts, ledger, draft, screen, &logons);
}

/// Makes these logons sources of a session, which begins with the first of them.
pub(crate) fn take(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    screen: Pos,
    logons: &[Pos],
) {
    let key = (rules::NLA_SECURITY_ONLY, "user, address + time");
    take_by(facts, ledger, draft, screen, logons, key);
}

/// The same by another rule, and its key in words.
pub(crate) fn take_by(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    screen: Pos,
    logons: &[Pos],
    (rule, key): (Rule, &'static str),
) {
    for &pos in logons {
        let join = Join::apart(key, near::distance(facts.items, pos, screen));
        ledger.attach_source(facts.items, draft, pos, Role::Authentication, rule, join);
        let unit = facts.logons.made_at(pos);
        let workstation = logon_at(facts.items, pos).and_then(|logon| logon.workstation.clone());
        if let Some(session) = ledger.get(draft) {
            session.begin = Some(session.begin.map_or(pos, |begin| begin.min(pos)));
            session.authenticated = Some(session.authenticated.map_or(pos, |at| at.min(pos)));
            session.nla.extend(unit);
            if session.client.is_none() {
                session.client = workstation;
            }
        }
    }
}

/// Where the connection of a session ended: with the last of its NLA logons, unless one of them continued.
pub(crate) fn connection_end(facts: &HostFacts<'_, '_>, draft: &SessionDraft) -> Option<Pos> {
    let units = &facts.logons.units;
    let ends: Option<Vec<Pos>> = draft.nla.iter().map(|&unit| units.get(unit)?.end).collect();
    ends?.into_iter().max()
}
