//! The headless program writes the rows that the window shows: the same filter, the same tables.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::scenario::{Case as Story, Client, Host, Os, Person, at};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use whence::analysis::filter::Filter;
use whence::case::load::load;
use whence::domain::time::DisplayZone;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;
use whence::tables::cell::CellValue;
use whence::tables::column::Look;
use whence::tables::loaded_case::LoadedCase;
use whence::tables::named;
use whence::tables::question::{Answer, Question, answer};
use whence::tables::rows::Marks;

fn whence(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whence-cli"))
        .args(arguments)
        .output()
        .expect("whence-cli runs")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object"))
        .collect()
}

fn sample_logs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs")
}

/// Somebody who guessed, came in by Remote Desktop and left, and somebody at another host.
fn story() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let miles = Person::new(
        "LARKFIELD",
        "miles",
        "S-1-5-21-2906177321-1538471922-3390168854-1107",
    );
    let office = Client::new("10.20.0.12", 51_200, "WS-MILES");
    let mut first = Host::new("HOST1", "LARKFIELD", Os::Server2016);
    first.boot(at("2025-03-03 06:00:00"));
    first.failed_network_logon(at("2025-03-03 07:30:00"), "admin", &office);
    let desk = first.rdp_logon(at("2025-03-03 08:00:00"), &miles, &office);
    first.rdp_logoff(at("2025-03-03 09:00:00"), desk);
    let mut second = Host::new("HOST2", "LARKFIELD", Os::Server2016);
    second.boot(at("2025-03-03 06:00:00"));
    let other = Client::new("192.168.1.7", 52_300, "OTHER-PC");
    second.failed_network_logon(at("2025-03-04 10:00:00"), "=admin", &other);
    let case = Story::of([first, second]);
    case.write(folder.path()).expect("logs");
    folder
}

fn loaded(folder: &Path) -> LoadedCase {
    let paths = [folder.to_owned()];
    let case = load(&paths, &Progress::default(), &CancelToken::default());
    LoadedCase::new(case.expect("nobody cancels"))
}

/// What the window shows of a table.
fn shown(loaded: &LoadedCase, table: &str, filter: &str, show_hidden: bool) -> Answer {
    let question = Question {
        route: named::route(table).expect("a table"),
        filter: Filter {
            text: filter.to_owned(),
            zone: DisplayZone::Utc,
            show_hidden,
            ..Filter::default()
        },
        sort: None,
        grouping: None,
        folding: None,
        marks: Marks::default(),
    };
    answer(loaded, question, None, &|| true).expect("somebody waits")
}

/// A cell as a program reads it.
fn value(cell: &CellValue) -> Value {
    match cell {
        CellValue::Absent => Value::Null,
        CellValue::Zero => json!(0),
        CellValue::Number(number) | CellValue::Plain(number) => json!(number),
        CellValue::Share(tenths) => json!(f64::from(*tenths) / 1000.0),
        CellValue::Time(time) | CellValue::Precise(time) => json!(time.to_string()),
        CellValue::Length(span) => json!(span.0 as f64 / 1e7),
        CellValue::Text(text) => json!(text),
        CellValue::List(texts) => json!(texts),
        CellValue::Kinds(kinds) => {
            let words = kinds.iter().map(|kind| kind.as_str());
            json!(words.collect::<Vec<_>>())
        }
        // Words and addresses are written as they are shown.
        other => json!(other.display(&DisplayZone::Utc)),
    }
}

fn rows(answer: &Answer) -> Vec<Value> {
    let row = |row: &u32| {
        let headers = answer.rows.headers().iter().enumerate();
        // A chart has no text.
        let with_text = headers.filter(|(_, header)| header.look != Look::Chart);
        let cells = with_text.map(|(column, header)| {
            let value = value(&answer.rows.cell(*row, column));
            (header.id.to_owned(), value)
        });
        Value::Object(cells.collect::<Map<_, _>>())
    };
    answer.order.iter().map(row).collect()
}

/// Numbers without a fraction are equal whether they were written with one or not.
fn assert_same(written: &[Value], expected: &[Value], what: &str) {
    assert_eq!(written.len(), expected.len(), "{what}");
    for (written, expected) in written.iter().zip(expected) {
        let (written, expected) = (written.as_object(), expected.as_object());
        let (written, expected) = (written.expect("a row"), expected.expect("a row"));
        assert!(written.keys().eq(expected.keys()), "{what}: the columns");
        for (name, value) in expected {
            let other = &written[name];
            let is_same = match (value.as_f64(), other.as_f64()) {
                (Some(one), Some(other)) => (one - other).abs() < 1e-9,
                _ => value == other,
            };
            assert!(is_same, "{what}: {name} is {other}, not {value}");
        }
    }
}

#[test]
fn every_table_has_the_rows_of_the_window() {
    let story = story();
    for folder in [sample_logs(), story.path().to_owned()] {
        let path = folder.to_string_lossy();
        let loaded = loaded(&folder);
        for name in named::NAMES {
            let filters: &[&str] = match name {
                "logon-sessions" | "local-sessions" => &["", "user:miles"],
                _ => &["", "outcome:failed", "-src:10.0.0.0/8"],
            };
            for filter in filters {
                let output = whence(&["table", name, &path, "--filter", filter]);
                assert_eq!(output.status.code(), Some(0), "{name}");
                let expected = rows(&shown(&loaded, name, filter, false));
                assert_same(&lines(&output), &expected, &format!("{name} {filter}"));
            }
            let output = whence(&["table", name, &path, "--all"]);
            let expected = rows(&shown(&loaded, name, "", true));
            assert_same(&lines(&output), &expected, &format!("{name} --all"));
        }
    }
}

#[test]
fn filtered_sessions_are_those_of_the_window() {
    let story = story();
    for folder in [sample_logs(), story.path().to_owned()] {
        let path = folder.to_string_lossy();
        let loaded = loaded(&folder);
        let mut some = 0;
        for filter in [
            "user:miles",
            "kind:rdp outcome:success",
            "src:10.0.0.0/8 after:2025-03-02",
            "is:outlier",
            "admin | svc",
        ] {
            for all in [false, true] {
                let mut arguments = vec!["sessions", &path, "--filter", filter];
                arguments.extend(all.then_some("--all"));
                let written = lines(&whence(&arguments));
                let ids = written
                    .iter()
                    .map(|row| row["id"].as_str().unwrap_or_default());
                let answer = shown(&loaded, "sessions", filter, all);
                let sessions = answer.sessions.iter();
                let expected = sessions.map(|index| loaded.case.sessions[*index as usize].id);
                let expected: Vec<String> = expected.map(|id| id.to_string()).collect();
                assert_eq!(ids.collect::<Vec<_>>(), expected, "{filter}");
                some += expected.len();
            }
        }
        assert!(some > 0, "filters that find nothing prove nothing");
    }
}

#[test]
fn who_was_there_can_be_filtered() {
    let story = story();
    let path = story.path().to_string_lossy();
    let at = |more: &[&str]| {
        let arguments = ["at", &path, "--time", "2025-03-03T08:30:00Z"];
        lines(&whence(&[&arguments, more].concat()))
    };
    assert_eq!(at(&["--filter", "user:miles"]).len(), 1);
    assert_eq!(at(&["--filter", "-user:miles"]).len(), at(&[]).len() - 1);
}

#[test]
fn a_filter_that_is_not_understood_is_a_usage_error_before_anything_is_read() {
    for command in ["sessions", "at", "table"] {
        let mut arguments = vec![command];
        arguments.extend((command == "table").then_some("users"));
        arguments.push("no/such/folder");
        arguments.extend(["--filter", "user:admin colour:red"]);
        if command == "at" {
            arguments.extend(["--time", "2025-03-03T08:30:00Z"]);
        }
        let output = whence(&arguments);
        assert_eq!(output.status.code(), Some(2), "{command}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("at character 12, \"colour:red\""), "{said}");
    }
    assert_eq!(whence(&["table", "problems", "."]).status.code(), Some(2));
}

#[test]
fn omitted_rows_are_reported() {
    let story = story();
    let path = story.path().to_string_lossy();
    let said = |arguments: &[&str]| String::from_utf8_lossy(&whence(arguments).stderr).into_owned();
    let of_sessions = said(&["sessions", &path]);
    assert_eq!(said(&["table", "users", &path]), of_sessions);
    let logons = said(&["table", "logon-sessions", &path, "--filter", "kind:rdp"]);
    assert!(
        logons.contains("logon-sessions has no column for kind:rdp"),
        "{logons}"
    );
}

#[test]
fn tables_are_written_as_csv_too() {
    let story = story();
    let path = story.path().to_string_lossy();
    let csv = ["--format", "csv", "--profile", "spreadsheet"];
    let output = whence(&[&["table", "users", &path], csv.as_slice()].concat());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let header = "\u{FEFF}user,worth_a_look,tags,successes,failures,kinds,hosts,last,sources,first";
    assert!(text.starts_with(header), "{text}");
    assert!(text.contains("'=admin"), "a name is no formula: {text}");
}
