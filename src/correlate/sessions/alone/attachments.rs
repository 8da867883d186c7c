//! 4778, 4779 and 4647 that no visit took: desktops that Security alone saw attached, detached and
//! logged off.

use super::Screens;
use crate::correlate::atoms::logons::{LogonIndex, is_hidden_account};
use crate::correlate::finish::ends;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::desktop_end;
use crate::correlate::sessions::draft::{Draft, DraftIndex, End};
use crate::correlate::windows::{LOGOFF_TO_DESKTOP_END, LOGON_TO_RECONNECT};
use crate::domain::address::LoggedAddress;
use crate::domain::event::Luid;
use crate::domain::event::{Attachment, Identity};
use crate::domain::session::{EndDetail, EndKind, Kind, Outcome, Precision, Role};

impl Screens<'_, '_, '_> {
    /// 4778 that no visit took: the desktop was attached again.
    pub(super) fn attach(&mut self, pos: Pos, attachment: &Attachment) {
        if self.book.is_tied(pos) {
            return;
        }
        let Some(item) = self.known.items.get(pos) else {
            return;
        };
        let atom = self.known.logons.find(item.boot, attachment.luid);
        let recent = self.running_at(pos, &attachment.who).filter(|&draft| {
            let begin = self
                .book
                .drafts
                .get(draft)
                .and_then(|draft| draft.desktop.or(draft.begin));
            let begin = begin.and_then(|begin| self.known.items.get(begin));
            begin.is_some_and(|begin| begin.is_near(item, LOGON_TO_RECONNECT))
                && self
                    .book
                    .drafts
                    .get(draft)
                    .is_some_and(|draft| draft.reconnect)
        });
        let ip = attachment.address.and_then(LoggedAddress::ip);
        let draft = recent.unwrap_or_else(|| {
            let mut draft = Draft::new(
                item.boot,
                desktop_end::kind_of(attachment),
                Outcome::Success,
            );
            draft.reconnect = true;
            draft.begin = Some(pos);
            draft.desktop = Some(pos);
            draft.ip = ip;
            self.book.open(draft)
        });
        // The desktop's first logon id now stands for this visit.
        if let Some(atom) = atom {
            self.by_logon.insert(atom, draft);
        }
        let join = desktop_end::join_of(attachment);
        self.book.tie(
            self.known.items,
            draft,
            pos,
            Role::Reconnect,
            rules::ATTACHMENT,
            join,
        );
        if let Some(session) = self.book.get(draft) {
            session.name(&attachment.who);
            session.client = session
                .client
                .take()
                .or_else(|| attachment.client_name.clone());
            session.logons.extend(atom);
        }
        if recent.is_none() {
            self.enter(draft);
        }
    }

    /// 4779 that no visit took: ends the session of its logon id, or tells of one that began
    /// before the evidence.
    pub(super) fn detach(&mut self, pos: Pos, attachment: &Attachment) {
        if self.book.is_tied(pos) {
            return;
        }
        let Some(item) = self.known.items.get(pos) else {
            return;
        };
        let atom = self.known.logons.find(item.boot, attachment.luid);
        let by_logon = atom.and_then(|atom| self.by_logon.get(&atom).copied());
        let is_open = |&draft: &DraftIndex| {
            let draft = self.book.drafts.get(draft);
            draft.is_some_and(|draft| draft.end.is_none())
        };
        let open = by_logon
            .filter(is_open)
            .or_else(|| self.running_at(pos, &attachment.who).filter(is_open));
        let ip = attachment.address.and_then(LoggedAddress::ip);
        let draft = open.unwrap_or_else(|| {
            let mut draft = Draft::new(
                item.boot,
                desktop_end::kind_of(attachment),
                Outcome::Success,
            );
            draft.ip = ip;
            draft.client.clone_from(&attachment.client_name);
            self.book.open(draft)
        });
        self.book.tie(
            self.known.items,
            draft,
            pos,
            Role::End,
            rules::ATTACHMENT,
            desktop_end::join_of(attachment),
        );
        let moved = desktop_end::was_replaced(self.known, pos, attachment);
        if let Some(session) = self.book.get(draft) {
            session.name(&attachment.who);
            session
                .logons
                .extend(atom.filter(|atom| !session.logons.contains(atom)));
            session.end = Some(End {
                time: Some(item.event.time),
                pos: Some(pos),
                kind: EndKind::Disconnect,
                detail: moved.then_some(EndDetail::Moved),
                precision: Some(Precision::Exact),
            });
        }
    }

    /// 4647 that no visit took.
    pub(super) fn logoff(&mut self, pos: Pos, luid: Option<Luid>, who: &Identity) {
        if self.book.owner(pos).is_some() || is_hidden_account(who, &|_| true) {
            return;
        }
        let Some(item) = self.known.items.get(pos) else {
            return;
        };
        let atom = self.known.logons.find(item.boot, luid);
        let by_logon = atom.and_then(|atom| self.by_logon.get(&atom).copied());
        let same_logoff = |&draft: &DraftIndex| {
            let end = self.book.drafts.get(draft).and_then(|draft| {
                let end = draft.end.map(|end| end.pos);
                end.or_else(|| self.connection_end(draft).map(Some))
            });
            end.is_none_or(|end| {
                end.and_then(|end| self.known.items.get(end))
                    .is_some_and(|end| end.is_near(item, LOGOFF_TO_DESKTOP_END))
            })
        };
        let open = by_logon
            .filter(same_logoff)
            .or_else(|| self.reconnected_at(pos, who))
            .or_else(|| self.aborted_of(atom).filter(same_logoff));
        if let (None, Some(before)) = (open, by_logon) {
            // Nobody was at the desktop any more: its session has ended by a disconnect.
            let join = luid.map_or_else(String::new, |luid| format!("LUID {luid}"));
            let (role, rule) = (Role::Teardown, rules::LOGON_END);
            self.book
                .tie(self.known.items, before, pos, role, rule, join);
            return;
        }
        let draft = open.unwrap_or_else(|| {
            self.book
                .open(Draft::new(item.boot, Kind::Interactive, Outcome::Success))
        });
        let join = luid.map_or_else(|| "user".to_owned(), |luid| format!("LUID {luid}"));
        self.book.tie(
            self.known.items,
            draft,
            pos,
            Role::Logoff,
            rules::LOGON_END,
            join,
        );
        let end = ends::from_records(self.known.items, vec![pos]);
        if let Some(session) = self.book.get(draft) {
            session.name(who);
            session
                .logons
                .extend(atom.filter(|atom| !session.logons.contains(atom)));
            if session.end.is_none() {
                session.end = end.map(|(end, _)| end);
            }
        }
    }

    /// The running session that attached a desktop again without naming its first logon.
    fn reconnected_at(&self, pos: Pos, who: &Identity) -> Option<DraftIndex> {
        self.running_at(pos, who).filter(|&draft| {
            let draft = self.book.drafts.get(draft);
            draft.is_some_and(|draft| draft.reconnect && draft.local.is_none())
        })
    }

    /// A desktop that never came is logged off by force, half a minute later.
    fn aborted_of(&self, atom: Option<LogonIndex>) -> Option<DraftIndex> {
        self.aborted.get(&atom?).copied()
    }
}
