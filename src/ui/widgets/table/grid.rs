//! Some columns of a table: their headers, and the rows of a stretch.

use egui::scroll_area::{ScrollAreaOutput, ScrollBarVisibility};
use egui::{Align, Label, Layout, Modifiers, Rect, Response, RichText, Role};
use egui::{Painter, Sense, Stroke, Ui, Visuals, WidgetInfo, pos2};
use egui_extras::{Column, TableBuilder, TableRow};

use super::types::{HEADER_HEIGHT, PADDING, TableAction, TableView};
use crate::tables::cell::CellValue;
use crate::tables::selection::Pick;
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
            .striped(true)
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
                    self.header(ui, index, out);
                });
                // Not only the word: all of the header can be clicked.
                self.respond_header(&cell, index, out);
            }
        });
        let (mut widths, mut groups) = (Vec::new(), Vec::new());
        let scrolled = table.body(|body| {
            widths = body.widths().to_vec();
            body.rows(theme::ROW_HEIGHT, stretch.rows, |row| {
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
        let stroke = Stroke::new(2.0, ui.visuals().selection.stroke.color);
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
                if is_first && at_cursor {
                    paint_cursor(ui.painter(), ui.max_rect(), ui.visuals());
                }
                if is_group {
                    return;
                }
                if column == self.column && at_cursor {
                    paint_cell_cursor(ui, ui.max_rect());
                }
                ui.add_space(PADDING);
                if is_first {
                    self.fold(ui, (position, number), out);
                }
                if is_first && self.rows.is_marked(number) {
                    let mark = RichText::new(text::MARK).color(ui.visuals().warn_fg_color);
                    ui.label(mark).on_hover_text(text::MARK_OF_YOURS);
                }
                self.cell(ui, number, column);
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

    fn cell(&self, ui: &mut Ui, row: u32, column: usize) {
        let value = self.rows.cell(row, column);
        let shown = value.display(self.zone);
        if shown.is_empty() {
            return;
        }
        let mut rich = RichText::new(shown);
        let visuals = ui.visuals();
        match &value {
            CellValue::Outcome(outcome) => {
                rich = rich.color(theme::outcome_color(visuals, *outcome));
            }
            CellValue::Confidence(c) => rich = rich.color(theme::confidence_color(visuals, *c)),
            CellValue::Mark(level, _) => rich = rich.color(theme::mark_color(visuals, *level)),
            _ => {}
        }
        let label = Label::new(rich).truncate().selectable(false);
        let response = if value.is_right_aligned() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label))
                .inner
        } else {
            ui.add(label)
        };
        if let Some(hint) = value.hint() {
            response.on_hover_text(hint);
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

/// A bar at the left edge: the cursor is not shown by colour alone.
pub(super) fn paint_cursor(painter: &Painter, cell: Rect, visuals: &Visuals) {
    let bar = Rect::from_min_max(
        pos2(cell.left(), cell.top()),
        pos2(cell.left() + 3.0, cell.bottom()),
    );
    painter.rect_filled(bar, 0.0, visuals.selection.stroke.color);
}

/// A frame around the cell that the keyboard acts on.
fn paint_cell_cursor(ui: &Ui, cell: Rect) {
    let stroke = Stroke::new(1.0, ui.visuals().selection.stroke.color);
    let frame = cell.shrink(0.5);
    ui.painter()
        .rect_stroke(frame, 2.0, stroke, egui::StrokeKind::Inside);
}
