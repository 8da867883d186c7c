//! Measures the time of a frame of the window (layout and tessellation) with a million sessions:
//! `cargo bench --bench window_frames`, or only a part: `… -- timeline`.

#[path = "../src/allocator.rs"]
mod allocator;
mod synthetic;

use std::time::Duration;

use egui::{Event, Key, Modifiers};
use synthetic::counted::{self, Counted};
use synthetic::frames::{Bars, Grid, Plot, Window, report, wheel};

const MILLION: u64 = 1_000_000;
const COUNT: usize = 10_000_000;
const FRAMES: usize = 300;

fn main() {
    let wanted = synthetic::wanted(&["views", "typing", "window", "timeline", "ten-million"]);
    if wanted("views") {
        views();
    }
    if wanted("typing") {
        typing();
    }
    if wanted("window") {
        window();
    }
    if wanted("timeline") {
        for (users, allowed) in [(40, 8.0), (2_000, 16.0)] {
            timeline(users, allowed);
        }
    }
    if wanted("ten-million") {
        long_table();
        full_lanes();
    }
}

/// A table of ten million rows.
fn long_table() {
    let mut grid = Grid::of(Counted::default());
    let mut measure = |what: &str, frame: &dyn Fn(usize) -> (Vec<Event>, Option<usize>)| {
        let mut times: Vec<Duration> = (0..FRAMES)
            .map(|n| {
                let (events, reveal) = frame(n);
                grid.frame(events, reveal)
            })
            .collect();
        report(&format!("10 M rows, {what}"), &mut times, 8.0);
    };
    let at = || Event::PointerMoved(egui::pos2(800.0, 500.0));
    measure("scrolling at the top", &|_| {
        (vec![at(), wheel(-30.0)], None)
    });
    measure("jumping about", &|n| {
        (Vec::new(), Some(n * 7_919_993 % COUNT))
    });
    measure("scrolling in the middle", &|_| {
        (vec![at(), wheel(-30.0)], None)
    });
}

/// Ten million sessions on forty lanes.
fn full_lanes() {
    let mut plot = Bars::of(counted::lanes(COUNT, 40));
    let mut measure = |what: &str, events: &dyn Fn(usize) -> Vec<Event>| {
        let mut times: Vec<Duration> = (0..FRAMES).map(|n| plot.frame(events(n))).collect();
        report(
            &format!("10 M sessions on 40 lanes, {what}"),
            &mut times,
            8.0,
        );
    };
    let at = |x: f32| Event::PointerMoved(egui::pos2(x, 600.0));
    measure("at rest", &|_| Vec::new());
    measure("moving the pointer", &|n| vec![at(400.0 + 2.0 * n as f32)]);
    measure("zooming", &|n| {
        vec![wheel(if n < FRAMES / 2 { 5.0 } else { -5.0 })]
    });
}

/// Every view with a hundred thousand sessions, within 16 ms.
fn views() {
    let mut window = Window::with_case(synthetic::case(100_000));
    window.rest();
    let look = |window: &mut Window, what: &str| {
        window.rest();
        window.point(800.0, 800.0);
        let frames = |n: usize| vec![wheel(if n % 20 < 10 { -30.0 } else { 30.0 })];
        let mut times: Vec<Duration> = (0..FRAMES).map(|n| window.frame(frames(n))).collect();
        report(&format!("100,000 sessions, {what}"), &mut times, 16.0);
    };
    let keys = [
        (Key::Num1, "users"),
        (Key::Num2, "user + IP"),
        (Key::Num3, "ranges"),
        (Key::Num5, "hosts"),
        (Key::Num6, "evidence"),
        (Key::Num7, "problems"),
        (Key::Num8, "Windows logon sessions"),
        (Key::Num9, "local sessions"),
        (Key::Num4, "sessions"),
    ];
    for (key, view) in keys {
        window.key(Modifiers::COMMAND, key);
        look(&mut window, view);
    }
    window.key(Modifiers::NONE, Key::End);
    look(&mut window, "sessions with details");
    window.key(Modifiers::NONE, Key::K);
    window.key(Modifiers::NONE, Key::G);
    look(&mut window, "sessions by group, a column kept in view");
    window.key(Modifiers::SHIFT, Key::G);
    look(&mut window, "the same, all groups unfolded");
    window.key(Modifiers::NONE, Key::G);
    for action in ["days of the week", "lanes by host", "coverage of the logs"] {
        window.key(Modifiers::COMMAND, Key::K);
        window.frame(vec![Event::Text(action.to_owned())]);
        window.key(Modifiers::NONE, Key::Enter);
        look(&mut window, action);
    }
    window.key(Modifiers::NONE, Key::Enter);
    for tab in [
        "summary",
        "sources",
        "logon sessions",
        "local session",
        "activity",
        "neighbours",
    ] {
        look(&mut window, tab);
        window.key(Modifiers::COMMAND, Key::PageDown);
    }
    window.key(Modifiers::COMMAND, Key::K);
    look(&mut window, "palette");
}

/// From typing text into the filter box to the new rows.
fn typing() {
    let mut window = Window::with_case(synthetic::case(MILLION));
    window.rest();
    for (key_of_view, view) in [
        (Key::Num4, "sessions"),
        (Key::Num1, "users"),
        (Key::Num2, "places"),
    ] {
        window.key(Modifiers::COMMAND, key_of_view);
        for text in ["user:user001", " ws-00", " -kind:rdp", " 10.0"] {
            window.key(Modifiers::COMMAND, Key::F);
            let took = window.until_answered(vec![Event::Text(text.to_owned())]);
            println!("{view}, typed {text:?}: {:.1} ms", took.as_secs_f64() * 1e3);
            window.rest();
        }
        window.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    }
}

/// The whole window: table, timeline and bars together.
fn window() {
    let mut window = Window::with_case(synthetic::case(MILLION));
    window.rest();
    measure(&mut window, "users, at rest", |_, _| Vec::new());
    window.key(Modifiers::COMMAND, Key::Num4);
    measure(&mut window, "sessions, at rest", |_, _| Vec::new());
    window.point(800.0, 800.0);
    measure(&mut window, "sessions, scrolling at the top", |_, _| {
        vec![wheel(-30.0)]
    });
    window.key(Modifiers::NONE, Key::End);
    measure(&mut window, "sessions, scrolling at the bottom", |_, n| {
        vec![wheel(if n % 2 == 0 { 30.0 } else { -25.0 })]
    });
    window.key(Modifiers::COMMAND, Key::A);
    measure(&mut window, "sessions, all selected, scrolling", |_, _| {
        vec![wheel(30.0)]
    });
    measure(&mut window, "sessions, moving the cursor", |_, n| {
        key(n, Key::ArrowUp)
    });
    window.point(800.0, 250.0);
    measure(&mut window, "timeline, zooming", |_, n| {
        vec![wheel(if n < FRAMES / 2 { 2.0 } else { -2.0 })]
    });
    measure(&mut window, "timeline, moving the pointer", |_, n| {
        vec![Event::PointerMoved(egui::pos2(
            500.0 + n as f32 * 2.0,
            250.0,
        ))]
    });
}

fn key(n: usize, key: Key) -> Vec<Event> {
    vec![Event::Key {
        key,
        physical_key: None,
        pressed: n.is_multiple_of(2),
        repeat: false,
        modifiers: Modifiers::NONE,
    }]
}

fn measure(window: &mut Window, what: &str, events: impl Fn(&Window, usize) -> Vec<Event>) {
    let mut times: Vec<Duration> = (0..FRAMES)
        .map(|n| {
            let events = events(window, n);
            window.frame(events)
        })
        .collect();
    report(what, &mut times, 8.0);
}

/// Only the timeline, as high as forty lanes.
fn timeline(users: u64, allowed: f64) {
    let mut plot = Plot::of(synthetic::case_of(MILLION, users));
    let mut measure = |what: &str, selected: bool, events: &dyn Fn(usize) -> Vec<Event>| {
        let mut times: Vec<Duration> = (0..FRAMES)
            .map(|n| plot.frame(events(n), selected))
            .collect();
        report(&format!("{users} lanes, {what}"), &mut times, allowed);
    };
    let at = |x: f32| Event::PointerMoved(egui::pos2(x, 600.0));
    measure("at rest", false, &|_| Vec::new());
    measure("at rest, some selected", true, &|_| Vec::new());
    measure("moving the pointer", false, &|n| {
        vec![at(400.0 + 2.0 * n as f32)]
    });
    measure("zooming", true, &|n| {
        vec![wheel(if n < FRAMES / 2 { 2.0 } else { -2.0 })]
    });
}
