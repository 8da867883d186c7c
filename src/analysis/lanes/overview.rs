//! The whole case in columns: how many sessions began in each stretch of its time.

use super::main_stretch::main_stretch;
use super::zoom::TimeRange;
use crate::analysis::session_index::{SessionEntry, SessionIndex};
use crate::domain::session::Outcome;
use crate::domain::time::Timestamp;

/// No more columns than this can be told apart.
const MOST: f64 = 170.0;

/// How long a column may be, in seconds.
const STEPS: [f64; 14] = [
    60.0,
    300.0,
    900.0,
    1_800.0,
    3_600.0,
    7_200.0,
    14_400.0,
    21_600.0,
    43_200.0,
    86_400.0,
    2.0 * 86_400.0,
    7.0 * 86_400.0,
    30.0 * 86_400.0,
    365.0 * 86_400.0,
];

/// The sessions of one column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OverviewColumn {
    /// Those that gave access, or whose result is another than a failure.
    pub others: u32,
    /// Those that failed or were refused.
    pub failures: u32,
}

impl OverviewColumn {
    /// All of them.
    pub fn all(&self) -> u32 {
        self.others + self.failures
    }
}

/// Sessions outside the columns: how many, and the one that is farthest away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outside {
    /// How many.
    pub count: u32,
    /// The moment of the farthest.
    pub farthest: f64,
}

/// The whole case in columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// The time of the columns, with a margin; `None` where no session has a time.
    pub range: Option<TimeRange>,
    /// Where the first column begins.
    pub first: f64,
    /// The length of a column.
    pub step: f64,
    /// The columns.
    pub columns: Vec<OverviewColumn>,
    /// Sessions long before them.
    pub before: Option<Outside>,
    /// Sessions long after them.
    pub after: Option<Outside>,
}

impl Overview {
    /// The columns of a case, with the sessions that its default view hides or without them.
    pub fn of(index: &SessionIndex, with_hidden: bool) -> Self {
        let has_shown = index.rows().iter().any(SessionEntry::is_shown);
        let wanted = |entry: &&SessionEntry| with_hidden || !has_shown || entry.is_shown();
        let entries = || index.rows().iter().filter(wanted);
        let time = |entry: &SessionEntry| entry.sort_time().map(Timestamp::as_unix_seconds);
        let Some(range) = main_stretch(entries().filter_map(time).collect()) else {
            return Self::default();
        };
        let least = range.seconds() / MOST;
        let step = STEPS
            .into_iter()
            .find(|step| *step >= least)
            .unwrap_or(least);
        let first = (range.from / step).floor() * step;
        let count = ((range.to - first) / step).floor() as usize + 1;
        let mut overview = Self {
            range: Some(range),
            first,
            step,
            columns: vec![OverviewColumn::default(); count],
            before: None,
            after: None,
        };
        let mut end = range.to;
        for entry in entries() {
            if let Some(time) = time(entry) {
                overview.add(time, entry.outcome, &range);
            }
            let last = entry.end().map(Timestamp::as_unix_seconds);
            // What goes on for years after all else has the edge of the columns as its end.
            end = end.max(
                last.filter(|last| *last <= range.to + range.seconds())
                    .unwrap_or(end),
            );
        }
        overview.range = Some(TimeRange::around(range.from, end));
        overview
    }

    fn add(&mut self, time: f64, outcome: Outcome, range: &TimeRange) {
        let outside = if time < range.from {
            &mut self.before
        } else if time > range.to {
            &mut self.after
        } else {
            let column = self
                .columns
                .get_mut(((time - self.first) / self.step) as usize);
            if let Some(column) = column {
                match outcome {
                    Outcome::Failed | Outcome::Refused => column.failures += 1,
                    _ => column.others += 1,
                }
            }
            return;
        };
        let known = outside.get_or_insert(Outside {
            count: 0,
            farthest: time,
        });
        known.count += 1;
        if (time - range.from).abs() > (known.farthest - range.from).abs() {
            known.farthest = time;
        }
    }

    /// The largest count of a column.
    pub fn most(&self) -> u32 {
        self.columns
            .iter()
            .map(OverviewColumn::all)
            .max()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::{case_of, failure_from, session};
    use crate::analysis::user_names::UserNames;
    use crate::domain::session::Session;

    fn overview(sessions: Vec<Session>) -> Overview {
        let case = case_of(sessions);
        Overview::of(&SessionIndex::of(&case, &UserNames::of(&case)), false)
    }

    #[test]
    fn all_sessions_are_counted_by_result() {
        let found = overview(vec![
            session(0),
            session(30),
            failure_from(40, [10, 0, 0, 1]),
            session(7200),
        ]);
        let others: u32 = found.columns.iter().map(|column| column.others).sum();
        let failures: u32 = found.columns.iter().map(|column| column.failures).sum();
        assert_eq!((others, failures, found.most()), (3, 1, 3));
        assert_eq!((found.before, found.after), (None, None));
    }

    #[test]
    fn a_session_of_a_wrong_clock_is_outside_and_counted_there() {
        let mut sessions: Vec<Session> = (0..40).map(|n| session(n * 60)).collect();
        sessions.push(session(-200_000_000));
        let found = overview(sessions);
        let before = found.before.expect("one");
        assert_eq!(before.count, 1);
        assert!(found.range.expect("a range").seconds() < 10_000.0);
    }

    #[test]
    fn a_case_without_times_has_no_columns() {
        let mut timeless = session(0);
        (timeless.begin, timeless.end) = (None, None);
        assert_eq!(overview(vec![timeless]), Overview::default());
    }
}
