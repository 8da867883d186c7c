//! The lines of a session's summary that tell what was done in it.

use std::collections::BTreeMap;

use super::{ActivityRow, Relation, of_session};
use crate::case::Case;
use crate::domain::activity::{Activity, ActivityKind, Strength};
use crate::domain::time::DisplayZone;

/// So many objects of one kind are named.
const NAMED: usize = 5;

/// The kinds that tell most, first. Others are counted, not named.
const TELLING: [ActivityKind; 17] = [
    ActivityKind::LogCleared,
    ActivityKind::MalwareFound,
    ActivityKind::ProtectionChanged,
    ActivityKind::ServiceInstalled,
    ActivityKind::TaskCreated,
    ActivityKind::TaskChanged,
    ActivityKind::TaskDeleted,
    ActivityKind::AccountChanged,
    ActivityKind::ConnectionMade,
    ActivityKind::DocumentOpened,
    ActivityKind::FolderOpened,
    ActivityKind::FileDeleted,
    ActivityKind::FileCreated,
    ActivityKind::Download,
    ActivityKind::DeviceAttached,
    ActivityKind::ShareOpened,
    ActivityKind::ScriptRun,
];

/// One line: a kind, what it was done to, and how surely it belongs to the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TellingLine {
    /// The kind.
    pub kind: ActivityKind,
    /// Whether it belongs to the session, or only may.
    pub is_sure: bool,
    /// How many.
    pub count: usize,
    /// The line.
    pub text: String,
}

/// What was done in a session, one line for each kind, what tells most first. What only may belong to it has
/// lines of its own, which say so.
pub fn lines(case: &Case, session: u32, zone: &DisplayZone) -> Vec<TellingLine> {
    let mut groups: BTreeMap<(bool, usize, ActivityKind), Vec<&Activity>> = BTreeMap::new();
    for ActivityRow { activity, relation } in of_session(case, session) {
        let Some(activity) = case.activities.get(activity as usize) else {
            continue;
        };
        let is_unsure = match relation {
            Relation::In => false,
            Relation::OnlyOpen | Relation::Disconnected => true,
            _ => continue,
        };
        let rank = TELLING.iter().position(|kind| *kind == activity.kind);
        let rank = rank.unwrap_or(TELLING.len());
        groups
            .entry((is_unsure, rank, activity.kind))
            .or_default()
            .push(activity);
    }
    let lines = groups
        .into_iter()
        .map(|((is_unsure, rank, kind), all)| TellingLine {
            kind,
            is_sure: !is_unsure,
            count: all.len(),
            text: line(kind, &all, rank < TELLING.len(), is_unsure, zone),
        });
    lines.collect()
}

fn line(
    kind: ActivityKind,
    all: &[&Activity],
    is_named: bool,
    is_unsure: bool,
    zone: &DisplayZone,
) -> String {
    let count = all.len();
    let mut text = format!("{kind}: {count}");
    if is_named {
        let mut seen: Vec<&str> = Vec::new();
        let mut named: Vec<String> = Vec::new();
        for activity in all {
            let object = activity.object.as_deref().unwrap_or("?");
            if seen.contains(&object) {
                continue;
            }
            seen.push(object);
            if named.len() < NAMED {
                let at = activity
                    .time
                    .map(|time| format!(" at {}", zone.short(time)));
                named.push(format!("{object}{}", at.unwrap_or_default()));
            }
        }
        let more = seen.len().saturating_sub(named.len());
        let more = if more > 0 {
            format!("; {more} more")
        } else {
            String::new()
        };
        text = format!("{kind}: {}{more}", named.join("; "));
    }
    let by_user = all
        .iter()
        .all(|activity| activity.strength == Strength::UserAndTime);
    match (is_unsure, by_user) {
        (true, _) => format!("{text} (may belong to it: it was the only session open)"),
        (false, true) => format!("{text} (by user and time)"),
        (false, false) => text,
    }
}
