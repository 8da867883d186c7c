//! The frame around the views: bars, navigation, the start page and what lies over everything.

mod central;
mod draft_list;
mod early_banner;
mod export_window;
mod filter_bar;
mod filter_box;
mod hint;
mod keys_window;
mod leave_window;
mod loading_page;
mod nav;
mod overlay;
mod overlay_window;
mod presence_box;
mod start_page;
mod status_bar;
mod top_bar;

use egui::{CentralPanel, Panel, Ui};

use super::app::App;
use super::command::Command;
use crate::tables::route::Route;

pub use central::table;
pub use filter_box::{box_id as filter_box_id, cursor_to_end};

/// Draws the whole window.
pub fn show(app: &mut App, ui: &mut Ui, out: &mut Vec<Command>) {
    Panel::top("top").show(ui, |ui| top_bar::show(app, ui, out));
    if app.notice.is_some() {
        Panel::top("notice").show(ui, |ui| overlay::notice(app, ui, out));
    }
    if let Some(loading) = app.loading.as_ref().filter(|_| !app.shows_case()) {
        CentralPanel::default_margins().show(ui, |ui| loading_page::show(loading, ui, out));
    } else if app.opened.is_some() {
        case(app, ui, out);
    } else {
        CentralPanel::default_margins().show(ui, |ui| start_page::show(app, ui, out));
    }
    keys_window::show(app, ui, out);
    leave_window::show(app, ui, out);
    overlay_window::show(app, ui, out);
    overlay::dropped(ui, out);
}

/// Keeps the size of a panel where the user drags its edge: other changes are those of the window.
fn keep_size(ui: &Ui, name: &'static str, size: f32, out: &mut Vec<Command>) {
    let id = egui::Id::unique(("panel", name));
    let before: Option<f32> = ui.data(|data| data.get_temp(id));
    let is_other = before.is_some_and(|before| (before - size).abs() >= 1.0);
    if is_other && ui.input(|input| input.pointer.primary_down()) {
        out.push(Command::Panel(name, size));
    }
    ui.data_mut(|data| data.insert_temp(id, size));
}

fn case(app: &mut App, ui: &mut Ui, out: &mut Vec<Command>) {
    if let Some(loading) = &app.loading {
        Panel::top("early").show(ui, |ui| early_banner::show(loading, ui, out));
    }
    if app.loading.is_none() && app.drafts.offered().next().is_some() {
        Panel::top("drafts").show(ui, |ui| draft_list::banner(app, ui, out));
    }
    let Some(opened) = &app.opened else {
        return;
    };
    let has_filter = |route: &Route| route.is_list() || route.is_filtered();
    if opened.route().is_some_and(has_filter) {
        Panel::top("filter").show(ui, |ui| {
            filter_bar::show(opened, &app.prefs, ui, out);
        });
    }
    Panel::bottom("status").show(ui, |ui| status_bar::show(opened, &app.prefs, ui, out));
    let nav = Panel::left("nav")
        .default_size(app.prefs.panel("nav", 195.0))
        .resizable(true)
        .show(ui, |ui| {
            nav::show(opened, ui, out);
            ui.add_space(24.0);
            presence_box::show(opened, &app.prefs, ui, out);
        });
    keep_size(ui, "nav", nav.response.rect.width(), out);
    CentralPanel::default_margins().show(ui, |ui| central::show(app, ui, out));
    if let Some(form) = app
        .opened
        .as_ref()
        .and_then(|opened| opened.export.as_ref())
    {
        export_window::show(form, ui, out);
    }
}
