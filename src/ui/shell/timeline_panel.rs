//! The panel above the table: the timeline, or in a low window only the strip that shows the whole case.

use egui::{Area, CursorIcon, Frame, Margin, Order, Panel, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::analysis::filter::Scope;
use crate::analysis::lanes::LaneKey;
use crate::analysis::week_counts::filter_text;
use crate::tables::question::Answer;
use crate::tables::route::{Route, SessionTab};
use crate::ui::commands::command::Command;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::commands::go::GoCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::text;
use crate::ui::theme::{self, Density, PAGE_PADDING};
use crate::ui::views::timeline::{
    STRIP_HEIGHT, Timeline, TimelineInput, TimelineResponse, strip_ui, timeline_ui,
    without_strip_ui,
};

/// The name of the panel in the preferences.
const NAME: &str = "timeline";

/// Where less height is left for timeline and table, the lanes are folded away.
const FOLDED_BELOW: f32 = 440.0;

/// The part of the height that the timeline takes at most by itself, and at most when the user wants more.
const SHARE: f32 = 0.4;
const MOST_SHARE: f32 = 0.7;

/// The edge is taken from this far.
const GRIP: f32 = 4.0;

/// Space above and below what is in the panel.
const PADDING: i8 = 4;

/// Follows the filter and the view with the time in view.
pub(super) fn follow(opened: &OpenedCase, prefs: &Preferences, timeline: &mut Timeline) {
    let moment = match opened.route() {
        Some(Route::At(moment, _)) => Some(*moment),
        _ => None,
    };
    let form = &opened.filter;
    let filter = (
        form.first_moment(&prefs.zone),
        form.last_moment(&prefs.zone),
    );
    timeline.follow(filter, moment);
}

/// Draws the panel.
pub(super) fn show(
    opened: &OpenedCase,
    prefs: &Preferences,
    answer: &Answer,
    timeline: &mut Timeline,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let density = prefs.density_at(ui.ctx().content_rect().width());
    let room = ui.available_height();
    let frame = Frame::new()
        .fill(theme::tokens(ui).ground)
        .inner_margin(Margin::symmetric(PAGE_PADDING, PADDING));
    if room < FOLDED_BELOW {
        let strip = Panel::top("timeline strip")
            .exact_size(STRIP_HEIGHT + 2.0 * f32::from(PADDING))
            .frame(frame)
            .show(ui, |ui| {
                with_input(opened, prefs, (answer, density), |input| {
                    strip_ui(ui, timeline, input);
                });
            });
        if timeline.is_open {
            let rect = strip.response.rect;
            over_the_table(opened, prefs, (answer, density), timeline, (ui, rect), out);
        }
        return;
    }
    let needed = timeline.needed_height(density, &opened.loaded) + 2.0 * f32::from(PADDING);
    let least = timeline.least_height();
    let usual = needed.min(room * SHARE).max(least);
    let height = prefs
        .panel(NAME, usual)
        .clamp(least, (room * MOST_SHARE).max(least));
    let panel = Panel::top(NAME)
        .exact_size(height)
        .frame(frame)
        .show(ui, |ui| {
            let mut did = TimelineResponse::default();
            with_input(opened, prefs, (answer, density), |input| {
                did = timeline_ui(ui, timeline, input);
            });
            respond(opened, timeline, did, out);
        });
    edge(ui, panel.response.rect, out);
}

/// The lower edge, which changes the height.
fn edge(ui: &Ui, panel: Rect, out: &mut Vec<Command>) {
    let line = Rect::from_x_y_ranges(
        panel.x_range(),
        panel.bottom() - GRIP..=panel.bottom() + GRIP,
    );
    let response = ui.interact(line, ui.scope_id().with("timeline edge"), Sense::drag());
    if response.hovered() || response.dragged() {
        ui.set_cursor_icon(CursorIcon::ResizeVertical);
        let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
        ui.painter().hline(panel.x_range(), panel.bottom(), stroke);
    }
    if let Some(pos) = response
        .interact_pointer_pos()
        .filter(|_| response.dragged())
    {
        out.push(Command::View(ViewCommand::Panel(NAME, pos.y - panel.top())));
    }
}

/// In a low window the lanes lie over the table until the caret is pressed again.
fn over_the_table(
    opened: &OpenedCase,
    prefs: &Preferences,
    (answer, density): (&Answer, Density),
    timeline: &mut Timeline,
    (ui, strip): (&Ui, Rect),
    out: &mut Vec<Command>,
) {
    let tokens = theme::tokens(ui);
    let room = ui.max_rect().bottom() - strip.bottom();
    let needed = timeline.needed_height(density, &opened.loaded) - STRIP_HEIGHT;
    let height = needed.min(room - 24.0).max(120.0);
    let area = Area::new(ui.scope_id().with("lanes over the table"))
        .order(Order::Middle)
        .fixed_pos(pos2(strip.left(), strip.bottom()));
    area.show(ui.ctx(), |ui| {
        Frame::new()
            .fill(tokens.ground)
            .stroke(Stroke::new(1.0, tokens.strong_line))
            .shadow(ui.visuals().popup_shadow)
            .inner_margin(Margin::symmetric(PAGE_PADDING, PADDING))
            .show(ui, |ui| {
                let width = strip.width() - 2.0 * f32::from(PAGE_PADDING);
                ui.set_min_size(vec2(width, height));
                ui.set_max_size(vec2(width, height));
                let mut did = TimelineResponse::default();
                with_input(opened, prefs, (answer, density), |input| {
                    did = without_strip_ui(ui, timeline, input);
                });
                respond(opened, timeline, did, out);
            });
    });
}

fn with_input(
    opened: &OpenedCase,
    prefs: &Preferences,
    (answer, density): (&Answer, Density),
    show: impl FnOnce(&TimelineInput<'_>),
) {
    let filter = &answer.question.filter;
    let label = opened.history.here().map_or("", |stop| &stop.label);
    let about = if filter.text.trim().is_empty() {
        label.to_owned()
    } else {
        format!("{label}; {}: {}", text::FILTER, filter.text.trim())
    };
    let moment = match answer.question.route {
        Route::At(moment, _) => Some(moment),
        _ => None,
    };
    show(&TimelineInput {
        about: &about,
        loaded: &opened.loaded,
        sessions: &answer.around,
        in_range: &answer.sessions,
        is_filtered: answer.question.route.is_filtered(),
        shows_hidden: prefs.show_hidden,
        selected: &|session| opened.highlight.contains(session),
        selection: opened.highlight.number(),
        brush: filter.from.zip(filter.to),
        moment,
        density,
        zone: &prefs.zone,
    });
}

/// Turns what the examiner did into commands.
fn respond(
    opened: &OpenedCase,
    timeline: &Timeline,
    did: TimelineResponse,
    out: &mut Vec<Command>,
) {
    let TimelineResponse {
        lanes: did,
        hour,
        asks_place,
    } = did;
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
        let route = Route::Session(session, SessionTab::Summary);
        out.push(Command::Go(GoCommand::Down(route)));
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
        LaneKey::OnlyTried(place) => Route::UserPlaces(Scope {
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
