//! The time range in view, and how zooming and moving change it.

use super::lane::Lane;

/// The shortest range, in seconds.
const CLOSEST: f64 = 0.1;

/// The empty time around the sessions, as a part of their span; at least `MARGIN_SECONDS`.
const MARGIN: f64 = 0.02;
const MARGIN_SECONDS: f64 = 30.0;

/// A range of time in seconds since the Unix epoch; `from` is before `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeRange {
    /// Left edge.
    pub from: f64,
    /// Right edge.
    pub to: f64,
}

impl TimeRange {
    /// All of these lanes, with a margin. An empty timeline shows one minute of 1970.
    pub fn of(lanes: &[Lane]) -> Self {
        let (from, to) = super::extent(lanes).unwrap_or((0.0, 0.0));
        Self::around(from, to)
    }

    /// From one moment to another, with a margin.
    pub fn around(from: f64, to: f64) -> Self {
        let margin = ((to - from) * MARGIN).max(MARGIN_SECONDS);
        Self {
            from: from - margin,
            to: to + margin,
        }
    }

    /// The smallest range that contains both.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self {
            from: self.from.min(other.from),
            to: self.to.max(other.to),
        }
    }

    /// Its length in seconds.
    pub fn seconds(&self) -> f64 {
        self.to - self.from
    }

    /// Zoomed in by `factor` (out, below 1), while `time` keeps its place on the screen.
    #[must_use]
    pub fn zoomed(&self, time: f64, factor: f64, all: &Self) -> Self {
        let length = (self.seconds() / factor).clamp(CLOSEST, all.seconds().max(CLOSEST));
        let share = ((time - self.from) / self.seconds()).clamp(0.0, 1.0);
        Self::starting(time - share * length, length, all)
    }

    /// Moved by this many seconds, but not beyond `all`.
    #[must_use]
    pub fn moved(&self, seconds: f64, all: &Self) -> Self {
        Self::starting(self.from + seconds, self.seconds(), all)
    }

    fn starting(from: f64, length: f64, all: &Self) -> Self {
        let last = (all.to - length).max(all.from);
        let from = from.clamp(all.from, last);
        Self {
            from,
            to: from + length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: TimeRange = TimeRange {
        from: 0.0,
        to: 1000.0,
    };

    #[test]
    fn zoom_keeps_the_moment_under_the_pointer() {
        let close = ALL.zoomed(250.0, 2.0, &ALL);
        assert_eq!((close.from, close.to), (125.0, 625.0));
        let share = |view: &TimeRange| (250.0 - view.from) / view.seconds();
        assert!((share(&close) - share(&ALL)).abs() < 1e-9);
    }

    #[test]
    fn zoom_ends_at_all_and_at_a_tenth_of_a_second() {
        assert_eq!(ALL.zoomed(250.0, 0.1, &ALL), ALL);
        let closest = ALL.zoomed(250.0, 1e9, &ALL);
        assert!((closest.seconds() - CLOSEST).abs() < 1e-9);
    }

    #[test]
    fn moving_stops_at_the_edges() {
        let view = TimeRange {
            from: 100.0,
            to: 200.0,
        };
        let moved = |seconds| {
            let moved = view.moved(seconds, &ALL);
            (moved.from, moved.to)
        };
        assert_eq!(moved(50.0), (150.0, 250.0));
        assert_eq!(moved(5000.0), (900.0, 1000.0));
        assert_eq!(moved(-5000.0), (0.0, 100.0));
    }

    #[test]
    fn an_empty_timeline_still_has_a_range() {
        assert!(TimeRange::of(&[]).seconds() > 0.0);
    }
}
