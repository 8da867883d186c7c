//! The time of a case in a few parts of equal length, the same for every row of a table, so that small charts can be
//! compared down a column.

use super::entry::SessionEntry;
use crate::domain::time::{Span, TICKS_PER_SECOND, Timestamp};

/// At most so many parts: as many bars can be told apart in a cell.
pub const PARTS: usize = 14;

/// One day.
const DAY: i64 = 86_400 * TICKS_PER_SECOND;

/// From so many sessions on, the first and the last of each two hundred do not stretch the time: one wrong clock
/// would press everything else into one part.
const TRIMMED_FROM: usize = 200;

/// The parts that the time of a case is divided into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeParts {
    /// Where the first begins, in ticks.
    first: i64,
    /// How long each is, in ticks; zero where no time is known.
    step: i64,
    /// How many there are.
    pub parts: usize,
}

impl TimeParts {
    /// The parts for the sessions that the default view of a case shows: days (UTC) where there are few.
    pub(super) fn of(entries: &[SessionEntry]) -> Self {
        let shown = entries.iter().filter(|entry| entry.is_shown());
        let mut begins: Vec<i64> = shown
            .filter_map(|entry| Some(entry.sort_time()?.ticks()))
            .collect();
        let trim = if begins.len() < TRIMMED_FROM {
            0
        } else {
            begins.len() / TRIMMED_FROM
        };
        let last = begins.len().saturating_sub(1 + trim);
        if begins.is_empty() {
            return Self::default();
        }
        let first = *begins.select_nth_unstable(trim).1;
        let last = *begins.select_nth_unstable(last).1;
        let day = |ticks: i64| ticks.div_euclid(DAY);
        let days = usize::try_from(day(last) - day(first) + 1).unwrap_or(usize::MAX);
        if days <= PARTS {
            return Self {
                first: day(first) * DAY,
                step: DAY,
                parts: days,
            };
        }
        let step = (last - first) / PARTS as i64 + 1;
        Self {
            first,
            step,
            parts: PARTS,
        }
    }

    /// The part of a moment; what lies outside counts in the nearest.
    pub fn part(&self, moment: Timestamp) -> usize {
        if self.step == 0 {
            return 0;
        }
        let part = (moment.ticks() - self.first).div_euclid(self.step);
        usize::try_from(part)
            .unwrap_or(0)
            .min(self.parts.saturating_sub(1))
    }

    /// When a part begins.
    pub fn begin(&self, part: usize) -> Timestamp {
        Timestamp::from_ticks(self.first).plus(Span(self.step * part as i64))
    }

    /// Whether each part is a day.
    pub fn is_by_day(&self) -> bool {
        self.step == DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_outside_count_in_the_nearest_part() {
        let parts = TimeParts {
            first: 0,
            step: DAY,
            parts: 3,
        };
        let at = |day: i64| parts.part(Timestamp::from_ticks(day * DAY + 1));
        assert_eq!([at(-5), at(0), at(2), at(99)], [0, 0, 2, 2]);
        assert_eq!(parts.begin(2), Timestamp::from_ticks(2 * DAY));
        assert_eq!(TimeParts::default().part(Timestamp::from_ticks(7)), 0);
    }
}
