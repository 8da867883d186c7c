//! What groups of sessions hold: results, hosts and sources.

use super::session_index::SessionIndex;
use crate::domain::session::Outcome;

/// What a group of sessions holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionCounts {
    /// Access was gained.
    pub successes: u64,
    /// Failed or refused.
    pub failures: u64,
    /// Aborted, or the result was not seen.
    pub others: u64,
    /// Different hosts.
    pub hosts: u64,
    /// Different places that they came from.
    pub sources: u64,
}

/// Counts the sessions of one group after another.
pub struct SessionCounter<'a> {
    session_index: &'a SessionIndex,
    /// The number of the group being counted, from 1.
    group: u32,
    /// The last group that each host was in.
    hosts: Vec<u32>,
    /// The last group that each place was in.
    places: Vec<u32>,
}

impl<'a> SessionCounter<'a> {
    /// Nothing is counted yet.
    pub fn new(session_index: &'a SessionIndex) -> Self {
        Self {
            session_index,
            group: 0,
            hosts: Vec::new(),
            places: vec![0; session_index.places().len()],
        }
    }

    /// Counts the sessions of the next group.
    pub fn count(&mut self, sessions: &[u32]) -> SessionCounts {
        self.group += 1;
        let mut counts = SessionCounts::default();
        let session_index = self.session_index;
        let known = sessions.iter();
        for entry in known.filter_map(|&session| session_index.get(session)) {
            match entry.outcome {
                Outcome::Success => counts.successes += 1,
                Outcome::Failed | Outcome::Refused => counts.failures += 1,
                Outcome::Aborted | Outcome::Unknown => counts.others += 1,
            }
            counts.hosts += u64::from(is_new(&mut self.hosts, entry.host.0, self.group));
            counts.sources += u64::from(is_new(&mut self.places, entry.place, self.group));
        }
        counts
    }
}

/// Whether a code was not in this group before; from now on it was.
fn is_new(last_groups: &mut Vec<u32>, code: u32, group: u32) -> bool {
    let code = code as usize;
    if last_groups.len() <= code {
        last_groups.resize(code + 1, 0);
    }
    let slot = last_groups.get_mut(code);
    slot.is_some_and(|last| std::mem::replace(last, group) != group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::{case_of, failure_from, session_from};
    use crate::analysis::user_names::UserNames;
    use crate::domain::session::HostIndex;

    #[test]
    fn each_group_has_its_own_hosts_and_sources() {
        let mut sessions = vec![
            session_from(0, [10, 0, 0, 1]),
            failure_from(1, [10, 0, 0, 1]),
            failure_from(2, [10, 0, 0, 2]),
            session_from(3, [10, 0, 0, 1]),
        ];
        sessions[1].host = HostIndex(7);
        sessions[2].outcome = Outcome::Refused;
        sessions[3].outcome = Outcome::Aborted;
        let case = case_of(sessions);
        let session_index = SessionIndex::of(&case, &UserNames::of(&case));
        let mut counter = SessionCounter::new(&session_index);
        let first = counter.count(&[0, 1, 2]);
        let expected = SessionCounts {
            successes: 1,
            failures: 2,
            others: 0,
            hosts: 2,
            sources: 2,
        };
        assert_eq!(first, expected);
        let second = counter.count(&[3, 99]);
        let expected = SessionCounts {
            others: 1,
            hosts: 1,
            sources: 1,
            ..SessionCounts::default()
        };
        assert_eq!(second, expected, "the same host and source again");
        assert_eq!(counter.count(&[]), SessionCounts::default());
    }
}
