//! The rows of an answer as a table that can be written in any format.

use super::question::Answer;
use crate::domain::cell::Cell;
use crate::domain::table::{ColumnHeader, Table};

/// All columns of the rows of an answer, in the order of the screen, without the headers of groups and
/// with each row that is folded.
pub struct AnswerTable<'a>(pub &'a Answer);

impl Table for AnswerTable<'_> {
    fn columns(&self) -> Vec<ColumnHeader> {
        let headers = self.0.plain.headers().iter();
        let header = headers.map(|header| ColumnHeader {
            name: header.id,
            title: header.title,
        });
        header.collect()
    }

    fn row_count(&self) -> usize {
        self.0.unfolded.len()
    }

    fn read_row<'a>(&'a self, row: usize, cells: &mut Vec<Cell<'a>>) {
        let row = self.0.unfolded.get(row).copied();
        if let Some(row) = row.filter(|row| self.0.rows.group(*row).is_none()) {
            let columns = 0..self.0.plain.headers().len();
            cells.extend(columns.map(|column| self.0.plain.cell(row, column).into_cell()));
        }
    }
}
