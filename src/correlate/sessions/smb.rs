//! The file server's records of refusals (`SMBServer` 551), which give the client's address that Security's
//! records of the same refusals lack (rule F6).

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::correlate::coverage::SECURITY;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::refused::failure_at;
use crate::correlate::windows::SMB_TO_FAILURE;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Identity, LogonFailure, SmbRefusal};
use crate::domain::join::Join;
use crate::domain::near_miss::Reason;
use crate::domain::session::{Kind, Outcome, Role};
use crate::domain::status::is_refusal;

/// Joins the file server's refusals to failed network logons, those that name one address first. One
/// that is left is a session where Security does not cover the time.
pub(crate) fn sessions(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let refusals = facts.items.positions(FactKinds::SMB_REFUSED);
    let refusals: Vec<Pos> = refusals.collect();
    let mut joined = Joined::default();
    for &pos in &refusals {
        joined.by_address(facts, ledger, pos);
    }
    for &pos in &refusals {
        joined.without_address(facts, ledger, pos);
    }
    for pos in refusals {
        if !joined.has(pos) {
            alone(facts, ledger, pos);
        }
    }
}

/// The records of either log that have their counterpart.
#[derive(Default)]
struct Joined(BTreeSet<Pos>);

impl Joined {
    fn has(&self, pos: Pos) -> bool {
        self.0.contains(&pos)
    }

    /// Takes the failure of the same address: that of the same port, else the nearest.
    fn by_address(&mut self, facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger, pos: Pos) {
        let Some((refusal, ip)) = refusal_at(facts, pos).and_then(|r| Some((r, ip_of(r)?))) else {
            return;
        };
        let port = refusal.address.and_then(LoggedAddress::port);
        let mut found = None;
        let mut elsewhere = None;
        for (at, draft, failure) in self.failures_near(facts, ledger, pos) {
            let address = failure.address();
            let from = address.and_then(LoggedAddress::ip);
            let other_port = address.and_then(LoggedAddress::port) != port;
            if from == Some(ip) && may_be_same(facts, refusal, &failure.target) {
                let rank = (other_port, near::distance(facts.items, at, pos), at, draft);
                found = found.into_iter().chain([rank]).min();
            } else if from.is_some() && facts.people.are_same(&refusal.who, &failure.target) {
                elsewhere = elsewhere.or(Some(at));
            }
        }
        if let Some((_, _, at, draft)) = found {
            self.join(facts, ledger, (pos, ip), (at, draft), "address + time");
        } else if let Some(at) = elsewhere {
            let (rule, reason) = (rules::SMB_REFUSED, Reason::OtherAddress);
            ledger.misses.note(pos, at, rule, reason);
        }
    }

    /// Takes the nearest failure without an address, unless it can be of another client.
    fn without_address(&mut self, facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger, pos: Pos) {
        let Some((refusal, ip)) = refusal_at(facts, pos).and_then(|r| Some((r, ip_of(r)?))) else {
            return;
        };
        if self.has(pos) || ip.is_loopback() {
            return;
        }
        let failures = self.failures_near(facts, ledger, pos);
        let has_none = |failure: &LogonFailure| failure.address().is_none_or(|a| a.ip().is_none());
        let mut without: Vec<_> = failures.iter().filter(|(_, _, f)| has_none(f)).collect();
        let all = without.len();
        without.retain(|(_, _, failure)| may_be_same(facts, refusal, &failure.target));
        let distance = |(at, _, _): &&&(Pos, DraftIndex, &LogonFailure)| {
            (near::distance(facts.items, *at, pos), *at)
        };
        let Some(&&(at, draft, failure)) = without.iter().min_by_key(distance) else {
            return;
        };
        let others = near::around(facts.items, pos, SMB_TO_FAILURE, FactKinds::SMB_REFUSED)
            .filter(|&other| !self.has(other))
            .filter_map(|other| refusal_at(facts, other));
        let others: Vec<&SmbRefusal> = others.collect();
        let of_other_client = |other: &&SmbRefusal| {
            ip_of(other).is_some_and(|other| other != ip)
                && may_be_same(facts, other, &failure.target)
        };
        let reason = if others.iter().any(of_other_client) {
            Some(Reason::TwoClients)
        } else {
            // Where nobody is named, some of the failures may be no file server's.
            let nobody = refusal.who.user.is_none() && all > others.len() + 1;
            nobody.then_some(Reason::NoKey)
        };
        match reason {
            Some(reason) => ledger.misses.note(pos, at, rules::SMB_REFUSED, reason),
            None => self.join(facts, ledger, (pos, ip), (at, draft), "user + time"),
        }
    }

    /// The failed network logons near a record that have no counterpart yet.
    fn failures_near<'k>(
        &self,
        facts: &'k HostFacts<'_, '_>,
        ledger: &SessionLedger,
        pos: Pos,
    ) -> Vec<(Pos, DraftIndex, &'k LogonFailure)> {
        near::around(facts.items, pos, SMB_TO_FAILURE, FactKinds::LOGON_FAILED)
            .filter(|&at| !self.has(at))
            .filter_map(|at| {
                let failure = failure_at(facts.items, at)?;
                let draft = ledger.owner(at)?;
                let session = ledger.drafts.get(draft)?;
                // What a front end reports was not asked of the file server.
                let fits = failure.logon_type == 3
                    && session.kind == Kind::Network
                    && session.detail.is_none();
                fits.then_some((at, draft, failure))
            })
            .collect()
    }

    fn join(
        &mut self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        (pos, ip): (Pos, IpAddr),
        (at, draft): (Pos, DraftIndex),
        by: &'static str,
    ) {
        let join = Join::apart(by, near::distance(facts.items, at, pos));
        let (role, rule) = (Role::Support, rules::SMB_REFUSED);
        ledger.attach_source(facts.items, draft, pos, role, rule, join);
        self.0.extend([pos, at]);
        let port = refusal_at(facts, pos).and_then(|refusal| refusal.address?.port());
        if let Some(session) = ledger.get(draft).filter(|session| session.ip.is_none()) {
            session.ip = Some(ip);
            session.port = port;
        }
    }
}

/// A refusal at a time that Security does not cover: a failed network logon of its own.
fn alone(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger, pos: Pos) {
    let Some((item, refusal)) = facts.items.get(pos).zip(refusal_at(facts, pos)) else {
        return;
    };
    let (from, to) = (
        item.time.minus(SMB_TO_FAILURE),
        item.time.plus(SMB_TO_FAILURE),
    );
    let far = ip_of(refusal).is_some_and(|ip| !ip.is_loopback());
    if !far || facts.coverage.covers(SECURITY, from, to) {
        return;
    }
    let outcome = if is_refusal(refusal.status, 0) {
        Outcome::Refused
    } else {
        Outcome::Failed
    };
    let mut draft = SessionDraft::new(item.boot, Kind::Network, outcome);
    draft.begin = Some(pos);
    draft.attempts = 1;
    draft.failure = Some(refusal.status).filter(|&status| status != 0);
    draft.ip = ip_of(refusal);
    draft.port = refusal.address.and_then(LoggedAddress::port);
    draft.name(&refusal.who);
    draft.end = Some(End::of_failure(facts.items, Some(pos)));
    let draft = ledger.open(draft);
    let (role, rule) = (Role::Failure, rules::SMB_REFUSED);
    ledger.attach_source(facts.items, draft, pos, role, rule, "the record itself");
}

fn refusal_at<'k>(facts: &'k HostFacts<'_, '_>, pos: Pos) -> Option<&'k SmbRefusal> {
    match &facts.items.get(pos)?.event.fact {
        Fact::SmbRefused(refusal) => Some(refusal),
        _ => None,
    }
}

fn ip_of(refusal: &SmbRefusal) -> Option<IpAddr> {
    refusal.address.and_then(LoggedAddress::ip)
}

/// Whether a refusal, which need not name anybody, can be of that account.
fn may_be_same(facts: &HostFacts<'_, '_>, refusal: &SmbRefusal, target: &Identity) -> bool {
    refusal.who.user.is_none()
        || target.user.is_none()
        || facts.people.are_same(&refusal.who, target)
}
