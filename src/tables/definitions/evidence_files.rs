//! The table of evidence files.

use std::borrow::Cow;

use crate::analysis::coverage::FileCoverage;
use crate::analysis::outliers::Level;
use crate::tables::cell::CellValue;
use crate::tables::column::Column;
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

type Col = Column<FileCoverage>;

/// One row for each file.
pub static EVIDENCE_FILES: TableSpec<FileCoverage> = TableSpec {
    name: "evidence",
    columns: &[
        Col::new("file", "File", 240.0, |_, file| CellValue::text(split(&file.name).1)),
        Col::new("host", "Host", 140.0, |_, file| CellValue::list(file.hosts.iter().map(String::as_str)))
            .hint("Computers named by the file's records"),
        Col::new("channel", "Channel", 220.0, |_, file| {
            CellValue::list(file.channels.iter().map(String::as_str))
        }),
        Col::time("first_record", "First record", |_, file| CellValue::time(file.first)).wide(145.0),
        Col::time("last_record", "Last record", |_, file| CellValue::time(file.last)).wide(145.0),
        Col::new("records_read", "Read", 65.0, |_, file| CellValue::Number(file.records)).hint("Records read"),
        Col::new("records_used", "Used", 60.0, |_, file| CellValue::Number(file.understood))
            .hint("Records that say something about sessions"),
        Col::new("damaged", "Damaged", 75.0, |_, file| CellValue::count(file.damaged)).hint("Records and chunks that could not be read; see Problems"),
        Col::new("cleared", "Cleared", 300.0, |_, file| cleared(file)).hint("When this log was cleared, in UTC: what was in it before is not evidence any more"),
        Col::new("gaps", "Gaps", 240.0, |_, file| gaps(file)).hint("Record numbers that are missing, in UTC: their absence proves nothing"),
        Col::new("note", "Note", 260.0, |_, file| CellValue::text(file.note.clone())).hint("Why a file was only partly read, and what is unusual about it; whence-cli --every-log reads all of them"),
        Col::new("bytes", "Bytes", 110.0, |_, file| CellValue::Number(file.size)),
        Col::new("folder", "Folder", 330.0, |_, file| CellValue::text(split(&file.name).0))
            .growing()
            .hint("Relative to the path that was opened"),
    ],
    first_sort: Sort::up(0),
    row_name: |_, file| format!("file {}", file.name),
    down: |_, _| None,
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |_, _| None,
    mark_key: |_, _| None,
    level: RowLevel::None,
    activity: |_| None,
};

/// Folder and file name of a name with `/`.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

/// The holes in its record numbers, and where they restart.
fn gaps(file: &FileCoverage) -> CellValue {
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
        CellValue::Absent
    } else {
        CellValue::Mark(Level::Warning, said.join("; "))
    }
}

fn cleared(file: &FileCoverage) -> CellValue {
    let times: Vec<String> = file
        .cleared
        .iter()
        .map(|(time, who)| format!("{time} by {who}"))
        .collect();
    if times.is_empty() {
        CellValue::Absent
    } else {
        CellValue::Mark(Level::Warning, times.join("; "))
    }
}
