//! A reconnect that only Security tells: the logon that asks for an existing desktop is dropped when
//! the desktop is there [source 5.5].

use crate::correlate::atoms::logons::{DesktopLogon, LogonIndex};
use crate::correlate::sessions::draft::Known;
use crate::correlate::windows::LOGON_TO_RECONNECT;
use crate::domain::time::Span;

/// Whether all logon sessions of a logon at a screen died within `window`.
pub fn died_within(known: &Known<'_, '_>, desktop: &DesktopLogon, window: Span) -> bool {
    desktop.atoms.iter().all(|&atom| {
        known
            .logons
            .lifetime(known.items, atom)
            .is_some_and(|span| span <= window)
    })
}

/// Whether a logon from afar came back to a desktop: its own logon sessions died within seconds,
/// and the NLA logon of its connection lived on.
pub fn is_reconnect(known: &Known<'_, '_>, desktop: &DesktopLogon, nla: &[LogonIndex]) -> bool {
    let end_of = |atom: &LogonIndex| known.logons.atoms.get(*atom).map(|atom| atom.end);
    let died = desktop.atoms.iter().filter_map(end_of).flatten().max();
    died_within(known, desktop, LOGON_TO_RECONNECT)
        && died.is_some_and(|died| {
            let mut ends = nla.iter().filter_map(end_of);
            ends.any(|end| end.is_none_or(|end| end > died))
        })
}
