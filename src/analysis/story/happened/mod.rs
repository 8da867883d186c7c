//! What happened in a session, in order of time, with what happened in the sessions that it led to.

use super::onward::Onward;
use super::words;
use crate::analysis::activities::telling::rank;
use crate::analysis::activities::{ActivityRow, Relation, of_session};
use crate::analysis::desktop_left::desktop_left;
use crate::analysis::group_keys::PlaceKey;
use crate::analysis::host_name::short_name;
use crate::analysis::outliers::Level;
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::activity::{Activity, ActivityKind};
use crate::domain::session::{EndKind, Outcome, Session};
use crate::domain::time::{DisplayZone, Timestamp};

/// So much of what was done in a session is told.
const MOST: usize = 14;
/// So much of what was done in each session that it led to.
const MOST_ONWARD: usize = 8;

/// What sort of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Somebody came in.
    CameIn,
    /// A desktop was taken up again.
    TookUp,
    /// An attempt was refused.
    Refused,
    /// Something was done.
    Did(ActivityKind),
    /// The session ended.
    Left,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub time: Option<Timestamp>,
    /// What sort of thing.
    pub what: What,
    /// What, in words.
    pub text: String,
    /// More about it; empty where there is nothing more.
    pub more: String,
    /// Whether that is quoted from the evidence.
    pub is_quoted: bool,
    /// It happened in a session that this one led to.
    pub is_onward: bool,
    /// How much attention it asks for.
    pub level: Option<Level>,
    /// The session that it leads to, by its index in the case.
    pub leads_to: Option<u32>,
}

/// What happened in a session and in those that it led to.
pub(super) fn of(
    case: &Case,
    index: u32,
    rows: &[ActivityRow],
    onward: &[Onward],
    zone: &DisplayZone,
) -> Vec<Happened> {
    let Some(session) = case.sessions.get(index as usize) else {
        return Vec::new();
    };
    let mut found = vec![arrival(case, session, zone)];
    found.extend(done(case, rows, MOST));
    found.extend(end(case, session, false));
    for target in onward.iter().filter_map(|onward| onward.session) {
        found.extend(of_onward(case, target));
    }
    // The end of a session comes after all that has the same time, its begin before it.
    found.sort_by_key(|happened| {
        let place = match happened.what {
            What::CameIn | What::TookUp => 0,
            What::Left => 2,
            _ => 1,
        };
        (happened.time.is_none(), happened.time, place)
    });
    found
}

/// What happened in a session that another one led to.
fn of_onward(case: &Case, index: u32) -> Vec<Happened> {
    let Some(session) = case.sessions.get(index as usize) else {
        return Vec::new();
    };
    let rows = of_session(case, index);
    let user = session
        .user
        .as_deref()
        .map_or_else(String::new, |user| format!(" as {}", printable(user)));
    let host = short_name(case, session.host);
    let came = Happened {
        text: format!("Came in to {}{user}", printable(host)),
        leads_to: Some(index),
        ..plain(What::CameIn, session.begin, place(session))
    };
    let mut found = vec![came];
    found.extend(done(case, &rows, MOST_ONWARD));
    found.extend(end(case, session, true));
    for happened in &mut found {
        happened.is_onward = true;
    }
    found
}

fn plain(what: What, time: Option<Timestamp>, more: String) -> Happened {
    Happened {
        time,
        what,
        text: String::new(),
        more,
        is_quoted: false,
        is_onward: false,
        level: None,
        leads_to: None,
    }
}

/// Where a session came from, in words.
fn place(session: &Session) -> String {
    match PlaceKey::of(session) {
        PlaceKey::Ip(ip) => format!("from {ip}"),
        PlaceKey::NoAddress => String::new(),
        other => format!("from {}", other.label()),
    }
}

/// How the session came to be.
fn arrival(case: &Case, session: &Session, zone: &DisplayZone) -> Happened {
    let arrived = session.desktop.or(session.authenticated).or(session.begin);
    if let Some(left) = desktop_left(case, session) {
        let is_same_day = |pattern: &str| {
            let day = |time| zone.format(time, pattern);
            arrived.is_some_and(|arrived| day(arrived) == day(left.at))
        };
        let pattern = if is_same_day("%Y-%m-%d") {
            "%H:%M:%S"
        } else {
            "%H:%M on %-d %B"
        };
        let number = session
            .local_session_id
            .map_or_else(String::new, |number| format!("local session {number}"));
        let by = left.by.and_then(|by| case.sessions.get(by as usize));
        let by = by.map_or_else(String::new, |by| format!(", last used {}", place(by)));
        return Happened {
            text: format!(
                "Took up the desktop left at {}",
                zone.format(left.at, pattern)
            ),
            ..plain(What::TookUp, arrived, format!("{number}{by}"))
        };
    }
    let (what, text) = match session.outcome {
        Outcome::Failed => (What::Refused, "Was refused"),
        Outcome::Refused => (What::Refused, "Was not permitted to come in"),
        Outcome::Unknown => (What::CameIn, "Tried to come in"),
        Outcome::Aborted => (What::CameIn, "Proved credentials, no desktop came"),
        Outcome::Success if session.kind.is_desktop() => (What::CameIn, "Came to the desktop"),
        Outcome::Success => (What::CameIn, "Came in"),
    };
    Happened {
        text: text.to_owned(),
        ..plain(what, arrived, place(session))
    }
}

/// How it ended; `None` where no end is known, and for refused attempts, which have none.
fn end(case: &Case, session: &Session, is_onward: bool) -> Option<Happened> {
    let end = session.end?;
    let on_host = if is_onward {
        format!(" from {}", printable(short_name(case, session.host)))
    } else {
        String::new()
    };
    let by = session
        .end_detail
        .map_or_else(String::new, |detail| format!(", by {}", by_whom(detail)));
    let text = match session.end_kind {
        EndKind::Failed => return None,
        EndKind::Logoff => format!("Logged off{on_host}{by}"),
        EndKind::Disconnect => format!("Disconnected{on_host}{by}"),
        EndKind::Shutdown => format!("Ended{on_host} with the shutdown of the machine"),
        EndKind::Crash => format!("Ended{on_host}: the machine crashed"),
        EndKind::Open | EndKind::Unknown => format!("Was last seen{on_host}"),
    };
    let more = match session.end_kind {
        EndKind::Disconnect if session.local_session.is_some() => "the desktop stays open",
        _ => "",
    };
    Some(Happened {
        text,
        ..plain(What::Left, Some(end), more.to_owned())
    })
}

/// Who or what ended a session, after "by".
fn by_whom(detail: crate::domain::session::EndDetail) -> &'static str {
    use crate::domain::session::EndDetail;
    match detail {
        EndDetail::Client => "the client",
        EndDetail::User => "the user",
        EndDetail::Admin => "an administrator or another session",
        EndDetail::Idle => "the idle limit",
        EndDetail::Limit => "a time limit",
        EndDetail::TakenOver => "another connection",
        EndDetail::Moved => "a move to another desktop",
        EndDetail::Error => "an error",
        EndDetail::Shutdown => "the shutdown of the machine",
    }
}

/// What was done: what tells most, where it is more than `most`.
fn done(case: &Case, rows: &[ActivityRow], most: usize) -> Vec<Happened> {
    let is_own = |row: &&ActivityRow| {
        matches!(
            row.relation,
            Relation::In | Relation::OnlyOpen | Relation::Disconnected
        )
    };
    let activity = |row: &ActivityRow| case.activities.get(row.activity as usize);
    let own = rows.iter().filter(is_own);
    // That the user was at work says nothing that the session does not.
    let is_telling = |activity: &Activity| activity.kind != ActivityKind::Presence;
    let mut own: Vec<(Relation, &Activity)> = own
        .filter_map(|row| Some((row.relation, activity(row)?)))
        .filter(|(_, activity)| is_telling(activity))
        .collect();
    if own.len() > most {
        own.sort_by_key(|(relation, activity)| (rank(activity.kind), *relation, activity.time));
        own.truncate(most);
    }
    own.into_iter()
        .map(|(relation, activity)| happened(case, activity, relation))
        .collect()
}

fn happened(case: &Case, activity: &Activity, relation: Relation) -> Happened {
    let (more, is_quoted) = words::more(case, activity);
    // The first word stands in the line itself: it must be seen where there is no room for the rest.
    let (doubt, why) = match relation {
        Relation::OnlyOpen => (", perhaps", "the only session open"),
        Relation::Disconnected => (", nobody connected", "on its desktop"),
        _ => ("", ""),
    };
    let more = match (why, more.as_str()) {
        ("", _) => more,
        (why, "") => why.to_owned(),
        (why, more) => format!("{why}; {more}"),
    };
    let level = match activity.kind {
        ActivityKind::LogCleared | ActivityKind::MalwareFound => Some(Level::Warning),
        _ => None,
    };
    Happened {
        text: format!("{}{doubt}", words::did(case, activity)),
        is_quoted,
        level,
        ..plain(What::Did(activity.kind), activity.time, more)
    }
}

#[cfg(test)]
mod tests;
