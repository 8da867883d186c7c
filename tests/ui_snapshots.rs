//! Pictures of the window in twelve states, dark and light, drawn by the software renderer and
//! compared with those in `tests/snapshots`. `UPDATE_SNAPSHOTS=1 cargo test --test ui_snapshots`
//! draws them again; look at each one that changed.

mod common_ui;

use common_ui::{Window, click, press, press_with, sample_logs, settle, wait_for};
use egui::{Event, Key, Modifiers, ThemePreference, vec2};
use egui_kittest::{Harness, SnapshotResults};
use whence::ui::app::App;

/// Software renderers round differently on different machines: a pixel may differ by this much, and
/// this many pixels may differ by more.
const THRESHOLD: f32 = 1.0;
const FAILED_PIXELS: usize = 150;

type State = (&'static str, fn(&mut Window));

const STATES: [State; 12] = [
    ("start", |_| {}),
    ("users", |window| open(window)),
    ("user and address", |window| {
        open(window);
        press_with(window, Modifiers::COMMAND, Key::Num2);
    }),
    ("ranges", |window| {
        open(window);
        press_with(window, Modifiers::COMMAND, Key::Num3);
    }),
    ("sessions", |window| {
        sessions(window);
        press_with(window, Modifiers::SHIFT, Key::ArrowDown);
    }),
    ("session summary", |window| {
        sessions(window);
        press(window, Key::Enter);
    }),
    ("session sources", |window| {
        sessions(window);
        press_with(window, Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
        wait_for(window, |window| common_ui::is_shown(window, "Copy XML"));
    }),
    ("session neighbours", |window| {
        sessions(window);
        press(window, Key::Enter);
        click(window, "Neighbours");
    }),
    ("hosts", |window| {
        open(window);
        press_with(window, Modifiers::COMMAND, Key::Num5);
    }),
    ("local sessions", |window| {
        open(window);
        press_with(window, Modifiers::COMMAND, Key::Num9);
    }),
    ("palette", |window| {
        open(window);
        press_with(window, Modifiers::COMMAND, Key::K);
        window.event(Event::Text("sess".to_owned()));
    }),
    ("filter", |window| {
        open(window);
        press_with(window, Modifiers::COMMAND, Key::F);
        window.event(Event::Text("dur:>long kind:".to_owned()));
    }),
];

fn open(window: &mut Window) {
    // The loading page would show how long loading took.
    wait_for(window, |window| window.state().case().is_some());
    settle(window);
}

fn sessions(window: &mut Window) {
    open(window);
    press_with(window, Modifiers::COMMAND, Key::Num4);
    press(window, Key::End);
}

fn window(theme: ThemePreference, paths: Vec<std::path::PathBuf>) -> Window {
    let mut window = Harness::builder()
        .with_size(vec2(1000.0, 620.0))
        .with_step_dt(0.02)
        .with_max_steps(200)
        .wgpu()
        .build_eframe(|creation| App::new(creation, paths, false));
    window.ctx.set_theme(theme);
    settle(&mut window);
    window
}

#[test]
fn the_window_looks_as_it_did() {
    let mut results = SnapshotResults::new();
    for theme in [ThemePreference::Dark, ThemePreference::Light] {
        for (name, reach) in STATES {
            let paths = if name == "start" {
                Vec::new()
            } else {
                vec![sample_logs()]
            };
            let mut window = window(theme, paths);
            reach(&mut window);
            // A blinking cursor is not always visible.
            settle(&mut window);
            let name = format!(
                "{} {}",
                name,
                if theme == ThemePreference::Dark {
                    "dark"
                } else {
                    "light"
                }
            );
            let options = egui_kittest::SnapshotOptions::new()
                .threshold(THRESHOLD)
                .max_failed_pixels(FAILED_PIXELS);
            results.add(window.try_snapshot_options(name.replace(' ', "_"), &options));
        }
    }
}
