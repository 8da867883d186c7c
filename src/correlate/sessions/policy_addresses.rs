//! Addresses from the policy server's log, for its password checks that Security records without one (rule
//! W5).

use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{HostFacts, SessionLedger};
use crate::correlate::sessions::refused::failure_at;
use crate::correlate::units::logons::logon_at;
use crate::correlate::windows::CHECK_TO_LOGON;
use crate::domain::address::LoggedAddress;
use crate::domain::event::Fact;
use crate::domain::join::Join;
use crate::domain::remote_access::PolicyVerdict;
use crate::domain::session::{Kind, Role};

/// Gives the network logons that the policy server checked the address of its verdict.
pub(crate) fn add(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    for (pos, item) in facts.items.of(FactKinds::POLICY) {
        let Fact::Policy(verdict) = &item.event.fact else {
            continue;
        };
        let station = verdict.calling_station.as_deref().map(LoggedAddress::parse);
        let Some(ip) = station.and_then(LoggedAddress::ip) else {
            continue;
        };
        let Some((at, draft)) = checked(facts, ledger, pos, verdict) else {
            continue;
        };
        let join = Join::apart("user + time", near::distance(facts.items, at, pos));
        let (role, rule) = (Role::Support, rules::FRONT_END);
        ledger.attach_source(facts.items, draft, pos, role, rule, join);
        if let Some(session) = ledger.get(draft) {
            session.ip = Some(ip);
        }
    }
}

/// The nearest check of the account's password, of the same result, that names no address.
fn checked(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    pos: Pos,
    verdict: &PolicyVerdict,
) -> Option<(Pos, usize)> {
    let kinds = if verdict.granted {
        FactKinds::LOGON_BY_NETWORK
    } else {
        FactKinds::LOGON_FAILED
    };
    near::around(facts.items, pos, CHECK_TO_LOGON, kinds)
        .filter_map(|at| {
            let draft = ledger.owner(at)?;
            let session = ledger.drafts.get(draft)?;
            let logon = logon_at(facts.items, at).map(|logon| &logon.target);
            let target = logon.or_else(|| Some(&failure_at(facts.items, at)?.target))?;
            let by_policy_server = session.kind == Kind::Network
                && session.detail.as_deref() == Some("NPS")
                && session.ip.is_none();
            (by_policy_server && facts.people.are_same(target, &verdict.who)).then_some((at, draft))
        })
        .min_by_key(|&(at, _)| (near::distance(facts.items, at, pos), at))
}
