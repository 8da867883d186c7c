//! The table of the visits to the desktop that a session visited.

use super::sessions::SESSIONS;
use crate::case::Case;
use crate::domain::session::LocalSession;
use crate::tables::spec::TableSpec;

/// One row for each visit, with the columns of the session table; going down goes to that visit.
pub static VISITS: TableSpec<u32> = TableSpec {
    name: "visits",
    ..SESSIONS
};

/// The desktop that a session visited.
pub fn local_session_of(case: &Case, session: u32) -> Option<&LocalSession> {
    let index = case.sessions.get(session as usize)?.local_session?;
    case.local_sessions.get(index as usize)
}

/// The visits to the desktop that a session visited, that session among them.
pub fn of_session(case: &Case, session: u32) -> Vec<u32> {
    local_session_of(case, session).map_or_else(Vec::new, |local| local.visits.clone())
}
