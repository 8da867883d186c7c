//! The named values of a payload, however it was read: rendered by the slow path, or where they stand
//! in the evidence. Both give the same answers.

use std::borrow::Cow;
use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::FixedState;
use serde_json::{Map, Value as Json};

use crate::evidence::binxml::payload::UNNAMED;
use crate::evidence::binxml::value::{guid_digits, texts};
use crate::evidence::binxml::{self, Value};

/// Nested elements deeper than this are ignored: no record that we understand has them.
const MAX_DEPTH: usize = 4;

/// Where the values of a payload are.
pub enum Payload<'a> {
    /// Rendered as JSON, with the elements that wrap the values in `UserData` taken off.
    Rendered(Map<String, Json>),
    /// In a chunk of the evidence.
    Located {
        /// The values.
        values: &'a binxml::Payload<'a>,
        /// Where each name is.
        names: &'a mut Names,
        /// A value had a form that only the slow path reads: what was decoded does not count.
        is_unexpected: bool,
    },
}

/// One value.
pub enum Field<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A text of UTF-16.
    Utf16(&'a [u8]),
    /// The bytes of a SID.
    Sid(&'a [u8]),
    /// A number; a negative one by its bits.
    Number(u64),
    /// A number that is written as `0x…`.
    Hex(u64),
    /// Nothing, or no single value.
    Nothing,
}

impl<'a> Field<'a> {
    /// That of a located value; `None` for the slow path.
    pub fn of(value: Value<'a>) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Nothing,
            Value::Text(utf16) => Self::Utf16(utf16),
            Value::Unsigned(number) => Self::Number(number),
            Value::Hex(number) => Self::Hex(number),
            Value::Signed(number) => Self::Number(number.cast_unsigned()),
            Value::Bool(flag) => Self::Text(Cow::Borrowed(word(flag))),
            Value::Sid(bytes) => Self::Sid(bytes),
            other => Self::Text(Cow::Owned(other.text()?)),
        })
    }
}

impl<'a> Payload<'a> {
    /// From `EventData` or `UserData` rendered as JSON.
    pub fn rendered(json: Option<&str>) -> Self {
        let mut values = Map::new();
        if let Some(Ok(Json::Object(object))) = json.map(serde_json::from_str) {
            flatten(object, &mut values, 0);
        }
        Self::Rendered(values)
    }

    /// The values of a record where they stand.
    pub fn located(values: &'a binxml::Payload<'a>, names: &'a mut Names) -> Self {
        Self::Located {
            values,
            names,
            is_unexpected: false,
        }
    }

    /// Whether a value was asked for that only the slow path reads.
    pub fn is_unexpected(&self) -> bool {
        matches!(
            self,
            Self::Located {
                is_unexpected: true,
                ..
            }
        )
    }

    /// What was read is for the slow path.
    pub fn expect_nothing(&mut self) {
        if let Self::Located { is_unexpected, .. } = self {
            *is_unexpected = true;
        }
    }

    /// The value of a name; `None` when the payload has none.
    pub fn get(&mut self, name: &'static str) -> Option<Field<'_>> {
        match self {
            Self::Rendered(values) => Some(match values.get(name)? {
                Json::String(text) => Field::Text(Cow::Borrowed(text)),
                Json::Number(number) => match number.as_u64() {
                    Some(number) => Field::Number(number),
                    None => match number.as_i64() {
                        Some(number) => Field::Number(number.cast_unsigned()),
                        None => Field::Text(Cow::Owned(number.to_string())),
                    },
                },
                Json::Bool(flag) => Field::Text(Cow::Borrowed(word(*flag))),
                Json::Null | Json::Array(_) | Json::Object(_) => Field::Nothing,
            }),
            Self::Located {
                values,
                names,
                is_unexpected,
            } => {
                let value = values.get(names.find(name)?);
                let field = value.map(|value| value.map(Field::of));
                match field {
                    None | Some(Some(None)) => {
                        *is_unexpected = true;
                        None
                    }
                    Some(field) => field?,
                }
            }
        }
    }

    /// The values without names of a classic record, which are told apart by position alone.
    pub fn unnamed(&mut self, position: usize) -> Option<String> {
        match self {
            Self::Rendered(values) => match values.get(UNNAMED)? {
                Json::Array(values) => values.get(position)?.as_str().map(str::to_owned),
                Json::String(text) if position == 0 => Some(text.clone()),
                _ => None,
            },
            Self::Located {
                values,
                names,
                is_unexpected,
            } => {
                let number = names.find(UNNAMED);
                let Some(Some(Value::Texts(list))) = number.and_then(|n| values.get(n)) else {
                    *is_unexpected = true;
                    return None;
                };
                let text = texts(list).nth(position)?.text();
                *is_unexpected |= text.is_none();
                text
            }
        }
    }

    /// A number that tells payloads of other content apart. Equal in both paths, and a sum over the
    /// values, so that those which vary can be added to those which do not.
    pub fn print(&mut self) -> u64 {
        match self {
            Self::Rendered(values) => values
                .iter()
                .map(|(name, value)| match value {
                    Json::String(text) => print_text(name_print(name), text),
                    Json::Null => 0,
                    Json::Bool(flag) => print_text(name_print(name), word(*flag)),
                    other => print_text(name_print(name), &other.to_string()),
                })
                .fold(0, u64::wrapping_add),
            Self::Located {
                values,
                names,
                is_unexpected,
            } => {
                let mut sum = 0_u64;
                for (number, name) in names.prints.iter().enumerate() {
                    let value = values.get(number);
                    match value.and_then(|value| value.map_or(Some(0), |v| print_of(*name, &v))) {
                        Some(print) => sum = sum.wrapping_add(print),
                        None => *is_unexpected = true,
                    }
                }
                sum
            }
        }
    }
}

fn word(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

/// The part of a located value in its payload's print, by the print of its name; `None` for the slow
/// path.
pub fn print_of(name: u64, value: &Value<'_>) -> Option<u64> {
    Some(match *value {
        Value::Null => 0,
        Value::Unsigned(value) | Value::Hex(value) => print_number(name, value),
        Value::Signed(value) if value >= 0 => print_number(name, value.cast_unsigned()),
        Value::Guid(bytes) => print_guid(name, bytes),
        Value::Text(utf16) => match digits(utf16) {
            Some(value) => print_number(name, value),
            None => print_utf16(name, utf16)?,
        },
        Value::Texts(list) => {
            let texts: Option<Vec<String>> = texts(list).map(|text| text.text()).collect();
            print_text(name, &Json::from(texts?).to_string())
        }
        _ => print_text(name, &value.text()?),
    })
}

/// The part of a UTF-16 text, as it stands where it can be nothing but a text.
fn print_utf16(name: u64, utf16: &[u8]) -> Option<u64> {
    let (units, rest) = utf16.as_chunks::<2>();
    let is_other = |unit: &[u8; 2]| matches!(unit, [b'.' | b':' | b'-', 0]);
    let is_text = match units.first() {
        Some([b'0'..=b'9', 0]) => units.iter().any(is_other),
        Some([first, 0]) => first.is_ascii() && !may_be_other(char::from(*first)),
        _ => false,
    };
    let is_surrogate = |[_, high]: &[u8; 2]| high & 0xf8 == 0xd8;
    if is_text && rest.is_empty() && !units.iter().any(is_surrogate) {
        return Some(print_units(name, utf16));
    }
    Some(print_text(name, &Value::Text(utf16).text()?))
}

/// The number that a short UTF-16 text of decimal digits is: ports are written so.
pub fn digits(utf16: &[u8]) -> Option<u64> {
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

fn name_print(name: &str) -> u64 {
    KEYS.hash_one(name)
}

/// The part of a number, by the print of its name.
pub fn print_number(name: u64, number: u64) -> u64 {
    let mut hasher = KEYS.build_hasher();
    hasher.write_u64(name);
    hasher.write_u64(number);
    hasher.finish()
}

/// Whether a text that begins so may spell a number (there may be blanks before it) or a GUID.
fn may_be_other(first: char) -> bool {
    matches!(first, '0'..='9' | '+' | '{') || first.is_whitespace()
}

/// Texts that spell a number count as the number: one path may have it as the other.
fn print_text(name: u64, text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    if text.starts_with(may_be_other) {
        if let Some(number) = parse_number(text) {
            return print_number(name, number);
        }
        if let Some(digits) = digits_of_guid(text) {
            return print_digits(name, digits);
        }
    }
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    print_units(name, &utf16)
}

/// The part of a text, by its UTF-16.
fn print_units(name: u64, utf16: &[u8]) -> u64 {
    let mut hasher = KEYS.build_hasher();
    hasher.write_u64(name);
    hasher.write(utf16);
    hasher.finish()
}

/// The part of a GUID.
pub fn print_guid(name: u64, guid: &[u8; 16]) -> u64 {
    print_digits(name, guid_digits(guid))
}

fn print_digits(name: u64, digits: u128) -> u64 {
    print_number(name ^ (digits >> 64) as u64, digits as u64)
}

/// The digits of a GUID in braces.
fn digits_of_guid(text: &str) -> Option<u128> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    if inner.len() != 36 || !inner.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit()) {
        return None;
    }
    let digits: String = inner.chars().filter(|&c| c != '-').collect();
    (digits.len() == 32).then(|| u128::from_str_radix(&digits, 16).ok())?
}

/// A whole number, written in decimal or as `0x…`.
pub fn parse_number(text: &str) -> Option<u64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// The names of the values of one template, and where each is.
pub struct Names {
    known: Vec<String>,
    prints: Vec<u64>,
    /// Answers to names that were asked for, by where the name stands in the program: the same
    /// places ask again for each record. Each stands in the place that its address gives: a new one
    /// takes it over.
    asked: [Asked; ASKED],
}

impl Names {
    /// Names in the order of their values.
    pub fn new(names: Vec<String>) -> Self {
        Self {
            prints: names.iter().map(|name| name_print(name)).collect(),
            known: names,
            asked: [Asked::default(); ASKED],
        }
    }

    /// The number of a name's value, and what it is in prints.
    pub fn find_print(&mut self, name: &'static str) -> Option<(usize, u64)> {
        let number = self.find(name)?;
        Some((number, *self.prints.get(number)?))
    }

    /// The number of a name's value.
    pub fn find(&mut self, name: &'static str) -> Option<usize> {
        let (address, length) = (name.as_ptr() as usize, name.len());
        let asked = self.asked.get_mut((address ^ (length << 2)) % ASKED)?;
        if asked.address != address || asked.length != length {
            *asked = Asked {
                address,
                length,
                answer: self.known.iter().position(|known| known == name),
            };
        }
        asked.answer
    }
}

/// Names whose answers are kept.
const ASKED: usize = 64;

/// A name of the program, by where it stands, and the number of its value.
#[derive(Clone, Copy, Default)]
struct Asked {
    address: usize,
    length: usize,
    answer: Option<usize>,
}

fn flatten(object: Map<String, Json>, into: &mut Map<String, Json>, depth: usize) {
    for (name, value) in object {
        match value {
            Json::Object(_) if name == "#attributes" || depth >= MAX_DEPTH => {}
            Json::Object(inner) => {
                // `<Data Name="x" attr="y">v</Data>` arrives as {"#attributes", "#text"}.
                if let Some(text) = inner.get("#text").filter(|_| name != "Data") {
                    into.entry(name).or_insert_with(|| text.clone());
                } else {
                    flatten(inner, into, depth + 1);
                }
            }
            value => {
                into.entry(name).or_insert(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_counts_the_same_however_it_is_written() {
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
                print_of(7, &Value::Text(&utf16)),
                Some(print_text(7, text)),
                "{text:?}"
            );
        }
    }
}
