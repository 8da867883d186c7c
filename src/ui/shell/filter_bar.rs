//! The bar that filters: the box of the filter language, the time window, and what is left out.

use egui::{Align, Id, Layout, RichText, Ui, UiBuilder};

use super::{filter_box, hidden_chip, time_menu};
use crate::tables::route::Route;
use crate::ui::commands::command::Command;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::text;
use crate::ui::theme::{self, fonts, icons};
use crate::ui::widgets::parts::button::icon_button;

/// From this width on, in points, buttons have words.
const WORDS_FROM: f32 = 900.0;

/// Draws the bar.
pub(super) fn show(opened: &OpenedCase, prefs: &Preferences, ui: &mut Ui, out: &mut Vec<Command>) {
    let has_words = ui.available_width() >= WORDS_FROM;
    let is_filtered = opened.route().is_some_and(Route::is_filtered);
    let is_list = opened.route().is_some_and(Route::is_list);
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if is_list {
                timeline(prefs, ui, out);
                stable(ui, "hidden chip", |ui| {
                    hidden_chip::show(opened, prefs, has_words, ui, out);
                });
            }
            if is_filtered {
                let can_clear = !opened.filter.is_empty();
                if can_clear && icon_button(ui, icons::X, (text::CLEAR, ""), true).clicked() {
                    out.push(Command::Filter(FilterCommand::Clear));
                }
                stable(ui, "time menu", |ui| {
                    time_menu::show(opened, prefs, has_words, ui, out);
                });
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let tokens = theme::tokens(ui);
                let icon = RichText::new(icons::FUNNEL_SIMPLE).font(fonts::outlined(16.0));
                ui.label(icon.color(tokens.third));
                if is_filtered {
                    filter_box::show(opened, prefs, ui, out);
                } else {
                    ui.label(RichText::new(text::NOT_FILTERED).color(tokens.third));
                }
            });
        });
    });
}

/// The switch of the timeline.
fn timeline(prefs: &Preferences, ui: &mut Ui, out: &mut Vec<Command>) {
    let is_shown = prefs.show_timeline;
    let name = if is_shown {
        text::HIDE_TIMELINE
    } else {
        text::SHOW_TIMELINE
    };
    if icon_button(ui, icons::CHART_BAR, (name, ""), true).clicked() {
        out.push(Command::View(ViewCommand::ShowTimeline(!is_shown)));
    }
}

/// A part whose menu stays the same one whatever comes and goes beside it.
fn stable(ui: &mut Ui, name: &'static str, content: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new().scope_id(Id::unique(name));
    ui.scope_builder(builder, content);
}
