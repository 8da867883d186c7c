//! A table of typed cells, which any format can write.

use super::cell::Cell;

/// The header of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnHeader {
    /// The name for programs: lower-case ASCII letters, digits and `_`. It never changes.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
}

/// Rows of typed cells under named columns. Rows are read on several threads.
pub trait Table: Sync {
    /// The headers, in order.
    fn columns(&self) -> Vec<ColumnHeader>;

    /// How many rows there are.
    fn row_count(&self) -> usize;

    /// Appends the cells of a row, one for each column; none where there is no such row, which is then
    /// left out.
    fn read_row<'a>(&'a self, row: usize, cells: &mut Vec<Cell<'a>>);

    /// How much work it is to write a row, where an ordinary one counts as 1.
    fn weight(&self, _row: usize) -> usize {
        1
    }
}
