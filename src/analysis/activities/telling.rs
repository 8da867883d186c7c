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
    /// How it stands to the session.
    pub relation: Relation,
    /// How many.
    pub count: usize,
    /// The line.
    pub text: String,
}

/// What was done in a session, one line for each kind, what tells most first. What only may belong to it has
/// lines of its own, which say so.
pub fn lines(case: &Case, session: u32, zone: &DisplayZone) -> Vec<TellingLine> {
    let mut groups: BTreeMap<(Relation, usize, ActivityKind), Vec<&Activity>> = BTreeMap::new();
    for ActivityRow { activity, relation } in of_session(case, session) {
        let Some(activity) = case.activities.get(activity as usize) else {
            continue;
        };
        if !matches!(
            relation,
            Relation::In | Relation::OnlyOpen | Relation::Disconnected
        ) {
            continue;
        }
        let rank = TELLING.iter().position(|kind| *kind == activity.kind);
        let rank = rank.unwrap_or(TELLING.len());
        groups
            .entry((relation, rank, activity.kind))
            .or_default()
            .push(activity);
    }
    let lines = groups
        .into_iter()
        .map(|((relation, rank, kind), all)| TellingLine {
            kind,
            relation,
            count: all.len(),
            text: line(kind, &all, rank < TELLING.len(), relation, zone),
        });
    lines.collect()
}

fn line(
    kind: ActivityKind,
    all: &[&Activity],
    is_named: bool,
    relation: Relation,
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
    match relation {
        Relation::Disconnected => format!("{text} (on its desktop, while nobody was connected)"),
        Relation::OnlyOpen => format!("{text} (tied by time only: this was the only open session)"),
        _ if by_user => format!("{text} (by user and time)"),
        _ => text,
    }
}
