//! A plot of lanes about to be drawn, what the examiner did to it, and where things are in it.

use std::cell::RefCell;

use egui::{Rangef, Rect};

use super::cache::{CacheKey, LanePlotCache};
use super::drawn::PlotMoment;
use crate::analysis::activities::times::ActivityTimes;
use crate::analysis::lanes::Lane;
use crate::analysis::lanes::merge::PlotView;
use crate::analysis::lanes::zoom::TimeRange;
use crate::case::Case;
use crate::domain::time::{DisplayZone, Timestamp};
use crate::ui::theme::Density;

/// Height of the time axis, above the lanes.
pub const AXIS_HEIGHT: f32 = 22.0;

/// Height of the line that says how many lanes are out of sight.
pub const MORE_HEIGHT: f32 = 20.0;

/// Width of the lane names, at most.
const GUTTER_WIDTH: f32 = 240.0;

/// A bar is hit by a pointer that misses it by no more than this.
pub(super) const TOLERANCE: f32 = 3.0;

/// What is shown, and how.
pub struct LanePlot<'a> {
    /// The case, for the words of labels and tooltips.
    pub case: &'a Case,
    /// The lanes, from top to bottom.
    pub lanes: &'a [Lane],
    /// All of the time that they take up: what is in view at first.
    pub fit: TimeRange,
    /// As far as the view can be moved.
    pub all: TimeRange,
    /// How close the lanes are.
    pub density: Density,
    /// Which lanes and which selection these are.
    pub stamp: CacheKey,
    /// What was drawn last.
    pub memory: &'a RefCell<LanePlotCache>,
    /// What is marked in the lanes with sessions on its hosts, by time.
    pub moments: &'a [PlotMoment],
    /// When things were done in each session.
    pub activity: &'a ActivityTimes,
    /// What of time is in view; `None` for all that the lanes take up.
    pub view: &'a mut Option<TimeRange>,
    /// Which sessions are selected.
    pub selected: &'a dyn Fn(u32) -> bool,
    /// The marked range of time.
    pub brush: Option<(Timestamp, Timestamp)>,
    /// The moment that was asked about.
    pub moment: Option<Timestamp>,
    /// The zone of axis and tooltip.
    pub zone: &'a DisplayZone,
}

/// What the examiner did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LanePlotResponse {
    /// A session was clicked.
    pub clicked: Option<u32>,
    /// A session was double-clicked.
    pub opened: Option<u32>,
    /// The session under the pointer.
    pub hovered: Option<u32>,
    /// The name of this lane was clicked.
    pub lane: Option<usize>,
    /// A range was marked, or the mark was removed.
    pub brushed: Option<Option<(Timestamp, Timestamp)>>,
}

/// Where things are in this frame.
#[derive(Clone, Copy)]
pub(super) struct PlotLayout {
    /// The part of the screen with the bars.
    pub frame: Rect,
    /// How far the lanes are scrolled up.
    pub scroll: f32,
    /// Time against pixels.
    pub view: PlotView,
    /// Height of a lane.
    pub lane: f32,
}

impl PlotLayout {
    /// The top of a lane on the screen.
    pub(super) fn top(&self, lane: usize) -> f32 {
        self.frame.top() + lane as f32 * self.lane - self.scroll
    }

    /// The lane at a height on the screen.
    pub(super) fn lane_at(&self, y: f32) -> usize {
        ((y - self.frame.top() + self.scroll) / self.lane)
            .floor()
            .max(0.0) as usize
    }

    /// The lanes that are at least partly in view.
    pub(super) fn visible(&self, lanes: usize) -> std::ops::Range<usize> {
        let first = (self.scroll / self.lane).floor().max(0.0) as usize;
        let shown = (self.frame.height() / self.lane).ceil().max(0.0) as usize + 1;
        first.min(lanes)..(first + shown).min(lanes)
    }

    /// The time at a place on the screen.
    pub(super) fn time(&self, x: f32) -> f64 {
        self.view.time(x - self.frame.left())
    }

    /// Where the bars of a lane are.
    pub(super) fn band(&self, lane: usize) -> Rangef {
        lane_band(self.top(lane), self.lane)
    }
}

/// Where the bars of a lane are, when its top is at `top`.
pub fn lane_band(top: f32, height: f32) -> Rangef {
    let margin = (height / 6.0).round();
    Rangef::new(top + margin, top + height - margin - 1.0)
}

/// Where one of some rows is within the band of a lane.
pub fn row_band(band: Rangef, row: usize, rows: usize) -> Rangef {
    if rows <= 1 {
        return band;
    }
    let height = band.span() / rows as f32;
    let top = band.min + row as f32 * height;
    Rangef::new(top, top + (height - 1.0).max(2.0))
}

/// The room for the names in a timeline of some width.
pub fn gutter_width(whole: f32) -> f32 {
    GUTTER_WIDTH.min(whole * 0.3)
}
