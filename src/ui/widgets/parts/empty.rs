//! What stands where nothing is: what is empty, why, and the ways out.

use egui::{RichText, Ui};

use crate::ui::theme::{self, fonts};

/// Draws an empty state; the number of the way out that was clicked.
pub fn empty(ui: &mut Ui, icon: char, (title, why): (&str, &str), ways: &[&str]) -> Option<usize> {
    let tokens = theme::tokens(ui);
    let mut clicked = None;
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.18).clamp(16.0, 90.0));
        let icon = RichText::new(icon).font(fonts::outlined(26.0));
        ui.label(icon.color(tokens.third));
        ui.label(fonts::section(title));
        if !why.is_empty() {
            ui.label(RichText::new(why).color(tokens.second));
        }
        ui.add_space(theme::GAP);
        for (number, words) in ways.iter().enumerate() {
            if ui.button(*words).clicked() {
                clicked = Some(number);
            }
        }
    });
    clicked
}
