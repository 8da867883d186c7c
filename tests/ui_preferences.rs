//! What is kept between runs: preferences, but nothing from the evidence.
#![cfg(feature = "window")]

mod common_ui;

use std::collections::BTreeMap;

use common_ui::*;
use eframe::App as _;

#[derive(Default)]
struct Store(BTreeMap<String, String>);

impl eframe::Storage for Store {
    fn get_string(&self, key: &str) -> Option<String> {
        self.0.get(key).cloned()
    }

    fn set_string(&mut self, key: &str, value: String) {
        self.0.insert(key.to_owned(), value);
    }

    fn remove_string(&mut self, key: &str) {
        self.0.remove(key);
    }

    fn flush(&mut self) {}
}

fn kept(window: &mut Window) -> String {
    let mut store = Store::default();
    window.state_mut().save(&mut store);
    store.0.into_values().collect()
}

#[test]
fn preferences_are_kept_and_evidence_is_not() {
    let mut window = start_persistent(vec![sample_logs()]);
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    show_hidden(&mut window);
    type_into(&mut window, "Filter", "anna");
    let kept = kept(&mut window);
    assert!(kept.contains("show_hidden:true"), "{kept}");
    assert!(kept.contains("sample_logs"), "the opened path: {kept}");
    assert!(
        !kept.contains("anna") && !kept.contains("LARKFIELD"),
        "{kept}"
    );
    assert!(!window.state().persist_egui_memory());
}

#[test]
fn opened_paths_can_be_forgotten() {
    let mut window = start_persistent(vec![sample_logs()]);
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    click(&mut window, "Open");
    click(&mut window, "Close case");
    click(&mut window, "Remember what was opened");
    assert!(!kept(&mut window).contains("sample_logs"));
}

#[test]
fn without_persistence_nothing_is_kept() {
    let mut window = start(Vec::new());
    settle(&mut window);
    assert_eq!(kept(&mut window), "");
}

#[test]
fn a_panel_keeps_its_width() {
    let mut window = start_persistent(vec![sample_logs()]);
    wait_for(&mut window, |window| window.state().case().is_some());
    press_with(&mut window, egui::Modifiers::COMMAND, egui::Key::Num4);
    // Details below, then at the right.
    press(&mut window, egui::Key::D);
    press(&mut window, egui::Key::D);
    assert!(
        !kept(&mut window).contains("\"detail right\":"),
        "only what was changed"
    );
    let edge = |window: &Window| {
        use egui_kittest::kittest::Queryable as _;
        let empty = window.get_by_label("Click a session to see it here.");
        empty.rect().left()
    };
    let before = edge(&window);
    let mut at = egui::pos2(before - 6.0, 600.0);
    window.event(egui::Event::PointerMoved(at));
    window.step();
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    window.event(button(at, true));
    window.step();
    for _ in 0..6 {
        at.x -= 10.0;
        window.event(egui::Event::PointerMoved(at));
        window.step();
    }
    window.event(button(at, false));
    settle(&mut window);
    assert!(edge(&window) < before - 40.0, "{before} {}", edge(&window));
    assert!(kept(&mut window).contains("\"detail right\":"));
}
