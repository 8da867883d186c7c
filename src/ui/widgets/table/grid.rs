//! Some columns of a table: their headers, and the rows of a stretch.

use egui::scroll_area::{ScrollAreaOutput, ScrollBarVisibility};
use egui::{
    Align, Layout, Modifiers, Painter, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};
use egui_extras::{Column, TableBuilder, TableRow};

use super::types::{DOT_WIDTH, FLAG_WIDTH, HEADER_HEIGHT, PADDING, TableAction, TableView};
use crate::tables::selection::Pick;
use crate::ui::theme::signs;
use crate::ui::theme::tokens::Tokens;
use crate::ui::widgets::parts::icon;
use crate::ui::widgets::row_space::Stretch;
use crate::ui::{text, theme};

/// The columns of one part of a table.
pub(super) struct TablePart<'a> {
    /// By their numbers.
    pub columns: &'a [usize],
    /// How wide each column of the table is to be, by its number.
    pub widths: &'a [f32],
    /// Whether these widths are other ones than were drawn last.
    pub is_new: bool,
    /// Whether the first of them is the first of the table.
    pub is_first: bool,
    /// Whether the keyboard acts on another column than when it was drawn last.
    pub is_other_column: bool,
}

/// What became of it.
pub(super) struct DrawnPart {
    /// Its scroll area.
    pub scrolled: ScrollAreaOutput<()>,
    /// How wide each of its columns is.
    pub widths: Vec<f32>,
    /// The headers of groups: where they are, and their rows.
    pub groups: Vec<(Rect, u32, usize)>,
}

impl TableView<'_> {
    /// Draws a part.
    pub(super) fn part(
        &self,
        ui: &mut Ui,
        part: &TablePart<'_>,
        stretch: Stretch,
        out: &mut Vec<TableAction>,
    ) -> DrawnPart {
        let mut builder = TableBuilder::new(ui)
            // Other columns have other widths.
            .id_salt(part.columns)
            .sense(Sense::click())
            .resizable(true)
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .animate_scrolling(false)
            .vertical_scroll_offset(stretch.offset)
            .scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden)
            .cell_layout(Layout::left_to_right(Align::Center));
        for &index in part.columns {
            let width = part.widths.get(index).copied().unwrap_or(100.0);
            builder = builder.column(Column::initial(width).at_least(36.0).clip(true));
        }
        if part.is_new {
            builder.reset();
        }
        let table = builder.header(HEADER_HEIGHT, |mut row| {
            for &index in part.columns {
                let (_, cell) = row.col(|ui| {
                    self.show_column(ui, index, part);
                    let is_first = part.is_first && part.columns.first() == Some(&index);
                    self.header(ui, index, is_first, out);
                });
                // Not only the word: all of the header can be clicked.
                self.respond_header(&cell, index, out);
            }
        });
        let (mut widths, mut groups) = (Vec::new(), Vec::new());
        let scrolled = table.body(|body| {
            widths = body.widths().to_vec();
            body.rows(self.density.row(), stretch.rows, |row| {
                let position = stretch.first + row.index();
                let Some(&number) = self.order.get(position) else {
                    return;
                };
                let place = self.row(row, (position, number), part, out);
                if let Some(place) = place.filter(|_| self.rows.group(number).is_some()) {
                    groups.push((place, number, position));
                }
            });
        });
        DrawnPart {
            scrolled,
            widths,
            groups,
        }
    }

    /// Shows in the header which column the keyboard acts on, and brings it into view when it is another.
    fn show_column(&self, ui: &mut Ui, index: usize, part: &TablePart<'_>) {
        if index != self.column || self.selection.cursor().is_none() {
            return;
        }
        let rect = ui.max_rect();
        let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 1.0, stroke);
        if part.is_other_column {
            ui.scroll_to_rect(rect, None);
        }
    }

    /// One row; where it is.
    fn row(
        &self,
        mut row: TableRow<'_, '_>,
        (position, number): (usize, u32),
        part: &TablePart<'_>,
        out: &mut Vec<TableAction>,
    ) -> Option<Rect> {
        let selected = self.selection.contains(number);
        let at_cursor = self.selection.cursor() == Some(position);
        let is_group = self.rows.group(number).is_some();
        let mut whole: Option<Rect> = None;
        row.set_selected(selected);
        for (place, &column) in part.columns.iter().enumerate() {
            let is_first = part.is_first && place == 0;
            let mut cell = Rect::NOTHING;
            let (_, response) = row.col(|ui| {
                cell = ui.max_rect();
                let tokens = theme::tokens(ui);
                let below = Stroke::new(1.0, tokens.line);
                ui.painter()
                    .hline(cell.x_range(), cell.bottom() - 0.5, below);
                if is_first && (at_cursor || selected) {
                    paint_cursor(ui.painter(), cell, tokens);
                }
                if is_group {
                    return;
                }
                if column == self.column && at_cursor {
                    paint_cell_cursor(ui, cell, tokens);
                }
                let mut room = cell.shrink2(vec2(PADDING, 0.0));
                if is_first {
                    self.signs(ui, room, number, tokens);
                    room.min.x += self.inset();
                    room.min.x += self.fold(ui, room, (position, number), out);
                }
                self.cell(ui, room, (number, column), tokens);
            });
            if is_first {
                let name = self.name_of(number, position);
                response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &name));
            }
            // The response is of the frame before.
            whole = Some(whole.map_or(cell, |whole| whole.union(cell)));
            self.respond(&response, position, number, column, out);
        }
        whole
    }

    /// What stands before the first column: the level of attention, and the dot of a mark.
    fn signs(&self, ui: &mut Ui, room: Rect, row: u32, tokens: &Tokens) {
        let mut x = room.left();
        if self.rows.has_levels() {
            if let Some(level) = self.rows.level(row) {
                let center = pos2(x + 8.0, room.center().y);
                icon::paint(ui, center, signs::level(tokens, level), 16.0);
                let place = Rect::from_center_size(center, vec2(FLAG_WIDTH, room.height()));
                let response = ui.interact(place, ui.next_auto_id(), Sense::hover());
                ui.skip_ahead_auto_ids(1);
                let word = signs::level_word(level);
                response.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
                response.on_hover_text(word);
            }
            x += FLAG_WIDTH;
        }
        if self.rows.is_marked(row) {
            let center = pos2(x + 3.0, room.center().y);
            ui.painter().circle_filled(center, 3.5, tokens.accent);
            let place = Rect::from_center_size(center, vec2(DOT_WIDTH, room.height()));
            let response = ui.interact(place, ui.next_auto_id(), Sense::hover());
            ui.skip_ahead_auto_ids(1);
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text::MARK));
            response.on_hover_text(text::MARK_OF_YOURS);
        }
    }

    fn respond(
        &self,
        response: &Response,
        position: usize,
        row: u32,
        column: usize,
        out: &mut Vec<TableAction>,
    ) {
        if response.double_clicked() {
            out.push(TableAction::Open(position));
        } else if response.clicked() {
            let modifiers = response.ctx.input(|input| input.modifiers);
            out.push(TableAction::Pick(position, column, pick_of(modifiers)));
        } else if response.secondary_clicked() && !self.selection.contains(row) {
            out.push(TableAction::Pick(position, column, Pick::Only));
        }
        response.context_menu(|ui| self.menu(ui, position, row, column, out));
    }
}

fn pick_of(modifiers: Modifiers) -> Pick {
    if modifiers.shift {
        Pick::Range
    } else if modifiers.command {
        Pick::Toggle
    } else {
        Pick::Only
    }
}

/// A bar at the left edge: what is selected is not shown by colour alone.
pub(super) fn paint_cursor(painter: &Painter, cell: Rect, tokens: &Tokens) {
    let bar = Rect::from_min_max(
        pos2(cell.left(), cell.top()),
        pos2(cell.left() + 3.0, cell.bottom()),
    );
    painter.rect_filled(bar, 0.0, tokens.accent);
}

/// A frame around the cell that the keyboard acts on.
fn paint_cell_cursor(ui: &Ui, cell: Rect, tokens: &Tokens) {
    let stroke = Stroke::new(2.0, tokens.accent);
    ui.painter()
        .rect_stroke(cell, 2.0, stroke, egui::StrokeKind::Inside);
}
