//! The middle of the window: the timeline and the table, or a session.

use egui::{Panel, Ui};

use super::panel_size::keep_size;
use super::{row_card, view_head};
use crate::analysis::filter::Scope;
use crate::analysis::lanes::LaneKey;
use crate::analysis::week_counts::filter_text;
use crate::tables::question::Answer;
use crate::tables::route::{Route, SessionTab};
use crate::ui::commands::command::Command;
use crate::ui::commands::detail::DetailCommand;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::commands::go::GoCommand;
use crate::ui::commands::table::TableCommand;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::detail_pane::DetailPane;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::{DetailPlace, Preferences};
use crate::ui::state::window::Window;
use crate::ui::views::session;
use crate::ui::views::table::table;
use crate::ui::views::timeline::{Timeline, TimelineInput, TimelineResponse, timeline_ui};
use crate::ui::widgets::lane_plot::PlotColors;
use crate::ui::widgets::table::TableAction;
use crate::ui::{text, theme};

/// Draws the current view.
pub(super) fn show(window: &mut Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let prefs = &window.prefs;
    let Some(opened) = &mut window.opened else {
        return;
    };
    // The timeline keeps its own zoom: it is taken out while the rest is only read.
    let mut timeline = std::mem::take(&mut opened.timeline);
    view(opened, prefs, &mut timeline, ui, out);
    opened.timeline = timeline;
}

fn view(
    opened: &OpenedCase,
    prefs: &Preferences,
    timeline: &mut Timeline,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let (Some(stop), Some(answer)) = (opened.history.here(), opened.answer()) else {
        ui.label(text::WORKING);
        return;
    };
    if matches!(stop.route, Route::Session(..)) {
        session::show(opened, prefs, (stop, answer), ui, out);
        return;
    }
    if stop.route.is_list() && prefs.show_timeline {
        let height = (ui.available_height() * 0.3).clamp(130.0, 260.0);
        let panel = Panel::top("timeline")
            .resizable(true)
            .default_size(prefs.panel("timeline", height))
            .size_range(timeline.least_height()..=(ui.available_height() * 0.7).max(250.0))
            .show(ui, |ui| {
                lanes(opened, prefs, answer, timeline, ui, out);
                ui.take_available_height();
            });
        keep_size(ui, "timeline", panel.response.rect.height(), out);
    }
    let place = prefs.detail_at(ui.ctx().content_rect().width());
    if place.is_shown() && stop.route.lists_sessions() {
        beside(opened, (prefs, place), opened.pane.as_ref(), ui, out);
    }
    view_head::show(opened, prefs, answer, ui, out);
    let shows_records = Route::LogonSessions == stop.route
        || Route::LocalSessions == stop.route
        || Route::Activity == stop.route;
    if shows_records {
        session::record_panel(opened, ui);
    } else if !(place.is_shown() && stop.route.lists_sessions()) {
        row_card::show(opened, prefs, answer, ui, out);
    }
    table(opened, prefs, answer, stop, ui, out);
}

/// The session at the cursor, below the table or at its right. Its place is kept while there is none, so that
/// nothing moves between two clicks. What is done to it is separate from what is done to the table.
fn beside(
    opened: &OpenedCase,
    (prefs, place): (&Preferences, DetailPlace),
    pane: Option<&DetailPane>,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let mut did = Vec::new();
    let room = ui.available_size();
    let (panel, name, size) = match place {
        DetailPlace::Right => (Panel::right("detail right"), "detail right", room.x),
        _ => (Panel::bottom("detail below"), "detail below", room.y),
    };
    let drawn = panel
        .resizable(true)
        .default_size(prefs.panel(name, size * 0.45))
        .size_range(120.0..=(size * 0.75).max(121.0))
        .show(ui, |ui| {
            ui.push_id("detail", |ui| match pane {
                Some(pane) => {
                    session::show(opened, prefs, (&pane.stop, &pane.answer), ui, &mut did);
                }
                None => {
                    ui.weak(text::PICK_SESSION);
                }
            });
            ui.take_available_space();
        });
    let rect = drawn.response.rect;
    let size = match place {
        DetailPlace::Right => rect.width(),
        _ => rect.height(),
    };
    keep_size(ui, name, size, out);
    out.extend(did.into_iter().filter_map(|command| match command {
        Command::Go(GoCommand::Tab(tab)) => Some(Command::Detail(DetailCommand::Tab(tab))),
        // Its rows are few: they do not say how far a page of the table goes.
        Command::Table(TableCommand::Act(TableAction::Page(..))) => None,
        Command::Table(TableCommand::Act(action)) => {
            Some(Command::Detail(DetailCommand::Act(action)))
        }
        other => Some(other),
    }));
}

fn lanes(
    opened: &OpenedCase,
    prefs: &Preferences,
    answer: &Answer,
    timeline: &mut Timeline,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let filter = &answer.question.filter;
    let label = opened.history.here().map_or("", |stop| &stop.label);
    let about = if filter.text.trim().is_empty() {
        label.to_owned()
    } else {
        format!("{label}; {}: {}", text::FILTER, filter.text.trim())
    };
    let input = TimelineInput {
        about: &about,
        loaded: &opened.loaded,
        sessions: &answer.around,
        in_range: &answer.sessions,
        is_filtered: answer.question.route.is_filtered(),
        selected: &|session| opened.highlight.contains(session),
        selection: opened.highlight.number(),
        brush: filter.from.zip(filter.to),
        zone: &prefs.zone,
        palette: PlotColors {
            stay: theme::kind_color,
            refusal: theme::refusal_color,
            grid: theme::grid_color,
        },
    };
    let TimelineResponse {
        lanes: did,
        hour,
        asks_place,
    } = timeline_ui(ui, timeline, &input);
    if asks_place {
        out.push(Command::Dialog(DialogRequest::Picture));
    }
    if let Some((day, hour)) = hour {
        let text = filter_text(&opened.filter.text, day, hour);
        out.push(Command::Filter(FilterCommand::Use(text)));
    }
    if let Some(session) = did.clicked {
        out.push(Command::Go(GoCommand::SelectSession(session)));
    }
    if let Some(session) = did.opened {
        out.push(Command::Go(GoCommand::Down(Route::Session(
            session,
            SessionTab::Summary,
        ))));
    }
    if let Some(range) = did.brushed {
        out.push(Command::Filter(FilterCommand::Range(range)));
    }
    if let Some(lane) = did.lane.and_then(|lane| timeline.lanes().get(lane)) {
        out.push(Command::Go(GoCommand::Down(lane_route(&lane.key))));
    }
}

/// Where the name of a lane leads: one level down, as its row in the table does.
fn lane_route(key: &LaneKey) -> Route {
    let scope = Scope::default();
    match key.clone() {
        LaneKey::User(user) => Route::UserPlaces(Scope {
            user: Some(user),
            ..scope
        }),
        LaneKey::UserPlace(user, place) => Route::Sessions(Scope {
            user: Some(user),
            place: Some(place),
            ..scope
        }),
        LaneKey::Host(host) => Route::Sessions(Scope {
            host: Some(host),
            ..scope
        }),
        LaneKey::Range(range) => Route::Sessions(Scope {
            range: Some(range),
            ..scope
        }),
    }
}
