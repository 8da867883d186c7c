//! Charts in the cells of tables: bars over time, and a bar of two parts. Failures are hatched, so that they are
//! seen without colour. All bars of a table use one mesh for each cell.

use egui::{Color32, Mesh, Painter, Rect, Shape, pos2};

use crate::analysis::grouping::Trend;
use crate::ui::theme::tokens::Tokens;

/// Space between two bars, in points.
const GAP: f32 = 1.5;
/// No part of a bar is narrower than this: one among many must be seen.
const NARROWEST: f32 = 5.0;
/// A bar is at least so high.
const LOWEST: f32 = 2.0;
/// How strong the ground of a hatch is, of the colour of its lines.
const HATCH_GROUND: f32 = 0.45;
/// From one line of a hatch to the next.
const HATCH_STEP: f32 = 4.0;
/// Width of a line of a hatch, measured sideways.
const HATCH_LINE: f32 = 1.8;

/// Draws how sessions are spread over time; `largest` is the largest part of any row of the table.
pub fn trend(
    painter: &Painter,
    rect: Rect,
    trend: &Trend,
    (parts, largest): (usize, u64),
    tokens: &Tokens,
) {
    let parts = parts.max(1);
    let pitch = rect.width() / parts as f32;
    let mut mesh = Mesh::default();
    let height = |count: u32| -> f32 {
        if count == 0 || largest == 0 {
            return 0.0;
        }
        let share = (count as f32 / largest as f32).min(1.0).sqrt();
        (share * (rect.height() - 1.0)).max(LOWEST)
    };
    let pairs = trend.others.iter().zip(&trend.failures).take(parts);
    for (part, (&others, &failures)) in pairs.enumerate() {
        let left = rect.left() + part as f32 * pitch;
        let right = left + (pitch - GAP).max(1.0);
        let baseline =
            Rect::from_min_max(pos2(left, rect.bottom() - 1.0), pos2(right, rect.bottom()));
        mesh.add_colored_rect(baseline, tokens.line);
        let all = u32::from(others) + u32::from(failures);
        let (whole, failed) = (height(all), u32::from(failures));
        let top_part = if all == 0 {
            0.0
        } else {
            (whole * failed as f32 / all as f32).max(if failed > 0 { LOWEST } else { 0.0 })
        };
        let top = rect.bottom() - whole;
        let middle = (top + top_part).min(rect.bottom());
        let came_in = Rect::from_min_max(pos2(left, middle), pos2(right, rect.bottom()));
        let failed = Rect::from_min_max(pos2(left, top), pos2(right, middle));
        if others > 0 {
            mesh.add_colored_rect(came_in, tokens.came_in);
        }
        if failures > 0 {
            mesh.add_colored_rect(failed, tokens.failed.gamma_multiply(HATCH_GROUND));
            add_hatch(&mut mesh, failed, tokens.failed);
        }
    }
    painter.add(Shape::mesh(mesh));
}

/// Draws how many failed and how many did not. The whole bar is as long as the root of its share of the largest
/// one.
pub fn split(
    painter: &Painter,
    rect: Rect,
    (others, failures): (u64, u64),
    largest: u64,
    tokens: &Tokens,
) {
    painter.rect_filled(rect, 2.0, tokens.lane);
    let all = others + failures;
    if all == 0 || largest == 0 {
        return;
    }
    let width = rect.width() * (all as f32 / largest as f32).min(1.0).sqrt();
    let least = |count: u64| if count > 0 { NARROWEST } else { 0.0 };
    let width = width.clamp(
        (least(others) + least(failures)).min(rect.width()),
        rect.width(),
    );
    let part = width * others as f32 / all as f32;
    let part = part.clamp(least(others), (width - least(failures)).max(least(others)));
    let middle = rect.left() + part;
    let came_in = rect.with_max_x(middle);
    let failed = Rect::from_x_y_ranges(middle..=rect.left() + width, rect.y_range());
    if others > 0 {
        painter.rect_filled(came_in, 2.0, tokens.came_in);
    }
    if failures > 0 {
        painter.rect_filled(failed, 2.0, tokens.failed.gamma_multiply(HATCH_GROUND));
        painter.add(hatch(failed, tokens.failed));
    }
}

/// Slanted lines that fill a rectangle, as one mesh.
pub fn hatch(rect: Rect, color: Color32) -> Shape {
    let mut mesh = Mesh::default();
    add_hatch(&mut mesh, rect, color);
    Shape::mesh(mesh)
}

/// Adds slanted lines that fill a rectangle.
fn add_hatch(mesh: &mut Mesh, rect: Rect, color: Color32) {
    let (height, mut x) = (rect.height(), rect.left() - rect.height());
    while x < rect.right() {
        line(mesh, rect, x, height, color);
        x += HATCH_STEP;
    }
}

/// One line of a hatch, from `x` at the bottom to `x + height` at the top, cut off at the sides.
fn line(mesh: &mut Mesh, rect: Rect, x: f32, height: f32, color: Color32) {
    let at = |x: f32| x.clamp(rect.left(), rect.right());
    // On a line of 45 degrees a step to the side is a step up.
    let y = |start: f32, inside: f32| rect.bottom() - (inside - start).clamp(0.0, height);
    let first = (at(x), at(x + height));
    let second = (at(x + HATCH_LINE), at(x + HATCH_LINE + height));
    if first.0 >= first.1 && second.0 >= second.1 {
        return;
    }
    let corners = [
        pos2(first.0, y(x, first.0)),
        pos2(first.1, y(x, first.1)),
        pos2(second.1, y(x + HATCH_LINE, second.1)),
        pos2(second.0, y(x + HATCH_LINE, second.0)),
    ];
    let start = mesh.vertices.len() as u32;
    for corner in corners {
        mesh.colored_vertex(corner, color);
    }
    mesh.add_triangle(start, start + 1, start + 2);
    mesh.add_triangle(start, start + 2, start + 3);
}
