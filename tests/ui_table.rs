//! The table: sorting, selection, keyboard, clipboard, filters, zones, misleading names, many rows.
#![cfg(feature = "window")]

mod common_ui;

use common_ui::*;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use whence::domain::session::Hidden;
use whence::domain::time::Span;

#[test]
fn a_click_on_a_header_sorts_and_another_reverses_the_order() {
    let mut window = start_with(small_case());
    assert_eq!(
        rows(&window),
        ["user C137\\anna", "user C137\\berta", "user C137\\cesar"]
    );
    click(&mut window, "User");
    assert!(is_shown(&window, "User ▲"));
    click(&mut window, "User ▲");
    assert_eq!(
        rows(&window),
        ["user C137\\cesar", "user C137\\berta", "user C137\\anna"]
    );
    assert!(is_shown(&window, "User ▼"));
}

#[test]
fn click_shift_and_control_select() {
    let mut window = start_with(small_case());
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    let names = rows(&window);
    let at = |index: usize| names.get(index).expect("a row").as_str();
    click(&mut window, at(1));
    window.get_by_label(at(3)).click_modifiers(Modifiers::SHIFT);
    settle(&mut window);
    assert!(is_said(&window, "3 selected"));
    window
        .get_by_label(at(2))
        .click_modifiers(Modifiers::COMMAND);
    settle(&mut window);
    assert!(is_said(&window, "2 selected"));
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    assert!(is_said(&window, "6 selected"));
}

#[test]
fn selected_rows_are_copied_with_their_header() {
    let mut window = start_with(small_case());
    click(&mut window, "user C137\\anna");
    press_with(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    let text = copied(&mut window).expect("a copy");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("User\t"), "{text}");
    assert!(lines[0].contains("First (UTC)"), "{text}");
    assert!(lines[2].starts_with("C137\\berta\t"), "{text}");
}

#[test]
fn the_keyboard_reaches_both_ends_of_a_long_list() {
    let case = case_of(
        (0..3000)
            .map(|n| session(n * 60, "anna", [10, 0, 0, 1]))
            .collect(),
    );
    let mut window = start_with(case);
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::End);
    let last = "session 2020-09-21T01:59:00.0000000Z C137\\anna";
    assert!(is_shown(&window, last), "{:?}", rows(&window).last());
    press(&mut window, Key::PageUp);
    press(&mut window, Key::Home);
    assert!(is_shown(
        &window,
        "session 2020-09-19T00:00:00.0000000Z C137\\anna"
    ));
    assert!(!is_shown(&window, last));
    assert!(rows(&window).len() < 100, "only what is in view is drawn");
}

#[test]
fn filters_by_text_time_and_cell() {
    let mut window = start_with(small_case());
    type_into(&mut window, "Filter", "berta");
    assert_eq!(rows(&window), ["user C137\\berta"]);
    assert!(is_said(&window, "Filter: \"berta\""));
    assert!(is_said(&window, "3 of 6 sessions"));
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    assert_eq!(rows(&window).len(), 3);
    type_time(&mut window, "From", "2020-09-19 01:00");
    assert_eq!(rows(&window), ["user C137\\berta", "user C137\\cesar"]);
    click(&mut window, "Clear the filter");
    window.get_by_label("user C137\\cesar").click_secondary();
    settle(&mut window);
    click(&mut window, "Hide this value");
    assert_eq!(rows(&window), ["user C137\\anna", "user C137\\berta"]);
}

#[test]
fn filtering_by_a_value_leaves_out_values_that_begin_alike() {
    let mut window = start_with(case_of(vec![
        session(0, "bob", [10, 0, 0, 1]),
        session(60, "bobby", [10, 0, 0, 10]),
    ]));
    window.get_by_label("user C137\\bob").click_secondary();
    settle(&mut window);
    click(&mut window, "Show only this value");
    assert_eq!(rows(&window), ["user C137\\bob"]);
}

#[test]
fn a_missing_name_is_a_value_like_any_other() {
    let mut case = small_case();
    (case.sessions[4].user, case.sessions[4].domain) = (None, None);
    let mut window = start_with(case);
    window.get_by_label("user (no name)").click_secondary();
    settle(&mut window);
    click(&mut window, "Show only this value");
    assert_eq!(rows(&window), ["user (no name)"]);
}

#[test]
fn a_time_range_includes_its_last_second() {
    let mut case = small_case();
    case.sessions[5].begin = Some(at(5000).plus(Span(5_000_000)));
    let mut window = start_with(case);
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    type_time(&mut window, "From", "2020-09-19 01:23:20");
    type_time(&mut window, "To", "2020-09-19 01:23:20");
    assert!(is_said(&window, "1 of 6 sessions"));
}

#[test]
fn hidden_accounts_are_shown_on_request() {
    let mut case = small_case();
    case.sessions[4].hidden = Some(Hidden::Account);
    let mut window = start_with(case);
    assert_eq!(rows(&window).len(), 2);
    show_hidden(&mut window);
    assert_eq!(rows(&window).len(), 3);
}

#[test]
fn an_empty_table_says_that_something_is_hidden() {
    let mut case = small_case();
    for session in &mut case.sessions {
        session.hidden = Some(Hidden::Account);
    }
    let mut window = start_with(case);
    assert!(is_said(&window, "6 background sessions are hidden."));
    show_hidden(&mut window);
    assert_eq!(rows(&window).len(), 3);
}

#[test]
fn another_zone_changes_the_header_and_the_times() {
    let mut window = start_with(small_case());
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    assert!(is_shown(&window, "Begin (UTC) ▲"));
    assert!(is_shown(&window, "2020-09-19 00:00:00"));
    click(&mut window, "Zone: UTC");
    type_into(&mut window, "Another zone", "+05:30");
    click(&mut window, "Set");
    assert!(is_shown(&window, "Begin (+05:30) ▲"));
    assert!(is_shown(&window, "2020-09-19 05:30:00"));
}

#[test]
fn a_new_list_starts_at_its_top() {
    let mut sessions: Vec<_> = (0..500)
        .map(|n| session(n * 60, "anna", [10, 0, 0, 1]))
        .collect();
    sessions.extend((0..500).map(|n| session(n * 60 + 1, "berta", [10, 0, 0, 2])));
    let mut window = start_with(case_of(sessions));
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::End);
    let end = rows(&window);
    type_into(&mut window, "Filter", "berta");
    assert!(is_shown(
        &window,
        "session 2020-09-19T00:00:01.0000000Z C137\\berta"
    ));
    click(&mut window, "Clear the filter");
    assert_ne!(rows(&window), end);
}

#[test]
fn the_keys_are_listed() {
    let mut window = start_with(small_case());
    press(&mut window, Key::F1);
    assert!(is_shown(&window, "Sessions that overlap this one"));
    press(&mut window, Key::Escape);
    assert!(!is_shown(&window, "Sessions that overlap this one"));
}

#[test]
fn misleading_names_are_shown_escaped() {
    let hostile = session(0, "adm\u{202e}nimda\u{7}", [10, 0, 0, 1]);
    let window = start_with(case_of(vec![hostile]));
    assert_eq!(rows(&window), ["user C137\\adm\\u{202e}nimda\\u{7}"]);
}

#[test]
fn questions_about_a_large_case_are_answered_in_the_background() {
    let case = case_of(
        (0..30_000)
            .map(|n| session(n, "anna", [10, 0, 0, 1]))
            .collect(),
    );
    let mut window = start_with(case);
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    wait_for(&mut window, |window| is_said(window, "30,000 rows"));
    type_into(&mut window, "Filter", "nobody");
    wait_for(&mut window, |window| {
        is_shown(window, "Nothing matches the filter.")
    });
}

#[test]
fn long_lists_can_be_dragged_by_their_scroll_bar() {
    let case = case_of(
        (0..3000)
            .map(|n| session(n * 60, "anna", [10, 0, 0, 1]))
            .collect(),
    );
    let mut window = start_with(case);
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    let before = rows(&window);
    let bar = window.get_by_label("rows").rect();
    window.drag_at(bar.center_top() + egui::vec2(0.0, 10.0));
    window.step();
    window.hover_at(bar.center());
    window.step();
    window.drop_at(bar.center());
    settle(&mut window);
    assert_ne!(rows(&window), before);
}

#[test]
fn a_long_name_is_wrapped_in_the_summary() {
    let name = "W".repeat(300);
    let mut window = start_with(case_of(vec![session(0, &name, [10, 0, 0, 1])]));
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::Home);
    press(&mut window, Key::Enter);
    let right = window.get_by_label("Light").rect().right();
    let fields = window.query_all_by_label_contains("All fields, ").next();
    fields.expect("the fields").click();
    settle(&mut window);
    let values: Vec<_> = window.get_all_by_label(&name).collect();
    assert!(!values.is_empty());
    for value in values {
        assert!(value.rect().right() <= right, "{:?}", value.rect());
    }
}

/// The names of the rows that the headless program writes, as the window names its rows.
fn written(table: &str, column: &str, what: &str) -> Vec<String> {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_whence-cli"))
        .args(["table", table])
        .arg(sample_logs())
        .output()
        .expect("whence-cli runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let name = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).expect("a JSON object");
        format!("{what} {}", row[column].as_str().expect("a name"))
    };
    text.lines().map(name).collect()
}

#[test]
fn the_window_lists_the_rows_that_the_headless_program_writes() {
    let mut window = start_with_sample();
    for (key, table, column, what) in [
        (Key::Num1, "users", "user", "user"),
        (Key::Num5, "hosts", "host", "host"),
    ] {
        press_with(&mut window, Modifiers::COMMAND, key);
        let shown: Vec<String> = rows(&window)
            .into_iter()
            .filter(|row| row.starts_with(&format!("{what} ")))
            .collect();
        let written = written(table, column, what);
        // The window lays out only the rows that are in view.
        let first = written
            .get(..shown.len())
            .expect("no more rows than are written");
        assert!(shown.len() > 2, "{shown:?}");
        assert_eq!(shown, first, "{table}");
    }
}
