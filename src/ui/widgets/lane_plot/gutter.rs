//! The names of the lanes, next to the plot. They are also what screen readers and tests see of a
//! lane: the plot itself has no parts.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::types::PlotLayout;
use crate::analysis::lanes::Lane;
use crate::analysis::sentence::printable;
use crate::tables::wording::counted;
use crate::ui::theme::signs::{level, level_word};
use crate::ui::theme::{self, fonts};
use crate::ui::widgets::parts::cut::{Cut, fit};
use crate::ui::widgets::parts::icon;

/// Room for the sign of a level of attention.
const SIGN: f32 = 24.0;

/// Space between the names and the bars.
const MARGIN: f32 = 12.0;

/// Space between a name and its place.
const GAP: f32 = 8.0;

/// Size of the sign.
const SIGN_SIZE: f32 = 14.0;

/// Shows the names of the lanes in view; returns the lane whose name was clicked.
pub(super) fn show(ui: &mut Ui, rect: Rect, layout: &PlotLayout, lanes: &[Lane]) -> Option<usize> {
    let visible = layout.visible(lanes.len());
    let mut clicked = None;
    for (index, lane) in visible.clone().zip(lanes.get(visible).unwrap_or_default()) {
        let top = pos2(rect.left(), layout.top(index));
        let row = Rect::from_min_size(top, vec2(rect.width(), layout.lane));
        if name(ui, row, rect, index, lane) {
            clicked = Some(index);
        }
    }
    clicked
}

/// One name; whether it was clicked.
fn name(ui: &mut Ui, row: Rect, clip: Rect, index: usize, lane: &Lane) -> bool {
    let said = said(lane);
    let id = ui.scope_id().with(("lane", index));
    let response = ui.interact(row.intersect(clip), id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &said));
    let tokens = theme::tokens(ui);
    let ui = &ui.new_child(egui::UiBuilder::new().max_rect(row));
    let painter = ui.painter_at(row.intersect(clip));
    if response.hovered() {
        painter.rect_filled(
            row.with_max_x(row.right() - MARGIN / 2.0),
            4.0,
            tokens.hovered,
        );
    }
    if let Some(one) = lane.level
        && clip.contains(row.center())
    {
        let center = pos2(row.left() + SIGN_SIZE / 2.0, row.center().y);
        icon::paint(ui, center, level(tokens, one), SIGN_SIZE);
    }
    let mut right = row.right() - MARGIN;
    let left = row.left() + SIGN;
    if let Some(place) = &lane.place {
        let look = (fonts::label(), tokens.second);
        let room = (right - left) * 0.6;
        let (galley, _) = fit(ui, &printable(place), look, room, Cut::Middle);
        right -= galley.size().x;
        let place = pos2(right, row.center().y - galley.size().y / 2.0);
        painter.galley(place, galley, tokens.second);
        right -= GAP;
    }
    let look = (fonts::label(), tokens.text);
    let (galley, _) = fit(ui, &printable(&lane.name), look, right - left, Cut::Middle);
    let place = pos2(left, row.center().y - galley.size().y / 2.0);
    painter.galley(place, galley, tokens.text);
    response.on_hover_text(said).clicked()
}

/// A lane in one sentence.
fn said(lane: &Lane) -> String {
    let (stays, refusals) = lane.counts();
    let sessions = counted(stays as u64, "session", "sessions");
    let refusals = counted(refusals as u64, "refusal", "refusals");
    let level = lane.level.map_or_else(String::new, |one| {
        format!(", {}", level_word(one).to_lowercase())
    });
    format!("{}: {sessions}, {refusals}{level}", printable(&lane.label))
}
