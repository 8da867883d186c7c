//! Numbers and texts in little-endian bytes, with every bound checked.

use std::ops::Range;

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let part = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*part))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*part))
}

pub fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let part = bytes.get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*part))
}

/// UTF-16 up to its first NUL: Windows writes NULs inside the declared size, and what follows one is
/// no part of the text.
pub fn until_nul(utf16: &[u8]) -> &[u8] {
    let units = utf16.as_chunks::<2>().0;
    let length = units.iter().position(|unit| *unit == [0, 0]);
    length
        .and_then(|length| utf16.get(..length * 2))
        .unwrap_or(utf16)
}

/// Whether the UTF-16 text at `range` is this ASCII word.
pub fn is_word(chunk: &[u8], range: &Range<usize>, word: &str) -> bool {
    range.len() == 2 * word.len()
        && chunk.get(range.clone()).is_some_and(|text| {
            let units = text.as_chunks::<2>().0.iter();
            units
                .zip(word.bytes())
                .all(|(unit, letter)| *unit == [letter, 0])
        })
}

/// UTF-16 as text; `None` where it is not well-formed.
pub fn text_of(utf16: &[u8]) -> Option<String> {
    let (units, rest) = utf16.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}
