//! The menu of a row.

use egui::Ui;

use super::types::{TableAction, TableView};
use crate::tables::column::FilterColumn;
use crate::ui::text;

impl TableView<'_> {
    /// What can be done with a row, or with one cell of it.
    pub(super) fn menu(
        &self,
        ui: &mut Ui,
        position: usize,
        row: u32,
        column: usize,
        out: &mut Vec<TableAction>,
    ) {
        let filter = |keep| TableAction::Filter { row, column, keep };
        let mut entries = vec![
            (text::COPY_CELL, TableAction::CopyCell(row, column)),
            (text::COPY_ROWS, TableAction::CopyRows),
        ];
        let header = self.rows.headers().get(column);
        let has_filter = header.is_some_and(|header| header.filter != FilterColumn::None);
        if has_filter && self.rows.is_value(row, column) {
            entries.push((text::FILTER_IN, filter(true)));
            entries.push((text::FILTER_OUT, filter(false)));
        }
        if self.rows.group(row).is_some() || self.rows.members(row).is_some() {
            entries.push((text::TURN_GROUP, TableAction::Open(position)));
        } else if self.rows.down(row).is_some() {
            entries.push((text::OPEN_ROW, TableAction::Open(position)));
        }
        for (label, action) in entries {
            if ui.button(label).clicked() {
                out.push(action);
                ui.close();
            }
        }
        if self.rows.sessions(row).is_empty() || self.rows.group(row).is_some() {
            return;
        }
        for group in self.row_menu {
            ui.separator();
            for &label in *group {
                if ui.button(label).clicked() {
                    out.push(TableAction::RowMenu(label, row));
                    ui.close();
                }
            }
        }
    }
}
