//! Reads little-endian numbers and UTF-16 text from bytes. Every access is bounds-checked.

use std::ops::Range;

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let part = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*part))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*part))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let part = bytes.get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*part))
}

/// Cuts UTF-16 text at its first NUL. Windows writes NULs inside the declared size, and anything
/// after the first one is not part of the text.
pub(super) fn until_nul(utf16: &[u8]) -> &[u8] {
    const LOWEST: u64 = 0x0001_0001_0001_0001;
    const HIGHEST: u64 = 0x8000_8000_8000_8000;
    // Check four units at a time: the borrow sets the highest bit of each unit that is zero.
    let fours = utf16.as_chunks::<8>().0.iter();
    let passed = fours
        .take_while(|four| {
            let four = u64::from_le_bytes(**four);
            four.wrapping_sub(LOWEST) & !four & HIGHEST == 0
        })
        .count();
    let rest = utf16.get(8 * passed..).unwrap_or_default();
    let units = rest.as_chunks::<2>().0.iter();
    let length = units.take_while(|unit| **unit != [0, 0]).count();
    if 2 * length + 1 < rest.len() {
        utf16.get(..8 * passed + 2 * length).unwrap_or(utf16)
    } else {
        utf16
    }
}

/// Whether the UTF-16 text at `range` equals this ASCII word.
pub(super) fn is_word(chunk: &[u8], range: &Range<usize>, word: &str) -> bool {
    range.len() == 2 * word.len()
        && chunk.get(range.clone()).is_some_and(|text| {
            let units = text.as_chunks::<2>().0.iter();
            units
                .zip(word.bytes())
                .all(|(unit, letter)| *unit == [letter, 0])
        })
}

/// Decodes UTF-16. Returns `None` if it is not well formed.
pub(super) fn text_of(utf16: &[u8]) -> Option<String> {
    let (units, rest) = utf16.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    if units.iter().all(|[low, high]| *high == 0 && *low < 0x80) {
        return String::from_utf8(units.iter().map(|[low, _]| *low).collect()).ok();
    }
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}
