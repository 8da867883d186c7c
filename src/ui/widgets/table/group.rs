//! The headers of groups: one line over all columns.

use egui::{Align2, Rect, Ui, pos2};

use super::grid::{DrawnPart, paint_cursor};
use super::types::{PADDING, TableView};
use crate::ui::theme::{fonts, icons};
use crate::ui::{text, theme};

impl TableView<'_> {
    /// What a screen reader calls the row at a position.
    pub(super) fn name_of(&self, number: u32, position: usize) -> String {
        let name = self.rows.row_name(number);
        let is_open = if self.rows.group(number).is_some() {
            self.is_open(position)
        } else if self.rows.members(number).is_some() {
            self.is_open_fold(position, number)
        } else {
            return name;
        };
        let state = if is_open {
            text::UNFOLDED
        } else {
            text::FOLDED
        };
        format!("{name} ({state})")
    }

    /// Whether a group shows its rows.
    fn is_open(&self, position: usize) -> bool {
        let next = self.order.get(position + 1);
        next.is_some_and(|&row| self.rows.group(row).is_none())
    }

    /// Writes the headers of groups across all columns, wherever these are scrolled to.
    pub(super) fn paint_groups(&self, ui: &Ui, room: Rect, drawn: &[DrawnPart]) {
        let (font, tokens) = (fonts::medium(13.0), theme::tokens(ui));
        let Some(drawn) = drawn.first() else {
            return;
        };
        // The row under the headers of the columns may be cut off by them.
        let below = drawn.scrolled.inner_rect.y_range();
        let clip = Rect::from_x_y_ranges(room.x_range(), below).intersect(ui.clip_rect());
        let painter = ui.painter().with_clip_rect(clip);
        for &(row, number, position) in &drawn.groups {
            let line = Rect::from_x_y_ranges(room.x_range(), row.y_range());
            let fill = if self.selection.contains(number) {
                tokens.selection
            } else {
                tokens.card
            };
            painter.rect_filled(line, 0.0, fill);
            if self.selection.cursor() == Some(position) {
                paint_cursor(&painter, line, tokens);
            }
            let sign = if self.is_open(position) {
                icons::CARET_DOWN
            } else {
                icons::CARET_RIGHT
            };
            let words = format!("{sign} {}", self.rows.row_name(number));
            let place = pos2(room.left() + PADDING + 2.0, row.center().y);
            let color = tokens.text;
            painter.text(place, Align2::LEFT_CENTER, words, font.clone(), color);
        }
    }
}
