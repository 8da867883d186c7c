//! The case file in the window: marks on records, and the saved view of the case.
#![cfg(feature = "window")]

mod common_ui;

use std::path::Path;

use common_ui::*;
use egui::{Key, Modifiers};
use whence::domain::time::DisplayZone;

/// The sample case, saved in a case file.
fn saved_at(path: &Path) -> Window {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::K);
    answer(&mut window, "Save the case at a path…");
    answer(&mut window, &path.display().to_string());
    wait_for(&mut window, |window| is_said(window, "Saved in"));
    window
}

/// Types an answer into the open dialog and presses Enter.
fn answer(window: &mut Window, text: &str) {
    window.event(egui::Event::Text(text.to_owned()));
    settle(window);
    press(window, Key::Enter);
}

fn reopen(path: &Path) -> Window {
    let mut window = start(vec![path.to_owned()]);
    wait_for(&mut window, |window| {
        window.state().case().is_some() && !window.state().is_loading()
    });
    settle(&mut window);
    window
}

/// Goes to the first source of the first session.
fn go_to_first_source(window: &mut Window) {
    press_with(window, Modifiers::COMMAND, Key::Num4);
    press(window, Key::ArrowDown);
    press(window, Key::Enter);
    press_with(window, Modifiers::COMMAND, Key::PageDown);
    press(window, Key::ArrowDown);
}

#[test]
fn a_comment_on_a_record_is_saved_and_can_be_undone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.whence");
    let mut window = saved_at(&path);
    go_to_first_source(&mut window);
    press_with(&mut window, Modifiers::SHIFT, Key::N);
    answer(&mut window, "the first knock");
    press_with(&mut window, Modifiers::SHIFT, Key::B);
    assert!(is_said(&window, "* the first knock"));
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(is_said(&window, "The mark on the record was restored."));
    assert!(is_shown(&window, "the first knock"));
    wait_for(&mut window, |window| is_said(window, "Saved in"));
    drop(window);

    let mut window = reopen(&path);
    go_to_first_source(&mut window);
    assert!(is_shown(&window, "the first knock"));
    press_with(&mut window, Modifiers::SHIFT, Key::N);
    assert!(
        is_shown(&window, "the first knock"),
        "the earlier comment can be edited"
    );
}

#[test]
fn a_reopened_case_has_the_view_it_was_left_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.whence");
    let mut window = saved_at(&path);
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Delete);
    assert!(!is_shown(&window, "Begin (UTC) ▲"));
    click(&mut window, "Coverage: how far the logs of each host reach");
    press(&mut window, Key::Z);
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    drop(window);

    let mut window = reopen(&path);
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    assert!(
        !is_said(&window, "Begin ("),
        "the column is left out as before"
    );
    assert!(
        is_said(&window, "coverage of "),
        "the lines are shown as before"
    );
    assert!(is_shown(&window, "Kind"));
    let here = DisplayZone::ThisMachine.label();
    // The view applies only to this case: another one opens with the examiner's usual settings.
    assert!(is_shown(&window, &format!("Times in {here}")));
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    wait_for(&mut window, |window| window.state().case().is_none());
    settle(&mut window);
    type_into(
        &mut window,
        "Path of a folder, an .evtx file or a case file",
        &sample_logs().display().to_string(),
    );
    press(&mut window, Key::Enter);
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    assert!(is_shown(&window, "Begin (UTC) ▲"));
}

#[test]
fn typed_times_stay_the_same_in_the_zone_of_a_case_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.whence");
    let mut window = saved_at(&path);
    press_with(&mut window, Modifiers::COMMAND, Key::K);
    answer(&mut window, "Another zone…");
    answer(&mut window, "+02:00");
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    drop(window);

    let mut window = start_with_sample();
    type_time(&mut window, "From", "2025-03-11 22:00:00");
    let before = rows(&window);
    press_with(&mut window, Modifiers::COMMAND, Key::K);
    answer(&mut window, "Save the case at a path…");
    answer(&mut window, &path.display().to_string());
    wait_for(&mut window, |window| is_said(window, "Saved in"));
    assert!(is_said(&window, "Times in +02:00"), "as the file has it");
    assert!(
        is_said(&window, "from 2025-03-12 00:00:00"),
        "the same moment"
    );
    assert_eq!(rows(&window), before);
}
