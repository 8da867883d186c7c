//! What Security alone tells of desktops: logons that no visit or connection took, 4778, 4779 and
//! 4647. Unlocks are told from new sessions here.

mod attachments;
mod unlock;

use std::collections::HashMap;

use crate::correlate::atoms::logons::{DesktopLogon, LogonIndex, bare, logon_at, same_account};
use crate::correlate::atoms::nla::is_nla_form;
use crate::correlate::coverage::LSM;
use crate::correlate::near;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::desktop::{kind_of_logon, take_logon};
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, End, Known, TakenDesktops};
use crate::correlate::windows::{
    ARBITRATION_TO_DESKTOP, AUTHENTICATED_TO_LOGON, NLA_TO_AUTHENTICATED, PAIR,
};
use crate::domain::account::fold;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Identity};
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};
use crate::domain::time::Timestamp;

/// Said of a logon at a screen that led to nothing.
const NO_DESKTOP: &str = "LocalSessionManager's log covers the time and tells of no desktop";

/// Makes sessions of what is left at screens.
pub fn sessions(known: &Known<'_, '_>, book: &mut Book, taken: &mut TakenDesktops) {
    let mut screens = Screens {
        known,
        book,
        running: Vec::new(),
        by_user: HashMap::new(),
        aborted: HashMap::new(),
        by_logon: HashMap::new(),
    };
    screens.take_nla_of_unseen();
    screens.know_what_runs();
    let mut next = 0;
    for pos in 0..known.items.len() {
        while let Some(desktop) = known.logons.desktops.get(next).filter(|d| d.begin == pos) {
            if taken.insert(next) {
                screens.logon(desktop);
            }
            next += 1;
        }
        let Some(item) = known.items.get(pos) else {
            continue;
        };
        match &item.event.fact {
            Fact::Attached(attachment) => screens.attach(pos, attachment),
            Fact::Detached(attachment) => screens.detach(pos, attachment),
            Fact::LogoffStarted { luid, who } => screens.logoff(pos, *luid, who),
            _ => {}
        }
    }
    screens.end_by_logons();
}

struct Screens<'s, 'a, 'e> {
    known: &'s Known<'a, 'e>,
    book: &'s mut Book,
    /// Desktop sessions in order of their making.
    running: Vec<DraftIndex>,
    /// The same by boot and account name.
    by_user: HashMap<(u32, String), Vec<DraftIndex>>,
    /// Sessions that never came to a desktop, by their logons.
    aborted: HashMap<LogonIndex, DraftIndex>,
    by_logon: HashMap<LogonIndex, DraftIndex>,
}

impl Screens<'_, '_, '_> {
    fn know_what_runs(&mut self) {
        for index in 0..self.book.drafts.len() {
            let Some(draft) = self.book.drafts.get(index) else {
                continue;
            };
            if draft.outcome == Outcome::Aborted {
                self.aborted
                    .extend(draft.logons.iter().map(|&atom| (atom, index)));
            }
            if draft.kind.is_desktop() && draft.outcome == Outcome::Success {
                self.enter(index);
            }
        }
    }

    /// The session of an account that was running at a record: the one that began last.
    fn running_at(&self, pos: Pos, who: &Identity) -> Option<DraftIndex> {
        let item = self.known.items.get(pos)?;
        let begun = |draft: &Draft| draft.begin.map_or(0, |begin| begin + 1);
        names_of(who)
            .filter_map(|name| self.by_user.get(&(item.boot, name)))
            .flatten()
            .copied()
            .filter(|&index| {
                let Some(draft) = self.book.drafts.get(index) else {
                    return false;
                };
                let over = draft.end.is_some_and(|end| {
                    end.pos.is_some_and(|end| end < pos)
                        || end.time.is_some_and(|time| time < item.event.time)
                }) || self.connection_end(draft).is_some_and(|end| end < pos);
                let begun = draft.begin.and_then(|begin| self.known.items.get(begin));
                draft.boot == item.boot
                    && begun.is_none_or(|begun| begun.start == item.start)
                    && draft.begin.is_none_or(|begin| begin <= pos)
                    && !over
                    && same_account(&draft.who, who)
            })
            .max_by_key(|&index| self.book.drafts.get(index).map(begun))
    }

    /// Where the connection of a session that nothing else has ended died: with its last NLA logon.
    fn connection_end(&self, draft: &Draft) -> Option<Pos> {
        let atoms = &self.known.logons.atoms;
        let ends: Option<Vec<Pos>> = draft.nla.iter().map(|&atom| atoms.get(atom)?.end).collect();
        let end = ends?.into_iter().max().filter(|_| draft.end.is_none())?;
        // One that died before the logon at the screen was not the one that lived on.
        let desktop = draft
            .logons
            .first()
            .and_then(|&atom| atoms.get(atom)?.begin);
        desktop.is_none_or(|begin| begin < end).then_some(end)
    }

    fn logon(&mut self, desktop: &DesktopLogon) {
        let Some(logon) = logon_at(self.known.items, desktop.begin) else {
            return;
        };
        let running = self.running_at(desktop.begin, &logon.target);
        let switched_back = self.another_just_left(desktop.begin, &logon.target);
        if let Some(draft) = running.filter(|&d| !switched_back && self.is_unlock(desktop, d)) {
            self.unlock(desktop, draft);
            return;
        }
        let pos = desktop.begin;
        let boot = self.known.items.get(pos).map_or(0, |item| item.boot);
        let mut draft = Draft::new(
            boot,
            kind_of_logon(self.known.items, desktop),
            Outcome::Success,
        );
        draft.begin = Some(pos);
        draft.reconnect =
            matches!(desktop.logon_type, 7 | 13) || (switched_back && running.is_some());
        if switched_back {
            draft.local = running.and_then(|running| self.book.drafts.get(running)?.local);
        }
        let draft = self.book.open(draft);
        take_logon(
            self.known,
            self.book,
            draft,
            desktop,
            rules::LOGON_ALONE,
            pos,
        );
        self.take_nla(draft, desktop);
        let no_desktop_came = self.session_manager_saw_none(pos);
        if let Some(session) = self.book.get(draft) {
            if no_desktop_came && !session.reconnect {
                session.outcome = Outcome::Aborted;
                session.notes.push(NO_DESKTOP.to_owned());
            }
            if matches!(session.kind, Kind::Console | Kind::HyperV) {
                session.ip = None;
                session.port = None;
            }
            if session.reconnect && session.nla.is_empty() {
                session.notes.push(
                    "known from an unlock or reconnect alone: it may have begun earlier".to_owned(),
                );
            }
        }
        self.enter(draft);
    }

    /// LocalSessionManager, had a desktop come, would have told it: a logon is its own evidence of
    /// one only without that log (rule D6).
    fn session_manager_saw_none(&self, logon: Pos) -> bool {
        self.known.items.get(logon).is_some_and(|item| {
            let from = item.event.time;
            let until = from.plus(ARBITRATION_TO_DESKTOP);
            self.known.coverage.covers(LSM, from, until)
        })
    }

    fn enter(&mut self, draft: DraftIndex) {
        let logons = self
            .book
            .drafts
            .get(draft)
            .map(|d| d.logons.clone())
            .unwrap_or_default();
        for atom in logons {
            self.by_logon.insert(atom, draft);
        }
        let known = self.book.drafts.get(draft).map(|d| (d.boot, d.who.clone()));
        if let Some((boot, who)) = known {
            for name in names_of(&who) {
                self.by_user.entry((boot, name)).or_default().push(draft);
            }
        }
        self.running.push(draft);
    }

    /// NLA in a Security log alone: type 3 by NTLM of the same user and address just before. Windows
    /// 2012 R2 writes no address there: then only seconds before.
    fn nla_before(&self, desktop: &DesktopLogon) -> Vec<Pos> {
        let Some(logon) = logon_at(self.known.items, desktop.begin) else {
            return Vec::new();
        };
        let Some(ip) = logon.address.and_then(LoggedAddress::ip) else {
            return Vec::new();
        };
        near::before(self.known.items, desktop.begin, AUTHENTICATED_TO_LOGON)
            .filter(|&pos| {
                is_nla_form(self.known.items, self.known.logons, pos)
                    && !self.known.nla.has(pos)
                    && self.book.owner(pos).is_none()
                    && logon_at(self.known.items, pos).is_some_and(|nla| {
                        let items = self.known.items;
                        let close = items
                            .get(pos)
                            .zip(items.get(desktop.begin))
                            .is_some_and(|(a, b)| a.is_near(b, NLA_TO_AUTHENTICATED));
                        let from = nla.address.and_then(LoggedAddress::ip);
                        same_account(&nla.target, &logon.target)
                            && (from == Some(ip) || (from.is_none() && close))
                    })
            })
            .collect()
    }

    fn take_nla(&mut self, draft: DraftIndex, desktop: &DesktopLogon) {
        for pos in self.nla_before(desktop) {
            let join = format!(
                "user, address + time {}",
                near::distance(self.known.items, pos, desktop.begin)
            );
            let role = Role::Authentication;
            self.book
                .tie(self.known.items, draft, pos, role, rules::NLA_ALONE, join);
            let atom = self.known.logons.made_at(pos);
            let workstation =
                logon_at(self.known.items, pos).and_then(|logon| logon.workstation.clone());
            if let Some(session) = self.book.get(draft) {
                session.begin = Some(session.begin.map_or(pos, |begin| begin.min(pos)));
                session.authenticated = session.begin;
                session.nla.extend(atom);
                if session.client.is_none() {
                    session.client = workstation;
                }
            }
        }
    }

    /// The NLA logons of desktops whose attach is lost, and whose logon Security has.
    fn take_nla_of_unseen(&mut self) {
        for index in 0..self.book.drafts.len() {
            let Some(draft) = self.book.drafts.get(index).filter(|d| d.nla.is_empty()) else {
                continue;
            };
            let unseen = draft.sources.iter();
            let logon = unseen
                .filter(|(_, tie)| tie.rule == rules::LOGON_OF_UNSEEN)
                .map(|(&pos, _)| pos)
                .next();
            let Some(begin) = logon else { continue };
            let desktops = &self.known.logons.desktops;
            let number = desktops.partition_point(|desktop| desktop.begin < begin);
            if let Some(desktop) = desktops.get(number) {
                self.take_nla(index, desktop);
            }
        }
    }

    /// Sessions that Security alone knows and that nothing has ended yet: the NLA logon's end is
    /// the connection's; the end of an interactive logon id is only an upper bound.
    fn end_by_logons(&mut self) {
        for &index in &self.running {
            let Some(draft) = self.book.drafts.get(index).filter(|d| d.end.is_none()) else {
                continue;
            };
            let atoms = &self.known.logons.atoms;
            let ends_of = |logons: &[LogonIndex]| -> Vec<Pos> {
                logons
                    .iter()
                    .filter_map(|&atom| atoms.get(atom)?.end)
                    .collect()
            };
            let nla = ends_of(&draft.nla).into_iter().max();
            let (pos, kind, precision) = match nla {
                Some(pos) => (pos, EndKind::Disconnect, Precision::Derived),
                None if draft.reconnect || draft.local.is_some() => continue,
                None => match ends_of(&draft.logons).into_iter().max() {
                    Some(pos) => (pos, EndKind::Logoff, Precision::Bound),
                    None => continue,
                },
            };
            let time: Option<Timestamp> = self.known.items.get(pos).map(|item| item.event.time);
            let begin = draft.begin.and_then(|begin| self.known.items.get(begin));
            let too_short = begin
                .zip(self.known.items.get(pos))
                .is_some_and(|(begin, end)| begin.is_near(end, PAIR));
            if precision == Precision::Bound && too_short {
                continue;
            }
            let join = "end of its logon id".to_owned();
            self.book.tie(
                self.known.items,
                index,
                pos,
                Role::End,
                rules::NLA_END,
                join,
            );
            if let Some(draft) = self.book.get(index) {
                draft.end = Some(End {
                    time,
                    pos: Some(pos),
                    kind,
                    detail: None,
                    precision: Some(precision),
                });
            }
        }
    }
}

/// What an account can be looked up by: its name without domain and case, and its SID.
fn names_of(who: &Identity) -> impl Iterator<Item = String> {
    let name = who.user.as_ref().map(|user| fold(bare(user)));
    name.into_iter()
        .chain(who.sid.as_deref().map(str::to_owned))
}
