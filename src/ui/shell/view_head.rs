//! The line above a table: what the rows are, how many, and how they are shown. Its height never changes, so that
//! nothing below it moves.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Align, Label, Layout, RichText, Role, Ui, WidgetInfo};

use crate::tables::column::AtFirst;
use crate::tables::layout::ColumnChange;
use crate::tables::question::Answer;
use crate::tables::route::Route;
use crate::ui::commands::command::Command;
use crate::ui::commands::detail::DetailCommand;
use crate::ui::commands::table::TableCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::{DetailPlace, Preferences};
use crate::ui::text::counted;
use crate::ui::theme::{self, Density, fonts, icons};
use crate::ui::widgets::parts::button::{icon_button, quiet, with_words};
use crate::ui::widgets::parts::chip::with_icon;
use crate::ui::widgets::table::TableAction;
use crate::ui::{actions::named, text};

/// Height of the line.
const HEIGHT: f32 = 30.0;
/// Below this width only icons are shown.
const WORDS_FROM: f32 = 620.0;

/// Draws the line.
pub(super) fn show(
    opened: &OpenedCase,
    prefs: &Preferences,
    answer: &Answer,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let route = &answer.question.route;
    let width = ui.available_width();
    ui.allocate_ui_with_layout(
        egui::vec2(width, HEIGHT),
        Layout::right_to_left(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            buttons(prefs, answer, (width >= WORDS_FROM, ui), out);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 10.0;
                let label = opened.history.here().map_or("", |stop| &stop.label);
                ui.add(
                    Label::new(fonts::section(crate::analysis::sentence::printable(label)))
                        .truncate(),
                );
                let tokens = theme::tokens(ui);
                ui.label(RichText::new(rows(answer)).color(tokens.third));
                if let Some((words, hint)) = explanation(route) {
                    let shown = fonts::small(words).color(tokens.third);
                    let label =
                        ui.add(Label::new(shown).truncate().show_tooltip_when_elided(false));
                    label.on_hover_ui(|ui| {
                        ui.label(words);
                        if hint != words {
                            ui.label(hint);
                        }
                    });
                }
            });
        },
    );
}

/// How many rows there are.
fn rows(answer: &Answer) -> String {
    let all = counted(answer.rows.len() as u64, "row", "rows");
    match &answer.grouped {
        Some(groups) => format!(
            "{all} in {}",
            counted(groups.count() as u64, "group", "groups")
        ),
        None => all,
    }
}

/// How the rows are shown, from the right.
fn buttons(
    prefs: &Preferences,
    answer: &Answer,
    (has_words, ui): (bool, &mut Ui),
    out: &mut Vec<Command>,
) {
    let (now, other) = match prefs.density_at(ui.ctx().content_rect().width()) {
        Density::Comfortable => (text::COMFORTABLE, Density::Compact),
        Density::Compact => (text::COMPACT, Density::Comfortable),
    };
    let density = if has_words {
        with_words(ui, icons::ROWS, now, true).on_hover_text(text::DENSITY_HINT)
    } else {
        icon_button(ui, icons::ROWS, (now, ""), true)
    };
    if density.clicked() {
        out.push(Command::View(ViewCommand::Density(other)));
    }
    let words = if has_words {
        with_icon(ui, icons::TABLE, text::COLUMNS)
    } else {
        RichText::new(icons::TABLE)
            .font(fonts::outlined(17.0))
            .into()
    };
    let is_grouped = answer.question.grouping.is_some();
    let stays_open =
        MenuConfig::new().close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = MenuButton::from_button(quiet(words))
        .config(stays_open)
        .ui(ui, |ui| columns(prefs, answer, ui, out));
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, text::COLUMNS));
    if is_grouped || answer.question.route.is_list() {
        let words = if has_words {
            with_icon(ui, icons::STACK, text::GROUP)
        } else {
            RichText::new(icons::STACK)
                .font(fonts::outlined(17.0))
                .into()
        };
        let (button, _) =
            MenuButton::from_button(quiet(words)).ui(ui, |ui| groups(answer, ui, out));
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, text::GROUP));
    }
    if answer.question.route.lists_sessions() {
        let place = prefs.detail_at(ui.ctx().content_rect().width());
        let (name, icon) = match place {
            DetailPlace::ByWidth | DetailPlace::Off => (text::DETAILS_OFF, icons::SIDEBAR_SIMPLE),
            DetailPlace::Below => (text::DETAILS_BELOW, icons::SPLIT_HORIZONTAL),
            DetailPlace::Right => (text::DETAILS_RIGHT, icons::SIDEBAR_SIMPLE),
        };
        let keys = named::DETAILS.keys_in_words();
        let response = if has_words {
            with_words(ui, icon, name, true).on_hover_text(keys)
        } else {
            icon_button(ui, icon, (name, &keys), true)
        };
        if response.clicked() {
            out.push(Command::Detail(DetailCommand::Place(place.next())));
        }
    }
}

/// Which columns are shown.
fn columns(prefs: &Preferences, answer: &Answer, ui: &mut Ui, out: &mut Vec<Command>) {
    let rows = &*answer.rows;
    let shown = prefs.layout(answer, f32::INFINITY).columns;
    egui::ScrollArea::vertical()
        .max_height(460.0)
        .show(ui, |ui| {
            for (index, header) in rows.headers().iter().enumerate() {
                let mut is_shown = shown.contains(&index);
                if header.title.is_empty()
                    || (header.at_first == AtFirst::WithMarks && !rows.has_marks() && !is_shown)
                {
                    continue;
                }
                let is_last = is_shown && shown.len() == 1;
                let check = egui::Checkbox::new(&mut is_shown, header.title);
                if ui.add_enabled(!is_last, check).changed() {
                    let change = if is_shown {
                        ColumnChange::Show(index)
                    } else {
                        ColumnChange::Hide(index)
                    };
                    out.push(Command::Table(TableCommand::Act(TableAction::Arrange(
                        change,
                    ))));
                }
            }
        });
    ui.separator();
    if ui.button(text::COLUMNS_RESET).clicked() {
        let reset = TableAction::Arrange(ColumnChange::Reset);
        out.push(Command::Table(TableCommand::Act(reset)));
        ui.close();
    }
}

/// By which column rows are put together.
fn groups(answer: &Answer, ui: &mut Ui, out: &mut Vec<Command>) {
    let by = answer.question.grouping.as_ref().map(|by| by.column);
    for (index, header) in answer.rows.headers().iter().enumerate() {
        let is_chart = header.look == crate::tables::column::Look::Chart;
        if header.title.is_empty() || is_chart {
            continue;
        }
        if ui
            .selectable_label(by == Some(index), header.title)
            .clicked()
        {
            out.push(Command::Table(TableCommand::Act(TableAction::Group(index))));
            ui.close();
        }
    }
    if let Some(by) = by {
        ui.separator();
        if ui.button(text::UNGROUP).clicked() {
            out.push(Command::Table(TableCommand::Act(TableAction::Group(by))));
            ui.close();
        }
    }
}

/// What the rows are, where that is easily mistaken, and how the view is used.
fn explanation(route: &Route) -> Option<(&'static str, &'static str)> {
    let only = |hint| Some((hint, hint));
    match route {
        Route::Users => only(text::HINT_USERS),
        Route::UserPlaces(_) => only(text::HINT_PLACES),
        Route::Ranges(_) => only(text::HINT_RANGES),
        Route::Sessions(_) => Some((text::WHAT_ACCESS_SESSIONS_ARE, text::hint_sessions())),
        Route::Activity => Some((text::WHAT_ACTIVITIES_ARE, text::HINT_ACTIVITY)),
        Route::Hosts => only(text::HINT_HOSTS),
        Route::Evidence => only(text::HINT_EVIDENCE),
        Route::Problems => only(text::HINT_PROBLEMS),
        Route::LogonSessions => Some((text::WHAT_LOGON_SESSIONS_ARE, text::HINT_LOGON_SESSIONS)),
        Route::LocalSessions => Some((text::WHAT_LOCAL_SESSIONS_ARE, text::HINT_LOCAL_SESSIONS)),
        Route::At(..) | Route::WhoWasOn(_) | Route::Session(..) => None,
    }
}
