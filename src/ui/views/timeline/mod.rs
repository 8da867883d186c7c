//! The timeline above the tables: the sessions in view on lanes or over the week, or how far the evidence reaches; and
//! below it the whole case in a strip.

mod lane_data;
mod legend;
mod state;
mod strip;
mod strip_data;
mod time_window;
mod toolbar;

use egui::{Rect, Ui, UiBuilder};

use crate::ui::picture::Sheet;
use crate::ui::picture_form::PictureForm;
use crate::ui::text;
use crate::ui::widgets::lane_plot::{CacheKey, LanePlot, LanePlotResponse};
use crate::ui::widgets::span_lines::SpanLines;

pub use self::state::{STRIP_HEIGHT, Timeline, TimelineInput, TimelineMode, UpperPanel};
pub use self::time_window::{FilterRange, TimeWindow};

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

/// Shows the timeline, with its toolbar and the strip, in the available space.
pub fn timeline_ui(
    ui: &mut Ui,
    timeline: &mut Timeline,
    input: &TimelineInput,
) -> TimelineResponse {
    timeline.update(ui, input);
    let room = ui.available_rect_before_wrap();
    let bottom = (room.bottom() - STRIP_HEIGHT).max(room.top());
    let mut did = TimelineResponse::default();
    within(ui, room.with_max_y(bottom), |ui| {
        did = without_strip_ui(ui, timeline, input);
    });
    within(ui, room.with_min_y(bottom), |ui| {
        timeline.strip_ui(ui, input, None);
    });
    did
}

/// Shows the timeline with its toolbar, but without the strip, which stands elsewhere.
pub fn without_strip_ui(
    ui: &mut Ui,
    timeline: &mut Timeline,
    input: &TimelineInput,
) -> TimelineResponse {
    ui.spacing_mut().item_spacing.y = 0.0;
    if toolbar::toolbar(ui, timeline, input) {
        timeline.saving = Some(PictureForm::new(svg(timeline, input)));
    }
    let mut did = TimelineResponse::default();
    within(ui, ui.available_rect_before_wrap(), |ui| {
        did = main_ui(ui, timeline, input);
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
                whole: input.loaded.reach.all,
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
