//! The one data table: virtual rows over `egui_extras`, sorting, selection and a menu on each cell.
//! It changes nothing itself; it reports what the user did.

mod ask;
mod cell;
mod fit;
mod fold;
mod grid;
mod group;
mod header;
mod menu;
mod types;

use egui::{Id, Rect, ScrollArea, Ui, UiBuilder, pos2};

use self::grid::{DrawnPart, TablePart};
use self::types::{HEADER_HEIGHT, MORE_WIDTH};
use crate::ui::theme;
use crate::ui::widgets::row_space::RowSpace;
use crate::ui::widgets::scroll_bar::{self, Scrolled};

pub use self::fit::fitting_width;
pub use self::types::{TableAction, TableView, reserved_width};

/// A column does not grow beyond this, in points.
const WIDEST: f32 = 420.0;

/// How far a table is scrolled, and how high its view was when it was drawn last.
#[derive(Clone, Copy)]
struct Place {
    offset: f64,
    view: f64,
}

impl TableView<'_> {
    /// Draws the table into the rest of `ui`.
    pub fn show(&self, ui: &mut Ui, out: &mut Vec<TableAction>) {
        ui.push_id(self.rows.name(), |ui| {
            let tokens = theme::tokens(ui);
            ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
            let visuals = ui.visuals_mut();
            // Columns have no rules: the line between two shows when it can be dragged.
            visuals.widgets.noninteractive.bg_stroke = egui::Stroke::NONE;
            visuals.widgets.hovered.bg_stroke = egui::Stroke::new(1.0, tokens.strong_line);
            visuals.widgets.hovered.bg_fill = tokens.hovered;
            let id = ui.scope_id().with("place");
            let mut view = ui.available_rect_before_wrap();
            let bar = view.right() - scroll_bar::WIDTH;
            let scrolled = {
                let room = Rect::from_min_max(view.min, pos2(bar, view.max.y));
                self.parts(ui, id, room, out)
            };
            if self.layout.left_out > 0 {
                let left = view.right() - MORE_WIDTH;
                let place = Rect::from_min_max(
                    pos2(left, view.top() + 3.0),
                    pos2(view.right(), view.top() + HEADER_HEIGHT - 3.0),
                );
                self.more_columns(ui, place, out);
            }
            view.min.x = bar;
            view.min.y += HEADER_HEIGHT;
            if let Some(offset) = scroll_bar::show(ui, id.with("bar"), view, scrolled) {
                let place = Place {
                    offset,
                    view: scrolled.view,
                };
                ui.data_mut(|data| data.insert_temp(id, place));
                ui.ctx().request_repaint();
            }
        });
    }

    /// The columns that stay in view, and next to them those that scroll sideways.
    fn parts(&self, ui: &mut Ui, id: Id, room: Rect, out: &mut Vec<TableAction>) -> Scrolled {
        let gap = ui.spacing().item_spacing;
        let (space, offset) = self.placed(ui, id, room, out);
        let stretch = space.stretch(offset);
        // egui would take a new place for one beyond the end of the stretch that it drew last, and
        // pull back as a rubber band does.
        ui.spacing_mut().scroll.kinetic.rubber_band = false;

        let widths = self.given_widths(room.width(), gap.x);
        let is_new = is_new(ui, id.with("widths"), &widths);
        let is_other_column = self.is_other_column(ui, id.with("column"));
        let (pinned, others) = self
            .layout
            .columns
            .split_at_checked(self.layout.pinned)
            .unwrap_or((&[], &self.layout.columns));
        let wide = |columns: &[usize]| -> f32 {
            let widths = columns.iter().filter_map(|&column| widths.get(column));
            widths.map(|width| width + gap.x).sum()
        };
        // Whatever is kept in view, something else can be seen next to it.
        let left = wide(pinned).min(room.width() * 0.8);
        let (left, right) = room.split_left_right_at_x(room.left() + left);
        let mut drawn = Vec::new();
        for (salt, columns, room) in [("pinned", pinned, left), ("others", others, right)] {
            if columns.is_empty() {
                continue;
            }
            let part = TablePart {
                columns,
                widths: &widths,
                is_new,
                is_first: drawn.is_empty(),
                is_other_column,
            };
            let builder = UiBuilder::new().max_rect(room).id_salt(salt);
            drawn.push(
                ui.scope_builder(builder, |ui| {
                    ScrollArea::horizontal()
                        .auto_shrink(false)
                        .max_width(room.width())
                        .show(ui, |ui| self.part(ui, &part, stretch, out))
                        .inner
                })
                .inner,
            );
        }
        if !pinned.is_empty() {
            let stroke = egui::Stroke::new(1.0, theme::tokens(ui).strong_line);
            ui.painter()
                .vline(left.right() - 0.5, left.y_range(), stroke);
        }
        self.paint_groups(ui, room, &drawn);
        self.report_widths(&widths, &drawn, out);
        // What wheel and finger did to the stretch in either part, they did to the whole.
        let moved = |drawn: &DrawnPart| drawn.scrolled.state.clamped_offset().y - stretch.offset;
        let moved: f32 = drawn.iter().map(moved).sum();
        let view = drawn
            .last()
            .map_or(0.0, |drawn| drawn.scrolled.inner_rect.height());
        let view = f64::from(view);
        let space = RowSpace { view, ..space };
        let offset = space.clamp(offset + f64::from(moved));
        ui.data_mut(|data| data.insert_temp(id, Place { offset, view }));
        Scrolled {
            offset,
            content: space.height(),
            view,
        }
    }

    /// All rows as a space to look into, and how far they are scrolled.
    fn placed(&self, ui: &Ui, id: Id, room: Rect, out: &mut Vec<TableAction>) -> (RowSpace, f64) {
        let gap = ui.spacing().item_spacing.y;
        let pitch = self.density.row() + gap;
        let page = (room.height() / pitch) as usize;
        out.push(TableAction::Page(
            page.saturating_sub(2).max(1),
            room.width(),
        ));
        let place = ui.data(|data| data.get_temp::<Place>(id));
        let place = place.unwrap_or_else(|| Place {
            offset: 0.0,
            view: f64::from(room.height() - HEADER_HEIGHT - gap),
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
        (space, offset)
    }

    /// Whether the keyboard acts on another column than when the table was drawn last.
    fn is_other_column(&self, ui: &Ui, id: Id) -> bool {
        let before: Option<usize> = ui.data(|data| data.get_temp(id));
        ui.data_mut(|data| data.insert_temp(id, self.column));
        before.is_some_and(|before| before != self.column)
    }

    /// The column at the left.
    fn first_column(&self) -> Option<usize> {
        self.layout.columns.first().copied()
    }

    /// How wide each column is to be, by its number: as the user chose, else as at first; what room is
    /// left over then goes to the columns that are glad of it.
    fn given_widths(&self, room: f32, gap: f32) -> Vec<f32> {
        let headers = self.rows.headers();
        if let Some(widths) = self.widths.filter(|widths| widths.len() == headers.len()) {
            return widths.to_vec();
        }
        let own = headers
            .iter()
            .map(|header| header.first_width(self.one_year));
        let mut widths: Vec<f32> = own.collect();
        if let Some(width) = self.first_column().and_then(|first| widths.get_mut(first)) {
            *width += self.inset();
        }
        let reserved = if self.layout.left_out > 0 {
            MORE_WIDTH
        } else {
            0.0
        };
        let shown = || self.layout.columns.iter().copied();
        let taken: f32 = shown()
            .filter_map(|column| Some(widths.get(column)? + gap))
            .sum();
        let grows = |column: &usize| headers.get(*column).is_some_and(|header| header.grows);
        let needed: f32 = shown()
            .filter(grows)
            .filter_map(|column| widths.get(column))
            .sum();
        // In proportion to what they need, and not without end: what is left stays at the right.
        let factor = 1.0 + ((room - reserved - taken) / needed.max(1.0)).max(0.0);
        for column in shown().filter(grows) {
            if let Some(width) = widths.get_mut(column) {
                *width = (*width * factor).min(WIDEST.max(*width)).floor();
            }
        }
        widths
    }

    /// Widths that are not as they were given: the user changed them.
    fn report_widths(&self, given: &[f32], drawn: &[DrawnPart], out: &mut Vec<TableAction>) {
        let mut all = given.to_vec();
        let widths = drawn.iter().flat_map(|drawn| &drawn.widths);
        for (&index, width) in self.layout.columns.iter().zip(widths) {
            if let Some(slot) = all.get_mut(index) {
                *slot = *width;
            }
        }
        if !same_widths(given, &all) {
            out.push(TableAction::Widths(all));
        }
    }
}

/// Whether other widths were given when the table was drawn last: egui keeps those until it is reset.
fn is_new(ui: &Ui, id: Id, widths: &[f32]) -> bool {
    let known = ui.data(|data| data.get_temp::<Vec<f32>>(id));
    let is_new = known.is_none_or(|known| !same_widths(&known, widths));
    if is_new {
        ui.data_mut(|data| data.insert_temp(id, widths.to_vec()));
    }
    is_new
}

fn same_widths(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.5)
}
