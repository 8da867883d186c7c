//! The line below the lanes that says how many are out of sight; a click brings them into view.

use egui::{Align2, Id, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use crate::tables::wording::counted;
use crate::ui::theme::{self, fonts, icons};
use crate::ui::widgets::parts::icon;

/// Where the icon is.
const INDENT: f32 = 30.0;

fn wanted_id(ui: &Ui) -> Id {
    ui.scope_id().with("wanted scroll")
}

/// How far a click wanted the lanes to be scrolled.
pub(super) fn take_wanted(ui: &Ui) -> Option<f32> {
    ui.data_mut(|data| data.remove_temp(wanted_id(ui)))
}

/// Shows the line. So many lanes are `below` what is in view; there are so many, each so high.
pub(super) fn line(ui: &mut Ui, rect: Rect, below: f32, (lanes, lane): (usize, f32), page: f32) {
    let below = below.ceil().max(0.0) as usize;
    let shown = (page / lane).floor().max(1.0) as usize;
    let above = lanes.saturating_sub(below + shown);
    let (sign, text) = if below > 0 {
        (
            icons::CARET_DOWN,
            counted(below as u64, "more lane", "more lanes"),
        )
    } else {
        (
            icons::CARET_UP,
            format!("{} above", counted(above as u64, "lane", "lanes")),
        )
    };
    let id = ui.scope_id().with("more lanes");
    let rect = Rect::from_min_size(rect.min, vec2(200.0_f32.min(rect.width()), rect.height()));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    if response.clicked() {
        let offset = if below > 0 {
            (above + shown) as f32 * lane
        } else {
            0.0
        };
        ui.data_mut(|data| data.insert_temp(wanted_id(ui), offset));
        ui.request_repaint();
    }
    let tokens = theme::tokens(ui);
    let color = if response.hovered() {
        tokens.text
    } else {
        tokens.third
    };
    let ui = &mut ui.new_child(egui::UiBuilder::new().max_rect(rect));
    ui.set_clip_rect(rect);
    let center = rect.left_center() + vec2(INDENT, 0.0);
    icon::paint_plain(ui, center, sign, 12.0, color);
    let place = center + vec2(12.0, 0.0);
    ui.painter()
        .text(place, Align2::LEFT_CENTER, text, fonts::label(), color);
}
