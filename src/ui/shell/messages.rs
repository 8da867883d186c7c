//! Messages, and files that are dragged over the window.

use std::path::PathBuf;

use egui::{
    Align, Align2, Area, CornerRadius, FontId, Frame, Id, Label, LayerId, Layout, Margin, Order,
    RichText, Stroke, Ui, vec2,
};

use super::draft_list;

use crate::analysis::sentence::printable;
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::window::{Notice, Window};
use crate::ui::theme::{fonts, icons};
use crate::ui::widgets::parts::button::icon_button;
use crate::ui::{text, theme};

/// Width of a message, in points.
const WIDTH: f32 = 460.0;
/// From the edges of the content.
const MARGIN: f32 = 12.0;
/// Room for the button that closes a message.
const CLOSE_WIDTH: f32 = 36.0;
/// Height of the status line, above which messages lie.
const STATUS: f32 = 24.0;

/// Messages over the lower right corner: nothing moves when one comes or goes.
pub(super) fn show(window: &Window, ui: &Ui, out: &mut Vec<Command>) {
    let offers_drafts = window.opened.is_some()
        && window.loading.is_none()
        && window.drafts.offered().next().is_some();
    if window.notice.is_none() && !offers_drafts {
        return;
    }
    Area::new(Id::unique("messages"))
        .order(Order::Middle)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-MARGIN, -MARGIN - STATUS))
        .show(ui.ctx(), |ui| {
            ui.set_max_width(WIDTH.min(ui.ctx().content_rect().width() - 2.0 * MARGIN));
            if offers_drafts {
                card(ui, |ui| draft_list::offer(window, ui, out));
            }
            if let Some(notice) = &window.notice {
                card(ui, |ui| one(notice, ui, out));
            }
        });
}

fn card(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(ui);
    Frame::new()
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.strong_line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(ui);
        });
    ui.add_space(4.0);
}

/// The message of the moment.
fn one(notice: &Notice, ui: &mut Ui, out: &mut Vec<Command>) {
    let tokens = theme::tokens(ui);
    let (icon, color) = if notice.is_error {
        (icons::WARNING_CIRCLE, tokens.look_first)
    } else {
        (icons::INFO, tokens.note)
    };
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(icon).font(fonts::outlined(16.0)).color(color));
        let width = ui.available_width() - CLOSE_WIDTH;
        let top_down = Layout::top_down(Align::Min);
        ui.allocate_ui_with_layout(vec2(width, 0.0), top_down, |ui| {
            ui.set_width(width);
            ui.add(Label::new(printable(&notice.text)).wrap());
        });
        if icon_button(ui, icons::X, (text::DISMISS, ""), true).clicked() {
            out.push(Command::View(ViewCommand::Dismiss));
        }
    });
}

/// Opens what was dropped, and says so while something is held over the window.
pub(super) fn dropped(ui: &Ui, out: &mut Vec<Command>) {
    let (hovers, paths) = ui.input(|input| {
        let paths: Vec<PathBuf> = input
            .raw
            .dropped_files
            .iter()
            .map(|file| file.path().to_owned())
            .collect();
        (!input.raw.hovered_files.is_empty(), paths)
    });
    if !paths.is_empty() {
        out.push(Command::Evidence(EvidenceCommand::Open(paths)));
    }
    if hovers {
        let layer = LayerId::new(Order::Foreground, Id::unique("drop overlay"));
        let painter = ui.ctx().layer_painter(layer);
        let rect = ui.ctx().content_rect();
        painter.rect_filled(rect, 0.0, theme::overlay(ui));
        let color = ui.visuals().strong_text_color();
        let font = FontId::proportional(28.0);
        painter.text(
            rect.center(),
            Align2::CENTER_CENTER,
            text::DROP_NOW,
            font,
            color,
        );
    }
}
