//! The page before any evidence is opened: the ways to open it, the sample case, what was opened lately, and drafts.

use egui::{
    Align, Button, CornerRadius, Frame, Key, Layout, Margin, RichText, ScrollArea, Stroke,
    TextEdit, Ui, vec2,
};

use super::draft_list;
use crate::analysis::sentence::printable;
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::theme::{self, fonts, icons};
use crate::ui::typed_path::typed_path;
use crate::ui::widgets::parts::button::{primary, quiet, with_words};
use crate::ui::widgets::parts::chip::with_icon;

/// Width of the page, in points.
const WIDTH: f32 = 620.0;

/// Draws the page.
pub(super) fn show(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let margin = ((ui.available_width() - WIDTH) / 2.0).max(0.0);
        ui.add_space((ui.available_height() * 0.08).max(8.0));
        ui.horizontal(|ui| {
            ui.add_space(margin);
            ui.vertical(|ui| {
                ui.set_max_width(WIDTH.min(ui.available_width()));
                head(ui);
                ui.add_space(16.0);
                open_card(window, ui, out);
                ui.add_space(16.0);
                draft_list::list(window, ui, out);
                recent(window, ui, out);
                ui.add_space(16.0);
                ui.label(fonts::small(text::READ_ONLY).color(theme::tokens(ui).third));
            });
        });
    });
}

fn head(ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    ui.horizontal(|ui| {
        let sign = RichText::new(icons::SIGN_IN).font(fonts::outlined(30.0));
        ui.label(sign.color(tokens.accent));
        ui.label(RichText::new(text::NAME).font(fonts::semibold(28.0)));
    });
    ui.label(
        RichText::new(text::TAGLINE)
            .font(fonts::body())
            .color(tokens.second),
    );
}

/// Everything that opens evidence; it is also what files are dropped onto.
fn open_card(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let tokens = theme::tokens(ui);
    Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::same(16))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                let is_free = window.dialog.is_none();
                if primary(ui, text::OPEN_FOLDER, is_free).clicked() {
                    out.push(Command::Dialog(DialogRequest::Folder));
                }
                for (icon, label, ask) in [
                    (icons::FILE, text::OPEN_FILES, DialogRequest::Files),
                    (
                        icons::FLOPPY_DISK,
                        text::OPEN_CASE_FILE,
                        DialogRequest::OpenCaseFile,
                    ),
                ] {
                    if with_words(ui, icon, label, is_free).clicked() {
                        out.push(Command::Dialog(ask));
                    }
                }
                if let Some(sample) = &window.sample_case
                    && with_words(ui, icons::PLAY, text::OPEN_SAMPLE, true).clicked()
                {
                    out.push(Command::Evidence(EvidenceCommand::Open(vec![
                        sample.clone(),
                    ])));
                }
            });
            ui.add_space(8.0);
            path_line(window, ui, out);
            if window.can_drop {
                ui.add_space(8.0);
                drop_target(ui);
            }
        });
}

/// The line for a path.
fn path_line(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let label = ui.label(fonts::small(text::PATH).color(theme::tokens(ui).third));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let mut path = window.path_text.clone();
        let can_open = !typed_path(&path).as_os_str().is_empty();
        let clicked = ui.add_enabled(can_open, Button::new(text::OPEN)).clicked();
        let edit = TextEdit::singleline(&mut path).desired_width(f32::INFINITY);
        let response = ui.add(edit).labelled_by(label.id);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if can_open && (clicked || entered) {
            out.push(Command::Evidence(EvidenceCommand::Open(vec![typed_path(
                &path,
            )])));
        }
        if response.changed() {
            out.push(Command::Evidence(EvidenceCommand::PathText(path)));
        }
    });
}

/// Where files can be dropped; the whole window takes them.
fn drop_target(ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), 56.0);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let stroke = Stroke::new(1.0, tokens.strong_line);
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    let dashes = egui::Shape::dashed_line(&corners, stroke, 5.0, 4.0);
    ui.painter().extend(dashes);
    ui.painter().text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        format!("{}  {}", icons::DOWNLOAD_SIMPLE, text::DROP_HERE),
        fonts::body(),
        tokens.third,
    );
}

fn recent(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let prefs = &window.prefs;
    let tokens = theme::tokens(ui);
    ui.horizontal(|ui| {
        ui.label(fonts::section(text::RECENT));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut keep = prefs.keep_recent;
            if ui.checkbox(&mut keep, text::KEEP_RECENT).changed() {
                out.push(Command::Evidence(EvidenceCommand::KeepRecent(keep)));
            }
            let forget = quiet(fonts::small(text::FORGET).into());
            if !prefs.recent.is_empty() && ui.add(forget).clicked() {
                out.push(Command::Evidence(EvidenceCommand::ForgetRecent));
            }
        });
    });
    if prefs.recent.is_empty() {
        ui.label(RichText::new(text::NO_RECENT).color(tokens.third));
    }
    for path in &prefs.recent {
        let icon = if path
            .extension()
            .is_some_and(|end| end == crate::casefile::EXTENSION)
        {
            icons::FLOPPY_DISK
        } else {
            icons::FOLDER
        };
        let shown = printable(&path.display().to_string());
        let words = with_icon(ui, icon, &shown);
        let button = quiet(words).truncate();
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &shown));
        if response.clicked() {
            out.push(Command::Evidence(EvidenceCommand::OpenRecent(path.clone())));
        }
    }
}
