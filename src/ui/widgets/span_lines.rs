//! How far the evidence reaches, as lines under an axis of time. A full bar is where records are, a hatched one where
//! their numbers are missing, and where there is nothing, nothing is known. Moments have shapes or letters, so that no
//! colours have to be distinguished.

use egui::{
    Align2, FontId, Rangef, Rect, Response, Role, ScrollArea, Sense, Shape, Stroke, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::lane_plot::{AXIS_HEIGHT, gutter_width};
use super::parts::chart;
use super::parts::cut::{Cut, fit};
use super::span_wording::{
    NOTHING, is_doubt, letter, log_name, outside_words, part_words, point_words, said,
};
use super::time_axis::{time_axis, time_caption, view_in};
use crate::analysis::evidence_span::{SpanLine, SpanPart, SpanPartKind, SpanPointKind};
use crate::analysis::lanes::merge::PlotView;
use crate::analysis::lanes::zoom::TimeRange;
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::time::{DisplayZone, Timestamp};
use crate::ui::theme::tokens::Tokens;
use crate::ui::theme::{self, fonts};

/// Height of a line.
pub const LINE: f32 = 20.0;

/// Height of the bar within a line.
const BAR: f32 = 9.0;

/// Letters and shapes are not closer than this; those between have a tick only.
const CLOSEST: f32 = 9.0;

/// The pointer may miss by so much.
const TOLERANCE: f32 = 4.0;

/// Lists at most this many moments.
const MOST: usize = 8;

/// Space between a name and the bars.
const MARGIN: f32 = 12.0;

/// Half the size of a shape.
const SHAPE: f32 = 4.5;

/// What a view shows.
pub struct SpanLines<'a> {
    /// The case, for the names of hosts.
    pub case: &'a Case,
    /// The lines.
    pub lines: &'a [SpanLine],
    /// The time of nearly all records.
    pub whole: Option<TimeRange>,
    /// What of time is in view.
    pub view: TimeRange,
    /// The zone of moments.
    pub zone: &'a DisplayZone,
}

impl SpanLines<'_> {
    /// Fills the available space.
    pub fn show(self, ui: &mut Ui) {
        let room = ui.available_rect_before_wrap();
        ui.allocate_rect(room, Sense::hover());
        let header = room.with_max_y(room.top() + AXIS_HEIGHT);
        let area = room.with_min_y(header.bottom());
        if self.lines.is_empty() {
            let color = theme::tokens(ui).third;
            let text = "No log of this case says how far it reaches.";
            ui.painter().text(
                area.center(),
                Align2::CENTER_CENTER,
                text,
                fonts::label(),
                color,
            );
            return;
        }
        let mut child = ui.new_child(UiBuilder::new().max_rect(area).id_salt("reach"));
        child.spacing_mut().item_spacing.y = 0.0;
        child.spacing_mut().scroll.fade.strength = 0.0;
        let mut x = Rangef::new(area.left() + gutter_width(area.width()), area.right());
        ScrollArea::vertical()
            .id_salt("reach")
            .auto_shrink(false)
            .show_rows(&mut child, LINE, self.lines.len(), |ui, rows| {
                let width = ui.available_width();
                let left = ui.max_rect().left();
                x = Rangef::new(left + gutter_width(width), left + width);
                let view = view_in(self.view.from, self.view.to, x);
                let first = rows.start;
                let lines = self.lines.get(rows).unwrap_or_default();
                let mut host = None;
                for (index, line) in (first..).zip(lines) {
                    let is_new = host != Some(line.host);
                    host = Some(line.host);
                    self.line(ui, (index, is_new), line, &view, x);
                }
            });
        let view = view_in(self.view.from, self.view.to, x);
        let labels = Rect::from_x_y_ranges(x, header.y_range());
        // The lines of the axis would lie over the bars.
        time_axis(ui, self.zone, &view, labels, labels);
        time_caption(ui, self.zone, &view, header.with_max_x(x.min - 8.0));
    }

    fn line(
        &self,
        ui: &mut Ui,
        (index, is_new): (usize, bool),
        line: &SpanLine,
        view: &PlotView,
        x: Rangef,
    ) {
        let size = vec2(ui.available_width(), LINE);
        let (_, rect) = ui.allocate_space(size);
        let id = ui.scope_id().with(("reach", index));
        let response = ui.interact(rect, id, Sense::hover());
        let host = self.case.host_name(line.host);
        let label = said(host, line, self.zone);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &label));
        let tokens = theme::tokens(ui);
        ui.painter().hline(
            rect.x_range(),
            rect.bottom() - 0.5,
            Stroke::new(1.0, tokens.line),
        );
        let names = rect.with_max_x(x.min - MARGIN);
        write_name(ui, names, (host, is_new), line);
        let bars = Rect::from_x_y_ranges(x, rect.y_range());
        let mut pen = Pen {
            painter: ui.painter_at(bars.intersect(ui.clip_rect())),
            view,
            bars,
            tokens,
        };
        pen.parts(line);
        pen.points(line);
        pen.outside(line, self.whole);
        self.tell(response, (names, x), line, view, &label);
    }

    /// Shows a summary of the line over its name, and what is under the pointer over the line.
    fn tell(
        &self,
        response: Response,
        (names, range): (Rect, Rangef),
        line: &SpanLine,
        view: &PlotView,
        label: &str,
    ) {
        let Some(pos) = response.hover_pos() else {
            return;
        };
        if pos.x <= names.right() {
            response.on_hover_text(label);
            return;
        }
        let x = |time: Timestamp| range.min + view.x(time.as_unix_seconds());
        let points = line.points.iter();
        let near = points.filter(|point| (x(point.time) - pos.x).abs() <= TOLERANCE);
        let mut words: Vec<String> = near
            .take(MOST)
            .map(|point| point_words(point, self.zone))
            .collect();
        let at = |part: &&SpanPart| {
            x(part.from) - 1.0 <= pos.x && pos.x <= (x(part.to)).max(x(part.from) + 1.0)
        };
        let parts = line.parts.iter().filter(at).take(MOST);
        words.extend(parts.map(|part| part_words(part, self.zone)));
        if words.is_empty() {
            words.push(NOTHING.to_owned());
        }
        words.extend(
            self.whole
                .map_or_else(Vec::new, |whole| outside_words(line, &whole, self.zone)),
        );
        response.on_hover_ui_at_pointer(|ui| {
            for word in words {
                ui.label(word);
            }
        });
    }
}

/// The host, once for all of its lines, and the log.
fn write_name(ui: &Ui, rect: Rect, (host, is_new): (&str, bool), line: &SpanLine) {
    let tokens = theme::tokens(ui);
    let mut left = rect.left();
    let host = host.split('.').next().unwrap_or(host);
    let (galley, _) = fit(
        ui,
        &printable(host),
        (fonts::medium(12.0), tokens.text),
        90.0,
        Cut::Middle,
    );
    let indent = galley.size().x + 10.0;
    if is_new {
        let place = pos2(left, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(place, galley, tokens.text);
    }
    left += indent;
    let look = (fonts::label(), tokens.second);
    let (galley, _) = fit(
        ui,
        &log_name(line),
        look,
        (rect.right() - left).max(10.0),
        Cut::Middle,
    );
    let place = pos2(left, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(place, galley, tokens.second);
}

/// Paints one line.
struct Pen<'a> {
    painter: egui::Painter,
    view: &'a PlotView,
    bars: Rect,
    tokens: &'a Tokens,
}

impl Pen<'_> {
    fn x(&self, time: Timestamp) -> f32 {
        self.bars.left() + self.view.x(time.as_unix_seconds())
    }

    /// What lies left of `last` is drawn already: a thousand gaps within a pixel are one.
    fn parts(&mut self, line: &SpanLine) {
        let center = self.bars.center().y;
        let y = Rangef::new(center - BAR / 2.0, center + BAR / 2.0);
        let mut last = f32::NEG_INFINITY;
        for part in &line.parts {
            let (from, to) = (self.x(part.from), self.x(part.to));
            let to = to.max(from + 1.0);
            if to < self.bars.left() || from > self.bars.right() || to <= last {
                continue;
            }
            last = to;
            // Far outside the screen, painting is not exact.
            let x = Rangef::new(from, to).intersection(self.bars.x_range().expand(9.0));
            let rect = Rect::from_x_y_ranges(x, y);
            match part.kind {
                SpanPartKind::Recorded => {
                    self.painter.rect_filled(rect, 1.0, self.tokens.came_in);
                }
                SpanPartKind::Missing { .. } => {
                    let color = self.tokens.third;
                    self.painter.rect_filled(rect, 1.0, self.tokens.raised);
                    self.painter.add(chart::hatch(rect, color));
                    let stroke = Stroke::new(1.0, color);
                    self.painter
                        .rect_stroke(rect, 1.0, stroke, StrokeKind::Inside);
                }
                SpanPartKind::Asleep => {
                    self.painter
                        .hline(x, center, Stroke::new(1.5, self.tokens.third));
                }
            }
        }
    }

    /// What may make the evidence doubtful has its sign first, where there is no room for all.
    fn points(&mut self, line: &SpanLine) {
        let mut signs: Vec<f32> = Vec::new();
        for is_doubtful in [true, false] {
            let such = |what: &SpanPointKind| is_doubt(what) == is_doubtful;
            for point in line.points.iter().filter(|point| such(&point.kind)) {
                let x = self.x(point.time);
                if !self.bars.x_range().contains(x) {
                    continue;
                }
                let has_room = signs.iter().all(|other| (x - other).abs() >= CLOSEST);
                if has_room {
                    signs.push(x);
                }
                self.point(x, &point.kind, has_room);
            }
        }
    }

    fn point(&self, x: f32, kind: &SpanPointKind, has_room: bool) {
        let (top, bottom) = (self.bars.top(), self.bars.bottom());
        let center = self.bars.center().y;
        let none = Stroke::NONE;
        match kind {
            SpanPointKind::Cleared(_) => {
                let color = self.tokens.look_first;
                let y = Rangef::new(top + 1.0, bottom - 3.0);
                self.painter.vline(x, y, Stroke::new(1.5, color));
                let corners = [(-SHAPE, 1.0), (SHAPE, 1.0), (0.0, 8.0)];
                let corners = corners.map(|(dx, dy)| pos2(x + dx, top + dy));
                self.painter
                    .add(Shape::convex_polygon(corners.to_vec(), color, none));
            }
            SpanPointKind::ClockSet(..) => {
                let stroke = Stroke::new(1.5, self.tokens.worth_a_look);
                let corners = [(0.0, -7.0), (SHAPE, 0.0), (0.0, 7.0), (-SHAPE, 0.0)];
                let corners = corners.map(|(dx, dy)| pos2(x + dx, center + dy));
                let ground = self.tokens.ground;
                self.painter
                    .add(Shape::convex_polygon(corners.to_vec(), ground, stroke));
            }
            kind => {
                let color = if is_doubt(kind) {
                    self.tokens.worth_a_look
                } else {
                    self.tokens.second
                };
                let y = Rangef::new(center + BAR / 2.0 - 1.0, bottom - 1.0);
                self.painter.vline(x, y, Stroke::new(1.0, color));
                if has_room {
                    let place = pos2(x + 2.0, top - 1.0);
                    let font = FontId::monospace(8.5);
                    self.painter
                        .text(place, Align2::LEFT_TOP, letter(kind), font, color);
                }
            }
        }
    }

    /// An arrow at an edge beyond which the line goes on, far outside the time of nearly all records.
    fn outside(&self, line: &SpanLine, whole: Option<TimeRange>) {
        let (Some((from, to)), Some(whole)) = (line.extent(), whole) else {
            return;
        };
        let center = self.bars.center().y;
        let ends = [
            (from.as_unix_seconds() < whole.from, self.bars.left(), 1.0),
            (to.as_unix_seconds() > whole.to, self.bars.right(), -1.0),
        ];
        for (goes_on, x, inwards) in ends {
            if goes_on {
                let corners = [(0.0, 0.0), (7.0, -5.0), (7.0, 5.0)];
                let corners = corners.map(|(dx, dy)| pos2(x + inwards * dx, center + dy));
                let stroke = Stroke::new(1.0, self.tokens.ground);
                let color = self.tokens.text;
                self.painter
                    .add(Shape::convex_polygon(corners.to_vec(), color, stroke));
            }
        }
    }
}
