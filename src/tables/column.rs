//! One column of a table: its names, how it looks, how a row gets its cell, and how the column is sorted and
//! filtered by.

use super::cell::CellValue;
use crate::analysis::outliers::Outliers;
use crate::analysis::session_index::SessionIndex;
use crate::case::Case;
use crate::domain::mark::Mark;
use crate::domain::time::DisplayZone;

/// One column over rows of type `T`.
pub struct Column<T> {
    /// What the column is and how its header looks.
    pub header: Header,
    /// Where the cell of a row comes from.
    pub cell: CellSource<T>,
    /// What it is sorted by.
    pub sort_key: SortKey<T>,
}

/// Where the cells of a column come from.
pub enum CellSource<T> {
    /// From the case.
    Case(fn(&Case, &T) -> CellValue),
    /// From the examiner's mark on the session or record of a row, or from all marks on its sessions together.
    Mark(fn(&Mark) -> CellValue),
    /// From what stands out.
    Outlier(fn(&Outliers, &Case, &T) -> CellValue),
}

/// The sort key of a column. It gives the same order as the cells but may be cheaper to compute.
pub enum SortKey<T> {
    /// The cells themselves: for tables that never get large.
    Cell,
    /// A number; `None` where the cell is empty.
    Number(fn(&SessionIndex, &T) -> Option<i64>),
    /// A number that rows with equal cells share, so that each distinct cell is made only once.
    Code(fn(&SessionIndex, &T) -> u32),
    /// How much attention a session asks for, by its number.
    Level(fn(&T) -> u32),
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
    /// Whether it takes of the space that is left over, until the user changes a width.
    pub grows: bool,
    /// How its cells look.
    pub look: Look,
    /// Where there is no room for all columns, those of the highest rank are left out first.
    pub rank: u8,
    /// Whether it is shown before the user chose columns: always, never, or only where there are marks.
    pub at_first: AtFirst,
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

/// How the cells of a column look on the screen. What they say is the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As text.
    Text,
    /// A user, with an icon.
    User,
    /// A place, with the icon of its class.
    Place,
    /// A host, by its short name.
    Host,
    /// A kind of session, with its icon.
    Kind,
    /// A log, by its short name.
    Log,
    /// A figure: at the right.
    Figure,
    /// A small chart. No export has it.
    Chart,
}

/// Whether a column is shown before the user chose columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtFirst {
    /// Where there is room.
    Shown,
    /// Only where the examiner has marked something.
    WithMarks,
    /// Not: it can be chosen.
    Hidden,
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
            look: Look::Text,
            rank: 0,
            at_first: AtFirst::Shown,
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

/// How much wider a time is with its year.
const YEAR_WIDTH: f32 = 36.0;

impl Header {
    /// Its width before the user changes it: times take more where years are shown.
    pub fn first_width(&self, one_year: bool) -> f32 {
        if self.is_time && !one_year {
            self.width + YEAR_WIDTH
        } else {
            self.width
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
            cell: CellSource::Case(cell),
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
        Self {
            header: Header {
                at_first: AtFirst::WithMarks,
                ..Header::new(id, title, width)
            },
            cell: CellSource::Mark(cell),
            sort_key: SortKey::Cell,
        }
    }

    /// A column of what stands out.
    pub const fn of_outlier(
        id: &'static str,
        title: &'static str,
        width: f32,
        cell: fn(&Outliers, &Case, &T) -> CellValue,
    ) -> Self {
        Self {
            header: Header::new(id, title, width),
            cell: CellSource::Outlier(cell),
            sort_key: SortKey::Cell,
        }
    }

    /// A column of times.
    pub const fn time(
        id: &'static str,
        title: &'static str,
        cell: fn(&Case, &T) -> CellValue,
    ) -> Self {
        let mut column = Self::new(id, title, 122.0, cell);
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

    /// Sets how its cells look.
    #[must_use]
    pub const fn looks(mut self, look: Look) -> Self {
        self.header.look = look;
        self
    }

    /// Sets when it is left out for want of room: the highest rank first.
    #[must_use]
    pub const fn rank(mut self, rank: u8) -> Self {
        self.header.rank = rank;
        self
    }

    /// Leaves it out until the user chooses it.
    #[must_use]
    pub const fn hidden(mut self) -> Self {
        self.header.at_first = AtFirst::Hidden;
        self
    }

    /// Lets the column take of the space that is left over.
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
