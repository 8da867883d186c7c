//! The bar at the bottom: how many rows, which zone, which filter, what was not read.

use std::path::Path;

use egui::{Align, Layout, Role, Ui, WidgetInfo};

use super::early_banner;

use crate::analysis::query::Query;
use crate::analysis::sentence::printable;
use crate::tables::question::Answer;
use crate::tables::route::Route;
use crate::tables::row_filter::RowFilter;
use crate::tables::wording::thousands;
use crate::ui::actions::named;
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::state::window::Window;
use crate::ui::text::{self, counted};
use crate::ui::theme::{self, icons};

/// Draws the bar.
pub(super) fn show(window: &Window, opened: &OpenedCase, ui: &mut Ui, out: &mut Vec<Command>) {
    let prefs = &window.prefs;
    let tokens = theme::tokens(ui);
    ui.style_mut().override_text_style = Some(egui::TextStyle::Name("label".into()));
    ui.visuals_mut().widgets.noninteractive.fg_stroke.color = tokens.third;
    ui.visuals_mut().widgets.inactive.fg_stroke.color = tokens.third;
    ui.spacing_mut().button_padding = egui::vec2(2.0, 0.0);
    ui.spacing_mut().interact_size.y = 18.0;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        if let Some(loading) = &window.loading {
            early_banner::show(loading, ui, out);
        }
        ui.label(rows(opened));
        ui.label(format!("Times in {}", prefs.zone.label()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let keys = egui::Button::new(text::KEYS_TITLE).frame(false);
            if ui
                .add(keys)
                .on_hover_text(named::LIST_OF_KEYS.keys_in_words())
                .clicked()
            {
                out.push(Command::View(ViewCommand::ShowKeys(true)));
            }
            problems(opened, ui, out);
            kept(opened, ui);
            if opened.is_working() {
                ui.label(text::WORKING);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if let Some(words) = left_out(opened, prefs) {
                    ui.colored_label(ui.visuals().warn_fg_color, printable(&words));
                }
                let words = printable(&filter_in_words(opened, prefs));
                ui.add(egui::Label::new(words).truncate());
            });
        });
    });
}

fn rows(opened: &OpenedCase) -> String {
    let Some(answer) = opened.answer() else {
        return text::WORKING.to_owned();
    };
    let rows = counted(answer.order.len() as u64, "row", "rows");
    let selected = opened.highlight.rows();
    let mut words = vec![rows];
    if let Some(grouped) = &answer.grouped {
        let groups = counted(grouped.count() as u64, "group", "groups");
        let rows = counted(answer.rows.len() as u64, "row", "rows");
        words = vec![format!("{groups} of {rows}")];
    }
    if selected > 0 {
        words.push(format!("{} selected", thousands(selected as u64)));
    }
    if answer.question.route.is_list() {
        let all = opened.loaded.case.sessions.len() as u64;
        let shown = thousands(answer.sessions.len() as u64);
        words.push(format!(
            "{shown} of {}",
            counted(all, "session", "sessions")
        ));
        words.extend(lasted(opened, answer));
    }
    words.join(" · ")
}

/// How long the selected sessions lasted together, or all in view.
fn lasted(opened: &OpenedCase, answer: &Answer) -> Option<String> {
    let (total, of) = match opened.highlight.total() {
        Some(total) => (total, "selected: "),
        None => (answer.total, ""),
    };
    total.words().map(|words| format!("{of}{words}"))
}

/// The filter in words.
fn filter_in_words(opened: &OpenedCase, prefs: &Preferences) -> String {
    let shows_words = |route: &&Route| route.is_list() || route.is_filtered();
    let Some(route) = opened.route().filter(shows_words) else {
        return String::new();
    };
    let filter = &opened.filter;
    let mut words = Vec::new();
    if route.is_filtered() {
        let query = Query::parse(&filter.text, &prefs.zone);
        words.extend(Some(query.in_words(&prefs.zone)).filter(|words| !words.is_empty()));
        if !query.faults.is_empty() {
            let terms = counted(query.faults.len() as u64, "term", "terms");
            words.push(format!("! {terms} not understood and left out"));
        }
        words.extend(fault_of_moments(opened, prefs));
        if let Some(from) = filter.first_moment(&prefs.zone) {
            words.push(format!("from {}", prefs.zone.short(from)));
        }
        if let Some(to) = filter.last_moment(&prefs.zone) {
            words.push(format!("to {}", prefs.zone.short(to)));
        }
    }
    if prefs.show_hidden {
        words.push("hidden sessions included".to_owned());
    }
    if words.is_empty() {
        "No filter".to_owned()
    } else {
        format!("Filter: {}", words.join(", "))
    }
}

/// What the rows of the view have no column for.
fn left_out(opened: &OpenedCase, prefs: &Preferences) -> Option<String> {
    let answer = opened.answer()?;
    if !answer.question.route.is_filtered_by_rows() {
        return None;
    }
    let filter = opened.filter.filter(prefs);
    let left_out = RowFilter::new(&*answer.plain, &filter).left_out;
    (!left_out.is_empty()).then(|| format!("! this table has no column for {}", left_out.join(" ")))
}

/// What is wrong with From and To.
fn fault_of_moments(opened: &OpenedCase, prefs: &Preferences) -> Option<String> {
    let (form, zone) = (&opened.filter, &prefs.zone);
    let moments = [
        (text::FROM, &form.from, form.first_moment(zone)),
        (text::TO, &form.to, form.last_moment(zone)),
    ];
    for (label, typed, moment) in &moments {
        if moment.is_none() && !typed.trim().is_empty() {
            let example = opened.example_time(zone);
            return Some(format!(
                "! {label} is not a time such as {example} and is ignored"
            ));
        }
    }
    match moments.map(|(_, _, moment)| moment) {
        [Some(from), Some(to)] if from > to => Some("! From is later than To".to_owned()),
        _ => None,
    }
}

/// Where the marks are: always said.
fn kept(opened: &OpenedCase, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let said = |ui: &mut Ui, icon: char, words: String, color: egui::Color32| {
        let text = egui::RichText::new(format!("{icon} {words}")).color(color);
        let label = ui.label(text);
        label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        label
    };
    let Some(file) = &opened.file else {
        if let Some(path) = &opened.read_from {
            let words = format!("{} {}", text::READ_ONLY_FILE, file_name(path));
            said(ui, icons::LOCK_SIMPLE, words, tokens.third);
        } else if opened.marked.is_empty() && opened.record_marks.is_empty() {
            said(
                ui,
                icons::CIRCLE_DASHED,
                text::NOTHING_MARKED.to_owned(),
                tokens.third,
            );
        } else {
            let words = text::not_kept();
            said(ui, icons::WARNING, words, tokens.worth_a_look);
        }
        return;
    };
    match file.error() {
        Some(error) => {
            let words = if file.is_draft() {
                text::DRAFT_FAILED
            } else {
                text::KEEPING_FAILED
            };
            let words = format!("{words}: {}", printable(&error));
            said(ui, icons::WARNING_CIRCLE, words, tokens.look_first);
        }
        // All was taken back.
        None if file.is_draft() && opened.count().is_nothing() => {
            said(
                ui,
                icons::CIRCLE_DASHED,
                text::NOTHING_MARKED.to_owned(),
                tokens.third,
            );
        }
        None if file.is_saved() && file.is_draft() => {
            let words = text::KEPT_IN_DRAFT.to_owned();
            said(ui, icons::WARNING, words, tokens.worth_a_look)
                .on_hover_text(text::kept_in_draft_hint());
        }
        None if file.is_saved() => {
            let words = format!("{} {}", text::SAVED_IN, file_name(file.path()));
            said(ui, icons::CHECK, words, tokens.third);
        }
        None => {
            said(ui, icons::REPEAT, text::KEEPING.to_owned(), tokens.third);
        }
    }
}

fn file_name(path: &Path) -> String {
    printable(&path.file_name().unwrap_or_default().to_string_lossy())
}

fn problems(opened: &OpenedCase, ui: &mut Ui, out: &mut Vec<Command>) {
    let case = &opened.loaded.case;
    let (problems, notices) = (case.problems.len() as u64, case.notices.len() as u64);
    if problems + notices == 0 {
        ui.label(text::NONE_OF_PROBLEMS);
        return;
    }
    let tokens = theme::tokens(ui);
    let (words, color) = if problems > 0 {
        let words = counted(problems, "problem", "problems");
        (format!("{} {words}", icons::WARNING), tokens.worth_a_look)
    } else {
        (counted(notices, "notice", "notices"), tokens.third)
    };
    let button = egui::Button::new(egui::RichText::new(words).color(color));
    if ui.add(button.frame(false)).clicked() {
        out.push(Command::Go(GoCommand::To(Route::Problems)));
    }
}
