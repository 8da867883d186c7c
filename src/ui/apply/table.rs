//! Commands that concern the table of the current view.

use std::sync::Arc;

use egui::Context;

use super::case::arrive;
use crate::domain::time::DisplayZone;
use crate::job::cancel::CancelToken;
use crate::ui::app::App;
use crate::ui::question::{AT_ONCE, Answer};
use crate::ui::route::{Route, Siblings, Stop};
use crate::ui::rows::{FilterColumn, Sort, as_tsv};
use crate::ui::selection::{Pick, Selection};
use crate::ui::state::Opened;
use crate::ui::value::Value;
use crate::ui::widgets::table::{Action, step as step_position};

/// Does what the user did to the table.
pub fn act(app: &mut App, action: &Action, ctx: &Context) {
    let zone = app.prefs.zone.clone();
    let Some(opened) = &mut app.opened else {
        return;
    };
    match *action {
        Action::Page(rows) => opened.page = rows,
        Action::Pick(position, how) => pick(opened, position, how, ctx),
        Action::Open(position) => {
            pick(opened, position, Pick::Only, ctx);
            open_cursor(opened, &zone);
        }
        Action::CopyRows => copy_rows(opened, &zone, ctx),
        Action::CopyCell(row, column) => {
            if let Some(answer) = opened.answer() {
                ctx.copy_text(answer.rows.value(row, column).display(&zone));
            }
        }
        Action::Sort(column) => sort(opened, column),
        Action::Filter { row, column, keep } => filter(opened, row, column, keep, &zone),
        // Kept in the preferences by `apply`.
        Action::Widths(_) => {}
    }
}

/// The answer and the stop that it belongs to.
fn shown(opened: &Opened) -> Option<(&Answer, &Stop)> {
    Some((opened.answer()?, opened.history.here()?))
}

fn pick(opened: &mut Opened, position: usize, how: Pick, ctx: &Context) {
    let Some(answer) = opened.answer().cloned() else {
        return;
    };
    if let Some(stop) = opened.history.here_mut() {
        stop.selection.pick(position, how, &answer.order);
    }
    let row = answer.order.get(position);
    if let Some(event) = row.and_then(|&row| answer.rows.event(row)) {
        opened.record.ask(&opened.loaded.case, event, ctx);
    }
}

/// Moves the cursor by some rows and brings it into view.
pub fn move_cursor(opened: &mut Opened, by: isize, extend: bool, ctx: &Context) {
    let Some((answer, stop)) = shown(opened) else {
        return;
    };
    let Some(position) = step_position(stop.selection.cursor(), by, answer.order.len()) else {
        return;
    };
    pick(
        opened,
        position,
        if extend { Pick::Range } else { Pick::Only },
        ctx,
    );
    opened.reveal = Some(position);
}

/// Selects every row.
pub fn select_all(opened: &mut Opened) {
    let Some(answer) = opened.answer().cloned() else {
        return;
    };
    if let Some(stop) = opened.history.here_mut() {
        stop.selection.all(answer.order.len());
    }
}

/// Selects the row that stands for a session and brings it into view.
pub fn select_session(opened: &mut Opened, session: u32) {
    let Some(answer) = opened.answer().cloned() else {
        return;
    };
    let row = answer.rows.row_of(session);
    let position = row.and_then(|row| answer.order.iter().position(|&other| other == row));
    if let (Some(position), Some(stop)) = (position, opened.history.here_mut()) {
        stop.selection.pick(position, Pick::Only, &answer.order);
        opened.reveal = Some(position);
    }
}

/// Goes down from the row at the cursor, remembering its neighbours.
pub fn open_cursor(opened: &mut Opened, zone: &DisplayZone) {
    let Some((answer, stop)) = shown(opened) else {
        return;
    };
    let cursor = stop.selection.cursor();
    let down = cursor.and_then(|position| {
        let row = *answer.order.get(position)?;
        Some((position, answer.rows.down(row)?))
    });
    let Some((position, route)) = down else {
        return;
    };
    let siblings = Siblings::new(answer, position);
    let mut stop = Stop::new(route, &opened.loaded, zone);
    stop.siblings = Some(siblings);
    opened.history.down(stop);
    arrive(opened);
}

/// From one session to the next of the list that it was opened from, on the same tab.
pub fn step(opened: &mut Opened, by: isize, zone: &DisplayZone) {
    let Some(stop) = opened.history.here() else {
        return;
    };
    let (Route::Session(_, tab), Some(siblings)) = (&stop.route, &stop.siblings) else {
        return;
    };
    let tab = *tab;
    let Some((position, Route::Session(index, _))) = siblings.step(by) else {
        return;
    };
    let mut siblings = siblings.clone();
    siblings.position = position;
    let order = siblings.order();
    let mut next = Stop::new(Route::Session(index, tab), &opened.loaded, zone);
    next.siblings = Some(siblings);
    opened.history.replace(next);
    if let Some(parent) = opened.history.parent_mut() {
        parent.selection.pick(position, Pick::Only, &order);
    }
    arrive(opened);
}

/// Puts the selected rows on the clipboard, with a header; many are written on a thread.
pub fn copy_rows(opened: &mut Opened, zone: &DisplayZone, ctx: &Context) {
    let Some((answer, stop)) = shown(opened) else {
        return;
    };
    if stop.selection.is_empty() {
        return;
    }
    let (rows, which) = (Arc::clone(&answer.rows), stop.selection.rows(&answer.order));
    if which.len() <= AT_ONCE {
        ctx.copy_text(as_tsv(&*rows, &which, zone));
        return;
    }
    let (zone, ctx) = (zone.clone(), ctx.clone());
    let work = move |_: &CancelToken| as_tsv(&*rows, &which, &zone);
    opened.copying.ask(move || ctx.request_repaint(), work);
}

fn sort(opened: &mut Opened, column: usize) {
    let Some(known) = opened.answer().map(|answer| answer.sort) else {
        return;
    };
    let sort = if known.column == column {
        Sort {
            column,
            descending: !known.descending,
        }
    } else {
        Sort::up(column)
    };
    if let Some(stop) = opened.history.here_mut() {
        stop.sort = Some(sort);
    }
}

/// Adds a term to the filter text: only this value, or all but it.
fn filter(opened: &mut Opened, row: u32, column: usize, keep: bool, zone: &DisplayZone) {
    let Some(answer) = opened.answer() else {
        return;
    };
    let Some(header) = answer.rows.headers().get(column) else {
        return;
    };
    let name = match header.filter {
        FilterColumn::None => return,
        FilterColumn::Any => String::new(),
        FilterColumn::Named(name) => format!("{name}:"),
    };
    let raw = match answer.rows.value(row, column) {
        Value::Text(text) => text,
        other => other.display(zone),
    };
    // The words after a comma are ours, and a quote cannot be inside quotes.
    let word = raw.split([',', '"']).next().unwrap_or_default();
    if word.is_empty() {
        return;
    }
    let sign = if keep { "" } else { "-" };
    // A text that was cut, or that the filter sees as several lines, can only be looked for as a part.
    let is_whole = word == raw && !name.is_empty() && !word.contains(['\n', '\r']);
    let whole = if is_whole { "=" } else { "" };
    let term = format!("{sign}{name}{whole}\"{word}\"");
    let text = opened.filter.text.trim();
    opened.filter.text = if text.is_empty() {
        term
    } else {
        format!("{text} {term}")
    };
    opened.history.forget_selections();
    if let Some(stop) = opened.history.here_mut() {
        stop.selection = Selection::default();
    }
}
