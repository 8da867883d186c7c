//! `INFO2`: up to Windows XP and Server 2003, one file with a record for each deleted file or folder.

use super::deletion::deletion;
use crate::artefacts::bytes::{ansi, filled, part, size_at, time_at, u32_at, utf16};
use crate::artefacts::error::ArtefactError;
use crate::artefacts::parser::{Parsed, Parser};
use crate::domain::activity::Artefact;

/// The length of the header.
const HEADER: usize = 20;

/// The length of the path in the machine's code page, and with it of the records of Windows 98 and Me.
const ANSI_PATH: usize = 260;
const SHORT_RECORD: usize = 280;

/// The length of a record that has the path in UTF-16 too.
const RECORD: usize = 800;

/// Reads `INFO2` files.
pub(crate) struct Info2Files;

impl Parser for Info2Files {
    fn artefact(&self) -> Artefact {
        Artefact::RecycleBin
    }

    fn max_size(&self) -> u64 {
        64 << 20
    }

    fn recognises(&self, head: &[u8], _name: &str) -> bool {
        matches!(u32_at(head, 0), Some(4 | 5))
            && matches!(size_at(head, 12), Some(SHORT_RECORD | RECORD))
            && head.len() >= HEADER
    }

    fn parse(&self, bytes: &[u8], _name: &str) -> Parsed {
        let length = size_at(bytes, 12);
        let Some(length) = length.filter(|length| [SHORT_RECORD, RECORD].contains(length)) else {
            return Parsed::failed(ArtefactError::Damaged {
                what: "the header of the recycle bin",
                offset: 0,
            });
        };
        let mut parsed = Parsed::default();
        let records = bytes.get(HEADER..).unwrap_or_default();
        for (number, record) in records.chunks(length).enumerate() {
            let offset = (HEADER + number * length) as u64;
            // The path is the last part of a record: what is there of it is read.
            if record.len() < length {
                parsed.problem(ArtefactError::Cut {
                    what: "the record of a deletion",
                    offset,
                });
            }
            if record.len() < SHORT_RECORD {
                break;
            }
            let Some(path) = path(record) else {
                // Space that is not used.
                if record.iter().any(|byte| *byte != 0) {
                    parsed.problem(ArtefactError::Damaged {
                        what: "the record of a deletion",
                        offset,
                    });
                }
                continue;
            };
            let entry = u32_at(record, 260).map(|index| index.to_string().into());
            let time = time_at(record, 268);
            if !parsed.add(deletion(time, path, details(record), entry, offset)) {
                break;
            }
        }
        parsed
    }
}

/// The path in UTF-16, else in the machine's code page.
fn path(record: &[u8]) -> Option<String> {
    let unicode = record.get(SHORT_RECORD..).map(utf16).and_then(filled);
    unicode.or_else(|| {
        let path = part(record, 0, ANSI_PATH).map(ansi)?;
        // Its first letter is taken away when the file leaves the recycle bin.
        let rest = part(record, 1, ANSI_PATH - 1).map(ansi)?;
        filled(path).or_else(|| filled(rest).map(|rest| format!("?{rest}")))
    })
}

fn details(record: &[u8]) -> String {
    let size = u32_at(record, 276).unwrap_or_default();
    let is_gone = record.first() == Some(&0);
    let note = if is_gone {
        "; no longer in the recycle bin"
    } else {
        ""
    };
    format!("{size} bytes on disk{note}")
}
