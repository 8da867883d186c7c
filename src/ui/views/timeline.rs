//! The timeline: the sessions in view on lanes.

use std::sync::Arc;

use egui::Ui;

use crate::analysis::lanes::zoom::Stretch;
use crate::analysis::lanes::{Lane, LaneBy, lanes};
use crate::case::Case;
use crate::domain::time::{DisplayZone, Timestamp};
use crate::ui::widgets::lane_plot::{LanePlot, LanePlotResponse, Palette};

/// What the timeline keeps from frame to frame.
#[derive(Default)]
pub struct Timeline {
    /// What a lane is.
    pub by: LaneBy,
    /// What of time is in view; `None` for all.
    pub view: Option<Stretch>,
    lanes: Vec<Lane>,
    /// What the lanes were made of: they are made anew only when this changes.
    made_of: Option<(Arc<Vec<u32>>, LaneBy)>,
}

/// What the timeline is shown with.
pub struct TimelineInput<'a> {
    /// The case.
    pub case: &'a Case,
    /// The sessions in view.
    pub sessions: &'a Arc<Vec<u32>>,
    /// Which of them are selected.
    pub selected: &'a dyn Fn(u32) -> bool,
    /// The range of the time filter.
    pub brush: Option<(Timestamp, Timestamp)>,
    /// The zone of the window.
    pub zone: &'a DisplayZone,
    /// Colours.
    pub palette: Palette,
}

impl Timeline {
    /// The lanes shown last; `LanePlotResponse::lane` counts in them.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    fn update(&mut self, case: &Case, sessions: &Arc<Vec<u32>>) {
        let by = self.by;
        let same = |(made_of, made_by): &(Arc<Vec<u32>>, LaneBy)| {
            Arc::ptr_eq(made_of, sessions) && *made_by == by
        };
        if !self.made_of.as_ref().is_some_and(same) {
            self.lanes = lanes(case, sessions, by);
            self.made_of = Some((Arc::clone(sessions), by));
        }
    }
}

/// Shows the timeline, with its switch, in the available space.
pub fn timeline_ui(
    ui: &mut Ui,
    timeline: &mut Timeline,
    input: &TimelineInput,
) -> LanePlotResponse {
    ui.horizontal(|ui| {
        ui.label("Lanes");
        ui.selectable_value(&mut timeline.by, LaneBy::User, "user");
        ui.selectable_value(&mut timeline.by, LaneBy::UserPlace, "user and address");
        ui.weak("drag: time filter · wheel: zoom · middle or Ctrl drag: move · double click: all");
    });
    timeline.update(input.case, input.sessions);
    if timeline.lanes.is_empty() {
        ui.weak("No sessions with a known time are in view.");
        return LanePlotResponse::default();
    }
    LanePlot {
        case: input.case,
        lanes: &timeline.lanes,
        view: &mut timeline.view,
        selected: input.selected,
        brush: input.brush,
        zone: input.zone,
        palette: input.palette,
    }
    .show(ui)
}
