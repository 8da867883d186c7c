//! Several people at one screen: who left the console when another user took it, and who came back to a
//! desktop that was left [source 6.3].

use super::screens::{LeftDesktop, Screens};
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::sessions::desktop_logon::kind_of_logon;
use crate::correlate::sessions::draft::DraftIndex;
use crate::correlate::sessions::end::End;
use crate::correlate::units::logons::{DesktopLogon, logon_at};
use crate::correlate::windows::{END_CLUSTER, LOGON_SCREEN_DEATH};
use crate::domain::account::window_manager_session;
use crate::domain::event::{Fact, Identity};
use crate::domain::note::Remark;
use crate::domain::session::{EndKind, Kind, Precision, Role};

impl Screens<'_, '_, '_> {
    /// A console session begins at `pos`: only one user can be at the screen, so the previous one has left it
    /// by then.
    pub(super) fn console_taken(&mut self, pos: Pos, by: DraftIndex) {
        let Some(before) = self.console.replace(by).filter(|&before| before != by) else {
            return;
        };
        let (Some(item), Some(left), Some(next)) = (
            self.facts.items.get(pos),
            self.ledger.drafts.get(before),
            self.ledger.drafts.get(by),
        ) else {
            return;
        };
        // A start between them has ended the first.
        let begun = left.begin.and_then(|begin| self.facts.items.get(begin));
        if left.boot != next.boot || begun.is_none_or(|begun| begun.start != item.start) {
            return;
        }
        let same = self.facts.people.are_same(&left.who, &next.who);
        let seen = self.is_seen_by_session_manager(left.local);
        if same || seen {
            let is_known = left.end.is_some() && !same;
            if !is_known
                && self.has_not_ended(before, pos)
                && (seen || !self.has_no_live_logon(before, pos))
            {
                self.end_by(before, pos, same);
            }
        } else if self.may_still_run(before, pos) {
            let end = End::at(self.facts.items, pos, EndKind::Disconnect, Precision::Bound);
            self.leave(before, end);
            if let Some(left) = self.ledger.get(before) {
                left.notes.push(Remark::AnotherUserCame.into());
            }
        }
    }

    /// Ends a session that was over by a record, nobody knows how: later records of its desktop are not its
    /// end.
    fn end_by(&mut self, draft: DraftIndex, pos: Pos, same: bool) {
        let Some(session) = self.ledger.get(draft) else {
            return;
        };
        session.end = None;
        session.over_by = Some(pos);
        for link in session.sources.since_mut(pos) {
            link.role = Role::Teardown;
        }
        let remark = if same {
            Remark::SameUserCameAgain
        } else {
            Remark::AnotherUserCame
        };
        session.notes.push(remark.into());
    }

    /// Whether nothing shows that a session ended about a record or before. What
    /// LocalSessionManager saw needs no inference.
    pub(super) fn may_still_run(&self, draft: DraftIndex, pos: Pos) -> bool {
        let local = self.ledger.drafts.get(draft).and_then(|draft| draft.local);
        self.has_not_ended(draft, pos)
            && !self.has_no_live_logon(draft, pos)
            && !self.is_seen_by_session_manager(local)
    }

    /// Whether a session began before a record, and has no end about it or before.
    fn has_not_ended(&self, draft: DraftIndex, pos: Pos) -> bool {
        let Some((draft, item)) = self.ledger.drafts.get(draft).zip(self.facts.items.get(pos))
        else {
            return false;
        };
        let ended = draft.end.is_some_and(|end| {
            end.pos.is_some_and(|end| end < pos)
                || end.is_before_or_near(self.facts.items, item, END_CLUSTER)
        });
        draft.begin.is_some_and(|begin| begin < pos) && !ended
    }

    /// Whether all logon ids of a session had ended before a record.
    fn has_no_live_logon(&self, draft: DraftIndex, pos: Pos) -> bool {
        let units = &self.facts.logons.units;
        self.ledger.drafts.get(draft).is_some_and(|draft| {
            let mut logons = draft.logons.iter();
            !draft.logons.is_empty()
                && logons.all(|&unit| {
                    let end = units.get(unit).and_then(|unit| unit.end);
                    end.is_some_and(|end| end < pos)
                })
        })
    }

    fn is_seen_by_session_manager(&self, local: Option<usize>) -> bool {
        let begin = local.and_then(|local| self.facts.visits.locals.get(local)?.begin);
        begin
            .and_then(|begin| self.facts.items.get(begin))
            .is_some_and(|item| matches!(item.event.fact, Fact::LocalSession(_)))
    }

    /// Ends a session whose desktop continues to exist; records of a later end are kept for the session that
    /// returns to it.
    pub(super) fn leave(&mut self, draft: DraftIndex, end: End) {
        let pos = end.pos.unwrap_or(0);
        let Some(session) = self.ledger.get(draft) else {
            return;
        };
        let later = session.end.replace(end);
        for link in session.sources.since_mut(pos) {
            link.role = Role::Teardown;
        }
        self.left.push(LeftDesktop { draft, end: later });
    }

    /// The desktop that an account left last, and that it has not come back to.
    pub(super) fn left_desktop(&self, pos: Pos, who: &Identity) -> Option<DraftIndex> {
        let boot = self.facts.items.get(pos)?.boot;
        let left = self.left.iter().rev().find(|left| {
            let draft = self.ledger.drafts.get(left.draft);
            draft.is_some_and(|draft| {
                draft.boot == boot && self.facts.people.are_same(&draft.who, who)
            })
        })?;
        let draft = self.ledger.drafts.get(left.draft)?;
        let logged_off = draft.logons.iter().any(|&unit| {
            let logoff = self.facts.logons.units.get(unit).and_then(|a| a.logoff);
            logoff.is_some_and(|logoff| logoff < pos)
        });
        (!logged_off).then_some(left.draft)
    }

    /// Gives the session that returns to a desktop the later records and their end.
    pub(super) fn return_to_desktop(&mut self, pos: Pos, left: DraftIndex, draft: DraftIndex) {
        let Some(number) = self.left.iter().position(|l| l.draft == left) else {
            return;
        };
        let end = self.left.remove(number).end;
        self.ledger.hand_over(self.facts.items, left, draft, pos);
        let local = self.ledger.drafts.get(left).and_then(|left| left.local);
        if let Some(session) = self.ledger.get(draft) {
            session.local = local;
            session.end = end.filter(|end| end.pos.is_none_or(|end| end > pos));
        }
    }

    /// Where the logon screen appeared that ends with a short-lived logon: the user at the console left the
    /// desktop then and is back now. At a logoff, window managers end as well.
    pub(super) fn logon_screen_of(&self, desktop: &DesktopLogon) -> Option<Pos> {
        let items = self.facts.items;
        let mut logoffs =
            near::around(items, desktop.begin, END_CLUSTER, FactKinds::LOGOFF_STARTED);
        if logoffs.next().is_some() {
            return None;
        }
        let item = items.get(desktop.begin)?;
        let kinds = FactKinds::LOGON_ENDED;
        let mut ends = near::after(items, desktop.begin, LOGON_SCREEN_DEATH, kinds);
        ends.find_map(|pos| {
            let Fact::LogonEnded { who, luid, .. } = &items.get(pos)?.event.fact else {
                return None;
            };
            who.sid.as_deref().and_then(window_manager_session)?;
            let unit = self.facts.logons.find(item.boot, *luid)?;
            let begin = self.facts.logons.units.get(unit)?.begin?;
            (begin < desktop.begin).then_some(begin)
        })
    }

    /// Whether a logon is one at the machine's own screen.
    pub(super) fn is_at_console(&self, desktop: &DesktopLogon) -> bool {
        logon_at(self.facts.items, desktop.begin).is_some()
            && kind_of_logon(self.facts.items, desktop) == Kind::Console
    }
}
