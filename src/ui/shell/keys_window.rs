//! The list of keys: every action by its group.

use egui::{Align2, Grid, Id, ScrollArea, TextEdit, Ui, Vec2};

use crate::ui::actions::ACTIONS;
use crate::ui::actions::action::ActionGroup;
use crate::ui::actions::chord::Chord;
use crate::ui::commands::command::Command;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::theme::fonts;

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
            let typed = search(ui);
            let height = (ui.ctx().content_rect().height() - 120.0).max(200.0);
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                ui.horizontal_top(|ui| {
                    let (left, right) = ActionGroup::ALL.split_at(3);
                    for groups in [left, right] {
                        ui.vertical(|ui| column(ui, groups, &typed));
                    }
                });
            });
        });
    if !is_open {
        out.push(Command::View(ViewCommand::ShowKeys(false)));
    }
}

/// The line that is searched for; it has the keyboard while the list is there.
fn search(ui: &mut Ui) -> String {
    let id = Id::unique("search keys");
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let label = ui.label(text::SEARCH_KEYS);
    let edit = TextEdit::singleline(&mut typed).desired_width(f32::INFINITY);
    let response = ui.add(edit).labelled_by(label.id);
    if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    ui.data_mut(|data| data.insert_temp(id, typed.clone()));
    typed.trim().to_lowercase()
}

fn column(ui: &mut Ui, groups: &[ActionGroup], typed: &str) {
    let fits = |keys: &str, meaning: &str| {
        typed.is_empty()
            || meaning.to_lowercase().contains(typed)
            || keys.to_lowercase().contains(typed)
    };
    for group in groups {
        let actions = ACTIONS.iter().filter(|action| action.group == *group);
        let mut lines: Vec<(String, &str)> = actions
            .filter(|action| !action.keys().is_empty())
            .map(|action| {
                let keys: Vec<String> = action.keys().iter().map(Chord::to_string).collect();
                (keys.join(", "), action.title)
            })
            .collect();
        if *group == ActionGroup::Table {
            let more = text::MORE_KEYS.iter();
            lines.extend(more.map(|(keys, meaning)| ((*keys).to_owned(), *meaning)));
        }
        lines.retain(|(keys, meaning)| fits(keys, meaning));
        if lines.is_empty() {
            continue;
        }
        ui.add_space(6.0);
        ui.label(fonts::section(group.label()));
        Grid::new(group.label())
            .num_columns(2)
            .spacing([18.0, 3.0])
            .show(ui, |ui| {
                for (keys, meaning) in lines {
                    ui.label(fonts::name(keys));
                    ui.label(meaning);
                    ui.end_row();
                }
            });
    }
}
