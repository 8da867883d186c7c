//! The columns of a table: grouping, pinned columns, widths that fit, and filter boxes in their
//! menus.
#![cfg(feature = "window")]

mod common_ui;

use common_ui::*;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

fn sessions() -> Window {
    let mut window = start_with(small_case());
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    window
}

/// Opens the menu of a header.
fn menu_of(window: &mut Window, header: &str) {
    window.get_by_label(header).click_secondary();
    settle(window);
}

#[test]
fn rows_are_grouped_by_a_column_and_expanded() {
    let mut window = sessions();
    let all = rows(&window);
    menu_of(&mut window, "User");
    click(&mut window, "Group by this");
    let groups = rows(&window);
    assert_eq!(groups.len(), 3, "{groups:?}");
    assert!(
        groups[0].starts_with("User: C137\\anna · ") && groups[0].ends_with("(collapsed)"),
        "{groups:?}"
    );
    assert!(is_shown(&window, "User (grouped)"));
    assert!(is_said(&window, &format!("3 groups of {} rows", all.len())));
    assert!(!is_said(&window, "selected"), "nothing was chosen");
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    let unfolded = rows(&window);
    assert!(unfolded[0].ends_with("(expanded)"), "{unfolded:?}");
    assert!(unfolded[1].starts_with("session "), "{unfolded:?}");
    assert!(unfolded.len() > 3 && unfolded.len() < all.len() + 3);
    press_with(&mut window, Modifiers::SHIFT, Key::G);
    assert_eq!(rows(&window).len(), all.len() + 3);
    press_with(&mut window, Modifiers::SHIFT, Key::G);
    assert_eq!(rows(&window).len(), 3);
    menu_of(&mut window, "User (grouped)");
    click(&mut window, "Ungroup");
    assert_eq!(rows(&window), all);
}

#[test]
fn times_are_grouped_by_day_and_durations_by_class() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::G);
    let days = rows(&window);
    assert!(days[0].starts_with("Begin: 2025-03-03 · "), "{days:?}");
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::G);
    let lengths = rows(&window);
    assert!(
        lengths[0].starts_with("Duration: below 1 min · "),
        "{lengths:?}"
    );
    let last = lengths.last().map_or("", String::as_str);
    assert!(
        last.starts_with("Duration: (nothing)") || last.contains(" h"),
        "{lengths:?}"
    );
}

#[test]
fn an_action_on_a_group_applies_to_its_sessions() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    for _ in 0..4 {
        press(&mut window, Key::ArrowRight);
    }
    press(&mut window, Key::G);
    let groups = rows(&window);
    let place = groups.iter().position(|name| name.contains("203.0.113.77"));
    for _ in 0..place.expect("the group of an address") {
        press(&mut window, Key::ArrowDown);
    }
    press(&mut window, Key::B);
    assert!(
        is_said(&window, " sessions marked"),
        "all of the group, not one"
    );
}

#[test]
fn a_pinned_column_stays_in_view_while_the_others_scroll() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    menu_of(&mut window, "User");
    click(&mut window, "Keep in view");
    let user = window.get_by_label("User").rect();
    assert!(user.left() < window.get_by_label("Begin (UTC) ▲").rect().left());
    let before = window.get_by_label("Kind").rect().left();
    window.get_by_label("Kind").hover();
    window.step();
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(-120.0, 0.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    settle(&mut window);
    assert!(window.get_by_label("Kind").rect().left() < before - 60.0);
    assert_eq!(window.get_by_label("User").rect(), user);
    menu_of(&mut window, "User");
    click(&mut window, "Stop keeping in view");
    assert!(window.get_by_label("User").rect().left() < user.left() - 60.0);
}

#[test]
fn a_column_can_be_fitted_to_its_contents() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    let next = |window: &Window| window.get_by_label("Outcome").rect().left();
    let before = next(&window);
    menu_of(&mut window, "User");
    click(&mut window, "Fit the width");
    let fitted = next(&window);
    assert!((fitted - before).abs() > 4.0, "{before} {fitted}");
    for _ in 0..2 {
        press(&mut window, Key::ArrowRight);
    }
    press(&mut window, Key::W);
    assert!((next(&window) - fitted).abs() < 1.0);
}

#[test]
fn a_column_is_filtered_by_a_box_in_its_menu() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    menu_of(&mut window, "Address");
    click(&mut window, "Filter by");
    type_into(&mut window, "ip:", "198.51.100.0/24");
    press(&mut window, Key::Enter);
    assert!(
        is_shown(&window, "Address *"),
        "the header says that it filters"
    );
    assert!(is_said(&window, "198.51.100.0/24"));
    let networks = rows(&window).len();
    menu_of(&mut window, "Duration");
    click(&mut window, "Filter by");
    type_into(&mut window, "dur:", ">1m");
    press(&mut window, Key::Enter);
    assert!(rows(&window).len() < networks, "both filter");
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(rows(&window).len(), networks, "undone as any filter");
}

#[test]
fn the_status_bar_shows_the_total_of_the_listed_sessions() {
    let mut window = sessions();
    assert!(is_said(&window, "in all"));
    press(&mut window, Key::ArrowDown);
    assert!(is_said(&window, "selected: "));
}

#[test]
fn windows_logon_sessions_and_local_sessions_are_filtered_by_their_own_values() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num8);
    let has_text = |window: &Window, text: &str| is_said(window, text);
    press_with(&mut window, Modifiers::COMMAND, Key::F);
    type_into(&mut window, "Filter", "user:miles");
    assert!(is_shown(&window, "Logon sessions"), "still that view");
    let logons = rows(&window).len();
    assert!(logons > 0 && !has_text(&window, "cannot be asked"));
    type_into(&mut window, "Filter", " host:nowhere");
    assert!(rows(&window).is_empty() && has_text(&window, "Nothing matches the filter"));
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    press_with(&mut window, Modifiers::COMMAND, Key::Num9);
    let all = rows(&window).len();
    type_into(&mut window, "Filter", "user:petra kind:rdp");
    let some = rows(&window).len();
    assert!(some > 0 && some < all, "{some} of {all}");
    assert!(has_text(&window, "! this table has no column for kind:rdp"));
}

#[test]
fn an_impossible_range_is_reported() {
    let mut window = start_with_sample();
    type_time(&mut window, "From", "2025-03-12");
    type_time(&mut window, "To", "2025-03-10");
    assert!(is_said(&window, "! From is later than To"));
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    type_time(&mut window, "To", "the tenth");
    assert!(is_said(&window, "! To is not a time such as 2025-03-"));
}

#[test]
fn a_row_is_marked_from_its_menu_and_undo_is_confirmed() {
    let mut window = sessions();
    let name = rows(&window).remove(0);
    window.get_by_label(&name).click_secondary();
    settle(&mut window);
    click(&mut window, "Bookmark / remove bookmark");
    assert!(is_said(&window, "1 session marked"));
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(is_said(&window, "The marks on 1 session were restored."));
}

#[test]
fn groups_that_change_are_no_longer_selected() {
    let mut window = sessions();
    click(&mut window, "Group");
    click(&mut window, "Tags");
    assert!(
        rows(&window)[0].starts_with("Tags: (nothing)"),
        "{:?}",
        rows(&window)
    );
    // The cursor is put on the first group, which then opens.
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::T);
    window.event(egui::Event::Text("c2".to_owned()));
    settle(&mut window);
    press(&mut window, Key::Enter);
    let groups = rows(&window);
    assert!(groups[0].starts_with("Tags: c2 · 1 session"), "{groups:?}");
    assert!(
        groups[1].ends_with("(expanded)"),
        "found by its name: {groups:?}"
    );
    assert!(
        !is_said(&window, " selected"),
        "what was selected is elsewhere now"
    );
}

#[test]
fn a_typed_slash_is_part_of_the_text() {
    let mut window = start_with_sample();
    click(&mut window, "Time");
    type_into(&mut window, "From", "2025");
    press(&mut window, Key::Slash);
    window.event(egui::Event::Text("/".to_owned()));
    settle(&mut window);
    assert!(
        is_said(&window, "! From is not a time"),
        "it stays in the box"
    );
    assert!(is_said(&window, "Filter: ! From"), "and is no filter");
}

#[test]
fn the_cursor_stays_on_its_row_when_grouping_is_switched_on_and_off() {
    let mut window = sessions();
    for _ in 0..2 {
        press(&mut window, Key::ArrowRight);
    }
    press(&mut window, Key::G);
    press(&mut window, Key::End);
    let last = rows(&window).pop().expect("a group");
    assert!(last.starts_with("User: C137\\cesar"), "{last}");
    press(&mut window, Key::G);
    let row = copied(&mut window).expect("a copy");
    assert!(row.contains("C137\\cesar"), "a row of that group: {row}");
    press(&mut window, Key::G);
    let group = copied(&mut window).expect("a copy");
    assert!(
        group.contains("C137\\cesar"),
        "and its group again: {group}"
    );
}

#[test]
fn the_column_of_the_cursor_comes_into_view() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::ArrowDown);
    // Columns that were chosen scroll sideways; before that, those without room are left out.
    press(&mut window, Key::Delete);
    let right = window.get_by_label("rows").rect().left();
    for _ in 0..11 {
        press(&mut window, Key::ArrowRight);
    }
    assert!(window.get_by_label("Tries").rect().right() <= right);
    for _ in 0..12 {
        press(&mut window, Key::ArrowLeft);
    }
    let begin = window.get_by_label("Duration").rect();
    assert!(begin.left() > window.get_by_label("Evidence").rect().right());
}

#[test]
fn only_rows_that_match_the_filter_are_selected_and_grouped() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num9);
    type_into(&mut window, "Filter", "user:petra");
    press(&mut window, Key::Enter);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    let text = copied(&mut window).expect("a copy");
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert!(!lines.is_empty(), "{text}");
    assert!(lines.iter().all(|line| line.contains("petra")), "{text}");
    for _ in 0..4 {
        press(&mut window, Key::ArrowRight);
    }
    press(&mut window, Key::G);
    let groups = rows(&window);
    let expected = format!("User: LARKFIELD\\petra · {} rows", lines.len());
    assert_eq!(groups.len(), 1, "{groups:?}");
    assert!(groups[0].starts_with(&expected), "{groups:?}");
}
