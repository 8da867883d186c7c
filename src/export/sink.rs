//! What a format must do to have tables written in it. A format is one file with a [`Sink`] and a
//! [`Format`], and one line in `formats`.

use std::io::{self, Write};
use std::ops::Range;

use crate::domain::cell::Cell;
use crate::domain::table::{ColumnHeader, Table};

/// Writes one table in one format. Everything that the format requires, such as quoting and escaping,
/// is done here: the cells know nothing of it.
pub trait Sink: Send + Sync {
    /// Writes what comes before the rows.
    ///
    /// # Errors
    /// Errors of `out`.
    fn begin(&mut self, columns: &[ColumnHeader], out: &mut dyn Write) -> io::Result<()>;

    /// Renders a batch of rows to the end of `out`. Batches are rendered on several threads at once.
    /// Returns how many cells were escaped because a spreadsheet would take them for formulas.
    ///
    /// # Errors
    /// A value that the format cannot hold.
    fn render(&self, batch: &Batch<'_>, out: &mut Vec<u8>) -> io::Result<u64>;

    /// Writes a batch that was rendered. Batches come in order.
    ///
    /// # Errors
    /// Errors of `out`.
    fn append(&mut self, rendered: &[u8], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(rendered)
    }

    /// Writes what comes after the rows.
    ///
    /// # Errors
    /// Errors of `out`.
    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Some consecutive rows of a table.
pub struct Batch<'t> {
    /// The headers of the table.
    pub columns: &'t [ColumnHeader],
    /// The table.
    pub table: &'t dyn Table,
    /// Which of its rows.
    pub rows: Range<usize>,
}

impl Batch<'_> {
    /// Passes the cells of each row to `write`.
    ///
    /// # Errors
    /// The first error of `write`.
    pub fn for_each_row(
        &self,
        mut write: impl FnMut(&[Cell<'_>]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut cells = Vec::with_capacity(self.columns.len());
        for row in self.rows.clone() {
            cells.clear();
            self.table.read_row(row, &mut cells);
            if !cells.is_empty() {
                write(&cells)?;
            }
        }
        Ok(())
    }
}

/// A format that tables are exported in.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it, and how the names of its files end.
    pub name: &'static str,
    /// What `--profile` calls it, where several formats share a name.
    pub profile: Option<&'static str>,
    /// What the export window calls it.
    pub title: &'static str,
    /// Makes a sink for one table.
    pub sink: fn() -> Box<dyn Sink>,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        (self.name, self.profile) == (other.name, other.profile)
    }
}

impl Eq for Format {}
