//! The table of the sessions around a session.

use std::borrow::Cow;

use super::sessions::{self, SESSIONS};
use crate::analysis::neighbours::Neighbour;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, Look, SortKey};
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
        })
        .sorted_by(SortKey::Number(|_, row| {
            Some(i64::from(row.relation.order()))
        }))
        .hint("Sorts by time: what came before, what ran meanwhile, what came after"),
        Col::time("begin", "Begin", |case, row| {
            sessions::begin(case, row.session)
        }),
        Col::time("end", "End", |case, row| sessions::end(case, row.session)).rank(4),
        Col::new("duration_s", "Duration", 95.0, |case, row| {
            sessions::duration(case, row.session)
        })
        .looks(Look::Figure)
        .rank(3),
        Col::new("user", "User", 190.0, |case, row| {
            sessions::user(case, row.session)
        })
        .looks(Look::User),
        Col::new("kind", "Kind", 140.0, |case, row| {
            sessions::kind(case, row.session)
        })
        .looks(Look::Kind)
        .rank(1),
        Col::new("outcome", "Outcome", 104.0, |case, row| {
            sessions::outcome(case, row.session)
        })
        .rank(2),
        Col::new("source", "Address", 140.0, |case, row| {
            sessions::source(case, row.session)
        })
        .looks(Look::Place),
        Col::new("host", "Host", 130.0, |case, row| {
            sessions::host(case, row.session)
        })
        .looks(Look::Host),
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
    level: RowLevel::OfSession(|row| row.session),
    activity: |_| None,
};
