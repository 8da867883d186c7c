//! What a kind of table is: its columns, the names of its rows, and where they lead.

use std::borrow::Cow;

use super::column::Column;
use super::route::Route;
use super::sorting::Sort;
use crate::analysis::outliers::Level;
use crate::case::Case;
use crate::domain::event::EventIndex;
use crate::domain::record_key::RecordKey;

/// Finds the place of a session among the items of a table.
pub type FindSession<T> = fn(&[T], u32) -> Option<usize>;

/// A kind of table, whose rows are made of items of type `T`.
pub struct TableSpec<T: 'static> {
    /// Name for stored preferences and widget ids.
    pub name: &'static str,
    /// Columns.
    pub columns: &'static [Column<T>],
    /// The sort before the user chooses one.
    pub first_sort: Sort,
    /// What a screen reader calls a row.
    pub row_name: fn(&Case, &T) -> String,
    /// Where a double-click or Enter leads.
    pub down: fn(&Case, &T) -> Option<Route>,
    /// The sessions that a row represents.
    pub sessions: for<'a> fn(&'a T) -> Cow<'a, [u32]>,
    /// Finds the row of a session faster than by looking at all of them, where that can be done.
    pub find: Option<FindSession<T>>,
    /// The record that a row represents: it is shown in full while the cursor is on the row.
    pub event: fn(&Case, &T) -> Option<EventIndex>,
    /// What the examiner's marks on a row are kept by, where it represents a record or an artefact and no
    /// session.
    pub mark_key: fn(&Case, &T) -> Option<RecordKey>,
    /// How much attention a row asks for.
    pub level: RowLevel<T>,
    /// The activity that a row represents, by its index in the case.
    pub activity: fn(&T) -> Option<u32>,
}

/// How much attention a row of a table asks for.
#[derive(Clone, Copy)]
pub enum RowLevel<T> {
    /// Rows of this table ask for none.
    None,
    /// As the row has it.
    Own(fn(&T) -> Option<Level>),
    /// As the user and place of its session do.
    OfSession(fn(&T) -> u32),
}

impl<T> TableSpec<T> {
    /// The number of a column by its machine name.
    pub fn column_number(&self, id: &str) -> Option<usize> {
        let mut columns = self.columns.iter();
        columns.position(|column| column.header.id == id)
    }
}
