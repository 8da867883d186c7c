//! What was done, seen from a session: in it, perhaps in it, and shortly before or after it.

pub mod kinds;
pub mod onward;
pub mod telling;
pub mod times;

use crate::case::Case;
use crate::domain::account::is_machine;
use crate::domain::activity::{Activity, Strength};
use crate::domain::session::Session;
use crate::domain::time::Span;

/// What was done this long before a session on its host is shown beside it, never inside it (chosen).
pub const BEFORE: Span = Span::seconds(5 * 60);
/// The same after a session: programs that it started may go on (chosen).
pub const AFTER: Span = Span::seconds(15 * 60);

words! {
    /// How an activity stands to a session.
    Relation {
        /// It was done in the session.
        In = "in this session",
        /// Only this session was open: it need not be what did it.
        OnlyOpen = "only session open",
        /// This session and others were open.
        OneOfSeveral = "one of several open",
        /// It was done on the session's desktop after everybody had disconnected.
        Disconnected = "while disconnected",
        /// It was done shortly before the session.
        Before = "shortly before",
        /// It was done shortly after the session.
        After = "shortly after",
    }
}

/// An activity, and how it stands to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivityRow {
    /// Its index in the case.
    pub activity: u32,
    /// How it stands to the session.
    pub relation: Relation,
}

/// What was done in a session, or perhaps in it, or shortly before or after it, in order of time.
pub fn of_session(case: &Case, index: u32) -> Vec<ActivityRow> {
    let Some(session) = case.sessions.get(index as usize) else {
        return Vec::new();
    };
    let numbered = (0..).zip(&case.activities);
    let rows = numbered.filter_map(|(activity, one)| {
        let relation = relation(case, one, (index, session))?;
        Some(ActivityRow { activity, relation })
    });
    rows.collect()
}

/// How an activity stands to a session; `None` where it has nothing to do with it.
pub fn relation(
    case: &Case,
    activity: &Activity,
    (index, session): (u32, &Session),
) -> Option<Relation> {
    if activity.host != Some(session.host) {
        return None;
    }
    if activity.session == Some(index) {
        return Some(Relation::In);
    }
    let candidates = case.candidates.get(activity.candidates);
    if candidates.contains(&index) {
        return Some(match candidates {
            _ if activity.while_disconnected => Relation::Disconnected,
            [_] => Relation::OnlyOpen,
            _ => Relation::OneOfSeveral,
        });
    }
    let (begin, time) = (session.begin.or(session.end)?, activity.time?);
    let end = session.end.unwrap_or(begin);
    if time < begin && begin.since(time) <= BEFORE {
        return Some(Relation::Before);
    }
    (time > end && session.end.is_some() && time.since(end) <= AFTER).then_some(Relation::After)
}

/// Whether an activity is the machine's own while nobody was there who could have caused it.
pub fn is_background(activity: &Activity) -> bool {
    activity.strength == Strength::None && is_machine(&activity.user)
}

/// The session that an activity is shown with: its own, or the only one that was open.
pub fn shown_session(case: &Case, activity: &Activity) -> Option<u32> {
    let only = || match case.candidates.get(activity.candidates) {
        &[only] => Some(only),
        _ => None,
    };
    activity.session.or_else(only)
}
