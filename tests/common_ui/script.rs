//! Scripts: keyboard input step by step, and what must be on screen afterwards.

use std::path::Path;

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Window, copied, is_said, on_clipboard, rows, settle, start_with_sample, wait_for};

/// A task from a script file.
pub struct Task {
    /// The title of the task.
    pub name: String,
    /// The steps.
    pub steps: Vec<String>,
    /// What must be on screen afterwards.
    pub demands: Vec<String>,
}

/// Reads the tasks of a file.
pub fn tasks(file: &str) -> Vec<Task> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).expect("the tasks");
    let mut tasks: Vec<Task> = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        if let Some(step) = line.strip_prefix("  ") {
            let task = tasks.last_mut().expect("a task before its steps");
            match step.strip_prefix("=> ") {
                Some(demand) => task.demands.push(demand.to_owned()),
                None => task.steps.push(step.to_owned()),
            }
        } else {
            tasks.push(Task {
                name: line.to_owned(),
                steps: Vec::new(),
                demands: Vec::new(),
            });
        }
    }
    tasks
}

/// Performs one step. Returns what was copied to the clipboard.
fn step(window: &mut Window, step: &str, folder: &Path) -> Option<String> {
    if let Some(text) = step
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        let at = |name: &str| folder.join(name).display().to_string();
        let text = text
            .replace("$EXPORT", &at("out.csv"))
            .replace("$CASE", &at("a.whence"));
        window.event(Event::Text(text));
        settle(window);
        return None;
    }
    if step == "Ctrl+C" {
        return copied(window);
    }
    let mut held = Modifiers::NONE;
    let mut name = step;
    while let Some((modifier, rest)) = name.split_once('+') {
        held |= match modifier {
            "Ctrl" => Modifiers::COMMAND,
            "Shift" => Modifiers::SHIFT,
            "Alt" => Modifiers::ALT,
            other => panic!("no such key: {other}"),
        };
        name = rest;
    }
    let key = Key::from_name(name).unwrap_or_else(|| panic!("no such key: {name}"));
    let press = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: held,
    };
    window.event(press(true));
    window.step();
    let text = on_clipboard(window);
    window.event(press(false));
    settle(window);
    text
}

fn quoted(demand: &str) -> String {
    let text = demand.split_once('"').map_or("", |(_, rest)| rest);
    text.strip_suffix('"')
        .unwrap_or(text)
        .replace("\\\"", "\"")
        .replace("\\t", "\t")
}

/// Whether an expectation of a task is met.
fn is_met(window: &Window, demand: &str, clipboard: Option<&str>, folder: &Path) -> bool {
    let (kind, rest) = demand.split_once(' ').unwrap_or((demand, ""));
    let wanted = quoted(demand);
    match kind {
        "rows" => rows(window).len() == rest.parse::<usize>().expect("a number"),
        "first" => rows(window)
            .first()
            .is_some_and(|row| row.contains(&wanted)),
        "cursor" => window
            .query_all_by_role(egui::accesskit::Role::Row)
            .filter(|node| node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True))
            .filter_map(|node| node.accesskit_node().label())
            .any(|label| label.contains(&wanted)),
        "said" => is_said(window, &wanted),
        "unsaid" => !is_said(window, &wanted),
        "title" => window.query_by_label(&wanted).is_some(),
        "empty" => window.state().case().is_none(),
        "copied" => clipboard.is_some_and(|text| text.contains(&wanted)),
        "written" => {
            let count: usize = rest
                .split(' ')
                .next()
                .and_then(|n| n.parse().ok())
                .expect("a number");
            let text = std::fs::read_to_string(folder.join("out.csv")).unwrap_or_default();
            let lines = text.lines().skip(1);
            text.lines().count() == count + 1
                && lines.filter(|line| line.contains(&wanted)).count() == count
        }
        other => panic!("no such demand: {other}"),
    }
}

/// Performs a task on the sample case. Returns the expectations that are not met.
pub fn run(task: &Task) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = start_with_sample();
    window.state_mut().set_dialogs(false);
    let mut clipboard = None;
    for text in &task.steps {
        clipboard = step(&mut window, text, folder.path()).or(clipboard);
        wait_for(&mut window, |window| !window.state().is_working());
        settle(&mut window);
    }
    assert!(!task.demands.is_empty(), "{} demands nothing", task.name);
    let met = |window: &Window, demand: &String| {
        is_met(window, demand, clipboard.as_deref(), folder.path())
    };
    // Reading a record, writing a file and saving a case run in the background.
    for _ in 0..100 {
        if task.demands.iter().all(|demand| met(&window, demand)) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        window.step();
    }
    let unmet = task.demands.iter().filter(|demand| !met(&window, demand));
    unmet
        .map(|demand| format!("{}: {demand}; {} rows", task.name, rows(&window).len()))
        .collect()
}
