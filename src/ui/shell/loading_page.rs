//! What is shown while evidence is loaded.

use egui::{Label, ProgressBar, RichText, Ui};

use crate::analysis::sentence::printable;
use crate::tables::load_words::LoadWords;
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::state::loading::Loading;
use crate::ui::text::{self, counted};

const WIDTH: f32 = 560.0;

/// Draws the page.
pub(super) fn show(loading: &Loading, ui: &mut Ui, out: &mut Vec<Command>) {
    let now = loading.progress.snapshot();
    let LoadWords {
        stage,
        work,
        left,
        rest,
    } = loading.words();
    let margin = ((ui.available_width() - WIDTH) / 2.0).max(0.0);
    ui.add_space((ui.available_height() * 0.25).max(8.0));
    ui.horizontal(|ui| {
        ui.add_space(margin);
        ui.vertical(|ui| {
            ui.set_max_width(WIDTH);
            ui.label(RichText::new(stage).size(22.0).strong());
            for path in loading.paths.iter().take(4) {
                ui.label(printable(&path.display().to_string()));
            }
            ui.add_space(12.0);
            let bar = ProgressBar::new(now.fraction()).desired_width(WIDTH);
            // Where nothing can be measured, something moves.
            let is_measured = now.done_of_all().1 > 0;
            ui.add(bar.animate(!is_measured && !loading.is_cancelling));
            ui.add_space(8.0);
            let parts = [left, rest].into_iter().filter(|part| !part.is_empty());
            // The lines keep their places while there is nothing to say.
            ui.label(parts.collect::<Vec<_>>().join(" · "));
            ui.add(Label::new(RichText::new(work).weak()).truncate());
            let records = counted(now.records, "record", "records");
            let problems = counted(now.problems, "problem so far", "problems so far");
            ui.label(format!("{records} · {problems}"));
            ui.add_space(16.0);
            if loading.is_cancelling {
                ui.label(text::CANCELLING);
            } else if ui.button(text::CANCEL).clicked() {
                out.push(Command::Evidence(EvidenceCommand::CancelLoad));
            }
        });
    });
}
