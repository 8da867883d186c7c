//! While the case of the first logs is shown: how far reading has come, in the status line, and a thin line below the
//! top bar. Nothing else moves for it.

use egui::{Rect, RichText, Ui, pos2};

use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::state::loading::Loading;
use crate::ui::{text, theme};

/// Height of the line below the top bar, in points.
const LINE: f32 = 2.0;

/// Draws the words, and the button that stops reading.
pub(super) fn show(loading: &Loading, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(part) = loading.shown else {
        return;
    };
    let color = theme::tokens(ui).worth_a_look;
    let words = text::early(part.read, part.all);
    let label = ui.label(RichText::new(words).color(color));
    label.on_hover_text(loading.words().line());
    if loading.is_cancelling {
        ui.label(text::CANCELLING);
    } else if ui.small_button(text::CANCEL).clicked() {
        out.push(Command::Evidence(EvidenceCommand::CancelLoad));
    }
}

/// Draws the line at the lower edge of the bar that was drawn last.
pub(super) fn line(loading: &Loading, ui: &Ui, bar: Rect) {
    let share = loading.progress.snapshot().fraction();
    let end = pos2(bar.left() + bar.width() * share, bar.bottom());
    let line = Rect::from_min_max(pos2(bar.left(), bar.bottom() - LINE), end);
    ui.painter()
        .rect_filled(line, 0.0, theme::tokens(ui).accent);
}
