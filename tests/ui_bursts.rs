//! Repeated attempts and names that were only tried: one row that opens, in the sample case.
#![cfg(feature = "window")]

mod common_ui;

use common_ui::*;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// What the sign before the row of a fold is called.
const SIGN: &str = "Expand / collapse";

/// The sessions from the address that guessed, with the cursor on the first row: the first burst.
fn guesses() -> Window {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    type_into(&mut window, "Filter", "ip:203.0.113.77 user:administrator");
    press(&mut window, Key::Enter);
    window
}

fn fold(window: &Window) -> String {
    let mut folds = rows(window).into_iter();
    let fold = folds.find(|row| row.contains(" attempts from session "));
    fold.expect("the row of a burst")
}

/// How many sessions are in view, as the status bar says it.
fn counted_sessions(window: &Window) -> String {
    let mut all = window.get_all_by_label_contains(" of 249 sessions");
    let label = all.find_map(|node| node.accesskit_node().value());
    let label = label.expect("the status bar");
    let mut words = label.split(" · ");
    let words = words.find(|words| words.ends_with("sessions"));
    words.expect("the count").to_owned()
}

/// How many rows there are, as the status bar says it.
fn count(window: &Window, part: &str) {
    assert!(is_said(window, part), "{part}: {:#?}", rows(window));
}

#[test]
fn repeated_attempts_are_one_row_that_enter_opens_and_closes() {
    let mut window = guesses();
    assert_eq!(rows(&window).len(), 1);
    assert!(fold(&window).ends_with("administrator (collapsed)"));
    let attempts: usize = fold(&window)
        .split(' ')
        .next()
        .and_then(|n| n.parse().ok())
        .expect("a number");
    assert!(attempts > 5, "{attempts}");
    count(
        &window,
        &format!("1 row · {attempts} selected · {attempts} of 249 sessions"),
    );
    press(&mut window, Key::Enter);
    assert!(fold(&window).ends_with("(expanded)"));
    let open = rows(&window);
    count(&window, &format!("{} rows · ", 1 + attempts));
    assert!(
        open.iter()
            .skip(1)
            .all(|row| row.starts_with("session 2025-03-11T22:")),
        "{open:#?}"
    );
    count(&window, &format!("{attempts} selected"));
    press(&mut window, Key::Enter);
    assert_eq!(
        rows(&window).len(),
        1,
        "the cursor was still on the row of the burst"
    );
    press(&mut window, Key::Enter);
    press(&mut window, Key::ArrowDown);
    count(&window, "· 1 selected ·");
    press(&mut window, Key::Enter);
    assert!(
        is_shown(&window, &format!("1 of {attempts}")),
        "a member is a session"
    );
}

#[test]
fn a_click_on_the_sign_or_a_double_click_opens_a_burst() {
    let mut window = guesses();
    click(&mut window, SIGN);
    let open = rows(&window).len();
    assert!(open > 5);
    click(&mut window, SIGN);
    assert_eq!(rows(&window).len(), 1);
    let fold = fold(&window);
    double_click(&mut window, &fold);
    assert_eq!(rows(&window).len(), open);
    let fold = self::fold(&window);
    double_click(&mut window, &fold);
    assert_eq!(rows(&window).len(), 1);
}

#[test]
fn members_stand_in_a_little() {
    let mut window = guesses();
    press(&mut window, Key::Enter);
    let sign = window.get_by_label(SIGN).rect();
    let text = |window: &Window| {
        let all = window.get_all_by_label_contains("2025-03-11 22:");
        let mut lefts: Vec<f32> = all.map(|cell| cell.rect().left()).collect();
        lefts.sort_by(f32::total_cmp);
        lefts
    };
    let lefts = text(&window);
    assert!(
        lefts.iter().all(|left| *left > sign.left()),
        "{lefts:?} and {sign:?}"
    );
}

#[test]
fn what_is_done_to_a_burst_is_done_to_all_of_its_sessions() {
    let mut window = guesses();
    let attempts = fold(&window)
        .split(' ')
        .next()
        .expect("a number")
        .to_owned();
    let text = copied(&mut window).expect("a copy");
    assert_eq!(
        text.lines().count().to_string(),
        (attempts.parse::<usize>().expect("a number") + 1).to_string()
    );
    assert!(
        text.lines()
            .skip(1)
            .all(|line| line.starts_with("2025-03-11 22:")),
        "{text}"
    );
    press(&mut window, Key::B);
    assert!(is_said(&window, &format!("{attempts} sessions marked")));
    assert!(
        is_said(&window, "*"),
        "the burst has the mark of its sessions"
    );
    assert_eq!(rows(&window).len(), 1);
}

#[test]
fn a_success_is_never_folded_and_steps_lead_through_all_sessions() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    type_into(&mut window, "Filter", "ip:203.0.113.77 outcome:success");
    let successes = rows(&window).len();
    assert!(successes > 0);
    type_into(&mut window, "Filter", "");
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    type_into(&mut window, "Filter", "ip:203.0.113.77");
    let shown = rows(&window);
    let single = shown.iter().filter(|row| row.starts_with("session "));
    assert!(single.count() >= successes, "{shown:#?}");
    press(&mut window, Key::Enter);
    press(&mut window, Key::End);
    press(&mut window, Key::Enter);
    // The list has fewer rows than sessions; the place counts sessions.
    press(&mut window, Key::OpenBracket);
    let rows_shown = shown.len();
    assert!(
        !is_said(&window, &format!(" of {rows_shown}")),
        "of all sessions"
    );
}

#[test]
fn folding_is_switched_off_and_on_and_the_cursor_stays_on_its_row() {
    let mut window = guesses();
    let name = fold(&window);
    window.get_by_label(&name).click_secondary();
    settle(&mut window);
    click(&mut window, "Fold / unfold repeated attempts");
    let all = rows(&window);
    assert!(
        all.len() > 5 && all.iter().all(|row| row.starts_with("session ")),
        "{all:#?}"
    );
    count(&window, "20 rows · 1 selected ·");
    press_with(&mut window, Modifiers::COMMAND, Key::K);
    window.event(egui::Event::Text("unfold repeated".to_owned()));
    settle(&mut window);
    press(&mut window, Key::Enter);
    assert_eq!(rows(&window), [name]);
    count(&window, "1 row · 20 selected");
}

#[test]
fn a_time_inside_a_burst_is_found_at_its_row() {
    let mut window = guesses();
    press_with(&mut window, Modifiers::COMMAND, Key::G);
    window.event(egui::Event::Text("2025-03-11 22:45".to_owned()));
    settle(&mut window);
    press(&mut window, Key::Enter);
    count(&window, "1 row · ");
    assert!(fold(&window).ends_with("(collapsed)"));
}

#[test]
fn names_that_were_only_tried_from_one_address_are_one_row() {
    let mut window = start_with_sample();
    for key in [Key::Num2, Key::Num3] {
        press_with(&mut window, Modifiers::COMMAND, key);
        let folded = rows(&window);
        let place = folded
            .iter()
            .position(|row| row.contains("7 names only tried"));
        let place = place.unwrap_or_else(|| panic!("{folded:#?}"));
        assert!(folded[place].contains("203.0.113."), "{folded:#?}");
        assert!(
            place > 0 && folded[0].contains("svc-backup"),
            "who came in is before them"
        );
        assert!(is_said(&window, "79 failures in "), "{folded:#?}");
        let sessions = counted_sessions(&window);
        let name = folded[place].clone();
        double_click(&mut window, &name);
        let open = rows(&window);
        assert_eq!(open[place], name.replace("(collapsed)", "(expanded)"));
        assert!(open[place + 1].contains("203.0.113."), "{open:#?}");
        assert_ne!(open.get(place + 1), folded.get(place + 1));
        count(&window, &format!("{} rows · ", folded.len() + 7));
        let sessions_now = counted_sessions(&window);
        assert_eq!(sessions_now, sessions, "folds do not change it");
    }
}

#[test]
fn the_header_of_a_group_counts_what_is_in_it() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    for _ in 0..2 {
        press(&mut window, Key::ArrowRight);
    }
    press(&mut window, Key::G);
    let groups = rows(&window);
    let of = |name: &str| {
        let mut groups = groups.iter();
        groups
            .find(|group| group.contains(name))
            .cloned()
            .unwrap_or_default()
    };
    let intruder = of("svc-backup");
    assert!(
        intruder.contains("17 sessions · 7 came in, 9 failed, 1 other · 2 hosts · "),
        "{intruder}"
    );
    assert!(!of("\\test").contains("came in"), "zeros are left out");
}
