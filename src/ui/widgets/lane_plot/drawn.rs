//! What is drawn of a lane at one zoom: where its bars, columns, marks and texts are.

use crate::analysis::lanes::Lane;
use crate::analysis::lanes::density::FailureColumn;
use crate::analysis::lanes::merge::{DrawnBar, PlotView};
use crate::domain::session::HostIndex;

/// Marks of moments are not closer to each other than this, in points.
const CLOSEST_MOMENTS: f32 = 2.0;

/// Something that happened to some hosts at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PlotMoment {
    /// Seconds since the Unix epoch.
    pub time: f64,
    /// The hosts that it concerns.
    pub hosts: Vec<HostIndex>,
    /// What happened, safe to show.
    pub text: String,
}

/// One text.
pub(super) struct LaneLabel {
    /// Left edge, in points from the left of the view.
    pub x: f32,
    /// Width of the text.
    pub width: f32,
    /// The text.
    pub text: String,
    /// Size of its letters.
    pub size: f32,
    /// Its colour.
    pub color: LabelColor,
}

/// What colour a text has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelColor {
    /// On a filled bar.
    OnBar,
    /// In a bar without ground.
    InBar,
    /// Beside a bar.
    Beside,
}

/// What is drawn of one lane.
#[derive(Default)]
pub(super) struct DrawnLane {
    /// The stays, row by row, up to the last row that has any in view.
    pub stays: Vec<Vec<DrawnBar>>,
    /// The desktops that were left open.
    pub left_open: Vec<DrawnBar>,
    /// The refused attempts.
    pub failures: Vec<FailureColumn>,
    /// Where moments are, in points from the left of the view.
    pub moments: Vec<f32>,
    /// The texts; `None` until their widths were measured.
    pub labels: Option<Vec<LaneLabel>>,
}

impl DrawnLane {
    /// What is drawn of a lane in a view; `chosen` are the places of the selected bars of each row.
    pub(super) fn of(
        lane: &Lane,
        view: &PlotView,
        chosen: &[Vec<u32>],
        moments: &[PlotMoment],
    ) -> Self {
        let of_row = |row: usize| chosen.get(row).map_or(&[][..], Vec::as_slice);
        let rows = lane.stays.iter().enumerate();
        let mut stays: Vec<_> = rows
            .map(|(row, bars)| bars.drawn(view, of_row(row)))
            .collect();
        while stays.last().is_some_and(Vec::is_empty) {
            stays.pop();
        }
        Self {
            stays,
            left_open: lane.left_open.drawn(view, &[]),
            failures: lane.refusals.columns(view, of_row(lane.stays.len())),
            moments: marks(lane, view, moments),
            labels: None,
        }
    }
}

/// Where the moments of a lane's hosts are; of those on one place the first.
fn marks(lane: &Lane, view: &PlotView, moments: &[PlotMoment]) -> Vec<f32> {
    let first = moments.partition_point(|moment| moment.time < view.from);
    let end = moments.partition_point(|moment| moment.time <= view.to);
    let mut marks: Vec<f32> = Vec::new();
    for moment in moments.get(first..end).unwrap_or_default() {
        let x = view.x(moment.time);
        let is_new = marks.last().is_none_or(|last| x - last >= CLOSEST_MOMENTS);
        if is_new && lane.is_on_any(&moment.hosts) {
            marks.push(x);
        }
    }
    marks
}
