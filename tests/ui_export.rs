//! Exports from the window: what is asked before, what is written, what is refused.
#![cfg(feature = "window")]

mod common_ui;

use std::fs;

use common_ui::*;
use egui::{Key, Modifiers};

fn export_to(window: &mut Window, target: &str) {
    press_with(window, Modifiers::COMMAND, Key::E);
    type_into(window, "Write to", target);
    click(window, "Write");
    wait_for(window, |window| !is_shown(window, "Writing…"));
    settle(window);
}

#[test]
fn all_shown_sessions_are_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("sessions.csv");
    let mut case = small_case();
    case.sessions[4].user = Some("=cmd()".into());
    let mut window = start_with(case);
    press_with(&mut window, Modifiers::COMMAND, Key::E);
    assert!(is_said(&window, "6 sessions (shown) will be written"));
    press(&mut window, Key::Escape);
    assert!(!is_said(&window, "will be written"));
    export_to(&mut window, &target.display().to_string());
    assert!(is_said(&window, "6 sessions written to"));
    // The name as resolved and the name as logged.
    assert!(is_said(&window, "escaped."));
    let text = fs::read_to_string(&target).expect("the export");
    assert!(text.starts_with('\u{feff}'), "for a spreadsheet by default");
    assert_eq!(text.matches("\r\n").count(), 7);
    assert!(text.contains("'=cmd()"));
}

#[test]
fn exporting_selected_users_exports_their_sessions() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("berta.csv");
    let mut window = start_with(small_case());
    click(&mut window, "user C137\\berta");
    press_with(&mut window, Modifiers::COMMAND, Key::E);
    assert!(is_said(&window, "3 sessions (selected) will be written"));
    click(&mut window, "CSV, raw, for programs");
    type_into(&mut window, "Write to", &target.display().to_string());
    click(&mut window, "Write");
    wait_for(&mut window, |window| {
        is_said(window, "3 sessions written to")
    });
    let text = fs::read_to_string(&target).expect("the export");
    assert_eq!(text.lines().count(), 4);
    assert!(text.starts_with("id,host,"), "{text}");
}

#[test]
fn nothing_is_written_among_evidence() {
    let folder = tempfile::tempdir().expect("a folder");
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).expect("a folder");
    copy_logs("FS01", &logs);
    let mut window = start(vec![logs.clone()]);
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    let target = logs.join("sessions.csv");
    export_to(&mut window, &target.display().to_string());
    assert!(is_said(&window, "is evidence or lies among it"));
    assert!(!target.exists());
}

#[test]
fn an_export_needs_a_file_name() {
    let mut window = start_with(small_case());
    press_with(&mut window, Modifiers::COMMAND, Key::E);
    click(&mut window, "Write");
    assert!(is_shown(&window, "Choose where to write."));
}

#[test]
fn an_existing_file_is_replaced_only_on_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("sessions.csv");
    fs::write(&target, "mine").expect("a file");
    let mut window = start_with(small_case());
    export_to(&mut window, &target.display().to_string());
    assert!(is_said(&window, "This file already exists"));
    assert_eq!(fs::read(&target).expect("the file"), b"mine");
    click(&mut window, "Write");
    wait_for(&mut window, |window| {
        is_said(window, "6 sessions written to")
    });
}

#[test]
fn an_event_log_of_another_case_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("Security.evtx");
    fs::write(&target, b"ElfFile\0and more").expect("a file");
    let mut window = start_with(small_case());
    export_to(&mut window, &target.display().to_string());
    click(&mut window, "Write");
    wait_for(&mut window, |window| {
        is_said(window, "is evidence or lies among it")
    });
    assert!(fs::read(&target).expect("the file").starts_with(b"ElfFile"));
}

#[test]
#[cfg(unix)]
fn an_export_can_be_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    // Nobody reads from the pipe yet, so the writing waits.
    let pipe = folder.path().join("sessions.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: no mkfifo here");
        return;
    }
    let mut window = start_with(small_case());
    press_with(&mut window, Modifiers::COMMAND, Key::E);
    type_into(&mut window, "Write to", &pipe.display().to_string());
    click(&mut window, "Write");
    // A pipe already exists.
    wait_for(&mut window, |window| {
        is_said(window, "This file already exists")
    });
    click(&mut window, "Write");
    assert!(is_shown(&window, "Writing…"));
    click(&mut window, "Cancel");
    assert!(is_shown(&window, "Stopping…"));
    let mut reader = std::process::Command::new("cat")
        .arg(&pipe)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("a reader");
    wait_for(&mut window, |window| {
        is_said(window, "stopped before all was written")
    });
    assert!(reader.wait().expect("its end").success());
    // The export can be repeated or abandoned.
    assert!(is_shown(&window, "Close"));
}
