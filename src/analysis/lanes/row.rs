//! One row of bars, with an index that keeps searches fast however many bars there are.

use super::edge::EdgeCertainty;
use crate::domain::session::Kind;

/// How many bars share one entry of `BarRow::blocks`.
const BLOCK: usize = 64;

/// One session on the timeline. Times are seconds since the Unix epoch, as the plot wants them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Index in the case.
    pub session: u32,
    /// Begin, or end where no begin is known.
    pub start: f64,
    /// End; the last that is known of the host for an open session. Never before `start`.
    pub end: f64,
    /// Its kind, for the colour.
    pub kind: Kind,
    /// Access was gained; otherwise it was aborted, or its outcome is not known.
    pub entered: bool,
    /// How well the start is known.
    pub start_edge: EdgeCertainty,
    /// How well the end is known.
    pub end_edge: EdgeCertainty,
}

/// Bars in order of their start, ready for a search by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarRow {
    bars: Vec<Bar>,
    /// The latest end of this bar and all before it: where a search for what is in view begins.
    reach: Vec<f64>,
    /// How many of this bar and all before it gained access.
    entered: Vec<u32>,
    /// A summary of each block of bars, so that most blocks can be skipped.
    blocks: Vec<Block>,
}

/// Consecutive bars.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Block {
    /// The latest end of any.
    end: f64,
    /// The largest step of any; see `BarRow::step`.
    step: f64,
    /// The longest of any.
    length: f64,
}

/// Up to which steps bars start inside what is drawn before them.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Bars of any length.
    pub any: f64,
    /// Bars that are short.
    pub short: f64,
    /// No short bar is longer than this.
    pub length: f64,
}

impl Limits {
    fn hold(&self, step: f64, length: f64) -> bool {
        step < self.any || (step < self.short && length < self.length)
    }
}

impl BarRow {
    /// The bars, by start.
    pub fn bars(&self) -> &[Bar] {
        &self.bars
    }

    /// Adds a bar that starts no earlier than those before it.
    pub fn push(&mut self, bar: Bar) {
        let reach = self.end().map_or(bar.end, |end| end.max(bar.end));
        let entered = self.entered.last().copied().unwrap_or_default();
        self.reach.push(reach);
        self.entered.push(entered + u32::from(bar.entered));
        self.bars.push(bar);
        let place = self.bars.len() - 1;
        let step = self.step(place);
        match self.blocks.last_mut() {
            Some(block) if !place.is_multiple_of(BLOCK) => {
                block.end = block.end.max(bar.end);
                block.step = block.step.max(step);
                block.length = block.length.max(bar.end - bar.start);
            }
            _ => self.blocks.push(Block {
                end: bar.end,
                step,
                length: bar.end - bar.start,
            }),
        }
    }

    /// How much later than the bar before it a bar starts; minus infinity where the bars before it
    /// reach further beyond its start than that. Whatever is drawn at least twice as wide as some
    /// length, and reaches at least as far as the bars do, overlaps a bar of a smaller step by that
    /// length: by the bars that reach beyond its start, or by its own width.
    fn step(&self, place: usize) -> f64 {
        let step = || {
            let before = place.checked_sub(1)?;
            let start = self.bars.get(place)?.start;
            let step = start - self.bars.get(before)?.start;
            let overlap = self.reach.get(before)? - start;
            Some(if overlap > step {
                f64::NEG_INFINITY
            } else {
                step
            })
        };
        step().unwrap_or(f64::INFINITY)
    }

    /// The place of the first bar from `from` on, at most `to`, that is not within the limits.
    pub(super) fn first_beyond(&self, limits: &Limits, from: usize, to: usize) -> usize {
        let mut place = from;
        while place < to {
            let is_first = place.is_multiple_of(BLOCK);
            let block = self.blocks.get(place / BLOCK).filter(|_| is_first);
            let bar_is_within = || {
                let length = self.bars.get(place).map_or(0.0, |bar| bar.end - bar.start);
                limits.hold(self.step(place), length)
            };
            if block.is_some_and(|block| limits.hold(block.step, block.length)) {
                place += BLOCK;
            } else if bar_is_within() {
                place += 1;
            } else {
                return place;
            }
        }
        to
    }

    /// The latest end of all.
    pub fn end(&self) -> Option<f64> {
        self.reach.last().copied()
    }

    /// The places in the row of the bars for which `is_chosen` is true.
    pub fn chosen(&self, is_chosen: &dyn Fn(u32) -> bool) -> Vec<u32> {
        (0..)
            .zip(&self.bars)
            .filter(|(_, bar)| is_chosen(bar.session))
            .map(|(place, _)| place)
            .collect()
    }

    /// The bars that began before `time` and had not ended by then, by their places.
    pub(super) fn running_at(&self, time: f64) -> impl Iterator<Item = usize> + '_ {
        let begun = self.bars.partition_point(|bar| bar.start < time);
        let first = self.reach.partition_point(|&reach| reach < time).min(begun);
        let blocks = self.blocks.iter().enumerate().skip(first / BLOCK);
        blocks
            .take(begun.div_ceil(BLOCK).saturating_sub(first / BLOCK))
            .filter(move |(_, block)| block.end >= time)
            .flat_map(move |(block, _)| {
                let start = (block * BLOCK).max(first);
                start..((block + 1) * BLOCK).min(begun)
            })
            .filter(move |&place| self.bars.get(place).is_some_and(|bar| bar.end >= time))
    }

    /// Whether any bar lies at least partly between two moments.
    pub fn has_within(&self, from: f64, to: f64) -> bool {
        let next = self.bars.partition_point(|bar| bar.start < from);
        let begins = self.bars.get(next).is_some_and(|bar| bar.start <= to);
        begins || self.running_at(from).next().is_some()
    }

    /// Whether any bar of a range gained access.
    pub(super) fn any_entered(&self, first: usize, last: usize) -> bool {
        let upto = |place: usize| self.entered.get(place).copied().unwrap_or_default();
        let before = first.checked_sub(1).map_or(0, upto);
        upto(last) > before
    }

    /// The latest end of all bars up to this one, and the place of the bar that has it.
    pub(super) fn furthest(&self, last: usize) -> Option<(f64, usize)> {
        let end = *self.reach.get(last)?;
        // Mostly it was reached only a few bars before.
        let mut step = 1;
        while last
            .checked_sub(step)
            .and_then(|place| self.reach.get(place))
            == Some(&end)
        {
            step *= 2;
        }
        let from = last.saturating_sub(step);
        let tail = self.reach.get(from..=last)?;
        Some((end, from + tail.partition_point(|&reach| reach < end)))
    }

    /// The place of the first bar from `from` on that starts at `time` or later, at most `to`.
    pub(super) fn first_from(&self, time: f64, from: usize, to: usize) -> usize {
        let starts_before = |place: usize| self.bars.get(place).is_some_and(|bar| bar.start < time);
        // The next one is mostly near: double the step, then bisect.
        let mut step = 1;
        while from + step <= to && starts_before(from + step - 1) {
            step *= 2;
        }
        let start = from + step / 2;
        let window = self
            .bars
            .get(start..to.min(from + step))
            .unwrap_or_default();
        start + window.partition_point(|bar| bar.start < time)
    }
}

impl FromIterator<Bar> for BarRow {
    fn from_iter<I: IntoIterator<Item = Bar>>(bars: I) -> Self {
        let mut row = Self::default();
        bars.into_iter().for_each(|bar| row.push(bar));
        row
    }
}
