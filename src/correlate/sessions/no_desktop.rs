//! A logon at a screen that brought no desktop: its connection was lost before, or died with it.

use crate::correlate::order::Pos;
use crate::correlate::sessions::draft::HostFacts;
use crate::correlate::units::logons::DesktopLogon;
use crate::correlate::windows::{LOGON_TO_RECONNECT, LOST_WITH_LOGON};

/// Whether the logon brought no desktop: its connection had ended before, or its logon sessions ended within
/// seconds, without a logoff, and the connection with them. `gone` is the connection's end.
pub(crate) fn brought_no_desktop(
    facts: &HostFacts<'_, '_>,
    desktop: &DesktopLogon,
    lost: Option<Pos>,
) -> bool {
    let Some(lost) = lost else { return false };
    let lost_before = lost < desktop.begin;
    let died_together = ended_soon(facts, desktop).is_some_and(|died| {
        facts
            .items
            .get(died)
            .zip(facts.items.get(lost))
            .is_some_and(|(a, b)| a.is_near(b, LOST_WITH_LOGON))
    });
    lost_before || died_together
}

/// Where the last of a logon's sessions ended, if all did within seconds and without a logoff.
fn ended_soon(facts: &HostFacts<'_, '_>, desktop: &DesktopLogon) -> Option<Pos> {
    let begin = facts.items.get(desktop.begin)?;
    let mut last = None;
    for &unit in &desktop.units {
        let unit = facts.logons.units.get(unit)?;
        let end = unit.end.filter(|_| unit.logoff.is_none())?;
        if !begin.is_near(facts.items.get(end)?, LOGON_TO_RECONNECT) {
            return None;
        }
        last = last.max(Some(end));
    }
    last
}
