//! The view of one session: its head and sentence, its path and strip, its tabs and what is under them. It is the
//! same on a page of its own and next to a table, where it is narrower.

use egui::{Frame, Margin, Panel, ScrollArea, Ui};

use crate::analysis::activities::kinds;
use crate::tables::question::Answer;
use crate::tables::route::{Route, SessionTab};
use crate::ui::commands::command::Command;
use crate::ui::detail::{Page, facts, first_sources, happened, head, local, path, sentence, tabs};
use crate::ui::state::history::Stop;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::theme;
use crate::ui::views::table::table;
use crate::ui::widgets::strip::strip;

/// The facts stand at the right of the story where there is so much room.
const WIDE: f32 = 860.0;
/// They stand at the right of tables where there is so much room.
const WIDE_FOR_TABLES: f32 = 1240.0;
/// Path and strip stay above the tabs where there is so much room; else they belong to the story.
const TALL: f32 = 700.0;
/// The sentence stays above the tabs where there is so much room; else it belongs to the story.
const LOW: f32 = 440.0;
/// Width of the facts.
const FACTS: f32 = 264.0;

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
    let Some(session) = opened.loaded.case.sessions.get(index as usize) else {
        return;
    };
    let page = Page {
        opened,
        prefs,
        index,
        session,
        story: opened.story.of(index),
        tab,
        stop,
        is_pane: !matches!(opened.route(), Some(Route::Session(..))),
    };
    let room = ui.available_size();
    let least = if tab == SessionTab::Summary {
        WIDE
    } else {
        WIDE_FOR_TABLES
    };
    let is_beside = !page.is_pane && room.x >= least;
    if is_beside {
        facts_beside(&page, ui, out);
    }
    let margin = Margin {
        right: if is_beside { 12 } else { 0 },
        ..Margin::ZERO
    };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        story_and_tabs(&page, (answer, room.y, is_beside), ui, out);
    });
}

/// All but the facts at the right.
fn story_and_tabs(
    page: &Page<'_>,
    (answer, height, is_beside): (&Answer, f32, bool),
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let (is_tall, is_low) = (height >= TALL, height < LOW);
    head(page, ui, out);
    if !is_low {
        sentence(page, ui);
        ui.add_space(4.0);
    }
    if is_tall {
        picture(page, ui, out);
    }
    tabs(page, ui, out);
    ui.add_space(4.0);
    if page.tab != SessionTab::Summary {
        return under_tab(page, answer, ui, out);
    }
    let area = ScrollArea::vertical().id_salt(("story", page.index));
    area.auto_shrink(false).show(ui, |ui| {
        if is_low {
            sentence(page, ui);
            ui.add_space(4.0);
        }
        if !is_tall {
            picture(page, ui, out);
        }
        happened(page, ui, out);
        ui.add_space(theme::GAP);
        if !is_beside {
            ui.scope(|ui| facts(page, ui, out));
            ui.add_space(theme::GAP);
        }
        ui.scope(|ui| first_sources(page, ui, out));
    });
}

/// The rows of a tab.
fn under_tab(page: &Page<'_>, answer: &Answer, ui: &mut Ui, out: &mut Vec<Command>) {
    let (opened, prefs, stop) = (page.opened, page.prefs, page.stop);
    match page.tab {
        SessionTab::Local => {
            ui.label(local::sentence(page.case(), page.index, &prefs.zone));
            ui.add_space(6.0);
            table(opened, prefs, answer, stop, ui, out);
        }
        SessionTab::Activity => {
            record_panel(opened, ui);
            let counts = kinds::counts(page.case(), page.index);
            if !counts.is_empty() {
                ui.weak(counts);
                ui.add_space(4.0);
            }
            table(opened, prefs, answer, stop, ui, out);
        }
        SessionTab::Sources | SessionTab::Logons => {
            record_panel(opened, ui);
            table(opened, prefs, answer, stop, ui, out);
        }
        SessionTab::Summary | SessionTab::Neighbours => table(opened, prefs, answer, stop, ui, out),
    }
}

/// The path and the strip.
fn picture(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    path(page, ui, out);
    ui.add_space(4.0);
    if let Some(story) = page.story {
        let opened = strip(ui, &story.strip, &page.prefs.zone);
        if let Some(session) = opened {
            let route = Route::Session(session, SessionTab::Summary);
            let go = crate::ui::commands::go::GoCommand::Down(route);
            out.push(Command::Go(go));
        }
    }
    ui.add_space(6.0);
}

/// The facts at the right.
fn facts_beside(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let frame = Frame::new()
        .fill(theme::tokens(ui).panel)
        .inner_margin(Margin::symmetric(12, 4));
    Panel::right("facts")
        .frame(frame)
        .resizable(false)
        .exact_size(FACTS)
        .show(ui, |ui| {
            let area = ScrollArea::vertical().id_salt(("facts", page.index));
            area.auto_shrink(false).show(ui, |ui| facts(page, ui, out));
        });
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
