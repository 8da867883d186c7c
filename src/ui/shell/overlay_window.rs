//! Draws the palette, or a question.

use egui::{Align2, Key, Modifiers, ScrollArea, TextEdit, Ui, vec2};

use super::presence_box;
use crate::analysis::sentence::printable;
use crate::ui::commands::command::Command;
use crate::ui::palette::found;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::overlay::{Overlay, OverlayCommand, Palette, Prompt, PromptKind};
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::theme::icons;
use crate::ui::widgets::parts::chip::chip;

const WIDTH: f32 = 520.0;
/// So many tags are offered.
const MOST_TAGS: usize = 12;

/// Draws what is open.
pub(super) fn show(window: &Window, ui: &Ui, out: &mut Vec<Command>) {
    let Some(overlay) = &window.overlay else {
        return;
    };
    let title = match overlay {
        Overlay::Palette(_) => text::PALETTE_TITLE,
        Overlay::Prompt(prompt) => prompt.kind.title(),
    };
    let mut is_open = true;
    egui::Window::new(title)
        .id(egui::Id::unique("overlay"))
        .open(&mut is_open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_TOP, vec2(0.0, 90.0))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            match overlay {
                Overlay::Palette(palette) => actions(window, palette, ui, out),
                Overlay::Prompt(prompt) => question(window, prompt, ui, out),
            }
        });
    if !is_open {
        out.push(Command::Overlay(OverlayCommand::Close));
    }
}

/// The line of text, which has the keyboard while it is there.
fn line(ui: &mut Ui, name: &str, hint: &str, typed: &str, out: &mut Vec<Command>) {
    let label = ui.label(name);
    let mut text = typed.to_owned();
    let edit = TextEdit::singleline(&mut text)
        .hint_text(hint)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit).labelled_by(label.id);
    if response.changed() {
        out.push(Command::Overlay(OverlayCommand::Typed(text)));
    }
    // Enter takes the keyboard from a line of text; `change` shows whether it was an answer.
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        out.push(Command::Overlay(OverlayCommand::Enter));
    }
    if !response.has_focus() {
        response.request_focus();
    }
}

/// Several lines of text. Enter begins another one, so a button asks.
fn lines(ui: &mut Ui, name: &str, hint: &str, typed: &str, out: &mut Vec<Command>) {
    let label = ui.label(name);
    let mut text = typed.to_owned();
    // Before the text takes it for a new line.
    let is_asked = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    let edit = TextEdit::multiline(&mut text)
        .hint_text(hint)
        .desired_rows(8)
        .desired_width(f32::INFINITY);
    let area = ScrollArea::vertical().max_height(300.0);
    let response = area.show(ui, |ui| ui.add(edit).labelled_by(label.id)).inner;
    if response.changed() {
        out.push(Command::Overlay(OverlayCommand::Typed(text)));
    }
    if !response.has_focus() && typed.is_empty() {
        response.request_focus();
    }
    let button = ui.button(text::ASK);
    if button.clicked() || is_asked {
        out.push(Command::Overlay(OverlayCommand::Enter));
    }
}

fn actions(window: &Window, palette: &Palette, ui: &mut Ui, out: &mut Vec<Command>) {
    line(
        ui,
        text::PALETTE_LINE,
        text::PALETTE_HINT,
        &palette.typed,
        out,
    );
    let entries = found(palette, window);
    if entries.is_empty() {
        ui.weak(text::NO_ACTION);
        return;
    }
    ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
        for (place, entry) in entries.iter().enumerate() {
            let is_marked = place == palette.at;
            let row = ui.horizontal(|ui| {
                let button = egui::Button::selectable(is_marked, printable(&entry.title))
                    .right_text(entry.keys.as_str())
                    .min_size(vec2(WIDTH - 90.0, 0.0));
                let response = ui.add(button);
                ui.weak(entry.group);
                response
            });
            if is_marked {
                row.inner.scroll_to_me(None);
            }
            if row.inner.clicked() {
                out.push(Command::Overlay(OverlayCommand::Run(place)));
            }
        }
    });
}

/// The tags in use: a click adds one to the line.
fn known_tags(opened: &OpenedCase, typed: &str, ui: &mut Ui, out: &mut Vec<Command>) {
    if opened.tags.is_empty() {
        return;
    }
    let is_typed = |tag: &str| typed.split(',').any(|typed| typed.trim() == tag);
    // Those that begin as what is being typed come first.
    let begun = typed
        .rsplit(',')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let mut tags: Vec<&str> = opened.tags.iter().map(|(tag, _)| tag.as_str()).collect();
    tags.retain(|tag| !is_typed(tag));
    tags.sort_by_key(|tag| begun.is_empty() || !tag.to_lowercase().starts_with(&begun));
    ui.horizontal_wrapped(|ui| {
        ui.weak(text::TAGS_BEFORE);
        for tag in tags.into_iter().take(MOST_TAGS) {
            if chip(ui, Some(icons::TAG), &printable(tag)).clicked() {
                let before = typed.rsplit_once(',').map_or("", |(before, _)| before);
                let line = if before.is_empty() {
                    tag.to_owned()
                } else {
                    format!("{before}, {tag}")
                };
                out.push(Command::Overlay(OverlayCommand::Typed(line)));
            }
        }
    });
}

fn question(window: &Window, prompt: &Prompt, ui: &mut Ui, out: &mut Vec<Command>) {
    let hint = match (prompt.kind, &window.opened) {
        (PromptKind::Time | PromptKind::Presence, Some(opened)) => {
            opened.example_time(&window.prefs.zone)
        }
        (question, _) => question.hint().to_owned(),
    };
    if prompt.kind.has_lines() {
        lines(ui, prompt.kind.title(), &hint, &prompt.typed, out);
    } else {
        line(ui, prompt.kind.title(), &hint, &prompt.typed, out);
    }
    if let Some(opened) = &window.opened {
        match prompt.kind {
            PromptKind::Presence => presence_box::show(opened, ui, out),
            PromptKind::Tag | PromptKind::Untag | PromptKind::RecordTag => {
                known_tags(opened, &prompt.typed, ui, out);
            }
            _ => {}
        }
    }
    match &prompt.error {
        Some(error) => ui.colored_label(ui.visuals().error_fg_color, error),
        None if prompt.kind.has_lines() => ui.weak(text::prompt_lines_keys()),
        None => ui.weak(text::PROMPT_KEYS),
    };
}
