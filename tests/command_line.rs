//! The headless program as a pipeline sees it: exit codes, formats, profiles, `at`.

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::scenario::{Case, Client, Host, Os, Person, at};
use serde_json::Value;
use tempfile::TempDir;
use whence::casefile::{CaseFile, CaseFileChange};
use whence::domain::mark::Mark;
use whence::domain::session_id::SessionId;

fn whence(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whence-cli"))
        .args(arguments)
        .output()
        .expect("whence-cli runs")
}

fn sample_logs() -> String {
    format!("{}/sample_logs", env!("CARGO_MANIFEST_DIR"))
}

fn rows(output: &Output) -> Vec<Value> {
    String::from_utf8(output.stdout.clone())
        .expect("UTF-8")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object"))
        .collect()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

/// The fields of the exported record, in their order [source 13.1].
const FIELDS: &str = "id host host_aliases user domain sid user_as_logged kind detail outcome \
    reconnect source_ip source_port source_host source_class source_range begin authenticated \
    desktop end duration_s begin_precision end_precision end_kind end_detail failure_code \
    failure_reason attempts elevated logon_types auth_package logon_process logon_ids \
    local_session_id connection_id client_name via_gateway client_utc_offset confidence \
    confidence_begin confidence_end confidence_user confidence_source notes sources tags comment";

#[test]
fn the_record_has_every_field_in_order() {
    let output = whence(&["sessions", &sample_logs()]);
    assert_eq!(code(&output), 0);
    let first = String::from_utf8(output.stdout).expect("UTF-8");
    let line = first.lines().next().expect("a session");
    let mut at = 0;
    for field in FIELDS.split_whitespace() {
        let key = format!("\"{field}\":");
        let found = line[at..]
            .find(&key)
            .unwrap_or_else(|| panic!("{field} missing after {at}"));
        at += found + key.len();
    }
    let object: Value = serde_json::from_str(line).expect("a JSON object");
    assert_eq!(
        object.as_object().expect("an object").len(),
        FIELDS.split_whitespace().count()
    );
}

#[test]
fn sessions_are_sorted_by_begin_host_and_id() {
    let rows = rows(&whence(&["sessions", &sample_logs(), "--all"]));
    let key = |row: &Value| {
        let text = |name: &str| row[name].as_str().map(str::to_owned);
        (
            text("begin").or_else(|| text("end")),
            text("host"),
            text("id"),
        )
    };
    let keys: Vec<_> = rows.iter().map(key).collect();
    let mut sorted = keys.clone();
    sorted.sort();
    assert!(keys.len() > 100);
    assert_eq!(keys, sorted);
}

#[test]
fn usage_errors_exit_with_two_and_missing_input_with_three_or_four() {
    assert_eq!(code(&whence(&["sessions"])), 2);
    assert_eq!(
        code(&whence(&["at", &sample_logs(), "--time", "teatime"])),
        2
    );
    assert_eq!(code(&whence(&["sessions", "no/such/folder"])), 4);
    let output = whence(&["sessions", &sample_logs(), "no/such/folder"]);
    assert_eq!(code(&output), 3);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no/such/folder: no such file"));
    assert!(!rows(&output).is_empty(), "what can be read is read");
}

#[test]
fn output_that_cannot_be_written_exits_with_one() {
    let folder = TempDir::new().expect("a folder");
    let target = folder.path().join("missing/out.jsonl");
    let target = target.to_string_lossy();
    assert_eq!(
        code(&whence(&["sessions", &sample_logs(), "--output", &target])),
        1
    );
}

#[test]
fn nothing_is_written_among_evidence() {
    let folder = TempDir::new().expect("a folder");
    let case = case_with_formula();
    case.write(folder.path()).expect("logs");
    let evidence = folder.path().to_string_lossy().into_owned();
    let inside = folder.path().join("out.csv");
    let log = folder.path().join("HOST1/Security.evtx");
    let before = std::fs::read(&log).expect("the log");
    for target in [&inside, &log] {
        let target = target.to_string_lossy();
        let output = whence(&["sessions", &evidence, "--output", &target]);
        assert_eq!(code(&output), 1);
        assert!(String::from_utf8_lossy(&output.stderr).contains("is evidence"));
    }
    assert!(!inside.exists());
    assert_eq!(std::fs::read(&log).expect("the log"), before);
}

#[test]
fn evidence_is_never_overwritten() {
    let folder = TempDir::new().expect("a folder");
    case_with_formula().write(folder.path()).expect("logs");
    let log = folder.path().join("HOST1/Security.evtx");
    let legacy = folder.path().join("SecEvent.Evt");
    std::fs::write(&legacy, b"\x30\0\0\0LfLe\x01\0\0\0").expect("a legacy log");
    let (log, legacy) = (log.to_string_lossy(), legacy.to_string_lossy());
    let output = whence(&["sessions", &log, &legacy, "--output", &legacy]);
    assert_eq!(code(&output), 1);
    let kept = std::fs::read(&*legacy).expect("the legacy log");
    assert_eq!(kept.len(), 12);
}

#[test]
fn a_folder_and_its_subfolder_give_the_same_in_any_order() {
    let folder = TempDir::new().expect("a folder");
    case_with_formula().write(folder.path()).expect("logs");
    let inner = folder.path().join("HOST1").to_string_lossy().into_owned();
    let outer = folder.path().to_string_lossy().into_owned();
    let one = whence(&["sessions", &outer, &inner]);
    let other = whence(&["sessions", &inner, &outer]);
    assert!(!one.stdout.is_empty());
    assert_eq!(one.stdout, other.stdout);
}

#[test]
#[cfg(unix)]
fn pipes_and_devices_neither_block_nor_get_replaced() {
    use std::os::unix::fs::FileTypeExt as _;
    let folder = TempDir::new().expect("a folder");
    let pipe = folder.path().join("Security.evtx");
    let made = Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: no mkfifo here");
        return;
    }
    let pipe = pipe.to_string_lossy();
    let output = whence(&["sessions", &pipe]);
    assert_eq!(code(&output), 4);
    assert!(String::from_utf8_lossy(&output.stderr).contains("is neither a file nor a folder"));

    let mut reader = Command::new("cat")
        .arg(&*pipe)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("cat runs");
    let output = whence(&["sessions", &sample_logs(), "--output", &pipe]);
    assert_eq!(code(&output), 0);
    assert!(reader.wait().expect("cat ends").success());
    let kind = std::fs::metadata(&*pipe).expect("the pipe").file_type();
    assert!(kind.is_fifo());
}

/// Somebody types a formula as the user name, over the network.
fn case_with_formula() -> Case {
    let mut host = Host::new("HOST1", "LARKFIELD", Os::Server2016);
    host.boot(at("2025-03-03 06:00:00"));
    host.failed_network_logon(
        at("2025-03-03 08:00:00"),
        "=HYPERLINK(\"http://203.0.113.5\",\"me\")",
        &Client::new("203.0.113.5", 50_000, "+KALI"),
    );
    Case::of([host])
}

#[test]
fn a_formula_is_escaped_only_in_the_spreadsheet_profile() {
    let folder = TempDir::new().expect("a folder");
    case_with_formula().write(folder.path()).expect("logs");
    let evidence = folder.path().to_string_lossy().into_owned();
    let output = whence(&[
        "sessions",
        &evidence,
        "--format",
        "csv",
        "--profile",
        "spreadsheet",
    ]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let body = text.strip_prefix('\u{FEFF}').expect("a byte order mark");
    assert!(body.lines().count() == 2 && body.ends_with("\r\n"));
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let user = position(&reader.headers().expect("a header").clone(), "user");
    let row = reader
        .records()
        .next()
        .expect("a row")
        .expect("well-formed");
    assert_eq!(&row[user], "'=HYPERLINK(\"http://203.0.113.5\",\"me\")");
    assert!(String::from_utf8_lossy(&output.stderr).contains("leading apostrophe"));

    let raw = whence(&["sessions", &evidence, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(raw.stdout.as_slice());
    let row = reader
        .records()
        .next()
        .expect("a row")
        .expect("well-formed");
    assert_eq!(&row[user], "=HYPERLINK(\"http://203.0.113.5\",\"me\")");
}

fn position(headers: &csv::StringRecord, name: &str) -> usize {
    headers
        .iter()
        .position(|header| header == name)
        .expect("the column")
}

#[test]
fn raw_csv_has_the_same_values_as_json_lines() {
    let json = rows(&whence(&["sessions", &sample_logs(), "--all"]));
    let output = whence(&["sessions", &sample_logs(), "--all", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let headers = reader.headers().expect("a header").clone();
    let table: Vec<_> = reader
        .records()
        .map(|row| row.expect("well-formed"))
        .collect();
    assert_eq!(table.len(), json.len(), "one row for each session");
    for (row, object) in table.iter().zip(&json) {
        for (name, cell) in headers.iter().zip(row) {
            assert_eq!(cell, as_cell(name, &object[name]), "{name}");
        }
    }
}

/// How a value is written in CSV [source 13.1].
fn as_cell(name: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) if name == "sources" => list
            .iter()
            .map(|source| {
                let channel = source["channel"].as_str().expect("a channel");
                format!("{channel}:{}:{}", source["event_id"], source["record_id"])
            })
            .collect::<Vec<_>>()
            .join("; "),
        Value::Array(list) => list
            .iter()
            .map(|item| as_cell("", item))
            .collect::<Vec<_>>()
            .join("; "),
        other => other.to_string(),
    }
}

#[test]
fn at_lists_who_was_logged_on() {
    let folder = TempDir::new().expect("a folder");
    let mut host = Host::new("HOST1", "LARKFIELD", Os::Server2016);
    let miles = Person::new("LARKFIELD", "miles", "S-1-5-21-1-2-3-1107").admin();
    host.boot(at("2025-03-03 06:00:00"));
    let client = Client::new("10.20.0.12", 51_200, "WS-MILES");
    let desk = host.rdp_logon(at("2025-03-03 08:00:00"), &miles, &client);
    host.rdp_logoff(at("2025-03-03 09:00:00"), desk);
    Case::of([host]).write(folder.path()).expect("logs");
    let evidence = folder.path().to_string_lossy().into_owned();
    let ask = |time: &str, host: &str| {
        rows(&whence(&["at", &evidence, "--time", time, "--host", host]))
            .iter()
            .map(|row| row["user"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ask("2025-03-03T08:30:00Z", "host1"), ["miles"]);
    assert_eq!(
        ask("2025-03-03T14:00:00+05:30", "HOST1.larkfield.example"),
        ["miles"]
    );
    assert!(ask("2025-03-03T09:30:00Z", "host1").is_empty());
    assert!(ask("2025-03-03T08:30:00Z", "host2").is_empty());
}

/// A session with an unknown begin is not placed before the evidence.
#[test]
fn a_session_with_unknown_begin_runs_from_its_first_record() {
    let folder = TempDir::new().expect("a folder");
    let mut host = Host::new("HOST1", "LARKFIELD", Os::Server2016);
    let miles = Person::new("LARKFIELD", "miles", "S-1-5-21-1-2-3-1107");
    host.boot(at("2025-03-03 06:00:00"));
    let desk = host.console_logon(at("2025-03-03 08:00:00"), &miles);
    host.clear_security_log(at("2025-03-03 08:30:00"), desk);
    host.console_logoff(at("2025-03-03 09:00:00"), desk);
    Case::of([host.only(&["Security"])])
        .write(folder.path())
        .expect("logs");
    let evidence = folder.path().to_string_lossy().into_owned();
    let there = |time: &str| rows(&whence(&["at", &evidence, "--time", time])).len();
    assert_eq!(there("1700-01-01T00:00:00Z"), 0);
    assert_eq!(there("2025-03-03T08:45:00Z"), 1);
    assert_eq!(there("2025-03-03T09:30:00Z"), 0);
}

/// A client that first connects without a name and then guesses passwords is the same client.
#[test]
fn a_failure_from_an_address_that_made_null_sessions_is_noted() {
    let folder = TempDir::new().expect("a folder");
    let mut host = Host::new("HOST1", "LARKFIELD", Os::Server2016);
    host.boot(at("2025-03-03 06:00:00"));
    host.anonymous_logon(at("2025-03-03 07:59:00"), "10.20.0.66");
    for (minute, address) in [(1, "10.20.0.66"), (2, "10.20.0.67")] {
        let time = at(&format!("2025-03-03 08:0{minute}:00"));
        host.failed_network_logon(time, "guess", &Client::new(address, 50_000, "KALI"));
    }
    Case::of([host]).write(folder.path()).expect("logs");
    let found = rows(&whence(&["sessions", &folder.path().to_string_lossy()]));
    let noted: Vec<bool> = found
        .iter()
        .map(|row| row["notes"].to_string().contains("anonymous (null)"))
        .collect();
    assert_eq!(noted, [true, false]);
}

/// The bytes do not depend on the number of threads, the order of the paths, or copies.
#[test]
fn the_same_evidence_gives_the_same_bytes() {
    let run = |threads: &str, paths: &[String]| {
        let output = Command::new(env!("CARGO_BIN_EXE_whence-cli"))
            .args(["sessions", "--all"])
            .args(paths)
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("whence-cli runs");
        assert_eq!(code(&output), 0);
        output.stdout
    };
    let mut folders: Vec<String> = std::fs::read_dir(sample_logs())
        .expect("sample_logs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    folders.sort();
    assert!(folders.len() >= 3);
    let one = run("1", &folders);
    folders.reverse();
    assert!(one == run("4", &folders), "threads and order of paths");
    folders.push(folders[0].clone());
    assert!(one == run("2", &folders), "a path given twice");
}

#[test]
fn copies_of_a_log_are_one_log_with_two_files() {
    let folder = TempDir::new().expect("a folder");
    case_with_formula()
        .write(&folder.path().join("live"))
        .expect("logs");
    case_with_formula()
        .write(&folder.path().join("copy"))
        .expect("logs");
    let evidence = folder.path().to_string_lossy().into_owned();
    let rows = rows(&whence(&["sessions", &evidence]));
    assert_eq!(rows.len(), 1);
    let files: Vec<&str> = rows[0]["sources"][0]["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(
        files,
        ["copy/HOST1/Security.evtx", "live/HOST1/Security.evtx"]
    );
    assert!(Path::new(files[0]).is_relative());
}

#[test]
fn every_bad_file_is_named_and_nothing_else_is_lost() {
    let folder = TempDir::new().expect("a folder");
    case_with_formula().write(folder.path()).expect("logs");
    let log = folder.path().join("HOST1/Security.evtx");
    let whole = std::fs::read(&log).expect("the log");
    let mut broken = whole.clone();
    // One byte among the records of the first chunk, whose checksum then no longer matches.
    let inside = 4096 + 600;
    broken[inside] ^= 0x01;
    let put = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("a bad file");
    };
    put("truncated.evtx", &whole[..4096 + 30_000]);
    put("empty.evtx", &[]);
    put("text.evtx", b"no event log at all");
    put("checksum.evtx", &broken);
    put("notes.txt", b"some notes");
    let output = whence(&["sessions", &folder.path().to_string_lossy()]);
    assert_eq!(code(&output), 3);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    for (name, what) in [
        ("truncated.evtx", "is truncated"),
        ("empty.evtx", "is empty"),
        ("text.evtx", "is no event log"),
        ("checksum.evtx", "does not match its checksum"),
    ] {
        let line = stderr
            .lines()
            .find(|line| line.contains(name) && line.contains(what));
        assert!(line.is_some(), "{name}: {what} not in:\n{stderr}");
    }
    let passed_over = stderr.lines().find(|line| line.contains("notes.txt"));
    assert!(
        passed_over.is_some_and(|line| line.starts_with("1 file is no event log")),
        "{stderr}"
    );
    assert_eq!(
        rows(&output).len(),
        1,
        "the good log gives its session, once"
    );
}

#[test]
fn the_audit_accounts_for_every_arrival_and_departure() {
    let output = whence(&["audit", &sample_logs()]);
    assert_eq!(code(&output), 0);
    let lines = rows(&output);
    let accounts: Vec<&Value> = lines
        .iter()
        .filter(|row| row["type"] == "account")
        .collect();
    assert!(accounts.len() > 10 && accounts.len() == lines.len());
    for account in accounts {
        let count = |name: &str| account[name].as_u64().expect("a number");
        let reasons = account["background_reasons"].as_object().expect("reasons");
        let background: u64 = reasons.values().filter_map(Value::as_u64).sum();
        assert_eq!(background, count("background"), "{account}");
        let known = count("in_sessions") + background + count("unexplained");
        assert_eq!(count("read"), known, "{account}");
        assert_eq!(
            count("unexplained") + count("counted_twice"),
            0,
            "{account}"
        );
    }
}

#[test]
fn the_audit_has_a_text_for_people() {
    let output = whence(&["audit", "--format", "text", &sample_logs()]);
    assert_eq!(code(&output), 0);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut kinds = 0;
    for line in text.lines().filter(|line| line.starts_with("  ")) {
        let figures: Vec<u64> = line
            .split_whitespace()
            .rev()
            .map_while(|word| word.parse().ok())
            .take(4)
            .collect();
        if let [unexplained, background, sessions, read] = figures[..] {
            kinds += 1;
            assert_eq!(read, sessions + background + unexplained, "{line}");
            assert_eq!(unexplained, 0, "{line}");
        }
    }
    assert!(kinds > 10, "{text}");
    assert!(text.contains("background: "), "{text}");
}

#[test]
fn tags_and_comments_of_a_case_file_are_exported() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("larkfield.whence");
    let first = rows(&whence(&["sessions", &sample_logs()])).swap_remove(0);
    let id = first["id"]
        .as_str()
        .and_then(SessionId::parse)
        .expect("an id");
    let (mut file, _) =
        CaseFile::create(&path, &whence::case::Case::default()).expect("a new file");
    let mark = Mark {
        tags: ["c2".to_owned()].into(),
        comment: "=ask".to_owned(),
        ..Mark::default()
    };
    file.write(&[CaseFileChange::Mark(id, mark)])
        .expect("written");
    let name = path.display().to_string();
    // The file is still open, and can still be read.
    let output = whence(&["sessions", &sample_logs(), "--case-file", &name]);
    let marked = rows(&output).swap_remove(0);
    assert_eq!(marked["tags"], serde_json::json!(["c2"]));
    assert_eq!(marked["comment"], "=ask");
    let csv = [
        "--case-file",
        &name,
        "--format",
        "csv",
        "--profile",
        "spreadsheet",
    ];
    let output = whence(&[&["sessions", &sample_logs()], csv.as_slice()].concat());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("c2,'=ask"), "the comment is no formula");
    let wrong = whence(&["sessions", &sample_logs(), "--case-file", "/no/such/file"]);
    assert_eq!(code(&wrong), 1);
}
