//! The records that were considered for a session and left out of it.

use egui::{Panel, ScrollArea, Ui};

use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::ui::text;

/// Lists the records that were considered and left out, under the table; nothing where there are none.
pub(crate) fn near_misses(case: &Case, index: u32, ui: &mut Ui) {
    let session = case.sessions.get(index as usize);
    let misses = session.map_or(&[][..], |session| &session.near_misses);
    if misses.is_empty() {
        return;
    }
    Panel::bottom("near misses")
        .resizable(false)
        .show(ui, |ui| {
            ui.strong(text::NOT_JOINED);
            ScrollArea::vertical().max_height(72.0).show(ui, |ui| {
                for miss in misses {
                    if let Some(event) = case.record(miss.event) {
                        let label = ui.label(format!("• {}", printable(&miss.sentence(event))));
                        label.on_hover_text(Case::rule_statement(miss.rule.as_str()));
                    }
                }
            });
        });
}
