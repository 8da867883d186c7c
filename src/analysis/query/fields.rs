//! The fields of the filter language: one table for parser, completion and help.

use super::terms::{Measure, SearchColumn, SessionTrait};

/// A field that a term can name.
pub struct FilterField {
    /// As typed before the colon.
    pub name: &'static str,
    /// What it tests.
    pub meaning: &'static str,
    /// An example of a value.
    pub example: &'static str,
    /// What its values are.
    pub(super) values: Values,
}

impl FilterField {
    /// Whether its words are looked for there.
    pub fn looks_at(&self, column: SearchColumn) -> bool {
        match self.values {
            Values::Words(known) => known == column,
            Values::Address => column == SearchColumn::Ip,
            _ => false,
        }
    }
}

/// What the values of a field are.
#[derive(Clone, Copy)]
pub(super) enum Values {
    Words(SearchColumn),
    Address,
    Number(Measure),
    After,
    Before,
    At,
    On,
    Hours,
    Days,
    Traits,
}

const fn field(
    name: &'static str,
    values: Values,
    example: &'static str,
    meaning: &'static str,
) -> FilterField {
    FilterField {
        name,
        meaning,
        example,
        values,
    }
}

/// All fields.
#[rustfmt::skip]
pub const FIELDS: &[FilterField] = &[
    field("user", Values::Words(SearchColumn::User), "admin", "name, domain or SID"),
    field("ip", Values::Address, "194.61.24.102", "source address, range or network"),
    field("src", Values::Address, "10.0.0.0/8", "the same as ip"),
    field("host", Values::Words(SearchColumn::Host), "dc01", "host and its earlier names"),
    field("kind", Values::Words(SearchColumn::Kind), "rdp", "how it came in"),
    field("outcome", Values::Words(SearchColumn::Outcome), "failed", "what became of the attempt"),
    field("client", Values::Words(SearchColumn::Client), "kali", "name that the client gave itself"),
    field("end", Values::Words(SearchColumn::End), "disconnect", "how it ended, or why it failed"),
    field("dur", Values::Number(Measure::Duration), ">1h", "how long it lasted: >1h, <5m, 10m..2h"),
    field("tries", Values::Number(Measure::Tries), ">10", "failed tries inside it"),
    field("records", Values::Number(Measure::Records), ">5", "records that made it"),
    field("after", Values::After, "2020-09-19", "ran at this moment or later"),
    field("before", Values::Before, "2020-09-20", "began before this moment"),
    field("at", Values::At, "2020-09-19T03:30", "ran at this moment"),
    field("on", Values::On, "2020-09-19", "ran on this day"),
    field("hours", Values::Hours, "07-19", "began in these hours of the day, in the zone shown"),
    field("day", Values::Days, "sat|sun", "began on these days of the week"),
    field("is", Values::Traits, "public", "what it is: public, outlier, open, first, tagged, …"),
    field("did", Values::Words(SearchColumn::Did), "service", "what was done in it: document, service, connection, …"),
    field("object", Values::Words(SearchColumn::Object), "*.docx", "what it was done to: a path, a name"),
    field("strength", Values::Words(SearchColumn::Strength), "logon-id", "how an activity is tied to its session"),
    field("tag", Values::Words(SearchColumn::Tag), "c2", "your tags"),
    field("comment", Values::Words(SearchColumn::Comment), "check", "your comment"),
];

/// The traits by their names.
#[rustfmt::skip]
pub(super) const TRAITS: &[(&str, SessionTrait, &str)] = &[
    ("public", SessionTrait::Public, "from a public address"),
    ("private", SessionTrait::Private, "from a private address"),
    ("console", SessionTrait::Console, "at the machine's own screen"),
    ("outlier", SessionTrait::Outlier, "its user and place stand out"),
    ("open", SessionTrait::Open, "not over at the end of the evidence"),
    ("unsure", SessionTrait::Unsure, "begin or end is only a limit, or unknown"),
    ("hidden", SessionTrait::Hidden, "hidden by default"),
    ("background-kind", SessionTrait::HiddenKind, "hidden by default: its kind is background"),
    ("background-account", SessionTrait::HiddenAccount, "hidden by default: an account of the system or a machine"),
    ("remains", SessionTrait::HiddenRemains, "hidden by default: remains of an earlier use of a log"),
    ("first", SessionTrait::First, "the first of its user"),
    ("last", SessionTrait::Last, "the last of its user"),
    ("before-success", SessionTrait::BeforeSuccess, "a failure before the first success of its user"),
    ("tagged", SessionTrait::Tagged, "has a tag"),
    ("commented", SessionTrait::Commented, "has a comment"),
    ("bookmarked", SessionTrait::Bookmarked, "bookmarked"),
    ("muted", SessionTrait::Muted, "muted"),
];

/// The days of the week, Monday first.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The field that a text begins with, colon included.
pub(super) fn named(text: &str) -> Option<&'static FilterField> {
    FIELDS.iter().find(|field| {
        let head = text.get(..field.name.len());
        let colon = text
            .get(field.name.len()..)
            .map(|rest| rest.starts_with(':'));
        head.is_some_and(|head| head.eq_ignore_ascii_case(field.name)) && colon == Some(true)
    })
}
