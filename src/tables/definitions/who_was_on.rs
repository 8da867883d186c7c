//! The table that answers a list of hosts and moments: who was there.

use std::borrow::Cow;
use std::sync::Arc;

use super::sessions::{self, SESSIONS};
use crate::analysis::presence_list::{Asked, answers};
use crate::case::Case;
use crate::tables::cell::CellValue;
use crate::tables::column::Column;
use crate::tables::route::{Route, SessionTab};
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

/// One line of the list, and one session that was running then; `None` where none is known.
#[derive(Clone)]
pub struct WhoRow {
    asked: Arc<Vec<Asked>>,
    line: usize,
    session: Option<u32>,
}

type Col = Column<WhoRow>;

/// One row for each session of each line, and one for a line without any.
pub static WHO_WAS_ON: TableSpec<WhoRow> = TableSpec {
    name: "who-was-on",
    columns: &[
        Col::new("line", "Line", 55.0, |_, row| {
            CellValue::Plain(row.line as u64 + 1)
        }),
        Col::new("asked", "Asked", 260.0, |_, row| {
            CellValue::maybe(row.asked().map(|asked| asked.line.as_str()))
        }),
        Col::new("answer", "Answer", 200.0, |case, row| {
            let time = row.asked().map(|asked| asked.time);
            match (row.session, time) {
                (Some(session), _) => sessions::user(case, session),
                (None, Some(Err(fault))) => CellValue::text(fault),
                (None, _) => CellValue::text("no session found at that time"),
            }
        }),
        Col::new("kind", "Kind", 85.0, |case, row| {
            row.of(|session| sessions::kind(case, session))
        }),
        Col::new("source", "From", 130.0, |case, row| {
            row.of(|session| sessions::source(case, session))
        }),
        Col::new("host", "Host", 150.0, |case, row| {
            row.of(|session| sessions::host(case, session))
        }),
        Col::time("begin", "Begin", |case, row| {
            row.of(|session| sessions::begin(case, session))
        }),
        Col::time("end", "End", |case, row| {
            row.of(|session| sessions::end(case, session))
        }),
    ],
    first_sort: Sort::up(0),
    row_name: |case, row| {
        let line = format!("line {}", row.line + 1);
        match row.session {
            Some(session) => format!("{line}: {}", (SESSIONS.row_name)(case, &session)),
            None => line,
        }
    },
    down: |_, row| Some(Route::Session(row.session?, SessionTab::Summary)),
    sessions: |row| Cow::Borrowed(row.session.as_slice()),
    find: None,
    event: |_, _| None,
    mark_key: |_, _| None,
    level: RowLevel::None,
    activity: |_| None,
};

impl WhoRow {
    fn asked(&self) -> Option<&Asked> {
        self.asked.get(self.line)
    }

    fn of(&self, value: impl Fn(u32) -> CellValue) -> CellValue {
        self.session.map_or(CellValue::Absent, value)
    }
}

/// The rows of a list.
pub fn rows(case: &Case, asked: &Arc<Vec<Asked>>, show_hidden: bool) -> Vec<WhoRow> {
    let found = answers(case, asked, show_hidden).into_iter();
    found
        .map(|(line, session)| WhoRow {
            asked: Arc::clone(asked),
            line,
            session,
        })
        .collect()
}

/// The sessions of a list, each once.
pub fn all_sessions(case: &Case, asked: &[Asked], show_hidden: bool) -> Vec<u32> {
    let found = answers(case, asked, show_hidden).into_iter();
    let mut sessions: Vec<u32> = found.filter_map(|(_, session)| session).collect();
    sessions.sort_unstable();
    sessions.dedup();
    sessions
}
