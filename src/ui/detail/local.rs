//! The desktop that a session visited, and every other visit to it.

use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::session::LocalSession;
use crate::domain::time::DisplayZone;
use crate::ui::rows::Shape;
use crate::ui::text;
use crate::ui::views::sessions::SESSIONS;

/// One row for each visit, with the columns of the session table; going down goes to that visit.
pub static VISITS: Shape<u32> = Shape {
    name: "visits",
    ..SESSIONS
};

/// The local session of an access session.
pub fn of(case: &Case, session: u32) -> Option<&LocalSession> {
    let index = case.sessions.get(session as usize)?.local_session?;
    case.local_sessions.get(index as usize)
}

/// The visits to the desktop that `session` visited.
pub fn visits(case: &Case, session: u32) -> Vec<u32> {
    of(case, session).map_or_else(Vec::new, |local| local.visits.clone())
}

/// The desktop in a sentence.
pub fn sentence(case: &Case, session: u32, zone: &DisplayZone) -> String {
    let Some(local) = of(case, session) else {
        return text::NO_LOCAL.to_owned();
    };
    let user = local
        .user
        .as_deref()
        .map_or_else(|| text::NO_USER.to_owned(), printable);
    let time = |moment: Option<_>| {
        moment.map_or_else(
            || text::UNKNOWN_TIME.to_owned(),
            |moment| zone.short(moment),
        )
    };
    let left = local.disconnected_since();
    let left = left.map_or_else(String::new, |since| text::still_running(&zone.short(since)));
    format!(
        "Local session {} of {user} on {}, boot {}: from {} to {} ({}). {}{left}",
        local.session_id,
        printable(case.host_name(local.host)),
        local.boot,
        time(local.begin),
        time(local.end),
        zone.label(),
        text::visits(local.visits.len()),
    )
}
