//! The bar at the top: open, where we are, zone, theme, export.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Align, Button, Label, Layout, PopupCloseBehavior, RichText, TextEdit, ThemePreference, Ui,
};

use crate::domain::time::DisplayZone;
use crate::ui::actions::{keys_of, named};
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::commands::export::ExportCommand;
use crate::ui::commands::go::GoCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Characters of a crumb.
const LONGEST_CRUMB: usize = 40;

/// Draws the bar.
pub(super) fn show(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.add_space(3.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new(text::NAME).strong().size(17.0));
        let opened = window.opened.as_ref().filter(|_| window.shows_case());
        ui.add_enabled_ui(window.loading.is_none(), |ui| open_menu(window, ui, out));
        if let Some(opened) = opened {
            history(opened, ui, out);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            theme(window, ui, out);
            zone(window, ui, out);
            if let Some(opened) = opened {
                let can = window.loading.is_none() && can_export(opened);
                let button = ui.add_enabled(can, Button::new(text::EXPORT));
                if button.on_hover_text(keys_of(text::EXPORT)).clicked() {
                    out.push(Command::Export(ExportCommand::Open));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    crumbs(opened, ui, out);
                });
            }
        });
    });
    ui.add_space(2.0);
}

fn can_export(opened: &OpenedCase) -> bool {
    let answer = opened.answer();
    answer.is_some_and(|answer| !answer.plain.is_empty() || !answer.sessions.is_empty())
}

fn open_menu(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.menu_button(text::OPEN, |ui| {
        for (label, ask) in [
            (text::OPEN_FOLDER, DialogRequest::Folder),
            (text::OPEN_FILES, DialogRequest::Files),
        ] {
            if ui.button(label).clicked() {
                out.push(Command::Dialog(ask));
                ui.close();
            }
        }
        if window.opened.is_some() && ui.button(text::CLOSE).clicked() {
            out.push(Command::Evidence(EvidenceCommand::Close));
            ui.close();
        }
    });
}

fn history(opened: &OpenedCase, ui: &mut Ui, out: &mut Vec<Command>) {
    let history = &opened.history;
    let back = ui.add_enabled(history.can_go_back(), Button::new(text::BACK));
    if back.on_hover_text(named::BACK.keys_in_words()).clicked() {
        out.push(Command::Go(GoCommand::Back));
    }
    let forward = ui.add_enabled(history.can_go_forward(), Button::new(text::FORWARD));
    if forward
        .on_hover_text(named::FORWARD.keys_in_words())
        .clicked()
    {
        out.push(Command::Go(GoCommand::Forward));
    }
    ui.separator();
}

fn crumbs(opened: &OpenedCase, ui: &mut Ui, out: &mut Vec<Command>) {
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
            out.push(Command::Go(GoCommand::UpTo(depth + 1)));
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

fn theme(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let is_dark = window.prefs.theme != ThemePreference::Light;
    let (label, other) = if is_dark {
        (text::THEME_LIGHT, ThemePreference::Light)
    } else {
        (text::THEME_DARK, ThemePreference::Dark)
    };
    if ui.button(label).clicked() {
        out.push(Command::View(ViewCommand::Theme(other)));
    }
}

fn zone(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let title = format!("{}: {}", text::ZONE, window.prefs.zone.label());
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new(title).config(config).ui(ui, |ui| {
        for (label, zone) in [
            ("UTC".to_owned(), DisplayZone::Utc),
            (text::this_machine(), DisplayZone::ThisMachine),
        ] {
            if ui
                .selectable_label(window.prefs.zone == zone, label)
                .clicked()
            {
                out.push(Command::View(ViewCommand::Zone(zone)));
                ui.close();
            }
        }
        ui.separator();
        let label = ui.label(text::ZONE_TEXT);
        let mut typed = window.zone_text.clone();
        let edit = TextEdit::singleline(&mut typed)
            .hint_text(text::ZONE_HINT)
            .desired_width(170.0);
        let response = ui.add(edit).labelled_by(label.id);
        if response.changed() {
            out.push(Command::View(ViewCommand::ZoneText(typed.clone())));
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
            out.push(Command::View(ViewCommand::Zone(zone)));
            ui.close();
        }
    });
}
