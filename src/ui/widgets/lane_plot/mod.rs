//! Sessions as bars on lanes over time. Bars are painted as one mesh, and the mouse is handled here, so that each
//! gesture means one thing:
//!
//! - wheel: closer and further at the pointer; sideways or with Shift: through time
//! - drag: mark a range of time; click an empty area: remove the mark
//! - middle drag, or drag with Ctrl: move through time
//! - click: choose the session; double click: open it, or, in an empty area, show everything
//! - over the names: the wheel moves through the lanes
//! - W S A D: closer, further, earlier, later; Home: show everything

mod bars;
mod cache;
mod drawn;
mod gestures;
mod gutter;
mod labels;
mod more;
mod paint;
mod tooltip;
mod types;

use egui::{Align2, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2};

use self::types::{PlotLayout, TOLERANCE};
use super::time_axis::{time_axis, time_caption, view_in};
use crate::analysis::lanes::merge::BarHit;
use crate::ui::theme::{self, fonts};

pub use self::bars::form_band;
pub use self::cache::{CacheKey, LanePlotCache};
pub use self::drawn::PlotMoment;
pub use self::types::{
    AXIS_HEIGHT, LanePlot, LanePlotResponse, MORE_HEIGHT, gutter_width, lane_band, row_band,
};

/// Stands where nothing is in view.
const NOTHING_HERE: &str = "No session here. A dot jumps to the next one, Home shows everything.";

impl LanePlot<'_> {
    /// Fills the available space.
    pub fn show(mut self, ui: &mut Ui) -> LanePlotResponse {
        let room = ui.available_rect_before_wrap();
        ui.allocate_rect(room, Sense::hover());
        let lane = self.density.lane();
        let needed = self.lanes.len() as f32 * lane;
        let header = room.with_max_y(room.top() + AXIS_HEIGHT);
        let mut area = room.with_min_y(header.bottom());
        let overflows = needed > area.height();
        if overflows {
            area.max.y -= MORE_HEIGHT;
        }
        let mut done = LanePlotResponse::default();
        let mut child = ui.new_child(UiBuilder::new().max_rect(area).id_salt("lanes"));
        // A lane at the edge must not look as if it were paler.
        child.spacing_mut().scroll.fade.strength = 0.0;
        let mut scroll = ScrollArea::vertical().id_salt("lanes").auto_shrink(false);
        if let Some(offset) = more::take_wanted(&child) {
            scroll = scroll.vertical_scroll_offset(offset);
        }
        let scrolled = scroll.show_viewport(&mut child, |ui, viewport| {
            ui.set_height(needed.max(viewport.height()));
            ui.set_width(viewport.width());
            // Names stay where they are; only the lanes move under them.
            let origin = ui.min_rect().min + viewport.min.to_vec2();
            let visible = Rect::from_min_size(origin, viewport.size());
            done = self.show_in(ui, visible, viewport.top(), header);
        });
        if overflows {
            let line = room.with_min_y(area.bottom());
            let below = (needed - scrolled.state.clamped_offset().y - area.height()) / lane;
            more::line(
                &mut child,
                line,
                below,
                (self.lanes.len(), lane),
                area.height(),
            );
        }
        done
    }

    fn show_in(
        &mut self,
        ui: &mut Ui,
        visible: Rect,
        scroll: f32,
        header: Rect,
    ) -> LanePlotResponse {
        let stretch = (*self.view).unwrap_or(self.fit);
        let split = visible.left() + gutter_width(visible.width());
        let running = gestures::running_brush(ui);
        let frame = Rect::from_min_max(pos2(split, visible.top()), visible.max);
        self.memory.borrow_mut().set_x(frame.x_range());
        let layout = PlotLayout {
            frame,
            scroll,
            view: view_in(stretch.from, stretch.to, frame.x_range()),
            lane: self.density.lane(),
        };
        let response = ui.interact(frame, ui.scope_id().with("bars"), Sense::click_and_drag());
        self.axis(ui, &layout, header);
        paint::hairlines(ui, &layout, visible, self.lanes.len());
        self.paint(ui, &layout, running);
        let names = Rect::from_min_max(visible.min, pos2(split, visible.bottom()));
        let mut done = LanePlotResponse {
            lane: gutter::show(ui, names, &layout, self.lanes),
            ..LanePlotResponse::default()
        };
        let hit = response.hover_pos().and_then(|pos| self.hit(&layout, pos));
        done.hovered = hit.map(|hit| hit.session);
        let (all, fit) = (self.all, self.fit);
        gestures::handle(
            ui,
            &response,
            &layout,
            hit,
            (&all, &fit),
            self.view,
            &mut done,
        );
        match hit {
            Some(hit) => tooltip::session(self, response, hit),
            None => tooltip::moments(self, response, &layout),
        }
        done
    }

    /// The axis above the lanes, and its lines behind them.
    fn axis(&self, ui: &mut Ui, layout: &PlotLayout, header: Rect) {
        let (frame, view) = (layout.frame, &layout.view);
        // The header lies above what is scrolled.
        let whole = header.union(frame);
        let ui = &mut ui.new_child(UiBuilder::new().max_rect(whole));
        ui.set_clip_rect(whole);
        let labels = Rect::from_x_y_ranges(frame.x_range(), header.y_range());
        time_axis(ui, self.zone, view, labels, frame);
        time_caption(ui, self.zone, view, header.with_max_x(frame.left() - 8.0));
        let has_any = |from, to| self.lanes.iter().any(|lane| lane.has_within(from, to));
        if self.view.is_some() && !has_any(view.from, view.to) {
            let color = theme::tokens(ui).third;
            let center = frame.center();
            ui.painter().text(
                center,
                Align2::CENTER_CENTER,
                NOTHING_HERE,
                fonts::label(),
                color,
            );
        }
    }

    /// The session at a place on the screen: first failures and the row that are there, then the other rows of the
    /// lane, because rows are thin.
    fn hit(&self, layout: &PlotLayout, pos: egui::Pos2) -> Option<BarHit> {
        let index = layout.lane_at(pos.y);
        let lane = self.lanes.get(index)?;
        let x = pos.x - layout.frame.left();
        let mut memory = self.memory.borrow_mut();
        let drawn = memory.drawn(
            self.stamp,
            &layout.view,
            (index, lane),
            self.moments,
            self.selected,
        );
        let band = layout.band(index);
        let failures = &drawn.failures;
        let failure = |tolerance| {
            lane.refusals
                .column_hit(&layout.view, failures, x, tolerance)
        };
        let is_on_column = failures.iter().any(|column| {
            let y = paint::column_band(drawn, column.height(), band);
            (column.left - 1.0..=column.right + 1.0).contains(&x) && pos.y >= y.min - 1.0
        });
        if let Some(hit) = failure(1.0).filter(|_| is_on_column) {
            return Some(hit);
        }
        let rows = drawn.stays.len();
        let mut found: Vec<(f32, BarHit)> = lane
            .stays
            .iter()
            .zip(&drawn.stays)
            .enumerate()
            .filter_map(|(row, (bars, drawn))| {
                let range = row_band(band, row, rows);
                let away = (range.min - pos.y).max(pos.y - range.max).max(0.0);
                Some((away, bars.hit(&layout.view, drawn, x, TOLERANCE)?))
            })
            .collect();
        found.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        found
            .first()
            .map(|(_, hit)| *hit)
            .or_else(|| failure(TOLERANCE))
    }
}
