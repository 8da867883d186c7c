//! What is shown while evidence is loaded.

use egui::{ProgressBar, RichText, Ui};

use crate::analysis::sentence::printable;
use crate::job::progress::{Snapshot, Stage};
use crate::tables::wording::thousands;
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::state::loading::Loading;
use crate::ui::text::{self, counted};

const WIDTH: f32 = 560.0;

/// Draws the page.
pub(super) fn show(loading: &Loading, ui: &mut Ui, out: &mut Vec<Command>) {
    let now = loading.progress.snapshot();
    let margin = ((ui.available_width() - WIDTH) / 2.0).max(0.0);
    ui.add_space((ui.available_height() * 0.25).max(8.0));
    ui.horizontal(|ui| {
        ui.add_space(margin);
        ui.vertical(|ui| {
            ui.set_max_width(WIDTH);
            ui.label(RichText::new(now.stage.label()).size(22.0).strong());
            for path in loading.paths.iter().take(4) {
                ui.label(printable(&path.display().to_string()));
            }
            ui.add_space(12.0);
            let bar = ProgressBar::new(now.fraction()).desired_width(WIDTH);
            let bar = bar.text(how_far(&now));
            ui.add(bar.animate(now.stage == Stage::Correlating));
            ui.add_space(8.0);
            let files = format!(
                "{} of {}",
                now.files_done,
                counted(now.files_total, "file", "files")
            );
            let records = counted(now.records, "record", "records");
            let problems = counted(now.problems, "problem so far", "problems so far");
            ui.label(format!("{files} · {records} · {problems}"));
            ui.add_space(16.0);
            if loading.is_cancelling {
                ui.label(text::CANCELLING);
            } else if ui.button(text::CANCEL).clicked() {
                out.push(Command::Evidence(EvidenceCommand::CancelLoad));
            }
        });
    });
}

/// The text of the progress bar: bytes read, then records joined.
fn how_far(now: &Snapshot) -> String {
    if now.stage != Stage::Correlating {
        let (done, all) = (size(now.bytes_done), size(now.bytes_total));
        return format!("{done} of {all}");
    }
    if now.to_join == 0 {
        return String::new();
    }
    let all = counted(now.to_join, "record", "records");
    format!("{} of {all}", thousands(now.joined))
}

/// `12.3 MB`.
fn size(bytes: u64) -> String {
    const STEP: f64 = 1000.0;
    let mut number = bytes as f64;
    for unit in ["bytes", "kB", "MB", "GB"] {
        if number < STEP {
            let digits = usize::from(unit != "bytes");
            return format!("{number:.digits$} {unit}");
        }
        number /= STEP;
    }
    format!("{number:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_formatted_in_the_unit_that_fits() {
        assert_eq!(size(0), "0 bytes");
        assert_eq!(size(69_632), "69.6 kB");
        assert_eq!(size(3_200_000_000), "3.2 GB");
    }
}
