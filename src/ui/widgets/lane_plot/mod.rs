//! Sessions as bars on lanes over time. The plot gives axes, grid and clipping; bars are painted
//! by one item as one mesh, and the mouse is handled here, so that each gesture means one thing:
//!
//! - wheel: closer and further at the pointer; sideways or with Shift: through time
//! - drag: mark a range of time; click an empty area: remove the mark
//! - middle drag, or drag with Ctrl: move through time
//! - click: choose the session; double click: open it, or, in an empty area, show everything
//! - over the names: the wheel moves through the lanes
//! - W S A D: closer, further, earlier, later; Home: show everything

mod cache;
mod gestures;
mod gutter;
mod paint;
mod tooltip;
mod types;

use egui::{Rect, Response, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};
use egui_plot::{AxisHints, GridInput, GridMark, Plot, VPlacement};

use self::types::{CLOSEST_MARKS, PlotLayout, TOLERANCE, view_of};
use crate::analysis::lanes::calendar;
use crate::analysis::lanes::merge::BarHit;
use crate::analysis::lanes::zoom::TimeRange;

pub use self::cache::{CacheKey, LanePlotCache};
pub use self::paint::band;
pub use self::types::{
    AXIS_HEIGHT, LANE_HEIGHT, LanePlot, LanePlotResponse, PlotColors, PlotMoment, gutter_width,
};

impl LanePlot<'_> {
    /// Fills the available space.
    pub fn show(mut self, ui: &mut Ui) -> LanePlotResponse {
        let all = self.all;
        let stretch = (*self.view).unwrap_or(all);
        let mut done = LanePlotResponse::default();
        ScrollArea::vertical()
            .id_salt("lanes")
            .auto_shrink(false)
            .show_viewport(ui, |ui, viewport| {
                let height = self.lanes.len() as f32 * LANE_HEIGHT + AXIS_HEIGHT;
                ui.set_height(height.max(viewport.height()));
                ui.set_width(viewport.width());
                // Axis and names stay where they are; only the lanes move under them.
                let origin = ui.min_rect().min + viewport.min.to_vec2();
                let visible = Rect::from_min_size(origin, viewport.size());
                done = self.show_in(ui, visible, viewport.top(), stretch, &all);
            });
        done
    }

    fn show_in(
        &mut self,
        ui: &mut Ui,
        visible: Rect,
        scroll: f32,
        stretch: TimeRange,
        all: &TimeRange,
    ) -> LanePlotResponse {
        let gutter_width = gutter_width(visible.width());
        let split = visible.left() + gutter_width;
        let brush = gestures::running_brush(ui).or_else(|| {
            (self.brush).map(|(from, to)| (from.as_unix_seconds(), to.as_unix_seconds()))
        });
        let plot_rect = Rect::from_min_max(pos2(split, visible.top()), visible.max);
        let (response, frame) = self.plot(ui, plot_rect, scroll, stretch, brush);
        self.memory.borrow_mut().set_x(frame.x_range());
        let layout = PlotLayout {
            frame,
            scroll,
            view: view_of(stretch, frame),
        };
        let names = Rect::from_min_max(visible.min, pos2(split, visible.bottom()));
        let mut done = LanePlotResponse {
            lane: gutter::show(ui, names, &layout, self.lanes, self.zone),
            ..LanePlotResponse::default()
        };
        let hit = response.hover_pos().and_then(|pos| self.hit(&layout, pos));
        done.hovered = hit.map(|hit| hit.session);
        gestures::handle(ui, &response, &layout, hit, all, self.view, &mut done);
        match hit {
            Some(hit) => tooltip::session(self, response, hit),
            None => tooltip::moments(self, response, &layout),
        }
        done
    }

    /// Axis, grid and bars; returns the response of the part with the bars, and where that is.
    fn plot(
        &self,
        ui: &mut Ui,
        rect: Rect,
        scroll: f32,
        stretch: TimeRange,
        brush: Option<(f64, f64)>,
    ) -> (Response, Rect) {
        let zone = self.zone;
        let spacer = move |input: GridInput| -> Vec<GridMark> {
            let (from, to) = input.bounds;
            calendar::marks(zone, from, to, input.base_step_size)
                .into_iter()
                .map(|mark| GridMark {
                    value: mark.time,
                    step_size: mark.step.seconds(),
                })
                .collect()
        };
        let axis = AxisHints::new_x()
            .placement(VPlacement::Top)
            .min_thickness(AXIS_HEIGHT)
            .label_spacing(50.0..=90.0)
            .formatter(move |mark, _| calendar::label_at(zone, mark.value, mark.step_size));
        let item = paint::Bars::new(self, scroll, brush);
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
        let shown = Plot::new("bars")
            .custom_x_axes(vec![axis])
            .show_axes([true, false])
            .show_grid([true, false])
            .x_grid_spacer(spacer)
            .grid_color((self.palette.grid)(ui.visuals()))
            .grid_spacing(CLOSEST_MARKS as f32..=120.0)
            .set_margin_fraction(vec2(0.0, 0.0))
            .allow_zoom(false)
            .allow_drag(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .allow_double_click_reset(false)
            .show_x(false)
            .show_y(false)
            .sense(Sense::click_and_drag())
            .show(&mut child, |plot| {
                plot.set_plot_bounds_x(stretch.from..=stretch.to);
                plot.set_plot_bounds_y(0.0..=1.0);
                plot.add(item);
            });
        (shown.response, *shown.transform.frame())
    }

    /// The session at a place on the screen: first in the row that is there, then in the others
    /// of the lane, because rows are thin.
    fn hit(&self, layout: &PlotLayout, pos: egui::Pos2) -> Option<BarHit> {
        let y = pos.y - layout.frame.top() + layout.scroll;
        let index = (y / LANE_HEIGHT).floor().max(0.0) as usize;
        let lane = self.lanes.get(index)?;
        let x = pos.x - layout.frame.left();
        let mut memory = self.memory.borrow_mut();
        let drawn = memory.drawn(self.stamp, &layout.view, (index, lane), self.selected);
        let mut rows: Vec<(f32, BarHit)> = lane
            .rows()
            .zip(drawn)
            .enumerate()
            .filter_map(|(row, (bars, drawn))| {
                let range = band(lane, row, layout.top(index));
                let away = (range.min - pos.y).max(pos.y - range.max).max(0.0);
                Some((away, bars.hit(&layout.view, drawn, x, TOLERANCE)?))
            })
            .collect();
        rows.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        rows.first().map(|(_, hit)| *hit)
    }
}
