//! The tabs of a session, with counts. Empty ones stay: places do not move.

use egui::text::{LayoutJob, TextFormat};
use egui::{Button, Role, Ui, WidgetInfo};

use super::happened::switch;
use super::page::Page;
use crate::tables::definitions::visits;
use crate::tables::route::SessionTab;
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::text;
use crate::ui::theme::{self, fonts};

/// Draws the tabs.
pub(crate) fn tabs(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let tokens = theme::tokens(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for tab in SessionTab::ALL {
            let (words, count) = (label(tab), count(page, tab));
            let is_shown = tab == page.tab;
            let (font, color) = if is_shown {
                (fonts::medium(13.0), tokens.text)
            } else {
                (fonts::body(), tokens.second)
            };
            let mut job = LayoutJob::default();
            job.append(words, 0.0, TextFormat::simple(font, color));
            let shown = count_words(tab, count);
            let weak = if count == Some(0) {
                tokens.faint
            } else {
                tokens.third
            };
            job.append(&shown, 6.0, TextFormat::simple(fonts::label(), weak));
            let mut button = Button::selectable(is_shown, job);
            if is_shown {
                button = button.fill(tokens.pressed);
            }
            let response = ui.add(button);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_shown, words));
            ui.ctx()
                .accesskit_node_builder(response.id, |node| node.set_description(shown.clone()));
            if response.clicked() {
                out.push(Command::Go(GoCommand::Tab(tab)));
            }
        }
        if let Some(story) = page.story.filter(|_| page.tab == SessionTab::Summary) {
            ui.add_space(theme::GAP);
            switch(story, ui);
        }
    });
}

/// The word of a tab.
fn label(tab: SessionTab) -> &'static str {
    match tab {
        SessionTab::Summary => text::SUMMARY,
        SessionTab::Sources => text::SOURCES,
        SessionTab::Logons => text::LOGONS,
        SessionTab::Local => text::LOCAL,
        SessionTab::Activity => text::ACTIVITY,
        SessionTab::Neighbours => text::NEIGHBOURS,
    }
}

/// How much is under a tab; `None` while that is not known.
fn count(page: &Page<'_>, tab: SessionTab) -> Option<usize> {
    let (story, session) = (page.story, page.session);
    match tab {
        SessionTab::Summary => story.map(|story| story.happened.len()),
        SessionTab::Sources => Some(session.sources.len()),
        SessionTab::Logons => Some(session.logon_sessions.len()),
        SessionTab::Local => {
            let local = visits::local_session_of(page.case(), page.index);
            Some(local.map_or(0, |local| local.visits.len()))
        }
        SessionTab::Activity => story.map(|story| story.activities),
        SessionTab::Neighbours => story.map(|story| story.neighbours),
    }
}

fn count_words(tab: SessionTab, count: Option<usize>) -> String {
    let count = count.map(|count| count as u64);
    match (tab, count) {
        (_, None) => String::new(),
        (SessionTab::Local, Some(count)) if count > 0 => text::counted(count, "visit", "visits"),
        (_, Some(count)) => crate::tables::wording::thousands(count),
    }
}
