//! JSON Lines: one object for each session, keys in the order of the columns [source 13.1].

use std::io::{self, Write};

use super::columns::{COLUMNS, Value};
use super::{Listed, OnWritten, batches};

/// Writes the sessions; returns that no cell was defused, `None` when `on_written` said to stop.
///
/// # Errors
/// Whatever `out` answers.
pub fn write(
    listed: Listed<'_>,
    out: &mut dyn Write,
    on_written: OnWritten<'_>,
) -> io::Result<Option<u64>> {
    batches::write(listed, out, on_written, |rows, out| {
        for (session, mark) in rows {
            for (number, column) in COLUMNS.iter().enumerate() {
                out.push(if number == 0 { b'{' } else { b',' });
                out.push(b'"');
                out.extend_from_slice(column.name.as_bytes());
                out.extend_from_slice(b"\":");
                write_value(&(column.value)(listed.case, session, mark), out)?;
            }
            out.extend_from_slice(b"}\n");
        }
        Ok(0)
    })
}

fn write_value(value: &Value<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    match value {
        Value::Unknown => out.write_all(b"null"),
        Value::Text(text) => json(out, text),
        Value::Time(time) => write!(out, "\"{time}\""),
        Value::Number(number) => write!(out, "{number}"),
        Value::Flag(flag) => write!(out, "{flag}"),
        Value::Texts(texts) => json(out, texts),
        Value::Numbers(numbers) => json(out, numbers),
        Value::Sources(sources) => json(out, sources),
    }
}

fn json(out: &mut Vec<u8>, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}
