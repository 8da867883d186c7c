//! What the timeline keeps from frame to frame, and what it is shown with.

use std::cell::RefCell;
use std::sync::Arc;

use egui::Ui;
use serde::{Deserialize, Serialize};

use super::lane_data::{Drawing, LaneData};
use super::strip_data::Strip;
use super::time_window::{FilterRange, TimeWindow};
use crate::analysis::lanes::zoom::TimeRange;
use crate::analysis::lanes::{Lane, LaneBy, stretches};
use crate::analysis::week_counts::DAYS;
use crate::domain::time::{DisplayZone, Timestamp};
use crate::tables::loaded_case::LoadedCase;
use crate::ui::picture_form::PictureForm;
use crate::ui::theme::Density;
use crate::ui::views::week::Week;
use crate::ui::widgets::lane_plot::{AXIS_HEIGHT, LanePlotCache, MORE_HEIGHT};
use crate::ui::widgets::{overview_strip, span_lines};

/// Height of the line above the lanes.
pub(super) const TOOLBAR_HEIGHT: f32 = 32.0;

/// Space above the strip.
pub(super) const ABOVE_STRIP: f32 = 4.0;

/// Height of the strip with the space above it.
pub const STRIP_HEIGHT: f32 = overview_strip::STRIP_HEIGHT + ABOVE_STRIP;

/// Without rows, there is room for so many lanes.
const FEWEST_LANES: usize = 3;

/// What the timeline keeps from frame to frame.
#[derive(Default)]
pub struct Timeline {
    /// What a lane is.
    pub by: LaneBy,
    /// Which picture is shown.
    pub shows: TimelineMode,
    /// What of time is in view.
    pub window: TimeWindow,
    /// In a low window the lanes are folded away; this opens them over the table.
    pub is_open: bool,
    pub(super) data: LaneData,
    pub(super) strip: Strip,
    pub(super) memory: RefCell<LanePlotCache>,
    pub(super) week: Week,
    /// The picture that is about to be written.
    pub saving: Option<PictureForm>,
}

/// Which picture of the sessions is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineMode {
    /// Bars on lanes.
    #[default]
    Lanes,
    /// Days of the week and hours.
    Week,
    /// How far the evidence reaches.
    Coverage,
}

/// What is shown above the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpperPanel {
    /// Lanes.
    Lanes(LaneBy),
    /// Days of the week and hours.
    Week,
    /// How far the evidence reaches.
    Coverage,
}

/// What the timeline is shown with.
pub struct TimelineInput<'a> {
    /// The case.
    pub loaded: &'a Arc<LoadedCase>,
    /// The view and its filter, in words.
    pub about: &'a str,
    /// The sessions in view, those outside the filter's range of time included.
    pub sessions: &'a Arc<Vec<u32>>,
    /// The sessions in view, those outside the filter's range of time excluded.
    pub in_range: &'a Arc<Vec<u32>>,
    /// Whether a filter acts on what is shown.
    pub is_filtered: bool,
    /// Whether sessions are shown that the default view hides.
    pub shows_hidden: bool,
    /// Which of them are selected.
    pub selected: &'a dyn Fn(u32) -> bool,
    /// A number that changes when `selected` does.
    pub selection: u64,
    /// The range of the time filter.
    pub brush: Option<(Timestamp, Timestamp)>,
    /// The moment that the view is about.
    pub moment: Option<Timestamp>,
    /// How close lanes are.
    pub density: Density,
    /// The zone of the window.
    pub zone: &'a DisplayZone,
}

impl Timeline {
    /// The lanes shown last; `LanePlotResponse::lane` counts in them.
    pub fn lanes(&self) -> &[Lane] {
        &self.drawing().lanes
    }

    pub(super) fn drawing(&self) -> &Drawing {
        &self.data.drawing
    }

    /// All the time that the rows take up.
    pub(super) fn fit(&self) -> &TimeRange {
        &self.drawing().fit
    }

    /// Follows the filter and the view of the window with the time in view.
    pub fn follow(&mut self, filter: FilterRange, moment: Option<Timestamp>) {
        let drawing = &self.data.drawing;
        let fit = (!drawing.lanes.is_empty()).then_some(&drawing.fit);
        self.window.follow(filter, moment, fit);
    }

    /// Below this a part of it would not be seen.
    pub fn least_height(&self) -> f32 {
        130.0
    }

    /// As high as all that it shows.
    pub fn needed_height(&self, density: Density, loaded: &LoadedCase) -> f32 {
        let (rows, row) = match self.shows {
            TimelineMode::Lanes => (self.lanes().len(), density.lane()),
            TimelineMode::Week => (DAYS, density.lane()),
            TimelineMode::Coverage => (loaded.reach.lines.len(), span_lines::LINE),
        };
        let rows = rows.max(FEWEST_LANES) as f32 * row;
        TOOLBAR_HEIGHT + AXIS_HEIGHT + rows + MORE_HEIGHT / 2.0 + STRIP_HEIGHT
    }

    /// Shows something else above the table.
    pub fn show_above(&mut self, above: UpperPanel) {
        match above {
            UpperPanel::Lanes(by) => (self.shows, self.by) = (TimelineMode::Lanes, by),
            UpperPanel::Week => self.shows = TimelineMode::Week,
            UpperPanel::Coverage => self.shows = TimelineMode::Coverage,
        }
    }

    /// Takes over how another timeline is shown.
    pub fn carry_over(&mut self, other: &Self) {
        (self.by, self.shows) = (other.by, other.shows);
        self.window = other.window.clone();
    }

    /// Whether anything is being computed; what is shown meanwhile is of what was in view before.
    pub fn is_working(&self) -> bool {
        self.data.is_working() || self.week.is_working() || self.strip.is_working()
    }

    /// Shows the next stretch of time with sessions in the lanes, or the one before.
    pub fn jump(&mut self, forward: bool) {
        let next = stretches::jump(self.lanes(), self.window.view, self.fit(), forward);
        self.window.view = next.or(self.window.view);
    }

    /// What of time is shown.
    pub(super) fn shown(&self, loaded: &LoadedCase) -> TimeRange {
        let fit = match self.shows {
            TimelineMode::Coverage => loaded.reach.all,
            _ if self.lanes().is_empty() => self.strip.overview().range,
            _ => None,
        };
        self.window.view.or(fit).unwrap_or(*self.fit())
    }

    /// As far as one can move.
    pub(super) fn all(&self) -> TimeRange {
        let whole = self.strip.overview().range;
        whole.map_or(*self.fit(), |whole| whole.with(self.fit()))
    }

    /// Computes what is shown, and moves the view to it where it is elsewhere.
    pub fn update(&mut self, ui: &Ui, input: &TimelineInput) {
        self.strip
            .update(input.loaded, input.shows_hidden, ui.ctx());
        if self
            .data
            .update(input.loaded, input.sessions, self.by, ui.ctx())
        {
            let Drawing { lanes, fit, .. } = &self.data.drawing;
            self.window.fit(lanes, fit);
        }
    }
}
