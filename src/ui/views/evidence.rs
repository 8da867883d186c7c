//! The table of evidence files.

use std::borrow::Cow;

use crate::analysis::coverage::FileCoverage;
use crate::analysis::outliers::Level;
use crate::ui::rows::{Column, Shape, Sort};
use crate::ui::text;
use crate::ui::value::Value;

type Col = Column<FileCoverage>;

/// One row for each file.
pub static EVIDENCE: Shape<FileCoverage> = Shape {
    name: "evidence",
    columns: &[
        Col::new("File", 240.0, |_, file| Value::text(split(&file.name).1)),
        Col::new("Host", 140.0, |_, file| Value::text(file.hosts.join(", ")))
            .hint(text::FILE_HOST_HINT),
        Col::new("Channel", 220.0, |_, file| {
            Value::text(file.channels.join(", "))
        }),
        Col::time("First record", |_, file| Value::time(file.first)).wide(145.0),
        Col::time("Last record", |_, file| Value::time(file.last)).wide(145.0),
        Col::new("Read", 65.0, |_, file| Value::Number(file.records)).hint(text::READ_HINT),
        Col::new("Used", 60.0, |_, file| Value::Number(file.understood))
            .hint(text::UNDERSTOOD_HINT),
        Col::new("Damaged", 75.0, |_, file| Value::count(file.damaged)).hint(text::DAMAGED_HINT),
        Col::new("Cleared", 300.0, |_, file| cleared(file)).hint(text::CLEARED_HINT),
        Col::new("Gaps", 240.0, |_, file| gaps(file)).hint(text::GAPS_HINT),
        Col::new("Note", 260.0, |_, file| Value::text(file.note.clone())).hint(text::NOTE_HINT),
        Col::new("Bytes", 110.0, |_, file| Value::Number(file.size)),
        Col::new("Folder", 330.0, |_, file| Value::text(split(&file.name).0))
            .growing()
            .hint(text::FOLDER_HINT),
    ],
    sort: Sort::up(0),
    row_name: |_, file| format!("file {}", file.name),
    down: |_, _| None,
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |_, _| None,
};

/// Folder and file name of a name with `/`.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

/// The holes in its record numbers, and where they begin anew.
fn gaps(file: &FileCoverage) -> Value {
    let holes = file.gaps.iter().map(|gap| {
        let why = if gap.damaged { ", damaged" } else { "" };
        format!(
            "{} missing from {} to {}{why}",
            gap.missing(),
            gap.after.time,
            gap.before.time
        )
    });
    let restarts = file.restarts.iter();
    let restarts = restarts.map(|time| format!("numbers begin at 1 again at {time}"));
    let said: Vec<String> = holes.chain(restarts).collect();
    if said.is_empty() {
        Value::Nothing
    } else {
        Value::Mark(Level::Warning, said.join("; "))
    }
}

fn cleared(file: &FileCoverage) -> Value {
    let times: Vec<String> = file
        .cleared
        .iter()
        .map(|(time, who)| format!("{time} by {who}"))
        .collect();
    if times.is_empty() {
        Value::Nothing
    } else {
        Value::Mark(Level::Warning, times.join("; "))
    }
}
