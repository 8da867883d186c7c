//! The house rules that the compiler does not keep: which layer may use which, who may name which
//! crate, how long a file may grow, and that nothing in the library gives up on evidence.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What each layer may use besides itself, as in ARCHITECTURE.md.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("evidence", &["domain"]),
    ("decode", &["domain", "evidence"]),
    ("correlate", &["domain"]),
    ("job", &[]),
    (
        "case",
        &["domain", "evidence", "decode", "correlate", "job"],
    ),
    ("analysis", &["domain", "case"]),
    ("export", &["domain", "case"]),
    ("casefile", &["domain", "case", "export", "job"]),
    ("startup", &[]),
    ("panic_log", &[]),
    (
        "ui",
        &[
            "domain", "evidence", "job", "case", "analysis", "export", "casefile", "startup",
        ],
    ),
];

/// Crates and std modules that only some places may name.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("egui", &["ui/", "main.rs"]),
    ("eframe", &["ui/", "main.rs"]),
    ("egui_extras", &["ui/"]),
    ("egui_plot", &["ui/"]),
    ("rfd", &["ui/dialogs.rs"]),
    ("evtx", &["evidence/render.rs"]),
    ("walkdir", &["evidence/discover.rs"]),
    ("chrono", &["domain/time.rs"]),
    (
        "rayon",
        &[
            "case/read.rs",
            "case/recovered.rs",
            "correlate/mod.rs",
            "correlate/by_host.rs",
            "correlate/hosts/survey.rs",
            "correlate/ids.rs",
            "export/batches.rs",
            "ui/",
            "analysis/",
        ],
    ),
    ("std::thread", &["job/"]),
    ("std::sync::mpsc", &["job/"]),
    (
        "std::fs",
        &["evidence/", "export/", "case/", "casefile/", "ui/"],
    ),
    ("rusqlite", &["casefile/"]),
];

/// Lines above which a file wants splitting; tables are named here with the reason.
const LONGEST_FILE: usize = 520;

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") {
                into.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).expect("under src");
            let name = name.to_string_lossy().replace('\\', "/");
            (
                name,
                std::fs::read_to_string(&path).expect("a readable file"),
            )
        })
        .collect()
}

/// The code of a file without comments and without its tests.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
}

fn layer_of(name: &str) -> &str {
    let first = name.split('/').next().unwrap_or(name);
    first.trim_end_matches(".rs")
}

#[test]
fn layers_use_only_what_is_below_them() {
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut broken = Vec::new();
    for (name, text) in sources() {
        let layer = layer_of(&name);
        if ["lib", "main", "bin"].contains(&layer) {
            continue;
        }
        let allowed = rules
            .get(layer)
            .unwrap_or_else(|| panic!("{layer} is no known layer"));
        for line in code(&text) {
            for used in line.split("crate::").skip(1) {
                let used: String = used
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if rules.contains_key(used.as_str())
                    && used != layer
                    && !allowed.contains(&used.as_str())
                {
                    broken.push(format!("{name} uses {used}: {}", line.trim()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn crates_are_named_only_where_they_belong() {
    let mut broken = Vec::new();
    for (name, text) in sources() {
        if name.starts_with("bin/") {
            continue;
        }
        for (what, places) in ONLY_IN {
            let used = code(&text).any(|line| {
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
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(name, text)| (text.lines().count(), name))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, name)| format!("{name} has {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn the_library_gives_up_on_nothing() {
    let mut broken = Vec::new();
    for (name, text) in sources() {
        if name.ends_with("/tests.rs") || name.ends_with("/testing.rs") {
            continue;
        }
        for line in code(&text) {
            let gives_up = [
                ".unwrap()",
                ".expect(",
                "panic!(",
                "unreachable!(",
                "todo!(",
            ]
            .iter()
            .any(|word| line.contains(word));
            if gives_up {
                broken.push(format!("{name}: {}", line.trim()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
