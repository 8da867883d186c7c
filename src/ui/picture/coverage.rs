//! How far the evidence reaches, below the lanes of the picture and under the same time.

use std::collections::BTreeSet;

use egui::Color32;

use super::pen::{Pen, escaped};
use super::sheet::{MAX_LANES, NAMES, Sheet, TOKENS, WIDTH, inside, shortened};
use crate::analysis::evidence_span::{SpanLine, SpanPartKind, SpanPointKind};
use crate::analysis::lanes::merge::PlotView;
use crate::domain::time::Timestamp;
use crate::ui::widgets::span_wording::{LEGEND, is_doubt, letter, name, point_words};

/// Height of a line, and where in it the bar is: below the letters.
const LINE: f32 = 18.0;
const BAR: (f32, f32) = (11.0, 17.0);

/// Room above the lines, for their title.
const HEAD: f32 = 22.0;

/// Height of a line of the legend.
const WORDS: f32 = 14.0;

/// Letters are not closer than this; those between have a tick only.
const CLOSEST: f32 = 8.0;

/// How much room these lines need, with their title.
pub(super) fn height(lines: &[SpanLine]) -> f32 {
    match lines.len().min(MAX_LANES) {
        0 => 0.0,
        shown => HEAD + shown as f32 * LINE,
    }
}

/// How much room their legend needs.
pub(super) fn legend_height(lines: &[SpanLine]) -> f32 {
    match lines {
        [] => 0.0,
        _ => LEGEND.lines().count() as f32 * WORDS,
    }
}

impl Sheet<'_> {
    /// The lines, from `top` on.
    pub(super) fn coverage(&self, pen: &mut Pen, top: f32) {
        if self.reach.is_empty() {
            return;
        }
        let color = TOKENS.text;
        let more = self.reach.len().saturating_sub(MAX_LANES);
        let title = match more {
            0 => "How far the evidence reaches".to_owned(),
            more => format!("How far the evidence reaches ({more} more lines are left out)"),
        };
        pen.text((10.0, top + 15.0), 12.0, color, &title);
        let view = self.view();
        let mut y = top + HEAD;
        for line in self.reach.iter().take(MAX_LANES) {
            let host = self.case.host_name(line.host);
            pen.text((10.0, y + 14.0), 11.0, color, &shortened(&name(host, line)));
            parts(pen, line, &view, y);
            self.points(pen, line, &view, y);
            outside(pen, line, &view, y);
            y += LINE;
        }
        for words in LEGEND.lines() {
            pen.text((10.0, y + 13.0), 11.0, TOKENS.third, words);
            y += WORDS;
        }
    }

    /// What may make the evidence doubtful has its letter first, where there is no room for all.
    fn points(&self, pen: &mut Pen, line: &SpanLine, view: &PlotView, y: f32) {
        let mut letters: Vec<f32> = Vec::new();
        let mut ticks: BTreeSet<i64> = BTreeSet::new();
        for is_doubtful in [true, false] {
            let color = if is_doubtful {
                TOKENS.look_first
            } else {
                TOKENS.text
            };
            let points = line.points.iter();
            for point in points.filter(|point| is_doubt(&point.kind) == is_doubtful) {
                let at = x(view, point.time);
                if !(0.0..=WIDTH).contains(&at) || !ticks.insert(at as i64) {
                    continue;
                }
                let at = NAMES + at;
                let title = escaped(&point_words(point, self.zone));
                pen.raw(&format!("<g><title>{title}</title>"));
                pen.rect((at, at + 1.0), (y, y + LINE), color, 1.0);
                if letters.iter().all(|other| (at - other).abs() >= CLOSEST) {
                    letters.push(at);
                    sign(pen, (at, y), color, &point.kind);
                }
                pen.raw("</g>\n");
            }
        }
    }
}

/// What lies left of what is drawn already is not drawn again: a thousand gaps in a pixel are one.
fn parts(pen: &mut Pen, line: &SpanLine, view: &PlotView, y: f32) {
    let bar = (y + BAR.0, y + BAR.1);
    let mut last = f32::NEG_INFINITY;
    for part in &line.parts {
        let (from, to) = (x(view, part.from), x(view, part.to));
        let to = to.max(from + 1.0);
        if to < 0.0 || from > WIDTH || to <= last {
            continue;
        }
        last = to;
        let across = inside(from, to);
        match part.kind {
            SpanPartKind::Recorded => pen.rect(across, bar, TOKENS.came_in, 1.0),
            SpanPartKind::Missing { .. } => {
                pen.hatch(across, bar, TOKENS.third);
                pen.frame(across, bar, TOKENS.third);
            }
            SpanPartKind::Asleep => {
                let middle = f32::midpoint(bar.0, bar.1);
                let thin = (middle - 0.75, middle + 0.75);
                pen.rect(across, thin, TOKENS.third, 1.0);
            }
        }
    }
}

/// An arrow at an edge beyond which a line goes on.
fn outside(pen: &mut Pen, line: &SpanLine, view: &PlotView, y: f32) {
    let Some((from, to)) = line.extent() else {
        return;
    };
    let middle = y + f32::midpoint(BAR.0, BAR.1);
    let ends = [
        (from.as_unix_seconds() < view.from, NAMES, 1.0),
        (to.as_unix_seconds() > view.to, NAMES + WIDTH, -1.0),
    ];
    for (goes_on, x, inwards) in ends {
        if goes_on {
            let back = x + inwards * 7.0;
            let corners = [(x, middle), (back, middle - 5.0), (back, middle + 5.0)];
            pen.polygon(&corners, TOKENS.text);
        }
    }
}

/// The shape or letter of a moment.
fn sign(pen: &mut Pen, (x, y): (f32, f32), color: Color32, kind: &SpanPointKind) {
    match kind {
        SpanPointKind::Cleared(_) => {
            pen.polygon(&[(x - 4.5, y), (x + 4.5, y), (x, y + 7.0)], color);
        }
        SpanPointKind::ClockSet(..) => {
            let corners = [
                (x, y + 1.0),
                (x + 4.0, y + 7.0),
                (x, y + 13.0),
                (x - 4.0, y + 7.0),
            ];
            pen.polygon(&corners, color);
        }
        kind => pen.text((x + 2.0, y + 9.0), 9.5, color, letter(kind)),
    }
}

/// Where a moment is, from the left edge of the time.
fn x(view: &PlotView, time: Timestamp) -> f32 {
    view.x(time.as_unix_seconds())
}
