//! The one data table: virtual rows over `egui_extras`, sorting, selection and a menu on each cell.
//! It changes nothing itself; it says what the user did.

mod header;

use egui::scroll_area::{ScrollAreaOutput, ScrollBarVisibility};
use egui::{Align, Id, Label, Layout, Modifiers, Rect, Response, RichText, Role};
use egui::{ScrollArea, Sense, Ui, WidgetInfo, pos2};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::domain::time::DisplayZone;
use crate::ui::rows::{FilterColumn, Rows, Sorting};
use crate::ui::selection::{Pick, Selection};
use crate::ui::text;
use crate::ui::theme;
use crate::ui::value::Value;
use crate::ui::widgets::row_space::{RowSpace, Stretch};
use crate::ui::widgets::scroll_bar::{self, Scrolled};

/// Space between the edge of a cell and its text.
const PADDING: f32 = 4.0;
const HEADER_HEIGHT: f32 = theme::ROW_HEIGHT + 2.0;

/// How far a table is scrolled, and how high its view was when it was drawn last.
#[derive(Clone, Copy)]
struct Place {
    offset: f64,
    view: f64,
}

/// What the user did to a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Clicked a header; the flag: with Shift held, to sort by that column as well.
    Sort(usize, bool),
    /// Clicked a row, by position, in a column.
    Pick(usize, usize, Pick),
    /// Double-clicked a row, by position.
    Open(usize),
    /// Asked for one cell as text: row and column.
    CopyCell(u32, usize),
    /// Asked for the selected rows as text.
    CopyRows,
    /// Asked for only the rows with this cell's value, or for all but those.
    Filter {
        /// Row.
        row: u32,
        /// Column.
        column: usize,
        /// Only these, or all but these.
        keep: bool,
    },
    /// Asked for other columns, or another order of them.
    Arrange(Arrange),
    /// Asked for the sessions that have something in common with that of a row.
    Pivot(Pivot, u32),
    /// Changed the widths of the columns.
    Widths(Vec<f32>),
    /// Scrolled, or was scrolled, so that this many rows are in view.
    Page(usize),
}

/// What is done to the columns; each by its number in the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Show it, as the last.
    Show(usize),
    /// Leave it out.
    Hide(usize),
    /// One place to the left.
    Left(usize),
    /// One place to the right.
    Right(usize),
    /// All, as they were at first.
    Reset,
}

/// Where the menu of a row leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pivot {
    /// All sessions of its user.
    User,
    /// All from its address.
    Place,
    /// All from its range.
    Range,
    /// All on its host.
    Host,
    /// What overlaps it.
    Overlapping,
    /// What happened half an hour before and after.
    Around,
}

impl Arrange {
    /// The columns that are shown after it.
    pub fn apply(self, mut shown: Vec<usize>, all: usize) -> Vec<usize> {
        let place_of = |column: usize| shown.iter().position(|&other| other == column);
        match self {
            Self::Show(column) if !shown.contains(&column) => shown.push(column),
            Self::Hide(column) if shown.len() > 1 => shown.retain(|&other| other != column),
            Self::Left(column) => {
                if let Some(place) = place_of(column).filter(|place| *place > 0) {
                    shown.swap(place, place - 1);
                }
            }
            Self::Right(column) => {
                if let Some(place) = place_of(column).filter(|place| place + 1 < shown.len()) {
                    shown.swap(place, place + 1);
                }
            }
            Self::Reset => shown = (0..all).collect(),
            Self::Show(_) | Self::Hide(_) => {}
        }
        shown
    }
}

/// A table about to be drawn.
pub struct Table<'a> {
    /// What it shows.
    pub rows: &'a dyn Rows,
    /// In which order.
    pub order: &'a [u32],
    /// Sorted by what.
    pub sort: Sorting,
    /// The column that the keyboard acts on.
    pub column: usize,
    /// What is selected.
    pub selection: &'a Selection,
    /// A position to bring into view.
    pub reveal: Option<usize>,
    /// The zone of its moments.
    pub zone: &'a DisplayZone,
    /// The columns that are shown, in their order.
    pub layout: &'a [usize],
    /// Widths that the user chose, by the number of the column.
    pub widths: Option<&'a [f32]>,
}

impl Table<'_> {
    /// Draws the table into the rest of `ui`.
    pub fn show(&self, ui: &mut Ui, out: &mut Vec<Action>) {
        ui.push_id(self.rows.name(), |ui| {
            let id = ui.scope_id().with("place");
            let view = ui.available_rect_before_wrap();
            let scrolled = ScrollArea::horizontal()
                .auto_shrink(false)
                .max_width(view.width() - scroll_bar::WIDTH)
                .show(ui, |ui| self.grid(ui, id, out))
                .inner;
            let top = view.top() + HEADER_HEIGHT + ui.spacing().item_spacing.y;
            let track = Rect::from_min_max(pos2(view.right() - scroll_bar::WIDTH, top), view.max);
            if let Some(offset) = scroll_bar::show(ui, id.with("bar"), track, scrolled) {
                let place = Place {
                    offset,
                    view: scrolled.view,
                };
                ui.data_mut(|data| data.insert_temp(id, place));
                ui.ctx().request_repaint();
            }
        });
    }

    fn grid(&self, ui: &mut Ui, id: Id, out: &mut Vec<Action>) -> Scrolled {
        let gap = ui.spacing().item_spacing.y;
        let pitch = theme::ROW_HEIGHT + gap;
        let page = (ui.available_height() / pitch) as usize;
        out.push(Action::Page(page.saturating_sub(2).max(1)));
        let place = ui.data(|data| data.get_temp::<Place>(id));
        let place = place.unwrap_or_else(|| Place {
            offset: 0.0,
            view: f64::from(ui.available_height() - HEADER_HEIGHT - gap),
        });
        let space = RowSpace {
            rows: self.order.len(),
            pitch: f64::from(pitch),
            gap: f64::from(gap),
            view: place.view,
        };
        let offset = match self.reveal {
            Some(position) => space.reveal(place.offset, position),
            None => space.clamp(place.offset),
        };
        let stretch = space.stretch(offset);
        // egui would take a new place for one beyond the end of the stretch that it drew last, and
        // pull back as a rubber band does.
        ui.spacing_mut().scroll.kinetic.rubber_band = false;
        let output = self.body(ui, stretch, out);
        // What wheel and finger did to the stretch, they did to the whole.
        let moved = output.state.clamped_offset().y - stretch.offset;
        let view = f64::from(output.inner_rect.height());
        let space = RowSpace { view, ..space };
        let offset = space.clamp(offset + f64::from(moved));
        ui.data_mut(|data| data.insert_temp(id, Place { offset, view }));
        Scrolled {
            offset,
            content: space.height(),
            view,
        }
    }

    /// Header, and the rows of a stretch.
    fn body(&self, ui: &mut Ui, stretch: Stretch, out: &mut Vec<Action>) -> ScrollAreaOutput<()> {
        let headers = self.rows.headers();
        let mut builder = TableBuilder::new(ui)
            // Other columns have other widths.
            .id_salt(self.layout)
            .striped(true)
            .sense(Sense::click())
            .resizable(true)
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .animate_scrolling(false)
            .vertical_scroll_offset(stretch.offset)
            .scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden)
            .cell_layout(Layout::left_to_right(Align::Center));
        let shown = || {
            self.layout
                .iter()
                .filter_map(|&index| Some((index, headers.get(index)?)))
        };
        for (index, header) in shown() {
            let width = self.widths.and_then(|widths| widths.get(index).copied());
            let width = width.unwrap_or(header.width);
            builder = builder.column(Column::initial(width).at_least(36.0).clip(true));
        }
        let table = builder.header(HEADER_HEIGHT, |mut row| {
            for (index, _) in shown() {
                let (_, cell) = row.col(|ui| self.header(ui, index, out));
                // Not only the word: all of the header can be clicked.
                self.respond_header(&cell, index, out);
            }
        });
        let mut widths = Vec::new();
        let output = table.body(|body| {
            widths = body.widths().to_vec();
            body.rows(theme::ROW_HEIGHT, stretch.rows, |row| {
                let position = stretch.first + row.index();
                self.row(row, position, out);
            });
        });
        self.report_widths(widths, out);
        output
    }

    /// Widths that are not as they were at first, or as they were kept.
    fn report_widths(&self, widths: Vec<f32>, out: &mut Vec<Action>) {
        let first: Vec<f32> = self
            .rows
            .headers()
            .iter()
            .map(|header| header.width)
            .collect();
        let known = self.widths.filter(|widths| widths.len() == first.len());
        let known = known.unwrap_or(&first);
        let mut all = known.to_vec();
        for (&index, width) in self.layout.iter().zip(widths) {
            if let Some(slot) = all.get_mut(index) {
                *slot = width;
            }
        }
        if !same_widths(known, &all) {
            out.push(Action::Widths(all));
        }
    }

    fn row(&self, mut row: TableRow<'_, '_>, position: usize, out: &mut Vec<Action>) {
        let Some(&number) = self.order.get(position) else {
            return;
        };
        let selected = self.selection.contains(number);
        let at_cursor = self.selection.cursor() == Some(position);
        row.set_selected(selected);
        for (place, &column) in self.layout.iter().enumerate() {
            let (_, response) = row.col(|ui| {
                if place == 0 && at_cursor {
                    paint_cursor(ui, ui.max_rect());
                }
                if column == self.column && at_cursor {
                    paint_cell_cursor(ui, ui.max_rect());
                }
                ui.add_space(PADDING);
                if place == 0 && self.rows.is_marked(number) {
                    let mark = RichText::new(text::MARK).color(ui.visuals().warn_fg_color);
                    ui.label(mark).on_hover_text(text::MARK_OF_YOURS);
                }
                self.cell(ui, number, column);
            });
            if place == 0 {
                let name = self.rows.row_name(number);
                response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &name));
            }
            self.respond(&response, position, number, column, out);
        }
    }

    fn cell(&self, ui: &mut Ui, row: u32, column: usize) {
        let value = self.rows.value(row, column);
        let shown = value.display(self.zone);
        if shown.is_empty() {
            return;
        }
        let mut rich = RichText::new(shown);
        let visuals = ui.visuals();
        match &value {
            Value::Outcome(outcome) => rich = rich.color(theme::outcome_color(visuals, *outcome)),
            Value::Confidence(c) => rich = rich.color(theme::confidence_color(visuals, *c)),
            Value::Mark(level, _) => rich = rich.color(theme::mark_color(visuals, *level)),
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
        out: &mut Vec<Action>,
    ) {
        if response.double_clicked() {
            out.push(Action::Open(position));
        } else if response.clicked() {
            let modifiers = response.ctx.input(|input| input.modifiers);
            out.push(Action::Pick(position, column, pick_of(modifiers)));
        } else if response.secondary_clicked() && !self.selection.contains(row) {
            out.push(Action::Pick(position, column, Pick::Only));
        }
        response.context_menu(|ui| self.menu(ui, position, row, column, out));
    }

    fn menu(&self, ui: &mut Ui, position: usize, row: u32, column: usize, out: &mut Vec<Action>) {
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
        if self.rows.down(row).is_some() {
            entries.push((text::OPEN_ROW, Action::Open(position)));
        }
        for (label, action) in entries {
            if ui.button(label).clicked() {
                out.push(action);
                ui.close();
            }
        }
        if self.rows.sessions(row).is_empty() {
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

/// A bar at the left edge: the cursor is not told by colour alone.
fn paint_cursor(ui: &Ui, cell: Rect) {
    let bar = Rect::from_min_max(
        pos2(cell.left(), cell.top()),
        pos2(cell.left() + 3.0, cell.bottom()),
    );
    ui.painter()
        .rect_filled(bar, 0.0, ui.visuals().selection.stroke.color);
}

/// A frame around the cell that the keyboard acts on.
fn paint_cell_cursor(ui: &Ui, cell: Rect) {
    let stroke = egui::Stroke::new(1.0, ui.visuals().selection.stroke.color);
    let frame = cell.shrink(0.5);
    ui.painter()
        .rect_stroke(frame, 2.0, stroke, egui::StrokeKind::Inside);
}

fn same_widths(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.5)
}

/// Where a step of `by` rows leads among `total`. Without a cursor, one step goes to the first row.
pub fn step(from: Option<usize>, by: isize, total: usize) -> Option<usize> {
    let last = total.checked_sub(1)?;
    let position = match from {
        None if by.abs() == 1 => 0,
        from => from.unwrap_or(0).saturating_add_signed(by),
    };
    Some(position.min(last))
}

#[cfg(test)]
mod tests {
    use super::{Arrange, step};

    #[test]
    fn columns_are_shown_hidden_and_moved() {
        let all = || vec![0, 1, 2];
        assert_eq!(Arrange::Hide(1).apply(all(), 3), [0, 2]);
        assert_eq!(Arrange::Show(1).apply(vec![2], 3), [2, 1]);
        assert_eq!(Arrange::Hide(2).apply(vec![2], 3), [2]);
        assert_eq!(Arrange::Left(2).apply(all(), 3), [0, 2, 1]);
        assert_eq!(Arrange::Right(2).apply(all(), 3), [0, 1, 2]);
        assert_eq!(Arrange::Left(0).apply(all(), 3), [0, 1, 2]);
        assert_eq!(Arrange::Reset.apply(vec![2], 3), [0, 1, 2]);
    }

    #[test]
    fn steps_stay_inside_the_table() {
        assert_eq!(step(None, 1, 5), Some(0));
        assert_eq!(step(None, isize::MAX / 2, 5), Some(4));
        assert_eq!(step(Some(2), -10, 5), Some(0));
        assert_eq!(step(Some(4), 1, 5), Some(4));
        assert_eq!(step(Some(4), 1, 0), None);
    }
}
