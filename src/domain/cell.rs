//! The typed value of one cell of a table. What a cell looks like on screen or in a file is decided
//! where it is shown or written, never where it is made.

use std::borrow::Cow;

use super::time::{Span, Timestamp};

/// The value of one cell. It borrows from the case where it can: an export may have a million rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell<'a> {
    /// Unknown or not applicable.
    #[default]
    Absent,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number: a count, an id, a port.
    Integer(u64),
    /// Any other number.
    Number(f64),
    /// A moment.
    Time(Timestamp),
    /// A length of time.
    Duration(Span),
    /// Yes or no.
    Boolean(bool),
    /// Several values.
    List(Vec<Cell<'a>>),
    /// A table inside the cell.
    Nested(NestedTable<'a>),
    /// The one row of a table inside the cell: in a list, each may have columns of its own.
    Object(NestedTable<'a>),
}

/// A small table inside a cell, such as the source records of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct NestedTable<'a> {
    /// The names of its columns.
    pub columns: &'static [&'static str],
    /// How many of the first columns identify a row. Formats without nesting write only these.
    pub key_columns: usize,
    /// Its cells, row by row.
    pub cells: Vec<Cell<'a>>,
}

impl<'a> Cell<'a> {
    /// Borrowed text, where there is any.
    pub fn text(text: Option<&'a (impl AsRef<str> + ?Sized)>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text.as_ref().into()))
    }

    /// The text by which a value is displayed, where there is a value.
    pub fn display(value: Option<impl std::fmt::Display>) -> Self {
        value.map_or(Self::Absent, |value| Self::Text(value.to_string().into()))
    }

    /// A whole number, where there is one.
    pub fn integer(number: Option<impl Into<u64>>) -> Self {
        number.map_or(Self::Absent, |number| Self::Integer(number.into()))
    }

    /// A moment, where there is one.
    pub fn time(time: Option<Timestamp>) -> Self {
        time.map_or(Self::Absent, Self::Time)
    }

    /// A length of time, where there is one.
    pub fn duration(span: Option<Span>) -> Self {
        span.map_or(Self::Absent, Self::Duration)
    }

    /// Yes or no, where it is known.
    pub fn boolean(is: Option<bool>) -> Self {
        is.map_or(Self::Absent, Self::Boolean)
    }

    /// A list of texts.
    pub fn texts<T: Into<Cow<'a, str>>>(texts: impl IntoIterator<Item = T>) -> Self {
        let texts = texts.into_iter().map(|text| Self::Text(text.into()));
        Self::List(texts.collect())
    }
}

impl<'a> NestedTable<'a> {
    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell<'a>]> {
        self.cells.chunks_exact(self.columns.len().max(1))
    }
}
