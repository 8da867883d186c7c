//! The list of keys: every action by its group.

use egui::{Align2, Grid, ScrollArea, Ui, Vec2};

use crate::ui::actions::ACTIONS;
use crate::ui::actions::action::{Action, ActionGroup};
use crate::ui::actions::chord::Chord;
use crate::ui::commands::command::Command;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Draws the list while it is wanted.
pub(super) fn show(window: &Window, ui: &Ui, out: &mut Vec<Command>) {
    if !window.shows_keys {
        return;
    }
    let mut is_open = true;
    egui::Window::new(text::KEYS_TITLE)
        .open(&mut is_open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(ui.ctx(), |ui| {
            let height = (ui.ctx().content_rect().height() - 120.0).max(200.0);
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                ui.horizontal_top(|ui| {
                    let (left, right) = ActionGroup::ALL.split_at(3);
                    for groups in [left, right] {
                        ui.vertical(|ui| column(ui, groups));
                    }
                });
            });
        });
    if !is_open {
        out.push(Command::View(ViewCommand::ShowKeys(false)));
    }
}

fn column(ui: &mut Ui, groups: &[ActionGroup]) {
    for group in groups {
        ui.add_space(6.0);
        ui.strong(group.label());
        Grid::new(group.label())
            .num_columns(2)
            .spacing([18.0, 3.0])
            .show(ui, |ui| {
                let with_keys =
                    |action: &&Action| action.group == *group && !action.keys().is_empty();
                for action in ACTIONS.iter().filter(with_keys) {
                    let keys: Vec<String> = action.keys().iter().map(Chord::to_string).collect();
                    ui.strong(keys.join(", "));
                    ui.label(action.title);
                    ui.end_row();
                }
                if *group == ActionGroup::Table {
                    for (keys, meaning) in text::MORE_KEYS {
                        ui.strong(*keys);
                        ui.label(*meaning);
                        ui.end_row();
                    }
                }
            });
    }
}
