//! JSON Lines: one object for each session, keys in the order of the session model.

use std::io::{self, Write};

use super::columns::{COLUMNS, Value};
use crate::case::Case;

/// Writes the sessions of these indices.
///
/// # Errors
/// Whatever `out` answers.
pub fn write(case: &Case, sessions: &[u32], out: &mut dyn Write) -> io::Result<()> {
    for session in sessions
        .iter()
        .filter_map(|&index| case.sessions.get(index as usize))
    {
        for (number, column) in COLUMNS.iter().enumerate() {
            let opening = if number == 0 { '{' } else { ',' };
            write!(out, "{opening}\"{}\":", column.name)?;
            write_value(&(column.value)(case, session), out)?;
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
