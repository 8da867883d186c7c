//! What of time the timeline shows: it follows the filter and the answers, and never stays where no row is.
#![cfg(feature = "window")]

mod common_ui;

use common_ui::*;
use egui::{Key, Modifiers, PointerButton, Pos2, pos2};
use egui_kittest::kittest::Queryable as _;

/// Sessions of anna in the first hour, of berta ten days later, and of carl twenty days later.
fn window() -> Window {
    let day = 86_400;
    let mut window = start_with(case_of(vec![
        session(0, "anna", [10, 0, 0, 1]),
        session(1800, "anna", [10, 0, 0, 1]),
        session(10 * day, "berta", [10, 0, 0, 2]),
        session(20 * day, "carl", [10, 0, 0, 3]),
    ]));
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    window
}

/// What the strip says is in view.
fn shown(window: &Window) -> String {
    let strip = window.get_by_label_contains("Whole case, ");
    let label = egui_kittest::kittest::NodeT::accesskit_node(&strip)
        .label()
        .expect("a label");
    let (_, shown) = label.split_once("; shows ").expect("what is shown");
    shown.to_owned()
}

/// Whether all sessions are in view.
fn everything(window: &Window) -> bool {
    let shown = shown(window);
    shown.starts_with("18 Sep") && shown.contains(" to 9 Oct")
}

/// A place in the lanes, at a part of the time in view.
fn place(window: &Window, lane: &str, part: f32) -> Pos2 {
    let lane = window.get_by_label_contains(lane).rect();
    let right = window.get_by_label_contains("Whole case, ").rect().right();
    pos2(
        lane.right() + part * (right - lane.right()),
        lane.center().y,
    )
}

fn pointer(window: &mut Window, pos: Pos2, pressed: bool) {
    window.event(egui::Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
    window.step();
}

fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    window.hover_at(from);
    window.step();
    pointer(window, from, true);
    for step in 1..=4 {
        window.hover_at(from.lerp(to, step as f32 / 4.0));
        window.step();
    }
    pointer(window, to, false);
    settle(window);
}

#[test]
fn marking_a_range_filters_and_zooms_and_clearing_shows_everything() {
    let mut window = window();
    assert!(everything(&window), "{}", shown(&window));
    let (from, to) = (
        place(&window, "C137\\berta: 1 session", 0.4),
        place(&window, "C137\\berta: 1 session", 0.6),
    );
    drag(&mut window, from, to);
    assert_eq!(rows(&window).len(), 1, "only berta is in it");
    let zoomed = shown(&window);
    assert!(
        zoomed.starts_with("27 Sep") || zoomed.starts_with("26 Sep"),
        "{zoomed}"
    );
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    assert_eq!(rows(&window).len(), 4);
    assert!(everything(&window), "{}", shown(&window));
}

#[test]
fn a_typed_range_zooms_too() {
    let mut window = window();
    type_time(&mut window, "From", "2020-09-19 00:00");
    type_time(&mut window, "To", "2020-09-19 01:00");
    let zoomed = shown(&window);
    assert!(zoomed.ends_with("to 19 Sep 01:02"), "{zoomed}");
}

#[test]
fn a_stale_zoom_never_leaves_blank_lanes() {
    let mut window = window();
    // The first stretch with sessions: only anna is in it.
    press(&mut window, Key::Period);
    assert!(!everything(&window), "{}", shown(&window));
    type_into(&mut window, "Filter", "berta");
    let now = shown(&window);
    assert!(
        now.starts_with("28 Sep") || now.starts_with("29 Sep"),
        "{now}"
    );
}

#[test]
fn who_was_there_is_answered_around_the_moment() {
    let mut window = window();
    press(&mut window, Key::Period);
    ask_who_was_there(&mut window, "2020-09-29 00:05");
    assert_eq!(rows(&window).len(), 1);
    let now = shown(&window);
    assert!(now.starts_with("28 Sep 23:5"), "{now}");
    assert!(now.contains("to 29 Sep 00:1"), "{now}");
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    assert!(everything(&window), "{}", shown(&window));
}

#[test]
fn a_time_to_go_to_is_in_view() {
    let mut window = window();
    press(&mut window, Key::Period);
    press_with(&mut window, Modifiers::COMMAND, Key::G);
    window.event(egui::Event::Text("2020-09-28 12:00".to_owned()));
    settle(&mut window);
    press(&mut window, Key::Enter);
    let now = shown(&window);
    assert!(
        now.starts_with("27 Sep") && now.contains("to 29 Sep"),
        "{now}"
    );
}

#[test]
fn what_overlaps_a_session_is_shown_around_it() {
    let mut window = window();
    press(&mut window, Key::Home);
    press(&mut window, Key::O);
    assert!(!everything(&window), "{}", shown(&window));
}

#[test]
fn keys_jump_over_the_empty_time_and_a_button_shows_everything() {
    let mut window = window();
    press(&mut window, Key::Period);
    assert!(shown(&window).starts_with("18 Sep"), "{}", shown(&window));
    press(&mut window, Key::Period);
    assert!(shown(&window).contains("28 Sep"), "{}", shown(&window));
    press(&mut window, Key::Period);
    assert!(shown(&window).contains("Oct"), "{}", shown(&window));
    press(&mut window, Key::Comma);
    assert!(shown(&window).contains("29 Sep"), "{}", shown(&window));
    assert_eq!(rows(&window).len(), 4, "a look filters nothing");
    click(&mut window, "Show everything");
    assert!(everything(&window), "{}", shown(&window));
    assert!(!is_shown(&window, "Show everything"));
}

#[test]
fn the_strip_moves_the_view_and_changes_its_length() {
    let mut window = window();
    press(&mut window, Key::Period);
    let strip = window.get_by_label_contains("Whole case, ").rect();
    let at = |part: f32| pos2(strip.left() + part * strip.width(), strip.top() + 8.0);
    // A click outside the frame goes there.
    window.hover_at(at(0.5));
    window.step();
    pointer(&mut window, at(0.5), true);
    pointer(&mut window, at(0.5), false);
    settle(&mut window);
    let middle = shown(&window);
    assert!(
        middle.contains("28 Sep") || middle.contains("29 Sep"),
        "{middle}"
    );
    // The frame can be dragged.
    drag(&mut window, at(0.5), at(0.75));
    let later = shown(&window);
    assert!(
        later.contains("3 Oct") || later.contains("4 Oct"),
        "{later}"
    );
    assert_eq!(rows(&window).len(), 4, "a look filters nothing");
    // A double click shows everything.
    for pressed in [true, false, true, false] {
        pointer(&mut window, at(0.2), pressed);
    }
    settle(&mut window);
    assert!(everything(&window), "{}", shown(&window));
}

#[test]
fn in_a_low_window_only_the_strip_is_there_and_a_caret_opens_the_lanes() {
    let mut window = window();
    window.set_size(egui::vec2(800.0, 500.0));
    settle(&mut window);
    assert!(!is_said(&window, "anna: 2 sessions"));
    let before = rows(&window);
    assert!(!before.is_empty(), "data rows are visible");
    click(&mut window, "Open the lanes");
    assert!(is_said(&window, "anna: 2 sessions"));
    click(&mut window, "Close the lanes");
    assert!(!is_said(&window, "anna: 2 sessions"));
}

#[test]
fn lanes_without_room_are_counted_and_a_click_brings_them_into_view() {
    let sessions = (0..40).map(|n| session(60 * n, &format!("user{n:02}"), [10, 0, 0, 1]));
    let mut window = start_with(case_of(sessions.collect()));
    assert!(!is_said(&window, "user39: 1 session"));
    for _ in 0..20 {
        let more = window.query_by_label_contains("more lane");
        let Some(more) = more else { break };
        more.click();
        settle(&mut window);
    }
    assert!(is_said(&window, "user39: 1 session"));
    assert!(is_said(&window, "lanes above"));
}
