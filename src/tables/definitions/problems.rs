//! The table of what could not be read, was passed over, or was not understood.

use std::borrow::Cow;

use crate::case::Case;
use crate::tables::cell::CellValue;
use crate::tables::column::Column;
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

type Col = Column<u32>;

/// The rows of a case: its problems, and then its notices.
pub fn rows(case: &Case) -> Vec<u32> {
    let count = case.problems.len() + case.notices.len();
    (0..u32::try_from(count).unwrap_or(u32::MAX)).collect()
}

/// One row for each problem and each notice of a case, by its number.
pub static PROBLEMS: TableSpec<u32> = TableSpec {
    name: "problems",
    columns: &[
        Col::new("file", "File", 300.0, |case, index| {
            let problem = case.problems.get(*index as usize);
            problem.map_or(CellValue::Absent, |problem| {
                CellValue::text(problem.source.last())
            })
        }),
        Col::new("offset", "Offset", 100.0, |case, index| {
            let problem = case.problems.get(*index as usize);
            let offset = problem.and_then(|problem| problem.offset);
            offset.map_or(CellValue::Absent, |offset| {
                CellValue::text(format!("{offset:#x}"))
            })
        })
        .hint("Byte offset within the file"),
        Col::new("what", "What", 620.0, |case, index| {
            let problem = case.problems.get(*index as usize);
            let fault = problem.map(|problem| CellValue::text(problem.fault.to_string()));
            let notice = || notice(case, *index).map(CellValue::text);
            fault.or_else(notice).unwrap_or(CellValue::Absent)
        })
        .growing(),
        Col::new("folder", "Folder", 520.0, |case, index| {
            let problem = case.problems.get(*index as usize);
            let folder = problem.and_then(|problem| problem.source.folder());
            CellValue::maybe(folder.as_deref())
        }),
    ],
    first_sort: Sort::up(0),
    row_name: |case, index| {
        let problem = case.problems.get(*index as usize);
        let problem = problem.map(|problem| format!("problem {problem}"));
        let notice = || notice(case, *index).map(|notice| format!("notice {notice}"));
        problem.or_else(notice).unwrap_or_default()
    },
    down: |_, _| None,
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |_, _| None,
    mark_key: |_, _| None,
    level: RowLevel::None,
    activity: |_| None,
};

/// What is not a fault of the evidence, behind its problems.
fn notice(case: &Case, index: u32) -> Option<&str> {
    let behind = (index as usize).checked_sub(case.problems.len())?;
    case.notices.get(behind).map(String::as_str)
}
