//! What Security alone tells of desktops: logons that no visit or connection took, 4778, 4779 and
//! 4647. Unlocks are told from new sessions here.

mod attachments;
mod unlock;

use std::collections::HashMap;

use crate::correlate::atoms::logons::{DesktopLogon, LogonIndex, bare, logon_at, same_account};
use crate::correlate::atoms::nla::is_nla_form;
use crate::correlate::near;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::desktop::{kind_of_logon, take_logon};
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, End, Known, TakenDesktops};
use crate::correlate::windows::{AUTHENTICATED_TO_LOGON, NLA_TO_AUTHENTICATED, PAIR};
use crate::domain::account::fold;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Identity};
use crate::domain::near_miss::Reason;
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};
use crate::domain::time::Timestamp;

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
                draft.boot == item.boot
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
        let pos = desktop.begin;
        if let Some(draft) = running.filter(|&draft| self.looks_like_unlock(desktop, draft)) {
            let came_anew = !self.nla_before(desktop).is_empty();
            match (switched_back, came_anew) {
                (false, false) => {
                    self.unlock(desktop, draft);
                    return;
                }
                (true, false) => self.no_unlock(pos, draft, Reason::SwitchedUser),
                (false, true) => self.no_unlock(pos, draft, Reason::NewConnection),
                (true, true) => {}
            }
        }
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
        if let Some(session) = self.book.get(draft) {
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
        let near = self.nla_of_account(desktop);
        near.filter(|(_, fits)| *fits).map(|(pos, _)| pos).collect()
    }

    /// NLA logons of the same user before a logon at a screen, and whether their address fits.
    fn nla_of_account(&self, desktop: &DesktopLogon) -> impl Iterator<Item = (Pos, bool)> {
        let items = self.known.items;
        let logon = logon_at(items, desktop.begin);
        let ip = logon.and_then(|logon| logon.address.and_then(LoggedAddress::ip));
        near::before(items, desktop.begin, AUTHENTICATED_TO_LOGON)
            .take_while(move |_| ip.is_some())
            .filter(|&pos| {
                is_nla_form(items, self.known.logons, pos)
                    && !self.known.nla.has(pos)
                    && self.book.owner(pos).is_none()
            })
            .filter_map(move |pos| {
                let close = items
                    .get(pos)
                    .zip(items.get(desktop.begin))
                    .is_some_and(|(a, b)| a.is_near(b, NLA_TO_AUTHENTICATED));
                let nla = logon_at(items, pos).zip(logon);
                let (nla, _) = nla.filter(|(nla, own)| same_account(&nla.target, &own.target))?;
                let from = nla.address.and_then(LoggedAddress::ip);
                let fits = from == ip || (from.is_none() && close);
                (fits || from.is_some()).then_some((pos, fits))
            })
    }

    fn take_nla(&mut self, draft: DraftIndex, desktop: &DesktopLogon) {
        let found = self.nla_before(desktop);
        let other = self.nla_of_account(desktop).next();
        if let Some((other, _)) = other.filter(|_| found.is_empty()) {
            let (rule, reason) = (rules::NLA_ALONE, Reason::OtherAddress);
            self.book.misses.note(other, desktop.begin, rule, reason);
        }
        for pos in found {
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
