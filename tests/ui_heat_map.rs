//! The week above the tables: what its cells say, and how they filter with mouse and keyboard.
#![cfg(feature = "window")]

mod common_ui;

use common_ui::*;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use whence::domain::session::{EndKind, Outcome};

const SATURDAY: &str = "Sat 00:00, 3 sessions, 1 refusal";

/// Sessions on Saturday, including a refusal, and one on Sunday.
fn week() -> Window {
    let mut refused = session(120, "eve", [203, 0, 113, 9]);
    (refused.outcome, refused.end_kind) = (Outcome::Failed, EndKind::Failed);
    let mut window = start_with(case_of(vec![
        session(0, "anna", [10, 0, 0, 1]),
        session(60, "berta", [10, 0, 0, 2]),
        refused,
        session(3599, "anna", [10, 0, 0, 1]),
        session(3600, "anna", [10, 0, 0, 1]),
        session(86_400 + 5 * 3600, "berta", [10, 0, 0, 2]),
    ]));
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    click(&mut window, "Day and hour: when in the week sessions begin");
    window
}

#[test]
fn cells_show_day_hour_and_counts() {
    let mut window = week();
    assert!(is_shown(&window, SATURDAY));
    assert!(is_shown(&window, "Sat 01:00, 1 session"));
    assert!(is_shown(&window, "Sun 05:00, 1 session"));
    assert!(is_shown(&window, "Mon 00:00, 0 sessions"));
    assert!(is_shown(&window, "Wed 23:00, 0 sessions"));
    click(&mut window, "Lanes: sessions as bars over time");
    assert!(!is_shown(&window, SATURDAY), "lanes again");
    assert!(is_shown(&window, "C137\\anna: 3 sessions, 0 refusals"));
}

#[test]
fn a_click_sets_the_filter_and_another_removes_it() {
    let mut window = week();
    click(&mut window, SATURDAY);
    assert_eq!(rows(&window).len(), 4);
    assert!(is_said(&window, "4 of 6 sessions"));
    assert!(is_shown(&window, "Sun 05:00, 0 sessions"));
    click(&mut window, SATURDAY);
    assert_eq!(rows(&window).len(), 6);
}

#[test]
fn a_click_keeps_what_was_typed() {
    let mut window = week();
    type_into(&mut window, "Filter", "anna");
    click(&mut window, "Sat 00:00, 2 sessions");
    assert_eq!(rows(&window).len(), 2);
    assert!(is_said(&window, "anna"));
    click(&mut window, "Sat 00:00, 2 sessions");
    assert_eq!(rows(&window).len(), 3, "anna's are left");
}

#[test]
fn cells_can_be_pressed_with_the_keyboard() {
    let mut window = week();
    window.get_by_label("Sun 05:00, 1 session").focus();
    window.step();
    press(&mut window, Key::Enter);
    assert_eq!(rows(&window).len(), 1);
}

#[test]
fn the_time_range_and_the_zone_apply() {
    let mut window = week();
    type_time(&mut window, "From", "2020-09-20 00:00");
    assert!(is_shown(&window, "Sat 00:00, 0 sessions"));
    assert!(is_shown(&window, "Sun 05:00, 1 session"));
    click(&mut window, "Zone: UTC");
    type_into(&mut window, "Another zone", "-06:00");
    click(&mut window, "Set");
    assert!(
        is_shown(&window, "Sat 23:00, 1 session"),
        "the zone moves it"
    );
}

#[test]
fn a_large_case_is_counted_in_the_background() {
    let case = case_of(
        (0..30_000)
            .map(|n| session(n, "anna", [10, 0, 0, 1]))
            .collect(),
    );
    let mut window = start_with(case);
    wait_for(&mut window, |window| is_said(window, "30,000"));
    click(&mut window, "Day and hour: when in the week sessions begin");
    wait_for(&mut window, |window| {
        is_shown(window, "Sat 08:00, 1,200 sessions")
    });
}

#[test]
fn the_whole_week_is_in_view_however_low_the_window_is() {
    let mut window = week();
    for height in [1000.0, 720.0, 620.0] {
        window.set_size(egui::vec2(1280.0, height));
        settle(&mut window);
        let monday = window.get_by_label("Mon 00:00, 0 sessions").rect();
        let sunday = window.get_by_label("Sun 05:00, 1 session").rect();
        let strip = window.get_by_label_contains("Whole case").rect();
        assert!(
            sunday.top() > monday.bottom() && sunday.height() >= 4.0,
            "{height}"
        );
        assert!(sunday.bottom() <= strip.top(), "{height}: {sunday} {strip}");
    }
}

/// Not compared with anything: for visual inspection. Set `REACH_PNG` to a folder to get it.
#[test]
fn a_picture_for_inspection() {
    let Some(folder) = std::env::var_os("REACH_PNG").map(std::path::PathBuf::from) else {
        return;
    };
    let mut window = week();
    let image = window.render().expect("a renderer");
    image.save(folder.join("week.png")).expect("a file");
}
