//! CSV in two profiles. *Raw* has the values of JSON Lines untouched. In *spreadsheet* no cell can be
//! taken for a formula, because names in failed logons are chosen by attackers.

use std::io::{self, Write};

use super::flat;
use super::sink::{Batch, Format, Sink};
use crate::domain::table::ColumnHeader;

/// For a spreadsheet: UTF-8 with byte order mark, CRLF, formulas escaped by a leading `'`.
pub const SPREADSHEET: Format = Format {
    name: "csv",
    profile: Some("spreadsheet"),
    title: "CSV for a spreadsheet (cells like formulas get a leading ')",
    sink: || {
        Box::new(Csv {
            for_spreadsheet: true,
        })
    },
};

/// For programs: UTF-8, `\n`, no byte order mark, every value untouched.
pub const RAW: Format = Format {
    name: "csv",
    profile: Some("raw"),
    title: "CSV, raw, for programs",
    sink: || {
        Box::new(Csv {
            for_spreadsheet: false,
        })
    },
};

/// Cells that begin with one of these can be a formula: the ASCII signs, their full-width forms,
/// and characters that a spreadsheet drops before it looks.
const FORMULA_STARTS: [char; 12] = [
    '=', '+', '-', '@', '\t', '\r', '\0', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}', '\n',
];

struct Csv {
    /// Whether it is meant for a spreadsheet, or for a program.
    for_spreadsheet: bool,
}

impl Csv {
    fn writer<W: Write>(&self, out: W) -> ::csv::Writer<W> {
        let terminator = if self.for_spreadsheet {
            ::csv::Terminator::CRLF
        } else {
            ::csv::Terminator::Any(b'\n')
        };
        ::csv::WriterBuilder::new()
            .terminator(terminator)
            .from_writer(out)
    }
}

impl Sink for Csv {
    fn begin(&mut self, columns: &[ColumnHeader], out: &mut dyn Write) -> io::Result<()> {
        if self.for_spreadsheet {
            out.write_all("\u{FEFF}".as_bytes())?;
        }
        let mut header = self.writer(out);
        header.write_record(columns.iter().map(|column| column.name))?;
        header.flush()
    }

    fn render(&self, batch: &Batch<'_>, out: &mut Vec<u8>) -> io::Result<u64> {
        let mut escaped = 0;
        let mut writer = self.writer(out);
        batch.for_each_row(|cells| {
            for cell in cells {
                let text = flat::text(cell);
                if self.for_spreadsheet && text.starts_with(FORMULA_STARTS) {
                    escaped += 1;
                    writer.write_field(format!("'{text}"))?;
                } else {
                    writer.write_field(&*text)?;
                }
            }
            // An empty record ends the line.
            writer.write_record(None::<&[u8]>)?;
            Ok(())
        })?;
        writer.flush()?;
        Ok(escaped)
    }
}
