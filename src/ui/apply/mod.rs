//! The only function that changes what the window shows.

mod case;
pub mod case_file;
pub mod draft;
mod filter;
pub mod leave;
mod mark;
mod pivot;
mod record_mark;
mod table;

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use self::case_file::Request;
use super::app::App;
use super::command::{Command, MarkChange};
use super::dialogs::{Ask, Dialog, Reply};
use super::export_form::Change;
use super::history::Stop;
use super::leave::Then;
use super::path_question::{self, PathQuestion};
use super::prefs::Preferences;
use super::state::Opened;
use super::widgets::table::{Action, fitting_width};
use super::{loading, looks, overlay, pane, text, theme};
use crate::casefile::drafts::is_draft_in;
use crate::casefile::{Consent, EXTENSION, is_case_file};
use crate::domain::path_class::PathClass;
use crate::domain::time::DisplayZone;
use crate::tables::route::Route;

/// Does what was asked for.
pub fn apply(app: &mut App, command: Command, ctx: &Context, frame: &eframe::Frame) {
    match command {
        Command::Dialog(ask) => open_dialog(app, ask, ctx, frame),
        Command::Open(paths) => open(app, paths, ctx),
        Command::OpenRecent(path) => open_recent(app, path, ctx),
        Command::AnswerPaths(is_yes) => answer_paths(app, is_yes, ctx),
        Command::PathText(text) => app.path_text = text,
        Command::CancelLoad => {
            if let Some(loading) = &mut app.loading {
                loading.is_cancelling = true;
                loading.task.cancel();
            }
        }
        Command::Close => {
            leave::start(app, Then::CloseCase, ctx);
        }
        Command::Leave(answer) => leave::answer(app, answer, ctx, frame),
        Command::OpenDraft(_) | Command::UseDraft(_) | Command::DiscardDraft(_)
            if app.loading.is_some() =>
        {
            app.say(text::BUSY, true);
        }
        Command::OpenDraft(path) => {
            leave::start(app, Then::OpenDraft(path), ctx);
        }
        Command::UseDraft(path) => draft::take_over(app, path, ctx),
        Command::AskDiscardDraft(draft) => app.drafts.to_discard = draft,
        Command::DiscardDraft(path) => draft::discard(app, path, ctx),
        Command::PutDraftsOff => app.drafts.are_put_off = true,
        Command::Export if app.loading.is_some() => app.say(text::EXPORT_LATER, false),
        Command::KeepRecent(keep) => app.prefs.set_keep_recent(keep),
        Command::ForgetRecent => app.prefs.recent.clear(),
        Command::Overlay(change) => {
            for command in overlay::change(app, change) {
                apply(app, command, ctx, frame);
                arrive(app, ctx);
            }
        }
        Command::SaveFilter(_)
        | Command::Mark(_)
        | Command::MarkRecord(_)
        | Command::SaveCaseAt(_)
            if app.loading.is_some() =>
        {
            app.say(text::MARK_LATER, false);
        }
        Command::SaveFilter(name) => {
            if let Some(opened) = &mut app.opened {
                mark::save_filter(opened, name);
            }
        }
        Command::Mark(change) => mark_sessions(app, &change),
        Command::MarkRecord(change) => mark_record(app, &change),
        Command::SaveCase => save_case(app, ctx, frame),
        Command::SaveCaseAt(path) => case_file::save_at(app, &path, ctx),
        Command::AskAt => ask_at(app),
        Command::Undo => step_back(app, false),
        Command::Redo => step_back(app, true),
        command => look(app, command, ctx),
    }
}

/// How things are shown.
fn look(app: &mut App, command: Command, ctx: &Context) {
    match command {
        Command::Zone(zone) => set_zone(app, zone),
        Command::ZoneText(text) => app.zone_text = text,
        Command::ShowHidden(show) => {
            app.prefs.show_hidden = show;
            forget_selections(app);
        }
        Command::Panel(name, size) => {
            app.prefs.panels.insert(name.to_owned(), size);
        }
        Command::Detail(place) => app.prefs.detail = place,
        Command::ShowTimeline(show) => app.prefs.show_timeline = show,
        Command::Theme(theme) => {
            app.prefs.theme = theme;
            theme::apply(ctx, &app.prefs);
        }
        Command::Contrast(is_on) => {
            app.prefs.contrast = is_on;
            theme::apply(ctx, &app.prefs);
        }
        Command::Still(is_on) => {
            app.prefs.still = is_on;
            theme::apply(ctx, &app.prefs);
        }
        Command::HintRead(view) => {
            app.prefs.hints_read.insert(view.to_owned());
        }
        Command::ShowHints => app.prefs.hints_read.clear(),
        Command::Dismiss => app.notice = None,
        Command::ShowKeys(show) => app.shows_keys = show,
        Command::Zoom(by) => zoom(app, ctx, by),
        command => columns(app, command, ctx),
    }
}

/// The columns of tables, and what is done with them; everything else concerns the opened case.
fn columns(app: &mut App, command: Command, ctx: &Context) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let main = opened.answer().map(|answer| Arc::clone(&answer.rows));
    let pane = opened
        .pane
        .as_ref()
        .map(|pane| Arc::clone(&pane.answer.rows));
    let prefs = &mut app.prefs;
    match (command, main, pane) {
        (Command::Table(Action::Widths(widths)), Some(rows), _)
        | (Command::PaneTable(Action::Widths(widths)), _, Some(rows)) => {
            prefs.widths.insert(rows.name().to_owned(), widths);
        }
        (Command::Table(Action::Arrange(change)), Some(rows), _)
        | (Command::PaneTable(Action::Arrange(change)), _, Some(rows)) => {
            prefs.arrange(&*rows, change);
        }
        (Command::ArrangeColumn(arrange), Some(rows), _) => {
            let column = opened.history.here().map_or(0, |stop| stop.column);
            prefs.arrange(&*rows, arrange(column));
        }
        (Command::Table(Action::Fit(column)), ..) => fit(opened, prefs, column, ctx),
        (Command::FitColumn, ..) => {
            let column = opened.history.here().map_or(0, |stop| stop.column);
            fit(opened, prefs, column, ctx);
        }
        (Command::MoveColumn(by), ..) => table::move_column(opened, prefs, by),
        (Command::Copy { header }, ..) => table::copy_rows(opened, prefs, header, ctx),
        (Command::Table(action), ..) => table::act(app, &action, ctx),
        (command, ..) => {
            let zone = prefs.zone.clone();
            case::apply(opened, command, &zone, ctx);
        }
    }
}

/// Makes a column as wide as what it holds; the others keep the widths that they have.
fn fit(opened: &Opened, prefs: &mut Preferences, column: usize, ctx: &Context) {
    let Some(answer) = opened.answer() else {
        return;
    };
    let rows = &*answer.plain;
    // Rows that are folded away come into view sooner or later.
    let order: Cow<'_, [u32]> = match &answer.grouped {
        Some(_) => (0..rows.len() as u32).collect(),
        None => Cow::Borrowed(&answer.order),
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

/// Asks for what the view needs after a change, and puts the cursor where it was asked to go.
pub fn arrive(app: &mut App, ctx: &Context) {
    if let Some(opened) = &mut app.opened {
        opened.refresh(&app.prefs, ctx);
        table::arrive_at_wanted(opened, ctx);
        pane::update(opened, &app.prefs);
    }
}

/// Opens evidence, or a case file and the evidence that it is about.
pub fn open(app: &mut App, paths: Vec<PathBuf>, ctx: &Context) {
    if paths.is_empty() {
        return;
    }
    if app.is_loading() {
        return app.say(text::BUSY, true);
    }
    leave::start(app, Then::Open(paths), ctx);
}

/// Opens what was opened once. A path may have come from a case file then: one that may lead to another
/// machine is shown first.
fn open_recent(app: &mut App, path: PathBuf, ctx: &Context) {
    if PathClass::of(&path).is_plain() {
        return open(app, vec![path], ctx);
    }
    app.path_question = Some(PathQuestion {
        paths: vec![path],
        then: path_question::Then::Open,
    });
}

/// Goes on with paths that the examiner was asked about, or does not.
fn answer_paths(app: &mut App, is_yes: bool, ctx: &Context) {
    let Some(question) = app.path_question.take().filter(|_| is_yes) else {
        return;
    };
    match question.then {
        path_question::Then::Open => open(app, question.paths, ctx),
        path_question::Then::Load(request) => case_file::start(app, request, ctx),
    }
}

/// The same when nothing is lost by it.
fn open_now(app: &mut App, paths: Vec<PathBuf>, ctx: &Context) {
    // To look at a share may take long: there the name decides, and the look is left to the thread that opens.
    let is_far =
        |path: &PathBuf| matches!(PathClass::of(path), PathClass::Share | PathClass::Device);
    let request = match paths.as_slice() {
        [path] if is_far(path) => {
            let end = path.extension().unwrap_or_default();
            let is_draft = path.parent() == app.drafts.folder();
            end.eq_ignore_ascii_case(EXTENSION).then(|| {
                if is_draft {
                    Request::OpenDraft(path.clone(), Consent::Plain)
                } else {
                    Request::Open(path.clone(), Consent::Plain)
                }
            })
        }
        [path] if !is_case_file(path) => None,
        [path] => Some(match app.drafts.folder() {
            Some(folder) if is_draft_in(folder, path) => {
                Request::OpenDraft(path.clone(), Consent::Plain)
            }
            _ => Request::Open(path.clone(), Consent::Plain),
        }),
        _ => None,
    };
    match request {
        Some(request) => case_file::start(app, request, ctx),
        None => loading::start(app, paths, ctx),
    }
}

/// Takes the last step back, or does it again.
fn step_back(app: &mut App, is_forward: bool) {
    // What it says may be undone.
    app.notice = None;
    let opened = app.opened.as_mut();
    if let Some(words) = opened.and_then(|opened| filter::step(opened, is_forward)) {
        app.say(words, false);
    }
}

pub(super) fn mark_sessions(app: &mut App, change: &MarkChange) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let count = mark::mark(opened, change);
    let is_kept = opened.file.is_some();
    let marked = opened.marked.len();
    if count > 0 && !is_kept {
        app.notice = None;
        if marked > 0 {
            let words = match app.drafts.folder() {
                Some(_) => text::marked_in_draft(marked),
                None => text::marked_in_memory(marked),
            };
            app.say(words, false);
        }
    }
}

fn mark_record(app: &mut App, change: &MarkChange) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let is_marked = record_mark::mark(opened, change);
    if opened.file.is_none() {
        app.notice = None;
        if is_marked {
            let words = match app.drafts.folder() {
                Some(_) => text::record_in_draft(),
                None => text::record_in_memory(),
            };
            app.say(words, false);
        }
    }
}

/// Keeps in the case file how the case is looked at.
pub fn keep_looks(app: &mut App, ctx: &Context, is_last: bool) {
    // The first look at evidence is not the case yet.
    let Some(opened) = app.opened.as_mut().filter(|_| app.loading.is_none()) else {
        return;
    };
    if let Some(wait) = looks::keep(opened, &app.prefs, is_last) {
        ctx.request_repaint_after(wait);
    }
}

/// Asks where to keep the case; what has a file is always kept.
fn save_case(app: &mut App, ctx: &Context, frame: &eframe::Frame) {
    let Some(opened) = &app.opened else {
        return;
    };
    let file = opened.file.as_ref().filter(|file| !file.is_draft());
    if let Some(file) = file {
        let words = text::kept_in(file.path());
        app.say(words, false);
    } else {
        open_dialog(app, Ask::CaseFile, ctx, frame);
    }
}

fn open_dialog(app: &mut App, ask: Ask, ctx: &Context, frame: &eframe::Frame) {
    if !app.has_dialogs {
        app.say(text::NO_DIALOG, true);
    } else if app.dialog.is_none() {
        app.dialog = Some(Dialog::open(ask, frame, ctx));
    }
}

/// Larger text, smaller text, or that of normal size.
fn zoom(app: &mut App, ctx: &Context, by: i8) {
    let factor = match by {
        0 => 1.0,
        by => (ctx.zoom_factor() + 0.1 * f32::from(by)).clamp(0.5, 3.0),
    };
    app.prefs.zoom = factor;
    ctx.set_zoom_factor(factor);
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
        if let Some(moment) = opened.filter.last_moment(old) {
            opened.filter.to = zone.short(moment);
        }
        again(&mut opened.at.text);
        opened.history.label_again(&opened.loaded, &zone);
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
        .jump(Stop::new(route, &opened.loaded, &app.prefs.zone));
    case::arrive(opened);
}

/// Takes the reply of a file dialog.
pub fn poll_dialog(app: &mut App, ctx: &Context) {
    let Some(reply) = app.dialog.as_mut().and_then(Dialog::poll) else {
        return;
    };
    let ask = app.dialog.take().map(|dialog| dialog.ask.clone());
    match (reply, ask) {
        (Reply::Chosen(paths), Some(Ask::CaseFile)) => {
            if let Some(path) = paths.first() {
                case_file::save_at(app, path, ctx);
            }
        }
        (Reply::Chosen(paths), Some(Ask::Save(_))) => {
            let form = app
                .opened
                .as_mut()
                .and_then(|opened| opened.export.as_mut());
            if let (Some(form), Some(path)) = (form, paths.first()) {
                form.change(Change::Chosen(path.display().to_string()));
            }
        }
        (Reply::Chosen(paths), Some(Ask::Picture)) => {
            let opened = app.opened.as_mut();
            let form = opened.and_then(|opened| opened.timeline.saving.as_mut());
            if let (Some(form), Some(path)) = (form, paths.first()) {
                form.choose(path.display().to_string());
            }
        }
        (Reply::Chosen(paths), _) => open(app, paths, ctx),
        (Reply::Cancelled, _) => {}
        // Marks are about to be left behind: the path is typed instead.
        (Reply::Unavailable(_), Some(Ask::CaseFile)) if app.leave.is_some() => leave::ask_path(app),
        (Reply::Unavailable(why), _) => app.say(format!("{} ({why})", text::NO_DIALOG), true),
    }
}
