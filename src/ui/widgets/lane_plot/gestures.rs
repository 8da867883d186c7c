//! What the mouse and the keys do over the bars.

use egui::{Id, Key, PointerButton, Response, Ui};

use super::types::{LanePlotResponse, PlotLayout};
use crate::analysis::lanes::merge::BarHit;
use crate::analysis::lanes::zoom::TimeRange;
use crate::domain::time::Timestamp;

/// So many points of scrolling bring time closer by a factor of e.
const ZOOM_POINTS: f32 = 200.0;

/// One press of a zoom key.
const KEY_ZOOM: f64 = 1.5;

/// One press of a move key, as a part of what is in view.
const KEY_MOVE: f64 = 0.2;

/// A shorter brush is a click with an unsteady hand.
const SHORTEST_BRUSH: f32 = 3.0;

/// A drag in progress: a brush from this time to that.
#[derive(Clone, Copy)]
struct Brushing(f64, f64);

fn brush_id(ui: &Ui) -> Id {
    ui.scope_id().with("brush")
}

/// The range that is being marked just now.
pub(super) fn running_brush(ui: &Ui) -> Option<(f64, f64)> {
    let Brushing(start, now) = ui.data(|data| data.get_temp(brush_id(ui)))?;
    Some((start.min(now), start.max(now)))
}

/// Turns input into a new view, and into the response.
pub(super) fn handle(
    ui: &Ui,
    response: &Response,
    layout: &PlotLayout,
    hit: Option<BarHit>,
    (all, fit): (&TimeRange, &TimeRange),
    view: &mut Option<TimeRange>,
    done: &mut LanePlotResponse,
) {
    let now = TimeRange {
        from: layout.view.from,
        to: layout.view.to,
    };
    let next = wheel(ui, response, layout, now, all);
    let next = pan(ui, response, layout, next, all);
    let next = keys(ui, response, layout, next, all);
    brush(ui, response, layout, done);
    click(response, hit, done);
    let reset = (response.double_clicked() && hit.is_none()) || home(ui, response);
    if reset {
        *view = None;
    } else if next != now {
        *view = (next != *fit).then_some(next);
    }
    if reset || next != now {
        ui.request_repaint();
    }
}

/// Wheel and pinch; what was used here scrolls nothing else.
fn wheel(
    ui: &Ui,
    response: &Response,
    layout: &PlotLayout,
    view: TimeRange,
    all: &TimeRange,
) -> TimeRange {
    let Some(pointer) = response.hover_pos() else {
        return view;
    };
    let (scroll, pinch) = ui.input_mut(|input| {
        (
            std::mem::take(&mut input.smooth_scroll_delta),
            input.zoom_delta(),
        )
    });
    let factor = f64::from((scroll.y / ZOOM_POINTS).exp() * pinch);
    let sideways = f64::from(-scroll.x) * seconds_per_point(layout);
    let mut next = view;
    if (factor - 1.0).abs() > 1e-6 {
        next = next.zoomed(layout.time(pointer.x), factor, all);
    }
    if sideways != 0.0 {
        next = next.moved(sideways, all);
    }
    next
}

fn pan(
    ui: &Ui,
    response: &Response,
    layout: &PlotLayout,
    view: TimeRange,
    all: &TimeRange,
) -> TimeRange {
    let with_ctrl = response.dragged_by(PointerButton::Primary)
        && ui.input(|input| input.modifiers.command)
        && running_brush(ui).is_none();
    if !with_ctrl && !response.dragged_by(PointerButton::Middle) {
        return view;
    }
    let points = f64::from(-response.drag_delta().x);
    view.moved(points * seconds_per_point(layout), all)
}

fn keys(
    ui: &Ui,
    response: &Response,
    layout: &PlotLayout,
    view: TimeRange,
    all: &TimeRange,
) -> TimeRange {
    if !wants_keys(ui, response) {
        return view;
    }
    let center = response
        .hover_pos()
        .map_or(f64::midpoint(view.from, view.to), |pos| layout.time(pos.x));
    let pressed = |key| ui.input(|input| input.modifiers.is_none() && input.key_pressed(key));
    let step = view.seconds() * KEY_MOVE;
    let actions = [
        (Key::W, view.zoomed(center, KEY_ZOOM, all)),
        (Key::S, view.zoomed(center, 1.0 / KEY_ZOOM, all)),
        (Key::A, view.moved(-step, all)),
        (Key::D, view.moved(step, all)),
    ];
    actions
        .into_iter()
        .find(|(key, _)| pressed(*key))
        .map_or(view, |(_, next)| next)
}

fn home(ui: &Ui, response: &Response) -> bool {
    wants_keys(ui, response) && ui.input(|input| input.key_pressed(Key::Home))
}

/// Keys are for the timeline while the pointer is over it and nobody types elsewhere.
fn wants_keys(ui: &Ui, response: &Response) -> bool {
    response.hovered() && !ui.ctx().egui_wants_keyboard_input()
}

fn brush(ui: &Ui, response: &Response, layout: &PlotLayout, done: &mut LanePlotResponse) {
    let time = |x: f32| layout.time(x.clamp(layout.frame.left(), layout.frame.right()));
    let pointer = response.interact_pointer_pos();
    let starts = response.drag_started_by(PointerButton::Primary)
        && !ui.input(|input| input.modifiers.command);
    if starts && let Some(origin) = ui.input(|input| input.pointer.press_origin()) {
        let start = time(origin.x);
        ui.data_mut(|data| data.insert_temp(brush_id(ui), Brushing(start, start)));
    }
    let Some(Brushing(start, last)) = ui.data(|data| data.get_temp(brush_id(ui))) else {
        return;
    };
    let end = pointer.map_or(last, |pos| time(pos.x));
    if response.dragged() {
        ui.data_mut(|data| data.insert_temp(brush_id(ui), Brushing(start, end)));
        return;
    }
    ui.data_mut(|data| data.remove::<Brushing>(brush_id(ui)));
    let long_enough = (end - start).abs() >= f64::from(SHORTEST_BRUSH) * seconds_per_point(layout);
    if response.drag_stopped() && long_enough {
        let moment = Timestamp::from_unix_seconds;
        done.brushed = Some(Some((moment(start.min(end)), moment(start.max(end)))));
    }
}

fn click(response: &Response, hit: Option<BarHit>, done: &mut LanePlotResponse) {
    let session = hit.map(|hit| hit.session);
    if response.double_clicked() {
        done.opened = session;
    } else if response.clicked() {
        done.clicked = session;
        if session.is_none() {
            done.brushed = Some(None);
        }
    }
}

fn seconds_per_point(layout: &PlotLayout) -> f64 {
    (layout.view.to - layout.view.from) / f64::from(layout.view.pixels.max(1.0))
}
