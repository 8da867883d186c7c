//! The typed value of a table cell, so that numbers and times sort as such and not as text.

use std::net::IpAddr;

use super::wording::thousands;
use crate::analysis::grouping::Trend;
use crate::analysis::outliers::Level;
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::cell::Cell;
use crate::domain::rule::Rule;
use crate::domain::session::{Confidence, Kind, Outcome};
use crate::domain::time::{DisplayZone, Span, TICKS_PER_SECOND, Timestamp};

/// Separates the texts of a list on the screen.
pub const LIST_SEPARATOR: &str = ", ";

/// The value of one cell. Values are ordered by variant, then by content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellValue {
    /// Unknown or not applicable.
    Absent,
    /// A zero that the screen leaves blank, so that the other counts of the column stand out.
    Zero,
    /// A count.
    Number(u64),
    /// A number that is an id, not a count: shown without thousands separators.
    Plain(u64),
    /// A share of a whole, in tenths of a percent.
    Share(u32),
    /// An address: sorts by number.
    Address(IpAddr),
    /// A network, by its first address and its prefix.
    Network(IpAddr, u8),
    /// A time, shown in the zone of the window.
    Time(Timestamp),
    /// A time with all seven digits of its fraction.
    Precise(Timestamp),
    /// A duration.
    Length(Span),
    /// An outcome, coloured.
    Outcome(Outcome),
    /// A confidence, coloured.
    Confidence(Confidence),
    /// A kind of session, and the words for it.
    Kind(Kind, String),
    /// Kinds of sessions.
    Kinds(Vec<Kind>),
    /// When sessions were, as a small chart.
    Trend(Box<Trend>),
    /// How many failed, and how many did not, as a bar.
    Split {
        /// Did not fail.
        others: u64,
        /// Failed or were refused.
        failures: u64,
    },
    /// A finding that the examiner should look at, with its level.
    Mark(Level, String),
    /// Why a record belongs to its session: the rule, and the key in a few words.
    Why(Rule, String),
    /// Any text, possibly from evidence.
    Text(String),
    /// Several texts, possibly from evidence.
    List(Vec<String>),
}

impl CellValue {
    /// A text, or `Absent` when it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Absent
        } else {
            Self::Text(text)
        }
    }

    /// A time that may be missing.
    pub fn time(time: Option<Timestamp>) -> Self {
        time.map_or(Self::Absent, Self::Time)
    }

    /// A text that may be missing.
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::Absent, Self::text)
    }

    /// Texts, or `Absent` when there are none.
    pub fn list(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        if texts.is_empty() {
            Self::Absent
        } else {
            Self::List(texts)
        }
    }

    /// Whether the screen shows nothing. Such cells sort last in both directions.
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

    /// The text on the screen. Control characters in text from evidence are escaped here, for every table.
    pub fn display(&self, zone: &DisplayZone) -> String {
        match self {
            Self::Absent | Self::Zero | Self::Trend(_) | Self::Split { .. } => String::new(),
            Self::Kind(_, words) => printable(words),
            Self::Kinds(kinds) => words_of(kinds).join(LIST_SEPARATOR),
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
            Self::Why(rule, words) => format!("{rule} {}", printable(words)),
            Self::Mark(Level::Warning, text) => format!("! {}", printable(text)),
            Self::Mark(Level::Notice, text) | Self::Text(text) => printable(text),
            Self::List(texts) => printable(&texts.join(LIST_SEPARATOR)),
        }
    }

    /// The value for export formats: text as it is in the evidence, times in UTC.
    pub fn into_cell(self) -> Cell<'static> {
        match self {
            Self::Absent | Self::Trend(_) | Self::Split { .. } => Cell::Absent,
            Self::Kind(_, words) => Cell::Text(words.into()),
            Self::Kinds(kinds) => Cell::texts(words_of(&kinds)),
            Self::Zero => Cell::Integer(0),
            Self::Number(number) | Self::Plain(number) => Cell::Integer(number),
            Self::Share(tenths) => Cell::Number(f64::from(tenths) / 1000.0),
            Self::Address(ip) => Cell::display(Some(ip)),
            Self::Network(ip, prefix) => Cell::display(Some(format_args!("{ip}/{prefix}"))),
            Self::Time(time) | Self::Precise(time) => Cell::Time(time),
            Self::Length(span) => Cell::Duration(span),
            Self::Outcome(outcome) => Cell::text(Some(outcome.as_str())),
            Self::Confidence(confidence) => Cell::text(Some(confidence.as_str())),
            Self::Why(rule, words) => Cell::display(Some(format_args!("{rule} {words}"))),
            Self::Mark(Level::Warning, text) => Cell::display(Some(format_args!("! {text}"))),
            Self::Mark(Level::Notice, text) | Self::Text(text) => Cell::Text(text.into()),
            Self::List(texts) => Cell::texts(texts),
        }
    }

    /// The tooltip of the cell: for a time, UTC with all seven digits.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Time(time) | Self::Precise(time) => Some(time.to_string()),
            Self::Why(rule, _) => Some(Case::rule_statement(rule.as_str()).to_owned()),
            Self::Split { others, failures } => Some(format!(
                "{} came in or have no result, {} failed",
                thousands(*others),
                thousands(*failures)
            )),
            _ => None,
        }
    }

    /// Whether it is right-aligned.
    pub fn is_right_aligned(&self) -> bool {
        matches!(
            self,
            Self::Number(_) | Self::Plain(_) | Self::Share(_) | Self::Length(_)
        )
    }

    /// The value that it sorts by: text in lower case.
    #[must_use]
    pub fn sort_key(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.to_lowercase()),
            Self::List(texts) => Self::Text(texts.join(LIST_SEPARATOR).to_lowercase()),
            Self::Kind(_, words) => Self::Text(words.to_lowercase()),
            Self::Kinds(kinds) => Self::Text(words_of(&kinds).join(LIST_SEPARATOR)),
            Self::Split { others, failures } => Self::Number(others + failures),
            // By level only: the order of the sentences means nothing.
            Self::Mark(level, _) => Self::Mark(level, String::new()),
            other => other,
        }
    }
}

/// The words of kinds.
fn words_of(kinds: &[Kind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.as_str()).collect()
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
