//! The list of keys.

use egui::{Align2, Grid, Ui, Vec2, Window};

use crate::ui::app::App;
use crate::ui::command::Command;
use crate::ui::text;

/// Draws the list while it is wanted.
pub fn show(app: &App, ui: &Ui, out: &mut Vec<Command>) {
    if !app.shows_keys {
        return;
    }
    let mut is_open = true;
    Window::new(text::KEYS_TITLE)
        .open(&mut is_open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(ui.ctx(), |ui| {
            Grid::new("keys")
                .num_columns(2)
                .spacing([24.0, 4.0])
                .striped(true)
                .show(ui, |ui| {
                    for (keys, meaning) in text::KEYS {
                        ui.strong(*keys);
                        ui.label(*meaning);
                        ui.end_row();
                    }
                });
        });
    if !is_open {
        out.push(Command::ShowKeys(false));
    }
}
