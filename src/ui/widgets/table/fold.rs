//! What a row shows of folds: a sign that opens and closes one, and members that stand in a little.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};

use super::types::{FOLD_WIDTH, TableAction, TableView};
use crate::ui::theme::icons;
use crate::ui::widgets::parts::icon;
use crate::ui::{text, theme};

/// How far members stand in.
const INDENT: f32 = 16.0;

impl TableView<'_> {
    /// Draws before the first cell of a row what it shows of folds; how much room that takes.
    pub(super) fn fold(
        &self,
        ui: &Ui,
        room: Rect,
        (position, row): (usize, u32),
        out: &mut Vec<TableAction>,
    ) -> f32 {
        if self.rows.fold_of(row).is_some() {
            return INDENT;
        }
        if self.rows.members(row).is_none() {
            return 0.0;
        }
        let sign = if self.is_open_fold(position, row) {
            icons::CARET_DOWN
        } else {
            icons::CARET_RIGHT
        };
        let place = Rect::from_x_y_ranges(room.left() - FOLD_WIDTH..=room.left(), room.y_range());
        let response = ui.interact(place, ui.scope_id().with("fold"), Sense::click());
        let tokens = theme::tokens(ui);
        let color = if response.hovered() {
            tokens.text
        } else {
            tokens.third
        };
        let center = pos2(place.left() + 6.0, place.center().y);
        icon::paint_plain(ui, center, sign, 13.0, color);
        let response = response.on_hover_text(text::TURN_GROUP);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text::TURN_GROUP));
        if response.clicked() {
            out.push(TableAction::Open(position));
        }
        0.0
    }

    /// Whether a row is that of a fold that shows its members.
    pub(super) fn is_open_fold(&self, position: usize, row: u32) -> bool {
        let next = self.order.get(position + 1);
        next.is_some_and(|&next| self.rows.fold_of(next) == Some(row))
    }
}
