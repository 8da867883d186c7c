//! The desktop that a session took up again: when it had been left, and by which session.

use crate::case::Case;
use crate::domain::session::{DesktopState, Session};
use crate::domain::time::Timestamp;

/// When a desktop had been left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DesktopLeft {
    /// When nobody was connected any more.
    pub at: Timestamp,
    /// The session that left it, by its index in the case.
    pub by: Option<u32>,
}

/// When the desktop that a session took up had been left; `None` where it did not take one up, or where that is
/// not known.
pub fn desktop_left(case: &Case, session: &Session) -> Option<DesktopLeft> {
    let local = case.local_sessions.get(session.local_session? as usize)?;
    let (begin, end) = (session.begin?, session.end);
    let of_session = |interval: &crate::domain::session::LocalInterval| {
        let visit = interval
            .visit
            .and_then(|visit| case.sessions.get(visit as usize));
        visit.is_some_and(|visit| visit.id == session.id)
    };
    let place = local.intervals.iter().position(of_session)?;
    let before = local.intervals.get(..place)?;
    let left = before.last()?;
    if left.state != DesktopState::Disconnected {
        return None;
    }
    let at = left
        .from
        .filter(|at| *at < begin && end.is_none_or(|end| *at < end))?;
    let by = before.iter().rev().find_map(|interval| interval.visit);
    Some(DesktopLeft { at, by })
}
