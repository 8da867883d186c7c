//! The path of a session: the session that led to it, and those that it led to.

use crate::analysis::activities::onward::{session_on_target, target_host};
use crate::analysis::activities::{ActivityRow, Relation};
use crate::analysis::host_name::short_name;
use crate::case::Case;
use crate::domain::activity::{Activity, ActivityKind};
use crate::domain::session::HostIndex;
use crate::domain::time::{Span, Timestamp};

use super::words::is_remote_desktop;

/// So many connections of a session are followed: each takes a look at every session of the case.
const MOST_FOLLOWED: usize = 100;
/// A connection led to a session that began this long after it at most, or this long before it where the clocks
/// differ.
const LATEST: Span = Span::seconds(120);
/// See `LATEST`.
const EARLIEST: Span = Span::seconds(5);

/// Where a session went on to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onward {
    /// The host, by its short name, or as the connection names it where the case does not know it.
    pub host: String,
    /// The session there, by its index in the case; `None` where the case has no logs of the host, or where not
    /// exactly one session fits.
    pub session: Option<u32>,
    /// When the connection was made.
    pub time: Option<Timestamp>,
}

/// Where a session went on to, in order of time, each place once.
pub(super) fn of(case: &Case, rows: &[ActivityRow]) -> Vec<Onward> {
    let own = rows.iter().filter(|row| row.relation == Relation::In);
    let made = own
        .filter_map(|row| case.activities.get(row.activity as usize))
        .filter(|activity| activity.kind == ActivityKind::ConnectionMade);
    let mut found: Vec<Onward> = Vec::new();
    for activity in made.take(MOST_FOLLOWED) {
        let Some(next) = next(case, activity) else {
            continue;
        };
        let is_known = |known: &Onward| {
            known.session == next.session && (next.session.is_some() || known.host == next.host)
        };
        if !found.iter().any(is_known) {
            found.push(next);
        }
    }
    // Two records may state one connection: the one that leads to no session says less.
    let reached: Vec<String> = found
        .iter()
        .filter(|onward| onward.session.is_some())
        .map(|onward| onward.host.clone())
        .collect();
    found.retain(|onward| onward.session.is_some() || !reached.contains(&onward.host));
    found
}

/// Where one connection led.
fn next(case: &Case, activity: &Activity) -> Option<Onward> {
    let target = target_host(case, activity).filter(|target| Some(*target) != activity.host);
    let session = target.and_then(|_| session_on_target(case, activity));
    let host = match target {
        Some(target) => short_name(case, target).to_owned(),
        // Programs connect to many addresses: only a remote desktop is a way on.
        None if is_remote_desktop(case, activity) => {
            let object = activity.object.as_deref()?;
            object.rsplit('/').next()?.to_owned()
        }
        None => return None,
    };
    // Programs of a session talk to other hosts as well: without a session there, it is not known to have gone on.
    if session.is_none() && !is_remote_desktop(case, activity) {
        return None;
    }
    Some(Onward {
        host,
        session,
        time: activity.time,
    })
}

/// The session from which somebody came to this one: one of its connections led here.
pub(super) fn came_from(case: &Case, index: u32) -> Option<u32> {
    let session = case.sessions.get(index as usize)?;
    let begin = session.begin?;
    let is_near = |activity: &&Activity| {
        activity.kind == ActivityKind::ConnectionMade
            && activity.session.is_some_and(|from| from != index)
            && activity
                .time
                .is_some_and(|time| time <= begin.plus(EARLIEST) && begin.since(time) <= LATEST)
    };
    let leads_here = |activity: &&Activity| {
        let to: Option<HostIndex> = target_host(case, activity);
        to == Some(session.host) && session_on_target(case, activity) == Some(index)
    };
    let near = case.activities.iter().filter(is_near).take(MOST_FOLLOWED);
    let mut leading = near.filter(leads_here);
    leading.next()?.session
}
