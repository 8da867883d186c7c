//! The scroll bar of a table. The table scrolls sideways as a whole, so a separate bar would be
//! out of sight at its far right edge: this one stays at the edge of the view.

use egui::{Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Space that the bar takes.
pub const WIDTH: f32 = 12.0;
const SHORTEST: f32 = 24.0;

/// The positions of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scrolled {
    /// How far down the view is.
    pub offset: f64,
    /// Height of all rows.
    pub content: f64,
    /// Height of the view.
    pub view: f64,
}

impl Scrolled {
    fn most(self) -> f64 {
        (self.content - self.view).max(0.0)
    }

    /// Top and height of the handle inside a track of `length`.
    fn handle(self, length: f32) -> (f32, f32) {
        let share = (self.view / self.content.max(1.0)) as f32;
        let height = (length * share).clamp(SHORTEST, length);
        let part = (self.offset / self.most().max(1.0)) as f32;
        ((length - height) * part.clamp(0.0, 1.0), height)
    }
}

/// Draws the bar into `track`; returns the position of the rows after a drag or a click.
pub fn show(ui: &Ui, id: Id, track: Rect, now: Scrolled) -> Option<f64> {
    if now.most() <= 0.5 || track.height() <= SHORTEST {
        return None;
    }
    let response = ui.interact(track, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, "rows"));
    let (top, height) = now.handle(track.height());
    let handle = Rect::from_min_size(
        pos2(track.left() + 2.0, track.top() + top),
        vec2(track.width() - 4.0, height),
    );
    let visuals = ui.style().interact(&response);
    ui.painter()
        .rect_filled(handle, 4.0, visuals.fg_stroke.color.gamma_multiply(0.6));
    wanted(&response, handle, track, now)
}

fn wanted(response: &Response, handle: Rect, track: Rect, now: Scrolled) -> Option<f64> {
    let free = f64::from((track.height() - handle.height()).max(1.0));
    let target = if response.dragged() {
        now.offset + f64::from(response.drag_delta().y) * now.most() / free
    } else if response.clicked() {
        let y = response.interact_pointer_pos()?.y - track.top() - handle.height() / 2.0;
        f64::from(y) / free * now.most()
    } else {
        return None;
    };
    Some(target.clamp(0.0, now.most()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handle_shows_place_and_part() {
        let half = Scrolled {
            offset: 100.0,
            content: 400.0,
            view: 200.0,
        };
        assert_eq!(half.handle(200.0), (50.0, 100.0));
        let long = Scrolled {
            offset: 999_800.0,
            content: 1_000_000.0,
            view: 200.0,
        };
        assert_eq!(long.handle(200.0), (176.0, SHORTEST));
    }
}
