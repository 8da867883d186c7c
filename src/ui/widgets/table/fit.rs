//! How wide a column must be for what it holds.

use egui::{Context, TextStyle};

use super::types::PADDING;
use crate::domain::time::DisplayZone;
use crate::tables::column::Look;
use crate::tables::rows::TableRows;

/// So many rows are measured.
const MAX_ROWS: usize = 2_000;
/// A column does not become wider than this, in points.
const WIDEST: f32 = 900.0;
/// Room for the signs of a header besides its title: sorted, and filtered.
const SIGNS: f32 = 30.0;
/// Room for the icon before a value.
const ICON: f32 = 20.0;

/// The width of a column that shows its title and the values of the first rows in full, in points.
pub fn fitting_width(
    ctx: &Context,
    rows: &dyn TableRows,
    order: &[u32],
    column: usize,
    zone: &DisplayZone,
) -> f32 {
    let font = TextStyle::Body.resolve(&ctx.global_style());
    let header = rows.headers().get(column);
    let title = header.map(|header| header.label(zone));
    let values = order.iter().take(MAX_ROWS);
    let values = values.map(|&row| rows.cell(row, column).display(zone));
    let mut widest = 0.0_f32;
    for text in values.chain(title) {
        let size = ctx.fonts_mut(|fonts| {
            fonts
                .layout_no_wrap(text, font.clone(), egui::Color32::PLACEHOLDER)
                .size()
        });
        widest = widest.max(size.x);
    }
    let has_icon =
        header.is_some_and(|header| matches!(header.look, Look::User | Look::Place | Look::Kind));
    let more = if has_icon { ICON } else { SIGNS };
    (widest + 2.0 * PADDING + more).min(WIDEST).ceil()
}
