//! Commands that concern the table of the current view.

use std::sync::Arc;

use egui::Context;

use super::case::arrive;
use super::{filter, pivot};
use crate::domain::time::{DisplayZone, Span, Timestamp};
use crate::job::cancel::CancelToken;
use crate::tables::grouped_rows::Grouping;
use crate::tables::question::Answer;
use crate::tables::route::Route;
use crate::tables::selection::{Pick, Selection};
use crate::tables::tsv::as_tsv;
use crate::ui::app::App;
use crate::ui::command::Aspect;
use crate::ui::history::{Siblings, Stop};
use crate::ui::latest::AT_ONCE;
use crate::ui::overlay::{self, Change};
use crate::ui::prefs::Preferences;
use crate::ui::state::{Opened, Wanted};
use crate::ui::widgets::table::{Action, Pivot, step as step_position};

/// Does what the user did to the table.
pub fn act(app: &mut App, action: &Action, ctx: &Context) {
    let zone = app.prefs.zone.clone();
    let Some(opened) = &mut app.opened else {
        return;
    };
    match *action {
        Action::Page(rows) => opened.page = rows,
        Action::Pick(position, column, how) => {
            if let Some(stop) = opened.history.here_mut() {
                stop.column = column;
            }
            pick(opened, position, how, ctx);
        }
        Action::Open(position) => {
            pick(opened, position, Pick::Only, ctx);
            open_cursor(opened, &zone);
        }
        Action::CopyRows => copy_rows(opened, &app.prefs, true, ctx),
        Action::Pivot(pivot, row) => follow(opened, pivot, row, &zone),
        Action::CopyCell(row, column) => {
            if let Some(answer) = opened.answer() {
                ctx.copy_text(answer.rows.cell(row, column).display(&zone));
            }
        }
        Action::Sort(column, also) => sort(opened, column, also),
        Action::Group(column) => group(opened, column),
        Action::Filter { row, column, keep } => {
            filter::by_cell(opened, row, column, keep, &zone);
        }
        Action::FilterField(field, ref typed) => filter::ask(opened, field, typed),
        Action::Mark(ref change) => super::mark_sessions(app, change),
        Action::Ask(question) => drop(overlay::change(app, Change::Ask(question))),
        // Kept in the preferences by `apply`.
        Action::Widths(_) | Action::Arrange(_) | Action::Fit(_) => {}
    }
}

/// Goes where the menu of a row leads.
fn follow(opened: &mut Opened, to: Pivot, row: u32, zone: &DisplayZone) {
    let session = opened
        .answer()
        .and_then(|answer| answer.rows.sessions(row).first().copied());
    let Some(session) = session else {
        return;
    };
    match to {
        Pivot::User => pivot::all_of(opened, Aspect::User, session, zone),
        Pivot::Place => pivot::all_of(opened, Aspect::Place, session, zone),
        Pivot::Range => pivot::all_of(opened, Aspect::Range, session, zone),
        Pivot::Host => pivot::all_of(opened, Aspect::Host, session, zone),
        Pivot::Overlapping => pivot::overlapping(opened, session, zone),
        Pivot::Around => pivot::around(opened, session, Span::seconds(1800), zone),
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
        match &answer.grouped {
            // The header of a group stands for its rows, whether they are shown or not.
            Some(_) => stop.selection.select(&answer.order, &answer.order),
            None => stop.selection.all(answer.order.len()),
        }
    }
}

/// Selects the row that stands for a session and brings it into view.
pub fn select_session(opened: &mut Opened, session: u32) {
    let Some(answer) = opened.answer().cloned() else {
        return;
    };
    let row = answer.rows.row_of(session);
    let position = row.and_then(|row| answer.position_of(row));
    if let (Some(position), Some(stop)) = (position, opened.history.here_mut()) {
        stop.selection.pick(position, Pick::Only, &answer.order);
        opened.reveal = Some(position);
    }
}

/// Shows the rows of a group, or folds them away.
fn turn_group(opened: &mut Opened, name: &str) {
    let stop = opened.history.here_mut();
    if let Some(grouping) = stop.and_then(|stop| stop.grouping.as_mut()) {
        grouping.turn(name);
    }
}

/// Shows the rows of all groups, or folds them away.
pub fn turn_groups(opened: &mut Opened) {
    let stop = opened.history.here_mut();
    if let Some(grouping) = stop.and_then(|stop| stop.grouping.as_mut()) {
        grouping.turn_all();
    }
}

/// Puts the rows together by a column, or no longer where they are so already. The cursor stays on its
/// row, or on the header of the group that it is in now; where there was none, nothing is selected.
pub fn group(opened: &mut Opened, column: usize) {
    let row = opened
        .row_at_cursor()
        .and_then(|(answer, row)| match &answer.grouped {
            Some(groups) if answer.rows.group(row).is_some() => groups.first_of(row),
            _ => Some(row),
        });
    if let Some(stop) = opened.history.here_mut() {
        let is_so = |grouping: &Grouping| grouping.column == column;
        stop.grouping = match &stop.grouping {
            Some(grouping) if is_so(grouping) => None,
            _ => Some(Grouping::by(column)),
        };
        // Headers have other numbers now.
        stop.selection = Selection::default();
        stop.column = column;
        opened.wanted = row.map(Wanted::Row);
    }
}

/// Goes down from the row at the cursor, remembering its neighbours.
pub fn open_cursor(opened: &mut Opened, zone: &DisplayZone) {
    let Some((answer, stop)) = shown(opened) else {
        return;
    };
    let Some(position) = stop.selection.cursor() else {
        return;
    };
    let Some(&row) = answer.order.get(position) else {
        return;
    };
    if let (Some(group), Some(groups)) = (answer.rows.group(row), &answer.grouped) {
        let name = groups.name_of(group).unwrap_or_default().to_owned();
        turn_group(opened, &name);
        return;
    }
    let Some(route) = answer.rows.down(row) else {
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

/// Puts the selected rows on the clipboard, with the names of the columns or without; many are written on a thread.
pub fn copy_rows(opened: &mut Opened, prefs: &Preferences, header: bool, ctx: &Context) {
    let zone = &prefs.zone;
    let Some((answer, stop)) = shown(opened) else {
        return;
    };
    if stop.selection.is_empty() {
        return;
    }
    let (rows, which) = (Arc::clone(&answer.rows), stop.selection.rows(&answer.order));
    let layout = prefs.layout(&*rows).columns;
    if which.len() <= AT_ONCE {
        ctx.copy_text(as_tsv(&*rows, (&which, &layout), zone, header));
        return;
    }
    let (zone, ctx) = (zone.clone(), ctx.clone());
    let work = move |_: &CancelToken| as_tsv(&*rows, (&which, &layout), &zone, header);
    opened.copying.ask(move || ctx.request_repaint(), work);
}

/// Sorts by a column, or by that as well.
pub fn sort(opened: &mut Opened, column: usize, also: bool) {
    let Some(known) = opened.answer().map(|answer| answer.sort) else {
        return;
    };
    if let Some(stop) = opened.history.here_mut() {
        stop.sort = Some(if also {
            known.also(column)
        } else {
            known.by(column)
        });
        stop.column = column;
    }
}

/// Moves the column that the keyboard acts on.
pub fn move_column(opened: &mut Opened, prefs: &Preferences, by: isize) {
    let Some(layout) = opened
        .answer()
        .map(|answer| prefs.layout(&*answer.rows).columns)
    else {
        return;
    };
    if let Some(stop) = opened.history.here_mut() {
        let here = layout
            .iter()
            .position(|&column| column == stop.column)
            .unwrap_or(0);
        let moved = here
            .saturating_add_signed(by)
            .min(layout.len().saturating_sub(1));
        stop.column = layout.get(moved).copied().unwrap_or(0);
        if stop.selection.cursor().is_none() {
            opened.wanted = Some(Wanted::Position(0));
        }
    }
}

/// Puts the cell at the cursor on the clipboard.
pub fn copy_cell(opened: &Opened, zone: &DisplayZone, ctx: &Context) {
    let column = opened.history.here().map_or(0, |stop| stop.column);
    if let Some((answer, row)) = opened.row_at_cursor() {
        ctx.copy_text(answer.rows.cell(row, column).display(zone));
    }
}

/// Puts the cursor where it was asked to go, as soon as the rows of the view are there.
pub fn arrive_at_wanted(opened: &mut Opened, ctx: &Context) {
    let Some(wanted) = opened.wanted.filter(|_| !opened.is_asking()) else {
        return;
    };
    let Some(answer) = opened.answer() else {
        return;
    };
    let position = match wanted {
        Wanted::Position(position) => Some(position),
        Wanted::Row(row) => answer.position_of(row),
        Wanted::Session(session) => {
            let row = answer.rows.row_of(session);
            row.and_then(|row| answer.position_of(row))
        }
        // After the last one there is only the last one.
        Wanted::Time(time) => {
            first_from(opened, answer, time).or_else(|| answer.order.len().checked_sub(1))
        }
    };
    opened.wanted = None;
    if let Some(position) = position {
        pick(opened, position, Pick::Only, ctx);
        opened.reveal = Some(position);
    }
}

/// The place of the session that began first at a moment or later.
fn first_from(opened: &Opened, answer: &Answer, time: Timestamp) -> Option<usize> {
    let briefs = &opened.loaded.briefs;
    let began = |position: usize| {
        let row = *answer.order.get(position)?;
        let begins = answer.rows.sessions(row);
        let begins = begins
            .iter()
            .filter_map(|&session| briefs.get(session)?.sort_time());
        let begin = begins.filter(|begin| *begin >= time).min()?;
        // Of a group and its row the row, where that is shown.
        Some((begin, answer.rows.group(row).is_some()))
    };
    let places = (0..answer.order.len()).filter_map(|place| Some((began(place)?, place)));
    places.min().map(|(_, place)| place)
}
