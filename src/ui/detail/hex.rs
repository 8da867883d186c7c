//! Bytes of evidence in hexadecimal, as every hex editor shows them.

use std::fmt::Write as _;

use crate::evidence::source::Source;

/// So many bytes are shown.
const SHOWN: usize = 4096;
/// So many of them before the place that is meant.
const BEFORE: u64 = 64;
/// Bytes in a line.
const LINE: usize = 16;

/// The bytes around an offset, in lines of sixteen.
///
/// # Errors
/// Why the evidence cannot be read.
pub(super) fn dump(source: &dyn Source, offset: u64) -> Result<String, String> {
    let begin = offset.saturating_sub(BEFORE) / LINE as u64 * LINE as u64;
    let mut bytes = vec![0; SHOWN];
    let read = source
        .open()
        .and_then(|mut open| open.fill_at(begin, &mut bytes))
        .map_err(|error| format!("{}: {error}", source.name()))?;
    bytes.truncate(read);
    let mut text = format!("{}, from byte {offset} (0x{offset:x})\n\n", source.name());
    for (line, row) in bytes.chunks(LINE).enumerate() {
        let at = begin + (line * LINE) as u64;
        let mark = if (at..at + LINE as u64).contains(&offset) {
            '>'
        } else {
            ' '
        };
        // Writing to a string does not fail.
        let _ = write!(text, "{mark}{at:08x}  ");
        for place in 0..LINE {
            let _ = match row.get(place) {
                Some(byte) => write!(text, "{byte:02x} "),
                None => write!(text, "   "),
            };
        }
        let letters = row.iter().map(|&byte| match byte {
            0x20..=0x7e => char::from(byte),
            _ => '.',
        });
        text.push(' ');
        text.extend(letters);
        text.push('\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::source::file::FileSource;

    #[test]
    fn the_place_is_marked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.bin");
        let bytes: Vec<u8> = (0..=255).collect();
        std::fs::write(&path, &bytes).expect("written");
        let text = dump(&FileSource::new(&path, 256), 0x95).expect("read");
        let marked: Vec<&str> = text.lines().filter(|line| line.starts_with('>')).collect();
        assert_eq!(marked.len(), 1);
        assert!(
            marked[0].starts_with(">00000090  90 91 92"),
            "{}",
            marked[0]
        );
        assert!(text.lines().any(|line| line.ends_with(" pqrstuvwxyz{|}~.")));
    }
}
