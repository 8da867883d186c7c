//! A row of choices of which one holds.

use egui::{Button, CornerRadius, Frame, Margin, RichText, Role, Stroke, Ui, WidgetInfo, vec2};

use crate::ui::theme::{self, BUTTON_RADIUS, fonts};

/// Draws the choices; the one that was clicked. Each has its words, its tooltip and whether it can be chosen.
pub fn segmented<T: Copy + PartialEq>(
    ui: &mut Ui,
    now: Option<T>,
    choices: &[(T, &str, &str)],
) -> Option<T> {
    let tokens = theme::tokens(ui);
    let mut clicked = None;
    Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(CornerRadius::same(BUTTON_RADIUS))
        .inner_margin(Margin::same(1))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.spacing_mut().button_padding = vec2(9.0, 2.0);
            ui.spacing_mut().interact_size.y = 22.0;
            for &(choice, words, hint) in choices {
                let is_on = now == Some(choice);
                let (font, color) = if is_on {
                    (fonts::medium(12.0), tokens.text)
                } else {
                    (fonts::label(), tokens.second)
                };
                let text = RichText::new(words).font(font).color(color);
                let button = Button::selectable(is_on, text).min_size(vec2(0.0, 22.0));
                let button = if is_on {
                    button.fill(tokens.pressed)
                } else {
                    button
                };
                let response = ui.add(button);
                // Words such as "User" stand elsewhere too; what they mean here does not.
                let name = if hint.is_empty() { words } else { hint };
                response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_on, name));
                let response = if hint.is_empty() {
                    response
                } else {
                    response.on_hover_text(hint)
                };
                if response.clicked() {
                    clicked = Some(choice);
                }
            }
        });
    clicked
}
