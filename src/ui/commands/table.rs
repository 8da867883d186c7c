//! Commands that concern the table of the current view.

use std::borrow::Cow;
use std::sync::Arc;

use egui::Context;

use super::{cursor, filter, go, mark, view};
use crate::domain::time::{DisplayZone, Span};
use crate::job::cancel::CancelToken;
use crate::tables::grouped_rows::Grouping;
use crate::tables::layout::ColumnChange;
use crate::tables::selection::{Pick, Selection};
use crate::tables::tsv::as_tsv;
use crate::ui::latest::AT_ONCE;
use crate::ui::row_menu::{self, RowMenuCommand};
use crate::ui::state::cursor_target::CursorTarget;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::state::window::Window;
use crate::ui::widgets::table::{TableAction, fitting_width};

/// Something done with the table of the current view.
#[derive(Clone, Debug)]
pub enum TableCommand {
    /// What was done with the mouse.
    Act(TableAction),
    /// Move the cursor by this many rows.
    Move {
        /// Rows down, or up when negative.
        by: isize,
        /// Extend the selection.
        extend: bool,
    },
    /// Select all rows.
    SelectAll,
    /// Go down from the row at the cursor.
    OpenCursor,
    /// Copy the selected rows.
    Copy {
        /// With the names of the columns.
        header: bool,
    },
    /// Copy the cell at the cursor.
    CopyCell,
    /// Moves the column that the keyboard acts on this many columns to the right.
    MoveColumn(isize),
    /// Move that column, or hide it.
    ArrangeColumn(fn(usize) -> ColumnChange),
    /// Sort by that column.
    SortColumn {
        /// After what it is sorted by already.
        also: bool,
    },
    /// Make that column as wide as what it holds.
    FitColumn,
    /// Put the rows together by that column, or no longer.
    GroupColumn,
    /// Show the rows of all groups, or fold them away.
    TurnGroups,
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: TableCommand, ctx: &Context) {
    if let TableCommand::Act(action) = command {
        return act(window, action, ctx);
    }
    let zone = window.prefs.zone.clone();
    let Some(opened) = &mut window.opened else {
        return;
    };
    let prefs = &mut window.prefs;
    let column = opened.history.here().map_or(0, |stop| stop.column);
    match command {
        TableCommand::Act(_) => {}
        TableCommand::Move { by, extend } => cursor::move_by(opened, by, extend, ctx),
        TableCommand::SelectAll => cursor::select_all(opened),
        TableCommand::OpenCursor => cursor::open_cursor(opened, &zone),
        TableCommand::Copy { header } => copy_rows(opened, prefs, header, ctx),
        TableCommand::CopyCell => copy_cell(opened, &zone, ctx),
        TableCommand::MoveColumn(by) => move_column(opened, prefs, by),
        TableCommand::ArrangeColumn(change) => arrange(opened, prefs, change(column)),
        TableCommand::SortColumn { also } => sort(opened, column, also),
        TableCommand::FitColumn => fit(opened, prefs, column, ctx),
        TableCommand::GroupColumn => group(opened, column),
        TableCommand::TurnGroups => turn_groups(opened),
    }
}

/// Does what was done with the mouse.
fn act(window: &mut Window, action: TableAction, ctx: &Context) {
    let zone = window.prefs.zone.clone();
    let Some(opened) = &mut window.opened else {
        return;
    };
    let prefs = &mut window.prefs;
    match action {
        TableAction::Page(rows, room) => (opened.page, opened.room) = (rows, room),
        TableAction::Pick(position, column, how) => {
            if let Some(stop) = opened.history.here_mut() {
                stop.column = column;
            }
            cursor::pick(opened, position, how, ctx);
        }
        TableAction::Open(position) => {
            cursor::pick(opened, position, Pick::Only, ctx);
            cursor::open_cursor(opened, &zone);
        }
        TableAction::CopyRows => copy_rows(opened, prefs, true, ctx),
        TableAction::CopyCell(row, column) => {
            if let Some(answer) = opened.answer() {
                ctx.copy_text(answer.rows.cell(row, column).display(&zone));
            }
        }
        TableAction::Sort(column, also) => sort(opened, column, also),
        TableAction::Group(column) => group(opened, column),
        TableAction::Filter { row, column, keep } => {
            filter::by_cell(opened, row, column, keep, &zone);
        }
        TableAction::FilterField(field, typed) => filter::set_field(opened, field, &typed),
        TableAction::RowMenu(label, row) => row_menu(window, label, row),
        TableAction::Widths(widths) => set_widths(opened, prefs, widths),
        TableAction::Arrange(change) => arrange(opened, prefs, change),
        TableAction::Fit(column) => fit(opened, prefs, column, ctx),
    }
}

/// Does what was chosen from the menu of a row.
fn row_menu(window: &mut Window, label: &str, row: u32) {
    let zone = window.prefs.zone.clone();
    let Some(opened) = &mut window.opened else {
        return;
    };
    let session = opened
        .answer()
        .and_then(|answer| answer.rows.sessions(row).first().copied());
    match (row_menu::command(label), session) {
        (Some(RowMenuCommand::AllOf(aspect)), Some(session)) => {
            go::all_of(opened, aspect, session, &zone);
        }
        (Some(RowMenuCommand::Overlapping), Some(session)) => {
            go::overlapping(opened, session, &zone);
        }
        (Some(RowMenuCommand::Around), Some(session)) => {
            go::around(opened, session, Span::seconds(1800), &zone);
        }
        (Some(RowMenuCommand::Mark(change)), _) => mark::mark_sessions(window, &change),
        (Some(RowMenuCommand::Ask(kind)), _) => window.ask(kind),
        (Some(RowMenuCommand::TurnFolding), _) => {
            let is_on = window.prefs.fold_attempts;
            view::fold_attempts(window, !is_on);
        }
        (Some(_), None) | (None, _) => {}
    }
}

fn set_widths(opened: &OpenedCase, prefs: &mut Preferences, widths: Vec<f32>) {
    if let Some(answer) = opened.answer() {
        prefs.widths.insert(answer.rows.name().to_owned(), widths);
    }
}

fn arrange(opened: &OpenedCase, prefs: &mut Preferences, change: ColumnChange) {
    if let Some(answer) = opened.answer() {
        prefs.arrange(&*answer.rows, change);
    }
}

/// Makes a column as wide as what it holds; the others keep the widths that they have.
fn fit(opened: &OpenedCase, prefs: &mut Preferences, column: usize, ctx: &Context) {
    let Some(answer) = opened.answer() else {
        return;
    };
    let rows = &*answer.plain;
    // Rows that are collapsed come into view sooner or later.
    let order: Cow<'_, [u32]> = if answer.grouped.is_some() || answer.folded.is_some() {
        (0..rows.len() as u32).collect()
    } else {
        Cow::Borrowed(&answer.order)
    };
    let width = fitting_width(ctx, rows, &order, column, &prefs.zone);
    let headers = rows.headers();
    let known = prefs.widths.entry(rows.name().to_owned()).or_default();
    if known.len() != headers.len() {
        *known = headers.iter().map(|header| header.width).collect();
    }
    if let Some(slot) = known.get_mut(column) {
        *slot = width;
    }
}

/// Shows the rows of all groups, or folds them away.
fn turn_groups(opened: &mut OpenedCase) {
    let stop = opened.history.here_mut();
    if let Some(grouping) = stop.and_then(|stop| stop.grouping.as_mut()) {
        grouping.turn_all();
    }
}

/// Puts the rows together by a column, or no longer where they are so already. The cursor stays on its
/// row, or on the header of the group that it is in now; where there was none, nothing is selected.
fn group(opened: &mut OpenedCase, column: usize) {
    let at_cursor = opened.row_at_cursor();
    let row = at_cursor.and_then(|(answer, row)| answer.first_row_of(row));
    if let Some(stop) = opened.history.here_mut() {
        let is_so = |grouping: &Grouping| grouping.column == column;
        stop.grouping = match &stop.grouping {
            Some(grouping) if is_so(grouping) => None,
            _ => Some(Grouping::by(column)),
        };
        // Headers have other numbers now.
        stop.selection = Selection::default();
        stop.column = column;
        opened.cursor_target = row.map(CursorTarget::Row);
    }
}

/// Puts the selected rows on the clipboard, with the names of the columns or without; many are written on a thread.
fn copy_rows(opened: &mut OpenedCase, prefs: &Preferences, header: bool, ctx: &Context) {
    let zone = &prefs.zone;
    let Some((answer, stop)) = cursor::shown(opened) else {
        return;
    };
    if stop.selection.is_empty() {
        return;
    }
    let which = answer.in_full(stop.selection.rows(&answer.order));
    let rows = Arc::clone(&answer.rows);
    let layout = prefs.layout(answer, opened.room).columns;
    if which.len() <= AT_ONCE {
        ctx.copy_text(as_tsv(&*rows, (&which, &layout), zone, header));
        return;
    }
    let (zone, ctx) = (zone.clone(), ctx.clone());
    let work = move |_: &CancelToken| as_tsv(&*rows, (&which, &layout), &zone, header);
    opened.copying.ask(move || ctx.request_repaint(), work);
}

/// Sorts by a column, or by that as well.
fn sort(opened: &mut OpenedCase, column: usize, also: bool) {
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
fn move_column(opened: &mut OpenedCase, prefs: &Preferences, by: isize) {
    let Some(layout) = opened
        .answer()
        .map(|answer| prefs.layout(answer, opened.room).columns)
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
            opened.cursor_target = Some(CursorTarget::Position(0));
        }
    }
}

/// Puts the cell at the cursor on the clipboard.
fn copy_cell(opened: &OpenedCase, zone: &DisplayZone, ctx: &Context) {
    let column = opened.history.here().map_or(0, |stop| stop.column);
    if let Some((answer, row)) = opened.row_at_cursor() {
        ctx.copy_text(answer.rows.cell(row, column).display(zone));
    }
}
