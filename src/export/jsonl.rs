//! JSON Lines: one object for each row, its keys in the order of the columns.

use std::io::{self, Write};

use super::sink::{Batch, Format, Sink};
use crate::domain::cell::{Cell, NestedTable};
use crate::domain::table::ColumnHeader;

/// JSON Lines.
pub const JSON_LINES: Format = Format {
    name: "jsonl",
    profile: None,
    title: "JSON Lines",
    sink: || Box::new(JsonLines),
};

struct JsonLines;

impl Sink for JsonLines {
    fn begin(&mut self, _: &[ColumnHeader], _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn render(&self, batch: &Batch<'_>, out: &mut Vec<u8>) -> io::Result<u64> {
        batch.for_each_row(|cells| {
            let names = batch.columns.iter().map(|column| column.name);
            write_object(out, names.zip(cells))?;
            out.push(b'\n');
            Ok(())
        })?;
        Ok(0)
    }
}

fn write_object<'c, 'a: 'c>(
    out: &mut Vec<u8>,
    fields: impl Iterator<Item = (&'static str, &'c Cell<'a>)>,
) -> io::Result<()> {
    out.push(b'{');
    for (number, (name, cell)) in fields.enumerate() {
        if number > 0 {
            out.push(b',');
        }
        // The names of columns have nothing to escape.
        out.push(b'"');
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        write_value(out, cell)?;
    }
    out.push(b'}');
    Ok(())
}

fn write_value(out: &mut Vec<u8>, cell: &Cell<'_>) -> io::Result<()> {
    match cell {
        Cell::Absent => out.write_all(b"null"),
        Cell::Text(text) => serde_json::to_writer(out, text).map_err(io::Error::from),
        Cell::Integer(number) => write!(out, "{number}"),
        Cell::Number(number) => write!(out, "{number}"),
        Cell::Time(time) => write!(out, "\"{time}\""),
        Cell::Duration(span) => write!(out, "{}", span.as_seconds()),
        Cell::Boolean(is) => write!(out, "{is}"),
        Cell::List(cells) => write_array(out, cells.iter(), write_value),
        Cell::Nested(table) => {
            write_array(out, table.rows(), |out, row| write_row(out, table, row))
        }
        Cell::Object(table) => {
            let mut rows = table.rows();
            rows.next().map_or(Ok(()), |row| write_row(out, table, row))
        }
    }
}

fn write_row(out: &mut Vec<u8>, table: &NestedTable<'_>, row: &[Cell<'_>]) -> io::Result<()> {
    write_object(out, table.columns.iter().copied().zip(row))
}

fn write_array<T>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T) -> io::Result<()>,
) -> io::Result<()> {
    out.push(b'[');
    for (number, item) in items.enumerate() {
        if number > 0 {
            out.push(b',');
        }
        write(out, item)?;
    }
    out.push(b']');
    Ok(())
}
