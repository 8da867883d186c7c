//! How much of each kind was done in a session.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Relation, of_session};
use crate::case::Case;
use crate::domain::activity::ActivityKind;

/// How many activities of each kind a session has, and how many only may belong to it; empty where there are
/// none. What lies before or after it does not count.
pub fn counts(case: &Case, session: u32) -> String {
    let mut kinds: BTreeMap<ActivityKind, (u32, u32)> = BTreeMap::new();
    for row in of_session(case, session) {
        let Some(activity) = case.activities.get(row.activity as usize) else {
            continue;
        };
        let (own, perhaps) = kinds.entry(activity.kind).or_default();
        match row.relation {
            Relation::In => *own += 1,
            Relation::OnlyOpen | Relation::OneOfSeveral | Relation::Disconnected => *perhaps += 1,
            Relation::Before | Relation::After => {}
        }
    }
    let mut text = String::new();
    for (kind, (own, perhaps)) in kinds {
        if own + perhaps == 0 {
            continue;
        }
        let separator = if text.is_empty() { "" } else { " · " };
        // Writing to a string does not fail.
        let _ = write!(text, "{separator}{kind} {own}");
        if perhaps > 0 {
            let _ = write!(text, " ({perhaps} more possible)");
        }
    }
    text
}
