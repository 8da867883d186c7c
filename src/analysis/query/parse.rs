//! Parses a filter text.

use super::fields::{FIELDS, TRAITS, Values};
use super::scan::{self, RawTerm};
use super::terms::{Condition, FilterFault, Query, SearchColumn, SearchWord, SessionTrait, Term};
use super::values;
use crate::domain::activity::{ActivityKind, Strength};
use crate::domain::session::Outcome;
use crate::domain::time::DisplayZone;

/// The message for words such as `AND`, which join terms in other languages.
const JOINTS: &str =
    "terms are all required; a bar gives a choice, as user:anna|miles; a minus excludes";

impl Query {
    /// Parses what was typed; times are read in `zone`. A half-typed term is not an error: a field without a
    /// value filters nothing, and a quote that is not closed runs to the end.
    pub fn parse(text: &str, zone: &DisplayZone) -> Self {
        let mut query = Self::default();
        for raw in scan::terms(text) {
            match test(&raw, zone) {
                Ok(Some(test)) => query.terms.push(Term {
                    test,
                    exclude: raw.exclude,
                    span: raw.span,
                }),
                Ok(None) => {}
                Err(message) => query.faults.push(FilterFault {
                    span: raw.span,
                    message,
                }),
            }
        }
        query
    }
}

/// The condition of a term; `None` while it has no value.
fn test(raw: &RawTerm, zone: &DisplayZone) -> Result<Option<Condition>, String> {
    if raw.is_joint {
        return Err(JOINTS.to_owned());
    }
    if let Some(name) = &raw.unknown {
        let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
        return Err(format!(
            "no field is called {name}; there are {}; quotes look for the text itself",
            names.join(", ")
        ));
    }
    let Some(first) = raw.values.first() else {
        return Ok(None);
    };
    let Some(field) = raw.field else {
        return Ok(Some(Condition::Words(
            SearchColumn::Any,
            raw.values.clone(),
        )));
    };
    let first = first.text.as_str();
    let wanted = || {
        format!(
            "{}: {}, as {}:{}",
            field.name, field.meaning, field.name, field.example
        )
    };
    let found = match field.values {
        Values::Words(SearchColumn::Outcome) if !raw.values.iter().all(is_outcome) => {
            let all: Vec<&str> = Outcome::ALL
                .iter()
                .map(|outcome| outcome.as_str())
                .collect();
            return Err(format!("an outcome is one of {}", all.join(", ")));
        }
        Values::Words(column @ (SearchColumn::Did | SearchColumn::Strength))
            if !raw
                .values
                .iter()
                .all(|word| begins_a_word(column, &word.text)) =>
        {
            return Err(format!("it is one of {}", fixed_words(column).join(", ")));
        }
        Values::Words(column) => Some(Condition::Words(column, raw.values.clone())),
        Values::Address => address(&raw.values),
        Values::Number(measure) => values::between(first, measure)
            .map(|(least, most)| Condition::Between(measure, least, most)),
        Values::After => {
            values::moment(first, zone).map(|from| Condition::During(Some(from), None))
        }
        Values::Before => {
            let until = values::moment(first, zone).map(values::just_before);
            until.map(|until| Condition::During(None, Some(until)))
        }
        Values::At => values::moment(first, zone).map(|at| Condition::During(Some(at), Some(at))),
        Values::On => zone
            .parse_day(first)
            .map(|(from, to)| Condition::During(Some(from), Some(to))),
        Values::Hours => values::hours(first).map(|(from, to)| Condition::Hours(from, to)),
        Values::Days => values::days(&raw.values).map(Condition::Days),
        Values::Traits => traits(&raw.values).map(Condition::Is),
    };
    found.map(Some).ok_or_else(wanted)
}

/// Networks where all values are networks, else words; `None` for a malformed network.
fn address(words: &[SearchWord]) -> Option<Condition> {
    let is_network = |word: &&SearchWord| !word.is_whole && word.text.contains('/');
    let networks: Vec<&SearchWord> = words.iter().filter(is_network).collect();
    if networks.is_empty() {
        return Some(Condition::Words(SearchColumn::Ip, words.to_vec()));
    }
    // A term matches either networks or words: to mix them, write an address with /32.
    let parsed = words.iter().map(|word| values::network(&word.text));
    parsed.collect::<Option<_>>().map(Condition::Networks)
}

/// Whether an outcome begins with this word.
fn is_outcome(word: &SearchWord) -> bool {
    let mut all = Outcome::ALL.iter();
    all.any(|outcome| outcome.as_str().starts_with(&word.text))
}

/// The words that a field of activities can have.
pub(super) fn fixed_words(column: SearchColumn) -> Vec<&'static str> {
    match column {
        SearchColumn::Did => ActivityKind::ALL.iter().map(|kind| kind.as_str()).collect(),
        SearchColumn::Strength => Strength::ALL.iter().map(|one| one.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// Whether a word is one of these, or the beginning of one.
fn begins_a_word(column: SearchColumn, text: &str) -> bool {
    let mut words = fixed_words(column).into_iter();
    words.any(|word| word.starts_with(text))
}

fn traits(words: &[SearchWord]) -> Option<Vec<SessionTrait>> {
    let of = |word: &SearchWord| {
        let found = TRAITS.iter().find(|(name, ..)| *name == word.text);
        found.map(|(_, is, _)| *is)
    };
    words.iter().map(of).collect()
}
