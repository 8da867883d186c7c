//! JSON Lines: one object for each session, keys in the order of the session model.

use std::io::{self, Write};

use super::Listed;
use super::columns::{COLUMNS, Value};

/// Writes the sessions.
///
/// # Errors
/// Whatever `out` answers.
pub fn write(listed: Listed<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (session, mark) in listed.sessions() {
        for (number, column) in COLUMNS.iter().enumerate() {
            let opening = if number == 0 { '{' } else { ',' };
            write!(out, "{opening}\"{}\":", column.name)?;
            write_value(&(column.value)(listed.case, session, mark), out)?;
        }
        out.write_all(b"}\n")?;
    }
    Ok(())
}

fn write_value(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    match value {
        Value::Unknown => out.write_all(b"null"),
        Value::Text(text) => json(out, text),
        Value::Number(number) => write!(out, "{number}"),
        Value::Flag(flag) => write!(out, "{flag}"),
        Value::Texts(texts) => json(out, texts),
        Value::Numbers(numbers) => json(out, numbers),
        Value::Sources(sources) => json(out, sources),
    }
}

fn json(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}
