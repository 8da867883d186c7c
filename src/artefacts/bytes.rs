//! Reads little-endian numbers, times and text from bytes. Every access is checked.

use crate::domain::time::Timestamp;

/// How many characters of one text are kept: Windows knows no longer path.
pub(super) const LONGEST_TEXT: usize = 32_768;

/// The number of two bytes there.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let part = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*part))
}

/// The number of four bytes there.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*part))
}

/// The number of four bytes there, as a place or length.
pub(super) fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// The number of eight bytes there.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let part = bytes.get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*part))
}

/// The FILETIME there; `None` where it is zero, which means that there is no time, or negative.
pub(super) fn time_at(bytes: &[u8], at: usize) -> Option<Timestamp> {
    let ticks = i64::try_from(u64_at(bytes, at)?).ok()?;
    (ticks != 0).then(|| Timestamp::from_ticks(ticks))
}

/// So many bytes there.
pub(super) fn part(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..)?.get(..length)
}

/// The GUID there, written as in the registry but without braces.
pub(super) fn guid_at(bytes: &[u8], at: usize) -> Option<String> {
    let guid = part(bytes, at, 16)?;
    let (first, second, third) = (u32_at(guid, 0)?, u16_at(guid, 4)?, u16_at(guid, 6)?);
    let tail = guid.last_chunk()?;
    let tail = u64::from_be_bytes(*tail);
    let (fourth, fifth) = (tail >> 48, tail & 0xffff_ffff_ffff);
    Some(format!(
        "{first:08X}-{second:04X}-{third:04X}-{fourth:04X}-{fifth:012X}"
    ))
}

/// Decodes UTF-16 up to its first NUL. What is not well formed becomes a replacement character.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.as_chunks::<2>().0.iter();
    let units = units
        .map(|unit| u16::from_le_bytes(*unit))
        .take_while(|unit| *unit != 0)
        .take(LONGEST_TEXT);
    char::decode_utf16(units)
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Text in the code page of the machine, up to its first NUL. Which code page that was the artefacts do
/// not say: the one of Western Europe and America is assumed.
pub(super) fn ansi(bytes: &[u8]) -> String {
    let letters = bytes.iter().take_while(|byte| **byte != 0);
    letters
        .take(LONGEST_TEXT)
        .map(|byte| letter(*byte))
        .collect()
}

/// The letters of the code page 1252 where it differs from Latin-1.
const WESTERN: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn letter(byte: u8) -> char {
    let place = byte.checked_sub(0x80).map(usize::from);
    let western = place.and_then(|place| WESTERN.get(place));
    western.copied().unwrap_or(char::from(byte))
}

/// The text, unless it is empty.
pub(super) fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
