//! Writes the shapes of a picture as SVG.

use std::fmt::Write as _;

use egui::{Color32, Rangef};

use crate::analysis::lanes::EdgeCertainty;
use crate::analysis::lanes::merge::DrawnBar;
use crate::analysis::sentence::printable;
use crate::ui::theme::signs::{BarForm, Family};
use crate::ui::theme::tokens::Tokens;
use crate::ui::widgets::lane_plot::form_band;

/// Length of a hatched end or an arrow, at most, and width of a stripe.
const EDGE: f32 = 18.0;
const STRIPE: f32 = 3.0;

/// Distance of slanted lines.
const HATCH: f32 = 5.0;

/// A text as XML has it; what XML cannot hold was made printable before.
pub(super) fn escaped(text: &str) -> String {
    printable(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn hex(color: Color32) -> String {
    let [r, g, b, _] = color.to_srgba_unmultiplied();
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Writes shapes.
#[derive(Default)]
pub(super) struct Pen {
    /// What was written.
    pub out: String,
}

impl Pen {
    /// Writes SVG as it is.
    pub(super) fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A filled rectangle.
    pub(super) fn rect(&mut self, x: (f32, f32), y: (f32, f32), color: Color32, opacity: f32) {
        let (width, height) = (x.1 - x.0, y.1 - y.0);
        if width <= 0.0 || height <= 0.0 {
            return;
        }
        // Writing to a string does not fail.
        let _ = writeln!(
            self.out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             fill=\"{}\" fill-opacity=\"{opacity}\"/>",
            x.0,
            y.0,
            hex(color)
        );
    }

    /// The edge of a rectangle.
    pub(super) fn frame(&mut self, x: (f32, f32), y: (f32, f32), color: Color32) {
        let _ = writeln!(
            self.out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"none\" \
             stroke=\"{}\"/>",
            x.0 + 0.5,
            y.0 + 0.5,
            (x.1 - x.0 - 1.0).max(0.1),
            (y.1 - y.0 - 1.0).max(0.1),
            hex(color)
        );
    }

    /// A filled shape.
    pub(super) fn polygon(&mut self, points: &[(f32, f32)], color: Color32) {
        let places = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}"));
        let places = places.collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            self.out,
            "<polygon points=\"{places}\" fill=\"{}\"/>",
            hex(color)
        );
    }

    /// A text; what XML would read is escaped.
    pub(super) fn text(&mut self, place: (f32, f32), size: f32, color: Color32, text: &str) {
        let _ = writeln!(
            self.out,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{size}\" fill=\"{}\">{}</text>",
            place.0,
            place.1,
            hex(color),
            escaped(text)
        );
    }

    /// A line from one point to another.
    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), color: Color32, width: f32) {
        let _ = writeln!(
            self.out,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{}\" \
             stroke-width=\"{width}\"/>",
            from.0,
            from.1,
            to.0,
            to.1,
            hex(color)
        );
    }

    /// A dotted line.
    pub(super) fn dots(&mut self, x: (f32, f32), y: f32, color: Color32) {
        let _ = writeln!(
            self.out,
            "<line x1=\"{:.1}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"{}\" \
             stroke-width=\"1.5\" stroke-dasharray=\"2 2\"/>",
            x.0,
            x.1,
            hex(color)
        );
    }

    /// Slanted lines that fill a rectangle.
    pub(super) fn hatch(&mut self, x: (f32, f32), y: (f32, f32), color: Color32) {
        let height = y.1 - y.0;
        let mut at = x.0 - height;
        while at < x.1 {
            // On a line of 45 degrees a step to the side is a step up.
            let (left, right) = (at.max(x.0), (at + height).min(x.1));
            if left < right {
                let from = (left, y.1 - (left - at));
                self.line(from, (right, y.1 - (right - at)), color, 1.2);
            }
            at += HATCH;
        }
    }

    /// A stay, or several that cannot be distinguished, in the form of its kind.
    pub(super) fn bar(
        &mut self,
        drawn: &DrawnBar,
        (left, right): (f32, f32),
        band: Rangef,
        tokens: &Tokens,
    ) {
        let family = Family::of(drawn.kind);
        let (form, color) = (family.form(), family.color(tokens));
        let y = form_band(form, band);
        let opacity = if drawn.entered { 1.0 } else { 0.5 };
        let edge = EDGE.min((right - left) / 2.0);
        let length = |kind| {
            if kind == EdgeCertainty::Known {
                0.0
            } else {
                edge
            }
        };
        let x = (
            left + length(drawn.start_edge),
            right - length(drawn.end_edge),
        );
        if drawn.count() > 1 {
            let title = format!("<g><title>{} sessions</title>", drawn.count());
            self.raw(&title);
        }
        self.body((x, (y.min, y.max)), (form, color, opacity), tokens.ground);
        self.edge(drawn.start_edge, (x.0, left), y, color);
        self.edge(drawn.end_edge, (x.1, right), y, color);
        if drawn.count() > 1 {
            self.raw("</g>\n");
        }
    }

    /// What the bars of a family look like.
    pub(super) fn sample(&mut self, family: Family, x: (f32, f32), y: (f32, f32), tokens: &Tokens) {
        let form = family.form();
        let band = form_band(form, Rangef::new(y.0, y.1));
        let look = (form, family.color(tokens), 1.0);
        self.body((x, (band.min, band.max)), look, tokens.ground);
    }

    fn body(
        &mut self,
        (x, y): ((f32, f32), (f32, f32)),
        (form, color, opacity): (BarForm, Color32, f32),
        ground: Color32,
    ) {
        let is_wide = x.1 - x.0 >= 6.0;
        match form {
            BarForm::Outline if is_wide => {
                self.rect(x, y, color, 0.14 * opacity);
                self.frame(x, y, color);
            }
            BarForm::Hatched if is_wide => {
                self.rect(x, y, color, opacity);
                self.hatch(x, y, ground);
            }
            BarForm::Underlined if is_wide => {
                self.rect(x, y, color, opacity);
                let line = y.1 - (y.1 - y.0) * 0.22;
                self.rect(x, (line - 1.0, line), ground, 0.8);
            }
            _ => self.rect(x, y, color, opacity),
        }
    }

    /// From the body to the tip.
    fn edge(&mut self, edge: EdgeCertainty, (body, tip): (f32, f32), y: Rangef, color: Color32) {
        match edge {
            EdgeCertainty::Known => {}
            EdgeCertainty::Inferred => {
                let (from, to) = (body.min(tip), body.max(tip));
                self.rect((from, to), (y.min, y.max), color, 0.3);
                let stripes = ((to - from) / (2.0 * STRIPE)).floor().max(0.0) as usize;
                for n in 0..stripes {
                    let x = from + (2 * n + 1) as f32 * STRIPE;
                    self.rect((x, x + STRIPE), (y.min, y.max), color, 1.0);
                }
            }
            EdgeCertainty::Open => {
                let points = [(body, y.min), (body, y.max), (tip, y.center())];
                self.polygon(&points, color);
            }
        }
    }
}
