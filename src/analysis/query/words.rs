//! A query in words, for the line that describes the view.

use std::fmt::Write as _;

use super::fields::{DAYS, TRAITS};
use super::terms::{Condition, Measure, Query, SearchColumn, Term};
use crate::domain::time::{DisplayZone, Span};

impl Query {
    /// The conditions in words; empty where there are none.
    pub fn in_words(&self, zone: &DisplayZone) -> String {
        let terms: Vec<String> = self.terms.iter().map(|term| words_of(term, zone)).collect();
        terms.join(", ")
    }
}

fn words_of(term: &Term, zone: &DisplayZone) -> String {
    let words = test(&term.test, zone);
    if term.exclude {
        format!("not {words}")
    } else {
        words
    }
}

fn test(test: &Condition, zone: &DisplayZone) -> String {
    match test {
        Condition::Words(column, words) => {
            let quoted = words.iter().map(|word| {
                let sign = if word.is_whole { "exactly " } else { "" };
                format!("{sign}\"{}\"", word.text)
            });
            let any = quoted.collect::<Vec<_>>().join(" or ");
            match name(*column) {
                "" => any,
                name => format!("{name} {any}"),
            }
        }
        Condition::Networks(networks) => {
            let all: Vec<String> = networks.iter().map(ToString::to_string).collect();
            format!("from {}", all.join(" or "))
        }
        Condition::Between(measure, least, most) => between(*measure, *least, *most),
        Condition::During(from, to) => match (from, to) {
            (Some(from), Some(to)) if from == to => format!("running at {}", zone.short(*from)),
            (Some(from), Some(to)) => {
                format!("between {} and {}", zone.short(*from), zone.short(*to))
            }
            (Some(from), None) => format!("running at {} or later", zone.short(*from)),
            (None, Some(to)) => format!("begun by {}", zone.short(*to)),
            (None, None) => String::new(),
        },
        Condition::Hours(from, to) => {
            let clock = |minute: &u16| format!("{:02}:{:02}", minute / 60, minute % 60);
            format!(
                "begun from {} to {} {}",
                clock(from),
                clock(to),
                zone.label()
            )
        }
        Condition::Days(days) => {
            let mut words = "begun on".to_owned();
            for (bit, day) in DAYS.iter().enumerate() {
                if days >> bit & 1 == 1 {
                    // Writing to a string does not fail.
                    let _ = write!(words, " {day}");
                }
            }
            words
        }
        Condition::Is(traits) => {
            let named = traits.iter().filter_map(|is| {
                let found = TRAITS.iter().find(|(_, other, _)| other == is);
                found.map(|(name, ..)| *name)
            });
            named.collect::<Vec<_>>().join(" or ")
        }
    }
}

fn name(column: SearchColumn) -> &'static str {
    match column {
        SearchColumn::Any => "",
        SearchColumn::User => "user",
        SearchColumn::Ip => "address",
        SearchColumn::Host => "host",
        SearchColumn::Kind => "kind",
        SearchColumn::Outcome => "outcome",
        SearchColumn::Client => "client",
        SearchColumn::End => "end",
        SearchColumn::Did => "did",
        SearchColumn::Object => "object",
        SearchColumn::Strength => "strength",
        SearchColumn::Tag => "tag",
        SearchColumn::Comment => "comment",
    }
}

fn between(measure: Measure, least: Option<i64>, most: Option<i64>) -> String {
    let value = |number: i64| match measure {
        Measure::Duration => Span(number).to_string(),
        Measure::Tries | Measure::Records => number.to_string(),
    };
    let name = match measure {
        Measure::Duration => "duration",
        Measure::Tries => "tries",
        Measure::Records => "records",
    };
    match (least, most) {
        (Some(least), Some(most)) if least == most => format!("{name} {}", value(least)),
        (Some(least), Some(most)) => format!("{name} {} to {}", value(least), value(most)),
        (Some(least), None) => format!("{name} at least {}", value(least)),
        (None, Some(most)) => format!("{name} at most {}", value(most)),
        (None, None) => format!("{name} known"),
    }
}
