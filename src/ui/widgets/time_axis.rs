//! An axis of time: labels at whole hours, days or months in a header, and a line below each label.

use egui::{Align2, Rangef, Rect, Stroke, Ui, pos2};

use crate::analysis::lanes::calendar::{self, AxisMark};
use crate::analysis::lanes::merge::PlotView;
use crate::domain::time::{DisplayZone, Timestamp};
use crate::ui::theme::{self, fonts};

/// Labels of an axis are not closer to each other than this, in points; where there is little room, than that.
pub const CLOSEST_LABEL: f64 = 64.0;
/// As close as labels of days can be.
pub const CLOSEST_DAY: f64 = 42.0;

/// So many days are at least between the labels within a month.
const WEEK: f64 = 7.0;

/// The length of a day in seconds.
const DAY: f64 = 86_400.0;

/// The labelled marks of a view: the finest step that has room, and coarser ones. Labels are at least so many points
/// apart.
pub fn labelled_marks(zone: &DisplayZone, view: &PlotView, closest: f64) -> Vec<AxisMark> {
    let seconds_per_point = (view.to - view.from) / f64::from(view.pixels.max(1.0));
    let day = DAY / seconds_per_point;
    let marks = |closest| calendar::marks(zone, view.from, view.to, closest);
    if !(closest / WEEK..closest).contains(&day) {
        return marks(closest * seconds_per_point);
    }
    // Between days, which are too close, and months, which are too far apart.
    let of_week = |mark: &AxisMark| {
        let day = zone.format(Timestamp::from_unix_seconds(mark.time + 1e-6), "%d");
        mark.step.seconds() > DAY || matches!(day.as_str(), "08" | "15" | "22")
    };
    let mut marks = marks(DAY);
    marks.retain(of_week);
    marks
}

/// Paints labels into a header and lines below them into `grid`. Both are as wide as the view.
pub fn time_axis(ui: &Ui, zone: &DisplayZone, view: &PlotView, header: Rect, grid: Rect) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    let line = Stroke::new(1.0, tokens.line);
    for mark in labelled_marks(zone, view, CLOSEST_LABEL) {
        let x = grid.left() + view.x(mark.time);
        let lines = painter.with_clip_rect(grid.intersect(ui.clip_rect()));
        lines.vline(x.round(), grid.y_range(), line);
        let text = calendar::label(zone, mark);
        let is_day = text.contains(char::is_alphabetic);
        let color = if is_day { tokens.text } else { tokens.third };
        let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(text, fonts::caption(), color));
        let half = galley.size().x / 2.0;
        // A label at an edge stays whole.
        let x = x.clamp(
            header.left() + half,
            (header.right() - half).max(header.left() + half),
        );
        let place = pos2(x - half, header.center().y - galley.size().y / 2.0);
        painter.galley(place, galley, color);
    }
}

/// Paints a caption for the time in view at the left of a header: the axis alone may say only hours.
pub fn time_caption(ui: &Ui, zone: &DisplayZone, view: &PlotView, rect: Rect) {
    let tokens = theme::tokens(ui);
    let day = |time| zone.format(Timestamp::from_unix_seconds(time), "%-d %b %Y");
    let (first, last) = (day(view.from), day(view.to));
    let days = if first == last {
        first
    } else {
        format!("{first} – {last}")
    };
    let text = format!("{days}, {}", zone.short_label());
    ui.painter()
        .with_clip_rect(rect.intersect(ui.clip_rect()))
        .text(
            rect.left_center(),
            Align2::LEFT_CENTER,
            text,
            fonts::caption(),
            tokens.third,
        );
}

/// A view of some time in a range of points.
pub fn view_in(from: f64, to: f64, x: Rangef) -> PlotView {
    PlotView {
        from,
        to,
        pixels: x.span(),
    }
}
