//! 4778, 4779 and 4647 that no visit has taken: desktops that only Security saw attached, detached or logged
//! off.

use super::screens::Screens;
use crate::correlate::order::{Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, SessionDraft};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::{desktop_end, odd_address};
use crate::correlate::units::logons::{LogonIndex, is_hidden_account};
use crate::correlate::windows::{
    END_CLUSTER, LOGOFF_AFTER_CONNECTION, LOGOFF_TO_DESKTOP_END, LOGON_TO_RECONNECT,
};
use crate::domain::address::LoggedAddress;
use crate::domain::event::Luid;
use crate::domain::event::{Attachment, Identity};
use crate::domain::join::Join;
use crate::domain::session::{EndDetail, EndKind, Kind, Outcome, Precision, Role};

/// Whether a session can be at the screen that a 4778 or 4779 names.
fn is_of_screen(draft: &SessionDraft, attachment: &Attachment) -> bool {
    let kind = desktop_end::kind_of(attachment);
    let ip = attachment.address.and_then(LoggedAddress::ip);
    (kind == draft.kind || kind == Kind::Interactive || draft.kind == Kind::Interactive)
        && (ip.is_none() || draft.ip.is_none() || ip == draft.ip)
}

impl Screens<'_, '_, '_> {
    /// 4778 that no visit took: the desktop was attached again.
    pub(super) fn attach(&mut self, pos: Pos, attachment: &Attachment) {
        if self.ledger.is_used(pos) {
            return;
        }
        let Some(item) = self.facts.items.get(pos) else {
            return;
        };
        let unit = self.facts.logons.find(item.boot, attachment.luid);
        // 4778 is never written for a first logon: the session that just began is a reconnect.
        let recent = self.running_at(pos, &attachment.who).filter(|&draft| {
            self.ledger.drafts.get(draft).is_some_and(|draft| {
                let came = draft.logons.first();
                let came = came.and_then(|&unit| self.facts.logons.units.get(unit)?.begin);
                let came = came.or(draft.desktop).or(draft.begin);
                came.and_then(|came| self.facts.items.get(came))
                    .is_some_and(|came| came.is_near(item, LOGON_TO_RECONNECT))
                    && (is_of_screen(draft, attachment)
                        || self.bears_odd_address(pos, draft, attachment))
            })
        });
        let ip = attachment.address.and_then(LoggedAddress::ip);
        let draft = recent.unwrap_or_else(|| {
            let mut draft = SessionDraft::new(
                item.boot,
                desktop_end::kind_of(attachment),
                Outcome::Success,
            );
            draft.reconnect = true;
            draft.begin = Some(pos);
            draft.desktop = Some(pos);
            draft.ip = ip;
            self.ledger.open(draft)
        });
        // The desktop's first logon id now identifies this visit.
        if let Some(unit) = unit {
            self.by_logon.insert(unit, draft);
        }
        let join = desktop_end::join_of(attachment);
        self.ledger.attach_source(
            self.facts.items,
            draft,
            pos,
            Role::Reconnect,
            rules::ATTACHMENT,
            join,
        );
        if let Some(session) = self.ledger.get(draft) {
            session.name(&attachment.who);
            session.reconnect = true;
            session.desktop.get_or_insert(pos);
            session.client = session
                .client
                .take()
                .or_else(|| attachment.client_name.clone());
            session
                .logons
                .extend(unit.filter(|unit| !session.logons.contains(unit)));
        }
        if recent.is_none() {
            self.add_running(draft);
        }
    }

    /// Whether a 4778 is that of a session which has none yet, although its address is another one that
    /// nothing else names (Rule D16).
    fn bears_odd_address(&self, pos: Pos, draft: &SessionDraft, attachment: &Attachment) -> bool {
        let from = attachment.address.and_then(LoggedAddress::ip);
        let has_own = draft
            .sources
            .iter()
            .any(|(_, link)| link.rule == rules::ATTACHMENT && link.role == Role::Reconnect);
        draft.kind == Kind::Rdp
            && !has_own
            && from.is_some_and(|from| {
                !odd_address::is_named_elsewhere(self.facts, pos, &attachment.who, from)
            })
    }

    /// 4779 that no visit took: ends the session of its logon id, or shows one that began
    /// before the evidence.
    pub(super) fn detach(&mut self, pos: Pos, attachment: &Attachment) {
        if self.ledger.is_used(pos) {
            return;
        }
        let Some(item) = self.facts.items.get(pos) else {
            return;
        };
        let unit = self.facts.logons.find(item.boot, attachment.luid);
        let open = self.open_at_detach(pos, item, unit, attachment);
        let ip = attachment.address.and_then(LoggedAddress::ip);
        let draft = open.unwrap_or_else(|| {
            let mut draft = SessionDraft::new(
                item.boot,
                desktop_end::kind_of(attachment),
                Outcome::Success,
            );
            draft.ip = ip;
            draft.client.clone_from(&attachment.client_name);
            self.ledger.open(draft)
        });
        self.ledger.attach_source(
            self.facts.items,
            draft,
            pos,
            Role::End,
            rules::ATTACHMENT,
            desktop_end::join_of(attachment),
        );
        let moved = desktop_end::was_replaced(self.facts, pos, attachment);
        if let Some(session) = self.ledger.get(draft) {
            session.name(&attachment.who);
            session
                .logons
                .extend(unit.filter(|unit| !session.logons.contains(unit)));
            // Where the connection's own end was recorded, this only accompanies it.
            if session
                .end
                .is_none_or(|end| end.precision != Some(Precision::Exact))
            {
                session.end = Some(
                    End::at(self.facts.items, pos, EndKind::Disconnect, Precision::Exact)
                        .with_detail(moved.then_some(EndDetail::Moved)),
                );
            }
        }
    }

    /// The session that a 4779 can end: one that runs, or that ended at the same moment.
    fn open_at_detach(
        &self,
        pos: Pos,
        item: &Item<'_>,
        unit: Option<LogonIndex>,
        attachment: &Attachment,
    ) -> Option<DraftIndex> {
        let by_logon = unit.and_then(|unit| self.by_logon.get(&unit).copied());
        let ended_now = |draft: &SessionDraft| {
            let alive = |end: Pos| draft.end.is_none() && end > pos;
            let end = draft.end.map(|end| end.pos);
            let end = end.or(draft.over_by.map(Some));
            let end = end.unwrap_or_else(|| self.connection_end(draft));
            end.filter(|&end| !alive(end))
                .and_then(|end| self.facts.items.get(end))
                .is_none_or(|end| end.is_near(item, END_CLUSTER))
        };
        // A new session attaches the desktop only after the previous one was detached.
        let last = self.last_begun(pos, &attachment.who);
        let is_coming = |draft: DraftIndex| {
            let draft = self.ledger.drafts.get(draft);
            draft.is_some_and(|draft| {
                draft.desktop.is_none()
                    && draft
                        .logons
                        .first()
                        .and_then(|&unit| self.facts.logons.units.get(unit)?.begin)
                        .and_then(|came| self.facts.items.get(came))
                        .is_some_and(|came| came.is_near(item, LOGON_TO_RECONNECT))
            })
        };
        let before = last
            .filter(|&last| is_coming(last))
            .and_then(|last| self.begun_before(last, &attachment.who));
        [before, last, by_logon]
            .into_iter()
            .flatten()
            .find(|&draft| {
                self.ledger
                    .drafts
                    .get(draft)
                    .is_some_and(|draft| ended_now(draft) && is_of_screen(draft, attachment))
            })
    }

    /// 4647 that no visit took.
    pub(super) fn logoff(&mut self, pos: Pos, luid: Option<Luid>, who: &Identity) {
        if self.ledger.owner(pos).is_some() || is_hidden_account(who, &|_| true) {
            return;
        }
        let Some(item) = self.facts.items.get(pos) else {
            return;
        };
        let unit = self.facts.logons.find(item.boot, luid);
        let by_logon = unit.and_then(|unit| self.by_logon.get(&unit).copied());
        let same_logoff = |&draft: &DraftIndex| {
            let draft = self.ledger.drafts.get(draft);
            let connection = draft.and_then(|draft| self.connection_end(draft));
            let end = draft.and_then(|draft| draft.end.map(|end| end.pos));
            let over_by = draft.and_then(|draft| draft.over_by);
            let end = end.or_else(|| over_by.or(connection).map(Some));
            let near = |end: Pos, window| {
                let end = self.facts.items.get(end);
                end.is_some_and(|end| end.is_near(item, window))
            };
            // A logoff drops the connection, not the other way round.
            let dropped_before =
                connection.is_some_and(|end| end < pos && !near(end, LOGOFF_AFTER_CONNECTION));
            end.is_none_or(|end| end.is_some_and(|end| near(end, LOGOFF_TO_DESKTOP_END)))
                && !dropped_before
        };
        let open = self
            .reconnected_at(pos, who)
            .or_else(|| by_logon.filter(same_logoff))
            .or_else(|| self.aborted_session(unit).filter(same_logoff));
        // A later visit of the account had the desktop: a logoff after that visit belongs to no session.
        let last = self.last_begun(pos, who);
        let came_back = last.filter(|&last| {
            let again = self
                .ledger
                .drafts
                .get(last)
                .is_some_and(|last| last.reconnect);
            Some(last) != by_logon && again
        });
        let open = open.filter(|&open| came_back.is_none_or(|last| last == open));
        if let (None, Some(before)) = (open, came_back.or(by_logon)) {
            // Nobody was still connected: the session had ended with a disconnect.
            let join = luid.map_or(Join::Words(""), Join::Luid);
            let (role, rule) = (Role::Teardown, rules::LOGON_END);
            self.ledger
                .attach_source(self.facts.items, before, pos, role, rule, join);
            return;
        }
        let draft = open.unwrap_or_else(|| {
            self.ledger.open(SessionDraft::new(
                item.boot,
                Kind::Interactive,
                Outcome::Success,
            ))
        });
        let join = luid.map_or_else(|| "user".to_owned(), |luid| format!("LUID {luid}"));
        self.ledger.attach_source(
            self.facts.items,
            draft,
            pos,
            Role::Logoff,
            rules::LOGON_END,
            join,
        );
        let end = End::from_records(self.facts.items, vec![pos]);
        if let Some(session) = self.ledger.get(draft) {
            session.name(who);
            session
                .logons
                .extend(unit.filter(|unit| !session.logons.contains(unit)));
            if session.end.is_none() {
                // Where no record in the evidence would show a disconnect, a logoff is only a limit.
                let watched = session.is_end_watched();
                session.end = end.map(|(end, _)| End {
                    precision: end.precision.filter(|_| watched).or(Some(Precision::Bound)),
                    ..end
                });
            }
        }
    }

    /// The session of an account that began last before a record, whether it has ended or not.
    fn last_begun(&self, pos: Pos, who: &Identity) -> Option<DraftIndex> {
        let boot = self.facts.items.get(pos)?.boot;
        self.last_until(boot, who, |begin, _| begin <= pos)
    }

    /// The session of the account that began last before another one.
    fn begun_before(&self, other: DraftIndex, who: &Identity) -> Option<DraftIndex> {
        let draft = self.ledger.drafts.get(other)?;
        let until = draft.begin?;
        self.last_until(draft.boot, who, |begin, index| {
            begin <= until && index != other
        })
    }

    fn last_until(
        &self,
        boot: u32,
        who: &Identity,
        fits: impl Fn(Pos, DraftIndex) -> bool,
    ) -> Option<DraftIndex> {
        let people = self.facts.people;
        let keys = people.keys(who).into_iter();
        keys.filter_map(|key| self.by_user.get(&(boot, key)))
            .flatten()
            .filter_map(|&index| Some((self.ledger.drafts.get(index)?, index)))
            .filter(|(draft, _)| people.are_same(&draft.who, who))
            .filter_map(|(draft, index)| Some((draft.begin?, index)))
            .filter(|&(begin, index)| fits(begin, index))
            .max()
            .map(|(_, index)| index)
    }

    /// The running session that attached a desktop again without naming its first logon.
    fn reconnected_at(&self, pos: Pos, who: &Identity) -> Option<DraftIndex> {
        self.running_at(pos, who).filter(|&draft| {
            let draft = self.ledger.drafts.get(draft);
            draft.is_some_and(|draft| draft.reconnect && draft.local.is_none())
        })
    }

    /// A desktop that never appeared is logged off forcibly half a minute later.
    fn aborted_session(&self, unit: Option<LogonIndex>) -> Option<DraftIndex> {
        self.aborted.get(&unit?).copied()
    }
}
