//! The named values of a payload, however it was read: rendered by the slow path, or where they stand
//! in the evidence. Both give the same answers.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::fingerprint::{name_fingerprint, text_fingerprint, value_fingerprint, word};
use crate::evidence::binxml::payload::UNNAMED;
use crate::evidence::binxml::value::texts;
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
pub enum FieldValue<'a> {
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

impl<'a> FieldValue<'a> {
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
    pub fn get(&mut self, name: &'static str) -> Option<FieldValue<'_>> {
        match self {
            Self::Rendered(values) => Some(match values.get(name)? {
                Json::String(text) => FieldValue::Text(Cow::Borrowed(text)),
                Json::Number(number) => match number.as_u64() {
                    Some(number) => FieldValue::Number(number),
                    None => match number.as_i64() {
                        Some(number) => FieldValue::Number(number.cast_unsigned()),
                        None => FieldValue::Text(Cow::Owned(number.to_string())),
                    },
                },
                Json::Bool(flag) => FieldValue::Text(Cow::Borrowed(word(*flag))),
                Json::Null | Json::Array(_) | Json::Object(_) => FieldValue::Nothing,
            }),
            Self::Located {
                values,
                names,
                is_unexpected,
            } => {
                let value = values.get(names.find(name)?);
                let field = value.map(|value| value.map(FieldValue::of));
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
    pub fn fingerprint(&mut self) -> u64 {
        match self {
            Self::Rendered(values) => values
                .iter()
                .map(|(name, value)| match value {
                    Json::String(text) => text_fingerprint(name_fingerprint(name), text),
                    Json::Null => 0,
                    Json::Bool(flag) => text_fingerprint(name_fingerprint(name), word(*flag)),
                    other => text_fingerprint(name_fingerprint(name), &other.to_string()),
                })
                .fold(0, u64::wrapping_add),
            Self::Located {
                values,
                names,
                is_unexpected,
            } => {
                let mut sum = 0_u64;
                for (number, name) in names.fingerprints.iter().enumerate() {
                    let value = values.get(number);
                    match value
                        .and_then(|value| value.map_or(Some(0), |v| value_fingerprint(*name, &v)))
                    {
                        Some(fingerprint) => sum = sum.wrapping_add(fingerprint),
                        None => *is_unexpected = true,
                    }
                }
                sum
            }
        }
    }
}

/// The names of the values of one template, and where each is.
pub struct Names {
    known: Vec<String>,
    fingerprints: Vec<u64>,
    /// Answers to names that were asked for, by where the name stands in the program: the same
    /// places ask again for each record. Each stands in the place that its address gives: a new one
    /// takes it over.
    asked: [Asked; ASKED],
}

impl Names {
    /// Names in the order of their values.
    pub fn new(names: Vec<String>) -> Self {
        Self {
            fingerprints: names.iter().map(|name| name_fingerprint(name)).collect(),
            known: names,
            asked: [Asked::default(); ASKED],
        }
    }

    /// The number of a name's value, and what it is in fingerprints.
    pub fn find_with_fingerprint(&mut self, name: &'static str) -> Option<(usize, u64)> {
        let number = self.find(name)?;
        Some((number, *self.fingerprints.get(number)?))
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
