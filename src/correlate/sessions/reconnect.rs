//! A reconnect that only Security shows: the logon that asks for an existing desktop is dropped once the
//! desktop is attached [source 5.5].

use crate::correlate::sessions::draft::HostFacts;
use crate::correlate::units::logons::{DesktopLogon, LogonIndex};
use crate::correlate::windows::LOGON_TO_RECONNECT;
use crate::domain::time::Span;

/// Whether all logon sessions of a logon at a screen died within `window`.
pub(crate) fn ended_within(
    facts: &HostFacts<'_, '_>,
    desktop: &DesktopLogon,
    window: Span,
) -> bool {
    desktop.units.iter().all(|&unit| {
        facts
            .logons
            .lifetime(facts.items, unit)
            .is_some_and(|span| span <= window)
    })
}

/// Whether a remote logon reconnected to a desktop: its own logon sessions died within seconds,
/// and the NLA logon of its connection lived on.
pub(crate) fn is_reconnect(
    facts: &HostFacts<'_, '_>,
    desktop: &DesktopLogon,
    nla: &[LogonIndex],
) -> bool {
    let end_of = |unit: &LogonIndex| facts.logons.units.get(*unit).map(|unit| unit.end);
    let died = desktop.units.iter().filter_map(end_of).flatten().max();
    ended_within(facts, desktop, LOGON_TO_RECONNECT)
        && died.is_some_and(|died| {
            let mut ends = nla.iter().filter_map(end_of);
            ends.any(|end| end.is_none_or(|end| end > died))
        })
}
