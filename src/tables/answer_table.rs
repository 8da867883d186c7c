//! The rows of an answer as a table that can be written in any format.

use std::borrow::Cow;

use super::column::Look;
use super::grouped_rows::Grouping;
use super::question::Answer;
use super::rows::TableRows;
use super::selection::IndexSet;
use crate::domain::cell::Cell;
use crate::domain::table::{ColumnHeader, Table};

/// Rows of an answer in the order of the screen, without the headers of groups and with each row that is folded.
pub struct AnswerTable<'a> {
    rows: &'a dyn TableRows,
    order: Cow<'a, [u32]>,
    columns: Vec<usize>,
}

impl<'a> AnswerTable<'a> {
    /// All rows with all columns.
    pub fn whole(answer: &'a Answer) -> Self {
        let columns = (0..answer.plain.headers().len()).collect();
        Self::new(answer, columns, None)
    }

    /// All rows, or only those of a set, with these columns. Rows of collapsed groups are among them.
    /// Charts have no text and are left out.
    pub fn new(answer: &'a Answer, mut columns: Vec<usize>, only: Option<&IndexSet>) -> Self {
        let headers = answer.plain.headers();
        columns.retain(|&column| {
            let header = headers.get(column);
            header.is_some_and(|header| header.look != Look::Chart)
        });
        let mut order = rows_in_order(answer);
        if let Some(only) = only {
            order.to_mut().retain(|row| only.contains(*row));
        }
        Self {
            rows: &*answer.plain,
            order,
            columns,
        }
    }
}

/// The rows in the order of the screen, as if all groups were expanded, without the headers of groups.
fn rows_in_order(answer: &Answer) -> Cow<'_, [u32]> {
    let (Some(groups), Some(by)) = (&answer.grouped, &answer.question.grouping) else {
        return Cow::Borrowed(&answer.unfolded);
    };
    let mut expanded = Grouping::by(by.column);
    expanded.turn_all();
    let sorted = answer.plain.sorted(answer.sort);
    let mut order = groups.order(&sorted, answer.sort, &expanded);
    order.retain(|row| groups.group(*row).is_none());
    Cow::Owned(order)
}

impl Table for AnswerTable<'_> {
    fn columns(&self) -> Vec<ColumnHeader> {
        let headers = self.rows.headers();
        let shown = self
            .columns
            .iter()
            .filter_map(|&column| headers.get(column));
        let header = shown.map(|header| ColumnHeader {
            name: header.id,
            title: header.title,
        });
        header.collect()
    }

    fn row_count(&self) -> usize {
        self.order.len()
    }

    fn read_row<'a>(&'a self, row: usize, cells: &mut Vec<Cell<'a>>) {
        if let Some(&row) = self.order.get(row) {
            let columns = self.columns.iter();
            cells.extend(columns.map(|&column| self.rows.cell(row, column).into_cell()));
        }
    }
}
