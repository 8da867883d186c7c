//! What is drawn on a picture, and where the time is on it.

use crate::analysis::evidence_span::SpanLine;
use crate::analysis::lanes::Lane;
use crate::analysis::lanes::merge::PlotView;
use crate::analysis::lanes::zoom::TimeRange;
use crate::case::Case;
use crate::domain::time::DisplayZone;
use crate::ui::theme::tokens::{LIGHT, Tokens};
use crate::ui::widgets::lane_plot::PlotMoment;

/// Room for the names.
pub(super) const NAMES: f32 = 260.0;

/// Width of the time.
pub(super) const WIDTH: f32 = 1300.0;

/// No page holds more lanes. The picture says how many it leaves out.
pub(super) const MAX_LANES: usize = 1000;

/// No name is written longer than this.
pub(super) const LONGEST: usize = 44;

/// What is drawn.
pub(crate) struct Sheet<'a> {
    /// What the sessions are: the view and its filter, in words.
    pub about: &'a str,
    /// The lanes, from top to bottom.
    pub lanes: &'a [Lane],
    /// Which time.
    pub view: TimeRange,
    /// Marked in the lanes with sessions on their hosts.
    pub moments: &'a [PlotMoment],
    /// How far the evidence reaches, below the lanes; empty where it is not shown.
    pub reach: &'a [SpanLine],
    /// The case, for the names of hosts.
    pub case: &'a Case,
    /// The zone of all times.
    pub zone: &'a DisplayZone,
}

/// Height of a lane.
pub(super) const LANE: f32 = 24.0;

/// The colours: those for a light ground, because a picture is for paper.
pub(super) const TOKENS: &Tokens = &LIGHT;

impl Sheet<'_> {
    /// All of the time against the width.
    pub(super) fn view(&self) -> PlotView {
        PlotView {
            from: self.view.from,
            to: self.view.to,
            pixels: WIDTH,
        }
    }
}

/// The part of a bar that is inside the picture, on the sheet.
pub(super) fn inside(left: f32, right: f32) -> (f32, f32) {
    let on_sheet = |x: f32| NAMES + x.clamp(0.0, WIDTH);
    (on_sheet(left), on_sheet(right))
}

/// A name that is not too long for its room.
pub(super) fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let begin: String = name.chars().take(LONGEST - 1).collect();
    format!("{begin}…")
}
