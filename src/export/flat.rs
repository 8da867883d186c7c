//! Cells as one piece of text, for formats that nest nothing.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::domain::cell::Cell;

/// The text of a cell: empty where the value is absent, lists joined with `; `, the rows of a nested
/// table as their key columns joined with `:`.
pub(super) fn text<'c>(cell: &'c Cell<'_>) -> Cow<'c, str> {
    match cell {
        Cell::Absent => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        other => {
            let mut text = String::new();
            // Writing to a string cannot fail.
            let _ = write(&mut text, other);
            Cow::Owned(text)
        }
    }
}

fn write(out: &mut String, cell: &Cell<'_>) -> fmt::Result {
    match cell {
        Cell::Absent => Ok(()),
        Cell::Text(text) => out.write_str(text),
        Cell::Integer(number) => write!(out, "{number}"),
        Cell::Number(number) => write!(out, "{number}"),
        Cell::Time(time) => write!(out, "{time}"),
        Cell::Duration(span) => write!(out, "{}", span.as_seconds()),
        Cell::Boolean(is) => write!(out, "{is}"),
        Cell::List(cells) => write_joined(out, cells, "; "),
        Cell::Nested(table) | Cell::Object(table) => {
            for (number, row) in table.rows().enumerate() {
                if number > 0 {
                    out.push_str("; ");
                }
                write_joined(out, row.iter().take(table.key_columns), ":")?;
            }
            Ok(())
        }
    }
}

fn write_joined<'c, 'a: 'c>(
    out: &mut String,
    cells: impl IntoIterator<Item = &'c Cell<'a>>,
    separator: &str,
) -> fmt::Result {
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            out.push_str(separator);
        }
        write(out, cell)?;
    }
    Ok(())
}
