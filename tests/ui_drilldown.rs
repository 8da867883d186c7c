//! From a folder of logs to the record behind a session, by the labels on screen.
#![cfg(feature = "window")]

mod common_ui;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use common_ui::*;
use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

#[test]
fn from_a_path_to_the_record_behind_a_session() {
    let mut window = start(Vec::new());
    assert!(is_shown(&window, "Open folder…"));
    let path = sample_logs().display().to_string();
    type_into(
        &mut window,
        "Path of a folder, an .evtx file or a case file",
        &path,
    );
    let open = window.get_all_by_label("Open").last().expect("a button");
    open.click();
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);

    double_click(&mut window, "user LARKFIELD\\petra");
    double_click(&mut window, "LARKFIELD\\petra from 198.51.100.24");
    assert!(is_said(&window, "8 rows"));
    press(&mut window, Key::Home);
    press(&mut window, Key::Enter);
    assert!(
        is_said(&window, "petra"),
        "the sentence of the summary names the user"
    );
    click_tab(&mut window, "Sources");
    assert!(is_shown(&window, "ActivityID") || is_said(&window, "ActivityID"));
    let source = rows(&window).into_iter().next().expect("a source");
    click(&mut window, &source);
    wait_for(&mut window, |window| is_said(window, "System, "));
    assert!(!is_shown(&window, "EventRecordID"), "folded under System");
    click(&mut window, "XML");
    assert!(is_said(&window, "<EventRecordID>"));
    assert!(is_shown(&window, "Copy XML"));

    for tab in ["Logon sessions", "Desktop", "Activity"] {
        click_tab(&mut window, tab);
    }
}

#[test]
fn breadcrumbs_backspace_and_history_go_back() {
    let mut window = start_with(small_case());
    double_click(&mut window, "user C137\\berta");
    assert_eq!(
        rows(&window),
        ["C137\\berta from 10.0.0.5", "C137\\berta from 10.0.0.6"]
    );
    double_click(&mut window, "C137\\berta from 10.0.0.5");
    assert_eq!(rows(&window).len(), 2);
    press(&mut window, Key::Backspace);
    assert_eq!(rows(&window).len(), 2);
    assert!(is_shown(&window, "C137\\berta from 10.0.0.6"));
    press_with(&mut window, egui::Modifiers::ALT, Key::ArrowLeft);
    assert!(is_said(&window, "session 2020-09-19T00:16:40"));
    window
        .get_by_role_and_label(egui::accesskit::Role::Button, "C137\\berta")
        .click();
    settle(&mut window);
    assert!(is_shown(&window, "C137\\berta from 10.0.0.6"));
    press(&mut window, Key::Backspace);
    assert_eq!(rows(&window).len(), 3);
}

#[test]
fn brackets_step_through_the_list_that_a_session_came_from() {
    let mut window = start_with(small_case());
    press_with(&mut window, egui::Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::Home);
    press(&mut window, Key::Enter);
    assert!(is_shown(&window, "1 of 6"));
    press(&mut window, Key::CloseBracket);
    press(&mut window, Key::CloseBracket);
    assert!(is_shown(&window, "3 of 6"));
    press(&mut window, Key::OpenBracket);
    assert!(is_shown(&window, "2 of 6"));
    press(&mut window, Key::Backspace);
    press(&mut window, Key::Enter);
    assert!(is_shown(&window, "2 of 6"), "the list's cursor went along");
}

#[test]
fn the_other_visits_of_a_desktop_are_one_step_away() {
    let mut window = start_with_sample();
    press_with(&mut window, egui::Modifiers::COMMAND, Key::Num4);
    type_into(
        &mut window,
        "Filter",
        "user:svc-backup kind:rdp ip:192.0.2.146",
    );
    settle(&mut window);
    assert!(!rows(&window).is_empty());
    let first = rows(&window).into_iter().next().expect("a session");
    double_click(&mut window, &first);
    click(&mut window, "Desktop");
    assert!(rows(&window).len() >= 2, "{:?}", rows(&window));
    let other = rows(&window).into_iter().next().expect("a visit");
    double_click(&mut window, &other);
    assert!(is_said(&window, "203.0.113.77"));
}

#[test]
fn a_load_can_be_cancelled_and_started_again() {
    let folder = tempfile::tempdir().expect("a folder");
    for copy in 0..60 {
        copy_logs(
            &sample_logs().join("GATE01"),
            &folder.path().join(copy.to_string()),
        );
    }
    let mut window = start(vec![folder.path().to_owned()]);
    window.step();
    assert!(window.state().is_loading());
    window.get_by_label("Cancel").click();
    wait_for(&mut window, |window| !window.state().is_loading());
    settle(&mut window);
    assert!(window.state().case().is_none());
    assert!(is_said(&window, "cancelled"));
    assert!(is_shown(&window, "Open folder…"));
}

#[test]
fn a_dropped_folder_is_opened() {
    let mut window = start(Vec::new());
    window
        .input_mut()
        .dropped_files
        .push(Arc::new(Dropped(sample_logs().join("FS01"))));
    window.step();
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    assert!(is_shown(&window, "user LARKFIELD\\miles"));
}

#[test]
fn files_that_cannot_be_read_are_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = folder.path().join("broken.evtx");
    let no_log = sample_logs().join("README.md");
    std::fs::copy(no_log, &broken).expect("a file");
    let mut window = start(vec![broken, folder.path().join("missing.evtx")]);
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    assert!(is_said(&window, "2 problems"));
    assert!(is_said(&window, "no such file or folder"));
    assert!(is_said(&window, "signature ElfFile is missing"));
}

#[test]
fn the_users_logged_on_at_a_time_can_be_listed() {
    let mut window = start_with(small_case());
    ask_who_was_there(&mut window, "2020-09-19 00:17");
    assert_eq!(rows(&window).len(), 1);
    assert!(is_said(&window, "C137\\berta"));
}

#[test]
fn a_lane_of_the_timeline_leads_to_its_user() {
    let mut window = start_with(small_case());
    click(&mut window, "C137\\berta: 3 sessions, 0 refusals");
    assert_eq!(
        rows(&window),
        ["C137\\berta from 10.0.0.5", "C137\\berta from 10.0.0.6"]
    );
    click(&mut window, "Hide the timeline");
    assert!(
        !is_said(&window, "0 refusals"),
        "the timeline can be put away"
    );
}

#[test]
fn a_lane_by_range_or_host_leads_to_its_sessions() {
    let mut window = start_with(small_case());
    click(&mut window, "Lanes by address range");
    click(&mut window, "10.0.0.0/24: 5 sessions, 0 refusals");
    assert_eq!(rows(&window).len(), 5);
    press_with(&mut window, egui::Modifiers::COMMAND, Key::Num1);
    click(&mut window, "Lanes by host");
    click(&mut window, "DC01.c137.local: 6 sessions, 0 refusals");
    assert_eq!(rows(&window).len(), 6);
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("a folder".to_owned())
    }
}

fn copy_logs(from: &Path, to: &Path) {
    std::fs::create_dir(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("logs").flatten() {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
        }
    }
}

#[test]
fn a_user_has_the_same_name_in_table_lane_and_breadcrumb() {
    let mut case = small_case();
    for session in &mut case.sessions {
        if session.user.as_deref() == Some("berta") {
            session.sid = Some("S-1-5-21-9-1105".into());
        }
    }
    // Before its machine became a domain controller, this was a local account.
    case.sessions[1].domain = Some("WIN-E0PO207ERMD".into());
    let mut window = start_with(case);
    assert!(is_said(&window, "C137\\berta: 3 sessions"));
    double_click(&mut window, "user C137\\berta");
    let crumb = egui::accesskit::Role::Button;
    double_click(&mut window, "C137\\berta from 10.0.0.5");
    assert!(
        window
            .query_by_role_and_label(crumb, "C137\\berta")
            .is_some()
    );
    assert!(
        rows(&window)
            .iter()
            .any(|row| row.ends_with("WIN-E0PO207ERMD\\berta")),
        "a session keeps what was logged"
    );
}

#[test]
fn evidence_without_sessions_is_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("notes.txt"), "no log").expect("a file");
    let open = |path: &Path| {
        let mut window = start(vec![path.to_owned()]);
        wait_for(&mut window, |window| window.state().case().is_some());
        settle(&mut window);
        window
    };
    let window = open(folder.path());
    assert!(is_said(&window, "1 file is no event log"));
    let logs = folder.path().join("logs");
    std::fs::create_dir(&logs).expect("a folder");
    // The header and the beginning of a chunk: a log without records.
    let whole = std::fs::read(sample_logs().join("FS01").join("Security.evtx")).expect("a log");
    std::fs::write(logs.join("cut.evtx"), &whole[..5000]).expect("a file");
    let window = open(&logs);
    assert!(rows(&window).iter().any(|row| row.contains("cut.evtx")));
    assert!(is_said(&window, " problem"));
}

#[test]
fn an_empty_tab_explains_why_it_is_empty() {
    let mut window = start_with(small_case());
    press_with(&mut window, egui::Modifiers::COMMAND, Key::Num4);
    press(&mut window, Key::Home);
    press(&mut window, Key::Enter);
    click_tab(&mut window, "Activity");
    assert!(is_said(
        &window,
        "Nothing in the evidence was done in this session"
    ));
    click_tab(&mut window, "Logon sessions");
    assert!(is_said(&window, "No Windows logon session (4624)"));
}

/// The session of svc-backup that took up a desktop and went on to FS01.
fn onward_session() -> Window {
    let mut window = start_with_sample();
    press_with(&mut window, egui::Modifiers::COMMAND, Key::Num4);
    type_into(
        &mut window,
        "Filter",
        "user:svc-backup kind:rdp ip:192.0.2.146",
    );
    press(&mut window, Key::Enter);
    press(&mut window, Key::Home);
    press(&mut window, Key::Enter);
    window
}

#[test]
fn a_session_is_told_with_the_session_that_it_led_to() {
    let mut window = onward_session();
    for said in [
        "took up the desktop left at 23:41:33 on 11 March 2025",
        "went on to FS01, where two logs were cleared",
        "192.0.2.146, DESKTOP-9F2KQ1M, public",
        "GATE01, this session, 01:06:20 to 02:24:45",
        "nothing further seen",
        "On GATE01: connection 01:06:20",
        "Took up the desktop left at 23:41 on 11 March",
        "Cleared the log Security, 1102, Security, Look first",
        "Begin: 12 Mar 2025, 01:06:20, sure",
        "svc-backup from 192.0.2.146, over the whole case:",
        "Listener took a connection, RemoteConnectionManager, 261, C1",
    ] {
        assert!(is_said(&window, said), "{said}");
    }
    click(&mut window, "With onward sessions");
    assert!(!is_said(&window, "Cleared the log Security"));
    click(&mut window, "FS01, 01:15:09 to 02:19:02, logs cleared");
    assert!(is_said(&window, "GATE01, svc-backup, 01:06:20 to 02:24:45"));
    assert!(is_said(&window, "FS01, this session"));
}

#[test]
fn the_sentence_is_copied_as_it_stands_with_how_sure_it_is() {
    let mut window = onward_session();
    window.get_by_label("Copy sentence").click();
    // The press and the release of the button are frames of their own.
    let copied = (0..4).find_map(|_| {
        window.step();
        on_clipboard(&window)
    });
    let copied = copied.expect("a sentence");
    assert!(copied.starts_with("svc-backup (LARKFIELD) came back to GATE01 from 192.0.2.146"));
    assert!(copied.ends_with("user sure, source sure."), "{copied}");
}

#[test]
fn the_parts_of_a_session_page_can_be_reached_by_keyboard() {
    let mut window = onward_session();
    let mut reached = Vec::new();
    for _ in 0..60 {
        press(&mut window, Key::Tab);
        let focused = window
            .root()
            .children_recursive()
            .find(egui_kittest::Node::is_focused)
            .and_then(|node| node.accesskit_node().label());
        reached.extend(focused);
    }
    let place = |label: &str| {
        let found = reached.iter().position(|known| known.starts_with(label));
        found.unwrap_or_else(|| panic!("{label} in {reached:?}"))
    };
    let order = [
        "Next session",
        "Copy sentence",
        "Mark",
        "192.0.2.146",
        "FS01, ",
        "Remote Desktop to FS01",
        "What happened",
        "Neighbours",
    ];
    let places: Vec<usize> = order.into_iter().map(place).collect();
    assert!(places.is_sorted(), "{places:?} {reached:?}");
}

#[test]
fn nothing_of_a_session_page_leaves_the_window() {
    for (width, height) in [(800.0, 500.0), (1280.0, 720.0), (2560.0, 1440.0)] {
        let mut window = onward_session();
        window.set_size(egui::vec2(width, height));
        settle(&mut window);
        for label in ["Mark", "Copy sentence", "Neighbours"] {
            let right = window.get_by_label(label).rect().right();
            assert!(right <= width, "{label} ends at {right} of {width}");
        }
    }
}
