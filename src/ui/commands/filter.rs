//! Commands that change the filter.

use egui::Context;

use crate::analysis::filter::Scope;
use crate::analysis::query::complete::quoted;
use crate::analysis::query::edit::with_value;
use crate::casefile::CaseFileChange;
use crate::domain::time::{DisplayZone, Timestamp};
use crate::tables::cell::{CellValue, LIST_SEPARATOR};
use crate::tables::column::FilterColumn;
use crate::tables::route::Route;
use crate::ui::state::cursor_target::CursorTarget;
use crate::ui::state::filter_form::{self, FilterForm};
use crate::ui::state::history::Stop;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::undo::UndoStep;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Changes the filter.
#[derive(Clone, Debug)]
pub enum FilterCommand {
    /// The text of the filter box.
    Text(String),
    /// The text of the box where a date range begins, or ends.
    Time {
        /// The end of the range, not its beginning.
        is_end: bool,
        /// What was typed.
        text: String,
    },
    /// A range of moments marked in the timeline, or the mark removed.
    Range(Option<(Timestamp, Timestamp)>),
    /// A whole filter text, such as one that was kept under a name.
    Use(String),
    /// Save the filter under a name.
    Save(String),
    /// From the filter box to the first row that it found.
    Leave,
    /// No filter.
    Clear,
    /// Put the keyboard into the filter box.
    Focus,
    /// Begin a term about the column that the keyboard acts on.
    AskOfColumn,
    /// Show only what has the value of the cell at the cursor, or hide that.
    Cell {
        /// Only these, or all but these.
        keep: bool,
    },
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: FilterCommand, ctx: &Context) {
    let zone = window.prefs.zone.clone();
    if matches!(command, FilterCommand::Save(_)) && window.loading.is_some() {
        return window.show_notice(text::MARK_LATER, false);
    }
    let Some(opened) = &mut window.opened else {
        return;
    };
    let mut form = opened.filter.clone();
    match command {
        FilterCommand::Text(text) => {
            form.text = text;
            replace(opened, form, true);
        }
        FilterCommand::Time { is_end, text } => {
            if is_end {
                form.to = text;
            } else {
                form.from = text;
            }
            replace(opened, form, true);
        }
        FilterCommand::Range(range) => {
            let text = |moment| zone.short(moment);
            (form.from, form.to) =
                range.map_or_else(Default::default, |(from, to)| (text(from), text(to)));
            replace(opened, form, false);
        }
        FilterCommand::Use(text) => {
            form.text = text;
            replace(opened, form, false);
        }
        FilterCommand::Save(name) => save(opened, name),
        FilterCommand::Leave => {
            opened.undo.stop_typing();
            opened.cursor_target = Some(CursorTarget::Position(0));
        }
        FilterCommand::Clear => clear(opened),
        FilterCommand::Focus => focus(opened, &zone, ctx),
        FilterCommand::AskOfColumn => {
            ask_of_column(opened);
            focus(opened, &zone, ctx);
            filter_form::cursor_to_end(ctx, &opened.filter.text);
        }
        FilterCommand::Cell { keep } => {
            let column = opened.history.here().map_or(0, |stop| stop.column);
            if let Some((_, row)) = opened.row_at_cursor() {
                by_cell(opened, row, column, keep, &zone);
            }
        }
    }
}

/// Puts the keyboard into the filter box; from a view that is not filtered, over all sessions.
fn focus(opened: &mut OpenedCase, zone: &DisplayZone, ctx: &Context) {
    if !opened.route().is_some_and(Route::is_filtered) {
        let stop = Stop::new(Route::Sessions(Scope::default()), &opened.loaded, zone);
        opened.jump(stop);
    }
    opened.filter.wants_focus = true;
    ctx.memory_mut(|memory| memory.request_focus(filter_form::box_id()));
}

/// Saves the filter under a name.
fn save(opened: &mut OpenedCase, name: String) {
    let text = opened.filter.text.trim().to_owned();
    if !text.is_empty() {
        opened.keep(vec![CaseFileChange::Filter(
            name.clone(),
            Some(text.clone()),
        )]);
        opened.filters.insert(name, text);
    }
}

/// Shows everything.
pub(crate) fn clear(opened: &mut OpenedCase) {
    replace(opened, FilterForm::default(), false);
}

/// Puts another filter in the place of this one, so that it can be taken back.
pub(crate) fn replace(opened: &mut OpenedCase, form: FilterForm, is_typed: bool) {
    if form == opened.filter {
        return;
    }
    let old = std::mem::replace(&mut opened.filter, form);
    if is_typed {
        opened.undo.keep_typed(UndoStep::Filter(old));
    } else {
        opened.undo.keep(UndoStep::Filter(old));
    }
    opened.history.forget_selections();
}

/// Shows only what has the value of a cell, or hides that.
pub(crate) fn by_cell(
    opened: &mut OpenedCase,
    row: u32,
    column: usize,
    keep: bool,
    zone: &DisplayZone,
) {
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
pub(crate) fn set_field(opened: &mut OpenedCase, field: &str, value: &str) {
    let mut form = opened.filter.clone();
    form.text = with_value(&form.text, field, value);
    replace(opened, form, false);
}

/// Begins a term about the column that the keyboard acts on.
fn ask_of_column(opened: &mut OpenedCase) {
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
fn term_of(opened: &OpenedCase, row: u32, column: usize, zone: &DisplayZone) -> Option<String> {
    let answer = opened.answer()?;
    let name = match answer.rows.headers().get(column)?.filter {
        FilterColumn::None => return None,
        FilterColumn::Any => String::new(),
        FilterColumn::Named(name) => format!("{name}:"),
    };
    if !answer.rows.is_value(row, column) {
        return None;
    }
    let raw = match answer.rows.cell(row, column) {
        CellValue::Text(text) | CellValue::Kind(_, text) => text,
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
