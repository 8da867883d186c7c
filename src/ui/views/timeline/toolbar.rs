//! The line above the timeline: what is shown, as which lanes, what the colours and forms mean, and a menu. It is
//! one line whatever the width: first the legend goes, then words become shorter.

use egui::{Align, Layout, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use super::legend::{self, LegendEntry, text_width};
use super::state::{TOOLBAR_HEIGHT, Timeline, TimelineInput, TimelineMode};
use crate::analysis::lanes::LaneBy;
use crate::tables::wording::thousands;
use crate::ui::actions::chord::{IS_MAC, command_key};
use crate::ui::picture_form::SAVE_PICTURE;
use crate::ui::text;
use crate::ui::theme::{self, fonts, icons};
use crate::ui::widgets::parts::segmented::segmented;

/// Room for the menu.
const MENU: f32 = 34.0;

/// Space at both sides of a word of a choice, and around all of them.
const PADDING: f32 = 18.0;

/// A choice: what it is, its words, shorter words, and what it means.
type Choice<T> = (T, &'static str, &'static str, &'static str);

/// What is shown.
const MODES: [Choice<TimelineMode>; 3] = [
    (TimelineMode::Lanes, text::LANES, "Lanes", text::LANES_HINT),
    (TimelineMode::Week, text::WEEK, "Hours", text::WEEK_HINT),
    (
        TimelineMode::Coverage,
        text::COVERAGE,
        "Logs",
        text::COVERAGE_HINT,
    ),
];

/// What lanes can be.
const LANES: [Choice<LaneBy>; 4] = [
    (LaneBy::User, text::LANE_USER, "User", text::LANES_BY_USER),
    (
        LaneBy::UserPlace,
        text::LANE_USER_PLACE,
        "+ Addr.",
        text::LANES_BY_PLACE,
    ),
    (LaneBy::Host, text::LANE_HOST, "Host", text::LANES_BY_HOST),
    (
        LaneBy::Range,
        text::LANE_RANGE,
        "Range",
        text::LANES_BY_RANGE,
    ),
];

/// Draws the line; whether a picture was asked for.
pub(super) fn toolbar(ui: &mut Ui, timeline: &mut Timeline, input: &TimelineInput) -> bool {
    let size = vec2(ui.available_width(), TOOLBAR_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let legend = legend::entries(ui, timeline, input);
    let has_lanes = timeline.shows == TimelineMode::Lanes;
    let lanes_width = |ui: &Ui, is_short| {
        if has_lanes {
            width(ui, &LANES, is_short)
        } else {
            0.0
        }
    };
    let whole = width(ui, &MODES, false) + lanes_width(ui, false) + MENU;
    let is_short = whole > rect.width();
    let room = rect.width() - whole - 24.0;
    let legend_room = if is_short { 0.0 } else { room };
    let mut wants_picture = false;
    let layout = Layout::left_to_right(Align::Center);
    let line = UiBuilder::new().max_rect(rect).layout(layout);
    ui.scope_builder(line, |ui| {
        ui.set_clip_rect(rect.expand(2.0).intersect(ui.clip_rect()));
        if let Some(mode) = choose(ui, timeline.shows, &MODES, is_short) {
            timeline.shows = mode;
        }
        if has_lanes && let Some(by) = choose(ui, timeline.by, &LANES, is_short) {
            timeline.by = by;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            wants_picture = menu(ui, timeline, input);
            legend::show(ui, &fitting(ui, legend, legend_room));
        });
    });
    wants_picture
}

/// The legend where there is room for all of it, else nothing.
fn fitting(ui: &Ui, legend: Vec<LegendEntry>, room: f32) -> Vec<LegendEntry> {
    let needed: f32 = legend.iter().map(|entry| entry.width(ui)).sum();
    if needed <= room { legend } else { Vec::new() }
}

fn choose<T: Copy + PartialEq>(
    ui: &mut Ui,
    now: T,
    choices: &[Choice<T>],
    is_short: bool,
) -> Option<T> {
    let word = |choice: &Choice<T>| if is_short { choice.2 } else { choice.1 };
    let choices: Vec<_> = choices
        .iter()
        .map(|choice| (choice.0, word(choice), choice.3))
        .collect();
    segmented(ui, Some(now), &choices)
}

fn width<T>(ui: &Ui, choices: &[Choice<T>], is_short: bool) -> f32 {
    let words = choices
        .iter()
        .map(|choice| if is_short { choice.2 } else { choice.1 });
    words
        .map(|word| text_width(ui, word) + PADDING)
        .sum::<f32>()
        + PADDING
}

/// The menu; whether a picture was asked for.
fn menu(ui: &mut Ui, timeline: &Timeline, input: &TimelineInput) -> bool {
    let mut wants_picture = false;
    let dots = RichText::new(icons::DOTS_THREE).font(fonts::outlined(16.0));
    let response = ui.menu_button(dots, |ui| {
        let has_lanes = !timeline.lanes().is_empty();
        let picture = ui.add_enabled(has_lanes, egui::Button::new(SAVE_PICTURE));
        if picture.clicked() {
            wants_picture = true;
            ui.close();
        }
        ui.menu_button("How to use it", |ui| {
            ui.set_max_width(460.0);
            ui.label(RichText::new(help()).color(theme::tokens(ui).second));
        });
        if timeline.shows == TimelineMode::Week {
            ui.label(format!("{} {}", text::WEEK_IS, input.zone.label()));
            let unknown = timeline.week.unknown();
            if unknown > 0 {
                ui.label(format!("{} {}", thousands(unknown), text::WITHOUT_BEGIN));
            }
        }
    });
    let response = response.response;
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text::TIMELINE_MENU));
    response.on_hover_text(text::TIMELINE_MENU);
    wants_picture
}

/// How the timeline is used.
fn help() -> String {
    let held = command_key(IS_MAC);
    format!(
        "\
Drag: filter by time and zoom to it. Click an empty area: clear that filter.
Wheel: zoom at the pointer. Middle-drag or {held}+drag: pan.
W/S: zoom in/out. A/D: earlier/later. Home, or double-click an empty area: show everything.
Dot and comma: to the next or the previous session in the lanes.
Click a bar: select it. Double-click: open it. Click a name: go to it.
Below, the whole case: drag the frame or its edges, click to go somewhere.
A straight end is known, a hatched one inferred; an arrow means that the session was still open when the \
evidence ends. A paler bar is an attempt that is not known to have succeeded. A dotted line is a desktop \
that was left open; a bar across it is its end."
    )
}
