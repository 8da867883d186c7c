//! Rules of the code that the compiler does not check: which layer may use which, that no files use
//! each other in a circle, where each crate may be used, how long a file may be, and that the library
//! never panics on evidence.

mod circles;
mod imports;
mod sources;

use std::collections::BTreeMap;

use circles::circles;
use imports::{imports, layer_of};
use sources::source_files;

/// The layers that each layer may use besides itself, as in ARCHITECTURE.md.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("evidence", &["domain"]),
    ("decode", &["domain", "evidence"]),
    ("artefacts", &["domain", "evidence"]),
    ("correlate", &["domain"]),
    ("job", &[]),
    ("ingest", &["domain", "evidence", "decode", "job"]),
    (
        "case",
        &[
            "domain",
            "evidence",
            "decode",
            "ingest",
            "correlate",
            "artefacts",
            "job",
        ],
    ),
    ("analysis", &["domain", "case"]),
    ("tables", &["domain", "case", "analysis", "job"]),
    ("export", &["domain", "case"]),
    ("casefile", &["domain", "case", "job"]),
    ("startup", &[]),
    ("build_paths", &[]),
    ("panic_log", &["build_paths"]),
    ("source_places", &["build_paths"]),
    (
        "ui",
        &[
            "domain", "evidence", "ingest", "job", "case", "analysis", "tables", "export",
            "casefile", "startup",
        ],
    ),
];

/// The programs, which may use everything, and modules that only they use.
const PROGRAMS: &[&str] = &["lib", "main", "bin", "allocator"];

/// Crates and std modules that only certain places may use.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("egui", &["ui/", "main.rs"]),
    ("eframe", &["ui/", "main.rs"]),
    ("egui_extras", &["ui/"]),
    ("rfd", &["ui/dialogs.rs"]),
    ("evtx", &["evidence/render/mod.rs"]),
    ("walkdir", &["evidence/discover.rs"]),
    ("chrono", &["domain/time/mod.rs"]),
    (
        "rayon",
        &[
            "ingest/files.rs",
            "ingest/orphans.rs",
            "correlate/mod.rs",
            "correlate/by_host.rs",
            "correlate/hosts/survey.rs",
            "correlate/ids.rs",
            "case/activities.rs",
            "case/artefacts/mod.rs",
            "export/batches/",
            "ui/",
            "analysis/",
        ],
    ),
    ("std::thread", &["job/"]),
    ("std::sync::mpsc", &["job/"]),
    // Evidence is found and guarded by its path, and is opened in only one place.
    (
        "std::fs",
        &[
            "evidence/discover.rs",
            "evidence/protect.rs",
            "evidence/source/",
            "export/",
            "casefile/",
            "ui/",
        ],
    ),
    ("File", &["evidence/source/", "export/", "casefile/", "ui/"]),
    ("rusqlite", &["casefile/"]),
];

/// The length in lines from which a file should be split; exceptions are listed with the reason.
const LONGEST_FILE: usize = 520;

#[test]
fn layers_use_only_the_layers_below_them() {
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut broken = Vec::new();
    for (name, used) in imports(&source_files()) {
        let layer = layer_of(&name);
        if PROGRAMS.contains(&layer) {
            continue;
        }
        let allowed = rules
            .get(layer)
            .unwrap_or_else(|| panic!("{layer} is no known layer"));
        for other in &used {
            let of = layer_of(other);
            if of != layer && !allowed.contains(&of) {
                broken.push(format!("{name} uses {other}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Circles that stay, each with its reason. At most two, of at most four files each.
const CIRCLES: &[(&[&str], &str)] = &[];

#[test]
fn no_files_use_each_other_in_a_circle() {
    let found = circles(&imports(&source_files()));
    let is_known = |circle: &Vec<String>| CIRCLES.iter().any(|(known, _)| known == circle);
    let unknown: Vec<String> = found
        .iter()
        .filter(|circle| !is_known(circle))
        .map(|circle| circle.join(", "))
        .collect();
    assert!(unknown.is_empty(), "circles:\n{}", unknown.join("\n"));
    assert_eq!(found.len(), CIRCLES.len(), "a known circle is gone");
    assert!(CIRCLES.len() <= 2);
    assert!(CIRCLES.iter().all(|(files, _)| files.len() <= 4));
}

/// What widgets may use of the window: they draw what they are given and return what was asked for.
const WIDGETS_MAY_USE: &[&str] = &["ui/widgets/", "ui/text/", "ui/theme/"];

#[test]
fn widgets_know_nothing_of_the_application() {
    let mut broken = Vec::new();
    for (name, used) in imports(&source_files()) {
        let of_window = used.iter().filter(|file| layer_of(file) == "ui");
        let is_allowed = |file: &&String| {
            let mut allowed = WIDGETS_MAY_USE.iter();
            allowed.any(|place| file.starts_with(place))
        };
        if name.starts_with("ui/widgets/") {
            let unknown = of_window.filter(|file| !is_allowed(file));
            broken.extend(unknown.map(|file| format!("{name} uses {file}")));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The table of records and what belongs to it may name event ids by number.
const NUMBERS_OF_EVENTS: &[&str] = &["decode/", "domain/event_id.rs"];

#[test]
fn event_ids_are_matched_by_number_only_in_the_table() {
    let mut broken = Vec::new();
    for file in source_files() {
        let name = &file.name;
        let mut places = NUMBERS_OF_EVENTS.iter();
        if file.is_for_tests() || places.any(|place| name.starts_with(place)) {
            continue;
        }
        let is_number = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_digit());
        let is_broken = |line: &&str| {
            let outside_quotes: String = line.split('"').step_by(2).collect();
            let line = outside_quotes.as_str();
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            line.contains("event_id") && words.any(is_number)
        };
        broken.extend(
            file.code()
                .into_iter()
                .filter(is_broken)
                .map(|line| format!("{name}: {}", line.trim())),
        );
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn crates_are_used_only_where_they_belong() {
    let mut broken = Vec::new();
    for file in source_files() {
        let name = &file.name;
        if name.starts_with("bin/") {
            continue;
        }
        for (what, places) in ONLY_IN {
            let used = file.code().into_iter().any(|line| {
                let call = format!("{what}::");
                line.match_indices(&call).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
                })
            });
            if used && !places.iter().any(|place| name.starts_with(place)) {
                broken.push(format!("{name} names {what}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = source_files()
        .into_iter()
        .map(|file| (file.text.lines().count(), file.name))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, name)| format!("{name} has {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn the_library_never_panics_on_evidence() {
    let mut broken = Vec::new();
    for file in source_files() {
        let name = &file.name;
        if file.is_for_tests() {
            continue;
        }
        for line in file.code() {
            let panics = [
                ".unwrap()",
                ".expect(",
                "panic!(",
                "unreachable!(",
                "todo!(",
            ]
            .iter()
            .any(|word| line.contains(word));
            if panics {
                broken.push(format!("{name}: {}", line.trim()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
