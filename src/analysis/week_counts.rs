//! How many sessions begin in each hour of the week, in the zone of the window.

use super::session_index::SessionIndex;
use super::zone_clock::ZoneClock;
use crate::domain::session::Outcome;
use crate::domain::time::DisplayZone;

/// Days of a week.
pub const DAYS: usize = 7;

/// Hours of a day.
pub const HOURS: usize = 24;

/// The names of the days.
const NAMES: [&str; DAYS] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Checks for cancellation after this many sessions.
const AT_A_TIME: usize = 1 << 16;

/// What began in one hour of one day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourCounts {
    /// Sessions without the refused attempts.
    pub sessions: u64,
    /// Attempts that failed or were refused.
    pub refusals: u64,
}

impl HourCounts {
    /// Both.
    pub fn all(self) -> u64 {
        self.sessions + self.refusals
    }

    fn add(&mut self, refused: bool) {
        if refused {
            self.refusals += 1;
        } else {
            self.sessions += 1;
        }
    }
}

/// The counts of a week: Monday first, each day from midnight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeekCounts {
    cells: [[HourCounts; HOURS]; DAYS],
    /// The sessions without a known begin.
    pub without_begin: HourCounts,
}

impl WeekCounts {
    /// Counts these sessions; `None` when `go_on` returned false. As in the filter's `day` and `hours`, only
    /// the start counts; the end is never taken for it.
    pub fn of(
        session_index: &SessionIndex,
        sessions: &[u32],
        zone: &DisplayZone,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let mut heat = Self::default();
        let clock = ZoneClock::new(zone);
        for some in sessions.chunks(AT_A_TIME) {
            for entry in some.iter().filter_map(|&index| session_index.get(index)) {
                let refused = matches!(entry.outcome, Outcome::Failed | Outcome::Refused);
                let place = entry.begin().map(|begin| clock.day_and_hour(begin));
                match place.and_then(|(day, hour)| heat.cell_mut(day, hour)) {
                    Some(cell) => cell.add(refused),
                    None => heat.without_begin.add(refused),
                }
            }
            if !go_on() {
                return None;
            }
        }
        Some(heat)
    }

    /// The counts of a day, 0 for Monday, and an hour.
    pub fn cell(&self, day: usize, hour: usize) -> HourCounts {
        let row = self.cells.get(day);
        row.and_then(|row| row.get(hour))
            .copied()
            .unwrap_or_default()
    }

    /// The largest count of any hour.
    pub fn most(&self) -> u64 {
        let all = self.cells.iter().flatten();
        all.map(|cell| cell.all()).max().unwrap_or(0)
    }

    fn cell_mut(&mut self, day: usize, hour: usize) -> Option<&mut HourCounts> {
        self.cells.get_mut(day)?.get_mut(hour)
    }
}

/// The name of a day, 0 for Monday.
pub fn day_name(day: usize) -> &'static str {
    NAMES.get(day).copied().unwrap_or_default()
}

/// Adds the condition for one hour of the week to a filter text, or removes it where it was the last.
pub fn filter_text(text: &str, day: usize, hour: usize) -> String {
    let name = day_name(day).to_lowercase();
    let term = format!("day:{name} hours:{hour:02}-{:02}", hour + 1);
    if text == term {
        return String::new();
    }
    if let Some(rest) = text.strip_suffix(&format!(" {term}")) {
        return rest.to_owned();
    }
    let text = text.trim_end();
    if text.is_empty() {
        term
    } else if text.matches('"').count() % 2 == 1 {
        // A quote that is not closed would include what comes after it.
        format!("{term} {text}")
    } else {
        format!("{text} {term}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::filter::{Filter, FilterInput, Marked, select};
    use crate::analysis::testing::{all, case_of, failure_from, session};
    use crate::analysis::user_names::UserNames;
    use crate::case::Case;

    fn heat(case: &Case, zone: &DisplayZone) -> WeekCounts {
        let session_index = SessionIndex::of(case, &UserNames::of(case));
        WeekCounts::of(&session_index, &all(case), zone, &|| true).expect("an answer")
    }

    /// 2020-09-19 was a Saturday.
    fn week() -> Case {
        let mut timeless = session(7);
        (timeless.begin, timeless.end) = (None, timeless.end);
        case_of(vec![
            session(3 * 3600),
            session(3 * 3600 + 3599),
            session(4 * 3600),
            failure_from(3 * 3600 + 60, [10, 0, 0, 1]),
            session(2 * 86_400),
            timeless,
        ])
    }

    #[test]
    fn begins_are_counted_by_day_and_hour_with_refusals_apart() {
        let heat = heat(&week(), &DisplayZone::Utc);
        let cell = |sessions, refusals| HourCounts { sessions, refusals };
        assert_eq!(heat.cell(5, 3), cell(2, 1));
        assert_eq!(heat.cell(5, 4), cell(1, 0));
        assert_eq!(heat.cell(0, 0), cell(1, 0));
        assert_eq!(heat.most(), 3);
        assert_eq!(heat.without_begin, cell(1, 0), "its end stands for nothing");
    }

    #[test]
    fn the_zone_shifts_hours_and_days() {
        let heat = heat(&week(), &DisplayZone::Fixed(-5 * 60));
        assert_eq!(heat.cell(4, 22).all(), 3, "Friday evening");
        assert_eq!(heat.cell(6, 19).all(), 1, "Sunday evening");
    }

    #[test]
    fn a_repeated_hour_is_counted_as_one() {
        // Berlin set its clocks back on Sunday 2020-10-25 at 01:00 UTC.
        let midnight = 36 * 86_400;
        let case = case_of(vec![session(midnight + 1800), session(midnight + 5400)]);
        let zone = DisplayZone::parse("Europe/Berlin").expect("a zone");
        assert_eq!(heat(&case, &zone).cell(6, 2).all(), 2);
    }

    #[test]
    fn an_hour_counts_what_its_filter_finds() {
        let case = week();
        let names = UserNames::of(&case);
        let session_index = SessionIndex::of(&case, &names);
        for zone in [DisplayZone::Utc, DisplayZone::Fixed(330)] {
            let heat = heat(&case, &zone);
            for day in 0..DAYS {
                for hour in 0..HOURS {
                    let filter = Filter {
                        text: filter_text("", day, hour),
                        zone: zone.clone(),
                        show_hidden: true,
                        ..Filter::default()
                    };
                    let input = FilterInput {
                        activities: &[],
                        session_index: &session_index,
                        standing_out: &[],
                        marked: &Marked::default(),
                    };
                    let found = select(input, &filter, &|| true).expect("an answer");
                    assert_eq!(
                        found.len() as u64,
                        heat.cell(day, hour).all(),
                        "{}",
                        filter.text
                    );
                }
            }
        }
    }

    #[test]
    fn the_condition_for_an_hour_is_added_and_removed() {
        let cell = "day:sat hours:03-04";
        assert_eq!(filter_text("", 5, 3), cell);
        assert_eq!(filter_text("rick ", 5, 3), format!("rick {cell}"));
        assert_eq!(filter_text(&format!("rick {cell}"), 5, 3), "rick");
        assert_eq!(filter_text(cell, 5, 3), "");
        let open = filter_text("\"rick and", 5, 3);
        assert_eq!(open, format!("{cell} \"rick and"));
    }

    #[test]
    fn counting_stops_when_the_answer_is_not_wanted() {
        let case = week();
        let session_index = SessionIndex::of(&case, &UserNames::of(&case));
        let none = WeekCounts::of(&session_index, &all(&case), &DisplayZone::Utc, &|| false);
        assert_eq!(none, None);
    }
}
