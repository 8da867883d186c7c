//! Buttons of an icon, or of an icon and words.

use egui::{Button, Color32, Response, RichText, Role, Stroke, Ui, WidgetInfo, WidgetText, vec2};

use super::chip::with_icon;
use crate::ui::theme::{self, fonts};

/// A button without a frame that shows only an icon; `name` is its name and its tooltip begins with it.
pub fn icon_button(
    ui: &mut Ui,
    icon: char,
    (name, keys): (&str, &str),
    is_enabled: bool,
) -> Response {
    let tokens = theme::tokens(ui);
    let color = if is_enabled {
        tokens.second
    } else {
        tokens.faint.gamma_multiply(0.6)
    };
    let text = RichText::new(icon).font(fonts::outlined(17.0)).color(color);
    let button = quiet(text.into()).min_size(vec2(28.0, 28.0));
    let response = ui.add_enabled(is_enabled, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, name));
    let hint = if keys.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({keys})")
    };
    response.on_hover_text(hint)
}

/// A button without a frame until the pointer is on it.
pub fn quiet(text: WidgetText) -> Button<'static> {
    Button::new(text)
        .fill(Color32::TRANSPARENT)
        .stroke(Stroke::NONE)
}

/// A button with an icon before its words.
pub fn with_words(ui: &mut Ui, icon: char, words: &str, is_enabled: bool) -> Response {
    let text = with_icon(ui, icon, words);
    let response = ui.add_enabled(is_enabled, quiet(text));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, words));
    response
}

/// The one primary button of a page or dialog.
pub fn primary(ui: &mut Ui, words: &str, is_enabled: bool) -> Response {
    let tokens = theme::tokens(ui);
    let text = RichText::new(words).color(tokens.on_accent);
    let button = Button::new(text);
    let button = if is_enabled {
        button.fill(tokens.accent_fill)
    } else {
        button
    };
    ui.add_enabled(is_enabled, button)
}
