//! Commands that change the filter, and take changes back.

use super::{mark, record_mark};
use crate::analysis::query::complete::quoted;
use crate::analysis::query::edit::with_value;
use crate::domain::time::DisplayZone;
use crate::tables::cell::{CellValue, LIST_SEPARATOR};
use crate::tables::column::FilterColumn;
use crate::tables::selection::Selection;
use crate::ui::command::Command;
use crate::ui::history::Stop;
use crate::ui::state::{FilterForm, Opened, Wanted};
use crate::ui::text;
use crate::ui::undo::Step;

/// Changes the filter as it was asked for.
pub fn set(opened: &mut Opened, command: Command, zone: &DisplayZone) {
    let is_typed = matches!(command, Command::FilterText(_) | Command::FilterTime { .. });
    let mut form = opened.filter.clone();
    match command {
        Command::FilterText(text) | Command::UseFilter(text) => form.text = text,
        Command::FilterTime {
            is_end: false,
            text,
        } => form.from = text,
        Command::FilterTime { is_end: true, text } => form.to = text,
        Command::FilterRange(range) => {
            let text = |moment| zone.short(moment);
            (form.from, form.to) =
                range.map_or_else(Default::default, |(from, to)| (text(from), text(to)));
        }
        _ => form = FilterForm::default(),
    }
    replace(opened, form, is_typed);
}

/// Puts another filter in the place of this one, so that it can be taken back.
pub fn replace(opened: &mut Opened, form: FilterForm, is_typed: bool) {
    if form == opened.filter {
        return;
    }
    let old = std::mem::replace(&mut opened.filter, form);
    if is_typed {
        opened.undo.keep_typed(Step::Filter(old));
    } else {
        opened.undo.keep(Step::Filter(old));
    }
    forget_selection(opened);
}

/// Takes the last step back, or does it again; returns what it did to marks, in words: what it did to
/// the filter is seen.
pub fn step(opened: &mut Opened, is_forward: bool) -> Option<String> {
    let mut undo = std::mem::take(&mut opened.undo);
    let mut words = None;
    let swap = |step: Step| match step {
        Step::Filter(form) => {
            let old = std::mem::replace(&mut opened.filter, form);
            forget_selection(opened);
            Step::Filter(old)
        }
        Step::Marks(marks) => {
            words = Some(text::marks_again(marks.len()));
            Step::Marks(mark::put(opened, marks))
        }
        Step::Records(marks) => {
            words = Some(text::RECORD_MARKS_AGAIN.to_owned());
            Step::Records(record_mark::put(opened, marks))
        }
    };
    if is_forward {
        undo.forward(swap);
    } else {
        undo.back(swap);
    }
    opened.undo = undo;
    words
}

/// From the filter box to the first row that it found.
pub fn leave(opened: &mut Opened) {
    opened.undo.stop_typing();
    opened.wanted = Some(Wanted::Position(0));
}

/// Shows only what has the value of a cell, or hides that.
pub fn by_cell(opened: &mut Opened, row: u32, column: usize, keep: bool, zone: &DisplayZone) {
    let Some(term) = term_of(opened, row, column, zone) else {
        return;
    };
    let sign = if keep { "" } else { "-" };
    let mut form = opened.filter.clone();
    let text = format!("{} {sign}{term}", form.text.trim());
    text.trim_start().clone_into(&mut form.text);
    replace(opened, form, false);
}

/// Lets a field of the filter ask for something else.
pub fn ask(opened: &mut Opened, field: &str, value: &str) {
    let mut form = opened.filter.clone();
    form.text = with_value(&form.text, field, value);
    replace(opened, form, false);
}

/// Begins a term about a column in the filter box, and puts the keyboard there.
pub fn ask_of_column(opened: &mut Opened) {
    let column = opened.history.here().map_or(0, |stop| stop.column);
    let header = opened
        .answer()
        .and_then(|answer| answer.rows.headers().get(column));
    let field = header.and_then(|header| header.fields().first().copied());
    let mut form = opened.filter.clone();
    if let Some(field) = field {
        let text = format!("{} {field}:", form.text.trim());
        text.trim_start().clone_into(&mut form.text);
    }
    replace(opened, form, true);
}

/// The term of the filter language that asks for the value of a cell.
fn term_of(opened: &Opened, row: u32, column: usize, zone: &DisplayZone) -> Option<String> {
    let answer = opened.answer()?;
    let name = match answer.rows.headers().get(column)?.filter {
        FilterColumn::None => return None,
        FilterColumn::Any => String::new(),
        FilterColumn::Named(name) => format!("{name}:"),
    };
    let raw = match answer.rows.cell(row, column) {
        CellValue::Text(text) => text,
        CellValue::List(texts) => texts.join(LIST_SEPARATOR),
        other => other.display(zone),
    };
    // The words after a comma are ours, and a quote cannot be inside quotes.
    let word = raw.split([',', '"']).next().unwrap_or_default();
    if word.is_empty() {
        return None;
    }
    // A text that was cut, or that the filter sees as several lines, can only be looked for as a part.
    let is_whole = word == raw && !name.is_empty() && !word.contains(['\n', '\r']);
    Some(if is_whole {
        format!("{name}=\"{word}\"")
    } else {
        format!("{name}{}", quoted(word))
    })
}

fn forget_selection(opened: &mut Opened) {
    opened.history.forget_selections();
}

/// The filter that shows all of a view.
pub fn none(opened: &mut Opened) {
    replace(opened, FilterForm::default(), false);
}

/// Goes to a view of its own, from the top.
pub fn jump(opened: &mut Opened, stop: Stop) {
    opened.history.jump(stop);
    if let Some(here) = opened.history.here_mut() {
        here.selection = Selection::default();
    }
    super::case::arrive(opened);
}
