//! Refused attempts as columns: how many there were in each short stretch of time, so that a hundred attempts are one
//! shape.

use super::merge::{BarHit, PlotView, any_in};
use super::row::BarRow;

/// How long a stretch may be, in seconds, from short to long.
const STEPS: [f64; 23] = [
    1.0,
    2.0,
    5.0,
    10.0,
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    900.0,
    1_800.0,
    3_600.0,
    7_200.0,
    10_800.0,
    21_600.0,
    43_200.0,
    86_400.0,
    2.0 * 86_400.0,
    7.0 * 86_400.0,
    30.0 * 86_400.0,
    365.0 * 86_400.0,
    3_650.0 * 86_400.0,
];

/// A stretch is at least this wide, in pixels, with the gap to the next.
const LEAST_PITCH: f64 = 3.0;

/// No column is wider or narrower than this, in pixels.
const WIDEST: f32 = 6.0;
const NARROWEST: f32 = 1.5;

/// The gap between columns, in pixels.
const GAP: f32 = 1.0;

/// A column of so many attempts is as high as a column can be; those of fewer are lower by the root of their share.
const FULL: f32 = 20.0;

/// Columns that are closer to each other than this, in pixels, belong together.
const TOGETHER: f32 = 16.0;

/// The attempts of one stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FailureColumn {
    /// Left edge, in pixels from the left of the view.
    pub left: f32,
    /// Right edge.
    pub right: f32,
    /// The first bar in it, as an index into the row.
    pub first: usize,
    /// The last bar in it.
    pub last: usize,
    /// Some of them are selected.
    pub selected: bool,
}

impl FailureColumn {
    /// How many attempts it stands for.
    pub fn count(&self) -> usize {
        self.last - self.first + 1
    }

    /// Its height, as a part of the highest possible.
    pub fn height(&self) -> f32 {
        (self.count() as f32 / FULL).min(1.0).sqrt()
    }
}

/// Attempts that follow each other closely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FailureRun {
    /// Left edge, in pixels from the left of the view.
    pub left: f32,
    /// Right edge.
    pub right: f32,
    /// How many attempts.
    pub count: usize,
    /// From the first to the last of them, in seconds.
    pub seconds: f64,
}

/// The length of a stretch at a zoom, in seconds.
fn step(view: &PlotView) -> f64 {
    let least = (view.to - view.from) / f64::from(view.pixels.max(1.0)) * LEAST_PITCH;
    let fits = STEPS.into_iter().find(|step| *step >= least);
    fits.unwrap_or(least)
}

impl BarRow {
    /// The columns to draw, from left to right. `chosen` are the places of the selected bars.
    pub fn columns(&self, view: &PlotView, chosen: &[u32]) -> Vec<FailureColumn> {
        let step = step(view);
        let pitch = (f64::from(view.pixels) * step / (view.to - view.from)) as f32;
        let width = (pitch - GAP).clamp(NARROWEST, WIDEST);
        let (bars, mut columns) = (self.bars(), Vec::new());
        let mut place = bars.partition_point(|bar| bar.start < view.from);
        while let Some(bar) = bars.get(place).filter(|bar| bar.start <= view.to) {
            let begin = (bar.start / step).floor() * step;
            let next = self
                .first_from(begin + step, place + 1, bars.len())
                .max(place + 1);
            // A stretch much wider than the column says less than the first attempt in it.
            let left = view.x(if pitch > WIDEST + GAP {
                bar.start
            } else {
                begin
            });
            columns.push(FailureColumn {
                left,
                right: left + width,
                first: place,
                last: next - 1,
                selected: any_in(chosen, place, next - 1),
            });
            place = next;
        }
        columns
    }

    /// The columns that belong together, from left to right.
    pub fn runs(&self, columns: &[FailureColumn]) -> Vec<FailureRun> {
        let mut runs = Vec::new();
        for run in columns.chunk_by(|a, b| b.left - a.right <= TOGETHER) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else {
                continue;
            };
            let time = |place: usize| self.bars().get(place).map_or(0.0, |bar| bar.start);
            runs.push(FailureRun {
                left: first.left,
                right: last.right,
                count: last.last - first.first + 1,
                seconds: time(last.last) - time(first.first),
            });
        }
        runs
    }

    /// The attempt at `x` pixels, give or take `tolerance`.
    pub fn column_hit(
        &self,
        view: &PlotView,
        columns: &[FailureColumn],
        x: f32,
        tolerance: f32,
    ) -> Option<BarHit> {
        let away = |column: &&FailureColumn| (column.left - x).max(x - column.right).max(0.0);
        let under = columns
            .iter()
            .filter(|column| away(column) <= tolerance)
            .min_by(|a, b| away(a).total_cmp(&away(b)))?;
        let bars = self.bars().get(under.first..=under.last)?;
        let next = bars.partition_point(|bar| bar.start <= view.time(x));
        let bar = bars.get(next.saturating_sub(1))?;
        Some(BarHit {
            session: bar.session,
            count: under.count(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::lanes::{Bar, EdgeCertainty};
    use crate::domain::session::Kind;

    fn row(starts: impl IntoIterator<Item = f64>) -> BarRow {
        let bar = |(session, start)| Bar {
            session,
            start,
            end: start,
            kind: Kind::Rdp,
            entered: false,
            start_edge: EdgeCertainty::Known,
            end_edge: EdgeCertainty::Known,
        };
        (0..).zip(starts).map(bar).collect()
    }

    /// A pixel for each minute of a day.
    const DAY: PlotView = PlotView {
        from: 0.0,
        to: 86_400.0,
        pixels: 1_440.0,
    };

    #[test]
    fn attempts_of_one_stretch_are_one_column() {
        // Stretches of five minutes: the first with at least three pixels.
        let row = row([10.0, 20.0, 290.0, 310.0, 7_000.0]);
        let counts: Vec<usize> = row
            .columns(&DAY, &[])
            .iter()
            .map(FailureColumn::count)
            .collect();
        assert_eq!(counts, [3, 1, 1]);
    }

    #[test]
    fn a_burst_is_one_run_with_its_count_and_length() {
        let burst = (0..79).map(|n| 3_600.0 + f64::from(n) * 13.8);
        let row = row(burst.chain([50_000.0]));
        let columns = row.columns(&DAY, &[]);
        let runs = row.runs(&columns);
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[0].count, 79);
        assert!((runs[0].seconds - 78.0 * 13.8).abs() < 0.01);
        assert_eq!((runs[1].count, runs[1].seconds), (1, 0.0));
    }

    #[test]
    fn no_more_columns_than_fit_and_none_too_thin() {
        let row = row((0..100_000).map(|n| f64::from(n) * 0.8));
        let columns = row.columns(&DAY, &[]);
        assert!(columns.len() <= 480);
        assert!(
            columns
                .iter()
                .all(|column| column.right - column.left >= NARROWEST)
        );
        assert_eq!(
            columns.iter().map(FailureColumn::count).sum::<usize>(),
            100_000
        );
        assert!(columns.windows(2).all(|pair| pair[0].right <= pair[1].left));
    }

    #[test]
    fn more_attempts_are_higher_and_the_selected_is_known() {
        let row = row([0.0, 600.0, 601.0, 602.0, 603.0]);
        let columns = row.columns(&DAY, &[3]);
        assert!(columns[0].height() < columns[1].height());
        assert_eq!((columns[0].selected, columns[1].selected), (false, true));
    }

    #[test]
    fn the_pointer_finds_the_attempt_and_how_many_stand_with_it() {
        let row = row([600.0, 700.0, 40_000.0]);
        let columns = row.columns(&DAY, &[]);
        let hit = row.column_hit(&DAY, &columns, 11.0, 3.0).expect("a column");
        assert_eq!((hit.session, hit.count), (0, 2));
        assert_eq!(row.column_hit(&DAY, &columns, 300.0, 3.0), None);
    }
}
