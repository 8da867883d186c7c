//! Typed `BinXML` values: their type codes and their bytes.

/// A GUID in the mixed-endian byte order that event logs store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Guid(pub [u8; 16]);

impl Guid {
    pub const ZERO: Guid = Guid([0; 16]);

    /// Reads the registry form without braces, `5d896912-022d-40aa-a3a8-4fa5515c76d7`.
    pub fn parse(text: &str) -> Guid {
        let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
        assert_eq!(digits.len(), 32, "not a GUID: {text}");
        let number = u128::from_str_radix(&digits, 16).expect("only hexadecimal digits are left");
        let mut bytes = number.to_be_bytes();
        bytes[0..4].reverse();
        bytes[4..6].reverse();
        bytes[6..8].reverse();
        Guid(bytes)
    }
}

/// A value as an event carries it. The variant decides the `BinXML` type, as a manifest does.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// No value at all: an optional attribute or element that depends on it is left out.
    Null,
    Text(String),
    /// Text whose stored size includes its final NUL, as the remote-desktop providers store it.
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

    pub(super) fn bytes(&self) -> Vec<u8> {
        match self {
            Value::Null => Vec::new(),
            Value::Text(text) => utf16(text),
            Value::TextNul(text) => utf16_nul(text),
            Value::TextList(texts) => texts.iter().flat_map(|text| utf16_nul(text)).collect(),
            Value::UInt8(number) => vec![*number],
            Value::UInt16(number) => number.to_le_bytes().to_vec(),
            Value::Int32(number) => number.to_le_bytes().to_vec(),
            Value::UInt32(number) | Value::HexInt32(number) => number.to_le_bytes().to_vec(),
            Value::UInt64(number) | Value::FileTime(number) | Value::HexInt64(number) => {
                number.to_le_bytes().to_vec()
            }
            Value::Boolean(flag) => u32::from(*flag).to_le_bytes().to_vec(),
            Value::Binary(bytes) => bytes.clone(),
            Value::Guid(guid) => guid.0.to_vec(),
            Value::Sid(text) => sid_bytes(text),
        }
    }
}

pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf16_nul(text: &str) -> Vec<u8> {
    let mut bytes = utf16(text);
    bytes.extend([0, 0]);
    bytes
}

/// The binary form of `S-1-5-21-…`: revision, count, big-endian authority, little-endian parts.
fn sid_bytes(text: &str) -> Vec<u8> {
    let mut parts = text
        .strip_prefix("S-1-")
        .expect("a SID starts with S-1-")
        .split('-');
    let mut number = || {
        parts
            .next()
            .map(|part| part.parse::<u64>().expect("a SID is of numbers"))
    };
    let authority = number().expect("a SID names an authority");
    let mut sub_authorities = Vec::new();
    while let Some(part) = number() {
        sub_authorities.push(u32::try_from(part).expect("a sub-authority has 32 bits"));
    }
    let mut bytes = vec![
        1,
        u8::try_from(sub_authorities.len()).expect("a SID is short"),
    ];
    bytes.extend(&authority.to_be_bytes()[2..]);
    bytes.extend(sub_authorities.iter().flat_map(|part| part.to_le_bytes()));
    bytes
}
