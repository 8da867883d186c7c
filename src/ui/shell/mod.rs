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
mod messages;
mod nav;
mod overlay_window;
mod panel_size;
mod presence_box;
mod start_page;
mod status_bar;
mod timeline_panel;
mod top_bar;

use egui::{CentralPanel, Panel, Ui};

use self::panel_size::keep_size;
use crate::tables::route::Route;
use crate::ui::commands::command::Command;
use crate::ui::state::window::Window;

/// Draws the whole window.
pub(super) fn show(window: &mut Window, ui: &mut Ui, out: &mut Vec<Command>) {
    Panel::top("top").show(ui, |ui| top_bar::show(window, ui, out));
    if window.notice.is_some() {
        Panel::top("notice").show(ui, |ui| messages::notice(window, ui, out));
    }
    if let Some(loading) = window.loading.as_ref().filter(|_| !window.shows_case()) {
        CentralPanel::default_margins().show(ui, |ui| loading_page::show(loading, ui, out));
    } else if window.opened.is_some() {
        case(window, ui, out);
    } else {
        CentralPanel::default_margins().show(ui, |ui| start_page::show(window, ui, out));
    }
    keys_window::show(window, ui, out);
    leave_window::show(window, ui, out);
    overlay_window::show(window, ui, out);
    messages::dropped(ui, out);
}

fn case(window: &mut Window, ui: &mut Ui, out: &mut Vec<Command>) {
    if let Some(loading) = &window.loading {
        Panel::top("early").show(ui, |ui| early_banner::show(loading, ui, out));
    }
    if window.loading.is_none() && window.drafts.offered().next().is_some() {
        Panel::top("drafts").show(ui, |ui| draft_list::banner(window, ui, out));
    }
    let Some(opened) = &window.opened else {
        return;
    };
    let has_filter = |route: &Route| route.is_list() || route.is_filtered();
    if opened.route().is_some_and(has_filter) {
        Panel::top("filter").show(ui, |ui| {
            filter_bar::show(opened, &window.prefs, ui, out);
        });
    }
    Panel::bottom("status").show(ui, |ui| status_bar::show(opened, &window.prefs, ui, out));
    let nav = Panel::left("nav")
        .default_size(window.prefs.panel("nav", 195.0))
        .resizable(true)
        .show(ui, |ui| {
            nav::show(opened, ui, out);
            ui.add_space(24.0);
            presence_box::show(opened, &window.prefs, ui, out);
        });
    keep_size(ui, "nav", nav.response.rect.width(), out);
    CentralPanel::default_margins().show(ui, |ui| central::show(window, ui, out));
    if let Some(form) = window
        .opened
        .as_ref()
        .and_then(|opened| opened.export.as_ref())
    {
        export_window::show(form, ui, out);
    }
}
