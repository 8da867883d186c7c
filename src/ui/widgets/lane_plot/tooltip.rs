//! What the pointer brings up over a bar, a column or a mark.

use egui::Response;

use super::drawn::PlotMoment;
use super::types::{LanePlot, PlotLayout, TOLERANCE};
use crate::analysis::lanes::merge::BarHit;
use crate::analysis::sentence::story;
use crate::domain::session::Outcome;
use crate::domain::time::Timestamp;
use crate::tables::wording::thousands;

/// Lists at most this many moments.
const MAX_MOMENTS: usize = 8;

/// Says what the session under the pointer was.
pub(super) fn session(plot: &LanePlot, response: Response, hit: BarHit) {
    let Some(session) = plot.case.sessions.get(hit.session as usize) else {
        return;
    };
    let is_failure = matches!(session.outcome, Outcome::Failed | Outcome::Refused);
    response.on_hover_ui_at_pointer(|ui| {
        ui.label(story(plot.case, session, plot.zone));
        if hit.count > 1 {
            let what = if is_failure {
                "failed attempts"
            } else {
                "sessions"
            };
            let more = format!(
                "One of {} {what} drawn as one; zoom in to separate them.",
                thousands(hit.count as u64)
            );
            ui.weak(more);
        }
    });
}

/// Says what happened at the marks of a lane under the pointer.
pub(super) fn moments(plot: &LanePlot, response: Response, layout: &PlotLayout) {
    let Some(pos) = response.hover_pos() else {
        return;
    };
    let Some(lane) = plot.lanes.get(layout.lane_at(pos.y)) else {
        return;
    };
    let away =
        |moment: &PlotMoment| (layout.frame.left() + layout.view.x(moment.time) - pos.x).abs();
    let near: Vec<&PlotMoment> = plot
        .moments
        .iter()
        .filter(|moment| away(moment) <= TOLERANCE && lane.is_on_any(&moment.hosts))
        .take(MAX_MOMENTS)
        .collect();
    if near.is_empty() {
        return;
    }
    response.on_hover_ui_at_pointer(|ui| {
        for moment in near {
            let time = plot.zone.short(Timestamp::from_unix_seconds(moment.time));
            ui.label(format!("{time} {}  {}", plot.zone.label(), moment.text));
        }
    });
}
