//! Commands that only concern the opened case: going about in it, filtering, exporting.

use egui::Context;

use super::{filter, pivot, table};
use crate::analysis::filter::Scope;
use crate::domain::time::DisplayZone;
use crate::tables::route::{Route, SessionTab};
use crate::tables::selection::Selection;
use crate::ui::command::Command;
use crate::ui::export_form::ExportForm;
use crate::ui::history::Stop;
use crate::ui::pane;
use crate::ui::shell::{cursor_to_end, filter_box_id};
use crate::ui::state::{Opened, Wanted};

/// Does what was asked for.
pub fn apply(opened: &mut Opened, command: Command, zone: &DisplayZone, ctx: &Context) {
    match command {
        Command::Go(_)
        | Command::GoSorted(..)
        | Command::Down(_)
        | Command::UpTo(_)
        | Command::Up
        | Command::Back
        | Command::Forward => travel(opened, command, zone),
        Command::PaneTab(tab) => pane::show_tab(opened, tab),
        Command::PaneTable(action) => {
            if let Some(route) = pane::act(opened, &action, ctx) {
                travel(opened, Command::Down(route), zone);
            }
        }
        Command::Tab(tab) => show_tab(opened, tab),
        Command::StepTab(by) => {
            if let Some(&Route::Session(_, tab)) = opened.route() {
                show_tab(opened, tab.step(by));
            } else if opened.pane.is_some() {
                pane::show_tab(opened, opened.pane_tab.step(by));
            }
        }
        Command::Step(by) if opened.pane.is_some() => table::move_cursor(opened, by, false, ctx),
        Command::Step(by) => table::step(opened, by, zone),
        Command::Move { by, extend } => table::move_cursor(opened, by, extend, ctx),
        Command::SelectSession(index) => table::select_session(opened, index),
        Command::SelectAll => table::select_all(opened),
        Command::OpenCursor => table::open_cursor(opened, zone),
        Command::CopyCell => table::copy_cell(opened, zone, ctx),
        Command::GroupColumn => {
            let column = opened.history.here().map_or(0, |stop| stop.column);
            table::group(opened, column);
        }
        Command::TurnGroups => table::turn_groups(opened),
        Command::SortColumn { also } => {
            let column = opened.history.here().map_or(0, |stop| stop.column);
            table::sort(opened, column, also);
        }
        Command::FilterCell { keep } => {
            let column = opened.history.here().map_or(0, |stop| stop.column);
            if let Some((_, row)) = opened.row_at_cursor() {
                filter::by_cell(opened, row, column, keep, zone);
            }
        }
        Command::LeaveFilter => filter::leave(opened),
        Command::AllOf(aspect, session) => pivot::all_of(opened, aspect, session, zone),
        Command::Overlapping(session) => pivot::overlapping(opened, session, zone),
        Command::Around(span) => {
            if let Some(session) = opened.session_in_hand() {
                pivot::around(opened, session, span, zone);
            }
        }
        Command::EdgeRecord(session, edge) => pivot::edge_record(opened, session, edge, zone),
        Command::GoToTime(time) => pivot::go_to_time(opened, time, zone),
        Command::Above(above) => opened.timeline.show_above(above),
        Command::AskOfColumn => {
            filter::ask_of_column(opened);
            focus_filter(opened, zone);
            cursor_to_end(ctx, &opened.filter.text);
            ctx.memory_mut(|memory| memory.request_focus(filter_box_id()));
        }
        Command::FocusFilter => {
            focus_filter(opened, zone);
            ctx.memory_mut(|memory| memory.request_focus(filter_box_id()));
        }
        Command::AtText(text) => opened.at.text = text,
        Command::AtHost(host) => opened.at.host = host,
        Command::UseFilter(_)
        | Command::FilterText(_)
        | Command::FilterTime { .. }
        | Command::FilterRange(_)
        | Command::ClearFilter => filter::set(opened, command, zone),
        Command::Export | Command::ExportForm(_) | Command::WriteExport | Command::CloseExport => {
            export(opened, command, ctx);
        }
        // The others concern the window, and were obeyed before.
        _ => {}
    }
}

/// After any change of place: the record of another session is not shown.
pub fn arrive(opened: &mut Opened) {
    opened.record.clear();
}

fn travel(opened: &mut Opened, command: Command, zone: &DisplayZone) {
    let history = &mut opened.history;
    let stop = |route| Stop::new(route, &opened.loaded, zone);
    match command {
        Command::Go(route) => history.jump(stop(route)),
        Command::GoSorted(route, sort) => {
            let sorted = Stop {
                sort: Some(sort.into()),
                ..stop(route)
            };
            history.jump(sorted);
            opened.wanted = Some(Wanted::Position(0));
        }
        Command::Down(route) => history.down(stop(route)),
        Command::UpTo(depth) => history.up_to(depth),
        Command::Up => history.up_to(history.path().len().saturating_sub(1)),
        Command::Back => history.go_back(),
        _ => history.go_forward(),
    }
    arrive(opened);
}

fn show_tab(opened: &mut Opened, tab: SessionTab) {
    if let Some(stop) = opened.history.here_mut()
        && let Route::Session(_, shown) = &mut stop.route
    {
        *shown = tab;
        stop.sort = None;
        stop.selection = Selection::default();
        arrive(opened);
    }
}

/// Puts the keyboard into the filter box; from a view that is not filtered, over all sessions.
fn focus_filter(opened: &mut Opened, zone: &DisplayZone) {
    if !opened.route().is_some_and(Route::is_filtered) {
        let stop = Stop::new(Route::Sessions(Scope::default()), &opened.loaded, zone);
        filter::jump(opened, stop);
    }
    opened.filter.wants_focus = true;
}

fn export(opened: &mut Opened, command: Command, ctx: &Context) {
    if let Command::Export = command {
        let (sessions, is_selection) = opened.export_sessions();
        let shown = opened
            .answer()
            .map(|answer| answer.sessions.to_vec())
            .unwrap_or_default();
        let selected = if is_selection { sessions } else { Vec::new() };
        if !shown.is_empty() {
            opened.export = Some(ExportForm::new(selected, shown));
        }
        return;
    }
    let Some(form) = &mut opened.export else {
        return;
    };
    match command {
        Command::ExportForm(change) => form.change(change),
        Command::WriteExport => form.write(&opened.loaded.case, &opened.marked, ctx),
        // A file that is being written is not left to itself.
        _ if form.is_writing() => form.stop(),
        _ => opened.export = None,
    }
}
