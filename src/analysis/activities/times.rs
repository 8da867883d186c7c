//! When things were done in each session, for the marks in its bar.

use crate::case::Case;
use crate::domain::activity::Activity;

/// Seconds since the Unix epoch, by session.
#[derive(Clone, Debug, Default)]
pub struct ActivityTimes(Vec<(u32, f64)>);

impl ActivityTimes {
    /// The times of what is claimed for a session.
    pub fn of(case: &Case) -> Self {
        let time = |one: &Activity| Some((one.session?, one.time?.as_unix_seconds()));
        let mut times: Vec<(u32, f64)> = case.activities.iter().filter_map(time).collect();
        times.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Self(times)
    }

    /// The times of one session within a stretch, in order.
    pub fn within(&self, session: u32, from: f64, to: f64) -> impl Iterator<Item = f64> + '_ {
        let first = self.0.partition_point(|(other, time)| {
            *other < session || (*other == session && *time < from)
        });
        let own = self.0.get(first..).unwrap_or_default().iter();
        own.take_while(move |(other, time)| *other == session && *time <= to)
            .map(|(_, time)| *time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_its_own_times() {
        let times = ActivityTimes(vec![(1, 5.0), (1, 7.0), (2, 6.0)]);
        let within = |session, from, to| times.within(session, from, to).collect::<Vec<_>>();
        assert_eq!(within(1, 0.0, 9.0), [5.0, 7.0]);
        assert_eq!(within(1, 6.0, 9.0), [7.0]);
        assert_eq!(within(2, 0.0, 6.0), [6.0]);
        assert!(within(3, 0.0, 9.0).is_empty());
    }
}
