//! The table of what could not be read, was passed over, or was not understood.

use std::borrow::Cow;

use crate::case::Case;
use crate::evidence::problem::Problem;
use crate::ui::rows::{Column, Shape, Sort};
use crate::ui::value::Value;

type Col = Column<u32>;

/// The rows of a case: its problems, and then its notices.
pub fn rows(case: &Case) -> Vec<u32> {
    let count = case.problems.len() + case.notices.len();
    (0..u32::try_from(count).unwrap_or(u32::MAX)).collect()
}

/// One row for each problem and each notice of a case, by its number.
pub static PROBLEMS: Shape<u32> = Shape {
    name: "problems",
    columns: &[
        Col::new("File", 300.0, |case, index| {
            of(case, *index, |problem| Value::text(problem.source.last()))
        }),
        Col::new("Offset", 100.0, |case, index| {
            of(case, *index, |problem| match problem.offset {
                Some(offset) => Value::text(format!("{offset:#x}")),
                None => Value::Nothing,
            })
        })
        .hint("Byte offset within the file"),
        Col::new("What", 620.0, |case, index| match notice(case, *index) {
            Some(notice) => Value::text(notice),
            None => of(case, *index, |problem| {
                Value::text(problem.fault.to_string())
            }),
        })
        .growing(),
        Col::new("Folder", 520.0, |case, index| {
            of(case, *index, |problem| {
                Value::maybe(problem.source.folder().as_deref())
            })
        }),
    ],
    sort: Sort::up(0),
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
};

fn of(case: &Case, index: u32, value: impl Fn(&Problem) -> Value) -> Value {
    case.problems
        .get(index as usize)
        .map_or(Value::Nothing, value)
}

/// What is no fault of the evidence, behind its problems.
fn notice(case: &Case, index: u32) -> Option<&str> {
    let behind = (index as usize).checked_sub(case.problems.len())?;
    case.notices.get(behind).map(String::as_str)
}
