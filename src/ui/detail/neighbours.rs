//! The sessions around a session.

use std::borrow::Cow;

use super::Tab;
use crate::analysis::neighbours::Neighbour;
use crate::case::Case;
use crate::ui::route::Route;
use crate::ui::rows::{Column, Shape, Sort};
use crate::ui::value::Value;
use crate::ui::views::sessions::SESSIONS;

type Col = Column<Neighbour>;

/// The value that a session has in a column of the session table.
fn session(case: &Case, neighbour: Neighbour, column: usize) -> Value {
    let column = SESSIONS.columns.get(column);
    column.map_or(Value::Nothing, |column| {
        (column.value)(case, &neighbour.session)
    })
}

/// One row for each neighbour.
pub static NEIGHBOURS: Shape<Neighbour> = Shape {
    name: "neighbours",
    columns: &[
        Col::new("What it is", 190.0, |_, row| {
            Value::text(row.relation.as_str())
        }),
        Col::time("Begin", |case, row| session(case, *row, 0)),
        Col::time("End", |case, row| session(case, *row, 1)),
        Col::new("Duration", 95.0, |case, row| session(case, *row, 2)),
        Col::new("User", 190.0, |case, row| session(case, *row, 3)),
        Col::new("Kind", 85.0, |case, row| session(case, *row, 4)),
        Col::new("Outcome", 80.0, |case, row| session(case, *row, 5)),
        Col::new("Source", 130.0, |case, row| session(case, *row, 6)),
        Col::new("Host", 130.0, |case, row| session(case, *row, 9)),
    ],
    sort: Sort::up(0),
    row_name: |case, row| {
        let name = (SESSIONS.row_name)(case, &row.session);
        format!("{}: {name}", row.relation.as_str())
    },
    down: |_, row| Some(Route::Session(row.session, Tab::Summary)),
    sessions: |row| Cow::Borrowed(std::slice::from_ref(&row.session)),
    find: None,
    event: |_, _| None,
};
