//! What a session was: a sentence, its notes, how sure each statement is, and every field.

use egui::{Grid, Label, RichText, ScrollArea, Ui};

use crate::analysis::activities::Relation;
use crate::analysis::activities::telling::lines;
use crate::analysis::sentence::{printable, summary};
use crate::case::Case;
use crate::domain::session::Session;
use crate::tables::route::SessionTab;
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::{text, theme};

use super::fields::fields;

/// Room for the names of the fields, the gap after them and the scroll bar.
const NAMES_WIDTH: f32 = 180.0;

/// Draws the tab.
pub(crate) fn show(
    opened: &OpenedCase,
    prefs: &Preferences,
    index: u32,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let case = &*opened.loaded.case;
    let Some(session) = case.sessions.get(index as usize) else {
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let sentence = printable(&summary(case, session, &prefs.zone));
        ui.label(RichText::new(&sentence).size(16.0));
        if ui.button(text::COPY_SENTENCE).clicked() {
            ui.ctx().copy_text(sentence);
        }
        mark(opened, session, ui);
        noted(opened, index, ui);
        ui.add_space(theme::GAP);
        telling(case, index, prefs, ui, out);
        confidences(session, ui);
        notes(session, ui);
        ui.add_space(theme::GAP);
        parent(case, session, ui, out);
        // Values may be as long as whoever tried likes: they are wrapped, never cut.
        let widest = (ui.available_width() - NAMES_WIDTH).max(NAMES_WIDTH);
        Grid::new("fields")
            .num_columns(2)
            .max_col_width(widest)
            .spacing([24.0, 5.0])
            .striped(true)
            .show(ui, |ui| {
                for (name, value, hint) in fields(case, session, &prefs.zone) {
                    ui.weak(name);
                    let label = ui.add(Label::new(printable(&value)).wrap());
                    if let Some(hint) = hint {
                        label.on_hover_text(hint);
                    }
                    ui.end_row();
                }
            });
    });
}

fn mark(opened: &OpenedCase, session: &Session, ui: &mut Ui) {
    if let Some(mark) = opened.loaded.outliers.session(session) {
        let color = theme::signs::level(theme::tokens(ui), mark.level).color;
        ui.colored_label(
            color,
            format!("{}: {}", text::STANDS_OUT, printable(&mark.sentence)),
        );
    }
}

/// What the examiner noted.
fn noted(opened: &OpenedCase, index: u32, ui: &mut Ui) {
    let Some(mark) = opened.marked.get(&index) else {
        return;
    };
    let tags: Vec<&str> = mark.tags.iter().map(String::as_str).collect();
    let switches = [
        (mark.is_bookmarked, text::BOOKMARKED),
        (mark.is_muted, text::MUTED),
    ];
    let switches = switches
        .iter()
        .filter(|(is_on, _)| *is_on)
        .map(|(_, word)| (*word).to_owned());
    let mut words: Vec<String> = switches.collect();
    if !tags.is_empty() {
        words.push(format!("{}: {}", text::TAGS, tags.join(", ")));
    }
    if !mark.comment.is_empty() {
        words.push(format!("{}: {}", text::COMMENT, mark.comment));
    }
    for line in words {
        ui.label(RichText::new(printable(&line)).strong());
    }
}

fn confidences(session: &Session, ui: &mut Ui) {
    ui.strong(text::CONFIDENCE);
    let grounds = &session.grounds;
    let parts = [
        ("begin", session.confidence_begin, grounds.begin),
        ("end", session.confidence_end, grounds.end),
        ("user", session.confidence_user, grounds.user),
        ("source", session.confidence_source, grounds.source),
    ];
    for (name, confidence, ground) in parts {
        let color = theme::confidence_color(ui.visuals(), confidence);
        ui.colored_label(color, format!("{name}: {confidence}, {ground}"));
    }
}

fn notes(session: &Session, ui: &mut Ui) {
    if session.notes.is_empty() {
        return;
    }
    ui.strong(text::NOTES);
    for note in &session.notes {
        ui.label(format!("• {}", printable(&note.to_string())));
    }
}

/// What was done in it: one line for each kind.
fn telling(case: &Case, index: u32, prefs: &Preferences, ui: &mut Ui, out: &mut Vec<Command>) {
    let lines = lines(case, index, &prefs.zone);
    if lines.is_empty() {
        return;
    }
    ui.strong(text::TELLING);
    for line in lines {
        let text = format!("• {}", printable(&line.text));
        if line.relation == Relation::In {
            ui.add(Label::new(text).wrap());
        } else {
            ui.add(Label::new(RichText::new(text).weak()).wrap());
        }
    }
    if ui.button(text::SHOW_ACTIVITY).clicked() {
        out.push(Command::Go(GoCommand::Tab(SessionTab::Activity)));
    }
    ui.add_space(theme::GAP);
}

/// The session inside which these credentials were used.
fn parent(case: &Case, session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(id) = &session.parent else {
        return;
    };
    let found = (0..).zip(&case.sessions).find(|(_, other)| other.id == *id);
    if let Some((index, _)) = found
        && ui.button(text::GO_TO_PARENT).clicked()
    {
        out.push(Command::Go(GoCommand::Down(
            crate::tables::route::Route::Session(index, SessionTab::Summary),
        )));
    }
}
