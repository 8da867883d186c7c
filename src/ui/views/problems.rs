//! The table of what could not be read.

use std::borrow::Cow;

use crate::case::Case;
use crate::evidence::problem::Problem;
use crate::ui::rows::{Column, Shape, Sort};
use crate::ui::value::Value;

type Col = Column<u32>;

/// One row for each problem; a row is its index in the case.
pub static PROBLEMS: Shape<u32> = Shape {
    name: "problems",
    columns: &[
        Col::new("File", 300.0, |case, index| {
            of(case, *index, |problem| {
                let name = problem.path.file_name().unwrap_or(problem.path.as_os_str());
                Value::text(name.display().to_string())
            })
        }),
        Col::new("Offset", 100.0, |case, index| {
            of(case, *index, |problem| match problem.offset {
                Some(offset) => Value::text(format!("{offset:#x}")),
                None => Value::Nothing,
            })
        })
        .hint("Byte offset within the file"),
        Col::new("What", 620.0, |case, index| {
            of(case, *index, |problem| {
                Value::text(problem.fault.to_string())
            })
        })
        .growing(),
        Col::new("Folder", 520.0, |case, index| {
            of(case, *index, |problem| {
                let folder = problem
                    .path
                    .parent()
                    .map(|folder| folder.display().to_string());
                Value::maybe(folder.as_deref())
            })
        }),
    ],
    sort: Sort::up(0),
    row_name: |case, index| {
        case.problems
            .get(*index as usize)
            .map(|problem| format!("problem {problem}"))
            .unwrap_or_default()
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
