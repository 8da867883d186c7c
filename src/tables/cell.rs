//! What a table cell holds: typed, so that it sorts as what it is and not as its text.

use std::net::IpAddr;

use super::wording::thousands;
use crate::analysis::outliers::Level;
use crate::analysis::sentence::printable;
use crate::domain::cell::Cell;
use crate::domain::session::{Confidence, Outcome};
use crate::domain::time::{DisplayZone, Span, TICKS_PER_SECOND, Timestamp};

/// Between the texts of a list.
pub const LIST_SEPARATOR: &str = ", ";

/// The content of one cell. The order is that of the variants, then of the content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellValue {
    /// Not known, or not there.
    Absent,
    /// A count of zero in a column whose zeros are left blank, so that the others catch the eye.
    Zero,
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
    /// Several texts; they may come from evidence.
    List(Vec<String>),
}

impl CellValue {
    /// Text, or nothing when it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Absent
        } else {
            Self::Text(text)
        }
    }

    /// A moment that may be missing.
    pub fn time(time: Option<Timestamp>) -> Self {
        time.map_or(Self::Absent, Self::Time)
    }

    /// Text that may be missing.
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::Absent, Self::text)
    }

    /// Texts, or nothing where there are none.
    pub fn list(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        if texts.is_empty() {
            Self::Absent
        } else {
            Self::List(texts)
        }
    }

    /// Whether the screen shows nothing. Such cells come last, whatever the direction of the sort.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Absent | Self::Zero)
    }

    /// A count that is left blank when it is zero.
    pub fn count(count: u64) -> Self {
        if count == 0 {
            Self::Zero
        } else {
            Self::Number(count)
        }
    }

    /// What the cell shows. Text of the evidence is made harmless here, for every table.
    pub fn display(&self, zone: &DisplayZone) -> String {
        match self {
            Self::Absent | Self::Zero => String::new(),
            Self::Number(number) => thousands(*number),
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
            Self::List(texts) => printable(&texts.join(LIST_SEPARATOR)),
        }
    }

    /// The same for programs: as it is in the evidence, with moments in UTC.
    pub fn into_cell(self) -> Cell<'static> {
        match self {
            Self::Absent => Cell::Absent,
            Self::Zero => Cell::Integer(0),
            Self::Number(number) | Self::Plain(number) => Cell::Integer(number),
            Self::Share(tenths) => Cell::Number(f64::from(tenths) / 1000.0),
            Self::Address(ip) => Cell::display(Some(ip)),
            Self::Network(ip, prefix) => Cell::display(Some(format_args!("{ip}/{prefix}"))),
            Self::Time(time) | Self::Precise(time) => Cell::Time(time),
            Self::Length(span) => Cell::Duration(span),
            Self::Outcome(outcome) => Cell::text(Some(outcome.as_str())),
            Self::Confidence(confidence) => Cell::text(Some(confidence.as_str())),
            Self::Mark(Level::Warning, text) => Cell::display(Some(format_args!("! {text}"))),
            Self::Mark(Level::Notice, text) | Self::Text(text) => Cell::Text(text.into()),
            Self::List(texts) => Cell::texts(texts),
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
            Self::List(texts) => Self::Text(texts.join(LIST_SEPARATOR).to_lowercase()),
            // By how much it matters; its words are no order.
            Self::Mark(level, _) => Self::Mark(level, String::new()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_sort_by_number_and_nothing_comes_first() {
        let address = |text: &str| CellValue::Address(text.parse().expect("an address"));
        assert!(address("9.0.0.1") < address("10.0.0.1"));
        assert!(CellValue::Absent < CellValue::Number(0));
    }

    #[test]
    fn a_zero_is_blank_on_the_screen_and_a_number_for_programs() {
        let zero = CellValue::count(0);
        assert!(zero.is_blank() && zero.display(&DisplayZone::Utc).is_empty());
        assert_eq!(zero.into_cell(), Cell::Integer(0));
        assert_eq!(CellValue::Absent.into_cell(), Cell::Absent);
    }

    #[test]
    fn lists_sort_as_they_are_shown() {
        let list = CellValue::list(["RDP", "ssh"]);
        assert_eq!(list.display(&DisplayZone::Utc), "RDP, ssh");
        assert_eq!(list.sort_key(), CellValue::Text("rdp, ssh".to_owned()));
        let none: [&str; 0] = [];
        assert_eq!(CellValue::list(none), CellValue::Absent);
    }
}
