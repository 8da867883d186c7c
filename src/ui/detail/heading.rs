//! The heading of a block of facts.

use egui::Ui;

use crate::ui::theme::{self, fonts};

/// The heading of a block.
pub(super) fn heading(ui: &mut Ui, words: &str) {
    ui.add_space(theme::GAP);
    ui.separator();
    ui.label(fonts::section(words));
}
