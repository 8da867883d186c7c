//! What a table cell holds: typed, so that it sorts as what it is and not as its text.

use std::net::IpAddr;

use crate::analysis::outliers::Level;
use crate::analysis::sentence::printable;
use crate::domain::session::{Confidence, Outcome};
use crate::domain::time::{DisplayZone, Span, TICKS_PER_SECOND, Timestamp};

/// The content of one cell. The order is that of the variants, then of the content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Not known, or not there.
    Nothing,
    /// A count.
    Number(u64),
    /// A number that counts nothing: an id.
    Plain(u64),
    /// A share of a whole, in tenths of a percent.
    Share(u32),
    /// An address: sorts by number.
    Address(IpAddr),
    /// A network, by its first address and its prefix.
    Network(IpAddr, u8),
    /// A moment, shown in the zone of the window.
    Time(Timestamp),
    /// A moment with all its digits.
    Precise(Timestamp),
    /// A span of time.
    Length(Span),
    /// An outcome, coloured.
    Outcome(Outcome),
    /// A confidence, coloured.
    Confidence(Confidence),
    /// Something that the examiner should look at, with how much.
    Mark(Level, String),
    /// Any text; may come from evidence.
    Text(String),
}

impl Value {
    /// Text, or nothing when it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Nothing
        } else {
            Self::Text(text)
        }
    }

    /// A moment that may be missing.
    pub fn time(time: Option<Timestamp>) -> Self {
        time.map_or(Self::Nothing, Self::Time)
    }

    /// Text that may be missing.
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    /// A count; nothing when it is zero, so that a column of counts can be read at a glance.
    pub fn count(count: u64) -> Self {
        if count == 0 {
            Self::Nothing
        } else {
            Self::Number(count)
        }
    }

    /// What the cell shows. Text of the evidence is made harmless here, for every table.
    pub fn display(&self, zone: &DisplayZone) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Number(number) => grouped(*number),
            Self::Plain(number) => number.to_string(),
            Self::Share(tenths) => format!("{}.{} %", tenths / 10, tenths % 10),
            Self::Address(ip) => ip.to_string(),
            Self::Network(ip, prefix) => format!("{ip}/{prefix}"),
            Self::Time(time) => zone.short(*time),
            Self::Precise(time) => {
                let fraction = time.ticks().rem_euclid(TICKS_PER_SECOND);
                format!("{}.{fraction:07}", zone.short(*time))
            }
            Self::Length(span) => span.to_string(),
            Self::Outcome(outcome) => outcome.as_str().to_owned(),
            Self::Confidence(confidence) => confidence.as_str().to_owned(),
            Self::Mark(Level::Warning, text) => format!("! {}", printable(text)),
            Self::Mark(Level::Notice, text) | Self::Text(text) => printable(text),
        }
    }

    /// What the pointer brings up over the cell: for a moment, UTC with all seven digits.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Time(time) | Self::Precise(time) => Some(time.to_string()),
            _ => None,
        }
    }

    /// Whether it is set against the right edge.
    pub fn is_right_aligned(&self) -> bool {
        matches!(
            self,
            Self::Number(_) | Self::Plain(_) | Self::Share(_) | Self::Length(_)
        )
    }

    /// The value that it sorts by: text without regard to case.
    #[must_use]
    pub fn sort_key(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.to_lowercase()),
            // By how much it matters; its words are no order.
            Self::Mark(level, _) => Self::Mark(level, String::new()),
            other => other,
        }
    }
}

/// `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn addresses_sort_by_number_and_nothing_comes_first() {
        let address = |text: &str| Value::Address(text.parse().expect("an address"));
        assert!(address("9.0.0.1") < address("10.0.0.1"));
        assert!(Value::Nothing < Value::Number(0));
    }
}
