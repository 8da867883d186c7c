//! The bar at the top: open, where we are, zone, theme, export.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Align, Button, Label, Layout, PopupCloseBehavior, RichText, TextEdit, ThemePreference, Ui,
};

use crate::domain::time::DisplayZone;
use crate::ui::actions::{keys_of, named};
use crate::ui::app::App;
use crate::ui::command::Command;
use crate::ui::dialogs::Ask;
use crate::ui::state::Opened;
use crate::ui::text;

/// Characters of a crumb.
const LONGEST_CRUMB: usize = 40;

/// Draws the bar.
pub fn show(app: &App, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.add_space(3.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new(text::NAME).strong().size(17.0));
        let opened = app.opened.as_ref().filter(|_| app.shows_case());
        ui.add_enabled_ui(app.loading.is_none(), |ui| open_menu(app, ui, out));
        if let Some(opened) = opened {
            history(opened, ui, out);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            theme(app, ui, out);
            zone(app, ui, out);
            if let Some(opened) = opened {
                let can = app.loading.is_none() && can_export(opened);
                let button = ui.add_enabled(can, Button::new(text::EXPORT));
                if button.on_hover_text(keys_of(text::EXPORT)).clicked() {
                    out.push(Command::Export);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    crumbs(opened, ui, out);
                });
            }
        });
    });
    ui.add_space(2.0);
}

fn can_export(opened: &Opened) -> bool {
    opened
        .answer()
        .is_some_and(|answer| !answer.sessions.is_empty())
}

fn open_menu(app: &App, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.menu_button(text::OPEN, |ui| {
        for (label, ask) in [
            (text::OPEN_FOLDER, Ask::Folder),
            (text::OPEN_FILES, Ask::Files),
        ] {
            if ui.button(label).clicked() {
                out.push(Command::Dialog(ask));
                ui.close();
            }
        }
        if app.opened.is_some() && ui.button(text::CLOSE).clicked() {
            out.push(Command::Close);
            ui.close();
        }
    });
}

fn history(opened: &Opened, ui: &mut Ui, out: &mut Vec<Command>) {
    let history = &opened.history;
    let back = ui.add_enabled(history.can_go_back(), Button::new(text::BACK));
    if back.on_hover_text(keys_of(named::BACK)).clicked() {
        out.push(Command::Back);
    }
    let forward = ui.add_enabled(history.can_go_forward(), Button::new(text::FORWARD));
    if forward.on_hover_text(keys_of(named::FORWARD)).clicked() {
        out.push(Command::Forward);
    }
    ui.separator();
}

fn crumbs(opened: &Opened, ui: &mut Ui, out: &mut Vec<Command>) {
    let path = opened.history.path();
    for (depth, stop) in path.iter().enumerate() {
        if depth > 0 {
            ui.weak("▶");
        }
        let is_last = depth + 1 == path.len();
        if is_last {
            ui.add(Label::new(RichText::new(&stop.label).strong()).truncate());
            continue;
        }
        let crumb = ui.add(Button::new(shortened(&stop.label)).frame(false));
        if crumb.on_hover_text(&stop.label).clicked() {
            out.push(Command::UpTo(depth + 1));
        }
    }
}

/// Names in evidence may be as long as whoever tried likes: a crumb leaves room for the others.
fn shortened(label: &str) -> String {
    if label.chars().count() <= LONGEST_CRUMB {
        return label.to_owned();
    }
    let start: String = label.chars().take(LONGEST_CRUMB - 1).collect();
    format!("{start}…")
}

fn theme(app: &App, ui: &mut Ui, out: &mut Vec<Command>) {
    let is_dark = app.prefs.theme != ThemePreference::Light;
    let (label, other) = if is_dark {
        (text::THEME_LIGHT, ThemePreference::Light)
    } else {
        (text::THEME_DARK, ThemePreference::Dark)
    };
    if ui.button(label).clicked() {
        out.push(Command::Theme(other));
    }
}

fn zone(app: &App, ui: &mut Ui, out: &mut Vec<Command>) {
    let title = format!("{}: {}", text::ZONE, app.prefs.zone.label());
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new(title).config(config).ui(ui, |ui| {
        for (label, zone) in [
            ("UTC".to_owned(), DisplayZone::Utc),
            (text::this_machine(), DisplayZone::ThisMachine),
        ] {
            if ui.selectable_label(app.prefs.zone == zone, label).clicked() {
                out.push(Command::Zone(zone));
                ui.close();
            }
        }
        ui.separator();
        let label = ui.label(text::ZONE_TEXT);
        let mut typed = app.zone_text.clone();
        let edit = TextEdit::singleline(&mut typed)
            .hint_text(text::ZONE_HINT)
            .desired_width(170.0);
        let response = ui.add(edit).labelled_by(label.id);
        if response.changed() {
            out.push(Command::ZoneText(typed.clone()));
        }
        let zone = DisplayZone::parse(&typed);
        let entered =
            response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let clicked = ui
            .add_enabled(zone.is_some(), Button::new(text::SET))
            .clicked();
        if zone.is_none() && !typed.trim().is_empty() {
            ui.colored_label(ui.visuals().error_fg_color, text::BAD_ZONE);
        }
        if let Some(zone) = zone.filter(|_| clicked || entered) {
            out.push(Command::Zone(zone));
            ui.close();
        }
    });
}
