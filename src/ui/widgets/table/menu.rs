//! The menu of a row.

use egui::Ui;

use super::{Action, Pivot, Table};
use crate::tables::column::FilterColumn;
use crate::ui::command::MarkChange;
use crate::ui::overlay::Question;
use crate::ui::text;

impl Table<'_> {
    /// What can be done with a row, or with one cell of it.
    pub(super) fn menu(
        &self,
        ui: &mut Ui,
        position: usize,
        row: u32,
        column: usize,
        out: &mut Vec<Action>,
    ) {
        let filter = |keep| Action::Filter { row, column, keep };
        let mut entries = vec![
            (text::COPY_CELL, Action::CopyCell(row, column)),
            (text::COPY_ROWS, Action::CopyRows),
        ];
        let header = self.rows.headers().get(column);
        if header.is_some_and(|header| header.filter != FilterColumn::None) {
            entries.push((text::FILTER_IN, filter(true)));
            entries.push((text::FILTER_OUT, filter(false)));
        }
        if self.rows.group(row).is_some() {
            entries.push((text::TURN_GROUP, Action::Open(position)));
        } else if self.rows.down(row).is_some() {
            entries.push((text::OPEN_ROW, Action::Open(position)));
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
        ui.separator();
        for (label, pivot) in [
            (text::ALL_OF_USER, Pivot::User),
            (text::ALL_OF_PLACE, Pivot::Place),
            (text::ALL_OF_RANGE, Pivot::Range),
            (text::ALL_OF_HOST, Pivot::Host),
            (text::ALL_OVERLAPPING, Pivot::Overlapping),
            (text::ALL_AROUND, Pivot::Around),
        ] {
            if ui.button(label).clicked() {
                out.push(Action::Pivot(pivot, row));
                ui.close();
            }
        }
        ui.separator();
        for (label, action) in [
            (text::MENU_TAG, Action::Ask(Question::Tag)),
            (text::MENU_COMMENT, Action::Ask(Question::Comment)),
            (text::MENU_BOOKMARK, Action::Mark(MarkChange::Bookmark)),
            (text::MENU_MUTE, Action::Mark(MarkChange::Mute)),
        ] {
            if ui.button(label).clicked() {
                out.push(action);
                ui.close();
            }
        }
    }
}
