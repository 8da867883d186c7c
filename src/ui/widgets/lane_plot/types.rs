//! A plot of lanes about to be drawn, what the examiner did to it, and where things are in it.

use std::cell::RefCell;

use egui::{Color32, Rect, Visuals};

use super::cache::{CacheKey, LanePlotCache};
use crate::analysis::activities::times::ActivityTimes;
use crate::analysis::lanes::Lane;
use crate::analysis::lanes::merge::PlotView;
use crate::analysis::lanes::zoom::TimeRange;
use crate::case::Case;
use crate::domain::session::Kind;
use crate::domain::time::{DisplayZone, Timestamp};

/// Height of one lane.
pub const LANE_HEIGHT: f32 = 30.0;

/// Height of the time axis, above the lanes.
pub const AXIS_HEIGHT: f32 = 22.0;

/// Width of the lane names, at most.
pub(super) const GUTTER_WIDTH: f32 = 240.0;

/// A bar is hit by a pointer that misses it by no more than this.
pub(super) const TOLERANCE: f32 = 3.0;

/// Marks of the axis are not closer than this; their labels need several times as much.
pub(super) const CLOSEST_MARKS: f64 = 12.0;

/// Colours that the timeline is painted with; the rest comes from the visuals.
#[derive(Clone, Copy)]
pub struct PlotColors {
    /// The colour of a stay, by kind.
    pub stay: fn(&Visuals, Kind) -> Color32,
    /// The colour of a refused attempt.
    pub refusal: fn(&Visuals) -> Color32,
    /// The colour of the grid at its strongest.
    pub grid: fn(&Visuals) -> Color32,
}

/// Something that happened at a moment and concerns every lane.
#[derive(Clone, Debug, PartialEq)]
pub struct PlotMoment {
    /// Seconds since the Unix epoch.
    pub time: f64,
    /// What happened, safe to show.
    pub text: String,
}

/// What is shown, and how.
pub struct LanePlot<'a> {
    /// The case, for the words of the tooltip.
    pub case: &'a Case,
    /// The lanes, from top to bottom.
    pub lanes: &'a [Lane],
    /// All of the time that they take up.
    pub all: TimeRange,
    /// Which lanes and which selection these are.
    pub stamp: CacheKey,
    /// What was drawn last.
    pub memory: &'a RefCell<LanePlotCache>,
    /// What is drawn as a line over all lanes.
    pub moments: &'a [PlotMoment],
    /// When things were done in each session.
    pub activity: &'a ActivityTimes,
    /// What of time is in view; `None` for all.
    pub view: &'a mut Option<TimeRange>,
    /// Which sessions are selected.
    pub selected: &'a dyn Fn(u32) -> bool,
    /// The marked range of time.
    pub brush: Option<(Timestamp, Timestamp)>,
    /// The zone of axis and tooltip.
    pub zone: &'a DisplayZone,
    /// Colours.
    pub palette: PlotColors,
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
}

impl PlotLayout {
    /// The top of a lane on the screen.
    pub(super) fn top(&self, lane: usize) -> f32 {
        self.frame.top() + lane as f32 * LANE_HEIGHT - self.scroll
    }

    /// The lanes that are at least partly in view.
    pub(super) fn visible(&self, lanes: usize) -> std::ops::Range<usize> {
        let first = (self.scroll / LANE_HEIGHT).floor().max(0.0) as usize;
        let shown = (self.frame.height() / LANE_HEIGHT).ceil().max(0.0) as usize + 1;
        first.min(lanes)..(first + shown).min(lanes)
    }

    /// The time at a place on the screen.
    pub(super) fn time(&self, x: f32) -> f64 {
        self.view.time(x - self.frame.left())
    }
}

/// The room for the names in a timeline of some width.
pub fn gutter_width(whole: f32) -> f32 {
    GUTTER_WIDTH.min(whole * 0.3)
}

/// What is in view, where the bars are.
pub(super) fn view_of(stretch: TimeRange, frame: Rect) -> PlotView {
    PlotView {
        from: stretch.from,
        to: stretch.to,
        pixels: frame.width(),
    }
}
