//! How wide a column must be for what it holds.

use egui::{Context, TextStyle};

use super::types::PADDING;
use crate::domain::time::DisplayZone;
use crate::tables::rows::TableRows;

/// So many rows are measured.
const MAX_ROWS: usize = 2_000;
/// A column does not become wider than this, in points.
const WIDEST: f32 = 900.0;
/// Room for the signs of a header besides its title: sorted, and filtered.
const SIGNS: &str = " ▼1 *";

/// The width of a column that shows its title and the values of the first rows in full, in points.
pub fn fitting_width(
    ctx: &Context,
    rows: &dyn TableRows,
    order: &[u32],
    column: usize,
    zone: &DisplayZone,
) -> f32 {
    let font = TextStyle::Body.resolve(&ctx.global_style());
    let title = rows
        .headers()
        .get(column)
        .map(|header| header.label(zone) + SIGNS);
    let values = order.iter().take(MAX_ROWS);
    let values = values.map(|&row| rows.cell(row, column).display(zone));
    let mut widest = 0.0_f32;
    for text in title.into_iter().chain(values) {
        let size = ctx.fonts_mut(|fonts| {
            fonts
                .layout_no_wrap(text, font.clone(), egui::Color32::PLACEHOLDER)
                .size()
        });
        widest = widest.max(size.x);
    }
    (widest + 3.0 * PADDING).min(WIDEST).ceil()
}
