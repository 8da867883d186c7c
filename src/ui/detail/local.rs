//! The desktop that a session visited, in a sentence.

use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::time::DisplayZone;
use crate::tables::definitions::visits::local_session_of;
use crate::ui::text;

/// The desktop in a sentence.
pub(crate) fn sentence(case: &Case, session: u32, zone: &DisplayZone) -> String {
    let Some(local) = local_session_of(case, session) else {
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
