//! NLA where no record of a connection names it: type 3 of the same account and address just before
//! a logon or a visit. Windows 2012 R2 writes no address there: then only seconds before.

use std::net::IpAddr;

use crate::correlate::atoms::logons::{logon_at, same_account};
use crate::correlate::atoms::nla::is_nla_form;
use crate::correlate::near;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, Known};
use crate::correlate::windows::{AUTHENTICATED_TO_LOGON, NLA_TO_AUTHENTICATED};
use crate::domain::address::LoggedAddress;
use crate::domain::event::Identity;
use crate::domain::session::{Kind, Role};

/// The NLA logons of an account and address before a record, which nothing else has.
pub fn before(
    known: &Known<'_, '_>,
    book: &Book,
    anchor: Pos,
    who: &Identity,
    ip: Option<IpAddr>,
) -> Vec<Pos> {
    let (Some(ip), Some(at)) = (ip, known.items.get(anchor)) else {
        return Vec::new();
    };
    near::before(known.items, anchor, AUTHENTICATED_TO_LOGON)
        .filter(|&pos| {
            is_nla_form(known.items, known.logons, pos)
                && !known.nla.has(pos)
                && book.owner(pos).is_none()
                && logon_at(known.items, pos).is_some_and(|nla| {
                    let item = known.items.get(pos);
                    let close = item.is_some_and(|item| item.is_near(at, NLA_TO_AUTHENTICATED));
                    let from = nla.address.and_then(LoggedAddress::ip);
                    let fits = from == Some(ip) || (from.is_none() && close);
                    fits && same_account(&nla.target, who)
                })
        })
        .collect()
}

/// Makes them sources of a draft, which begins with the first of them.
pub fn take(known: &Known<'_, '_>, book: &mut Book, draft: DraftIndex, anchor: Pos, nla: Vec<Pos>) {
    for pos in nla {
        let join = format!(
            "user, address + time {}",
            near::distance(known.items, pos, anchor)
        );
        let role = Role::Authentication;
        book.tie(known.items, draft, pos, role, rules::NLA_ALONE, join);
        let atom = known.logons.made_at(pos);
        let workstation = logon_at(known.items, pos).and_then(|logon| logon.workstation.clone());
        if let Some(session) = book.get(draft) {
            session.begin = Some(session.begin.map_or(pos, |begin| begin.min(pos)));
            session.authenticated = session.begin;
            session.nla.extend(atom);
            if session.client.is_none() {
                session.client = workstation;
            }
        }
    }
}

/// Gives a Remote Desktop session without one its NLA logon, before its logon at the screen or, where
/// that is lost, before `begin`.
pub fn take_for(known: &Known<'_, '_>, book: &mut Book, index: DraftIndex, begin: Option<Pos>) {
    let lacks_nla = |draft: &&Draft| draft.kind == Kind::Rdp && draft.nla.is_empty();
    let Some(draft) = book.drafts.get(index).filter(lacks_nla) else {
        return;
    };
    let logon = draft
        .logons
        .first()
        .and_then(|&atom| known.logons.atoms.get(atom)?.begin);
    let Some(anchor) = logon.or(begin) else {
        return;
    };
    let (who, ip) = (draft.who.clone(), draft.ip);
    let nla = before(known, book, anchor, &who, ip);
    take(known, book, index, anchor, nla);
}
