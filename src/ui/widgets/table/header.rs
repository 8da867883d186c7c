//! The header of a table: sort, choose and order columns, filter by a value.

use std::collections::HashMap;

use egui::{Button, Response, RichText, ScrollArea, Ui};

use super::types::{PADDING, TableAction, TableView};
use crate::analysis::sentence::printable;
use crate::tables::column::FilterColumn;
use crate::tables::layout::ColumnChange;
use crate::ui::text;

/// Values are counted in tables of at most this many rows: the filter box offers those of larger ones.
const MAX_ROWS: usize = 10_000;
/// So many values are listed.
const MAX_VALUES: usize = 30;

impl TableView<'_> {
    /// One column's header.
    pub(super) fn header(&self, ui: &mut Ui, index: usize, out: &mut Vec<TableAction>) {
        let Some(header) = self.rows.headers().get(index) else {
            return;
        };
        let mut label = header.label(self.zone);
        if let Some((place, sort)) = self.sort.of(index) {
            label += if sort.descending { " ▼" } else { " ▲" };
            if self.sort.keys().count() > 1 {
                label += &(place + 1).to_string();
            }
        }
        if self.grouped == Some(index) {
            label = format!("{label} ({})", text::GROUPED);
        }
        if self.is_filtered(index) {
            label += " *";
        }
        let hint = if header.hint.is_empty() {
            text::SORT_HINT.to_owned()
        } else {
            format!("{}\n{}", header.hint, text::SORT_HINT)
        };
        let button = Button::new(RichText::new(label).strong())
            .frame(false)
            .truncate();
        ui.add_space(PADDING);
        let response = ui.add(button).on_hover_text(hint);
        self.respond_header(&response, index, out);
    }

    /// A click sorts, the other button shows the menu.
    pub(super) fn respond_header(
        &self,
        response: &Response,
        index: usize,
        out: &mut Vec<TableAction>,
    ) {
        if response.clicked() {
            let also = response.ctx.input(|input| input.modifiers.shift);
            out.push(TableAction::Sort(index, also));
        }
        response.context_menu(|ui| self.header_menu(ui, index, out));
    }

    fn header_menu(&self, ui: &mut Ui, index: usize, out: &mut Vec<TableAction>) {
        let mut entries = vec![
            (text::SORT_BY, TableAction::Sort(index, false)),
            (text::SORT_BY_ALSO, TableAction::Sort(index, true)),
            (text::GROUP_BY, TableAction::Group(index)),
            (text::COLUMN_FIT, TableAction::Fit(index)),
            (
                text::COLUMN_PIN,
                TableAction::Arrange(ColumnChange::Pin(index)),
            ),
            (
                text::COLUMN_LEFT,
                TableAction::Arrange(ColumnChange::Left(index)),
            ),
            (
                text::COLUMN_RIGHT,
                TableAction::Arrange(ColumnChange::Right(index)),
            ),
        ];
        if self.grouped == Some(index) {
            entries.retain(|(_, action)| *action != TableAction::Group(index));
            entries.push((text::UNGROUP, TableAction::Group(index)));
        }
        if self.layout.is_pinned(index) {
            entries.retain(|(_, action)| *action != TableAction::Arrange(ColumnChange::Pin(index)));
            entries.push((
                text::COLUMN_UNPIN,
                TableAction::Arrange(ColumnChange::Pin(index)),
            ));
        }
        if self.layout.columns.len() > 1 {
            entries.push((
                text::COLUMN_HIDE,
                TableAction::Arrange(ColumnChange::Hide(index)),
            ));
        }
        for (label, action) in entries {
            if ui.button(label).clicked() {
                out.push(action);
                ui.close();
            }
        }
        ui.menu_button(text::COLUMNS, |ui| self.columns(ui, out));
        self.ask_menu(ui, index, out);
        let filter = self.rows.headers().get(index).map(|header| header.filter);
        if filter.is_some_and(|filter| filter != FilterColumn::None) {
            ui.menu_button(text::VALUES, |ui| self.values(ui, index, out));
        }
    }

    /// Which columns are shown.
    fn columns(&self, ui: &mut Ui, out: &mut Vec<TableAction>) {
        for (index, header) in self.rows.headers().iter().enumerate() {
            let mut is_shown = self.layout.columns.contains(&index);
            let is_last = is_shown && self.layout.columns.len() == 1;
            let check = egui::Checkbox::new(&mut is_shown, header.title);
            if ui.add_enabled(!is_last, check).changed() {
                out.push(TableAction::Arrange(if is_shown {
                    ColumnChange::Show(index)
                } else {
                    ColumnChange::Hide(index)
                }));
            }
        }
        ui.separator();
        if ui.button(text::COLUMNS_RESET).clicked() {
            out.push(TableAction::Arrange(ColumnChange::Reset));
            ui.close();
        }
    }

    /// The values of a column with their counts: a click shows only one, or hides it.
    fn values(&self, ui: &mut Ui, index: usize, out: &mut Vec<TableAction>) {
        if self.order.len().max(self.rows.len()) > MAX_ROWS {
            ui.label(text::TOO_MANY_VALUES);
            return;
        }
        let values = self.counted(index);
        ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            egui::Grid::new("values").num_columns(3).show(ui, |ui| {
                for (value, row, count) in &values {
                    for (label, keep) in [(printable(value), true), (text::NOT.to_owned(), false)] {
                        let hint = if keep {
                            text::FILTER_IN
                        } else {
                            text::FILTER_OUT
                        };
                        if ui.button(label).on_hover_text(hint).clicked() {
                            let (row, column) = (*row, index);
                            out.push(TableAction::Filter { row, column, keep });
                            ui.close();
                        }
                    }
                    ui.weak(count.to_string());
                    ui.end_row();
                }
            });
        });
    }

    /// The most frequent values of the rows that are shown, or folded into such.
    fn counted(&self, index: usize) -> Vec<(String, u32, usize)> {
        let mut rows: Vec<u32> = Vec::with_capacity(self.rows.len());
        let mut counts: HashMap<String, (u32, usize)> = HashMap::new();
        for (position, &row) in self.order.iter().enumerate() {
            if self.rows.group(row).is_some() || self.is_open_fold(position, row) {
                continue;
            }
            rows.extend(self.rows.members(row).unwrap_or(&[row]));
        }
        for row in rows {
            let shown = self.rows.cell(row, index).display(self.zone);
            if !shown.is_empty() {
                counts.entry(shown).or_insert((row, 0)).1 += 1;
            }
        }
        let mut all: Vec<(String, u32, usize)> = counts
            .into_iter()
            .map(|(value, (row, count))| (value, row, count))
            .collect();
        all.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        all.truncate(MAX_VALUES);
        all
    }
}
