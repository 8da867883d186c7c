//! The timeline above the tables: the sessions in view on lanes or over the week, or how far the evidence reaches; and
//! below it the whole case in a strip.

mod lane_data;
mod legend;
mod strip;
mod time_window;
mod toolbar;

use std::cell::RefCell;
use std::sync::Arc;

use egui::{Rect, Ui, UiBuilder};
use serde::{Deserialize, Serialize};

use self::lane_data::{Drawing, LaneData};
use self::strip::Strip;
use crate::analysis::lanes::zoom::TimeRange;
use crate::analysis::lanes::{Lane, LaneBy, stretches};
use crate::domain::time::{DisplayZone, Timestamp};
use crate::tables::loaded_case::LoadedCase;
use crate::ui::picture::Sheet;
use crate::ui::picture_form::PictureForm;
use crate::ui::text;
use crate::ui::theme::Density;
use crate::ui::views::week::Week;
use crate::ui::widgets::lane_plot::{
    AXIS_HEIGHT, CacheKey, LanePlot, LanePlotCache, LanePlotResponse, MORE_HEIGHT,
};
use crate::ui::widgets::span_lines::SpanLines;

pub use self::strip::HEIGHT as STRIP_HEIGHT;
pub use self::time_window::{FilterRange, TimeWindow};

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
    data: LaneData,
    strip: Strip,
    memory: RefCell<LanePlotCache>,
    week: Week,
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

/// What the examiner did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimelineResponse {
    /// In the lanes.
    pub lanes: LanePlotResponse,
    /// In the week: a day and an hour were clicked.
    pub hour: Option<(usize, usize)>,
    /// A dialog was requested that chooses where to write the picture.
    pub asks_place: bool,
}

impl Timeline {
    /// The lanes shown last; `LanePlotResponse::lane` counts in them.
    pub fn lanes(&self) -> &[Lane] {
        &self.drawing().lanes
    }

    fn drawing(&self) -> &Drawing {
        &self.data.drawing
    }

    /// All the time that the rows take up.
    pub fn fit(&self) -> &TimeRange {
        &self.drawing().fit
    }

    /// Below this a part of it would not be seen.
    pub fn least_height(&self) -> f32 {
        130.0
    }

    /// As high as all that it shows.
    pub fn needed_height(&self, density: Density) -> f32 {
        let lanes = self.lanes().len().max(FEWEST_LANES) as f32 * density.lane();
        toolbar::HEIGHT + AXIS_HEIGHT + lanes + MORE_HEIGHT / 2.0 + STRIP_HEIGHT
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
    fn shown(&self, loaded: &LoadedCase) -> TimeRange {
        let fit = match self.shows {
            TimelineMode::Coverage => loaded.reach.all,
            _ if self.lanes().is_empty() => self.strip.overview().range,
            _ => None,
        };
        self.window.view.or(fit).unwrap_or(*self.fit())
    }

    /// As far as one can move.
    fn all(&self) -> TimeRange {
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

/// Shows the timeline, with its toolbar and the strip, in the available space.
pub fn timeline_ui(
    ui: &mut Ui,
    timeline: &mut Timeline,
    input: &TimelineInput,
) -> TimelineResponse {
    timeline.update(ui, input);
    ui.spacing_mut().item_spacing.y = 0.0;
    if toolbar::toolbar(ui, timeline, input) {
        timeline.saving = Some(PictureForm::new(svg(timeline, input)));
    }
    let room = ui.available_rect_before_wrap();
    let bottom = (room.bottom() - STRIP_HEIGHT).max(room.top());
    let mut did = TimelineResponse::default();
    within(ui, room.with_max_y(bottom), |ui| {
        did = main_ui(ui, timeline, input)
    });
    within(ui, room.with_min_y(bottom), |ui| {
        timeline.strip_ui(ui, input, None)
    });
    did.asks_place = saving_ui(ui, timeline, input);
    did
}

/// Shows only the strip; its caret opens the lanes.
pub fn strip_ui(ui: &mut Ui, timeline: &mut Timeline, input: &TimelineInput) {
    timeline.update(ui, input);
    let mut is_open = timeline.is_open;
    timeline.strip_ui(ui, input, Some(&mut is_open));
    timeline.is_open = is_open;
}

fn within(ui: &mut Ui, rect: Rect, add: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        add(ui);
    });
}

fn main_ui(ui: &mut Ui, timeline: &mut Timeline, input: &TimelineInput) -> TimelineResponse {
    let mut did = TimelineResponse::default();
    match timeline.shows {
        TimelineMode::Lanes => did.lanes = lanes_ui(ui, timeline, input),
        TimelineMode::Week => {
            let how = (input.zone, input.is_filtered);
            did.hour = timeline.week.show(ui, input.loaded, input.in_range, how);
        }
        TimelineMode::Coverage => {
            SpanLines {
                case: &input.loaded.case,
                lines: &input.loaded.reach.lines,
                view: timeline.shown(input.loaded),
                zone: input.zone,
            }
            .show(ui);
        }
    }
    did
}

/// The window that writes a picture; whether a dialog was requested.
fn saving_ui(ui: &Ui, timeline: &mut Timeline, input: &TimelineInput) -> bool {
    let Some(form) = &mut timeline.saving else {
        return false;
    };
    let asked = form.show(ui, &input.loaded.case);
    if asked.close {
        timeline.saving = None;
    }
    asked.dialog
}

/// The lanes in view as a picture.
fn svg(timeline: &Timeline, input: &TimelineInput) -> String {
    let has_reach = timeline.shows == TimelineMode::Coverage;
    Sheet {
        about: input.about,
        lanes: timeline.lanes(),
        view: timeline.shown(input.loaded),
        moments: &timeline.drawing().cleared,
        reach: if has_reach {
            &input.loaded.reach.lines
        } else {
            &[]
        },
        case: &input.loaded.case,
        zone: input.zone,
    }
    .svg()
}

fn lanes_ui(ui: &mut Ui, timeline: &mut Timeline, input: &TimelineInput) -> LanePlotResponse {
    if timeline.lanes().is_empty() {
        ui.weak(if timeline.is_working() {
            text::WORKING
        } else {
            "No sessions with a known time are in view."
        });
        return LanePlotResponse::default();
    }
    let all = timeline.all();
    let drawing = &timeline.data.drawing;
    LanePlot {
        case: &input.loaded.case,
        lanes: &drawing.lanes,
        fit: drawing.fit,
        all,
        density: input.density,
        stamp: CacheKey {
            lanes: timeline.data.number,
            selection: input.selection,
        },
        memory: &timeline.memory,
        moments: &drawing.cleared,
        activity: &input.loaded.activity_times,
        view: &mut timeline.window.view,
        selected: input.selected,
        brush: input.brush,
        moment: input.moment,
        zone: input.zone,
    }
    .show(ui)
}
