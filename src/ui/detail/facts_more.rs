//! The facts that are folded: notes, ids and codes, all fields, and records that were looked at and not joined.

use egui::{CollapsingHeader, Label, RichText, Ui};

use super::fields::{Field, fields};
use super::heading::heading;
use super::page::Page;
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::tables::route::{Route, SessionTab};
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::text;
use crate::ui::theme::{self, fonts};

/// More notes than this are folded.
const MOST_NOTES: usize = 4;

/// The fields that are ids and codes.
const IDS: [&str; 12] = [
    "id",
    "sid",
    "source_port",
    "failure_code",
    "logon_types",
    "auth_package",
    "logon_process",
    "logon_ids",
    "local_session_id",
    "connection_id",
    "client_utc_offset",
    "user_as_logged",
];

/// Draws what is folded.
pub(super) fn more(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    notes(page, ui);
    parent(page, ui, out);
    ui.add_space(theme::GAP);
    ui.separator();
    let all = fields(page.case(), page.session, &page.prefs.zone);
    let is_id = |field: &&Field| IDS.contains(&field.0);
    let ids: Vec<&Field> = all.iter().filter(is_id).collect();
    folded(ui, text::IDS_AND_CODES, ids.len(), |ui| list(ui, &ids));
    let all: Vec<&Field> = all.iter().collect();
    folded(ui, text::ALL_FIELDS, all.len(), |ui| list(ui, &all));
    let misses = &page.session.near_misses;
    folded(ui, text::NOT_JOINED, misses.len(), |ui| {
        for miss in misses {
            if let Some(event) = page.case().record(miss.event) {
                let sentence = printable(&miss.sentence(event));
                let label = ui.add(Label::new(sentence).wrap());
                label.on_hover_text(Case::rule_statement(miss.rule.as_str()));
            }
        }
    });
}

fn folded(ui: &mut Ui, name: &str, count: usize, content: impl FnOnce(&mut Ui)) {
    let title = format!("{name}, {count}");
    let header = CollapsingHeader::new(title).id_salt(name);
    header.default_open(false).show(ui, content);
}

/// Values may be as long as whoever tried likes: they are wrapped, never cut.
fn list(ui: &mut Ui, fields: &[&Field]) {
    let tokens = theme::tokens(ui);
    for (name, value, hint) in fields {
        ui.label(fonts::small(*name).color(tokens.third));
        let label = ui.add(Label::new(printable(value)).wrap().selectable(true));
        if let Some(hint) = hint {
            label.on_hover_text(hint);
        }
    }
}

fn notes(page: &Page<'_>, ui: &mut Ui) {
    let notes = &page.session.notes;
    if notes.is_empty() {
        return;
    }
    let color = theme::tokens(ui).second;
    let show = |ui: &mut Ui| {
        for note in notes {
            let words = RichText::new(printable(&note.to_string())).color(color);
            ui.add(Label::new(words).wrap());
        }
    };
    if notes.len() > MOST_NOTES {
        ui.separator();
        folded(ui, text::NOTES, notes.len(), show);
    } else {
        heading(ui, text::NOTES);
        show(ui);
    }
}

/// The session inside which these credentials were used.
fn parent(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(id) = &page.session.parent else {
        return;
    };
    let found = (0..)
        .zip(&page.case().sessions)
        .find(|(_, other)| other.id == *id);
    if let Some((index, _)) = found
        && ui.button(text::GO_TO_PARENT).clicked()
    {
        let route = Route::Session(index, SessionTab::Summary);
        out.push(Command::Go(GoCommand::Down(route)));
    }
}
