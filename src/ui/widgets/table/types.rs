//! A table about to be drawn, and what the user did to it.

use crate::domain::time::DisplayZone;
use crate::tables::layout::{ColumnChange, ColumnLayout};
use crate::tables::rows::TableRows;
use crate::tables::selection::{Pick, Selection};
use crate::tables::sorting::Sorting;
use crate::ui::theme::Density;

/// Space between the edge of a cell and its text.
pub(super) const PADDING: f32 = 8.0;
/// Height of the headers.
pub(super) const HEADER_HEIGHT: f32 = 26.0;
/// Room before the first column for what a row asks for: a level of attention.
pub(super) const FLAG_WIDTH: f32 = 26.0;
/// Room before the first column for the dot of a row that the examiner marked.
pub(super) const DOT_WIDTH: f32 = 12.0;
/// Room before the first column for the sign that opens a fold.
pub(super) const FOLD_WIDTH: f32 = 16.0;
/// Room at the right of the headers for the button that lists the columns without room.
pub(super) const MORE_WIDTH: f32 = 34.0;

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
    /// Scrolled, or was scrolled, so that this many rows are in view, in this much width.
    Page(usize, f32),
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
    /// How close the rows are.
    pub density: Density,
    /// Whether all times of the case are in one year, so that none is shown.
    pub one_year: bool,
    /// In how many parts charts divide the time of the case.
    pub parts: usize,
}

impl TableView<'_> {
    /// Room before the text of the first column.
    pub(super) fn inset(&self) -> f32 {
        inset(self.rows)
    }
}

/// Room before the text of the first column.
fn inset(rows: &dyn TableRows) -> f32 {
    let flag = if rows.has_levels() { FLAG_WIDTH } else { 0.0 };
    let dot = if rows.has_marks() { DOT_WIDTH } else { 0.0 };
    let fold = if rows.has_folds() { FOLD_WIDTH } else { 0.0 };
    flag + dot + fold
}

/// Room of a table that columns cannot use, in points.
pub fn reserved_width(rows: &dyn TableRows) -> f32 {
    inset(rows) + MORE_WIDTH
}
