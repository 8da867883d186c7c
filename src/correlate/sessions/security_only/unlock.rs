//! Decides whether a logon at a screen is an unlock or a new session, where no desktop of its own came.

use super::screens::Screens;
use crate::correlate::coverage::{LSM, RCM};
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::DraftIndex;
use crate::correlate::sessions::reconnect::ended_within;
use crate::correlate::units::logons::{DesktopLogon, logon_at};
use crate::correlate::windows::{
    CONNECTION_TO_LOGON, LOGON_TO_RECONNECT, SWITCH_REACH, SWITCH_USER, UNLOCK_LIFETIME,
};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Identity, Logon};
use crate::domain::near_miss::Reason;
use crate::domain::note::Remark;
use crate::domain::session::{Kind, Role};

impl Screens<'_, '_, '_> {
    /// Somebody else who left the console just before: then a short-lived logon is a switch back to the own
    /// desktop, not an unlock (Rule D10) [source 6.3].
    pub(super) fn another_just_left(&self, pos: Pos, who: &Identity) -> Option<DraftIndex> {
        let item = self.facts.items.get(pos)?;
        let latest = self.running.iter().rev().take(SWITCH_REACH).copied();
        latest.into_iter().find(|&index| {
            self.ledger.drafts.get(index).is_some_and(|draft| {
                let end = draft.end.and_then(|end| end.pos);
                let left = end.and_then(|end| self.facts.items.get(end));
                draft.boot == item.boot
                    && matches!(draft.kind, Kind::Console | Kind::Interactive)
                    && !self.facts.people.are_same(&draft.who, who)
                    && left.is_some_and(|left| left.is_followed_by(item, SWITCH_USER))
            })
        })
    }

    /// Whether a logon has the form of an unlock, which it is unless a new connection came before
    /// it: types 7 and 13; else by the winlogon process of the desktop, or a logon session that
    /// died at once [source 6.1].
    pub(super) fn looks_like_unlock(&self, desktop: &DesktopLogon, draft: DraftIndex) -> bool {
        if matches!(desktop.logon_type, 7 | 13) {
            return true;
        }
        let Some(draft) = self.ledger.drafts.get(draft) else {
            return false;
        };
        let by_winlogon = logon_at(self.facts.items, desktop.begin).is_some_and(|logon| {
            logon
                .process_name
                .as_deref()
                .is_some_and(|name| name.to_ascii_lowercase().ends_with("winlogon.exe"))
        });
        let same_process = by_winlogon
            && draft.logons.first().is_some_and(|&first| {
                let unit = self.facts.logons.units.get(first);
                unit.and_then(|unit| logon_at(self.facts.items, unit.begin?))
                    .is_some_and(|first| first.process_id == desktop.process_id)
            });
        let died_at_once = ended_within(self.facts, desktop, UNLOCK_LIFETIME);
        !matches!(desktop.logon_type, 10 | 12) && (same_process || died_at_once)
    }

    /// Whether 4778 shows that a desktop of the account was attached just after a logon.
    pub(super) fn is_attached_after(&self, desktop: &DesktopLogon) -> bool {
        let items = self.facts.items;
        let Some(logon) = logon_at(items, desktop.begin) else {
            return false;
        };
        let mut attached = near::after(
            items,
            desktop.begin,
            LOGON_TO_RECONNECT,
            FactKinds::ATTACHED,
        );
        attached.any(|pos| {
            let fact = items.get(pos).map(|item| &item.event.fact);
            matches!(fact, Some(Fact::Attached(attachment))
                if !self.ledger.is_used(pos) && self.facts.people.are_same(&attachment.who, &logon.target))
        })
    }

    /// Whether a logon came from another place than the running session's, as far as no log would
    /// have shown its connection: an unlock inside Remote Desktop carries the address of its client,
    /// and one at the machine's own screen none.
    pub(super) fn is_of_another_client(&self, desktop: &DesktopLogon, running: DraftIndex) -> bool {
        let logon = logon_at(self.facts.items, desktop.begin);
        let ip = logon.and_then(Logon::address).and_then(LoggedAddress::ip);
        let Some(ip) = ip.filter(|ip| !ip.is_loopback()) else {
            return false;
        };
        let elsewhere = self.ledger.drafts.get(running).is_some_and(|draft| {
            draft.kind == Kind::Console
                || (draft.kind == Kind::Rdp && draft.ip.is_some_and(|known| known != ip))
        });
        elsewhere && !self.would_show_any_connection_before(desktop.begin)
    }

    /// Whether a connection that led to a logon would be known, whatever authentication it used: without
    /// Network Level Authentication Security shows none.
    fn would_show_any_connection_before(&self, pos: Pos) -> bool {
        self.facts.items.get(pos).is_some_and(|item| {
            let (from, at) = (item.time.minus(CONNECTION_TO_LOGON), item.time);
            let coverage = self.facts.coverage;
            [LSM, RCM].iter().any(|log| coverage.covers(log, from, at))
        })
    }

    /// Whether a connection that led to a logon would be known.
    fn would_show_a_connection_before(&self, pos: Pos) -> bool {
        self.facts.items.get(pos).is_some_and(|item| {
            let at = item.time;
            let coverage = self.facts.coverage;
            coverage.would_show_connections(at.minus(CONNECTION_TO_LOGON), at)
        })
    }

    /// Notes that a logon with the form of an unlock is not one.
    pub(super) fn note_no_unlock(&mut self, pos: Pos, running: DraftIndex, reason: Reason) {
        let draft = self.ledger.drafts.get(running);
        let first = draft.and_then(|draft| draft.desktop.or(draft.begin));
        if let Some(first) = first {
            self.ledger.misses.note(pos, first, rules::UNLOCK, reason);
        }
    }

    pub(super) fn unlock(&mut self, desktop: &DesktopLogon, draft: DraftIndex) {
        for &unit in &desktop.units {
            let Some(pos) = self
                .facts
                .logons
                .units
                .get(unit)
                .and_then(|unit| unit.begin)
            else {
                continue;
            };
            let join = "same user, no new connection";
            self.ledger.attach_source(
                self.facts.items,
                draft,
                pos,
                Role::Unlock,
                rules::UNLOCK,
                join,
            );
            let address = logon_at(self.facts.items, pos).and_then(Logon::address);
            let remote = address
                .and_then(LoggedAddress::ip)
                .is_some_and(|ip| !ip.is_loopback());
            let doubtful = remote && !self.would_show_a_connection_before(pos);
            if let Some(draft) = self.ledger.get(draft) {
                if doubtful {
                    draft.notes.push(Remark::DoubtfulUnlock.into());
                }
                draft.unlocks.push(unit);
                if draft.kind == Kind::Rdp {
                    draft.ip = draft.ip.or(address.and_then(LoggedAddress::ip));
                }
            }
        }
    }
}
