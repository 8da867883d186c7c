//! The fields of the filter language: one table for parser, completion and help.

use super::terms::{Column, Measure, Trait};

/// A field that a term can name.
pub struct Field {
    /// As typed before the colon.
    pub name: &'static str,
    /// What it looks at.
    pub meaning: &'static str,
    /// An example of a value.
    pub example: &'static str,
    /// What its values are.
    pub(super) values: Values,
}

impl Field {
    /// Whether its words are looked for there.
    pub fn looks_at(&self, column: Column) -> bool {
        match self.values {
            Values::Words(known) => known == column,
            Values::Address => column == Column::Ip,
            _ => false,
        }
    }
}

/// What the values of a field are.
#[derive(Clone, Copy)]
pub(super) enum Values {
    Words(Column),
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
) -> Field {
    Field {
        name,
        meaning,
        example,
        values,
    }
}

/// All fields.
#[rustfmt::skip]
pub const FIELDS: &[Field] = &[
    field("user", Values::Words(Column::User), "admin", "name, domain or SID"),
    field("ip", Values::Address, "194.61.24.102", "source address, range or network"),
    field("src", Values::Address, "10.0.0.0/8", "the same as ip"),
    field("host", Values::Words(Column::Host), "dc01", "host and its earlier names"),
    field("kind", Values::Words(Column::Kind), "rdp", "how it came in"),
    field("outcome", Values::Words(Column::Outcome), "failed", "what became of the attempt"),
    field("client", Values::Words(Column::Client), "kali", "name that the client gave itself"),
    field("end", Values::Words(Column::End), "disconnect", "how it ended, or why it failed"),
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
    field("tag", Values::Words(Column::Tag), "c2", "your tags"),
    field("comment", Values::Words(Column::Comment), "check", "your comment"),
];

/// The traits by their names.
#[rustfmt::skip]
pub(super) const TRAITS: &[(&str, Trait, &str)] = &[
    ("public", Trait::Public, "from a public address"),
    ("private", Trait::Private, "from a private address"),
    ("console", Trait::Console, "at the machine's own screen"),
    ("outlier", Trait::Outlier, "its user and place stand out"),
    ("open", Trait::Open, "not over at the end of the evidence"),
    ("unsure", Trait::Unsure, "begin or end is only a limit, or unknown"),
    ("hidden", Trait::Hidden, "hidden by default"),
    ("first", Trait::First, "the first of its user"),
    ("last", Trait::Last, "the last of its user"),
    ("before-success", Trait::BeforeSuccess, "a failure before the first success of its user"),
    ("tagged", Trait::Tagged, "has a tag"),
    ("commented", Trait::Commented, "has a comment"),
    ("bookmarked", Trait::Bookmarked, "bookmarked"),
    ("muted", Trait::Muted, "muted"),
];

/// The days of the week, Monday first.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The field that a text begins with, colon included.
pub(super) fn named(text: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| {
        let head = text.get(..field.name.len());
        let colon = text
            .get(field.name.len()..)
            .map(|rest| rest.starts_with(':'));
        head.is_some_and(|head| head.eq_ignore_ascii_case(field.name)) && colon == Some(true)
    })
}
