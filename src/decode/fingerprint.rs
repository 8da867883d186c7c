//! Fingerprints of payloads: payloads with different content have different fingerprints. A
//! fingerprint is a sum over the values, so that varying and constant values can be summed
//! separately. It is the same whichever path read the payload.

use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::FixedState;
use serde_json::Value as Json;

use crate::evidence::binxml::Value;
use crate::evidence::binxml::value::{guid_digits, texts};

pub(super) fn bool_text(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

/// The contribution of a located value to its payload's fingerprint. `name` is the fingerprint of
/// its name. Returns `None` if the slow path must read it.
pub(super) fn value_fingerprint(name: u64, value: &Value<'_>) -> Option<u64> {
    Some(match *value {
        Value::Null => 0,
        Value::Unsigned(value) | Value::Hex(value) => number_fingerprint(name, value),
        Value::Signed(value) if value >= 0 => number_fingerprint(name, value.cast_unsigned()),
        Value::Guid(bytes) => guid_fingerprint(name, bytes),
        Value::Text(utf16) => match digits(utf16) {
            Some(value) => number_fingerprint(name, value),
            None => utf16_fingerprint(name, utf16)?,
        },
        Value::Texts(list) => {
            let texts: Option<Vec<String>> = texts(list).map(|text| text.text()).collect();
            text_fingerprint(name, &Json::from(texts?).to_string())
        }
        _ => text_fingerprint(name, &value.text()?),
    })
}

/// The contribution of a UTF-16 text. Its bytes are hashed directly if it cannot spell a number or
/// a GUID.
fn utf16_fingerprint(name: u64, utf16: &[u8]) -> Option<u64> {
    let (units, rest) = utf16.as_chunks::<2>();
    let is_other = |unit: &[u8; 2]| matches!(unit, [b'.' | b':' | b'-', 0]);
    let is_text = match units.first() {
        Some([b'0'..=b'9', 0]) => units.iter().any(is_other),
        Some([first, 0]) => first.is_ascii() && !may_start_number_or_guid(char::from(*first)),
        _ => false,
    };
    let is_surrogate = |[_, high]: &[u8; 2]| high & 0xf8 == 0xd8;
    if is_text && rest.is_empty() && !units.iter().any(is_surrogate) {
        return Some(units_fingerprint(name, utf16));
    }
    Some(text_fingerprint(name, &Value::Text(utf16).text()?))
}

/// The value of a short UTF-16 text of decimal digits. Ports are stored like this.
pub(super) fn digits(utf16: &[u8]) -> Option<u64> {
    let units = utf16.as_chunks::<2>().0;
    if units.is_empty() || units.len() > 9 {
        return None;
    }
    units.iter().try_fold(0, |number: u64, unit| match unit {
        [digit @ b'0'..=b'9', 0] => Some(number * 10 + u64::from(digit - b'0')),
        _ => None,
    })
}

const KEYS: FixedState = FixedState::with_seed(0x5748_454e_4345);

pub(super) fn name_fingerprint(name: &str) -> u64 {
    KEYS.hash_one(name)
}

/// The contribution of a number. `name` is the fingerprint of its name.
pub(super) fn number_fingerprint(name: u64, number: u64) -> u64 {
    let mut hasher = KEYS.build_hasher();
    hasher.write_u64(name);
    hasher.write_u64(number);
    hasher.finish()
}

/// Whether a text that starts with this character may spell a GUID or a number, which may have
/// leading blanks.
fn may_start_number_or_guid(first: char) -> bool {
    matches!(first, '0'..='9' | '+' | '{') || first.is_whitespace()
}

/// The contribution of a text. A text that spells a number counts as the number, because the other
/// path may read a number.
pub(super) fn text_fingerprint(name: u64, text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    if text.starts_with(may_start_number_or_guid) {
        if let Some(number) = parse_number(text) {
            return number_fingerprint(name, number);
        }
        if let Some(digits) = digits_of_guid(text) {
            return digits_fingerprint(name, digits);
        }
    }
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    units_fingerprint(name, &utf16)
}

/// The contribution of a text in UTF-16.
fn units_fingerprint(name: u64, utf16: &[u8]) -> u64 {
    let mut hasher = KEYS.build_hasher();
    hasher.write_u64(name);
    hasher.write(utf16);
    hasher.finish()
}

/// The contribution of a GUID.
pub(super) fn guid_fingerprint(name: u64, guid: &[u8; 16]) -> u64 {
    digits_fingerprint(name, guid_digits(guid))
}

fn digits_fingerprint(name: u64, digits: u128) -> u64 {
    number_fingerprint(name ^ (digits >> 64) as u64, digits as u64)
}

/// Parses a GUID in braces.
fn digits_of_guid(text: &str) -> Option<u128> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    if inner.len() != 36 || !inner.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit()) {
        return None;
    }
    let digits: String = inner.chars().filter(|&c| c != '-').collect();
    (digits.len() == 32).then(|| u128::from_str_radix(&digits, 16).ok())?
}

/// A whole number, written in decimal or as `0x…`.
pub(super) fn parse_number(text: &str) -> Option<u64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_same_fingerprint_in_both_encodings() {
        let texts = [
            "",
            "Advapi",
            "4711",
            " 12",
            "+5",
            "0x1F",
            "{not a guid}",
            "-",
            "%%1833",
            "::1",
            "10.0.0.1",
            "2-1",
            "\t7",
            "\u{a0}7",
            "a\u{1f600}",
            "Zoë",
            "{0011AABB-0102-0304-0506-070809101112}",
        ];
        for text in texts {
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(
                value_fingerprint(7, &Value::Text(&utf16)),
                Some(text_fingerprint(7, text)),
                "{text:?}"
            );
        }
    }
}
