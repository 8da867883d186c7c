//! What Security alone tells of desktops: logons that no visit or connection took, 4778, 4779 and
//! 4647. Unlocks are told from new sessions here.

use std::collections::HashMap;

use crate::correlate::atoms::logons::{
    DesktopLogon, LogonIndex, is_hidden_account, logon_at, same_account,
};
use crate::correlate::finish::ends;
use crate::correlate::near;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::desktop::{kind_of_logon, take_logon};
use crate::correlate::sessions::desktop_end;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, End};
use crate::correlate::sessions::draft::{Known, TakenDesktops};
use crate::correlate::windows::{
    AUTHENTICATED_TO_LOGON, LOGOFF_TO_DESKTOP_END, LOGON_TO_RECONNECT, NLA_TO_AUTHENTICATED, PAIR,
    UNLOCK_LIFETIME,
};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Attachment, Fact, Identity, Luid};
use crate::domain::session::{EndDetail, EndKind, Kind, Outcome, Precision, Role};
use crate::domain::time::Timestamp;

/// Makes sessions of what is left at screens.
pub fn sessions(known: &Known<'_, '_>, book: &mut Book, taken: &mut TakenDesktops) {
    let mut screens = Screens {
        known,
        book,
        running: Vec::new(),
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
    /// Desktop sessions in order of their begin.
    running: Vec<DraftIndex>,
    by_logon: HashMap<LogonIndex, DraftIndex>,
}

impl Screens<'_, '_, '_> {
    fn know_what_runs(&mut self) {
        for index in 0..self.book.drafts.len() {
            let Some(draft) = self.book.drafts.get(index) else {
                continue;
            };
            if draft.kind.is_desktop() && matches!(draft.outcome, Outcome::Success) {
                self.running.push(index);
                for &atom in &draft.logons {
                    self.by_logon.insert(atom, index);
                }
            }
        }
    }

    /// The session of an account that was running at a record: the one that began last.
    fn running_at(&self, pos: Pos, who: &Identity) -> Option<DraftIndex> {
        let item = self.known.items.get(pos)?;
        let begun = |draft: &Draft| draft.begin.map_or(0, |begin| begin + 1);
        self.running
            .iter()
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
        if let Some(draft) = running.filter(|&draft| self.is_unlock(desktop, draft)) {
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
        draft.reconnect = matches!(desktop.logon_type, 7 | 13);
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
        self.running.push(draft);
    }

    /// An unlock: types 7 and 13 where no new connection took the logon; else by the winlogon
    /// process of the desktop, or a logon session that died at once (domain reference C.2).
    fn is_unlock(&self, desktop: &DesktopLogon, draft: DraftIndex) -> bool {
        if !self.nla_before(desktop).is_empty() {
            return false;
        }
        if matches!(desktop.logon_type, 7 | 13) {
            return true;
        }
        let Some(draft) = self.book.drafts.get(draft) else {
            return false;
        };
        let by_winlogon = logon_at(self.known.items, desktop.begin).is_some_and(|logon| {
            logon
                .process_name
                .as_deref()
                .is_some_and(|name| name.to_ascii_lowercase().ends_with("winlogon.exe"))
        });
        let same_process = by_winlogon
            && draft.logons.first().is_some_and(|&first| {
                let atom = self.known.logons.atoms.get(first);
                atom.and_then(|atom| logon_at(self.known.items, atom.begin?))
                    .is_some_and(|first| first.process_id == desktop.process_id)
            });
        let died_at_once = desktop.atoms.iter().all(|&atom| {
            self.known
                .logons
                .lifetime(self.known.items, atom)
                .is_some_and(|span| span <= UNLOCK_LIFETIME)
        });
        !matches!(desktop.logon_type, 10 | 12) && (same_process || died_at_once)
    }

    fn unlock(&mut self, desktop: &DesktopLogon, draft: DraftIndex) {
        for &atom in &desktop.atoms {
            let Some(pos) = self
                .known
                .logons
                .atoms
                .get(atom)
                .and_then(|atom| atom.begin)
            else {
                continue;
            };
            let join = "same user, no new connection".to_owned();
            self.book.tie(
                self.known.items,
                draft,
                pos,
                Role::Unlock,
                rules::UNLOCK,
                join,
            );
            let address = logon_at(self.known.items, pos).and_then(|logon| logon.address);
            if let Some(draft) = self.book.get(draft) {
                draft.logons.push(atom);
                if draft.kind == Kind::Rdp {
                    draft.ip = draft.ip.or(address.and_then(LoggedAddress::ip));
                }
            }
        }
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
                crate::correlate::atoms::nla::is_nla_form(self.known.items, self.known.logons, pos)
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

    /// 4778 that no visit took: the desktop was attached again.
    fn attach(&mut self, pos: Pos, attachment: &Attachment) {
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
            let draft = self.book.open(draft);
            if let Some(atom) = atom {
                self.by_logon.insert(atom, draft);
            }
            draft
        });
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
    fn detach(&mut self, pos: Pos, attachment: &Attachment) {
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
    fn logoff(&mut self, pos: Pos, luid: Option<Luid>, who: &Identity) {
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
        let atom = atom?;
        self.book
            .drafts
            .iter()
            .position(|draft| draft.outcome == Outcome::Aborted && draft.logons.contains(&atom))
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
