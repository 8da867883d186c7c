//! The view of one session: its tabs and what is under them.

use egui::{Button, Panel, Ui};

use crate::ui::command::Command;
use crate::ui::detail::{Tab, local, sources, summary};
use crate::ui::prefs::Preferences;
use crate::ui::shell::table;
use crate::ui::state::Opened;
use crate::ui::text;

/// Draws the session of `which`.
pub fn show(
    opened: &Opened,
    prefs: &Preferences,
    which: (u32, Tab),
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let (index, tab) = which;
    let case = &opened.loaded.case;
    tabs(opened, tab, ui, out);
    ui.separator();
    let (Some(stop), Some(answer)) = (opened.history.here(), opened.answer()) else {
        return;
    };
    match tab {
        Tab::Summary => summary::show(opened, prefs, index, ui, out),
        Tab::Local => {
            ui.label(local::sentence(case, index, &prefs.zone));
            ui.add_space(6.0);
            table(opened, prefs, answer, stop, ui, out);
        }
        Tab::Sources => {
            record_panel(opened, ui);
            sources::near_misses(case, index, ui);
            table(opened, prefs, answer, stop, ui, out);
        }
        Tab::Neighbours => table(opened, prefs, answer, stop, ui, out),
        Tab::Logons | Tab::Activity => {
            record_panel(opened, ui);
            table(opened, prefs, answer, stop, ui, out);
        }
    }
}

/// The record of the row at the cursor, below the table.
pub fn record_panel(opened: &Opened, ui: &mut Ui) {
    Panel::bottom("record")
        .resizable(true)
        .default_size(ui.available_height() * 0.5)
        .show(ui, |ui| {
            opened.record.show(ui);
            ui.take_available_height();
        });
}

fn tabs(opened: &Opened, shown: Tab, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        for tab in Tab::ALL {
            if ui.selectable_label(tab == shown, tab.label()).clicked() {
                out.push(Command::Tab(tab));
            }
        }
        let siblings = opened
            .history
            .here()
            .and_then(|stop| stop.siblings.as_ref());
        if let Some(siblings) = siblings.filter(|siblings| siblings.count() > 1) {
            ui.separator();
            for (label, by) in [(text::PREVIOUS, -1), (text::NEXT, 1)] {
                let can = siblings.step(by).is_some();
                if ui.add_enabled(can, Button::new(label)).clicked() {
                    out.push(Command::Step(by));
                }
            }
            ui.weak(format!("{} of {}", siblings.position + 1, siblings.count()));
        }
    });
}
