//! Messages, and files that are dragged over the window.

use std::path::PathBuf;

use egui::{Align2, FontId, LayerId, Order, Ui};

use crate::analysis::sentence::printable;
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::window::Window;
use crate::ui::{text, theme};

/// The message of the moment.
pub(super) fn notice(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(notice) = &window.notice else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        if ui.button(text::DISMISS).clicked() {
            out.push(Command::View(ViewCommand::Dismiss));
        }
        let shown = printable(&notice.text);
        if notice.is_error {
            ui.colored_label(ui.visuals().error_fg_color, shown);
        } else {
            ui.label(shown);
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
        let layer = LayerId::new(Order::Foreground, egui::Id::unique("drop overlay"));
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
