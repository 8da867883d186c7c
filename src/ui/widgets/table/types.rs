//! A table about to be drawn, and what the user did to it.

use crate::domain::time::DisplayZone;
use crate::tables::layout::{ColumnChange, ColumnLayout};
use crate::tables::rows::TableRows;
use crate::tables::selection::{Pick, Selection};
use crate::tables::sorting::Sorting;
use crate::ui::theme;

/// Space between the edge of a cell and its text.
pub(super) const PADDING: f32 = 4.0;
/// Height of the headers.
pub(super) const HEADER_HEIGHT: f32 = theme::ROW_HEIGHT + 2.0;

/// What the user did to a table.
#[derive(Clone, Debug, PartialEq)]
pub enum TableAction {
    /// Clicked a header; the flag: with Shift held, to sort by that column as well.
    Sort(usize, bool),
    /// Grouped the rows by a column, or ungrouped them.
    Group(usize),
    /// Requested a column as wide as its content.
    Fit(usize),
    /// Clicked a row, by position, in a column.
    Pick(usize, usize, Pick),
    /// Double-clicked a row, by position.
    Open(usize),
    /// Requested one cell as text: row and column.
    CopyCell(u32, usize),
    /// Requested the selected rows as text.
    CopyRows,
    /// Requested only the rows with this cell's value, or all but those.
    Filter {
        /// Row.
        row: u32,
        /// Column.
        column: usize,
        /// Only these, or all but these.
        keep: bool,
    },
    /// Typed what a field of the filter is to ask for.
    FilterField(&'static str, String),
    /// Requested other columns, or another order of them.
    Arrange(ColumnChange),
    /// Chose an entry, by its label, of what the application offers in the menu of a row.
    RowMenu(&'static str, u32),
    /// Changed the widths of the columns.
    Widths(Vec<f32>),
    /// Scrolled, or was scrolled, so that this many rows are in view.
    Page(usize),
}

/// A table about to be drawn.
pub struct TableView<'a> {
    /// What it shows.
    pub rows: &'a dyn TableRows,
    /// In which order.
    pub order: &'a [u32],
    /// The sort order.
    pub sort: Sorting,
    /// Put together by which column.
    pub grouped: Option<usize>,
    /// The column that the keyboard acts on.
    pub column: usize,
    /// What is selected.
    pub selection: &'a Selection,
    /// A position to bring into view.
    pub reveal: Option<usize>,
    /// The zone of its moments.
    pub zone: &'a DisplayZone,
    /// The columns that are shown.
    pub layout: &'a ColumnLayout,
    /// The filter text, where it acts on this table.
    pub filter: &'a str,
    /// What the application offers in the menu of a row that represents sessions: labels in groups.
    pub row_menu: &'a [&'a [&'static str]],
    /// Widths that the user chose, by the number of the column.
    pub widths: Option<&'a [f32]>,
}
