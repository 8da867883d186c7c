//! The bar at the top: the case, history and breadcrumb, the search, zone, saving, export, theme.

use egui::{Align, Button, Label, Layout, RichText, Role, ThemePreference, Ui, WidgetInfo, vec2};

use super::{case_menu, zone_menu};
use crate::ui::actions::{keys_of, named};
use crate::ui::commands::case_file::CaseFileCommand;
use crate::ui::commands::command::Command;
use crate::ui::commands::export::ExportCommand;
use crate::ui::commands::go::GoCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::overlay::OverlayCommand;
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::theme::{self, fonts, icons};
use crate::ui::widgets::parts::button::{icon_button, quiet, with_words};
use crate::ui::widgets::parts::cut::{Cut, fit};
use crate::ui::widgets::parts::icon;

/// From this width of the window on, in points, buttons have words.
const WORDS_FROM: f32 = 1_000.0;
/// From this width on the name of the program stands beside its sign.
const NAME_FROM: f32 = 1_400.0;
/// Width of the search box.
const SEARCH_WIDTH: f32 = 250.0;
/// A crumb is no wider than this.
const CRUMB_WIDTH: f32 = 240.0;

/// Draws the bar.
pub(super) fn show(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let width = ui.available_width();
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.horizontal_centered(|ui| {
        brand(ui, width >= NAME_FROM);
        case_menu::show(window, ui, out);
        let opened = window.opened.as_ref().filter(|_| window.shows_case());
        if let Some(opened) = opened {
            history(opened, ui, out);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let has_words = width >= WORDS_FROM;
            theme_button(window, ui, out);
            if let Some(opened) = opened {
                export(window, opened, has_words, ui, out);
                save(opened, has_words, ui, out);
            }
            zone_menu::show(window, ui, out);
            search(has_words, ui, out);
            if let Some(opened) = opened {
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    crumbs(opened, ui, out);
                });
            }
        });
    });
}

/// The sign of the program, and its name where there is room.
fn brand(ui: &mut Ui, has_name: bool) {
    let tokens = theme::tokens(ui);
    let size = if has_name {
        vec2(184.0, 28.0)
    } else {
        vec2(32.0, 28.0)
    };
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let center = rect.left_center() + vec2(14.0, 0.0);
    icon::paint_plain(ui, center, icons::SIGN_IN, 20.0, tokens.accent);
    if has_name {
        let place = rect.left_center() + vec2(34.0, 0.0);
        let align = egui::Align2::LEFT_CENTER;
        ui.painter()
            .text(place, align, text::NAME, fonts::semibold(15.0), tokens.text);
    }
}

/// The way to everything by name.
fn search(has_words: bool, ui: &mut Ui, out: &mut Vec<Command>) {
    let keys = named::FIND_ACTION.keys_in_words();
    let response = if has_words {
        let tokens = theme::tokens(ui);
        let words = RichText::new(format!("{}  {}", icons::MAGNIFYING_GLASS, text::SEARCH))
            .font(fonts::body())
            .color(tokens.third);
        let button = Button::new(words)
            .right_text(
                RichText::new(&keys)
                    .font(fonts::caption())
                    .color(tokens.third),
            )
            .fill(tokens.ground)
            .stroke(egui::Stroke::new(1.0, tokens.strong_line))
            .min_size(vec2(SEARCH_WIDTH, 28.0));
        let response = ui.add(button);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text::SEARCH));
        response
    } else {
        icon_button(ui, icons::MAGNIFYING_GLASS, (text::SEARCH, &keys), true)
    };
    if response.clicked() {
        out.push(Command::Overlay(OverlayCommand::Palette));
    }
}

/// Keeps the marks in a case file; says whether they are.
fn save(opened: &OpenedCase, has_words: bool, ui: &mut Ui, out: &mut Vec<Command>) {
    let is_kept = opened.file.as_ref().is_some_and(|file| !file.is_draft());
    let icon = if is_kept {
        icons::CHECK
    } else {
        icons::FLOPPY_DISK
    };
    let (name, keys) = (text::SAVE, named::SAVE_CASE.keys_in_words());
    let response = if has_words {
        with_words(ui, icon, name, true).on_hover_text(keys)
    } else {
        icon_button(ui, icon, (name, &keys), true)
    };
    if response.clicked() {
        out.push(Command::CaseFile(CaseFileCommand::Save));
    }
}

fn export(
    window: &Window,
    opened: &OpenedCase,
    has_words: bool,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let can = window.loading.is_none() && can_export(opened);
    let keys = keys_of(text::EXPORT);
    let response = if has_words {
        with_words(ui, icons::EXPORT, text::EXPORT, can).on_hover_text(keys)
    } else {
        icon_button(ui, icons::EXPORT, (text::EXPORT, &keys), can)
    };
    if response.clicked() {
        out.push(Command::Export(ExportCommand::Open));
    }
}

fn can_export(opened: &OpenedCase) -> bool {
    let answer = opened.answer();
    answer.is_some_and(|answer| !answer.plain.is_empty() || !answer.sessions.is_empty())
}

fn history(opened: &OpenedCase, ui: &mut Ui, out: &mut Vec<Command>) {
    let history = &opened.history;
    let back = named::BACK.keys_in_words();
    let can = history.can_go_back();
    if icon_button(ui, icons::ARROW_LEFT, (text::BACK, &back), can).clicked() {
        out.push(Command::Go(GoCommand::Back));
    }
    let forward = named::FORWARD.keys_in_words();
    let can = history.can_go_forward();
    if icon_button(ui, icons::ARROW_RIGHT, (text::FORWARD, &forward), can).clicked() {
        out.push(Command::Go(GoCommand::Forward));
    }
    ui.add_space(6.0);
}

/// The way from the top to what is shown. Names in evidence may be as long as whoever tried likes: a crumb leaves
/// room for the others.
fn crumbs(opened: &OpenedCase, ui: &mut Ui, out: &mut Vec<Command>) {
    let tokens = theme::tokens(ui);
    let path = opened.history.path();
    for (depth, stop) in path.iter().enumerate() {
        if depth > 0 {
            let sign = RichText::new(icons::CARET_RIGHT).font(fonts::outlined(12.0));
            ui.label(sign.color(tokens.third));
        }
        let is_last = depth + 1 == path.len();
        if is_last {
            ui.add(Label::new(fonts::name(&stop.label)).truncate());
            continue;
        }
        let font = (fonts::body(), tokens.second);
        let (galley, _) = fit(ui, &stop.label, font, CRUMB_WIDTH, Cut::Middle);
        let crumb = ui.add(quiet(galley.into()));
        crumb.widget_info(|| WidgetInfo::labeled(Role::Button, true, &stop.label));
        if crumb.on_hover_text(&stop.label).clicked() {
            out.push(Command::Go(GoCommand::UpTo(depth + 1)));
        }
    }
}

fn theme_button(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let is_dark = window.prefs.theme != ThemePreference::Light;
    let (icon, label, other) = if is_dark {
        (icons::SUN, text::THEME_LIGHT, ThemePreference::Light)
    } else {
        (icons::MOON, text::THEME_DARK, ThemePreference::Dark)
    };
    if icon_button(ui, icon, (label, ""), true).clicked() {
        out.push(Command::View(ViewCommand::Theme(other)));
    }
}
