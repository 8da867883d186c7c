//! Network Level Authentication where no log of connections is there: the type-3 logon of the same
//! account and address just before the logon at the screen.

use std::net::IpAddr;

use crate::correlate::atoms::logons::logon_at;
use crate::correlate::atoms::nla::is_nla_form;
use crate::correlate::near;
use crate::correlate::order::{Kinds, Pos};
use crate::correlate::rules::{self, Rule};
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, Known};
use crate::correlate::windows::{AUTHENTICATED_TO_LOGON, NLA_TO_AUTHENTICATED};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Identity, LogonFailure};
use crate::domain::join::Join;
use crate::domain::session::{Kind, Role};

/// The type-3 logons that can have been NLA for a logon at the screen: by NTLM, of the same account
/// and address, within a minute before. Windows 2012 R2 writes no address there: then only seconds
/// before.
pub fn before(
    known: &Known<'_, '_>,
    book: &Book,
    screen: Pos,
    who: &Identity,
    ip: Option<IpAddr>,
) -> Vec<Pos> {
    let Some(ip) = ip else {
        return Vec::new();
    };
    let (items, kinds) = (known.items, Kinds::LOGON_BY_NETWORK);
    near::before(items, screen, AUTHENTICATED_TO_LOGON, kinds)
        .filter(|&pos| {
            is_nla_form(known.items, known.logons, pos)
                && !known.nla.has(pos)
                && book.owner(pos).is_none()
                && logon_at(known.items, pos).is_some_and(|nla| {
                    let close = known
                        .items
                        .get(pos)
                        .zip(known.items.get(screen))
                        .is_some_and(|(a, b)| a.is_near(b, NLA_TO_AUTHENTICATED));
                    let from = nla.address().and_then(LoggedAddress::ip);
                    known.people.are_same(&nla.target, who)
                        && (from == Some(ip) || (from.is_none() && close))
                })
        })
        .collect()
}

/// Gives a Remote Desktop session without one its NLA logon: before its logon at the screen or, where
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
    take(known, book, index, anchor, &nla);
}

/// The same for a refusal at the screen: credentials were right, and the right to log on was missing.
pub fn take_before_refusal(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    screen: Pos,
    failure: &LogonFailure,
) {
    let ip = failure.address().and_then(LoggedAddress::ip);
    let logons = before(known, book, screen, &failure.target, ip);
    take(known, book, draft, screen, &logons);
}

/// Makes these logons sources of a session, which begins with the first of them.
pub fn take(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    screen: Pos,
    logons: &[Pos],
) {
    let key = (rules::NLA_ALONE, "user, address + time");
    take_by(known, book, draft, screen, logons, key);
}

/// The same by another rule, and its key in words.
pub fn take_by(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    screen: Pos,
    logons: &[Pos],
    (rule, key): (Rule, &'static str),
) {
    for &pos in logons {
        let join = Join::apart(key, near::distance(known.items, pos, screen));
        book.tie(known.items, draft, pos, Role::Authentication, rule, join);
        let atom = known.logons.made_at(pos);
        let workstation = logon_at(known.items, pos).and_then(|logon| logon.workstation.clone());
        if let Some(session) = book.get(draft) {
            session.begin = Some(session.begin.map_or(pos, |begin| begin.min(pos)));
            session.authenticated = Some(session.authenticated.map_or(pos, |at| at.min(pos)));
            session.nla.extend(atom);
            if session.client.is_none() {
                session.client = workstation;
            }
        }
    }
}

/// Where the connection of a session died: with the last of its NLA logons, unless one lives on.
pub fn connection_end(known: &Known<'_, '_>, draft: &Draft) -> Option<Pos> {
    let atoms = &known.logons.atoms;
    let ends: Option<Vec<Pos>> = draft.nla.iter().map(|&atom| atoms.get(atom)?.end).collect();
    ends?.into_iter().max()
}
