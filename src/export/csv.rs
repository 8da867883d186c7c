//! CSV in two profiles: raw, whose values are those of JSON Lines, and spreadsheet, in which no
//! cell can be taken for a formula: names in failed logons are chosen by attackers.

use std::io::{self, Write};

use super::Listed;
use super::columns::{COLUMNS, Value};

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// UTF-8, `\n`, no byte order mark, every value untouched.
    Raw,
    /// UTF-8 with byte order mark, CRLF, formulas defused by a leading `'`.
    #[default]
    Spreadsheet,
}

/// Cells that begin with one of these can be a formula: the ASCII signs, their full-width forms,
/// and characters that a spreadsheet drops before it looks.
const FORMULA_STARTS: [char; 12] = [
    '=', '+', '-', '@', '\t', '\r', '\0', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}', '\n',
];

/// Writes a header and the sessions; returns how many cells were defused.
///
/// # Errors
/// Whatever `out` answers.
pub fn write(listed: Listed<'_>, profile: Profile, out: &mut dyn Write) -> io::Result<u64> {
    let mut escaped = 0;
    let terminator = match profile {
        Profile::Raw => ::csv::Terminator::Any(b'\n'),
        Profile::Spreadsheet => {
            out.write_all("\u{FEFF}".as_bytes())?;
            ::csv::Terminator::CRLF
        }
    };
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(terminator)
        .from_writer(out);
    writer.write_record(COLUMNS.iter().map(|column| column.name))?;
    for (session, mark) in listed.sessions() {
        let cells = COLUMNS.iter().map(|column| {
            let cell = cell_text(&(column.value)(listed.case, session, mark));
            if profile == Profile::Spreadsheet && cell.starts_with(FORMULA_STARTS) {
                escaped += 1;
                return format!("'{cell}");
            }
            cell
        });
        writer.write_record(cells)?;
    }
    writer.flush()?;
    Ok(escaped)
}

/// A value as one cell: lists joined with `; `, sources as `channel:event_id:record_id`.
pub fn cell_text(value: &Value) -> String {
    match value {
        Value::Unknown => String::new(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Texts(texts) => texts.join("; "),
        Value::Numbers(numbers) => numbers
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("; "),
        Value::Sources(sources) => sources
            .iter()
            .map(|source| {
                format!(
                    "{}:{}:{}",
                    source.channel, source.event_id, source.record_id
                )
            })
            .collect::<Vec<_>>()
            .join("; "),
    }
}
