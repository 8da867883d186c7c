//! Finds the logon at a screen that led to a desktop, and gives it to the session.

use crate::correlate::near;
use crate::correlate::near_misses::Fit;
use crate::correlate::order::{Item, Pos};
use crate::correlate::rules::{self, Rule};
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionLedger, TakenDesktops};
use crate::correlate::units::logons::{DesktopLogon, logon_at};
use crate::correlate::units::visits::{Attach, Screen, Visit};
use crate::correlate::windows::{LOGON_TO_ARBITRATION, LOGON_TO_DESKTOP, LOGON_TO_RECONNECT};
use crate::domain::address::LoggedAddress;
use crate::domain::event::Logon;
use crate::domain::join::Join;
use crate::domain::near_miss::Reason;
use crate::domain::session::{Kind, Role};
use crate::domain::time::Span;

/// The logon at a screen that led to the visit: same user, fitting address, nearest in time. If
/// there is none, `Err` holds the nearest one that failed a single condition.
pub(crate) fn find_logon<'k>(
    facts: &HostFacts<'k, '_>,
    taken: &TakenDesktops,
    visit: &Visit,
    arbitration: Option<Pos>,
) -> Result<(usize, &'k DesktopLogon), Option<(Pos, Reason)>> {
    let near = candidates(facts, taken, visit, arbitration);
    let nearest = |wanted: &dyn Fn(Fit) -> bool| {
        let fitting = near.iter().filter(|candidate| wanted(candidate.fit));
        fitting.min_by_key(|candidate| candidate.distance)
    };
    if let Some(whole) = nearest(&|fit| fit == Fit::Whole) {
        return Ok((whole.number, whole.desktop));
    }
    let missed = nearest(&|fit| fit.only_failure().is_some());
    Err(missed.and_then(|missed| Some((missed.desktop.begin, missed.fit.only_failure()?))))
}

/// A logon at a screen by the account of a visit, just before it.
pub(crate) struct Candidate<'k> {
    /// How far from the visit.
    pub distance: Span,
    /// Its number among all logons at a screen.
    pub number: usize,
    /// The logon.
    pub desktop: &'k DesktopLogon,
    /// How well it fits.
    pub fit: Fit,
}

/// The logons at a screen that could have led to a visit, as far as account and time show.
pub(crate) fn candidates<'k>(
    facts: &HostFacts<'k, '_>,
    taken: &TakenDesktops,
    visit: &Visit,
    arbitration: Option<Pos>,
) -> Vec<Candidate<'k>> {
    let reconnect = visit.attach == Attach::Reconnected;
    let anchor = arbitration.or(visit.begin);
    let Some(at) = anchor.and_then(|anchor| facts.items.get(anchor)) else {
        return Vec::new();
    };
    let window = match (reconnect, arbitration) {
        (true, _) => LOGON_TO_RECONNECT,
        (false, Some(_)) => LOGON_TO_ARBITRATION,
        (false, None) => LOGON_TO_DESKTOP,
    };
    let first = facts.logons.first_desktop_since(facts.items, at, window);
    let mut near = Vec::new();
    for (number, desktop) in facts.logons.desktops.iter().enumerate().skip(first) {
        let begin = facts.items.get(desktop.begin);
        let Some((item, logon)) = begin.zip(logon_at(facts.items, desktop.begin)) else {
            break;
        };
        if item.era != at.era || item.time > at.time.plus(LOGON_TO_ARBITRATION) {
            break;
        }
        let type_fits = reconnect || !matches!(desktop.logon_type, 7 | 13);
        let fit = Fit::of([
            (screen_fits(visit, logon), Reason::OtherScreen),
            (type_fits, Reason::OtherType),
        ]);
        let same = item.boot == visit.boot && facts.people.are_same(&logon.target, &visit.who);
        if same && !taken.contains(&number) {
            near.push(Candidate {
                distance: item.time.distance(at.time),
                number,
                desktop,
                fit,
            });
        }
    }
    near
}

/// Whether a logon's type and address are those of the screen that the visit was at.
fn screen_fits(visit: &Visit, logon: &Logon) -> bool {
    let from = logon.address().and_then(LoggedAddress::ip);
    match visit.screen {
        Screen::Console => !matches!(logon.logon_type, 10 | 12),
        Screen::Remote(ip) => ip.is_none() || from.is_none() || from == ip,
        Screen::HyperV | Screen::Unknown => true,
    }
}

/// Makes the 4624s of a logon at a screen sources of a draft.
pub(crate) fn take_logon(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    desktop: &DesktopLogon,
    rule: Rule,
    anchor: Pos,
) {
    for (number, &unit) in desktop.units.iter().enumerate() {
        let Some(pos) = facts.logons.units.get(unit).and_then(|unit| unit.begin) else {
            continue;
        };
        let (rule, join) = if number == 0 {
            (
                rule,
                Join::apart("user + time", near::distance(facts.items, pos, anchor)),
            )
        } else {
            (rules::PAIR, "elevated/filtered pair".into())
        };
        ledger.attach_source(facts.items, draft, pos, Role::Logon, rule, join);
        let Some(logon) = logon_at(facts.items, pos) else {
            continue;
        };
        if let Some(draft) = ledger.get(draft) {
            draft.name(&logon.target);
            draft.logons.push(unit);
            draft.authenticated.get_or_insert(pos);
            if let Some(LoggedAddress::Ip(ip, port)) = logon.address() {
                let own = *draft.ip.get_or_insert(ip);
                if own == ip && draft.port.is_none() {
                    draft.port = port;
                }
            }
        }
    }
}

/// Rule K2: the kind that a logon's type and address show where no other log shows it [source 6.10].
pub(crate) fn kind_of_logon(items: &[Item<'_>], desktop: &DesktopLogon) -> Kind {
    let address = logon_at(items, desktop.begin).and_then(Logon::address);
    let remote = matches!(address, Some(LoggedAddress::Ip(ip, _)) if !ip.is_loopback());
    match desktop.logon_type {
        10 | 12 if address == Some(LoggedAddress::Unspecified) => Kind::HyperV,
        10 | 12 => Kind::Rdp,
        _ if remote => Kind::Rdp,
        _ => Kind::Console,
    }
}
