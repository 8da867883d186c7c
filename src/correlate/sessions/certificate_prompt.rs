//! A client that asks its user about the server's certificate makes two connections: the NLA logon
//! of the first dies without a session, the second goes on [source 5.10].

use crate::correlate::atoms::connections::{Connection, ConnectionIndex};
use crate::correlate::atoms::logons::{LogonIndex, logon_at};
use crate::correlate::atoms::nla::is_nla_form;
use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::near_misses::Fit;
use crate::correlate::order::{Kinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::connection_records::role_of;
use crate::correlate::sessions::draft::{Book, DraftIndex, Known};
use crate::correlate::windows::{CERTIFICATE_PROMPT, CONNECTION_TO_LOGON};
use crate::domain::account::same_name;
use crate::domain::address::LoggedAddress;
use crate::domain::join::Join;
use crate::domain::near_miss::Reason;
use crate::domain::session::{Kind, Outcome, Role};

/// Gives each connection within which nothing but a dead NLA logon happened, though nothing bound the
/// two, to the session that the logon belongs to, and takes it off the list: where the logon says no
/// address, that of the connection must be the session's.
pub fn take_lone(
    known: &Known<'_, '_>,
    book: &mut Book,
    followers: &Followers,
    lone: &mut Vec<ConnectionIndex>,
) {
    lone.retain(|&index| {
        let connection = known.connections.all.get(index);
        let logon = connection.and_then(|connection| {
            let (opened, closed) = (connection.opened?, connection.closed?);
            let free: Vec<(Pos, LogonIndex)> =
                near::after(known.items, opened, CONNECTION_TO_LOGON, Kinds::LOGON)
                    .take_while(|&pos| pos < closed)
                    .filter(|&pos| book.owner(pos).is_none())
                    .filter_map(|pos| Some((pos, known.logons.made_at(pos)?)))
                    .collect();
            free.into_iter().find_map(|(pos, atom)| {
                let follower = followers.follower(known, book, pos, atom)?;
                let ip = book.drafts.get(follower)?.ip;
                (ip.is_some() && ip == connection.ip).then_some(atom)
            })
        });
        let taken = connection.zip(logon).is_some_and(|(connection, logon)| {
            followers.take_connection(known, book, connection, &[logon])
        });
        !taken
    });
}

/// Remote Desktop sessions by boot and what their accounts can be looked up by, with where they begin, in order.
pub struct Followers(HashMap<(u32, String), Vec<(Pos, DraftIndex)>>);

impl Followers {
    /// Those that got in, of all sessions made so far.
    pub fn of(known: &Known<'_, '_>, book: &Book) -> Self {
        let mut followers: HashMap<(u32, String), Vec<(Pos, DraftIndex)>> = HashMap::default();
        for (index, draft) in book.drafts.iter().enumerate() {
            let got_in = draft.kind == Kind::Rdp && draft.outcome == Outcome::Success;
            let begin = draft.begin.filter(|_| got_in);
            let Some(begin) = begin else { continue };
            for key in known.people.keys(&draft.who) {
                let of_account = followers.entry((draft.boot, key)).or_default();
                of_account.push((begin, index));
            }
        }
        for list in followers.values_mut() {
            list.sort_unstable();
        }
        Self(followers)
    }

    /// Gives a connection whose NLA logons died without a session to the session of the same account
    /// and client that follows it; `false` when there is none.
    pub fn take_connection(
        &self,
        known: &Known<'_, '_>,
        book: &mut Book,
        connection: &Connection,
        logons: &[LogonIndex],
    ) -> bool {
        let mut follower = None;
        for &atom in logons {
            let begin = known.logons.atoms.get(atom).and_then(|atom| atom.begin);
            if let Some(pos) = begin.filter(|&pos| self.take(known, book, pos, atom)) {
                follower = book.owner(pos);
            }
        }
        let Some(draft) = follower else { return false };
        let join = "the connection of a dead NLA logon";
        for &pos in &connection.records {
            let role = known.items.get(pos).map_or(Role::Support, role_of);
            // The end of the first connection is no end of the session.
            let role = if role == Role::End {
                Role::Support
            } else {
                role
            };
            let rule = rules::CERTIFICATE_PROMPT;
            book.tie(known.items, draft, pos, role, rule, join);
        }
        if let Some(draft) = book.get(draft) {
            draft.begin = draft.begin.min(connection.first());
        }
        true
    }

    /// Gives a dead NLA logon to the session of the same account and client that follows it.
    pub fn take(&self, known: &Known<'_, '_>, book: &mut Book, pos: Pos, atom: LogonIndex) -> bool {
        let Some(draft) = self.follower(known, book, pos, atom) else {
            return false;
        };
        let begin = book
            .drafts
            .get(draft)
            .and_then(|draft| draft.begin)
            .unwrap_or(pos);
        let join = Join::apart(
            "user, client + time",
            near::distance(known.items, pos, begin),
        );
        let rule = rules::CERTIFICATE_PROMPT;
        let tied = book.tie(known.items, draft, pos, Role::Authentication, rule, join);
        if let Some(draft) = book.get(draft).filter(|_| tied) {
            draft.nla.push(atom);
            draft.begin = Some(begin.min(pos));
        }
        tied
    }

    fn follower(
        &self,
        known: &Known<'_, '_>,
        book: &mut Book,
        pos: Pos,
        atom: LogonIndex,
    ) -> Option<DraftIndex> {
        let (item, logon) = known.items.get(pos).zip(logon_at(known.items, pos))?;
        let died = known.logons.atoms.get(atom)?.end?;
        if !is_nla_form(known.items, known.logons, pos) {
            return None;
        }
        let keys = known.people.keys(&logon.target).into_iter();
        let next = keys.filter_map(|key| {
            let list = self.0.get(&(item.boot, key))?;
            let from = list.partition_point(|(begin, _)| *begin <= pos);
            list.get(from).copied()
        });
        let (begin, index) = next.min()?;
        let draft = book.drafts.get(index)?;
        let ip = logon.address().and_then(LoggedAddress::ip);
        let same_client = match (&logon.workstation, &draft.client) {
            (Some(a), Some(b)) => same_name(a, b),
            _ => ip.is_some() && ip == draft.ip,
        };
        let follows = item.is_followed_by(known.items.get(begin)?, CERTIFICATE_PROMPT);
        let died_first = draft.authenticated.is_some_and(|proved| died < proved);
        let fit = Fit::of([
            (same_client, Reason::OtherClient),
            (ip.is_none() || ip == draft.ip, Reason::OtherAddress),
            (died_first, Reason::LivedOn),
        ]);
        if let Some(reason) = fit.but().filter(|_| follows) {
            let rule = rules::CERTIFICATE_PROMPT;
            book.misses.note(pos, begin, rule, reason);
        }
        (follows && fit == Fit::Whole).then_some(index)
    }
}
