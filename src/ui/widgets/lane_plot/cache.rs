//! What was drawn last: a frame in which neither lanes nor view nor selection changed draws it
//! again without looking at a single bar.

use std::collections::HashMap;

use egui::Rangef;

use super::drawn::{DrawnLane, PlotMoment};
use crate::analysis::lanes::Lane;
use crate::analysis::lanes::merge::PlotView;

/// Rectangles of more lanes than this are not kept: no screen shows as many.
const MAX_LANES: usize = 256;

/// Which lanes and which selection: a number of either changes when the thing does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheKey {
    /// Of the lanes.
    pub lanes: u64,
    /// Of the selection.
    pub selection: u64,
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
            DrawnLane::of(lane, view, chosen, moments)
        })
    }
}
