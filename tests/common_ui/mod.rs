//! The real application without a screen, and small cases built in code.

#![allow(dead_code, reason = "each test program uses a part of this")]

pub mod script;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use whence::case::Case;
use whence::domain::address::{AddressClass, class_of};
use whence::domain::session::{
    Confidence, EndKind, Host, HostIndex, Kind, Outcome, Precision, Session,
};
use whence::domain::session_id::SessionId;
use whence::domain::time::{Span, Timestamp};
use whence::ui::app::App;

/// The application under test.
pub type Window = Harness<'static, App>;

const TIMEOUT: Duration = Duration::from_mins(1);

/// The sample case of the repository.
pub fn sample_logs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs")
}

/// Copies the logs of a host of the sample case into a folder, without its other files.
pub fn copy_logs(host: &str, to: &Path) {
    for entry in std::fs::read_dir(sample_logs().join(host)).expect("the sample case") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let name = path.file_name().expect("a name");
            std::fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
}

fn builder() -> egui_kittest::HarnessBuilder<App> {
    Harness::builder()
        .with_size(egui::vec2(1800.0, 1000.0))
        // Short steps, so that two clicks in a row count as a double-click.
        .with_step_dt(0.02)
        .with_max_steps(200)
}

/// The application started with these paths on its command line.
pub fn start(paths: Vec<PathBuf>) -> Window {
    builder().build_eframe(|creation| App::new(creation, paths, false))
}

/// The application started with these paths, with its preferences kept in a file.
pub fn start_persistent(paths: Vec<PathBuf>) -> Window {
    builder().build_eframe(|creation| App::new(creation, paths, true))
}

/// The application started with these paths, keeping drafts in a folder. System dialogs do not
/// open: paths are typed.
pub fn start_with_drafts(paths: Vec<PathBuf>, folder: &Path) -> Window {
    let folder = folder.to_owned();
    builder().build_eframe(|creation| {
        let mut app = App::with_drafts(creation, paths, false, Some(folder));
        app.set_dialogs(false);
        app
    })
}

/// The application with a case already loaded.
pub fn start_with(case: Case) -> Window {
    let mut window = builder().build_eframe(|creation| App::with_case(creation, case));
    settle(&mut window);
    window
}

/// The application with the sample case open.
pub fn start_with_sample() -> Window {
    let mut window = start(vec![sample_logs()]);
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    window
}

/// Runs some frames, until animations are over and the next click does not count as a double-click.
pub fn settle(window: &mut Window) {
    window.run_steps(20);
}

/// Runs frames until a condition holds.
pub fn wait_for(window: &mut Window, holds: impl Fn(&Window) -> bool) {
    let begun = Instant::now();
    while !holds(window) {
        assert!(begun.elapsed() < TIMEOUT, "waited in vain");
        std::thread::sleep(Duration::from_millis(5));
        window.step();
    }
}

/// Whether anything on screen has this label.
pub fn is_shown(window: &Window, label: &str) -> bool {
    window.query_all_by_label(label).next().is_some()
}

/// Whether anything on screen has a label that contains this text.
pub fn is_said(window: &Window, part: &str) -> bool {
    window.query_all_by_label_contains(part).next().is_some()
}

/// Clicks the element with this label.
pub fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    settle(window);
}

/// Clicks a tab of a session: the list of views may have an entry of the same name at its left.
pub fn click_tab(window: &mut Window, label: &str) {
    let all = window.query_all_by_label(label);
    let tab = all.max_by(|a, b| a.rect().left().total_cmp(&b.rect().left()));
    tab.expect("a tab").click();
    settle(window);
}

/// Double-clicks the element with this label.
pub fn double_click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.get_by_label(label).click();
    settle(window);
}

/// Presses a key.
pub fn press(window: &mut Window, key: egui::Key) {
    press_with(window, egui::Modifiers::NONE, key);
}

/// Presses a key together with modifiers.
pub fn press_with(window: &mut Window, modifiers: egui::Modifiers, key: egui::Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

/// Types into the text box with this name.
pub fn type_into(window: &mut Window, name: &str, text: &str) {
    let role = egui::accesskit::Role::TextInput;
    window.get_by_role_and_label(role, name).focus();
    window.step();
    window.get_by_role_and_label(role, name).type_text(text);
    settle(window);
}

/// Shows what the view hides, by the chip that says how much that is.
pub fn show_hidden(window: &mut Window) {
    let chip = window.query_all_by_label_contains("hidden").next();
    chip.expect("the chip of hidden sessions").click();
    settle(window);
    click(window, "Show all of them with the others");
}

/// Asks who was there at a moment.
pub fn ask_who_was_there(window: &mut Window, moment: &str) {
    click(window, "Who was there at…");
    window.event(egui::Event::Text(moment.to_owned()));
    settle(window);
    press(window, egui::Key::Enter);
}

/// Types a moment into a box of the time window, which is in a menu.
pub fn type_time(window: &mut Window, name: &str, text: &str) {
    if !is_shown(window, name) {
        click(window, "Time");
    }
    type_into(window, name, text);
    press(window, egui::Key::Escape);
}

/// Presses Ctrl+C and returns what was copied to the clipboard.
pub fn copied(window: &mut Window) -> Option<String> {
    window.event(egui::Event::Copy);
    window.step();
    on_clipboard(window)
}

/// What the last frame copied to the clipboard: it is available for one frame only.
pub fn on_clipboard(window: &Window) -> Option<String> {
    window
        .output()
        .platform_output
        .commands
        .iter()
        .find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
}

/// The labels of all table rows on screen, top to bottom.
pub fn rows(window: &Window) -> Vec<String> {
    window
        .query_all_by_role(egui::accesskit::Role::Row)
        .filter_map(|node| node.accesskit_node().label())
        // The lanes of the timeline are rows too.
        .filter(|label| !label.contains(" refusal"))
        .collect()
}

/// Midnight of the day on which the cases built in code take place, plus `seconds`.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::parse("2020-09-19T00:00:00Z")
        .expect("a time")
        .plus(Span::seconds(seconds))
}

/// A successful Remote Desktop session of a user from an address, ten minutes long.
pub fn session(begin: i64, user: &str, ip: [u8; 4]) -> Session {
    Session {
        id: SessionId {
            record_id: begin as u64,
            hash: [0; 6],
        },
        user: Some(user.into()),
        domain: Some("C137".into()),
        user_as_logged: Some(user.into()),
        source_ip: Some(ip.into()),
        source_class: class_of(ip.into()),
        begin: Some(at(begin)),
        end: Some(at(begin + 600)),
        begin_precision: Some(Precision::Exact),
        end_precision: Some(Precision::Exact),
        end_kind: EndKind::Logoff,
        confidence_begin: Confidence::High,
        confidence_end: Confidence::High,
        confidence_user: Confidence::High,
        confidence_source: Confidence::High,
        ..Session::new(HostIndex(0), Kind::Rdp, Outcome::Success)
    }
}

/// A console session.
pub fn at_console(begin: i64, user: &str) -> Session {
    Session {
        kind: Kind::Console,
        source_ip: None,
        source_class: AddressClass::Console,
        ..session(begin, user, [0, 0, 0, 0])
    }
}

/// A case of one host.
pub fn case_of(sessions: Vec<Session>) -> Case {
    Case {
        hosts: vec![Host {
            name: "DC01.c137.local".into(),
            aliases: Vec::new(),
        }],
        sessions,
        ..Case::default()
    }
}

/// Three users: anna at the console and from one address, berta from two addresses, cesar once.
pub fn small_case() -> Case {
    case_of(vec![
        at_console(0, "anna"),
        session(1000, "berta", [10, 0, 0, 5]),
        session(2000, "anna", [10, 0, 0, 7]),
        session(3000, "berta", [10, 0, 0, 6]),
        session(4000, "cesar", [10, 0, 0, 8]),
        session(5000, "berta", [10, 0, 0, 5]),
    ])
}
