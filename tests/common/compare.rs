//! Compares the sessions that the program finds with those that a story expects.

use std::path::Path;
use std::process::Command;

use chrono::DateTime;
use serde_json::{Map, Value};

use super::scenario::Case;
use super::{activity_law, laws};

const TOLERANCE_SECONDS: f64 = 2.0;

/// The sessions that the default view shows for these logs. Only this function knows how to ask the
/// program for them.
pub fn actual_sessions(folder: &Path) -> Vec<Value> {
    let (sessions, status) = sessions_and_status(folder, &[]);
    assert_eq!(
        status, 0,
        "the evidence is complete, so the status must say so"
    );
    sessions
}

/// Like `actual_sessions`, with more options and the exit status.
pub fn sessions_and_status(folder: &Path, options: &[&str]) -> (Vec<Value>, i32) {
    // The sample generator includes this file too, and Cargo gives the program's path only to
    // tests.
    let Some(program) = option_env!("CARGO_BIN_EXE_whence-cli") else {
        panic!("only tests have the program");
    };
    let output = Command::new(program)
        .args(["sessions", "--format", "jsonl"])
        .args(options)
        .arg(folder)
        .output()
        .expect("the program can be started");
    let status = output.status.code().expect("the program was not killed");
    let text = String::from_utf8(output.stdout).expect("the export is UTF-8");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(status, 0 | 3), "exit status {status}: {errors}");
    let parse = |line: &str| serde_json::from_str(line).expect("each line is a JSON object");
    (text.lines().map(parse).collect(), status)
}

/// The program's output for these paths, byte for byte except for the `files` of each source.
pub fn lines_without_files(paths: &[&Path], threads: u32) -> Vec<String> {
    let Some(program) = option_env!("CARGO_BIN_EXE_whence-cli") else {
        panic!("only tests have the program");
    };
    let output = Command::new(program)
        .args(["sessions", "--format", "jsonl", "--all"])
        .args(paths)
        .env("RAYON_NUM_THREADS", threads.to_string())
        .output()
        .expect("the program can be started");
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).expect("the export is UTF-8");
    let without = |line: &str| -> String {
        let mut parts = line.split("\"files\":[");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |line, part| {
            let rest = part.split_once(']').expect("a list ends").1;
            line + rest
        })
    };
    text.lines().map(without).collect()
}

/// Writes the logs of a case and asserts that exactly the sessions of its story are found and that
/// the laws of correlation hold.
#[track_caller]
pub fn check(case: &Case) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    demand(&case.expected(), &actual_sessions(folder.path()));
    let mut breaches = laws::breaches(folder.path());
    let paths = [folder.path().to_owned()];
    breaches.extend(activity_law::breaches(&paths, &laws::opened(&paths)));
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[track_caller]
pub fn demand(expected: &[Value], actual: &[Value]) {
    let differences = differences(expected, actual);
    assert!(differences.is_empty(), "\n{}\n", differences.join("\n"));
}

/// The differences, as readable lines.
pub fn differences(expected: &[Value], actual: &[Value]) -> Vec<String> {
    let pairs = pair(expected, actual);
    let mut lines = Vec::new();
    for (place, session) in expected.iter().enumerate() {
        match pairs.iter().find(|(wanted, _)| *wanted == place) {
            Some((_, found)) => lines.extend(field_differences(session, &actual[*found])),
            None => lines.push(format!("missing:    {}", summary(session))),
        }
    }
    for (place, session) in actual.iter().enumerate() {
        if !pairs.iter().any(|(_, found)| *found == place) {
            lines.push(format!("unexpected: {}", summary(session)));
        }
    }
    lines
}

/// Pairs expected and found sessions one to one, nearest begin first. Returns their indices.
fn pair(expected: &[Value], actual: &[Value]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (wanted, session) in expected.iter().enumerate() {
        for (found, candidate) in actual.iter().enumerate() {
            if let Some(distance) = distance(session, candidate) {
                candidates.push((distance, wanted, found));
            }
        }
    }
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, wanted, found) in candidates {
        if !pairs.iter().any(|pair| pair.0 == wanted || pair.1 == found) {
            pairs.push((wanted, found));
        }
    }
    pairs
}

/// The distance between the begins of two sessions, if they can be the same session. A story may
/// leave the kind open.
fn distance(expected: &Value, actual: &Value) -> Option<f64> {
    let same_kind = expected
        .get("kind")
        .is_none_or(|kind| *kind == actual["kind"]);
    let same_host = label(&expected["host"]) == label(&actual["host"]);
    let same_user = folded(&expected["user"]) == folded(&actual["user"]);
    if !(same_kind && same_host && same_user) {
        return None;
    }
    let key = if expected["begin"].is_null() {
        "end"
    } else {
        "begin"
    };
    let apart = (seconds(&expected[key])? - seconds(&actual[key])?).abs();
    (apart <= TOLERANCE_SECONDS).then_some(apart)
}

fn field_differences(expected: &Value, actual: &Value) -> Vec<String> {
    let fields: &Map<String, Value> = expected.as_object().expect("a session is an object");
    let mut lines = Vec::new();
    for (key, wanted) in fields {
        let found = &actual[key.as_str()];
        let differs = match key.as_str() {
            "sources" => {
                let missing = missing_sources(wanted, found);
                if !missing.is_empty() {
                    let session = summary(expected);
                    lines.push(format!(
                        "sources:    {session} lacks {}",
                        missing.join(", ")
                    ));
                }
                continue;
            }
            "notes" => !notes_contain(wanted, found),
            "host" | "domain" => label(wanted) != label(found),
            "user" => folded(wanted) != folded(found),
            "begin" | "end" => match (seconds(wanted), seconds(found)) {
                (Some(wanted), Some(found)) => (wanted - found).abs() > TOLERANCE_SECONDS,
                (None, None) => false,
                _ => true,
            },
            _ => wanted != found,
        };
        if differs {
            let session = summary(expected);
            lines.push(format!(
                "{key}: expected {wanted}, found {found} in {session}"
            ));
        }
    }
    lines
}

/// Whether each expected text is part of a note.
fn notes_contain(wanted: &Value, found: &Value) -> bool {
    let texts = |list: &Value| -> Vec<String> {
        let texts = list.as_array().into_iter().flatten();
        texts.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let found = texts(found);
    texts(wanted)
        .iter()
        .all(|text| found.iter().any(|note| note.contains(text)))
}

fn missing_sources(expected: &Value, actual: &Value) -> Vec<String> {
    let found: Vec<String> = actual
        .as_array()
        .into_iter()
        .flatten()
        .map(|source| {
            let channel = source["channel"].as_str().unwrap_or_default();
            format!("{channel}:{}:{}", source["event_id"], source["record_id"])
        })
        .collect();
    let wanted = expected
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    wanted
        .filter(|name| !found.iter().any(|other| other == name))
        .map(str::to_owned)
        .collect()
}

fn summary(session: &Value) -> String {
    let text = |key: &str| session[key].as_str().unwrap_or("-").to_owned();
    format!(
        "{} {} {} {} from {}, {} to {} ({})",
        text("host"),
        text("user"),
        text("kind"),
        text("outcome"),
        text("source_ip"),
        text("begin"),
        text("end"),
        text("end_kind")
    )
}

/// The first label of a host or domain name, in lower case.
fn label(name: &Value) -> String {
    let name = name.as_str().unwrap_or_default();
    name.split('.').next().unwrap_or_default().to_lowercase()
}

fn folded(name: &Value) -> String {
    name.as_str().unwrap_or_default().to_lowercase()
}

fn seconds(time: &Value) -> Option<f64> {
    let time = DateTime::parse_from_rfc3339(time.as_str()?).ok()?;
    Some(time.timestamp_micros() as f64 / 1e6)
}
