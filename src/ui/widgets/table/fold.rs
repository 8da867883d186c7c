//! What a row shows of folds: a sign that opens and closes one, and members that stand in a little.

use egui::{Label, Role, Sense, Ui, WidgetInfo};

use super::types::{TableAction, TableView};
use crate::ui::text;

/// How far members stand in.
const INDENT: f32 = 16.0;

impl TableView<'_> {
    /// Draws before the first cell of a row what it shows of folds.
    pub(super) fn fold(
        &self,
        ui: &mut Ui,
        (position, row): (usize, u32),
        out: &mut Vec<TableAction>,
    ) {
        if self.rows.fold_of(row).is_some() {
            ui.add_space(INDENT);
        }
        if self.rows.members(row).is_none() {
            return;
        }
        let sign = if self.is_open_fold(position, row) {
            "▼"
        } else {
            "▶"
        };
        let sign = Label::new(sign).selectable(false).sense(Sense::click());
        let response = ui.add(sign).on_hover_text(text::TURN_GROUP);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text::TURN_GROUP));
        if response.clicked() {
            out.push(TableAction::Open(position));
        }
    }

    /// Whether a row is that of a fold that shows its members.
    pub(super) fn is_open_fold(&self, position: usize, row: u32) -> bool {
        let next = self.order.get(position + 1);
        next.is_some_and(|&next| self.rows.fold_of(next) == Some(row))
    }
}
