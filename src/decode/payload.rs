//! The named values of a payload, rendered by the slow path or located in the evidence by the fast
//! path. Both give the same answers.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::fingerprint::{bool_text, name_fingerprint, text_fingerprint, value_fingerprint};
use crate::evidence::binxml::payload::UNNAMED;
use crate::evidence::binxml::value::texts;
use crate::evidence::binxml::{self, Value};

/// Deeper elements are ignored. No record that Whence understands has them.
const MAX_DEPTH: usize = 4;

/// The values of a payload.
pub enum Payload<'a> {
    /// Rendered as JSON, without the elements that wrap the values in `UserData`.
    Rendered(Map<String, Json>),
    /// Located in a chunk of the evidence.
    Located {
        /// The located values.
        values: &'a binxml::Payload<'a>,
        /// Maps names to values.
        names: &'a Names,
        /// A value was read that only the slow path can read, so the decoded result must be
        /// discarded.
        needs_slow_path: bool,
    },
}

/// One value.
pub enum FieldValue<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A text in UTF-16.
    Utf16(&'a [u8]),
    /// The bytes of a SID.
    Sid(&'a [u8]),
    /// A number. A negative one has the same bits.
    Number(u64),
    /// A number that is rendered as `0x…`.
    Hex(u64),
    /// Null, or more than a single value.
    Nothing,
}

impl<'a> FieldValue<'a> {
    /// Converts a located value. Returns `None` if the slow path must read it.
    pub fn of(value: Value<'a>) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Nothing,
            Value::Text(utf16) => Self::Utf16(utf16),
            Value::Unsigned(number) => Self::Number(number),
            Value::Hex(number) => Self::Hex(number),
            Value::Signed(number) => Self::Number(number.cast_unsigned()),
            Value::Bool(flag) => Self::Text(Cow::Borrowed(bool_text(flag))),
            Value::Sid(bytes) => Self::Sid(bytes),
            other => Self::Text(Cow::Owned(other.text()?)),
        })
    }
}

impl<'a> Payload<'a> {
    /// Values of `EventData` or `UserData` rendered as JSON.
    pub fn rendered(json: Option<&str>) -> Self {
        let mut values = Map::new();
        if let Some(Ok(Json::Object(object))) = json.map(serde_json::from_str) {
            flatten(object, &mut values, 0);
        }
        Self::Rendered(values)
    }

    /// Values of a record located in place.
    pub fn located(values: &'a binxml::Payload<'a>, names: &'a Names) -> Self {
        Self::Located {
            values,
            names,
            needs_slow_path: false,
        }
    }

    /// Whether a value was read that only the slow path can read.
    pub fn needs_slow_path(&self) -> bool {
        matches!(
            self,
            Self::Located {
                needs_slow_path: true,
                ..
            }
        )
    }

    /// Marks the payload as one that the slow path must read.
    pub fn require_slow_path(&mut self) {
        if let Self::Located {
            needs_slow_path, ..
        } = self
        {
            *needs_slow_path = true;
        }
    }

    /// The value with this name. `None` if the payload does not have it.
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
                Json::Bool(flag) => FieldValue::Text(Cow::Borrowed(bool_text(*flag))),
                Json::Null | Json::Array(_) | Json::Object(_) => FieldValue::Nothing,
            }),
            Self::Located {
                values,
                names,
                needs_slow_path,
            } => {
                let value = values.get(names.find(name)?);
                let field = value.map(|value| value.map(FieldValue::of));
                match field {
                    None | Some(Some(None)) => {
                        *needs_slow_path = true;
                        None
                    }
                    Some(field) => field?,
                }
            }
        }
    }

    /// An unnamed value of a classic record. Such values can only be distinguished by position.
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
                needs_slow_path,
            } => {
                let number = names.find(UNNAMED);
                let Some(Some(Value::Texts(list))) = number.and_then(|n| values.get(n)) else {
                    *needs_slow_path = true;
                    return None;
                };
                let text = texts(list).nth(position)?.text();
                *needs_slow_path |= text.is_none();
                text
            }
        }
    }

    /// The fingerprint of the payload. It is the same on both paths, and a sum over the values, so
    /// that varying and constant values can be summed separately.
    pub fn fingerprint(&mut self) -> u64 {
        match self {
            Self::Rendered(values) => values
                .iter()
                .map(|(name, value)| match value {
                    Json::String(text) => text_fingerprint(name_fingerprint(name), text),
                    Json::Null => 0,
                    Json::Bool(flag) => text_fingerprint(name_fingerprint(name), bool_text(*flag)),
                    other => text_fingerprint(name_fingerprint(name), &other.to_string()),
                })
                .fold(0, u64::wrapping_add),
            Self::Located {
                values,
                names,
                needs_slow_path,
            } => {
                let mut sum = 0_u64;
                for (number, name) in names.fingerprints.iter().enumerate() {
                    let value = values.get(number);
                    match value
                        .and_then(|value| value.map_or(Some(0), |v| value_fingerprint(*name, &v)))
                    {
                        Some(fingerprint) => sum = sum.wrapping_add(fingerprint),
                        None => *needs_slow_path = true,
                    }
                }
                sum
            }
        }
    }
}

/// Maps the names in one template to its values.
pub struct Names {
    known: Vec<String>,
    fingerprints: Vec<u64>,
}

impl Names {
    /// The names in the order of their values.
    pub fn new(names: Vec<String>) -> Self {
        Self {
            fingerprints: names.iter().map(|name| name_fingerprint(name)).collect(),
            known: names,
        }
    }

    /// The number of the value with this name, and the fingerprint of the name.
    pub fn find_with_fingerprint(&self, name: &str) -> Option<(usize, u64)> {
        let number = self.find(name)?;
        Some((number, *self.fingerprints.get(number)?))
    }

    /// The number of the value with this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.known.iter().position(|known| known == name)
    }
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
