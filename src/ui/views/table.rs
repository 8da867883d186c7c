//! The table of an answer.

use egui::Ui;

use crate::case::Case;
use crate::tables::question::Answer;
use crate::tables::route::{Route, SessionTab};
use crate::ui::commands::command::Command;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::commands::table::TableCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::row_menu;
use crate::ui::state::history::Stop;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::text;
use crate::ui::theme::icons;
use crate::ui::widgets::parts::empty::empty;
use crate::ui::widgets::scroll_bar;
use crate::ui::widgets::table::TableView;

/// What an empty table means: seldom that nothing happened.
fn nothing<'c>(case: &'c Case, route: &Route) -> &'c str {
    match route {
        // Nothing happened, or nothing was understood.
        route if route.is_list() && case.sessions.is_empty() => {
            case.notices.last().map_or(text::NO_ROWS, String::as_str)
        }
        Route::Session(_, SessionTab::Logons) => text::NO_LOGONS,
        Route::Session(_, SessionTab::Activity) => text::NO_ACTIVITY,
        Route::Problems => text::NO_PROBLEMS,
        _ => text::NO_ROWS,
    }
}

/// What stands in the place of an empty table, with the ways out.
fn empty_state(
    opened: &OpenedCase,
    prefs: &Preferences,
    answer: &Answer,
    stop: &Stop,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let is_filtered = !opened.filter.is_empty() && stop.route.is_filtered();
    let hidden = answer.hidden.all();
    let can_show_hidden = stop.route.is_list() && !prefs.show_hidden && hidden > 0;
    let why = if can_show_hidden {
        text::hidden_as_well(hidden)
    } else {
        String::new()
    };
    let (icon, title) = if is_filtered {
        (icons::FUNNEL_SIMPLE, text::NO_ROWS_FILTERED)
    } else {
        let title = nothing(&opened.loaded.case, &stop.route);
        (icons::LIST_MAGNIFYING_GLASS, title)
    };
    let mut ways = Vec::new();
    if is_filtered {
        ways.push((text::CLEAR, Command::Filter(FilterCommand::Clear)));
    }
    if can_show_hidden {
        let show = Command::View(ViewCommand::ShowHidden(true));
        ways.push((text::SHOW_HIDDEN, show));
    }
    let words: Vec<&str> = ways.iter().map(|(words, _)| *words).collect();
    if let Some(way) = empty(ui, icon, (title, &why), &words)
        && way < ways.len()
    {
        out.push(ways.swap_remove(way).1);
    }
}

/// Draws the table of an answer.
pub fn table(
    opened: &OpenedCase,
    prefs: &Preferences,
    answer: &Answer,
    stop: &Stop,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    if answer.rows.is_empty() {
        empty_state(opened, prefs, answer, stop, ui, out);
        return;
    }
    let mut actions = Vec::new();
    let layout = prefs.layout(answer, ui.available_width() - scroll_bar::WIDTH);
    TableView {
        rows: &*answer.rows,
        order: &answer.order,
        sort: answer.sort,
        grouped: answer.question.grouping.as_ref().map(|by| by.column),
        column: stop.column,
        selection: &stop.selection,
        reveal: opened.reveal,
        zone: &prefs.zone,
        layout: &layout,
        filter: if stop.route.is_filtered() {
            &opened.filter.text
        } else {
            ""
        },
        row_menu: row_menu::LABELS,
        widths: prefs.widths.get(answer.rows.name()).map(Vec::as_slice),
        density: prefs.density_at(ui.ctx().content_rect().width()),
        one_year: answer.rows.one_year(&prefs.zone),
        parts: opened.loaded.session_index.time_parts().parts,
    }
    .show(ui, &mut actions);
    out.extend(
        actions
            .into_iter()
            .map(|action| Command::Table(TableCommand::Act(action))),
    );
}
