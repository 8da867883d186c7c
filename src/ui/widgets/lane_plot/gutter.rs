//! The names of the lanes, next to the plot. They are also what screen readers and tests see of a
//! lane: the plot itself has no parts.

use egui::{
    Align2, Rect, RichText, Role, Sense, TextStyle, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2,
    vec2,
};

use super::types::{AXIS_HEIGHT, LANE_HEIGHT, PlotLayout};
use crate::analysis::lanes::Lane;
use crate::analysis::sentence::printable;
use crate::domain::time::{DisplayZone, Timestamp};

/// Space around a name.
const MARGIN: f32 = 6.0;

/// Size of the letters in the corner.
const DAYS_SIZE: f32 = 11.0;

/// Half the width of the widest label of the axis.
const LABEL_OVERHANG: f32 = 32.0;

/// Shows the names of the lanes in view; returns the lane whose name was clicked.
pub(super) fn show(
    ui: &mut Ui,
    rect: Rect,
    layout: &PlotLayout,
    lanes: &[Lane],
    zone: &DisplayZone,
) -> Option<usize> {
    days(ui, rect, layout, zone);
    let rows = rect.with_min_y(layout.frame.top());
    let visible = layout.visible(lanes.len());
    let first = visible.start;
    let mut clicked = None;
    for (n, lane) in lanes.get(visible).unwrap_or_default().iter().enumerate() {
        let index = first + n;
        let top = pos2(rect.left(), layout.top(index));
        let row = Rect::from_min_size(top, vec2(rect.width(), LANE_HEIGHT));
        if name(ui, row, rows, index, lane) {
            clicked = Some(index);
        }
    }
    clicked
}

/// One name; whether it was clicked.
fn name(ui: &mut Ui, row: Rect, clip: Rect, index: usize, lane: &Lane) -> bool {
    let label = printable(&lane.label);
    let (stays, refusals) = lane.counts();
    let said = format!(
        "{label}: {}, {}",
        counted(stays, "session"),
        counted(refusals, "refusal")
    );
    let id = ui.scope_id().with(("lane", index));
    let response = ui.interact(row.intersect(clip), id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &said));
    let painter = ui.painter_at(row.intersect(clip));
    if index % 2 == 1 {
        painter.rect_filled(row, 0.0, ui.visuals().faint_bg_color);
    }
    let color = if response.hovered() {
        ui.visuals().strong_text_color()
    } else {
        ui.visuals().text_color()
    };
    let width = row.width() - 2.0 * MARGIN;
    let text = WidgetText::from(entry(&label)).into_galley(
        ui,
        Some(TextWrapMode::Truncate),
        width,
        TextStyle::Body,
    );
    let place =
        Align2::LEFT_CENTER.align_size_within_rect(text.size(), row.shrink2(vec2(MARGIN, 0.0)));
    painter.galley(place.min, text, color);
    response.on_hover_text(said).clicked()
}

/// The day or days in view and the zone, in the corner: the axis itself has no room for them.
fn days(ui: &Ui, rect: Rect, layout: &PlotLayout, zone: &DisplayZone) {
    let day = |time| zone.format(Timestamp::from_unix_seconds(time), "%Y-%m-%d");
    let (first, last) = (day(layout.view.from), day(layout.view.to));
    let days = if first == last {
        first
    } else {
        format!("{first} – {last}")
    };
    let days = RichText::new(format!("{days} {}", zone.short_label())).size(DAYS_SIZE);
    // The label of a mark at the left edge reaches a little into the corner.
    let corner = rect
        .with_max_y(rect.top() + AXIS_HEIGHT)
        .shrink2(vec2(MARGIN, 0.0));
    let corner = corner.with_max_x(corner.right() - LABEL_OVERHANG);
    let text = WidgetText::from(days).into_galley(
        ui,
        Some(TextWrapMode::Truncate),
        corner.width(),
        TextStyle::Body,
    );
    let place = Align2::LEFT_CENTER.align_size_within_rect(text.size(), corner);
    ui.painter()
        .galley(place.min, text, ui.visuals().weak_text_color());
}

/// A label that begins with the SID of a domain or machine account, without the long numbers in
/// its middle: they are the same for all accounts of a domain, and what matters is at the end.
fn entry(label: &str) -> String {
    let (sid, rest) = label.split_once(' ').unwrap_or((label, ""));
    let parts: Vec<&str> = sid.split('-').collect();
    match parts.as_slice() {
        ["S", "1", "5", "21", _, _, _, account] => format!("S-1-5-21-…-{account} {rest}"),
        _ => label.to_owned(),
    }
}

fn counted(count: usize, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}
