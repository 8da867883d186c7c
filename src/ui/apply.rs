//! The only function that changes what the window shows.

use egui::Context;

use super::app::App;
use super::command::Command;
use super::dialogs::{Ask, Dialog, Reply};
use super::export_form::{Change, ExportForm};
use super::route::{Route, Stop};
use super::state::{FilterForm, Opened};
use super::widgets::table::Action;
use super::{apply_table, loading, text};
use crate::domain::time::DisplayZone;

/// Does what was asked for.
pub fn apply(app: &mut App, command: Command, ctx: &Context, frame: &eframe::Frame) {
    match command {
        Command::Dialog(ask) => {
            if app.dialog.is_none() {
                app.dialog = Some(Dialog::open(ask, frame, ctx));
            }
        }
        Command::Open(paths) if !paths.is_empty() => loading::start(app, paths, ctx),
        Command::Open(_) => {}
        Command::PathText(text) => app.path_text = text,
        Command::CancelLoad => {
            if let Some(loading) = &mut app.loading {
                loading.is_cancelling = true;
                loading.task.cancel();
            }
        }
        Command::Close => app.opened = None,
        Command::KeepRecent(keep) => app.prefs.set_keep_recent(keep),
        Command::ForgetRecent => app.prefs.recent.clear(),
        Command::Zone(zone) => set_zone(app, zone),
        Command::ZoneText(text) => app.zone_text = text,
        Command::ShowHidden(show) => {
            app.prefs.show_hidden = show;
            forget_selections(app);
        }
        Command::ShowTimeline(show) => app.prefs.show_timeline = show,
        Command::Theme(theme) => {
            app.prefs.theme = theme;
            ctx.set_theme(theme);
        }
        Command::FocusFilter => app.wants_filter_focus = true,
        Command::Dismiss => app.notice = None,
        Command::AskAt => ask_at(app),
        Command::Table(Action::Widths(widths)) => {
            if let Some(answer) = app.opened.as_ref().and_then(Opened::answer) {
                app.prefs
                    .widths
                    .insert(answer.rows.name().to_owned(), widths);
            }
        }
        Command::Table(action) => apply_table::table(app, action, ctx),
        command => {
            let zone = app.prefs.zone.clone();
            if let Some(opened) = &mut app.opened {
                in_case(opened, command, &zone, ctx);
            }
        }
    }
}

/// Commands that only concern the opened case.
fn in_case(opened: &mut Opened, command: Command, zone: &DisplayZone, ctx: &Context) {
    match command {
        Command::Go(route) => {
            let stop = Stop::new(route, &opened.loaded.case, zone);
            opened.history.jump(stop);
            arrive(opened);
        }
        Command::Down(route) => {
            let stop = Stop::new(route, &opened.loaded.case, zone);
            opened.history.down(stop);
            arrive(opened);
        }
        Command::UpTo(depth) => {
            opened.history.up_to(depth);
            arrive(opened);
        }
        Command::Up => {
            let depth = opened.history.path().len().saturating_sub(1);
            opened.history.up_to(depth);
            arrive(opened);
        }
        Command::Back => {
            opened.history.go_back();
            arrive(opened);
        }
        Command::Forward => {
            opened.history.go_forward();
            arrive(opened);
        }
        Command::Tab(tab) => {
            if let Some(stop) = opened.history.here_mut()
                && let Route::Session(_, shown) = &mut stop.route
            {
                *shown = tab;
                stop.sort = None;
                stop.selection = Default::default();
            }
            arrive(opened);
        }
        Command::StepTab(by) => {
            if let Some(Route::Session(_, tab)) = opened.route() {
                in_case(opened, Command::Tab(tab.step(by)), zone, ctx);
            }
        }
        Command::Step(by) => apply_table::step(opened, by, zone),
        Command::Move { by, extend } => apply_table::move_cursor(opened, by, extend, ctx),
        Command::SelectAll => apply_table::select_all(opened),
        Command::OpenCursor => apply_table::open_cursor(opened, zone),
        Command::Copy => apply_table::copy_rows(opened, zone, ctx),
        Command::AtText(text) => opened.at.text = text,
        Command::AtHost(host) => opened.at.host = host,
        Command::FilterText(_)
        | Command::FilterTime { .. }
        | Command::FilterRange(..)
        | Command::ClearFilter => set_filter(opened, command, zone),
        Command::Export => {
            let (sessions, is_selection) = opened.export_sessions();
            if !sessions.is_empty() {
                opened.export = Some(ExportForm::new(sessions, is_selection));
            }
        }
        Command::ExportForm(change) => {
            if let Some(form) = &mut opened.export {
                form.change(change);
            }
        }
        Command::WriteExport => {
            if let Some(form) = &mut opened.export {
                form.write(&opened.loaded.case, ctx);
            }
        }
        Command::CloseExport => {
            if opened
                .export
                .as_ref()
                .is_some_and(|form| !form.is_writing())
            {
                opened.export = None;
            }
        }
        // Handled above.
        _ => {}
    }
}

/// After any change of place: the record of another session is not shown.
pub(super) fn arrive(opened: &mut Opened) {
    opened.record.clear();
    opened.reveal = opened
        .history
        .here()
        .and_then(|stop| stop.selection.cursor());
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
        Command::FilterRange(from, to) => {
            (filter.from, filter.to) = (zone.short(from), zone.short(to));
        }
        _ => *filter = FilterForm::default(),
    }
    opened.history.forget_selections();
}

fn forget_selections(app: &mut App) {
    if let Some(opened) = &mut app.opened {
        opened.history.forget_selections();
    }
}

/// Moments typed in the old zone are written anew, so that they stay the same moments.
fn set_zone(app: &mut App, zone: DisplayZone) {
    if let Some(opened) = &mut app.opened {
        let old = &app.prefs.zone;
        let again = |text: &mut String| {
            if let Some(moment) = old.parse_moment(text) {
                *text = zone.short(moment);
            }
        };
        again(&mut opened.filter.from);
        if let Some(moment) = opened.filter.to_moment(old) {
            opened.filter.to = zone.short(moment);
        }
        again(&mut opened.at.text);
        opened.history.label_again(&opened.loaded.case, &zone);
    }
    app.zone_text.clear();
    app.prefs.zone = zone;
}

fn ask_at(app: &mut App) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let Some(moment) = app.prefs.zone.parse_moment(&opened.at.text) else {
        return;
    };
    let route = Route::At(moment, opened.at.host);
    opened
        .history
        .jump(Stop::new(route, &opened.loaded.case, &app.prefs.zone));
    arrive(opened);
}

/// Takes the reply of a file dialog.
pub fn poll_dialog(app: &mut App, ctx: &Context) {
    let Some(reply) = app.dialog.as_mut().and_then(Dialog::poll) else {
        return;
    };
    let ask = app.dialog.take().map(|dialog| dialog.ask.clone());
    match (reply, ask) {
        (Reply::Chosen(paths), Some(Ask::Save(_))) => {
            let form = app
                .opened
                .as_mut()
                .and_then(|opened| opened.export.as_mut());
            if let (Some(form), Some(path)) = (form, paths.first()) {
                form.change(Change::Target(path.display().to_string()));
            }
        }
        (Reply::Chosen(paths), _) => loading::start(app, paths, ctx),
        (Reply::Cancelled, _) => {}
        (Reply::Unavailable(why), _) => app.say(format!("{} ({why})", text::NO_DIALOG), true),
    }
}
