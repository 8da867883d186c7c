//! The table of what was done in a session: the processes that were started.

use std::borrow::Cow;

use crate::case::Case;
use crate::domain::activity::{Activity, ActivityDetails};
use crate::domain::event::ProcessForm;
use crate::tables::cell::CellValue;
use crate::tables::column::Column;
use crate::tables::sorting::Sort;
use crate::tables::spec::TableSpec;

type Col = Column<u32>;

/// One row for each activity; a row is its index in the case.
pub static ACTIVITY: TableSpec<u32> = TableSpec {
    name: "activity",
    columns: &[
        Col::time("time", "Time", |case, index| {
            let time = activity(case, *index).and_then(|activity| activity.time);
            time.map_or(CellValue::Absent, CellValue::Precise)
        })
        .wide(215.0),
        Col::new("program", "Program", 330.0, |case, index| {
            program(case, *index)
        }),
        Col::new("command_line", "Command line", 420.0, |case, index| {
            let process = process(case, *index);
            CellValue::maybe(process.and_then(|form| form.command_line.as_deref()))
        })
        .growing(),
        Col::new("parent", "Parent", 220.0, |case, index| {
            let process = process(case, *index);
            CellValue::maybe(process.and_then(|form| form.parent_image.as_deref()))
        }),
        Col::new("attributed_by", "Attributed by", 120.0, |case, index| {
            CellValue::maybe(activity(case, *index).map(|activity| activity.strength.as_str()))
        })
        .hint("By the logon id, or because only this session of the user ran then"),
        Col::new(
            "nobody_connected",
            "Nobody connected",
            130.0,
            |case, index| {
                let detached = activity(case, *index).is_some_and(|a| a.while_disconnected);
                CellValue::maybe(detached.then_some("while disconnected"))
            },
        )
        .hint("The desktop was detached when this happened"),
    ],
    first_sort: Sort::up(0),
    row_name: |case, index| program(case, *index).display(&crate::domain::time::DisplayZone::Utc),
    down: |_, _| None,
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |case, index| activity(case, *index)?.source.record(),
};

fn activity(case: &Case, index: u32) -> Option<&Activity> {
    case.activities.get(index as usize)
}

/// What is known of the process that was started.
fn process(case: &Case, index: u32) -> Option<&ProcessForm> {
    match &activity(case, index)?.details {
        ActivityDetails::Process(form) => Some(form),
        ActivityDetails::None | ActivityDetails::Text(_) => None,
    }
}

fn program(case: &Case, index: u32) -> CellValue {
    let activity = activity(case, index);
    CellValue::maybe(activity.and_then(|activity| activity.object.as_deref()))
}

/// The activities of one session.
pub fn of_session(case: &Case, session: u32) -> Vec<u32> {
    (0..)
        .zip(&case.activities)
        .filter(|(_, activity)| activity.session == Some(session))
        .map(|(index, _)| index)
        .collect()
}
