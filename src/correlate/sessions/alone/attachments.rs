//! 4778, 4779 and 4647 that no visit took: desktops that Security alone saw attached, detached and
//! logged off.

use super::Screens;
use crate::correlate::atoms::logons::{LogonIndex, is_hidden_account, same_account};
use crate::correlate::finish::ends;
use crate::correlate::near;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::draft::{Draft, DraftIndex, End};
use crate::correlate::windows::{ATTACHMENT_COMPANIONS, LOGOFF_TO_DESKTOP_END, LOGON_TO_RECONNECT};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Attachment, Fact, Identity};
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
            let mut draft = Draft::new(item.boot, kind_of(attachment), Outcome::Success);
            draft.reconnect = true;
            draft.begin = Some(pos);
            draft.desktop = Some(pos);
            draft.ip = ip;
            let draft = self.book.open(draft);
            if let Some(atom) = atom {
                self.by_logon.insert(atom, draft);
            }
            draft
        });
        let join = join_of(attachment);
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
        let open = by_logon
            .or_else(|| self.running_at(pos, &attachment.who))
            .filter(|&draft| self.book.drafts.get(draft).is_some_and(|d| d.end.is_none()));
        let ip = attachment.address.and_then(LoggedAddress::ip);
        let draft = open.unwrap_or_else(|| {
            let mut draft = Draft::new(item.boot, kind_of(attachment), Outcome::Success);
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
            join_of(attachment),
        );
        let moved = self.was_moved(pos, attachment);
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

    /// Another account's desktop was put on the same connection at once (tscon).
    fn was_moved(&self, pos: Pos, from: &Attachment) -> bool {
        near::after(self.known.items, pos, ATTACHMENT_COMPANIONS).any(|later| {
            matches!(self.known.items.get(later).map(|item| &item.event.fact),
                Some(Fact::Attached(to)) if to.session_name == from.session_name
                    && to.session_name.is_some()
                    && !same_account(&to.who, &from.who))
        })
    }

    /// 4647 that no visit took.
    pub(super) fn logoff(&mut self, pos: Pos, who: &Identity) {
        if self.book.owner(pos).is_some() || is_hidden_account(who, &|_| true) {
            return;
        }
        let Some(item) = self.known.items.get(pos) else {
            return;
        };
        let Fact::LogoffStarted { luid, .. } = &item.event.fact else {
            return;
        };
        let atom = self.known.logons.find(item.boot, *luid);
        let by_logon = atom.and_then(|atom| self.by_logon.get(&atom).copied());
        let same_logoff = |draft: &Draft| {
            draft.end.is_none_or(|end| {
                end.pos
                    .and_then(|end| self.known.items.get(end))
                    .is_some_and(|end| end.is_near(item, LOGOFF_TO_DESKTOP_END))
            })
        };
        let open = by_logon
            .or_else(|| self.aborted_of(atom))
            .filter(|&draft| self.book.drafts.get(draft).is_some_and(same_logoff));
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

    /// A desktop that never came is logged off by force, half a minute later.
    fn aborted_of(&self, atom: Option<LogonIndex>) -> Option<DraftIndex> {
        self.aborted.get(&atom?).copied()
    }
}

fn kind_of(attachment: &Attachment) -> Kind {
    match attachment.address {
        Some(LoggedAddress::Ip(..)) => Kind::Rdp,
        Some(LoggedAddress::Local) => Kind::Console,
        _ if attachment.session_name.as_deref() == Some("Console") => Kind::Console,
        _ if attachment.session_name.is_some() => Kind::Rdp,
        _ => Kind::Interactive,
    }
}

fn join_of(attachment: &Attachment) -> String {
    let luid = attachment.luid.map(|luid| format!("LUID {luid}"));
    let name = attachment
        .session_name
        .as_ref()
        .map(|name| format!("session name {name}"));
    [luid, name]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}
