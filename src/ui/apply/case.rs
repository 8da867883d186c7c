//! Commands that only concern the opened case: going about in it, filtering, exporting.

use egui::Context;

use super::table;
use crate::domain::time::DisplayZone;
use crate::ui::command::Command;
use crate::ui::detail::Tab;
use crate::ui::export_form::ExportForm;
use crate::ui::route::{Route, Stop};
use crate::ui::selection::Selection;
use crate::ui::state::{FilterForm, Opened};

/// Does what was asked for.
pub fn apply(opened: &mut Opened, command: Command, zone: &DisplayZone, ctx: &Context) {
    match command {
        Command::Go(_)
        | Command::Down(_)
        | Command::UpTo(_)
        | Command::Up
        | Command::Back
        | Command::Forward => travel(opened, command, zone),
        Command::Tab(tab) => show_tab(opened, tab),
        Command::StepTab(by) => {
            if let Some(&Route::Session(_, tab)) = opened.route() {
                show_tab(opened, tab.step(by));
            }
        }
        Command::Step(by) => table::step(opened, by, zone),
        Command::Move { by, extend } => table::move_cursor(opened, by, extend, ctx),
        Command::SelectSession(index) => table::select_session(opened, index),
        Command::SelectAll => table::select_all(opened),
        Command::OpenCursor => table::open_cursor(opened, zone),
        Command::Copy => table::copy_rows(opened, zone, ctx),
        Command::FocusFilter => opened.filter.wants_focus = true,
        Command::AtText(text) => opened.at.text = text,
        Command::AtHost(host) => opened.at.host = host,
        Command::FilterText(_)
        | Command::FilterTime { .. }
        | Command::FilterRange(_)
        | Command::ClearFilter => set_filter(opened, command, zone),
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
        Command::Down(route) => history.down(stop(route)),
        Command::UpTo(depth) => history.up_to(depth),
        Command::Up => history.up_to(history.path().len().saturating_sub(1)),
        Command::Back => history.go_back(),
        _ => history.go_forward(),
    }
    arrive(opened);
}

fn show_tab(opened: &mut Opened, tab: Tab) {
    if let Some(stop) = opened.history.here_mut()
        && let Route::Session(_, shown) = &mut stop.route
    {
        *shown = tab;
        stop.sort = None;
        stop.selection = Selection::default();
        arrive(opened);
    }
}

fn set_filter(opened: &mut Opened, command: Command, zone: &DisplayZone) {
    let filter = &mut opened.filter;
    match command {
        Command::FilterText(text) => filter.text = text,
        Command::FilterTime {
            is_end: false,
            text,
        } => filter.from = text,
        Command::FilterTime { is_end: true, text } => filter.to = text,
        Command::FilterRange(range) => {
            let text = |moment| zone.short(moment);
            (filter.from, filter.to) =
                range.map_or_else(Default::default, |(from, to)| (text(from), text(to)));
        }
        _ => *filter = FilterForm::default(),
    }
    opened.history.forget_selections();
}

fn export(opened: &mut Opened, command: Command, ctx: &Context) {
    if let Command::Export = command {
        let (sessions, is_selection) = opened.export_sessions();
        if !sessions.is_empty() {
            opened.export = Some(ExportForm::new(sessions, is_selection));
        }
        return;
    }
    let Some(form) = &mut opened.export else {
        return;
    };
    match command {
        Command::ExportForm(change) => form.change(change),
        Command::WriteExport => form.write(&opened.loaded.case, ctx),
        // A file that is being written is not left to itself.
        _ if form.is_writing() => {}
        _ => opened.export = None,
    }
}
