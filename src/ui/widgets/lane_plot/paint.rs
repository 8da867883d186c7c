//! The lanes: bars and marks as one mesh, and the texts over it.

use egui::{Rangef, Rect, Shape, Stroke, Ui, pos2};

use super::bars::Pen;
use super::drawn::DrawnLane;
use super::labels::Labels;
use super::types::{LanePlot, PlotLayout, row_band};
use crate::analysis::lanes::Lane;
use crate::analysis::lanes::merge::DrawnBar;
use crate::ui::theme;

/// In a bar that is narrower than this, marks would hide its kind.
const MIN_WIDTH_FOR_MARKS: f32 = 12.0;

/// Half the width of the triangle of a cleared log.
const FLAG: f32 = 5.0;

/// Over bars, failures take at most this part of a lane: a flood of them hides nothing.
const SHARE_OVER_BARS: f32 = 0.5;

/// Failures are at least so high.
const LOWEST: f32 = 4.0;

impl LanePlot<'_> {
    /// Paints what is in view of the lanes.
    pub(super) fn paint(&self, ui: &Ui, layout: &PlotLayout, running: Option<(f64, f64)>) {
        let tokens = theme::tokens(ui);
        let frame = layout.frame;
        let painter = ui.painter_at(frame.intersect(ui.clip_rect()));
        let mut pen = Pen::new(tokens);
        paint_running(&mut pen, layout, running);
        let mut texts = Vec::new();
        let visible = layout.visible(self.lanes.len());
        let lanes = self.lanes.get(visible.clone()).unwrap_or_default();
        for (index, lane) in visible.zip(lanes) {
            let band = layout.band(index);
            let mut memory = self.memory.borrow_mut();
            let drawn = memory.drawn(
                self.stamp,
                &layout.view,
                (index, lane),
                self.moments,
                self.selected,
            );
            self.paint_lane(&mut pen, layout, (lane, drawn), band);
            if drawn.labels.is_none() {
                let labels = Labels {
                    ui,
                    case: self.case,
                    view: layout.view,
                    height: band.span(),
                };
                drawn.labels = Some(labels.of(lane, drawn));
            }
            for label in drawn.labels.iter().flatten() {
                let (galley, color) = label.galley(ui, tokens);
                // Capitals stand a little above the line of a screen session.
                let y = (band.center() - galley.size().y / 2.0 - 0.75).round();
                let place = pos2(frame.left() + label.x, y);
                texts.push(Shape::galley(place, galley, color));
            }
        }
        if let Some((from, to)) = self.brush.filter(|_| running.is_none()) {
            let range = (from.as_unix_seconds(), to.as_unix_seconds());
            dim_outside(&mut pen, layout, range);
        }
        if let Some(moment) = self.moment {
            let x = frame.left() + layout.view.x(moment.as_unix_seconds());
            pen.rect(
                Rangef::new(x - 0.75, x + 0.75),
                frame.y_range(),
                tokens.accent,
            );
        }
        painter.add(Shape::mesh(pen.mesh));
        painter.extend(texts);
    }

    fn paint_lane(
        &self,
        pen: &mut Pen,
        layout: &PlotLayout,
        (lane, drawn): (&Lane, &DrawnLane),
        band: Rangef,
    ) {
        let left = layout.frame.left();
        for tail in &drawn.left_open {
            pen.left_open(tail, left, layout.view.pixels, band);
        }
        let rows = drawn.stays.len();
        for (row, bars) in drawn.stays.iter().enumerate() {
            let y = row_band(band, row, rows);
            for bar in bars {
                pen.bar(bar, left, y);
                let session = lane.stays.get(row).and_then(|row| bar.session(row));
                if let Some(session) = session {
                    self.paint_activity(pen, layout, (session, bar), y);
                }
            }
        }
        for column in &drawn.failures {
            let y = column_band(drawn, column.height(), band);
            let x = Rangef::new(left + column.left, left + column.right);
            if column.selected {
                pen.rect(
                    x.expand(1.5),
                    Rangef::new(y.min - 1.5, y.max + 1.5),
                    pen.tokens.accent,
                );
            }
            pen.rect(x, y, pen.tokens.failed);
        }
        for x in &drawn.moments {
            paint_moment(pen, left + x, band);
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
        let y = Rangef::new(y.max - y.span() * 0.3, y.max);
        let color = pen.tokens.text;
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
}

/// Where a column of failures is, by its part of the highest.
pub(super) fn column_band(drawn: &DrawnLane, part: f32, band: Rangef) -> Rangef {
    let most = if drawn.stays.is_empty() {
        1.0
    } else {
        SHARE_OVER_BARS
    };
    let height = (band.span() * most * part).max(LOWEST);
    Rangef::new(band.max - height, band.max)
}

/// A log of a host of the lane was cleared: a triangle at the top, and a line.
fn paint_moment(pen: &mut Pen, x: f32, band: Rangef) {
    let color = pen.tokens.look_first;
    let top = band.min - 2.0;
    pen.rect(
        Rangef::new(x - 0.75, x + 0.75),
        Rangef::new(top, band.max + 1.0),
        color,
    );
    let corners = (
        pos2(x - FLAG, top),
        pos2(x + FLAG, top),
        pos2(x, top + 1.4 * FLAG),
    );
    pen.triangle(corners.0, corners.1, corners.2, [color; 3]);
}

/// The range that is being marked just now.
fn paint_running(pen: &mut Pen, layout: &PlotLayout, running: Option<(f64, f64)>) {
    let Some(range) = running else { return };
    let (x, y) = (range_of(layout, range), layout.frame.y_range());
    let accent = pen.tokens.accent;
    pen.rect(x, y, accent.gamma_multiply(0.2));
    edges(pen, x, y);
}

/// What the filter leaves out is darker.
fn dim_outside(pen: &mut Pen, layout: &PlotLayout, range: (f64, f64)) {
    let (x, y) = (range_of(layout, range), layout.frame.y_range());
    let dim = pen.tokens.ground.gamma_multiply(0.6);
    pen.rect(Rangef::new(layout.frame.left(), x.min), y, dim);
    pen.rect(Rangef::new(x.max, layout.frame.right()), y, dim);
    edges(pen, x, y);
}

fn range_of(layout: &PlotLayout, (from, to): (f64, f64)) -> Rangef {
    let frame = layout.frame;
    let x = |time| (frame.left() + layout.view.x(time)).clamp(frame.left(), frame.right());
    Rangef::new(x(from), x(to))
}

fn edges(pen: &mut Pen, x: Rangef, y: Rangef) {
    let accent = pen.tokens.accent;
    pen.rect(Rangef::new(x.min - 1.0, x.min), y, accent);
    pen.rect(Rangef::new(x.max, x.max + 1.0), y, accent);
}

/// Hairlines below the lanes in view, over their names too.
pub(super) fn hairlines(ui: &Ui, layout: &PlotLayout, whole: Rect, lanes: usize) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter_at(whole.intersect(ui.clip_rect()));
    let line = Stroke::new(1.0, tokens.line);
    for index in layout.visible(lanes) {
        let y = layout.top(index) + layout.lane - 0.5;
        painter.hline(whole.x_range(), y, line);
    }
}
