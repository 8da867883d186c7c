//! Visits whose attach is not in LocalSessionManager's log: it begins later, was cleared or has a
//! hole. Security may still have the logon.

use crate::correlate::atoms::logons::{DesktopLogon, logon_at};
use crate::correlate::atoms::nla::is_nla_form;
use crate::correlate::atoms::visits::{Screen, Visit};
use crate::correlate::coverage::LSM;
use crate::correlate::near;
use crate::correlate::order::{Kinds, Pos};
use crate::correlate::sessions::draft::{Known, TakenDesktops};
use crate::correlate::windows::{
    ARBITRATION_TO_DESKTOP, AUTHENTICATED_TO_LOGON, LOGOFF_TO_DESKTOP_END,
};
use crate::domain::address::LoggedAddress;

/// How many logons at screens are looked at: more do not lie between a logon and its end where one
/// log lacks the attach.
const REACH: usize = 256;

/// The last logon of the same user before the visit's end that still ran then, from a fitting
/// screen, and of whose desktop LocalSessionManager's log cannot tell. Where two such logons could
/// be meant, the last is the one that was seen last.
pub fn find_logon<'k>(
    known: &Known<'k, '_>,
    taken: &TakenDesktops,
    visit: &Visit,
) -> Option<(usize, &'k DesktopLogon)> {
    let end = *visit.ends.first()?;
    let before = known.logons.desktops.partition_point(|d| d.begin < end);
    let candidates = known.logons.desktops.get(..before)?;
    candidates
        .iter()
        .enumerate()
        .rev()
        .take(REACH)
        .take_while(|(_, desktop)| {
            let item = known.items.get(desktop.begin);
            item.is_some_and(|item| item.boot == visit.boot)
        })
        .find(|(number, desktop)| {
            !taken.contains(number)
                && fits(known, visit, desktop)
                && runs_at(known, desktop, end)
                && connection_lives_at(known, desktop, end)
        })
}

fn fits(known: &Known<'_, '_>, visit: &Visit, desktop: &DesktopLogon) -> bool {
    let logon = logon_at(known.items, desktop.begin);
    let Some((item, logon)) = known.items.get(desktop.begin).zip(logon) else {
        return false;
    };
    let from = logon.address().and_then(LoggedAddress::ip);
    let screen_fits = match visit.screen {
        Screen::Console => !matches!(desktop.logon_type, 10 | 12),
        Screen::Remote(ip) => ip.is_none() || from.is_none() || from == ip,
        Screen::HyperV | Screen::Unknown => true,
    };
    let until = item.time.plus(ARBITRATION_TO_DESKTOP);
    let not_told = !known.coverage.covers(LSM, item.time, until);
    screen_fits
        && not_told
        && !matches!(desktop.logon_type, 7 | 13)
        && known.people.are_same(&logon.target, &visit.who)
}

/// The NLA logon that led to it, which lives as long as the connection, had not ended well before:
/// else the visit is a later one, whose begin is lost.
fn connection_lives_at(known: &Known<'_, '_>, desktop: &DesktopLogon, end: Pos) -> bool {
    let Some(logon) = logon_at(known.items, desktop.begin) else {
        return false;
    };
    let (items, kinds) = (known.items, Kinds::LOGON_BY_NETWORK);
    let before = near::before(items, desktop.begin, AUTHENTICATED_TO_LOGON, kinds);
    let nla = before.filter(|&pos| {
        is_nla_form(known.items, known.logons, pos)
            && logon_at(known.items, pos)
                .is_some_and(|nla| known.people.are_same(&nla.target, &logon.target))
    });
    // The longest-lived of a burst is the connection's.
    let ends: Option<Vec<Pos>> = nla
        .map(|pos| known.logons.atoms.get(known.logons.made_at(pos)?)?.end)
        .collect();
    let died = ends.and_then(|ends| ends.into_iter().max());
    died.is_none_or(|died| died > end || is_part_of_end(known, died, end))
}

fn is_part_of_end(known: &Known<'_, '_>, pos: Pos, end: Pos) -> bool {
    known
        .items
        .get(pos)
        .zip(known.items.get(end))
        .is_some_and(|(item, end)| item.is_near(end, LOGOFF_TO_DESKTOP_END))
}

/// None of its logon sessions had ended well before.
fn runs_at(known: &Known<'_, '_>, desktop: &DesktopLogon, end: Pos) -> bool {
    let atoms = desktop.atoms.iter();
    let mut known_atoms = atoms.filter_map(|&atom| known.logons.atoms.get(atom));
    known_atoms.all(|atom| {
        let over = atom.end.or(atom.logoff).filter(|&over| over < end);
        over.is_none_or(|over| is_part_of_end(known, over, end))
    })
}
