//! Chips and badges: a short text on its own ground, with or without an icon.

use egui::{
    Color32, CornerRadius, Response, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    WidgetText, vec2,
};

use super::cut::{Cut, fit};
use super::icon;
use crate::ui::theme::{self, CHIP_RADIUS, fonts};

/// Height of a chip, in points.
pub const HEIGHT: f32 = 20.0;
/// Height of a badge, in points.
const BADGE_HEIGHT: f32 = 16.0;
/// Space at both ends.
const PADDING: f32 = 7.0;
/// Room for an icon.
const ICON_WIDTH: f32 = 17.0;
/// A chip is no wider than this.
const WIDEST: f32 = 260.0;

/// A chip that can be clicked.
pub fn chip(ui: &mut Ui, sign: Option<char>, text: &str) -> Response {
    let tokens = theme::tokens(ui);
    let icon_width = if sign.is_some() { ICON_WIDTH } else { 0.0 };
    let room = (ui.available_width() - 2.0 * PADDING - icon_width).clamp(24.0, WIDEST);
    let (galley, is_cut) = fit(ui, text, (fonts::label(), tokens.text), room, Cut::Middle);
    let size = vec2(galley.size().x + 2.0 * PADDING + icon_width, HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let fill = if response.hovered() {
        tokens.pressed
    } else {
        tokens.raised
    };
    let frame = if response.has_focus() {
        Stroke::new(2.0, tokens.accent)
    } else {
        Stroke::new(tokens.frame(), tokens.strong_line)
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(CHIP_RADIUS),
        fill,
        frame,
        StrokeKind::Inside,
    );
    if let Some(sign) = sign {
        let center = rect.left_center() + vec2(PADDING + 6.0, 0.0);
        icon::paint_plain(ui, center, sign, 13.0, tokens.second);
    }
    let place = rect.left_center() + vec2(PADDING + icon_width, -galley.size().y / 2.0);
    ui.painter().galley(place, galley, tokens.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    if is_cut {
        response.on_hover_text(text)
    } else {
        response
    }
}

/// A small text on a ground in the colour of what it says, such as `2 cleared`.
pub fn badge(ui: &mut Ui, text: &str, (color, ground): (Color32, Color32)) -> Response {
    let font = fonts::caption();
    let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, color));
    let size = vec2(galley.size().x + 12.0, BADGE_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(rect, BADGE_HEIGHT / 2.0, ground);
    let place = rect.center() - galley.size() / 2.0;
    ui.painter().galley(place, galley, color);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// The name of a key in a frame, such as `Enter`.
pub fn key(ui: &mut Ui, keys: &str) -> Response {
    let tokens = theme::tokens(ui);
    let font = fonts::caption();
    let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(keys.to_owned(), font, tokens.third));
    let size = vec2(galley.size().x + 9.0, 18.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let stroke = Stroke::new(1.0, tokens.strong_line);
    ui.painter()
        .rect_stroke(rect, 4.0, stroke, StrokeKind::Inside);
    ui.painter()
        .galley(rect.center() - galley.size() / 2.0, galley, tokens.third);
    response
}

/// A text with an icon before it, as the text of a button or label.
pub fn with_icon(ui: &Ui, sign: char, text: impl Into<String>) -> WidgetText {
    let tokens = theme::tokens(ui);
    let mut job = egui::text::LayoutJob::default();
    let icon = egui::TextFormat {
        valign: egui::Align::Center,
        ..egui::TextFormat::simple(fonts::outlined(15.0), tokens.second)
    };
    job.append(&sign.to_string(), 0.0, icon);
    let words = egui::TextFormat {
        valign: egui::Align::Center,
        ..egui::TextFormat::simple(fonts::medium(13.0), tokens.text)
    };
    job.append(&text.into(), 6.0, words);
    job.into()
}

/// A weak, small text.
pub fn weak(ui: &Ui, text: impl Into<String>) -> RichText {
    fonts::small(text).color(theme::tokens(ui).third)
}
