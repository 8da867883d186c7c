//! Visits whose attach is missing from LocalSessionManager's log, because the log begins later, was cleared
//! or has a gap. Security may still have the logon.

use crate::correlate::coverage::LSM;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::sessions::draft::{HostFacts, TakenDesktops};
use crate::correlate::units::logons::{DesktopLogon, logon_at};
use crate::correlate::units::nla::is_nla_form;
use crate::correlate::units::visits::{Screen, Visit};
use crate::correlate::windows::{
    ARBITRATION_TO_DESKTOP, AUTHENTICATED_TO_LOGON, LOGOFF_TO_DESKTOP_END,
};
use crate::domain::address::LoggedAddress;

/// How many logons at screens are considered: more do not lie between a logon and its end where one
/// log lacks the attach.
const REACH: usize = 256;

/// The last logon of the same user before the visit's end that still ran then, from a fitting
/// screen, and whose desktop LocalSessionManager's log cannot have recorded. Where two such logons could
/// be meant, the last is the one that was seen last.
pub(super) fn find_logon<'k>(
    facts: &HostFacts<'k, '_>,
    taken: &TakenDesktops,
    visit: &Visit,
) -> Option<(usize, &'k DesktopLogon)> {
    let end = *visit.ends.first()?;
    let before = facts.logons.desktops.partition_point(|d| d.begin < end);
    let candidates = facts.logons.desktops.get(..before)?;
    candidates
        .iter()
        .enumerate()
        .rev()
        .take(REACH)
        .take_while(|(_, desktop)| {
            let item = facts.items.get(desktop.begin);
            item.is_some_and(|item| item.boot == visit.boot)
        })
        .find(|(number, desktop)| {
            !taken.contains(number)
                && fits(facts, visit, desktop)
                && runs_at(facts, desktop, end)
                && connection_lives_at(facts, desktop, end)
        })
}

fn fits(facts: &HostFacts<'_, '_>, visit: &Visit, desktop: &DesktopLogon) -> bool {
    let logon = logon_at(facts.items, desktop.begin);
    let Some((item, logon)) = facts.items.get(desktop.begin).zip(logon) else {
        return false;
    };
    let from = logon.address().and_then(LoggedAddress::ip);
    let screen_fits = match visit.screen {
        Screen::Console => !matches!(desktop.logon_type, 10 | 12),
        Screen::Remote(ip) => ip.is_none() || from.is_none() || from == ip,
        Screen::HyperV | Screen::Unknown => true,
    };
    let until = item.time.plus(ARBITRATION_TO_DESKTOP);
    let not_told = !facts.coverage.covers(LSM, item.time, until);
    screen_fits
        && not_told
        && !matches!(desktop.logon_type, 7 | 13)
        && facts.people.are_same(&logon.target, &visit.who)
}

/// The NLA logon that led to it, which lives as long as the connection, had not ended well before:
/// else the visit is a later one, whose begin is lost.
fn connection_lives_at(facts: &HostFacts<'_, '_>, desktop: &DesktopLogon, end: Pos) -> bool {
    let Some(logon) = logon_at(facts.items, desktop.begin) else {
        return false;
    };
    let (items, kinds) = (facts.items, FactKinds::LOGON_BY_NETWORK);
    let before = near::before(items, desktop.begin, AUTHENTICATED_TO_LOGON, kinds);
    let nla = before.filter(|&pos| {
        is_nla_form(facts.items, facts.logons, pos)
            && logon_at(facts.items, pos)
                .is_some_and(|nla| facts.people.are_same(&nla.target, &logon.target))
    });
    // The longest-lived of a burst is the connection's.
    let ends: Option<Vec<Pos>> = nla
        .map(|pos| facts.logons.units.get(facts.logons.made_at(pos)?)?.end)
        .collect();
    let died = ends.and_then(|ends| ends.into_iter().max());
    died.is_none_or(|died| died > end || is_part_of_end(facts, died, end))
}

fn is_part_of_end(facts: &HostFacts<'_, '_>, pos: Pos, end: Pos) -> bool {
    facts
        .items
        .get(pos)
        .zip(facts.items.get(end))
        .is_some_and(|(item, end)| item.is_near(end, LOGOFF_TO_DESKTOP_END))
}

/// None of its logon sessions had ended well before.
fn runs_at(facts: &HostFacts<'_, '_>, desktop: &DesktopLogon, end: Pos) -> bool {
    let units = desktop.units.iter();
    let mut known_units = units.filter_map(|&unit| facts.logons.units.get(unit));
    known_units.all(|unit| {
        let over = unit.end.or(unit.logoff).filter(|&over| over < end);
        over.is_none_or(|over| is_part_of_end(facts, over, end))
    })
}
