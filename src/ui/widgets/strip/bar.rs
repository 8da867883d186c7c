//! The bars of a strip: in the form and colour of the kind, with open edges where a time is not known.

use egui::{Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2};

use crate::domain::session::Kind;
use crate::ui::theme::signs::{BarForm, Family};
use crate::ui::theme::tokens::Tokens;
use crate::ui::widgets::parts::chart::hatch;

/// Radius of a bar.
const RADIUS: f32 = 3.0;
/// Height and depth of the teeth of an open edge.
const TOOTH: f32 = 6.0;

/// Whether words can be read inside a bar of a kind.
pub(super) fn holds_words(kind: Kind) -> bool {
    matches!(
        Family::of(kind).form(),
        BarForm::Solid | BarForm::Underlined
    )
}

/// Draws a bar in the form of a kind.
pub(super) fn bar(painter: &Painter, rect: Rect, kind: Kind, tokens: &Tokens) {
    let family = Family::of(kind);
    let color = family.color(tokens);
    let middle = rect.center().y;
    match family.form() {
        BarForm::Solid => {
            painter.rect_filled(rect, RADIUS, color);
        }
        BarForm::Underlined => {
            painter.rect_filled(rect, RADIUS, color);
            let y = rect.bottom() - 4.0;
            painter.hline(rect.x_range(), y, Stroke::new(1.0, tokens.on_bar));
        }
        BarForm::Hatched => {
            painter.rect_filled(rect, RADIUS, color.gamma_multiply(0.3));
            painter.add(hatch(rect, color));
        }
        BarForm::Half => {
            let half = Rect::from_x_y_ranges(
                rect.x_range(),
                middle - rect.height() / 4.0..=middle + rect.height() / 4.0,
            );
            painter.rect_filled(half, RADIUS, color);
        }
        BarForm::Outline => outline(painter, rect, kind, tokens),
        BarForm::Line => {
            let line = Rect::from_x_y_ranges(rect.x_range(), middle - 1.5..=middle + 1.5);
            painter.rect_filled(line, 1.5, color);
        }
    }
}

/// Draws the outline of a bar: of a session that another one led to.
pub(super) fn outline(painter: &Painter, rect: Rect, kind: Kind, tokens: &Tokens) {
    let stroke = Stroke::new(1.5, Family::of(kind).color(tokens));
    painter.rect(rect, RADIUS, tokens.lane, stroke, StrokeKind::Inside);
}

/// Cuts teeth into the left or right edge of a bar: its time is not known there.
pub(super) fn open_edge(painter: &Painter, rect: Rect, is_right: bool, tokens: &Tokens) {
    let (edge, inner) = if is_right {
        (rect.right() + 1.0, rect.right() - TOOTH)
    } else {
        (rect.left() - 1.0, rect.left() + TOOTH)
    };
    let mut y = rect.top() - 1.0;
    while y < rect.bottom() {
        let corners = vec![
            pos2(edge, y),
            pos2(inner, y + TOOTH / 2.0),
            pos2(edge, y + TOOTH),
        ];
        painter.add(Shape::convex_polygon(corners, tokens.card, Stroke::NONE));
        y += TOOTH;
    }
}

/// The sign of a change of scale, in the middle of a gap.
pub(super) fn break_sign(painter: &Painter, center: Pos2, height: f32, tokens: &Tokens) {
    let stroke = Stroke::new(1.0, tokens.third);
    for shift in [-2.5, 2.5] {
        let points: Vec<Pos2> = (0_u8..5)
            .map(|step| {
                let side = if step % 2 == 0 { -2.0 } else { 2.0 };
                let down = height * (f32::from(step) / 4.0 - 0.5);
                pos2(center.x + shift + side, center.y + down)
            })
            .collect();
        painter.add(Shape::line(points, stroke));
    }
}

/// A mark for a log that was cleared: a triangle with a line through the bar.
pub(super) fn clearing(painter: &Painter, x: f32, rect: Rect, tokens: &Tokens) {
    let color = tokens.look_first;
    painter.vline(x, rect.y_range(), Stroke::new(2.0, color));
    let corners = vec![
        pos2(x - 4.0, rect.top() - 3.0),
        pos2(x + 4.0, rect.top() - 3.0),
        pos2(x, rect.top() + 3.0),
    ];
    painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
}
