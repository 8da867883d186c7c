//! Who was logged on to a host at a moment.

use super::coverage::first_seen;
use super::host_name::is_called;
use crate::case::Case;
use crate::domain::session::{EndKind, Outcome, Session};
use crate::domain::time::Timestamp;

/// The sessions that were running at `time`, in export order, on every host or on the one that is
/// called `host`. A session that the default view hides counts only with `show_hidden`.
///
/// Refused attempts never ran. A session runs from its start until just before its end. An open one is
/// still running, because nothing shows that it ended. One whose begin is unknown was running from the first
/// record of its host up to its end. One that has no end and is not open is known to have run at its start
/// only.
pub fn at(case: &Case, host: Option<&str>, time: Timestamp, show_hidden: bool) -> Vec<u32> {
    let on_host: Vec<bool> = case
        .hosts
        .iter()
        .map(|known| host.is_none_or(|name| is_called(known, name)))
        .collect();
    let first_seen = first_seen(case);
    (0..)
        .zip(&case.sessions)
        .filter(|(_, session)| {
            let before_evidence = session.begin.is_none()
                && first_seen
                    .get(&session.host)
                    .is_some_and(|first| time < *first);
            (show_hidden || session.is_shown())
                && on_host
                    .get(session.host.0 as usize)
                    .copied()
                    .unwrap_or(false)
                && !before_evidence
                && was_running(session, time)
        })
        .map(|(index, _)| index)
        .collect()
}

/// Whether a session was running at a moment.
pub fn was_running(session: &Session, time: Timestamp) -> bool {
    if matches!(session.outcome, Outcome::Failed | Outcome::Refused) {
        return false;
    }
    match (session.begin, session.end) {
        // Where the clock was set back, the end may be before the start. Then only these two moments
        // are certain.
        (Some(begin), Some(end)) if end <= begin => time == begin || time == end,
        (Some(begin), Some(end)) => begin <= time && time < end,
        (Some(begin), None) if session.end_kind == EndKind::Open => begin <= time,
        (Some(begin), None) => time == begin,
        (None, Some(end)) => time < end,
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::{at as moment, case_of, failure_from, session};
    use crate::domain::session::Hidden;

    #[test]
    fn the_begin_counts_and_the_end_does_not() {
        let case = case_of(vec![session(0)]);
        let running = |seconds| at(&case, None, moment(seconds), false).len();
        assert_eq!(
            (running(-1), running(0), running(599), running(600)),
            (0, 1, 1, 0)
        );
    }

    #[test]
    fn open_sessions_keep_running_and_unknown_begins_count_up_to_the_end() {
        let mut open = session(0);
        (open.end, open.end_kind) = (None, EndKind::Open);
        let mut ended = session(0);
        ended.begin = None;
        let mut bare = session(0);
        (bare.end, bare.end_kind) = (None, EndKind::Unknown);
        let case = case_of(vec![open, ended, bare]);
        assert_eq!(at(&case, None, moment(599), false), [0, 1]);
        assert_eq!(at(&case, None, moment(600), false), [0]);
        assert_eq!(at(&case, None, moment(9999), false), [0]);
        assert_eq!(at(&case, None, moment(0), false), [0, 1, 2]);
    }

    #[test]
    fn refused_and_hidden_sessions_are_left_out() {
        let mut hidden = session(0);
        hidden.hidden = Some(Hidden::Account);
        let case = case_of(vec![failure_from(0, [10, 0, 0, 1]), hidden]);
        assert_eq!(at(&case, None, moment(0), false), [] as [u32; 0]);
        assert_eq!(at(&case, None, moment(0), true), [1]);
    }
}
