//! The screens of a host: which desktop sessions run there, and the logons that no other log explains.

use crate::correlate::coverage::LSM;
use crate::correlate::maps::HashMap;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::desktop_logon::{kind_of_logon, take_logon};
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::no_desktop::brought_no_desktop;
use crate::correlate::sessions::reconnect::{ended_within, is_reconnect};
use crate::correlate::sessions::{nla_security_only, odd_address};
use crate::correlate::units::logons::{DesktopLogon, LogonIndex, logon_at};
use crate::correlate::windows::{ARBITRATION_TO_DESKTOP, LOGON_TO_RECONNECT, UNLOCK_LIFETIME};
use crate::domain::address::LoggedAddress;
use crate::domain::event::Identity;
use crate::domain::near_miss::Reason;
use crate::domain::note::Remark;
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// A desktop that was left without a logoff, and the end that its session had before that was
/// known: it becomes the end of the session that came back to it.
pub(super) struct LeftDesktop {
    pub(super) draft: DraftIndex,
    pub(super) end: Option<End>,
}

/// The screens of a host, as Security shows them.
pub(super) struct Screens<'s, 'a, 'e> {
    pub(super) facts: &'s HostFacts<'a, 'e>,
    pub(super) ledger: &'s mut SessionLedger,
    /// Desktop sessions in order of their making.
    pub(super) running: Vec<DraftIndex>,
    /// Desktop sessions by boot and account key.
    pub(super) by_user: HashMap<(u32, String), Vec<DraftIndex>>,
    /// Sessions that never came to a desktop, by their logons.
    pub(super) aborted: HashMap<LogonIndex, DraftIndex>,
    pub(super) by_logon: HashMap<LogonIndex, DraftIndex>,
    /// Who came to the machine's own screen last.
    pub(super) console: Option<DraftIndex>,
    /// Desktops that were left without a logoff.
    pub(super) left: Vec<LeftDesktop>,
}

impl Screens<'_, '_, '_> {
    pub(super) fn load_running(&mut self) {
        for index in 0..self.ledger.drafts.len() {
            let Some(draft) = self.ledger.drafts.get(index) else {
                continue;
            };
            if draft.outcome == Outcome::Aborted {
                self.aborted
                    .extend(draft.logons.iter().map(|&unit| (unit, index)));
            }
            if draft.kind.is_desktop() && draft.outcome == Outcome::Success {
                self.add_running(index);
            }
        }
    }

    /// Where sessions at the machine's own screen begin that other logs showed.
    pub(super) fn arrivals_at_console(&self) -> HashMap<Pos, DraftIndex> {
        let drafts = self.ledger.drafts.iter().enumerate();
        drafts
            .filter(|(_, draft)| draft.kind == Kind::Console && draft.outcome == Outcome::Success)
            .filter_map(|(index, draft)| Some((draft.begin?, index)))
            .collect()
    }

    /// The session of an account that was running at a record: the one that began last.
    pub(super) fn running_at(&self, pos: Pos, who: &Identity) -> Option<DraftIndex> {
        let item = self.facts.items.get(pos)?;
        let begun = |draft: &SessionDraft| draft.begin.map_or(0, |begin| begin + 1);
        let keys = self.facts.people.keys(who);
        keys.into_iter()
            .filter_map(|key| self.by_user.get(&(item.boot, key)))
            .flatten()
            .copied()
            .filter(|&index| {
                let Some(draft) = self.ledger.drafts.get(index) else {
                    return false;
                };
                let over = draft.end.is_some_and(|end| {
                    end.pos.is_some_and(|end| end < pos) || end.is_before(self.facts.items, item)
                }) || self.connection_end(draft).is_some_and(|end| end < pos);
                let begun = draft.begin.and_then(|begin| self.facts.items.get(begin));
                draft.boot == item.boot
                    && begun.is_none_or(|begun| begun.start == item.start)
                    && draft.begin.is_none_or(|begin| begin <= pos)
                    && !over
                    && self.facts.people.are_same(&draft.who, who)
            })
            .max_by_key(|&index| self.ledger.drafts.get(index).map(begun))
    }

    /// Where the connection of a session without another end was lost: with its last NLA logon.
    pub(super) fn connection_end(&self, draft: &SessionDraft) -> Option<Pos> {
        let end =
            nla_security_only::connection_end(self.facts, draft).filter(|_| draft.end.is_none())?;
        // One that ended before the logon at the screen was not the session's.
        let units = &self.facts.logons.units;
        let desktop = draft
            .logons
            .first()
            .and_then(|&unit| units.get(unit)?.begin);
        desktop.is_none_or(|begin| begin < end).then_some(end)
    }

    pub(super) fn logon(&mut self, desktop: &DesktopLogon) {
        let Some(logon) = logon_at(self.facts.items, desktop.begin) else {
            return;
        };
        let pos = desktop.begin;
        let running = self.running_at(pos, &logon.target);
        let ip = logon.address().and_then(LoggedAddress::ip);
        let mut nla = nla_security_only::before(self.facts, self.ledger, pos, &logon.target, ip);
        let odd = nla.is_empty();
        if odd {
            nla = odd_address::nla_before(self.facts, self.ledger, desktop, &logon.target);
        }
        let short = ended_within(self.facts, desktop, LOGON_TO_RECONNECT);
        // A user who came to the console after another and has just left it took it from that one.
        let taker = self.another_just_left(pos, &logon.target);
        let screen = self
            .logon_screen_of(desktop)
            .filter(|_| short && self.is_at_console(desktop));
        let is_switch = screen.is_some() || taker.is_some();
        if let Some(draft) = running.filter(|&draft| self.looks_like_unlock(desktop, draft))
            && self.take_unlock(desktop, draft, is_switch, !nla.is_empty())
        {
            return;
        }
        if let Some(running) = running.filter(|_| short && nla.is_empty()) {
            self.leave_before(running, screen, taker);
        }
        let left = self
            .left_desktop(pos, &logon.target)
            .filter(|_| short && nla.is_empty());
        let boot = self.facts.items.get(pos).map_or(0, |item| item.boot);
        let mut draft = SessionDraft::new(
            boot,
            kind_of_logon(self.facts.items, desktop),
            Outcome::Success,
        );
        draft.begin = Some(pos);
        draft.reconnect = matches!(desktop.logon_type, 7 | 13)
            || left.is_some()
            || (taker.is_some() && (running.is_some() || short))
            || screen.is_some()
            || is_reconnect(self.facts, desktop, &units_of_nla(self.facts, &nla));
        if taker.is_some() {
            draft.local = running.and_then(|running| self.ledger.drafts.get(running)?.local);
        }
        let draft = self.ledger.open(draft);
        take_logon(
            self.facts,
            self.ledger,
            draft,
            desktop,
            rules::LOGON_SECURITY_ONLY,
            pos,
        );
        if odd {
            odd_address::take_nla(self.facts, self.ledger, draft, pos, &nla);
        } else {
            nla_security_only::take(self.facts, self.ledger, draft, pos, &nla);
        }
        if self.brought_no_desktop(draft, desktop) {
            return;
        }
        if let Some(left) = left {
            self.return_to_desktop(pos, left, draft);
        }
        self.finish_logon(draft, pos, short && running.is_some());
        self.add_running(draft);
        if self.ledger.drafts.get(draft).map(|draft| draft.kind) == Some(Kind::Console) {
            self.console_taken(pos, draft);
        }
    }

    /// Gives a logon that has the form of an unlock to the running session; `false` where it is none,
    /// because the user switched back to the desktop or a new connection came.
    fn take_unlock(
        &mut self,
        desktop: &DesktopLogon,
        draft: DraftIndex,
        is_switch: bool,
        has_nla: bool,
    ) -> bool {
        let pos = desktop.begin;
        let is_new = has_nla || self.is_attached_after(desktop);
        match (is_switch, is_new) {
            (false, false) if self.is_of_another_client(desktop, draft) => {
                self.note_no_unlock(pos, draft, Reason::OtherAddress);
            }
            (false, false) => {
                self.unlock(desktop, draft);
                return true;
            }
            (true, false) => self.note_no_unlock(pos, draft, Reason::SwitchedUser),
            (false, true) => self.note_no_unlock(pos, draft, Reason::NewConnection),
            (true, true) => {}
        }
        false
    }

    /// What becomes of a session that a logon made; `again` when the account's desktop was there.
    pub(super) fn finish_logon(&mut self, draft: DraftIndex, pos: Pos, again: bool) {
        let no_desktop_came = self.session_manager_saw_none(pos);
        if let Some(session) = self.ledger.get(draft) {
            session.reconnect |= again && matches!(session.kind, Kind::Rdp | Kind::HyperV);
            if no_desktop_came && !session.reconnect {
                session.outcome = Outcome::Aborted;
                session.notes.push(Remark::NoDesktop.into());
            }
            if matches!(session.kind, Kind::Console | Kind::HyperV) {
                session.ip = None;
                session.port = None;
            }
            if session.reconnect && session.nla.is_empty() {
                session.notes.push(Remark::MayHaveBegunEarlier.into());
            }
        }
    }

    /// A user who comes back was away: since the logon screen appeared, or since another user had the console.
    pub(super) fn leave_before(
        &mut self,
        running: DraftIndex,
        screen: Option<Pos>,
        taker: Option<DraftIndex>,
    ) {
        let taken = taker.and_then(|taker| self.ledger.drafts.get(taker)?.begin);
        // The logon screen may have been redrawn since: both are limits.
        let Some(pos) = screen.or(taken) else { return };
        if self.may_still_run(running, pos) {
            let end = End::at(self.facts.items, pos, EndKind::Disconnect, Precision::Bound);
            self.leave(running, end);
        }
    }

    /// Decides whether a remote logon brought no desktop, and ends it with its connection then
    /// [source 5.13].
    pub(super) fn brought_no_desktop(&mut self, draft: DraftIndex, desktop: &DesktopLogon) -> bool {
        let Some(session) = self.ledger.drafts.get(draft) else {
            return false;
        };
        let lost = nla_security_only::connection_end(self.facts, session);
        if !brought_no_desktop(self.facts, desktop, lost) || self.is_attached_after(desktop) {
            return false;
        }
        if let Some((session, pos)) = self.ledger.get(draft).zip(lost) {
            session.outcome = Outcome::Aborted;
            // The logon type still shows whether a desktop existed already.
            session.reconnect = matches!(desktop.logon_type, 7 | 13);
            session.end = Some(End::at(
                self.facts.items,
                pos,
                EndKind::Disconnect,
                Precision::Derived,
            ));
            let logons = session.logons.iter();
            self.aborted.extend(logons.map(|&unit| (unit, draft)));
            let join = "end of its logon id";
            let (role, rule) = (Role::End, rules::NO_DESKTOP);
            self.ledger
                .attach_source(self.facts.items, draft, pos, role, rule, join);
        }
        true
    }

    /// LocalSessionManager would have recorded a desktop: a logon is its own evidence of
    /// one only without that log (rule D6).
    pub(super) fn session_manager_saw_none(&self, logon: Pos) -> bool {
        self.facts.items.get(logon).is_some_and(|item| {
            let from = item.time;
            let until = from.plus(ARBITRATION_TO_DESKTOP);
            self.facts.coverage.covers(LSM, from, until)
        })
    }

    pub(super) fn add_running(&mut self, draft: DraftIndex) {
        let logons = self
            .ledger
            .drafts
            .get(draft)
            .map(|d| d.logons.clone())
            .unwrap_or_default();
        for unit in logons {
            self.by_logon.insert(unit, draft);
        }
        let known = self
            .ledger
            .drafts
            .get(draft)
            .map(|d| (d.boot, d.who.clone()));
        if let Some((boot, who)) = known {
            for key in self.facts.people.keys(&who) {
                self.by_user.entry((boot, key)).or_default().push(draft);
            }
        }
        self.running.push(draft);
    }

    /// A session without an end had ended when its account came to the desktop again: one connection has a
    /// desktop at a time.
    pub(super) fn end_taken_over(&mut self) {
        let arrival = |draft: &SessionDraft| draft.desktop.or(draft.authenticated).or(draft.begin);
        for list in self.by_user.values() {
            let mut sessions: Vec<(Pos, DraftIndex)> = list
                .iter()
                .filter_map(|&index| Some((arrival(self.ledger.drafts.get(index)?)?, index)))
                .collect();
            sessions.sort_unstable();
            for pair in sessions.windows(2) {
                let [(_, before), (at, after)] = *pair else {
                    continue;
                };
                let again = self.ledger.drafts.get(after).is_some_and(|d| d.reconnect);
                let running = self.ledger.drafts.get(before).is_some_and(|draft| {
                    draft.end.is_none()
                        && self.connection_end(draft).is_none_or(|end| end > at)
                        && draft.local.is_none()
                });
                let items = self.facts.items;
                if let Some(draft) = self.ledger.get(before).filter(|_| again && running) {
                    // A user who comes back may have been away for a long time: it is a limit.
                    draft.end = Some(End::at(items, at, EndKind::Disconnect, Precision::Bound));
                }
            }
        }
    }

    /// Takes the NLA logons of desktops whose attach is missing and whose logon Security has.
    pub(super) fn take_nla_of_unseen(&mut self) {
        for index in 0..self.ledger.drafts.len() {
            let Some(draft) = self.ledger.drafts.get(index).filter(|d| d.nla.is_empty()) else {
                continue;
            };
            let unseen = draft.sources.iter();
            let logon = unseen
                .filter(|(_, link)| link.rule == rules::LOGON_OF_UNSEEN)
                .map(|(&pos, _)| pos)
                .next();
            let Some(begin) = logon else { continue };
            let desktops = &self.facts.logons.desktops;
            let number = desktops.partition_point(|desktop| desktop.begin < begin);
            if let Some(desktop) = desktops.get(number) {
                nla_security_only::take_for(self.facts, self.ledger, index, Some(desktop.begin));
            }
        }
    }

    /// Sessions that Security alone knows and that nothing has ended yet: the NLA logon's end is
    /// the connection's; the end of an interactive logon id is only an upper bound.
    pub(super) fn end_by_logons(&mut self) {
        for &index in &self.running {
            let Some(draft) = self.ledger.drafts.get(index).filter(|d| d.end.is_none()) else {
                continue;
            };
            let units = &self.facts.logons.units;
            let ends_of = |logons: &[LogonIndex]| -> Vec<Pos> {
                logons
                    .iter()
                    .filter_map(|&unit| units.get(unit)?.end)
                    .collect()
            };
            let (pos, kind, precision) = match nla_security_only::connection_end(self.facts, draft)
            {
                Some(pos) => (pos, EndKind::Disconnect, Precision::Derived),
                // The connection continued, or the logon ids belong to other visits too.
                None if !draft.nla.is_empty() => continue,
                None if draft.reconnect || draft.local.is_some() || draft.over_by.is_some() => {
                    continue;
                }
                None => match ends_of(&draft.logons).into_iter().max() {
                    Some(pos) => (pos, EndKind::Logoff, Precision::Bound),
                    None => continue,
                },
            };
            let begin = draft.begin.and_then(|begin| self.facts.items.get(begin));
            let too_short = begin
                .zip(self.facts.items.get(pos))
                .is_some_and(|(begin, end)| begin.is_near(end, UNLOCK_LIFETIME));
            if precision == Precision::Bound && too_short {
                continue;
            }
            let join = "end of its logon id";
            self.ledger.attach_source(
                self.facts.items,
                index,
                pos,
                Role::End,
                rules::NLA_END,
                join,
            );
            if let Some(draft) = self.ledger.get(index) {
                draft.end = Some(End::at(self.facts.items, pos, kind, precision));
            }
        }
    }
}

fn units_of_nla(facts: &HostFacts<'_, '_>, nla: &[Pos]) -> Vec<LogonIndex> {
    let made = nla.iter().filter_map(|&pos| facts.logons.made_at(pos));
    made.collect()
}
