//! Typed `BinXML` values: their type codes and their bytes.

/// A GUID in the mixed-endian byte order that event logs store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Guid(pub [u8; 16]);

impl Guid {
    pub const ZERO: Guid = Guid([0; 16]);

    /// Reads the registry form without braces, `5d896912-022d-40aa-a3a8-4fa5515c76d7`.
    pub fn parse(text: &str) -> Guid {
        let digits = text.chars().filter_map(|digit| digit.to_digit(16));
        assert_eq!(digits.clone().count(), 32, "not a GUID: {text}");
        let number = digits.fold(0, |number, digit| number << 4 | u128::from(digit));
        let mut bytes = number.to_be_bytes();
        bytes[0..4].reverse();
        bytes[4..6].reverse();
        bytes[6..8].reverse();
        Guid(bytes)
    }
}

/// A value in an event. The variant decides the `BinXML` type, as a manifest does.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// No value: an optional attribute or element that depends on it is left out.
    Null,
    Text(String),
    /// Text whose stored size includes its final NUL, as the Remote Desktop providers store it.
    TextNul(String),
    /// The unnamed strings of a classic event.
    TextList(Vec<String>),
    UInt8(u8),
    UInt16(u16),
    Int32(i32),
    UInt32(u32),
    UInt64(u64),
    Boolean(bool),
    Binary(Vec<u8>),
    Guid(Guid),
    FileTime(u64),
    Sid(String),
    HexInt32(u32),
    HexInt64(u64),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    pub fn text_nul(text: impl Into<String>) -> Value {
        Value::TextNul(text.into())
    }

    pub fn sid(text: impl Into<String>) -> Value {
        Value::Sid(text.into())
    }

    pub(super) fn type_code(&self) -> u8 {
        match self {
            Value::Null => 0x00,
            Value::Text(_) | Value::TextNul(_) => 0x01,
            Value::UInt8(_) => 0x04,
            Value::UInt16(_) => 0x06,
            Value::Int32(_) => 0x07,
            Value::UInt32(_) => 0x08,
            Value::UInt64(_) => 0x0a,
            Value::Boolean(_) => 0x0d,
            Value::Binary(_) => 0x0e,
            Value::Guid(_) => 0x0f,
            Value::FileTime(_) => 0x11,
            Value::Sid(_) => 0x13,
            Value::HexInt32(_) => 0x14,
            Value::HexInt64(_) => 0x15,
            Value::TextList(_) => 0x81,
        }
    }

    /// Appends the bytes of the value.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        match self {
            Value::Null => {}
            Value::Text(text) => put_utf16(text, out),
            Value::TextNul(text) => put_utf16_nul(text, out),
            Value::TextList(texts) => texts.iter().for_each(|text| put_utf16_nul(text, out)),
            Value::UInt8(number) => out.push(*number),
            Value::UInt16(number) => out.extend(number.to_le_bytes()),
            Value::Int32(number) => out.extend(number.to_le_bytes()),
            Value::UInt32(number) | Value::HexInt32(number) => out.extend(number.to_le_bytes()),
            Value::UInt64(number) | Value::FileTime(number) | Value::HexInt64(number) => {
                out.extend(number.to_le_bytes());
            }
            Value::Boolean(flag) => out.extend(u32::from(*flag).to_le_bytes()),
            Value::Binary(bytes) => out.extend(bytes),
            Value::Guid(guid) => out.extend(guid.0),
            Value::Sid(text) => put_sid(text, out),
        }
    }
}

/// Appends a text in UTF-16 without a NUL.
pub(super) fn put_utf16(text: &str, out: &mut Vec<u8>) {
    if text.is_ascii() {
        out.extend(text.bytes().flat_map(|byte| [byte, 0]));
    } else {
        out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    }
}

fn put_utf16_nul(text: &str, out: &mut Vec<u8>) {
    put_utf16(text, out);
    out.extend([0, 0]);
}

/// The binary form of `S-1-5-21-…`: revision, count, big-endian authority, little-endian parts.
fn put_sid(text: &str, out: &mut Vec<u8>) {
    let mut parts = text
        .strip_prefix("S-1-")
        .expect("a SID starts with S-1-")
        .split('-')
        .map(|part| part.parse::<u64>().expect("a SID is of numbers"));
    let authority = parts.next().expect("a SID names an authority");
    out.extend([1, 0]);
    out.extend(&authority.to_be_bytes()[2..]);
    let start = out.len();
    for part in parts {
        let part = u32::try_from(part).expect("a sub-authority has 32 bits");
        out.extend(part.to_le_bytes());
    }
    // The count comes before the authority, which has six bytes.
    out[start - 7] = u8::try_from((out.len() - start) / 4).expect("a SID is short");
}
