//! The whole case in a narrow strip, with a frame around what is in view. Dragging the frame moves the view, its
//! edges change its length, a click elsewhere moves it there, a double click shows everything.

use egui::epaint::Mesh;
use egui::{
    Align2, CursorIcon, Id, Rangef, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::parts::icon;
use super::time_axis::{CLOSEST_DAY, labelled_marks, view_in};
use crate::analysis::lanes::calendar;
use crate::analysis::lanes::merge::PlotView;
use crate::analysis::lanes::overview::{Outside, Overview};
use crate::analysis::lanes::zoom::TimeRange;
use crate::domain::time::{DisplayZone, Timestamp};
use crate::tables::wording::counted;
use crate::ui::theme::{self, fonts, icons};

/// Height of the strip, in points.
pub const STRIP_HEIGHT: f32 = 36.0;

/// Height of the columns.
const COLUMNS: f32 = 20.0;

/// The frame is at least so wide.
const NARROWEST: f32 = 8.0;

/// An edge of the frame is taken from this far.
const GRIP: f32 = 6.0;

/// Room at each end for what lies outside the columns.
const END: f32 = 14.0;

/// What is being dragged.
#[derive(Clone, Copy, PartialEq)]
enum Grip {
    /// The frame, at this distance from its left edge, in seconds.
    Frame(f64),
    Left,
    Right,
}

/// The strip, about to be drawn.
pub struct OverviewStrip<'a> {
    /// The whole case.
    pub overview: &'a Overview,
    /// What is in view.
    pub view: TimeRange,
    /// The zone of its days.
    pub zone: &'a DisplayZone,
    /// Whether times need their year.
    pub with_year: bool,
    /// Where on the screen the time is.
    pub x: Rangef,
}

/// What the user did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StripAction {
    /// This is to be in view.
    Show(TimeRange),
    /// Everything is to be in view.
    ShowAll,
}

impl OverviewStrip<'_> {
    /// Draws the strip at a place.
    pub fn show(&self, ui: &mut Ui, rect: Rect) -> Option<StripAction> {
        let range = self.overview.range?;
        let bars = Rect::from_x_y_ranges(
            Rangef::new(
                self.x.min + END,
                (self.x.max - END).max(self.x.min + END + 1.0),
            ),
            rect.y_range(),
        );
        let scale = view_in(range.from, range.to, bars.x_range());
        let id = ui.scope_id().with("overview strip");
        let whole = Rect::from_x_y_ranges(self.x, rect.y_range());
        let response = ui.interact(whole, id, Sense::click_and_drag());
        let said = self.said(&range);
        response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &said));
        let frame = self.frame(&scale, bars);
        self.paint(ui, &scale, bars, frame, &response);
        let outside = self.outside(ui, bars);
        let action = handle(ui, id, &response, &scale, bars, (self.view, frame));
        response.on_hover_text(said);
        outside.or(action)
    }

    /// What is in view as a frame.
    fn frame(&self, scale: &PlotView, bars: Rect) -> Rect {
        let x = |time| (bars.left() + scale.x(time)).clamp(bars.left(), bars.right());
        let (left, right) = (x(self.view.from), x(self.view.to));
        let missing = (NARROWEST - (right - left)).max(0.0) / 2.0;
        let y = Rangef::new(bars.top() + 1.0, bars.top() + COLUMNS + 3.0);
        Rect::from_x_y_ranges(Rangef::new(left - missing, right + missing), y)
    }

    /// All of it in one sentence, for screen readers.
    fn said(&self, range: &TimeRange) -> String {
        let at = |time: f64, pattern: &str| {
            self.zone
                .format(Timestamp::from_unix_seconds(time), pattern)
        };
        let (day, moment) = if self.with_year {
            ("%-d %b %Y", "%-d %b %Y %H:%M")
        } else {
            ("%-d %b", "%-d %b %H:%M")
        };
        format!(
            "Whole case, {} to {}; shows {} to {}",
            at(range.from, day),
            at(range.to, day),
            at(self.view.from, moment),
            at(self.view.to, moment)
        )
    }

    fn paint(&self, ui: &Ui, scale: &PlotView, bars: Rect, frame: Rect, response: &Response) {
        let tokens = theme::tokens(ui);
        let painter = ui.painter();
        let line = Stroke::new(1.0, tokens.line);
        for mark in labelled_marks(self.zone, scale, CLOSEST_DAY) {
            let x = (bars.left() + scale.x(mark.time)).round();
            painter.vline(x, bars.y_range(), line);
            let text = calendar::label(self.zone, mark);
            let place = pos2(x + 4.0, bars.bottom());
            painter.text(
                place,
                Align2::LEFT_BOTTOM,
                text,
                fonts::caption(),
                tokens.third,
            );
        }
        painter.add(self.columns(scale, bars, tokens));
        let accent = if response.hovered() || response.has_focus() {
            Stroke::new(2.0, tokens.accent)
        } else {
            Stroke::new(1.5, tokens.accent)
        };
        let fill = tokens.accent.gamma_multiply(0.18);
        painter.rect(frame, 4.0, fill, accent, StrokeKind::Inside);
        for x in [frame.left(), frame.right()] {
            let handle = Rect::from_center_size(pos2(x, frame.center().y), vec2(4.0, 9.0));
            painter.rect(handle, 2.0, tokens.accent, Stroke::NONE, StrokeKind::Inside);
        }
    }

    /// The columns, as one mesh.
    fn columns(&self, scale: &PlotView, bars: Rect, tokens: &theme::tokens::Tokens) -> Shape {
        let mut mesh = Mesh::default();
        let most = self.overview.most().max(1) as f32;
        let bottom = bars.top() + COLUMNS + 2.0;
        for (number, column) in self.overview.columns.iter().enumerate() {
            if column.all() == 0 {
                continue;
            }
            let time = |number: usize| self.overview.first + self.overview.step * number as f64;
            let left = (bars.left() + scale.x(time(number))).max(bars.left());
            let right = bars.left() + scale.x(time(number + 1)) - 1.0;
            let right = right.min(bars.right()).max(left + 1.5);
            let height = ((column.all() as f32 / most).sqrt() * COLUMNS).max(3.0);
            let share = column.failures as f32 / column.all() as f32;
            let failed = if column.failures == 0 {
                0.0
            } else {
                (height * share).max(2.0)
            };
            let middle = bottom - height + failed;
            let part = |top: f32, bottom: f32| {
                Rect::from_x_y_ranges(Rangef::new(left, right), Rangef::new(top, bottom))
            };
            mesh.add_colored_rect(part(bottom - height, middle), tokens.failed);
            if column.others > 0 {
                let top = middle + if column.failures > 0 { 1.0 } else { 0.0 };
                mesh.add_colored_rect(part(top.min(bottom - 1.0), bottom), tokens.came_in);
            }
        }
        Shape::mesh(mesh)
    }

    /// Arrows to the few sessions that lie far from all others.
    fn outside(&self, ui: &mut Ui, bars: Rect) -> Option<StripAction> {
        let ends = [
            (
                self.overview.before,
                bars.left() - END / 2.0,
                icons::CARET_LEFT,
            ),
            (
                self.overview.after,
                bars.right() + END / 2.0,
                icons::CARET_RIGHT,
            ),
        ];
        let mut action = None;
        for (outside, x, sign) in ends {
            let Some(Outside { count, farthest }) = outside else {
                continue;
            };
            let center = pos2(x, bars.top() + COLUMNS / 2.0);
            let rect = Rect::from_center_size(center, vec2(END, COLUMNS));
            let response = ui.interact(rect, ui.scope_id().with(("outside", sign)), Sense::click());
            let tokens = theme::tokens(ui);
            icon::paint_plain(ui, center, sign, 12.0, tokens.worth_a_look);
            let time = self.zone.short(Timestamp::from_unix_seconds(farthest));
            let said = format!(
                "{} far outside, the farthest at {time}: show it",
                counted(u64::from(count), "session", "sessions")
            );
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
            if response.clicked() {
                let half = 43_200.0;
                action = Some(StripAction::Show(TimeRange {
                    from: farthest - half,
                    to: farthest + half,
                }));
            }
            response.on_hover_text(said);
        }
        action
    }
}

/// What the pointer does.
fn handle(
    ui: &Ui,
    id: Id,
    response: &Response,
    scale: &PlotView,
    bars: Rect,
    (view, frame): (TimeRange, Rect),
) -> Option<StripAction> {
    let time = |x: f32| scale.time(x - bars.left()).clamp(scale.from, scale.to);
    let grip_at = |x: f32| {
        if (x - frame.left()).abs() <= GRIP {
            Some(Grip::Left)
        } else if (x - frame.right()).abs() <= GRIP {
            Some(Grip::Right)
        } else if frame.x_range().contains(x) {
            Some(Grip::Frame(time(x) - view.from))
        } else {
            None
        }
    };
    if response.double_clicked() {
        return Some(StripAction::ShowAll);
    }
    if let Some(pos) = response.hover_pos() {
        ui.set_cursor_icon(match grip_at(pos.x) {
            Some(Grip::Left | Grip::Right) => CursorIcon::ResizeHorizontal,
            Some(Grip::Frame(_)) => CursorIcon::Grab,
            None => CursorIcon::PointingHand,
        });
    }
    let pos = response.interact_pointer_pos()?;
    let centered = || view.seconds() / 2.0;
    if response.clicked() {
        let is_outside = grip_at(pos.x).is_none();
        return is_outside.then(|| StripAction::Show(starting(time(pos.x) - centered(), view)));
    }
    if response.drag_started() {
        let origin = ui
            .input(|input| input.pointer.press_origin())
            .unwrap_or(pos);
        let grip = grip_at(origin.x).unwrap_or(Grip::Frame(centered()));
        ui.data_mut(|data| data.insert_temp(id, grip));
    }
    if !response.dragged() {
        return None;
    }
    let grip: Grip = ui.data(|data| data.get_temp(id))?;
    let now = time(pos.x);
    // The edges never cross.
    let least = (scale.to - scale.from) / 1_000.0;
    Some(StripAction::Show(match grip {
        Grip::Frame(offset) => starting(now - offset, view),
        Grip::Left => TimeRange {
            from: now.min(view.to - least),
            to: view.to,
        },
        Grip::Right => TimeRange {
            from: view.from,
            to: now.max(view.from + least),
        },
    }))
}

/// A view of the same length from another moment on.
fn starting(from: f64, view: TimeRange) -> TimeRange {
    TimeRange {
        from,
        to: from + view.seconds(),
    }
}
