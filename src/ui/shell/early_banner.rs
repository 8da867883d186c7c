//! The banner over an early case: that it is not the whole one, and how far loading has come.

use egui::{ProgressBar, RichText, Ui};

use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::state::loading::Loading;
use crate::ui::text;

const BAR_WIDTH: f32 = 220.0;

/// Draws the banner.
pub(super) fn show(loading: &Loading, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(part) = loading.shown else {
        return;
    };
    let now = loading.progress.snapshot();
    ui.add_space(3.0);
    ui.horizontal_wrapped(|ui| {
        let words = RichText::new(text::early(part.read, part.all)).strong();
        ui.colored_label(ui.visuals().warn_fg_color, words);
        let bar = ProgressBar::new(now.fraction()).desired_width(BAR_WIDTH);
        let is_measured = now.done_of_all().1 > 0;
        ui.add(bar.animate(!is_measured && !loading.is_cancelling));
        ui.label(loading.words().line());
        if loading.is_cancelling {
            ui.label(text::CANCELLING);
        } else if ui.button(text::CANCEL).clicked() {
            out.push(Command::Evidence(EvidenceCommand::CancelLoad));
        }
    });
    ui.add_space(3.0);
}
