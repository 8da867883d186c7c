//! Ids that Windows gives to connections, requests and logon sessions.

use std::num::{NonZeroU64, NonZeroU128};

/// A GUID that is not all zero, as the number that its hexadecimal digits spell.
// Packed, so that its alignment of 16 does not widen every event.
#[repr(Rust, packed(8))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(NonZeroU128);

impl Guid {
    /// The GUID of this number; `None` for zero.
    pub const fn new(number: u128) -> Option<Self> {
        match NonZeroU128::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Reads a GUID with or without braces; `None` for anything else and for the all-zero one.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, '{' | '}' | '-'))
            .collect();
        let value = (digits.len() == 32)
            .then(|| u128::from_str_radix(&digits, 16).ok())
            .flatten()?;
        Self::new(value)
    }
}

impl std::fmt::Display for Guid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = self.0;
        let hex = format!("{number:032X}");
        let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default().to_owned();
        write!(
            f,
            "{}-{}-{}-{}-{}",
            part(0..8),
            part(8..12),
            part(12..16),
            part(16..20),
            part(20..32)
        )
    }
}

/// A Windows logon id: unique on one host within one boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Luid(NonZeroU64);

impl Luid {
    /// The logon id of this number; `None` for zero, which names no logon session.
    pub const fn new(number: u64) -> Option<Self> {
        match NonZeroU64::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Its number.
    pub fn number(self) -> u64 {
        self.0.get()
    }

    /// The five constant ids (SYSTEM, services, ANONYMOUS, IUSR, none) recur in every boot and
    /// join nothing [source 12.2].
    pub fn is_constant(self) -> bool {
        self.0.get() < 0x3e8
    }
}

impl std::fmt::Display for Luid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}
