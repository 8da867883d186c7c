//! How far the evidence reaches, as thin lines under the time of the lanes. A full bar is where
//! records are, a hollow one where their numbers are missing, and where there is nothing, nothing
//! is known. Moments have letters, so that no colours have to be distinguished.

use egui::{
    Align2, Color32, FontId, Rangef, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind,
    TextStyle, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};

use super::span_wording::{NOTHING, is_doubt, letter, name, part_words, point_words, said};
use crate::analysis::evidence_span::{SpanLine, SpanPart, SpanPartKind, SpanPointKind};
use crate::analysis::lanes::merge::PlotView;
use crate::analysis::lanes::zoom::TimeRange;
use crate::case::Case;
use crate::domain::time::{DisplayZone, Timestamp};

/// Height of a line.
const LINE: f32 = 18.0;

/// Where the bar is within a line: below the letters.
const BAR: Rangef = Rangef {
    min: 11.0,
    max: 17.0,
};

/// Space around a name.
const MARGIN: f32 = 6.0;

/// Letters are not closer than this; those between have a tick only.
const CLOSEST: f32 = 8.0;

/// The pointer may miss by so much.
const TOLERANCE: f32 = 4.0;

/// Lists at most this many moments.
const MOST: usize = 8;

/// What a view shows.
pub struct SpanLines<'a> {
    /// The case, for the names of hosts.
    pub case: &'a Case,
    /// The lines.
    pub lines: &'a [SpanLine],
    /// What of time is in view.
    pub view: TimeRange,
    /// Where on the screen that is; the names are at the left of it.
    pub x: Rangef,
    /// The zone of moments.
    pub zone: &'a DisplayZone,
}

impl SpanLines<'_> {
    /// Fills the available space.
    pub fn show(self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let view = PlotView {
            from: self.view.from,
            to: self.view.to,
            pixels: self.x.span(),
        };
        ScrollArea::vertical()
            .id_salt("reach")
            .auto_shrink(false)
            .show_rows(ui, LINE, self.lines.len(), |ui, rows| {
                let first = rows.start;
                let lines = self.lines.get(rows).unwrap_or_default();
                for (index, line) in (first..).zip(lines) {
                    self.line(ui, index, line, &view);
                }
            });
    }

    fn line(&self, ui: &mut Ui, index: usize, line: &SpanLine, view: &PlotView) {
        let size = vec2(ui.available_width(), LINE);
        let (_, rect) = ui.allocate_space(size);
        let id = ui.scope_id().with(("reach", index));
        let response = ui.interact(rect, id, Sense::hover());
        let host = self.case.host_name(line.host);
        let label = said(host, line, self.zone);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &label));
        let names = rect.with_max_x(self.x.min);
        write_name(ui, names, &name(host, line));
        let bars = Rect::from_x_y_ranges(self.x, rect.y_range());
        let painter = ui.painter_at(bars.intersect(ui.clip_rect()));
        let mut pen = Pen {
            painter,
            view,
            bars,
            text: ui.visuals().text_color(),
            weak: ui.visuals().weak_text_color(),
            warn: ui.visuals().warn_fg_color,
        };
        pen.parts(line);
        pen.points(line);
        self.tell(response, names, line, view, &label);
    }

    /// Shows a summary of the line over its name, and what is under the pointer over the line.
    fn tell(&self, response: Response, names: Rect, line: &SpanLine, view: &PlotView, label: &str) {
        let Some(pos) = response.hover_pos() else {
            return;
        };
        if names.contains(pos) {
            response.on_hover_text(label);
            return;
        }
        let x = |time: Timestamp| self.x.min + view.x(time.as_unix_seconds());
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
        response.on_hover_ui_at_pointer(|ui| {
            for word in words {
                ui.label(word);
            }
        });
    }
}

fn write_name(ui: &Ui, rect: Rect, name: &str) {
    let text = WidgetText::from(egui::RichText::new(name).size(11.0)).into_galley(
        ui,
        Some(TextWrapMode::Truncate),
        rect.width() - 2.0 * MARGIN,
        TextStyle::Body,
    );
    let place = rect.shrink2(vec2(MARGIN, 0.0));
    let place = Align2::LEFT_CENTER.align_size_within_rect(text.size(), place);
    let color = ui.visuals().text_color();
    ui.painter().galley(place.min, text, color);
}

/// Paints one line.
struct Pen<'a> {
    painter: egui::Painter,
    view: &'a PlotView,
    bars: Rect,
    text: Color32,
    weak: Color32,
    warn: Color32,
}

impl Pen<'_> {
    fn x(&self, time: Timestamp) -> f32 {
        self.bars.left() + self.view.x(time.as_unix_seconds())
    }

    /// What lies left of `last` is drawn already: a thousand gaps within a pixel are one.
    fn parts(&mut self, line: &SpanLine) {
        let top = self.bars.top();
        let y = Rangef::new(top + BAR.min, top + BAR.max);
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
                    self.painter.rect_filled(rect, 0.0, self.weak);
                }
                SpanPartKind::Missing { .. } => {
                    let stroke = Stroke::new(1.0, self.warn);
                    self.painter
                        .rect_stroke(rect, 0.0, stroke, StrokeKind::Inside);
                }
                SpanPartKind::Asleep => {
                    self.painter
                        .hline(x, y.center(), Stroke::new(1.5, self.weak));
                }
            }
        }
    }

    /// What may make the evidence doubtful has its letter first, where there is no room for all.
    fn points(&mut self, line: &SpanLine) {
        let mut letters: Vec<f32> = Vec::new();
        for is_doubtful in [true, false] {
            let color = if is_doubtful { self.warn } else { self.text };
            let such = |what: &SpanPointKind| is_doubt(what) == is_doubtful;
            for point in line.points.iter().filter(|point| such(&point.kind)) {
                let x = self.x(point.time);
                if !self.bars.x_range().contains(x) {
                    continue;
                }
                let stroke = Stroke::new(1.0, color);
                self.painter.vline(x, self.bars.y_range(), stroke);
                if letters.iter().any(|other| (x - other).abs() < CLOSEST) {
                    continue;
                }
                letters.push(x);
                let place = pos2(x + 2.0, self.bars.top() - 1.0);
                let font = FontId::monospace(9.5);
                let word = letter(&point.kind);
                self.painter
                    .text(place, Align2::LEFT_TOP, word, font, color);
            }
        }
    }
}
