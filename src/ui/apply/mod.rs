//! The only function that changes what the window shows.

mod case;
mod filter;
mod pivot;
mod table;

use egui::Context;

use super::app::App;
use super::command::Command;
use super::dialogs::{Ask, Dialog, Reply};
use super::export_form::Change;
use super::route::{Route, Stop};
use super::state::Opened;
use super::widgets::table::Action;
use super::{loading, overlay, text};
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
        Command::Close => app.show_case(None),
        Command::Export if app.loading.is_some() => app.say(text::EXPORT_LATER, false),
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
        Command::Dismiss => app.notice = None,
        Command::ShowKeys(show) => app.shows_keys = show,
        Command::Overlay(change) => {
            for command in overlay::change(app, change) {
                apply(app, command, ctx, frame);
                arrive(app, ctx);
            }
        }
        Command::SaveFilter(name) => save_filter(app, name),
        Command::Zoom(by) => zoom(ctx, by),
        Command::AskAt => ask_at(app),
        Command::Table(Action::Widths(widths)) => {
            if let Some(answer) = app.opened.as_ref().and_then(Opened::answer) {
                app.prefs
                    .widths
                    .insert(answer.rows.name().to_owned(), widths);
            }
        }
        Command::Table(action) => table::act(app, &action, ctx),
        command => {
            let zone = app.prefs.zone.clone();
            if let Some(opened) = &mut app.opened {
                case::apply(opened, command, &zone, ctx);
            }
        }
    }
}

/// Asks for what the view needs after a change, and puts the cursor where it was asked to go.
pub fn arrive(app: &mut App, ctx: &Context) {
    if let Some(opened) = &mut app.opened {
        opened.refresh(&app.prefs, ctx);
        table::arrive_at_wanted(opened, ctx);
    }
}

/// Keeps the text of the filter under a name.
fn save_filter(app: &mut App, name: String) {
    let text = app
        .opened
        .as_ref()
        .map(|opened| opened.filter.text.trim().to_owned());
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        app.prefs.filters.insert(name, text);
    }
}

/// Larger text, smaller text, or that of normal size.
fn zoom(ctx: &Context, by: i8) {
    let factor = match by {
        0 => 1.0,
        by => (ctx.zoom_factor() + 0.1 * f32::from(by)).clamp(0.5, 3.0),
    };
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
        (Reply::Chosen(paths), Some(Ask::Save(_))) => {
            let form = app
                .opened
                .as_mut()
                .and_then(|opened| opened.export.as_mut());
            if let (Some(form), Some(path)) = (form, paths.first()) {
                form.change(Change::Chosen(path.display().to_string()));
            }
        }
        (Reply::Chosen(paths), _) => loading::start(app, paths, ctx),
        (Reply::Cancelled, _) => {}
        (Reply::Unavailable(why), _) => app.say(format!("{} ({why})", text::NO_DIALOG), true),
    }
}
