//! Writes the shapes of a picture as SVG.

use std::fmt::Write as _;

use egui::{Color32, Rangef};

use crate::analysis::lanes::EdgeCertainty;
use crate::analysis::lanes::merge::DrawnBar;
use crate::analysis::sentence::printable;

/// Length of a hatched end or an arrow, at most, and width of a stripe.
const EDGE: f32 = 18.0;
const STRIPE: f32 = 3.0;

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

    /// A stay, or several that cannot be distinguished.
    pub(super) fn bar(
        &mut self,
        drawn: &DrawnBar,
        (left, right): (f32, f32),
        y: Rangef,
        color: Color32,
    ) {
        let opacity = if drawn.entered { 1.0 } else { 0.5 };
        let edge = EDGE.min((right - left) / 2.0);
        let length = |kind| {
            if kind == EdgeCertainty::Known {
                0.0
            } else {
                edge
            }
        };
        let from = left + length(drawn.start_edge);
        let to = right - length(drawn.end_edge);
        if drawn.count() > 1 {
            let title = format!("<g><title>{} sessions</title>", drawn.count());
            self.raw(&title);
        }
        self.rect((from, to), (y.min, y.max), color, opacity);
        self.edge(drawn.start_edge, (from, left), y, color);
        self.edge(drawn.end_edge, (to, right), y, color);
        if drawn.count() > 1 {
            self.raw("</g>\n");
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
