//! Buttons with an icon. A screen reader is told the words alone: the letter of an icon says nothing.

use egui::{Button, Color32, Response, RichText, Role, Sense, Ui, WidgetInfo};

use crate::ui::theme::{self, fonts};
use crate::ui::widgets::parts::chip::with_icon;

/// A button with an icon before its words.
pub(super) fn button(ui: &mut Ui, sign: char, words: &str) -> Response {
    let text = with_icon(ui, sign, words);
    let response = ui.add(Button::new(text));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    response
}

/// A button that is an icon alone, with its words as a tooltip.
pub(super) fn icon_button(ui: &mut Ui, sign: char, is_enabled: bool, words: &str) -> Response {
    let text = RichText::new(sign).font(fonts::outlined(15.0));
    let button = Button::new(text).fill(Color32::TRANSPARENT);
    let response = ui.add_enabled(is_enabled, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, words));
    response.on_hover_text(words)
}

/// Words that lead somewhere.
pub(super) fn link(ui: &mut Ui, words: &str) -> Response {
    let tokens = theme::tokens(ui);
    let text = RichText::new(format!("{words} ›"))
        .font(fonts::medium(12.0))
        .color(tokens.accent);
    let label = egui::Label::new(text).selectable(false);
    let response = ui.add(label.sense(Sense::click()));
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, words));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
