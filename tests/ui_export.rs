//! Exports from the window: what is asked before, what is written, what is refused.
#![cfg(feature = "window")]

mod common_ui;

use std::fs;

use common_ui::*;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

fn export_to(window: &mut Window, target: &str) {
    open_with_every_field(window);
    write_to(window, target);
}

fn write_to(window: &mut Window, target: &str) {
    type_into(window, "Write to", target);
    click(window, "Write");
    wait_for(window, |window| !is_shown(window, "Writing…"));
    settle(window);
}

/// The lines of an export, without the byte order mark.
fn lines(path: &std::path::Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("the export");
    let text = text.trim_start_matches('\u{feff}');
    text.lines().map(str::to_owned).collect()
}

fn open(window: &mut Window) {
    press_with(window, Modifiers::COMMAND, Key::E);
}

fn open_with_every_field(window: &mut Window) {
    press_with(window, Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
}

/// The text of the box for the target.
fn target(window: &Window) -> String {
    let role = egui::accesskit::Role::TextInput;
    let node = window.get_by_role_and_label(role, "Write to");
    node.accesskit_node().value().unwrap_or_default()
}

#[test]
fn all_sessions_behind_a_table_are_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("sessions.csv");
    let mut case = small_case();
    case.sessions[4].user = Some("=cmd()".into());
    let mut window = start_with(case);
    open_with_every_field(&mut window);
    assert!(is_said(
        &window,
        "6 sessions (shown) with 47 fields will be written"
    ));
    press(&mut window, Key::Escape);
    assert!(!is_said(&window, "will be written"));
    open_with_every_field(&mut window);
    write_to(&mut window, &target.display().to_string());
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
    open(&mut window);
    click(
        &mut window,
        "The sessions behind it, with every field (6 sessions, 47 fields)",
    );
    assert!(is_said(
        &window,
        "3 sessions (selected) with 47 fields will be written"
    ));
    assert!(is_said(&window, "Left out: 3 sessions not selected."));
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
fn a_table_is_exported_as_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("users.csv");
    let mut case = small_case();
    case.sessions[4].user = Some("=cmd()".into());
    let mut window = start_with(case);
    // By user, the last first; without the second column.
    press(&mut window, Key::S);
    press(&mut window, Key::S);
    window.get_by_label("Worth a look").click_secondary();
    settle(&mut window);
    click(&mut window, "Hide this column");
    type_into(&mut window, "Filter", "-user:anna");
    press(&mut window, Key::Enter);
    let shown = rows(&window);
    open(&mut window);
    assert!(is_shown(
        &window,
        "This table, as shown (2 rows, 11 columns)"
    ));
    assert!(is_said(
        &window,
        "2 rows (shown) with 11 columns will be written."
    ));
    assert!(is_said(
        &window,
        "Left out: 1 row and 2 sessions hidden by the filter; 1 hidden column: Worth a look."
    ));
    write_to(&mut window, &target.display().to_string());
    assert!(is_said(&window, "2 rows written to"));
    let lines = lines(&target);
    assert!(
        lines[0].starts_with("user,successes,failures,"),
        "{lines:?}"
    );
    assert_eq!(lines.len(), 3);
    let names: Vec<&str> = lines[1..]
        .iter()
        .map(|line| line.split(',').next().expect("a user"))
        .map(|name| name.trim_start_matches('\''))
        .collect();
    let expected: Vec<&str> = shown
        .iter()
        .map(|row| row.strip_prefix("user ").expect("a user"))
        .collect();
    assert_eq!(names, expected);
    assert!(
        lines[1..]
            .iter()
            .any(|line| line.starts_with("C137\\=cmd()"))
    );
}

#[test]
fn folded_groups_are_exported_as_the_rows_in_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = start_with(small_case());
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    press_with(&mut window, Modifiers::SHIFT, Key::G);
    window.get_by_label("User").click_secondary();
    settle(&mut window);
    click(&mut window, "Group by this");
    assert_eq!(rows(&window).len(), 3, "all groups are folded");
    let mut written = Vec::new();
    for (name, is_open) in [("folded.jsonl", false), ("open.jsonl", true)] {
        if is_open {
            press_with(&mut window, Modifiers::SHIFT, Key::G);
            assert_eq!(rows(&window).len(), 9);
        }
        let target = folder.path().join(name);
        open(&mut window);
        assert!(is_said(&window, "6 rows (shown)"));
        click(&mut window, "JSON Lines");
        write_to(&mut window, &target.display().to_string());
        press(&mut window, Key::Escape);
        written.push(lines(&target));
    }
    assert_eq!(written[0].len(), 6);
    assert_eq!(written[0], written[1]);
    let users: Vec<bool> = written[0]
        .iter()
        .map(|line| line.contains("anna"))
        .collect();
    assert_eq!(users, [true, true, false, false, false, false]);
}

#[test]
fn the_rows_of_a_selected_group_are_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("anna.jsonl");
    let mut window = start_with(small_case());
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    window.get_by_label("User").click_secondary();
    settle(&mut window);
    click(&mut window, "Group by this");
    press(&mut window, Key::ArrowDown);
    open(&mut window);
    assert!(is_said(&window, "2 rows (selected)"));
    assert!(is_said(&window, "Left out: 4 rows not selected"));
    click(&mut window, "JSON Lines");
    write_to(&mut window, &target.display().to_string());
    let lines = lines(&target);
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line.contains("anna")));
}

#[test]
fn what_is_hidden_by_default_is_counted() {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    let shown = rows(&window).len();
    open(&mut window);
    let hidden = window.query_all_by_label_contains("hidden by default");
    assert_eq!(hidden.count(), 1, "{shown} shown");
    press(&mut window, Key::Escape);
    press_with(&mut window, Modifiers::COMMAND, Key::H);
    open(&mut window);
    assert!(!is_said(&window, "hidden by default"));
}

#[test]
fn every_view_with_rows_can_be_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = start_with_sample();
    let views = [
        ("Users", Key::Num1),
        ("User + address", Key::Num2),
        ("Address ranges", Key::Num3),
        ("Sessions", Key::Num4),
        ("Hosts", Key::Num5),
        ("Evidence", Key::Num6),
        ("Problems", Key::Num7),
        ("Logon sessions", Key::Num8),
        ("Local sessions", Key::Num9),
        ("Activity", Key::D),
    ];
    for (number, (view, key)) in views.into_iter().enumerate() {
        press_with(&mut window, Modifiers::COMMAND, key);
        wait_for(&mut window, |window| !window.state().is_working());
        settle(&mut window);
        let target = folder.path().join(format!("{number}.csv"));
        open(&mut window);
        assert!(is_said(&window, "This table, as shown ("), "{view}");
        write_to(&mut window, &target.display().to_string());
        assert!(is_said(&window, " written to "), "{view}");
        press(&mut window, Key::Escape);
        assert!(lines(&target).len() > 1, "{view}");
    }
    // The tabs of a session.
    press_with(&mut window, Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    open(&mut window);
    assert!(
        is_said(&window, "1 session (shown)"),
        "the summary is no table"
    );
    press(&mut window, Key::Escape);
    press_with(&mut window, Modifiers::COMMAND, Key::PageDown);
    open(&mut window);
    assert!(is_said(&window, "This table, as shown ("), "sources");
    assert!(is_said(&window, "This session, with every field"));
}

#[test]
fn name_and_folder_are_proposed_and_typing_replaces_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = folder.path().join("first.csv");
    let mut window = start_with_sample();
    open(&mut window);
    write_to(&mut window, &first.display().to_string());
    assert_eq!(lines(&first).len(), rows(&window).len() + 1);
    press(&mut window, Key::Escape);
    press_with(&mut window, Modifiers::COMMAND, Key::Num2);
    open(&mut window);
    wait_for(&mut window, |window| !target(window).is_empty());
    let begin = folder.path().join("sample_logs-user-address-20");
    let proposed = target(&window);
    assert!(
        proposed.starts_with(&begin.display().to_string()),
        "the folder of the last export: {proposed}"
    );
    let ending = |path: String| path.rsplit_once('.').map(|(_, ending)| ending.to_owned());
    assert_eq!(ending(proposed).as_deref(), Some("csv"));
    click(&mut window, "JSON Lines");
    assert_eq!(ending(target(&window)).as_deref(), Some("jsonl"));
    // The key of the window goes on to the sessions, and the name follows.
    open(&mut window);
    assert!(target(&window).contains("sample_logs-sessions-20"));
    // The box has the keyboard, and its text is selected.
    let second = folder.path().join("second.jsonl").display().to_string();
    window.event(egui::Event::Text(second.clone()));
    settle(&mut window);
    assert_eq!(target(&window), second);
    press(&mut window, Key::Enter);
    wait_for(&mut window, |window| is_said(window, " written to "));
}

#[test]
fn no_folder_of_the_evidence_is_proposed() {
    let folder = tempfile::tempdir().expect("a folder");
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).expect("a folder");
    copy_logs("FS01", &logs);
    let mut window = start(vec![logs.clone()]);
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    open(&mut window);
    settle(&mut window);
    assert!(!target(&window).contains("logs/logs"));
    assert!(!target(&window).starts_with(&logs.display().to_string()));
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
    open(&mut window);
    type_into(&mut window, "Write to", " ");
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
    open(&mut window);
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
