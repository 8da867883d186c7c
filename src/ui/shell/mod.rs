//! The frame around the views: bars, navigation, the start page and what lies over everything.

mod case_menu;
mod central;
mod draft_list;
mod early_banner;
mod export_window;
mod filter_bar;
mod filter_box;
mod hidden_chip;
mod keys_window;
mod leave_window;
mod loading_page;
mod messages;
mod overlay_window;
mod panel_size;
mod presence_box;
mod row_card;
mod side_bar;
mod start_page;
mod status_bar;
mod time_menu;
mod timeline_panel;
mod top_bar;
mod view_head;
mod zone_menu;

use egui::{CentralPanel, Frame, Margin, Panel, Rect, Ui};

use crate::tables::route::Route;
use crate::ui::commands::command::Command;
use crate::ui::state::window::Window;
use crate::ui::theme;

/// Below this height of the window, in points, bars are lower.
const LOW: f32 = 600.0;
/// Below this width the side bar has icons only and narrower.
const NARROW: f32 = 1_000.0;
/// Width of the narrowest side bar.
const NARROW_RAIL: f32 = 40.0;

/// Draws the whole window.
pub(super) fn show(window: &mut Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let is_low = ui.available_height() < LOW;
    window.width = ui.ctx().content_rect().width();
    window.side_bar_has_words = window
        .prefs
        .side_bar
        .unwrap_or(window.width >= side_bar::WORDS_FROM);
    let height = if is_low { 36.0 } else { 44.0 };
    let top = bar(ui, "top", height, |ui| top_bar::show(window, ui, out));
    if let Some(loading) = &window.loading {
        early_banner::line(loading, ui, top);
    }
    if let Some(loading) = window.loading.as_ref().filter(|_| !window.shows_case()) {
        CentralPanel::default_margins().show(ui, |ui| loading_page::show(loading, ui, out));
    } else if window.opened.is_some() {
        case(window, is_low, ui, out);
    } else {
        CentralPanel::default_margins().show(ui, |ui| start_page::show(window, ui, out));
    }
    keys_window::show(window, ui, out);
    leave_window::show(window, ui, out);
    overlay_window::show(window, ui, out);
    messages::show(window, ui, out);
    messages::dropped(ui, out);
}

/// A bar of a fixed height at the top, and where it is.
fn bar(ui: &mut Ui, name: &'static str, height: f32, content: impl FnOnce(&mut Ui)) -> Rect {
    let tokens = theme::tokens(ui);
    let frame = Frame::new()
        .fill(tokens.panel)
        .inner_margin(Margin::symmetric(12, 0));
    Panel::top(name)
        .frame(frame)
        .exact_size(height)
        .show(ui, content)
        .response
        .rect
}

fn case(window: &mut Window, is_low: bool, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(opened) = &window.opened else {
        return;
    };
    let tokens = theme::tokens(ui);
    let status = Frame::new()
        .fill(tokens.panel)
        .inner_margin(Margin::symmetric(12, 0));
    Panel::bottom("status")
        .frame(status)
        .exact_size(if is_low { 22.0 } else { 24.0 })
        .show(ui, |ui| status_bar::show(window, opened, ui, out));
    side(window, ui, out);
    let has_filter = |route: &Route| route.is_list() || route.is_filtered();
    if opened.route().is_some_and(has_filter) {
        bar(ui, "filter", if is_low { 34.0 } else { 40.0 }, |ui| {
            filter_bar::show(opened, &window.prefs, ui, out);
        });
    }
    let ground = Frame::new()
        .fill(tokens.ground)
        .inner_margin(Margin::symmetric(theme::PAGE_PADDING, 6));
    CentralPanel::no_frame()
        .frame(ground)
        .show(ui, |ui| central::show(window, ui, out));
    if let Some(form) = window
        .opened
        .as_ref()
        .and_then(|opened| opened.export.as_ref())
    {
        export_window::show(form, ui, out);
    }
}

/// The side bar, with words or with icons only.
fn side(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(opened) = &window.opened else {
        return;
    };
    let has_words = window.side_bar_has_words;
    let (size, margin) = match (has_words, window.width < NARROW) {
        (true, _) => (side_bar::WIDTH, 8),
        (false, true) => (NARROW_RAIL, 4),
        (false, false) => (side_bar::RAIL_WIDTH, 6),
    };
    let frame = Frame::new()
        .fill(theme::tokens(ui).panel)
        .inner_margin(Margin::symmetric(margin, 8));
    Panel::left("side bar")
        .frame(frame)
        .resizable(false)
        .exact_size(size)
        .show(ui, |ui| side_bar::show(opened, !has_words, ui, out));
}
