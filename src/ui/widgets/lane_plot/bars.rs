//! Bars as one mesh. The form shows the kind of a session, the ends how well they are known: a known end is cut straight, an
//! inferred one is hatched, an open one fades into an arrow.

use egui::epaint::Mesh;
use egui::{Color32, Pos2, Rangef, Rect, Shape, pos2};

use crate::analysis::lanes::EdgeCertainty;
use crate::analysis::lanes::merge::DrawnBar;
use crate::ui::theme::signs::{BarForm, Family};
use crate::ui::theme::tokens::Tokens;
use crate::ui::widgets::parts::chart;

/// Length of a hatched end or of an arrow, at most.
const EDGE_LENGTH: f32 = 18.0;

/// Width of a stripe of the hatch, and of the gap after it.
const STRIPE: f32 = 3.0;

/// Radius of the corners of a bar.
const RADIUS: f32 = 3.0;

/// A bar that is narrower is a plain rectangle: its form would not be seen.
const LEAST_FOR_FORM: f32 = 6.0;

/// An attempt that is not known to have succeeded is so much paler.
const PALE: f32 = 0.5;

/// Dots of a line and the gaps between.
const DOT: f32 = 2.0;

/// Draws into one mesh.
pub(super) struct Pen<'a> {
    /// What was drawn.
    pub mesh: Mesh,
    /// The colours.
    pub tokens: &'a Tokens,
}

impl<'a> Pen<'a> {
    /// An empty mesh.
    pub(super) fn new(tokens: &'a Tokens) -> Self {
        Self {
            mesh: Mesh::default(),
            tokens,
        }
    }

    /// A filled rectangle.
    pub(super) fn rect(&mut self, x: Rangef, y: Rangef, color: Color32) {
        self.mesh
            .add_colored_rect(Rect::from_x_y_ranges(x, y), color);
    }

    /// A filled triangle.
    pub(super) fn triangle(&mut self, a: Pos2, b: Pos2, c: Pos2, colors: [Color32; 3]) {
        let first = self.mesh.vertices.len() as u32;
        for (corner, color) in [a, b, c].into_iter().zip(colors) {
            self.mesh.colored_vertex(corner, color);
        }
        self.mesh.add_triangle(first, first + 1, first + 2);
    }

    /// A filled rectangle with round corners at its known ends.
    fn rounded(&mut self, x: Rangef, y: Rangef, color: Color32, (left, right): (bool, bool)) {
        let radius = RADIUS.min(x.span() / 2.0).min(y.span() / 2.0);
        let corner = |is_round: bool| if is_round { radius } else { 0.0 };
        let (left, right) = (corner(left), corner(right));
        let first = self.mesh.vertices.len() as u32;
        // How far a round corner is from the sides, in three steps.
        let steps = [(0.0, 1.0), (0.29, 0.29), (1.0, 0.0)];
        let mut count = 0;
        let mut add = |x: f32, y: f32| {
            self.mesh.colored_vertex(pos2(x, y), color);
            count += 1;
        };
        for (a, b) in steps {
            add(x.min + left * a, y.min + left * b);
        }
        for (a, b) in steps {
            add(x.max - right * b, y.min + right * a);
        }
        for (a, b) in steps {
            add(x.max - right * a, y.max - right * b);
        }
        for (a, b) in steps {
            add(x.min + left * b, y.max - left * a);
        }
        for n in 1..count - 1 {
            self.mesh.add_triangle(first, first + n, first + n + 1);
        }
    }

    /// A stay: a body in the form of its kind, with an end at each side.
    pub(super) fn bar(&mut self, drawn: &DrawnBar, left: f32, band: Rangef) {
        let x = Rangef::new(left + drawn.left, left + drawn.right);
        let family = Family::of(drawn.kind);
        let form = family.form();
        let color = family.color(self.tokens);
        let color = if drawn.entered {
            color
        } else {
            color.gamma_multiply(PALE)
        };
        let y = form_band(form, band);
        if drawn.selected {
            self.rect(x.expand(2.0), y.expand(2.0), self.tokens.accent);
            self.rect(x.expand(0.5), y.expand(0.5), self.tokens.ground);
        }
        let edge = EDGE_LENGTH.min(x.span() / 2.0);
        let length = |kind| {
            if kind == EdgeCertainty::Known {
                0.0
            } else {
                edge
            }
        };
        let (start, end) = (drawn.start_edge, drawn.end_edge);
        let body = Rangef::new(x.min + length(start), x.max - length(end));
        let is_known = |edge| edge == EdgeCertainty::Known;
        self.body(body, y, (form, color), (is_known(start), is_known(end)));
        self.edge(start, Rangef::new(x.min, body.min), y, color, false);
        self.edge(end, Rangef::new(body.max, x.max), y, color, true);
    }

    fn body(
        &mut self,
        x: Rangef,
        y: Rangef,
        (form, color): (BarForm, Color32),
        ends: (bool, bool),
    ) {
        if x.span() < LEAST_FOR_FORM {
            self.rect(x, y, color);
            return;
        }
        let dark = self.tokens.ground.gamma_multiply(0.45);
        match form {
            BarForm::Solid | BarForm::Half => self.rounded(x, y, color, ends),
            BarForm::Line => self.rect(x, y, color),
            BarForm::Underlined => {
                self.rounded(x, y, color, ends);
                let line = Rangef::new(y.max - 2.75, y.max - 1.25);
                self.rect(x, line, dark);
            }
            BarForm::Hatched => {
                self.rounded(x, y, color, ends);
                let lines = chart::hatch(Rect::from_x_y_ranges(x, y), dark);
                if let Shape::Mesh(lines) = lines {
                    self.mesh.append_ref(&lines);
                }
            }
            BarForm::Outline => {
                self.rounded(x, y, color, ends);
                let line = 1.5;
                let inner = (x.shrink(line), y.shrink(line));
                self.rounded(inner.0, inner.1, self.tokens.ground, ends);
                self.rounded(inner.0, inner.1, color.gamma_multiply(0.14), ends);
            }
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

    /// A desktop that was left open: dots, and a bar across where it ended.
    pub(super) fn left_open(&mut self, drawn: &DrawnBar, left: f32, width: f32, band: Rangef) {
        let color = Family::of(drawn.kind).color(self.tokens);
        let x = Rangef::new(drawn.left.max(0.0), drawn.right.min(width));
        let y = Rangef::new(band.center() - 0.75, band.center() + 0.75);
        let mut at = x.min + DOT;
        while at + DOT <= x.max {
            self.rect(Rangef::new(left + at, left + at + DOT), y, color);
            at += 2.0 * DOT;
        }
        if drawn.end_edge == EdgeCertainty::Known && drawn.right <= width {
            let end = left + drawn.right;
            let half = band.span() * 0.3;
            let across = Rangef::new(band.center() - half, band.center() + half);
            self.rect(Rangef::new(end - 1.0, end + 1.0), across, color);
        }
    }
}

/// Where a form lies within the band of a row.
pub fn form_band(form: BarForm, band: Rangef) -> Rangef {
    match form {
        BarForm::Half => {
            let quarter = band.span() / 4.0;
            Rangef::new(band.min + quarter, band.max - quarter)
        }
        BarForm::Line => Rangef::new(band.center() - 1.5, band.center() + 1.5),
        _ => band,
    }
}
