//! Bursts: attempts that somebody repeated, such as those of a program that guesses a password. A list
//! shows a burst as one row.

use super::session_index::{SessionEntry, SessionIndex};
use crate::domain::session::{Confidence, HostIndex, Kind, Outcome};
use crate::domain::time::{Span, Timestamp};

/// An attempt that begins later than this after the one before it belongs to another burst. Programs
/// that guess try every few seconds, or once a minute to stay unnoticed, and somebody who mistyped tries
/// again at once. What fails by itself, such as a task or a mail program with an old password, comes
/// every ten minutes or less often, and each time is a fact of its own.
pub const GAP: Span = Span::seconds(5 * 60);

/// Fewer attempts stay rows of their own: folding them would save nothing.
pub const LEAST: usize = 3;

/// One session of the list, with what it is compared by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    user_place: u32,
    host: HostIndex,
    time: Timestamp,
    /// Its place in the list.
    place: u32,
}

/// The bursts among the sessions of a list, each as the places of its attempts in the list, by time.
///
/// A burst has one user, one source, one host and one kind. All of its attempts failed, or all were
/// refused: a refusal among failures says that the password was right at last, and must be seen. For the same
/// reason any other result of that user from that source on that host ends the burst. `None` when
/// `go_on` said that the bursts are no longer wanted.
pub fn bursts(
    session_index: &SessionIndex,
    sessions: &[u32],
    go_on: &dyn Fn() -> bool,
) -> Option<Vec<Vec<u32>>> {
    let mut steps: Vec<Step> = (0..)
        .zip(sessions)
        .filter_map(|(place, &session)| {
            let entry = session_index.get(session)?;
            Some(Step {
                user_place: entry.user_place,
                host: entry.host,
                time: entry.sort_time()?,
                place,
            })
        })
        .collect();
    if !go_on() {
        return None;
    }
    steps.sort_unstable();
    let mut found = Vec::new();
    let entry_of = |step: &Step| session_index.get(*sessions.get(step.place as usize)?);
    for same in steps.chunk_by(|a, b| (a.user_place, a.host) == (b.user_place, b.host)) {
        if !go_on() {
            return None;
        }
        let mut runs = Runs::default();
        for step in same {
            if let Some(entry) = entry_of(step) {
                runs.add(step, entry, &mut found);
            }
        }
        runs.end(&mut found);
    }
    found.sort_unstable();
    Some(found)
}

/// The bursts of one user from one source on one host that may go on.
#[derive(Default)]
struct Runs {
    outcome: Option<Outcome>,
    open: Vec<Run>,
}

/// Attempts of one kind.
struct Run {
    kind: Kind,
    last: Timestamp,
    places: Vec<u32>,
}

impl Runs {
    /// Adds the next session; bursts that it ends are `found`.
    fn add(&mut self, step: &Step, entry: &SessionEntry, found: &mut Vec<Vec<u32>>) {
        if self.outcome != Some(entry.outcome) {
            self.end(found);
            self.outcome = Some(entry.outcome);
        }
        if !matches!(entry.outcome, Outcome::Failed | Outcome::Refused) {
            return;
        }
        let mut open = self.open.iter_mut();
        match open.find(|run| run.kind == entry.kind) {
            Some(run) => {
                if step.time.since(run.last) > GAP {
                    finish(std::mem::take(&mut run.places), found);
                }
                run.last = step.time;
                run.places.push(step.place);
            }
            None => self.open.push(Run {
                kind: entry.kind,
                last: step.time,
                places: vec![step.place],
            }),
        }
    }

    /// None of them goes on.
    fn end(&mut self, found: &mut Vec<Vec<u32>>) {
        for run in self.open.drain(..) {
            finish(run.places, found);
        }
    }
}

fn finish(places: Vec<u32>, found: &mut Vec<Vec<u32>>) {
    if places.len() >= LEAST {
        found.push(places);
    }
}

/// A burst: its sessions, and what they have together.
#[derive(Clone, Debug)]
pub struct Burst {
    /// The sessions, by time.
    pub sessions: Vec<u32>,
    /// When the first began.
    pub first: Option<Timestamp>,
    /// When the last ended.
    pub last: Option<Timestamp>,
    /// The tries inside of the sessions; a session is at least one.
    pub tries: u64,
    /// Their source records.
    pub sources: u64,
    /// The lowest of their confidences.
    pub confidence: Option<Confidence>,
    /// All have the same detail of their kind.
    pub has_one_detail: bool,
    /// All name the same client.
    pub has_one_client: bool,
    /// All failed for the same reason.
    pub has_one_reason: bool,
}

impl Burst {
    /// The burst of these sessions.
    pub fn of(session_index: &SessionIndex, sessions: Vec<u32>) -> Self {
        let entries = || {
            let known = sessions.iter();
            known.filter_map(|&session| session_index.get(session))
        };
        let is_one = |code: fn(&SessionEntry) -> u32| {
            let mut codes = entries().map(code);
            let first = codes.next();
            codes.all(|code| Some(code) == first)
        };
        let last = entries().filter_map(|entry| entry.end().or(entry.begin()));
        Self {
            first: entries().filter_map(SessionEntry::sort_time).min(),
            last: last.max(),
            tries: entries()
                .map(|entry| u64::from(entry.attempts.max(1)))
                .sum(),
            sources: entries().map(|entry| u64::from(entry.sources)).sum(),
            confidence: entries().map(|entry| entry.confidence).min(),
            has_one_detail: is_one(|entry| entry.kind_words),
            has_one_client: is_one(|entry| entry.client),
            has_one_reason: is_one(|entry| entry.ended),
            sessions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::{all, case_of, failure_from, session_from};
    use crate::analysis::user_names::UserNames;
    use crate::domain::session::Session;

    const IP: [u8; 4] = [10, 0, 0, 1];

    fn found(sessions: Vec<Session>) -> Vec<Vec<u32>> {
        let case = case_of(sessions);
        let session_index = SessionIndex::of(&case, &UserNames::of(&case));
        bursts(&session_index, &all(&case), &|| true).expect("somebody waits")
    }

    fn failures(begins: &[i64]) -> Vec<Session> {
        begins
            .iter()
            .map(|&begin| failure_from(begin, IP))
            .collect()
    }

    #[test]
    fn three_attempts_are_a_burst_and_two_are_not() {
        assert_eq!(found(failures(&[0, 10, 20])), [[0, 1, 2]]);
        assert!(found(failures(&[0, 10])).is_empty());
        assert!(found(Vec::new()).is_empty());
    }

    #[test]
    fn the_gap_counts_from_one_begin_to_the_next() {
        assert_eq!(found(failures(&[0, 300, 600])), [[0, 1, 2]]);
        assert!(found(failures(&[0, 300, 601])).is_empty());
        let two = found(failures(&[0, 1, 2, 303, 304, 305, 306]));
        assert_eq!(two, [vec![0, 1, 2], vec![3, 4, 5, 6]]);
    }

    #[test]
    fn a_success_in_between_ends_a_burst() {
        let mut sessions = failures(&[0, 10, 20, 40, 50]);
        sessions.insert(3, session_from(30, IP));
        assert_eq!(found(sessions.clone()), [[0, 1, 2]]);
        sessions.push(failure_from(60, IP));
        assert_eq!(found(sessions.clone()), [[0, 1, 2], [4, 5, 6]]);
        sessions[3].outcome = Outcome::Aborted;
        assert_eq!(found(sessions.clone()).len(), 2, "it authenticated");
        sessions[3].outcome = Outcome::Refused;
        assert_eq!(found(sessions.clone()).len(), 2, "the password was right");
        sessions[3].outcome = Outcome::Unknown;
        assert_eq!(found(sessions.clone()).len(), 2, "it may have come in");
        // Somebody else coming in meanwhile says nothing about these attempts.
        sessions[3] = session_from(30, [10, 0, 0, 2]);
        assert_eq!(found(sessions), [[0, 1, 2, 4, 5, 6]]);
    }

    #[test]
    fn no_session_that_gave_access_is_in_a_burst() {
        let begins = [0, 10, 20, 30];
        let came_in: Vec<Session> = begins.iter().map(|&at| session_from(at, IP)).collect();
        assert!(found(came_in).is_empty());
        for outcome in Outcome::ALL {
            let mut sessions = failures(&begins);
            for session in &mut sessions {
                session.outcome = *outcome;
            }
            let is_folded = matches!(outcome, Outcome::Failed | Outcome::Refused);
            assert_eq!(!found(sessions).is_empty(), is_folded, "{outcome}");
        }
    }

    #[test]
    fn another_user_source_host_or_kind_is_another_burst() {
        let other = |change: fn(&mut Session)| {
            let mut sessions = failures(&[0, 10, 20]);
            change(&mut sessions[1]);
            found(sessions)
        };
        assert!(other(|session| session.user = Some("Rick".into())).is_empty());
        assert!(other(|session| session.source_ip = Some([10, 0, 0, 2].into())).is_empty());
        assert!(other(|session| session.host = HostIndex(1)).is_empty());
        assert!(other(|session| session.kind = Kind::Ssh).is_empty());
        assert!(
            other(|session| session.begin = None).len() == 1,
            "its end counts"
        );
        let none = other(|session| (session.begin, session.end) = (None, None));
        assert!(none.is_empty(), "it was at no known time");
    }

    #[test]
    fn two_bursts_at_the_same_time_are_kept_apart() {
        let mut sessions = failures(&[0, 1, 2, 3, 4, 5]);
        for session in sessions.iter_mut().skip(1).step_by(2) {
            session.kind = Kind::Ssh;
        }
        assert_eq!(found(sessions), [[0, 2, 4], [1, 3, 5]]);
    }

    #[test]
    fn the_order_of_the_list_does_not_matter() {
        let case = case_of(failures(&[0, 10, 20, 30]));
        let session_index = SessionIndex::of(&case, &UserNames::of(&case));
        let found = bursts(&session_index, &[3, 1, 99, 0, 2], &|| true);
        assert_eq!(found, Some(vec![vec![3, 1, 4, 0]]), "places, by time");
        assert_eq!(bursts(&session_index, &all(&case), &|| false), None);
    }

    #[test]
    fn a_burst_has_the_sums_of_its_sessions() {
        let mut sessions = failures(&[0, 10, 20]);
        sessions[1].attempts = 4;
        sessions[2].failure_code = Some(0xC000_0234);
        sessions[2].confidence_begin = Confidence::Low;
        let case = case_of(sessions);
        let session_index = SessionIndex::of(&case, &UserNames::of(&case));
        let burst = Burst::of(&session_index, all(&case));
        assert_eq!(burst.first, case.sessions[0].begin);
        assert_eq!(burst.last, case.sessions[2].end);
        assert_eq!(burst.tries, 6);
        assert_eq!(burst.confidence, Some(Confidence::Low));
        assert!(burst.has_one_detail && burst.has_one_client && !burst.has_one_reason);
    }

    /// Prints how long a million sessions take: `cargo test --release -- --ignored --nocapture bursts`.
    #[test]
    #[ignore = "measures"]
    fn a_million_sessions_take_less_than_a_third_of_a_second() {
        for users in [1_u8, 200] {
            let sessions = (0..1_000_000_u32).map(|number| {
                let user = (number % u32::from(users)) as u8;
                let mut session = failure_from(i64::from(number), [10, 0, 0, user]);
                if number % 1_000 == 999 {
                    session.outcome = Outcome::Success;
                }
                session
            });
            let case = case_of(sessions.collect());
            let session_index = SessionIndex::of(&case, &UserNames::of(&case));
            let list = all(&case);
            let begun = std::time::Instant::now();
            let found = bursts(&session_index, &list, &|| true).expect("somebody waits");
            let took = begun.elapsed();
            println!("{users} sources: {} bursts in {took:?}", found.len());
            assert!(took.as_millis() < 300);
        }
    }
}
