//! The header of a table: sort, choose and order columns, filter by a value.

use std::collections::HashMap;

use egui::{
    Color32, Rect, Response, RichText, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo,
    pos2, vec2,
};

use super::types::{PADDING, TableAction, TableView};
use crate::analysis::sentence::printable;
use crate::tables::column::{FilterColumn, Look};
use crate::tables::layout::ColumnChange;
use crate::tables::sorting::Sort;
use crate::ui::theme::tokens::Tokens;
use crate::ui::theme::{fonts, icons};
use crate::ui::widgets::parts::cut::{Cut, fit};
use crate::ui::widgets::parts::icon;
use crate::ui::{text, theme};

/// Values are counted in tables of at most this many rows: the filter box offers those of larger ones.
const MAX_ROWS: usize = 10_000;
/// Room for a sign behind the title.
const SIGN_WIDTH: f32 = 14.0;
/// So many values are listed.
const MAX_VALUES: usize = 30;

impl TableView<'_> {
    /// One column's header: its title, and signs for what is sorted, grouped and filtered by it.
    pub(super) fn header(
        &self,
        ui: &mut Ui,
        index: usize,
        is_first: bool,
        out: &mut Vec<TableAction>,
    ) {
        let Some(header) = self.rows.headers().get(index) else {
            return;
        };
        let tokens = theme::tokens(ui);
        let place = ui.max_rect();
        let line = Stroke::new(1.0, tokens.strong_line);
        ui.painter()
            .hline(place.x_range(), place.bottom() - 0.5, line);
        let mut room = place.shrink2(vec2(PADDING, 0.0));
        if is_first {
            if self.rows.has_levels() {
                let center = pos2(room.left() + 8.0, room.center().y);
                icon::paint_plain(ui, center, icons::FLAG, 13.0, tokens.third);
            }
            room.min.x += self.inset();
        }
        let title = header.label(self.zone);
        let sort = self.sort.of(index);
        let signs = self.header_signs(index, sort, tokens);
        let (font, color) = if sort.is_some() {
            (fonts::semibold(11.0), tokens.text)
        } else {
            (fonts::caption(), tokens.third)
        };
        let room_for_title = (room.width() - signs.len() as f32 * SIGN_WIDTH).max(8.0);
        let (galley, _) = fit(ui, &title, (font, color), room_for_title, Cut::End);
        let width = galley.size().x;
        let is_right = header.look == Look::Figure;
        let left = if is_right {
            room.right() - width - signs.len() as f32 * SIGN_WIDTH
        } else {
            room.left()
        };
        let top = room.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(left, top), galley, color);
        let mut x = left + width + SIGN_WIDTH / 2.0 + 2.0;
        for (sign, color) in signs {
            icon::paint_plain(ui, pos2(x, room.center().y), sign, 12.0, color);
            x += SIGN_WIDTH;
        }
        let response = ui.interact(room, ui.scope_id().with("title"), Sense::click());
        let name = self.header_name(index, title);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let hint = if header.hint.is_empty() {
            text::SORT_HINT.to_owned()
        } else {
            format!("{}\n{}", header.hint, text::SORT_HINT)
        };
        let response = response.on_hover_text(hint);
        self.respond_header(&response, index, out);
    }

    /// The signs behind a title.
    fn header_signs(
        &self,
        index: usize,
        sort: Option<(usize, Sort)>,
        tokens: &Tokens,
    ) -> Vec<(char, Color32)> {
        let mut signs = Vec::new();
        if let Some((_, sort)) = sort {
            let arrow = if sort.descending {
                icons::ARROW_DOWN
            } else {
                icons::ARROW_UP
            };
            signs.push((arrow, tokens.text));
        }
        if self.grouped == Some(index) {
            signs.push((icons::STACK, tokens.accent));
        }
        if self.is_filtered(index) {
            signs.push((icons::FUNNEL_SIMPLE, tokens.accent));
        }
        signs
    }

    /// What a screen reader calls the header of a column.
    fn header_name(&self, index: usize, title: String) -> String {
        let mut name = title;
        if let Some((place, sort)) = self.sort.of(index) {
            name += if sort.descending { " ▼" } else { " ▲" };
            if self.sort.keys().count() > 1 {
                name += &(place + 1).to_string();
            }
        }
        if self.grouped == Some(index) {
            name = format!("{name} ({})", text::GROUPED);
        }
        if self.is_filtered(index) {
            name += " *";
        }
        name
    }

    /// The button that tells how many columns have no room, and lists all of them.
    pub(super) fn more_columns(&self, ui: &mut Ui, place: Rect, out: &mut Vec<TableAction>) {
        let words = format!("+{}", self.layout.left_out);
        let builder = UiBuilder::new().max_rect(place).id_salt("more columns");
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().button_padding = vec2(4.0, 0.0);
            let label = RichText::new(words).font(fonts::caption());
            let button = ui.menu_button(label, |ui| self.columns(ui, out));
            button.response.on_hover_text(text::MORE_COLUMNS);
        });
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
