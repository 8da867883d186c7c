//! One column of a table: its names, how it looks, how a row gets its cell, and how the column is sorted and
//! filtered by.

use super::cell::CellValue;
use crate::analysis::session_index::SessionIndex;
use crate::case::Case;
use crate::domain::mark::Mark;
use crate::domain::time::DisplayZone;

/// One column over rows of type `T`.
pub struct Column<T> {
    /// What the column is and how its header looks.
    pub header: Header,
    /// The cell of a row.
    pub cell: fn(&Case, &T) -> CellValue,
    /// The cell by the examiner's mark on the session or record of a row, in the place of `cell`.
    pub cell_of_mark: Option<fn(&Mark) -> CellValue>,
    /// What it is sorted by.
    pub sort_key: SortKey<T>,
}

/// The sort key of a column. It gives the same order as the cells but may be cheaper to compute.
pub enum SortKey<T> {
    /// The cells themselves: for tables that never get large.
    Cell,
    /// A number; `None` where the cell is empty.
    Number(fn(&SessionIndex, &T) -> Option<i64>),
    /// A number that rows with equal cells share, so that each distinct cell is made only once.
    Code(fn(&SessionIndex, &T) -> u32),
    /// A text, in lower case.
    Text(for<'a> fn(&'a SessionIndex, &T) -> &'a str),
}

/// The part of a column that does not depend on the type of the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Header {
    /// The machine name. It never changes, even when the title does.
    pub id: &'static str,
    /// The text of the header.
    pub title: &'static str,
    /// The tooltip of the header.
    pub hint: &'static str,
    /// Width before the user changes it.
    pub width: f32,
    /// Whether it takes the space that is left over, until the user changes a width.
    pub grows: bool,
    /// Whether it holds times, so that the title is followed by the zone.
    pub is_time: bool,
    /// How the filter language asks for a value of this column.
    pub filter: FilterColumn,
    /// Other fields of the filter language that ask about this column.
    pub asked_by: &'static [&'static str],
}

/// How the filter language asks for the value of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterColumn {
    /// The column cannot be filtered.
    None,
    /// By a word without a field.
    Any,
    /// By this field.
    Named(&'static str),
}

impl Header {
    /// A column of anything but times, without a filter.
    pub const fn new(id: &'static str, title: &'static str, width: f32) -> Self {
        Self {
            id,
            title,
            hint: "",
            width,
            grows: false,
            is_time: false,
            filter: FilterColumn::None,
            asked_by: &[],
        }
    }

    /// The fields of the filter language that ask about this column, the most useful first.
    pub fn fields(&self) -> Vec<&'static str> {
        match self.filter {
            FilterColumn::Named(name) if self.asked_by.is_empty() => vec![name],
            _ => self.asked_by.to_vec(),
        }
    }

    /// The title, with the zone where the column holds times.
    pub fn label(&self, zone: &DisplayZone) -> String {
        if self.is_time {
            format!("{} ({})", self.title, zone.short_label())
        } else {
            self.title.to_owned()
        }
    }
}

impl<T> Column<T> {
    /// A column of anything but times, without a filter.
    pub const fn new(
        id: &'static str,
        title: &'static str,
        width: f32,
        cell: fn(&Case, &T) -> CellValue,
    ) -> Self {
        Self {
            header: Header::new(id, title, width),
            cell,
            cell_of_mark: None,
            sort_key: SortKey::Cell,
        }
    }

    /// A column of the examiner's marks.
    pub const fn of_mark(
        id: &'static str,
        title: &'static str,
        width: f32,
        cell: fn(&Mark) -> CellValue,
    ) -> Self {
        let mut column = Self::new(id, title, width, |_, _| CellValue::Absent);
        column.cell_of_mark = Some(cell);
        column
    }

    /// A column of times.
    pub const fn time(
        id: &'static str,
        title: &'static str,
        cell: fn(&Case, &T) -> CellValue,
    ) -> Self {
        let mut column = Self::new(id, title, 165.0, cell);
        column.header.is_time = true;
        column.header.asked_by = &["after", "before"];
        column
    }

    /// Sets the width.
    #[must_use]
    pub const fn wide(mut self, width: f32) -> Self {
        self.header.width = width;
        self
    }

    /// Lets the column take the space that is left over.
    #[must_use]
    pub const fn growing(mut self) -> Self {
        self.header.grows = true;
        self
    }

    /// Sets the tooltip of the header.
    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.header.hint = hint;
        self
    }

    /// Sets a sort key that is cheaper to compute than the cells.
    #[must_use]
    pub const fn sorted_by(mut self, key: SortKey<T>) -> Self {
        self.sort_key = key;
        self
    }

    /// Sets the fields of the filter language that ask about the column.
    #[must_use]
    pub const fn asked_by(mut self, fields: &'static [&'static str]) -> Self {
        self.header.asked_by = fields;
        self
    }

    /// Sets how the filter language asks for a value of the column.
    #[must_use]
    pub const fn filter(mut self, column: FilterColumn) -> Self {
        self.header.filter = column;
        self
    }
}
