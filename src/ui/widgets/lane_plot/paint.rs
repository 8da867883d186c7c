//! The bars as one mesh. Certainty is shown by shape as well as by colour: a known end is cut
//! straight, an inferred one is hatched, an open one fades into an arrow.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use egui::epaint::Mesh;
use egui::{Color32, Pos2, Rangef, Rect, Shape, Ui, Visuals, pos2};
use egui_plot::{PlotBounds, PlotGeometry, PlotItem, PlotItemBase, PlotTransform};

use super::cache::{CacheKey, LanePlotCache};
use super::types::{LANE_HEIGHT, LanePlot, PlotColors, PlotLayout, PlotMoment, view_of};
use crate::analysis::activities::times::ActivityTimes;
use crate::analysis::lanes::merge::DrawnBar;
use crate::analysis::lanes::zoom::TimeRange;
use crate::analysis::lanes::{EdgeCertainty, Lane};

/// Where stays are within a lane.
const STAYS: Rangef = Rangef {
    min: 3.0,
    max: 20.0,
};

/// Where refusals are: below the stays, so that a flood of them hides nothing.
const REFUSALS: Rangef = Rangef {
    min: 22.0,
    max: 28.0,
};

/// Length of a hatched end or of an arrow, at most.
const EDGE_LENGTH: f32 = 18.0;

/// In a bar that is narrower than this, marks would hide its kind.
const MIN_WIDTH_FOR_MARKS: f32 = 12.0;

/// Size of the flag of a moment.
const FLAG: f32 = 5.0;

/// Width of a stripe of the hatch, and of the gap after it.
const STRIPE: f32 = 3.0;

/// Where a row of a lane is, when the lane's top is at `top`. After the stays come the refusals.
pub fn band(lane: &Lane, row: usize, top: f32) -> Rangef {
    let rows = lane.stays.len();
    if row >= rows {
        return Rangef::new(top + REFUSALS.min, top + REFUSALS.max);
    }
    let height = STAYS.span() / rows as f32;
    let top = top + STAYS.min + row as f32 * height;
    Rangef::new(top, top + (height - 1.0).max(2.0))
}

/// The plot item that paints everything but axis and grid.
pub(super) struct Bars<'a> {
    base: PlotItemBase,
    lanes: &'a [Lane],
    moments: &'a [PlotMoment],
    activity: &'a ActivityTimes,
    scroll: f32,
    selected: &'a dyn Fn(u32) -> bool,
    stamp: CacheKey,
    memory: &'a RefCell<LanePlotCache>,
    brush: Option<(f64, f64)>,
    palette: PlotColors,
}

impl<'a> Bars<'a> {
    pub(super) fn new(plot: &'a LanePlot<'_>, scroll: f32, brush: Option<(f64, f64)>) -> Self {
        Self {
            base: PlotItemBase::new("bars".to_owned()),
            lanes: plot.lanes,
            moments: plot.moments,
            activity: plot.activity,
            scroll,
            selected: plot.selected,
            stamp: plot.stamp,
            memory: plot.memory,
            brush,
            palette: plot.palette,
        }
    }

    fn paint_lane(&self, pen: &mut Pen, layout: &PlotLayout, index: usize, lane: &Lane) {
        let top = layout.top(index);
        if index % 2 == 1 {
            let rect = Rect::from_x_y_ranges(layout.frame.x_range(), top..=top + LANE_HEIGHT);
            pen.mesh.add_colored_rect(rect, pen.visuals.faint_bg_color);
        }
        let mut memory = self.memory.borrow_mut();
        let drawn = memory.drawn(self.stamp, &layout.view, (index, lane), self.selected);
        let (stays, refusals) = drawn.split_at(lane.stays.len().min(drawn.len()));
        for (index, row) in stays.iter().enumerate() {
            let y = band(lane, index, top);
            for bar in row {
                let color = (self.palette.stay)(pen.visuals, bar.kind);
                // Nobody is known to have been in: paler.
                let color = if bar.entered {
                    color
                } else {
                    color.gamma_multiply(0.5)
                };
                pen.bar(bar, layout.frame.left(), y, color);
                let session = lane.stays.get(index).and_then(|row| bar.session(row));
                if let Some(session) = session {
                    self.paint_activity(pen, layout, (session, bar), y);
                }
            }
        }
        let y = band(lane, lane.stays.len(), top);
        let color = (self.palette.refusal)(pen.visuals);
        for bar in refusals.iter().flatten() {
            pen.tick(bar, layout.frame.left(), y, color);
        }
    }

    /// A mark in the bar of a session for each thing that was done in it.
    fn paint_activity(
        &self,
        pen: &mut Pen,
        layout: &PlotLayout,
        (session, bar): (u32, &DrawnBar),
        y: Rangef,
    ) {
        if bar.right - bar.left < MIN_WIDTH_FOR_MARKS {
            return;
        }
        let (from, to) = (layout.view.from, layout.view.to);
        let y = Rangef::new(y.center(), y.max);
        let color = pen.visuals.strong_text_color();
        let mut last = f32::NEG_INFINITY;
        for time in self.activity.within(session, from, to) {
            let x = layout.view.x(time).floor();
            // What falls on the same pixel is one mark.
            if x > last {
                let left = layout.frame.left() + x;
                pen.rect(Rangef::new(left, left + 1.5), y, color);
                last = x + 2.0;
            }
        }
    }

    /// Lines from top to bottom, with a flag at the top.
    fn paint_moments(&self, pen: &mut Pen, layout: &PlotLayout) {
        let color = pen.visuals.warn_fg_color;
        let inside =
            |moment: &&PlotMoment| (layout.view.from..=layout.view.to).contains(&moment.time);
        for moment in self.moments.iter().filter(inside) {
            let x = layout.frame.left() + layout.view.x(moment.time);
            let y = layout.frame.y_range();
            pen.rect(Rangef::new(x, x + 1.0), y, color.gamma_multiply(0.7));
            let flag = Rangef::new(y.min, y.min + 2.0 * FLAG);
            pen.triangle(
                pos2(x, flag.min),
                pos2(x, flag.max),
                pos2(x + FLAG, flag.center()),
                [color; 3],
            );
        }
    }

    fn paint_brush(&self, pen: &mut Pen, layout: &PlotLayout) {
        let Some((from, to)) = self.brush else { return };
        let x = |time| layout.frame.left() + layout.view.x(time);
        let range = Rangef::new(x(from), x(to));
        let color = pen.visuals.selection.bg_fill;
        let y = layout.frame.y_range();
        pen.rect(range, y, color.gamma_multiply(0.35));
        pen.rect(Rangef::new(range.min - 1.0, range.min), y, color);
        pen.rect(Rangef::new(range.max, range.max + 1.0), y, color);
    }
}

impl PlotItem for Bars<'_> {
    fn shapes(&self, ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let bounds = transform.bounds();
        let stretch = TimeRange {
            from: bounds.min()[0],
            to: bounds.max()[0],
        };
        let layout = PlotLayout {
            frame: *transform.frame(),
            scroll: self.scroll,
            view: view_of(stretch, *transform.frame()),
        };
        let mut pen = Pen {
            mesh: Mesh::default(),
            visuals: ui.visuals(),
        };
        self.paint_brush(&mut pen, &layout);
        let visible = layout.visible(self.lanes.len());
        let first = visible.start;
        for (n, lane) in self
            .lanes
            .get(visible)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            self.paint_lane(&mut pen, &layout, first + n, lane);
        }
        self.paint_moments(&mut pen, &layout);
        shapes.push(Shape::mesh(pen.mesh));
    }

    fn initialize(&mut self, _x_range: RangeInclusive<f64>) {}

    fn color(&self) -> Color32 {
        Color32::TRANSPARENT
    }

    fn geometry(&self) -> PlotGeometry<'_> {
        PlotGeometry::None
    }

    fn bounds(&self) -> PlotBounds {
        PlotBounds::NOTHING
    }

    fn base(&self) -> &PlotItemBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PlotItemBase {
        &mut self.base
    }
}

/// Draws into one mesh.
struct Pen<'a> {
    mesh: Mesh,
    visuals: &'a Visuals,
}

impl Pen<'_> {
    fn rect(&mut self, x: Rangef, y: Rangef, color: Color32) {
        self.mesh
            .add_colored_rect(Rect::from_x_y_ranges(x, y), color);
    }

    fn triangle(&mut self, a: Pos2, b: Pos2, c: Pos2, colors: [Color32; 3]) {
        let first = self.mesh.vertices.len() as u32;
        for (corner, color) in [a, b, c].into_iter().zip(colors) {
            self.mesh.colored_vertex(corner, color);
        }
        self.mesh.add_triangle(first, first + 1, first + 2);
    }

    /// A refused attempt, or several.
    fn tick(&mut self, drawn: &DrawnBar, left: f32, y: Rangef, color: Color32) {
        let x = Rangef::new(left + drawn.left, left + drawn.right);
        self.outline(drawn, x, y);
        self.rect(x, y, color);
    }

    /// A stay: a body, with an edge at each side that shows how well it is known.
    fn bar(&mut self, drawn: &DrawnBar, left: f32, y: Rangef, color: Color32) {
        let x = Rangef::new(left + drawn.left, left + drawn.right);
        self.outline(drawn, x, y);
        let edge = EDGE_LENGTH.min(x.span() / 2.0);
        let length = |kind| {
            if kind == EdgeCertainty::Known {
                0.0
            } else {
                edge
            }
        };
        let body = Rangef::new(
            x.min + length(drawn.start_edge),
            x.max - length(drawn.end_edge),
        );
        self.rect(body, y, color);
        self.edge(
            drawn.start_edge,
            Rangef::new(x.min, body.min),
            y,
            color,
            false,
        );
        self.edge(drawn.end_edge, Rangef::new(body.max, x.max), y, color, true);
    }

    fn outline(&mut self, drawn: &DrawnBar, x: Rangef, y: Rangef) {
        if drawn.selected {
            let color = self.visuals.selection.stroke.color;
            self.rect(x.expand(2.0), y.expand(2.0), color);
        }
    }

    fn edge(&mut self, edge: EdgeCertainty, x: Rangef, y: Rangef, color: Color32, to_right: bool) {
        match edge {
            EdgeCertainty::Known => {}
            EdgeCertainty::Inferred => {
                self.rect(x, y, color.gamma_multiply(0.3));
                let stripes = (x.span() / (2.0 * STRIPE)).floor() as usize;
                for n in 0..stripes {
                    let from = x.min + (2 * n + 1) as f32 * STRIPE;
                    self.rect(Rangef::new(from, from + STRIPE), y, color);
                }
            }
            EdgeCertainty::Open => {
                let (base, tip) = if to_right {
                    (x.min, x.max)
                } else {
                    (x.max, x.min)
                };
                let faded = color.gamma_multiply(0.15);
                let (top, bottom) = (pos2(base, y.min), pos2(base, y.max));
                self.triangle(top, bottom, pos2(tip, y.center()), [color, color, faded]);
            }
        }
    }
}
