//! Commands of the export window.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use egui::Context;

use crate::domain::time::{DisplayZone, Timestamp};
use crate::tables::route::{Route, SessionTab};
use crate::ui::state::export_form::{ExportChange, ExportForm, select_target};
use crate::ui::state::export_place::proposed_name;
use crate::ui::state::export_source::{ExportItems, ExportSource, ExportSubject};
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Exports what the view shows.
#[derive(Clone, Debug)]
pub enum ExportCommand {
    /// Open the export window.
    Open,
    /// Open it for the sessions or activities behind the table.
    OpenItems,
    /// Change what it will write, how or where.
    Change(ExportChange),
    /// Write the next of the things that it offers.
    NextSubject,
    /// Write the export.
    Write,
    /// Close the export window; while it writes, stop that.
    Close,
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: ExportCommand, ctx: &Context) {
    let of_items = matches!(command, ExportCommand::OpenItems);
    if of_items || matches!(command, ExportCommand::Open) {
        return open(window, of_items, ctx);
    }
    let Some(opened) = &mut window.opened else {
        return;
    };
    let marks = opened.marks();
    let Some(form) = &mut opened.export else {
        return;
    };
    match command {
        ExportCommand::Open | ExportCommand::OpenItems => {}
        ExportCommand::Change(change) => {
            form.change(change);
            select_proposed(form, ctx);
        }
        ExportCommand::NextSubject => {
            form.change(ExportChange::Subject(form.next_subject()));
            select_proposed(form, ctx);
        }
        ExportCommand::Write => form.write(&opened.loaded.case, &marks, ctx),
        // A file that is being written is not left to itself.
        ExportCommand::Close if form.is_writing() => form.stop(),
        ExportCommand::Close => close(window),
    }
}

/// Takes what the form has found out in the background.
pub(crate) fn poll(window: &mut Window, ctx: &Context) {
    let opened = window.opened.as_mut();
    if let Some(form) = opened.and_then(|opened| opened.export.as_mut())
        && form.poll()
    {
        select_proposed(form, ctx);
    }
}

/// What is typed takes the place of a proposed target.
fn select_proposed(form: &ExportForm, ctx: &Context) {
    if form.is_target_proposed() {
        select_target(ctx, form.target());
    }
}

fn open(window: &mut Window, of_items: bool, ctx: &Context) {
    if window.loading.is_some() {
        return window.show_notice(text::EXPORT_LATER, false);
    }
    let Some(opened) = &mut window.opened else {
        return;
    };
    let Some(source) = source(opened, &window.prefs) else {
        return;
    };
    let name = name(opened, &window.prefs.zone);
    if let Some(mut form) = ExportForm::new(source, of_items, name) {
        form.prepare(&opened.loaded, window.export_folder.as_deref(), ctx);
        opened.export = Some(form);
    }
}

fn close(window: &mut Window) {
    let form = window
        .opened
        .as_mut()
        .and_then(|opened| opened.export.take());
    let Some(mut form) = form else {
        return;
    };
    if let Some(folder) = form.written_to.take() {
        window.export_folder = Some(folder);
    }
    // It may still count, and dropping it waits for that.
    window.run_in_background("close export", move || drop(form));
}

/// What the view offers.
fn source(opened: &OpenedCase, prefs: &Preferences) -> Option<ExportSource> {
    let answer = opened.answer()?;
    let route = &answer.question.route;
    let (sessions, is_selection) = opened.export_sessions();
    let sessions = ExportItems {
        shown: Arc::clone(&answer.sessions),
        selected: if is_selection { sessions } else { Vec::new() },
    };
    let has_activities = matches!(
        route,
        Route::Activity | Route::Session(_, SessionTab::Activity)
    );
    let activities = if has_activities {
        let (shown, selected) = opened.export_activities();
        let shown = Arc::new(shown);
        ExportItems { shown, selected }
    } else {
        ExportItems::default()
    };
    let columns = prefs.layout(answer, opened.room).columns;
    let selected = &opened.history.here()?.selection;
    Some(ExportSource::new(
        answer.clone(),
        columns,
        selected.numbers(),
        (sessions, activities),
    ))
}

/// Names the file by the case, the view and today.
fn name(opened: &OpenedCase, zone: &DisplayZone) -> impl Fn(ExportSubject) -> String + use<> {
    let case = opened.name().unwrap_or_default();
    let stop = opened.history.here();
    let (route, label) = stop.map_or((Route::Users, String::new()), |stop| {
        (stop.route.clone(), stop.label.clone())
    });
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = Timestamp::from_unix_seconds(now.unwrap_or_default().as_secs_f64());
    let today: String = zone.short(now).chars().take("2026-12-01".len()).collect();
    move |subject| proposed_name(&case, (&route, &label), subject, &today)
}
