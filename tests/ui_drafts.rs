//! Marks that are in no case file yet: a draft keeps them, and nothing is dropped without a
//! question.
#![cfg(feature = "window")]

mod common_ui;

use std::path::{Path, PathBuf};

use common_ui::*;
use eframe::App as _;
use egui::{Key, Modifiers, ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::kittest::Queryable as _;
use whence::casefile::CaseFile;
use whence::casefile::drafts::list;

const QUESTION: &str = "Keep your marks?";
const OFFER: &str = "There is a draft of this evidence";

/// The sample case with drafts in a folder.
fn sample(folder: &Path) -> Window {
    evidence(sample_logs(), folder)
}

fn evidence(path: PathBuf, folder: &Path) -> Window {
    let mut window = start_with_drafts(vec![path], folder);
    wait_for(&mut window, |window| {
        window.state().case().is_some() && !window.state().is_loading()
    });
    settle(&mut window);
    window
}

/// The start page with drafts in a folder.
fn start_page(folder: &Path) -> Window {
    let mut window = start_with_drafts(Vec::new(), folder);
    settle(&mut window);
    window
}

/// Tags the first session.
fn tag(window: &mut Window, tag: &str) {
    press_with(window, Modifiers::COMMAND, Key::Num4);
    press(window, Key::ArrowDown);
    press(window, Key::T);
    answer(window, tag);
}

/// Types an answer into the open dialog and presses Enter.
fn answer(window: &mut Window, text: &str) {
    window.event(egui::Event::Text(text.to_owned()));
    settle(window);
    press(window, Key::Enter);
}

fn tagged(folder: &Path, name: &str) -> Window {
    let mut window = sample(folder);
    tag(&mut window, name);
    wait_for(&mut window, |window| is_shown(window, "Saved in a draft"));
    window
}

/// Asks the window to close. Returns whether it does.
fn close(window: &mut Window) -> bool {
    let input = window.input_mut();
    let viewport = input.viewports.get_mut(&ViewportId::ROOT);
    viewport
        .expect("a window")
        .events
        .push(ViewportEvent::Close);
    window.step();
    let stays = commands(window).contains(&ViewportCommand::CancelClose);
    settle(window);
    !stays
}

fn commands(window: &Window) -> &[ViewportCommand] {
    &window.output().viewport_output[&ViewportId::ROOT].commands
}

/// Waits until the window closes without further input, and lets it end.
fn wait_until_closed(mut window: Window) {
    wait_for(&mut window, |window| {
        commands(window).contains(&ViewportCommand::Close)
    });
    window.state_mut().on_exit(None);
}

/// Answers a question without running past the frame in which the window closes.
fn choose(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.step();
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("only its path is asked for".to_owned())
    }
}

/// Drops a folder onto the window.
fn drop_onto(window: &mut Window, path: PathBuf) {
    let dropped = std::sync::Arc::new(Dropped(path));
    window.input_mut().dropped_files.push(dropped);
    window.step();
}

fn drafts(folder: &Path) -> usize {
    list(folder, None).expect("a list").len()
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn the_first_mark_begins_a_draft_that_the_next_start_offers() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = sample(folder.path());
    assert_eq!(files(folder.path()), 0, "nothing was marked");
    tag(&mut window, "looked at");
    assert!(is_said(&window, "1 session marked. A draft keeps marks"));
    wait_for(&mut window, |window| is_shown(window, "Saved in a draft"));
    // The process ends without asking.
    drop(window);

    let mut window = start_page(folder.path());
    wait_for(&mut window, |window| is_said(window, "1 marked session"));
    assert!(is_said(&window, "sample_logs"), "what it is about");
    click(&mut window, "Open the draft");
    wait_for(&mut window, |window| is_shown(window, "Saved in a draft"));
    press_with(&mut window, Modifiers::COMMAND, Key::F);
    window.event(egui::Event::Text("tag:looked".to_owned()));
    settle(&mut window);
    assert_eq!(rows(&window).len(), 1);
    assert!(!is_said(&window, OFFER), "it is in use");
}

#[test]
fn the_draft_keeps_filters_and_marks_on_records_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = sample(folder.path());
    press_with(&mut window, Modifiers::COMMAND, Key::F);
    window.event(egui::Event::Text("user:anna".to_owned()));
    settle(&mut window);
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    answer(&mut window, "anna");
    wait_for(&mut window, |window| is_shown(window, "Saved in a draft"));
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    press_with(&mut window, Modifiers::COMMAND, Key::PageDown);
    press(&mut window, Key::ArrowDown);
    press_with(&mut window, Modifiers::SHIFT, Key::B);
    wait_for(&mut window, |window| is_shown(window, "Saved in a draft"));
    drop(window);
    let mut window = start_page(folder.path());
    wait_for(&mut window, |window| {
        is_said(window, "1 marked record, 1 named filter")
    });
}

#[test]
fn each_window_has_its_own_draft_and_offers_no_other_windows() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = tagged(folder.path(), "one");
    let mut second = sample(folder.path());
    for _ in 0..20 {
        settle(&mut second);
    }
    assert!(!is_said(&second, OFFER), "the first window uses it");
    tag(&mut second, "two");
    wait_for(&mut second, |window| is_shown(window, "Saved in a draft"));
    assert_eq!(drafts(folder.path()), 0, "both are in use");
    drop(first);
    assert_eq!(drafts(folder.path()), 1);
    drop(second);
    assert_eq!(drafts(folder.path()), 2);
    let mut window = sample(folder.path());
    wait_for(&mut window, |window| is_said(window, OFFER));
}

#[test]
fn opening_the_same_evidence_offers_its_draft_and_merges_new_marks() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(tagged(folder.path(), "before"));
    let other = tempfile::tempdir().expect("a folder");
    let log = other.path().join("GATE01-Security.evtx");
    std::fs::copy(sample_logs().join("GATE01/Security.evtx"), log).expect("copied");
    let mut window = evidence(other.path().to_owned(), folder.path());
    for _ in 0..20 {
        settle(&mut window);
    }
    assert!(!is_said(&window, OFFER), "other evidence");

    let mut window = sample(folder.path());
    wait_for(&mut window, |window| is_said(window, OFFER));
    tag(&mut window, "after");
    wait_for(&mut window, |window| is_shown(window, "Saved in a draft"));
    settle(&mut window);
    click(&mut window, "Use the draft");
    wait_for(&mut window, |window| !is_said(window, OFFER));
    assert!(is_said(&window, "after, before"), "both tags");
    wait_for(&mut window, |window| is_shown(window, "Saved in a draft"));
    drop(window);
    assert_eq!(drafts(folder.path()), 1, "two have become one");

    let mut window = sample(folder.path());
    wait_for(&mut window, |window| is_said(window, OFFER));
    click(&mut window, "Not now");
    assert!(!is_said(&window, OFFER));
    assert_eq!(drafts(folder.path()), 1, "it stays");
}

#[test]
fn the_window_asks_before_it_closes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = sample(folder.path());
    assert!(close(&mut window), "nothing is lost");

    let mut window = tagged(folder.path(), "one");
    assert!(!close(&mut window));
    assert!(is_shown(&window, QUESTION));
    assert!(is_said(
        &window,
        "1 marked session. No case file was chosen"
    ));
    press(&mut window, Key::Escape);
    assert!(!is_shown(&window, QUESTION) && window.state().case().is_some());
    assert!(!close(&mut window) && !close(&mut window), "asked once");
    click(&mut window, "Cancel");
    assert!(!is_shown(&window, QUESTION));
    assert!(!close(&mut window));
    choose(&mut window, "Keep the draft");
    wait_until_closed(window);
    assert_eq!(drafts(folder.path()), 1);

    let mut window = tagged(folder.path(), "two");
    assert!(!close(&mut window));
    choose(&mut window, "Discard");
    wait_until_closed(window);
    assert_eq!(drafts(folder.path()), 1, "that of the window before");
}

#[test]
fn a_draft_is_saved_as_the_chosen_case_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let path = folder.path().join("a.whence");
    let mut window = tagged(&data, "kept");
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    assert!(is_shown(&window, QUESTION));
    // The button with the keyboard focus is the one that loses nothing.
    press(&mut window, Key::Enter);
    press(&mut window, Key::Escape);
    assert!(is_shown(&window, QUESTION), "no place was chosen");
    click(&mut window, "Save as case file…");
    answer(&mut window, &path.display().to_string());
    wait_for(&mut window, |window| window.state().case().is_none());
    wait_for(&mut window, |_| files(&data) == 0);
    let contents = CaseFile::peek(&path).expect("a case file");
    assert_eq!(contents.marks.len(), 1);
    settle(&mut window);
    assert!(!is_shown(&window, "Open the draft"));
}

#[test]
fn if_the_case_file_cannot_be_written_the_draft_stays_and_the_question_is_repeated() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = tagged(folder.path(), "kept");
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    click(&mut window, "Save as case file…");
    answer(
        &mut window,
        &sample_logs().join("a.whence").display().to_string(),
    );
    wait_for(&mut window, |window| is_shown(window, QUESTION));
    assert!(is_said(&window, "choose another place"));
    assert!(!sample_logs().join("a.whence").exists());
    click(&mut window, "Keep the draft");
    wait_for(&mut window, |window| window.state().case().is_none());
    wait_for(&mut window, |window| is_shown(window, "Open the draft"));
}

#[test]
fn other_evidence_is_opened_only_when_the_marks_are_safe() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = tagged(folder.path(), "one");
    let open = |window: &mut Window| {
        drop_onto(window, sample_logs().join("FS01"));
        settle(window);
    };
    let hosts = |window: &Window| window.state().case().map_or(0, |case| case.hosts.len());
    assert!(hosts(&window) > 1);
    open(&mut window);
    assert!(is_shown(&window, QUESTION));
    open(&mut window);
    click(&mut window, "Keep the draft");
    wait_for(&mut window, |window| {
        !window.state().is_loading() && hosts(window) == 1
    });
    wait_for(&mut window, |_| drafts(folder.path()) == 1);
    tag(&mut window, "two");
    wait_for(&mut window, |window| is_shown(window, "Saved in a draft"));
    open(&mut window);
    click(&mut window, "Discard");
    wait_for(&mut window, |window| {
        !window.state().is_loading() && !is_shown(window, "Saved in a draft")
    });
    wait_for(&mut window, |_| drafts(folder.path()) == 1);
}

#[test]
fn marks_that_no_draft_can_keep_are_reported_as_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").expect("written");
    let mut window = sample(&file.join("drafts"));
    tag(&mut window, "one");
    wait_for(&mut window, |window| is_said(window, "Marks are not kept"));
    assert!(is_said(&window, "the draft could not be written"));
    assert!(!close(&mut window));
    assert!(is_said(&window, "in memory only, because"));
    assert!(!is_shown(&window, "Keep the draft"));
    choose(&mut window, "Discard");
    wait_until_closed(window);

    // If drafts are switched off, the question is the same.
    let mut window = start(vec![sample_logs()]);
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    tag(&mut window, "one");
    assert!(is_said(&window, "Marks are not saved: Ctrl+S"));
    assert!(!close(&mut window));
    assert!(is_said(&window, "your marks are in memory only."));
}

#[test]
fn no_draft_is_written_among_evidence() {
    let folder = tempfile::tempdir().expect("a folder");
    let logs = folder.path().join("logs");
    std::fs::create_dir(&logs).expect("a folder");
    copy_logs("FS01", &logs);
    let before = files(&logs);
    let mut window = evidence(logs.clone(), &logs.join("data/drafts"));
    tag(&mut window, "one");
    wait_for(&mut window, |window| is_said(window, "Marks are not kept"));
    assert!(is_said(&window, "lies among it"));
    assert_eq!(files(&logs), before);
}

#[test]
fn an_unreadable_draft_is_reported_and_deleted_only_after_confirmation() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("draft-00.whence");
    std::fs::write(&path, "nonsense").expect("written");
    let mut window = start_page(folder.path());
    wait_for(&mut window, |window| is_said(window, "cannot be read"));
    assert!(is_said(&window, "draft-00.whence") && !is_shown(&window, "Open the draft"));
    click(&mut window, "Discard the draft…");
    assert!(is_shown(&window, "Discard this draft?"));
    press(&mut window, Key::Enter);
    assert!(path.is_file(), "Enter loses nothing");
    assert!(!is_shown(&window, "Discard this draft?"));
    click(&mut window, "Discard the draft…");
    click(&mut window, "Discard");
    wait_for(&mut window, |window| !is_said(window, "cannot be read"));
    assert!(!path.exists());
}

#[test]
fn undoing_all_marks_leaves_no_draft_and_no_question() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = tagged(folder.path(), "one");
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    assert!(window.state().case().is_none());
    wait_for(&mut window, |_| files(folder.path()) == 0);
}

#[test]
fn opening_a_case_file_takes_over_the_marks_of_a_draft() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let path = folder.path().join("a.whence");
    drop(tagged(&data, "drafted"));
    let mut window = sample(&data);
    press_with(&mut window, Modifiers::COMMAND, Key::K);
    answer(&mut window, "Save the case at a path…");
    answer(&mut window, &path.display().to_string());
    wait_for(&mut window, |window| is_said(window, "Saved in a.whence"));
    wait_for(&mut window, |window| is_said(window, OFFER));
    click(&mut window, "Use the draft");
    wait_for(&mut window, |_| files(&data) == 0);
    assert!(close(&mut window), "the case file has all");
    let contents = CaseFile::peek(&path).expect("a case file");
    assert_eq!(contents.marks.len(), 1);
}

#[test]
fn cancelling_a_load_keeps_the_marks_that_were_to_be_discarded() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = tagged(folder.path(), "one");
    drop_onto(&mut window, sample_logs().join("FS01"));
    settle(&mut window);
    choose(&mut window, "Discard");
    // The evidence may already have been read.
    if let Some(cancel) = window.query_by_label("Cancel") {
        cancel.click();
    }
    wait_for(&mut window, |window| !window.state().is_loading());
    settle(&mut window);
    if is_said(&window, "Loading was cancelled") {
        drop(window);
        assert_eq!(drafts(folder.path()), 1);
    }
}

/// Changes a draft from outside.
fn change_draft(folder: &Path, sql: &str) {
    drop(tagged(folder, "one"));
    let found = list(folder, None).expect("a list");
    let connection = rusqlite::Connection::open(&found[0].path).expect("a database");
    connection.execute_batch(sql).expect("changed");
}

#[test]
fn a_draft_with_unknown_entries_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let path = folder.path().join("a.whence");
    change_draft(&data, "INSERT INTO mark VALUES ('no id', '[]', 'x', 0, 0)");
    let mut window = start_page(&data);
    wait_for(&mut window, |window| {
        is_said(window, "1 marked session, 1 entry that is not understood")
    });
    click(&mut window, "Open the draft");
    wait_for(&mut window, |window| is_shown(window, "Saved in a draft"));
    settle(&mut window);
    assert!(is_said(&window, "1 entry of the case file"));
    press_with(&mut window, Modifiers::COMMAND, Key::K);
    answer(&mut window, "Save the case at a path…");
    answer(&mut window, &path.display().to_string());
    wait_for(&mut window, |window| is_said(window, "Saved in a.whence"));
    drop(window);
    assert_eq!(drafts(&data), 1, "what was not understood was not moved");
}

#[test]
fn a_draft_accesses_another_machine_only_after_a_question() {
    let folder = tempfile::tempdir().expect("a folder");
    change_draft(folder.path(), "UPDATE root SET path = '//host/share'");
    let mut window = start_page(folder.path());
    wait_for(&mut window, |window| is_shown(window, "Open the draft"));
    click(&mut window, "Open the draft");
    wait_for(&mut window, |window| {
        is_shown(window, "Open evidence at these paths?")
    });
    assert!(is_shown(&window, "//host/share"));
    click(&mut window, "Cancel");
    for _ in 0..10 {
        window.step();
    }
    assert!(window.state().case().is_none() && !window.state().is_loading());
    wait_for(&mut window, |_| drafts(folder.path()) == 1);
    // After the question, the examiner's choice is opened; there is no such evidence here.
    click(&mut window, "Open the draft");
    wait_for(&mut window, |window| is_shown(window, "Open them"));
    click(&mut window, "Open them");
    wait_for(&mut window, |window| window.state().case().is_some());
}
