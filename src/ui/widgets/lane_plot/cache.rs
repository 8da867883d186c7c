//! What was drawn last: a frame in which neither lanes nor view nor selection changed draws it
//! again without looking at a single bar.

use std::collections::HashMap;

use egui::Rangef;

use super::labels::LaneLabel;
use super::types::PlotMoment;
use crate::analysis::lanes::Lane;
use crate::analysis::lanes::density::FailureColumn;
use crate::analysis::lanes::merge::{DrawnBar, PlotView};

/// Rectangles of more lanes than this are not kept: no screen shows as many.
const MAX_LANES: usize = 256;

/// Marks of moments are not closer to each other than this, in points.
const CLOSEST_MOMENTS: f32 = 2.0;

/// Which lanes and which selection: a number of either changes when the thing does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheKey {
    /// Of the lanes.
    pub lanes: u64,
    /// Of the selection.
    pub selection: u64,
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

/// The rectangles of the lanes that were in view.
#[derive(Default)]
pub struct LanePlotCache {
    stamp: CacheKey,
    view: Option<PlotView>,
    /// Where on the screen the bars were.
    x: Option<Rangef>,
    /// For each lane, for each of its rows, the places of the selected bars.
    chosen: HashMap<usize, Vec<Vec<u32>>>,
    drawn: HashMap<usize, DrawnLane>,
}

impl LanePlotCache {
    /// Where on the screen the bars were, from left to right.
    pub fn x(&self) -> Option<Rangef> {
        self.x
    }

    /// The bars are drawn there.
    pub(super) fn set_x(&mut self, x: Rangef) {
        self.x = Some(x);
    }

    /// What is drawn of a lane.
    pub(super) fn drawn(
        &mut self,
        stamp: CacheKey,
        view: &PlotView,
        (index, lane): (usize, &Lane),
        moments: &[PlotMoment],
        selected: &dyn Fn(u32) -> bool,
    ) -> &mut DrawnLane {
        if self.stamp != stamp {
            *self = Self {
                stamp,
                x: self.x,
                ..Self::default()
            };
        }
        if self.view != Some(*view) || self.drawn.len() > MAX_LANES {
            self.view = Some(*view);
            self.drawn.clear();
        }
        if self.chosen.len() > MAX_LANES {
            self.chosen.clear();
        }
        self.drawn.entry(index).or_insert_with(|| {
            let chosen = self
                .chosen
                .entry(index)
                .or_insert_with(|| lane.rows().map(|row| row.chosen(selected)).collect());
            drawn(lane, view, chosen, moments)
        })
    }
}

fn drawn(lane: &Lane, view: &PlotView, chosen: &[Vec<u32>], moments: &[PlotMoment]) -> DrawnLane {
    let of_row = |row: usize| chosen.get(row).map_or(&[][..], Vec::as_slice);
    let rows = lane.stays.iter().enumerate();
    let mut stays: Vec<_> = rows
        .map(|(row, bars)| bars.drawn(view, of_row(row)))
        .collect();
    while stays.last().is_some_and(Vec::is_empty) {
        stays.pop();
    }
    DrawnLane {
        stays,
        left_open: lane.left_open.drawn(view, &[]),
        failures: lane.refusals.columns(view, of_row(lane.stays.len())),
        moments: marks(lane, view, moments),
        labels: None,
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
