//! CSV in two profiles: raw, whose values are those of JSON Lines, and spreadsheet, in which no
//! cell can be taken for a formula: names in failed logons are chosen by attackers.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::io::{self, Write};

use super::columns::{COLUMNS, Value};
use super::{Listed, OnWritten, batches};

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

/// Writes a header and the sessions; returns how many cells were defused, `None` when `on_written` said
/// to stop.
///
/// # Errors
/// Whatever `out` answers.
pub fn write(
    listed: Listed<'_>,
    profile: Profile,
    out: &mut dyn Write,
    on_written: OnWritten<'_>,
) -> io::Result<Option<u64>> {
    if profile == Profile::Spreadsheet {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    let mut header = writer(profile, &mut *out);
    header.write_record(COLUMNS.iter().map(|column| column.name))?;
    header.flush()?;
    drop(header);
    batches::write(listed, out, on_written, |rows, out| {
        let mut escaped = 0;
        let mut writer = writer(profile, out);
        for (session, mark) in rows {
            for column in COLUMNS {
                let cell = cell_text((column.value)(listed.case, session, mark));
                if profile == Profile::Spreadsheet && cell.starts_with(FORMULA_STARTS) {
                    escaped += 1;
                    writer.write_field(format!("'{cell}"))?;
                } else {
                    writer.write_field(&*cell)?;
                }
            }
            // Nothing more: the end of the record.
            writer.write_record(None::<&[u8]>)?;
        }
        writer.flush()?;
        Ok(escaped)
    })
}

fn writer<W: Write>(profile: Profile, out: W) -> ::csv::Writer<W> {
    let terminator = match profile {
        Profile::Raw => ::csv::Terminator::Any(b'\n'),
        Profile::Spreadsheet => ::csv::Terminator::CRLF,
    };
    ::csv::WriterBuilder::new()
        .terminator(terminator)
        .from_writer(out)
}

/// A value as one cell: lists joined with `; `, sources as `channel:event_id:record_id`.
fn cell_text(value: Value<'_>) -> Cow<'_, str> {
    match value {
        Value::Unknown => Cow::Borrowed(""),
        Value::Text(text) => text,
        Value::Time(time) => Cow::Owned(time.to_string()),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Flag(flag) => Cow::Owned(flag.to_string()),
        Value::Texts(texts) => Cow::Owned(texts.join("; ")),
        Value::Numbers(numbers) => listed_text(numbers),
        Value::Sources(sources) => listed_text(&sources),
    }
}

fn listed_text(values: &[impl Display]) -> Cow<'static, str> {
    let mut text = String::new();
    for (number, value) in values.iter().enumerate() {
        let separator = if number == 0 { "" } else { "; " };
        // Writing to a text cannot fail.
        let _ = write!(text, "{separator}{value}");
    }
    Cow::Owned(text)
}
