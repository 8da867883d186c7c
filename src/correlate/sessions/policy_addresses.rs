//! Where the policy server's own log tells an address that its checks of passwords lack (rule W5).

use crate::correlate::atoms::logons::logon_at;
use crate::correlate::near;
use crate::correlate::order::{Kinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{Book, Known};
use crate::correlate::sessions::refused::failure_at;
use crate::correlate::windows::CHECK_TO_LOGON;
use crate::domain::address::LoggedAddress;
use crate::domain::event::Fact;
use crate::domain::join::Join;
use crate::domain::remote_access::PolicyVerdict;
use crate::domain::session::{Kind, Role};

/// Gives the network logons that the policy server checked the address of its verdict.
pub fn add(known: &Known<'_, '_>, book: &mut Book) {
    for (pos, item) in known.items.of(Kinds::POLICY) {
        let Fact::Policy(verdict) = &item.event.fact else {
            continue;
        };
        let station = verdict.calling_station.as_deref().map(LoggedAddress::parse);
        let Some(ip) = station.and_then(LoggedAddress::ip) else {
            continue;
        };
        let Some((at, draft)) = checked(known, book, pos, verdict) else {
            continue;
        };
        let join = Join::apart("user + time", near::distance(known.items, at, pos));
        let (role, rule) = (Role::Support, rules::FRONT_END);
        book.tie(known.items, draft, pos, role, rule, join);
        if let Some(session) = book.get(draft) {
            session.ip = Some(ip);
        }
    }
}

/// The nearest check of the account's password, of the same result, that names no address.
fn checked(
    known: &Known<'_, '_>,
    book: &Book,
    pos: Pos,
    verdict: &PolicyVerdict,
) -> Option<(Pos, usize)> {
    let kinds = if verdict.granted {
        Kinds::LOGON_BY_NETWORK
    } else {
        Kinds::LOGON_FAILED
    };
    near::around(known.items, pos, CHECK_TO_LOGON, kinds)
        .filter_map(|at| {
            let draft = book.owner(at)?;
            let session = book.drafts.get(draft)?;
            let logon = logon_at(known.items, at).map(|logon| &logon.target);
            let target = logon.or_else(|| Some(&failure_at(known.items, at)?.target))?;
            let by_policy_server = session.kind == Kind::Network
                && session.detail.as_deref() == Some("NPS")
                && session.ip.is_none();
            (by_policy_server && known.people.are_same(target, &verdict.who)).then_some((at, draft))
        })
        .min_by_key(|&(at, _)| (near::distance(known.items, at, pos), at))
}
