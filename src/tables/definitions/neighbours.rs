//! The table of the sessions around a session.

use std::borrow::Cow;

use super::sessions::{self, SESSIONS};
use crate::analysis::neighbours::Neighbour;
use crate::tables::cell::CellValue;
use crate::tables::column::Column;
use crate::tables::route::{Route, SessionTab};
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

type Col = Column<Neighbour>;

/// One row for each neighbour.
pub static NEIGHBOURS: TableSpec<Neighbour> = TableSpec {
    name: "neighbours",
    columns: &[
        Col::new("relation", "What it is", 190.0, |_, row| {
            CellValue::text(row.relation.as_str())
        }),
        Col::time("begin", "Begin", |case, row| {
            sessions::begin(case, row.session)
        }),
        Col::time("end", "End", |case, row| sessions::end(case, row.session)),
        Col::new("duration_s", "Duration", 95.0, |case, row| {
            sessions::duration(case, row.session)
        }),
        Col::new("user", "User", 190.0, |case, row| {
            sessions::user(case, row.session)
        }),
        Col::new("kind", "Kind", 85.0, |case, row| {
            sessions::kind(case, row.session)
        }),
        Col::new("outcome", "Outcome", 80.0, |case, row| {
            sessions::outcome(case, row.session)
        }),
        Col::new("source", "Source", 130.0, |case, row| {
            sessions::source(case, row.session)
        }),
        Col::new("host", "Host", 130.0, |case, row| {
            sessions::host(case, row.session)
        }),
    ],
    first_sort: Sort::up(0),
    row_name: |case, row| {
        let name = (SESSIONS.row_name)(case, &row.session);
        format!("{}: {name}", row.relation.as_str())
    },
    down: |_, row| Some(Route::Session(row.session, SessionTab::Summary)),
    sessions: |row| Cow::Borrowed(std::slice::from_ref(&row.session)),
    find: None,
    event: |_, _| None,
    mark_key: |_, _| None,
    level: RowLevel::None,
    activity: |_| None,
};
