//! Level of detail: which rectangles are drawn for the bars of a row at one zoom. However many sessions
//! there are, there are never more rectangles than pixels across, and about as many searches: bars that
//! fall into an existing rectangle are skipped.

use super::edge::EdgeCertainty;
use super::row::{Bar, BarRow, Limits};
use crate::domain::session::Kind;

/// Nothing is drawn narrower than this, in pixels: an attempt of no length must be seen.
pub const MIN_WIDTH: f32 = 2.0 * GAP;

/// A bar wider than this, in pixels, is not merged with a neighbour that it merely touches.
pub const OWN_WIDTH: f32 = 4.0;

/// Neighbours closer than this, in pixels, cannot be distinguished.
const GAP: f32 = 1.0;

/// Coordinates are clamped this many pixels outside the picture, so that a session of years does not
/// give numbers that a graphics card cannot represent.
const OVERHANG: f32 = 50.0;

/// Of the bars that began before the view, no more than this are checked one by one: they all start at
/// the left edge and are drawn as one.
const MAX_RUNNING: usize = 4096;

/// What part of time is in view, and how wide it is on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotView {
    /// Left edge, in seconds since the Unix epoch.
    pub from: f64,
    /// Right edge.
    pub to: f64,
    /// Width in pixels.
    pub pixels: f32,
}

impl PlotView {
    /// Pixels from the left edge, cut a little outside the picture.
    pub fn x(&self, time: f64) -> f32 {
        let share = (time - self.from) / (self.to - self.from).max(f64::MIN_POSITIVE);
        let x = share * f64::from(self.pixels);
        x.clamp(f64::from(-OVERHANG), f64::from(self.pixels + OVERHANG)) as f32
    }

    /// The time at a distance from the left edge.
    pub fn time(&self, x: f32) -> f64 {
        self.from + f64::from(x) / f64::from(self.pixels.max(1.0)) * (self.to - self.from)
    }
}

/// One rectangle to draw: a bar, or several that cannot be distinguished at this zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawnBar {
    /// Left edge, in pixels from the left of the view.
    pub left: f32,
    /// Right edge; at least `MIN_WIDTH` further.
    pub right: f32,
    /// The first bar in it, as an index into the row.
    pub first: usize,
    /// The last bar in it.
    pub last: usize,
    /// Kind of the first.
    pub kind: Kind,
    /// One of them gained access.
    pub entered: bool,
    /// Some of them are selected.
    pub selected: bool,
    /// How well the left end is known.
    pub start_edge: EdgeCertainty,
    /// How well the right end is known: that of the bar which ends last.
    pub end_edge: EdgeCertainty,
}

impl DrawnBar {
    /// How many bars it represents.
    pub fn count(&self) -> usize {
        self.last - self.first + 1
    }

    /// Its session in its row; `None` where it represents several.
    pub fn session(&self, row: &BarRow) -> Option<u32> {
        let bar = row.bars().get(self.first).filter(|_| self.count() == 1);
        bar.map(|bar| bar.session)
    }

    fn width(&self) -> f32 {
        self.right - self.left
    }

    /// Whether two neighbours are drawn as one: they overlap, or both are narrow and have no visible gap
    /// between them.
    fn takes(&self, next: &Self) -> bool {
        let both_narrow = self.last_is_narrow() && next.width() <= OWN_WIDTH;
        let overlap = next.left < self.right - GAP;
        overlap || (both_narrow && next.left < self.right + GAP)
    }

    /// A run of narrow bars still counts as narrow, however long it has become.
    fn last_is_narrow(&self) -> bool {
        self.count() > 1 || self.width() <= OWN_WIDTH
    }

    fn absorb(&mut self, next: &Self) {
        if next.right >= self.right {
            (self.right, self.end_edge) = (next.right, next.end_edge);
        }
        self.last = next.last;
        self.entered |= next.entered;
        self.selected |= next.selected;
    }
}

/// A bar under the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarHit {
    /// The session; the nearest one where several are drawn as one.
    pub session: u32,
    /// How many are drawn as one here.
    pub count: usize,
}

impl BarRow {
    /// The rectangles to draw, from left to right. `chosen` are the places of the selected bars, as
    /// `BarRow::chosen` has them.
    pub fn drawn(&self, view: &PlotView, chosen: &[u32]) -> Vec<DrawnBar> {
        let mut out: Vec<DrawnBar> = Vec::new();
        for place in self.running_at(view.from).take(MAX_RUNNING) {
            self.draw(&mut out, view, place, chosen);
        }
        let mut next = self.bars().partition_point(|bar| bar.start < view.from);
        let end = self.bars().partition_point(|bar| bar.start <= view.to);
        while next < end {
            self.draw(&mut out, view, next, chosen);
            next += 1;
            if let Some(last) = out.last_mut() {
                next = self.pass_over(last, view, next, end, chosen);
            }
        }
        out
    }

    /// Draws one bar, as a part of the last rectangle where it belongs to that.
    fn draw(&self, out: &mut Vec<DrawnBar>, view: &PlotView, place: usize, chosen: &[u32]) {
        let Some(bar) = self.bars().get(place) else {
            return;
        };
        let next = single(view, place, bar, any_in(chosen, place, place));
        match out.last_mut() {
            Some(last) if last.takes(&next) => last.absorb(&next),
            _ => out.push(next),
        }
    }

    /// Makes all bars from `next` on a part of `run` that start inside it; returns the first that
    /// does not.
    fn pass_over(
        &self,
        run: &mut DrawnBar,
        view: &PlotView,
        mut next: usize,
        end: usize,
        chosen: &[u32],
    ) -> usize {
        let seconds = |pixels| view.time(pixels) - view.from;
        loop {
            // Nothing is narrower than `MIN_WIDTH`: a bar of a smaller step starts near enough.
            let any = seconds(MIN_WIDTH - GAP);
            let limits = Limits {
                any,
                short: if run.last_is_narrow() {
                    seconds(MIN_WIDTH + GAP)
                } else {
                    any
                },
                length: seconds(OWN_WIDTH),
            };
            let mut stop = self.first_beyond(&limits, next, end);
            if stop == next {
                stop = self.first_from(view.time(run.right - GAP), next, end);
            }
            if stop == next {
                return next;
            }
            self.absorb_all(run, view, next, stop - 1);
            run.selected = run.selected || any_in(chosen, next, stop - 1);
            next = stop;
        }
    }

    /// Makes the bars `first` to `last` a part of `run`, in which they all start.
    fn absorb_all(&self, run: &mut DrawnBar, view: &PlotView, first: usize, last: usize) {
        run.last = last;
        run.entered = run.entered || self.any_entered(first, last);
        let (Some(final_bar), Some((end, furthest))) = (self.bars().get(last), self.furthest(last))
        else {
            return;
        };
        let least = view.x(final_bar.start) + MIN_WIDTH;
        let right = view.x(end);
        let last_to_end = if right >= least {
            self.bars().get(furthest)
        } else {
            Some(final_bar)
        };
        let right = right.max(least);
        // What reached further before this run began ended before it, or is the run itself.
        if right > run.right {
            run.right = right;
            run.end_edge = last_to_end.map_or(run.end_edge, |bar| bar.end_edge);
        }
    }

    /// The session at `x` pixels, give or take `tolerance`, where `drawn` is what is drawn of this
    /// row.
    pub fn hit(
        &self,
        view: &PlotView,
        drawn: &[DrawnBar],
        x: f32,
        tolerance: f32,
    ) -> Option<BarHit> {
        let away = |drawn: &DrawnBar| (drawn.left - x).max(x - drawn.right).max(0.0);
        let under = drawn
            .iter()
            .filter(|drawn| away(drawn) <= tolerance)
            .min_by(|a, b| away(a).total_cmp(&away(b)))?;
        Some(BarHit {
            session: self.nearest(view.time(x), under)?.session,
            count: under.count(),
        })
    }

    /// The bar of a rectangle that is nearest to a moment: of several that ran then, the one that
    /// began last.
    fn nearest(&self, time: f64, drawn: &DrawnBar) -> Option<&Bar> {
        let all = self.bars().get(drawn.first..=drawn.last)?;
        let next = drawn.first + all.partition_point(|bar| bar.start <= time);
        let before = next.checked_sub(1).filter(|&place| place >= drawn.first);
        let furthest = before
            .and_then(|before| self.furthest(before))
            .map(|(_, place)| place)
            .filter(|&place| place >= drawn.first);
        let distance = |bar: &Bar| (bar.start - time).max(time - bar.end).max(0.0);
        [
            before,
            furthest,
            Some(next).filter(|&place| place <= drawn.last),
        ]
        .into_iter()
        .flatten()
        .filter_map(|place| self.bars().get(place))
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }
}

/// Whether any of these ascending numbers is in a range.
pub(super) fn any_in(numbers: &[u32], first: usize, last: usize) -> bool {
    let next = numbers.partition_point(|&number| (number as usize) < first);
    numbers
        .get(next)
        .is_some_and(|&number| number as usize <= last)
}

fn single(view: &PlotView, index: usize, bar: &Bar, selected: bool) -> DrawnBar {
    let left = view.x(bar.start);
    DrawnBar {
        left,
        right: view.x(bar.end).max(left + MIN_WIDTH),
        first: index,
        last: index,
        kind: bar.kind,
        entered: bar.entered,
        selected,
        start_edge: bar.start_edge,
        end_edge: bar.end_edge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::lanes::EdgeCertainty;

    /// Bar by bar, without passing over any.
    fn one_by_one(row: &BarRow, view: &PlotView, chosen: &[u32]) -> Vec<DrawnBar> {
        let mut out = Vec::new();
        for (place, bar) in row.bars().iter().enumerate() {
            if bar.end >= view.from && bar.start <= view.to {
                row.draw(&mut out, view, place, chosen);
            }
        }
        out
    }

    /// Bars by a rule: dense and thin, short and long.
    fn generated_row(seed: u64, count: usize) -> BarRow {
        let mut state = seed;
        let mut number = move |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        let mut start = 0.0;
        (0..count)
            .map(|session| {
                // Quarters of a second: exact as numbers of pixels, so that both ways agree.
                start += 0.25 * number(if session % 50 < 40 { 3 } else { 60 }) as f64;
                let length = [0, 0, 0, 1, 4, 30, 400][number(7) as usize];
                Bar {
                    session: session as u32,
                    start,
                    end: start + 0.25 * (length + number(3)) as f64,
                    kind: Kind::Rdp,
                    entered: number(9) == 0,
                    start_edge: EdgeCertainty::Known,
                    end_edge: EdgeCertainty::Known,
                }
            })
            .collect()
    }

    #[test]
    fn skipping_bars_draws_the_same_as_looking_at_each() {
        for seed in 0..20 {
            let row = generated_row(seed, 2000);
            let end = row.end().expect("bars");
            let chosen = row.chosen(&|session| session % 97 == 0);
            for (from, to) in [
                (0.0, 1024.0),
                (-500.0, end + 100.0),
                (300.0, 556.0),
                (777.25, 841.25),
            ] {
                for pixels in [16.0, 256.0, 1024.0] {
                    let view = PlotView { from, to, pixels };
                    assert_eq!(
                        row.drawn(&view, &chosen),
                        one_by_one(&row, &view, &chosen),
                        "{seed} {view:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_hit_on_a_run_is_the_running_session_that_began_last() {
        let row = generated_row(3, 3000);
        let view = PlotView {
            from: 0.0,
            to: row.end().expect("bars"),
            pixels: 200.0,
        };
        let drawn = row.drawn(&view, &[]);
        for run in &drawn {
            let all = &row.bars()[run.first..=run.last];
            for share in 0..20 {
                let x = run.left + (run.right - run.left) * share as f32 / 20.0;
                let time = view.time(x);
                let distance = |bar: &Bar| (bar.start - time).max(time - bar.end).max(0.0);
                let least = all.iter().map(distance).fold(f64::MAX, f64::min);
                let nearest = row.nearest(time, run).expect("a bar");
                assert!((distance(nearest) - least).abs() < 1e-9);
            }
        }
    }
}
