//! What of time is in view. It follows the filter, the moment that was asked about, and the rows: a zoom that
//! belongs to what was shown before must never leave the lanes blank.

use crate::analysis::lanes::zoom::TimeRange;
use crate::analysis::lanes::{BarRow, Lane};
use crate::domain::time::Timestamp;

/// Around a moment at least, and at most, so many seconds are shown at each side.
const LEAST_AROUND: f64 = 600.0;
const MOST_AROUND: f64 = 86_400.0;

/// The time beside what was asked for, as a part of its length.
const BESIDE: f64 = 0.3;

/// A filter of less time than this is shown with some time around it, in seconds.
const LEAST: f64 = 10.0;

/// The margin around the time of the filter, as a part of its length.
const MARGIN: f64 = 0.04;

/// The ends of a filter by time.
pub type FilterRange = (Option<Timestamp>, Option<Timestamp>);

/// What of time is in view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeWindow {
    /// `None` for all that the rows take up.
    pub view: Option<TimeRange>,
    filter: FilterRange,
    moment: Option<Timestamp>,
    /// The view was set to an answer; the filter that comes with the answer does not change it.
    is_aimed: bool,
    /// The view is to be set as soon as the rows are there.
    waits_for_rows: bool,
}

impl TimeWindow {
    /// Follows the filter's range of time and the moment that the view of the window is about. `fit` is the time of
    /// the rows, for a range with one end; `None` where there are no rows yet.
    pub fn follow(
        &mut self,
        filter: FilterRange,
        moment: Option<Timestamp>,
        fit: Option<&TimeRange>,
    ) {
        let is_aimed = std::mem::take(&mut self.is_aimed);
        let is_other = self.filter != filter || self.moment != moment;
        if !is_other {
            return;
        }
        (self.filter, self.moment) = (filter, moment);
        self.waits_for_rows = moment.is_some();
        if is_aimed {
            return;
        }
        let is_half_open = filter.0.is_some() != filter.1.is_some();
        match fit {
            None if is_half_open => (self.view, self.waits_for_rows) = (None, true),
            fit => self.view = self.of_filter(fit.unwrap_or(&TimeRange::of(&[]))),
        }
    }

    /// Shows an answer, with as much time before and after it.
    pub fn look_at(&mut self, from: Timestamp, to: Timestamp) {
        let (from, to) = (from.as_unix_seconds(), to.as_unix_seconds());
        let length = (to - from).max(1.0);
        self.view = Some(TimeRange::around(from - length, to + length));
        self.is_aimed = true;
    }

    /// The rows are others now: the view goes to where they are if none of them is in it.
    pub fn fit(&mut self, lanes: &[Lane], fit: &TimeRange) {
        if std::mem::take(&mut self.waits_for_rows) {
            self.view = match self.moment {
                Some(moment) => Some(around(lanes, moment.as_unix_seconds())),
                None => self.of_filter(fit),
            };
            return;
        }
        let Some(view) = self.view else { return };
        let filter = self.of_filter(fit);
        let (from, to) = filter.map_or((view.from, view.to), |filter| {
            (view.from.max(filter.from), view.to.min(filter.to))
        });
        if !lanes.iter().any(|lane| lane.has_within(from, to)) {
            self.view = filter;
        }
    }

    /// The time of the filter, with a margin.
    fn of_filter(&self, fit: &TimeRange) -> Option<TimeRange> {
        let seconds = |moment: Timestamp| moment.as_unix_seconds();
        let (from, to) = match self.filter {
            (None, None) => return None,
            (Some(from), Some(to)) => (seconds(from), seconds(to)),
            (Some(from), None) => (seconds(from), fit.to.max(seconds(from))),
            (None, Some(to)) => (fit.from.min(seconds(to)), seconds(to)),
        };
        let (from, to) = (from.min(to), from.max(to));
        let margin = ((to - from) * MARGIN).max(LEAST);
        Some(TimeRange {
            from: from - margin,
            to: to + margin,
        })
    }
}

/// As much time around a moment as shows the sessions of that moment, within limits.
fn around(lanes: &[Lane], moment: f64) -> TimeRange {
    let bars = lanes.iter().flat_map(Lane::rows).flat_map(BarRow::bars);
    let away = bars.map(|bar| (moment - bar.start).abs().max((bar.end - moment).abs()));
    let away = away.fold(0.0, f64::max) * (1.0 + BESIDE);
    let away = away.clamp(LEAST_AROUND, MOST_AROUND);
    TimeRange {
        from: moment - away,
        to: moment + away,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::lanes::{Bar, EdgeCertainty, LaneKey};
    use crate::domain::session::{HostIndex, Kind};

    fn at(seconds: f64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    fn lanes(starts: &[f64]) -> Vec<Lane> {
        let bar = |(session, &start): (u32, &f64)| Bar {
            session,
            start,
            end: start + 600.0,
            kind: Kind::Rdp,
            entered: true,
            start_edge: EdgeCertainty::Known,
            end_edge: EdgeCertainty::Known,
        };
        let mut lane = Lane::new(LaneKey::Host(HostIndex(0)), "a".to_owned());
        lane.stays = vec![(0..).zip(starts).map(bar).collect()];
        vec![lane]
    }

    const ALL: TimeRange = TimeRange { from: 0.0, to: 1e6 };

    fn looking(from: f64, to: f64) -> TimeWindow {
        TimeWindow {
            view: Some(TimeRange { from, to }),
            ..TimeWindow::default()
        }
    }

    #[test]
    fn the_view_follows_the_filter_and_shows_all_without_it() {
        let mut window = TimeWindow::default();
        let filter = (Some(at(1_000.0)), Some(at(2_000.0)));
        window.follow(filter, None, Some(&ALL));
        let view = window.view.expect("the range");
        assert!(view.from < 1_000.0 && view.to > 2_000.0 && view.seconds() < 1_200.0);
        window.view = Some(ALL);
        window.follow(filter, None, Some(&ALL));
        assert_eq!(
            window.view,
            Some(ALL),
            "a look that changes no filter stays"
        );
        window.follow((None, None), None, Some(&ALL));
        assert_eq!(window.view, None);
        window.follow((Some(at(5_000.0)), None), None, Some(&ALL));
        let view = window.view.expect("from then on");
        assert!(view.from < 5_000.0 && view.to > ALL.to);
        let mut early = TimeWindow::default();
        early.follow((Some(at(5_000.0)), None), None, None);
        early.fit(&lanes(&[9_000.0]), &ALL);
        assert_eq!(early.view, Some(view), "once the rows are there");
    }

    #[test]
    fn an_answer_keeps_its_view_although_it_brings_a_filter() {
        let mut window = TimeWindow::default();
        window.look_at(at(1_000.0), at(2_000.0));
        let view = window.view;
        window.follow((Some(at(1_000.0)), Some(at(2_000.0))), None, Some(&ALL));
        assert_eq!(window.view, view);
        window.follow((None, None), None, Some(&ALL));
        assert_eq!(window.view, None);
    }

    #[test]
    fn a_stale_zoom_goes_to_where_the_rows_are() {
        let mut window = looking(0.0, 100.0);
        window.fit(&lanes(&[50.0]), &ALL);
        assert!(window.view.is_some(), "one of them is in view");
        window.fit(&lanes(&[5_000.0]), &ALL);
        assert_eq!(window.view, None);
        let mut filtered = TimeWindow::default();
        filtered.follow((Some(at(4_000.0)), Some(at(6_000.0))), None, Some(&ALL));
        filtered.view = Some(TimeRange {
            from: 0.0,
            to: 100.0,
        });
        filtered.fit(&lanes(&[50.0, 5_000.0]), &ALL);
        let view = filtered.view.expect("the range of the filter");
        assert!(
            view.from > 3_000.0,
            "what the filter leaves out does not count"
        );
    }

    #[test]
    fn a_moment_is_in_the_middle_of_its_sessions() {
        let mut window = looking(1e9, 2e9);
        window.follow((None, None), Some(at(5_300.0)), Some(&ALL));
        window.fit(&lanes(&[5_000.0]), &ALL);
        let view = window.view.expect("around the moment");
        assert!((f64::midpoint(view.from, view.to) - 5_300.0).abs() < 1.0);
        assert!((view.seconds() - 1_200.0).abs() < 1.0, "{view:?}");
        window.follow((None, None), None, Some(&ALL));
        assert_eq!(window.view, None, "and everything is shown afterwards");
    }
}
