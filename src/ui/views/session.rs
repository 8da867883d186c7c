//! The view of one session: its tabs and what is under them.

use egui::{Button, Panel, Ui};

use crate::analysis::activities::kinds;
use crate::tables::question::Answer;
use crate::tables::route::{Route, SessionTab};
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::detail::{local, sources, summary, tab_label};
use crate::ui::state::history::Stop;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::text;
use crate::ui::views::table::table;

/// Draws a session; `stop` identifies it, `answer` has the rows of its tab.
pub fn show(
    opened: &OpenedCase,
    prefs: &Preferences,
    (stop, answer): (&Stop, &Answer),
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let Route::Session(index, tab) = stop.route else {
        return;
    };
    let case = &opened.loaded.case;
    tabs(stop, tab, ui, out);
    ui.separator();
    match tab {
        SessionTab::Summary => summary::show(opened, prefs, index, ui, out),
        SessionTab::Local => {
            ui.label(local::sentence(case, index, &prefs.zone));
            ui.add_space(6.0);
            table(opened, prefs, answer, stop, ui, out);
        }
        SessionTab::Sources => {
            record_panel(opened, ui);
            sources::near_misses(case, index, ui);
            table(opened, prefs, answer, stop, ui, out);
        }
        SessionTab::Neighbours => table(opened, prefs, answer, stop, ui, out),
        SessionTab::Activity => {
            record_panel(opened, ui);
            let counts = kinds::counts(case, index);
            if !counts.is_empty() {
                ui.weak(counts);
                ui.add_space(4.0);
            }
            table(opened, prefs, answer, stop, ui, out);
        }
        SessionTab::Logons => {
            record_panel(opened, ui);
            table(opened, prefs, answer, stop, ui, out);
        }
    }
}

/// The record of the row at the cursor, below the table.
pub fn record_panel(opened: &OpenedCase, ui: &mut Ui) {
    Panel::bottom("record")
        .min_size(60.0)
        .resizable(true)
        .default_size(ui.available_height() * 0.4)
        .show(ui, |ui| {
            opened.record.show(ui);
            ui.take_available_height();
        });
}

fn tabs(stop: &Stop, shown: SessionTab, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        for tab in SessionTab::ALL {
            if ui.selectable_label(tab == shown, tab_label(tab)).clicked() {
                out.push(Command::Go(GoCommand::Tab(tab)));
            }
        }
        if let Some(siblings) = stop
            .siblings
            .as_ref()
            .filter(|siblings| siblings.place().1 > 1)
        {
            ui.separator();
            for (label, by) in [(text::PREVIOUS, -1), (text::NEXT, 1)] {
                let can = siblings.step(by).is_some();
                if ui.add_enabled(can, Button::new(label)).clicked() {
                    out.push(Command::Go(GoCommand::Step(by)));
                }
            }
            let (place, all) = siblings.place();
            ui.weak(format!("{place} of {all}"));
        }
    });
}
