//! Typed values of a record.

use std::fmt::Write as _;

use super::bytes::{text_of, until_nul};
use crate::domain::event::Guid;
use crate::domain::time::Timestamp;

/// A value of a record. Types that no record we understand uses are left to the slow path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'c> {
    /// Null.
    Null,
    /// UTF-16, up to its first NUL.
    Text(&'c [u8]),
    /// ASCII, without trailing NULs.
    Ascii(&'c str),
    /// An unsigned number.
    Unsigned(u64),
    /// A signed number.
    Signed(i64),
    /// A number that is rendered as `0x…`.
    Hex(u64),
    /// A boolean.
    Bool(bool),
    /// A GUID.
    Guid(&'c [u8; 16]),
    /// 100 ns ticks since 1601.
    Time(i64),
    /// A security identifier.
    Sid(&'c [u8]),
    /// Bytes, rendered in upper-case hexadecimal.
    Binary(&'c [u8]),
    /// A list of two or more texts: UTF-16, each followed by a NUL.
    Texts(&'c [u8]),
}

impl<'c> Value<'c> {
    /// A list of texts. Returns `None` if the last text is not terminated, or if there are fewer
    /// than two, which the slow path does not treat as a list.
    pub fn list(bytes: &'c [u8]) -> Option<Self> {
        let (units, rest) = bytes.as_chunks::<2>();
        let is_end = |unit: &&[u8; 2]| **unit == [0, 0];
        let is_whole = units.last().is_some_and(|unit| is_end(&unit)) && rest.is_empty();
        (is_whole && units.iter().filter(is_end).count() > 1).then_some(Self::Texts(bytes))
    }

    /// Reads a value of this type (MS-EVEN6 2.2.4.1). Returns `None` if the slow path must read
    /// this type or size.
    pub fn read(kind: u8, bytes: &'c [u8]) -> Option<Self> {
        let number = || -> Option<u64> {
            Some(match *bytes {
                [a] => u64::from(a),
                [a, b] => u64::from(u16::from_le_bytes([a, b])),
                [a, b, c, d] => u64::from(u32::from_le_bytes([a, b, c, d])),
                _ => u64::from_le_bytes(*bytes.first_chunk()?),
            })
        };
        let sized = |size: usize| (bytes.len() == size).then_some(());
        Some(match kind {
            0x00 => Self::Null,
            0x01 => {
                sized(bytes.len() & !1)?;
                Self::Text(until_nul(bytes))
            }
            0x02 => Self::Ascii(ascii(bytes)?),
            0x03 => sized(1)
                .and(number())
                .map(|n| Self::Signed(i64::from(n as i8)))?,
            0x04 => sized(1).and(number()).map(Self::Unsigned)?,
            0x05 => sized(2)
                .and(number())
                .map(|n| Self::Signed(i64::from(n as i16)))?,
            0x06 => sized(2).and(number()).map(Self::Unsigned)?,
            0x07 => sized(4)
                .and(number())
                .map(|n| Self::Signed(i64::from(n as i32)))?,
            0x08 => sized(4).and(number()).map(Self::Unsigned)?,
            0x09 => sized(8)
                .and(number())
                .map(|n| Self::Signed(n.cast_signed()))?,
            0x0a => sized(8).and(number()).map(Self::Unsigned)?,
            // Windows stores bit masks in some of these. They are rendered as numbers.
            0x0d => match sized(4).and(number())? {
                0 => Self::Bool(false),
                1 => Self::Bool(true),
                other => Self::Signed(i64::from(other as i32)),
            },
            0x0e => Self::Binary(bytes),
            0x0f => Self::Guid(bytes.first_chunk().filter(|_| bytes.len() == 16)?),
            0x10 if matches!(bytes.len(), 4 | 8) => Self::Hex(number()?),
            0x11 => sized(8).and(number()).and_then(time)?,
            0x13 => Self::Sid(exact_sid(bytes)?),
            0x14 => sized(4).and(number()).map(Self::Hex)?,
            0x15 => sized(8).and(number()).map(Self::Hex)?,
            _ => return None,
        })
    }

    /// The value as rendered text; empty for null. Returns `None` for invalid UTF-16 and for a
    /// list.
    pub fn text(&self) -> Option<String> {
        Some(match self {
            Self::Null => String::new(),
            Self::Text(utf16) => text_of(utf16)?,
            Self::Ascii(text) => (*text).to_owned(),
            Self::Unsigned(number) => number.to_string(),
            Self::Signed(number) => number.to_string(),
            Self::Hex(number) => format!("{number:#x}"),
            Self::Bool(flag) => flag.to_string(),
            Self::Guid(bytes) => guid_text(bytes),
            Self::Time(ticks) => time_text(*ticks),
            Self::Sid(bytes) => sid_text(bytes)?,
            Self::Binary(bytes) => bytes.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02X}");
                text
            }),
            Self::Texts(_) => return None,
        })
    }
}

/// The texts of a list.
pub fn texts(list: &[u8]) -> impl Iterator<Item = Value<'_>> {
    let units = list.as_chunks::<2>().0;
    let without_last = units.split_last().map_or(units, |(_, before)| before);
    let texts = without_last.split(|unit| *unit == [0, 0]);
    texts.map(|text| Value::Text(text.as_flattened()))
}

/// ASCII text without trailing NULs, which is the same in every code page. Returns `None` for any
/// other text and for an empty one.
fn ascii(bytes: &[u8]) -> Option<&str> {
    let end = bytes.iter().rposition(|&byte| byte != 0)?;
    let text = bytes.get(..=end)?;
    let is_plain = |byte: &u8| matches!(byte, 1..=0x7f);
    std::str::from_utf8(text)
        .ok()
        .filter(|_| text.iter().all(is_plain))
}

/// A time, if RFC 3339 can express it.
pub fn time(ticks: u64) -> Option<Value<'static>> {
    let known = i64::try_from(ticks).ok()?;
    (ticks < 2_650_467_744_000_000_000).then_some(Value::Time(known))
}

fn time_text(ticks: i64) -> String {
    Timestamp::from_ticks(ticks).to_string()
}

/// Returns the bytes if they are exactly one SID.
pub fn exact_sid(bytes: &[u8]) -> Option<&[u8]> {
    let count = usize::from(*bytes.get(1)?);
    (bytes.len() == 8 + 4 * count).then_some(bytes)
}

/// Formats a SID as `S-1-5-21-…`.
pub fn sid_text(bytes: &[u8]) -> Option<String> {
    let (head, rest) = bytes.split_first_chunk::<8>()?;
    // Six bytes of authority follow revision and sub-authority count, in big-endian order.
    let authority = u64::from_be_bytes(*head) & 0xffff_ffff_ffff;
    // Longer than any SID: revision, authority and 15 sub-authorities.
    let mut text = String::with_capacity(192);
    text.push_str("S-");
    push_number(&mut text, u64::from(head[0]));
    let parts = rest.as_chunks::<4>().0.iter();
    let parts = parts.map(|part| u64::from(u32::from_le_bytes(*part)));
    for part in std::iter::once(authority).chain(parts) {
        text.push('-');
        push_number(&mut text, part);
    }
    Some(text)
}

/// Writes a number in decimal. The standard formatter takes several times as long.
fn push_number(text: &mut String, mut number: u64) {
    let mut digits = [0_u8; 20];
    let mut count = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        count += 1;
        if number == 0 {
            break;
        }
    }
    let digits = digits.get(digits.len() - count..).unwrap_or_default();
    text.extend(digits.iter().copied().map(char::from));
}

/// The bytes of a GUID in the order in which they are written: three numbers, then bytes.
pub fn guid_digits(bytes: &[u8; 16]) -> u128 {
    const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    u128::from_be_bytes(ORDER.map(|at| bytes.get(at).copied().unwrap_or(0)))
}

/// Returns the GUID unless it is all zeros.
pub fn guid_of(bytes: &[u8; 16]) -> Option<Guid> {
    Guid::new(guid_digits(bytes))
}

fn guid_text(bytes: &[u8; 16]) -> String {
    let number = guid_digits(bytes);
    let part = |shift: u32, digits: u32| (number >> shift) & ((1 << (4 * digits)) - 1);
    format!(
        "{{{:08x}-{:04x}-{:04x}-{:04x}-{:012x}}}",
        part(96, 8),
        part(80, 4),
        part(64, 4),
        part(48, 4),
        part(0, 12)
    )
}
