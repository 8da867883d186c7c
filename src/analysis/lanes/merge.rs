//! Level of detail: which rectangles stand for the bars of a row at one zoom. However many
//! sessions there are, no more rectangles come out than the width has pixels.

use super::{Bar, Edge, Row};
use crate::domain::session::Kind;

/// Nothing is drawn narrower than this, in pixels: an attempt of no length must be seen.
pub const MIN_WIDTH: f32 = 2.0;

/// What is wider than this, in pixels, is a thing of its own and is not merged with a neighbour
/// that it merely touches.
pub const OWN_WIDTH: f32 = 4.0;

/// Neighbours closer than this, in pixels, cannot be told apart.
const GAP: f32 = 1.0;

/// Beyond the edges of the picture nothing is drawn; this much further coordinates are cut, so
/// that a session of years does not make numbers which a graphics card cannot hold.
const OVERHANG: f32 = 50.0;

/// What part of time is in view, and how wide it is on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Left edge, in seconds since the Unix epoch.
    pub from: f64,
    /// Right edge.
    pub to: f64,
    /// Width in pixels.
    pub pixels: f32,
}

impl View {
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

/// One rectangle to draw: a bar, or several that cannot be told apart at this zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
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
    pub start_edge: Edge,
    /// How well the right end is known: that of the bar which ends last.
    pub end_edge: Edge,
}

impl Drawn {
    /// How many bars it stands for.
    pub fn count(&self) -> usize {
        self.last - self.first + 1
    }

    fn width(&self) -> f32 {
        self.right - self.left
    }

    /// Whether two neighbours are drawn as one: they truly overlap, or both are too narrow to be
    /// things of their own and have no visible gap between them.
    fn takes(&self, next: &Self) -> bool {
        let both_narrow = self.last_is_narrow() && next.width() <= OWN_WIDTH;
        let overlap = next.left < self.right - GAP;
        overlap || (both_narrow && next.left < self.right + GAP)
    }

    /// A run of narrow bars goes on being narrow, however long it has become.
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
pub struct Hit {
    /// The session; the nearest one where several are drawn as one.
    pub session: u32,
    /// How many are drawn as one here.
    pub count: usize,
}

impl Row {
    /// The rectangles to draw, from left to right.
    pub fn drawn(&self, view: &View, selected: &dyn Fn(u32) -> bool) -> Vec<Drawn> {
        let mut out: Vec<Drawn> = Vec::new();
        for (index, bar) in self.in_view(view) {
            let next = single(view, index, bar, selected(bar.session));
            match out.last_mut() {
                Some(last) if last.takes(&next) => last.absorb(&next),
                _ => out.push(next),
            }
        }
        out
    }

    /// The session at `x` pixels, give or take `tolerance`.
    pub fn hit(&self, view: &View, x: f32, tolerance: f32) -> Option<Hit> {
        let away = |drawn: &Drawn| (drawn.left - x).max(x - drawn.right).max(0.0);
        let drawn = self
            .drawn(view, &|_| false)
            .into_iter()
            .filter(|drawn| away(drawn) <= tolerance)
            .min_by(|a, b| away(a).total_cmp(&away(b)))?;
        let time = view.time(x);
        let distance = |bar: &Bar| (bar.start - time).max(time - bar.end).max(0.0);
        let nearest = self
            .bars
            .get(drawn.first..=drawn.last)?
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        Some(Hit {
            session: nearest.session,
            count: drawn.count(),
        })
    }

    /// The bars that touch the view, with their places in the row. Those before the first whose
    /// `reach` gets to the view have all ended.
    fn in_view<'a>(&'a self, view: &View) -> impl Iterator<Item = (usize, &'a Bar)> + use<'a> {
        let View { from, to, .. } = *view;
        let first = self.reach.partition_point(|&reach| reach < from);
        self.bars
            .iter()
            .enumerate()
            .skip(first)
            .take_while(move |(_, bar)| bar.start <= to)
            .filter(move |(_, bar)| bar.end >= from)
    }
}

fn single(view: &View, index: usize, bar: &Bar, selected: bool) -> Drawn {
    let left = view.x(bar.start);
    Drawn {
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
