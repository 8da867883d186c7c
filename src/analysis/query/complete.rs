//! Completions of a filter text: fields by their first letters, and values that occur in the case.

use std::ops::Range;

use super::fields::{DAYS, FIELDS, FilterField, TRAITS, Values};
use super::parse::fixed_words;
use super::scan;
use super::terms::SearchColumn;
use crate::analysis::session_index::SessionIndex;
use crate::case::Case;
use crate::domain::session::{Kind, Outcome};

/// So many values are offered at most.
const MOST: usize = 12;

/// The values of a case, with how many shown sessions have each.
#[derive(Debug, Default)]
pub struct KnownValues {
    users: Vec<(String, u64)>,
    places: Vec<(String, u64)>,
    hosts: Vec<(String, u64)>,
    kinds: Vec<(String, u64)>,
    outcomes: Vec<(String, u64)>,
}

impl KnownValues {
    /// Counts the values of the sessions of a case.
    pub fn of(case: &Case, session_index: &SessionIndex) -> Self {
        let mut users = vec![0; session_index.users().len()];
        let mut places = vec![0; session_index.places().len()];
        let mut hosts = vec![0; case.hosts.len()];
        let mut kinds = [0; Kind::ALL.len()];
        let mut outcomes = [0; Outcome::ALL.len()];
        for entry in session_index.rows().iter().filter(|entry| entry.is_shown()) {
            add(&mut users, entry.user as usize);
            add(&mut places, entry.place as usize);
            add(&mut hosts, entry.host.0 as usize);
            add(&mut kinds, entry.kind as usize);
            add(&mut outcomes, entry.outcome as usize);
        }
        let user = session_index.users().iter().map(|user| user.label.clone());
        let place = session_index
            .places()
            .map(super::super::group_keys::PlaceKey::label);
        let host = case.hosts.iter().map(|host| host.name.to_string());
        Self {
            users: by_count(user, users),
            places: by_count(place, places),
            hosts: by_count(host, hosts),
            kinds: by_count(Kind::ALL.iter().map(ToString::to_string), kinds),
            outcomes: by_count(Outcome::ALL.iter().map(ToString::to_string), outcomes),
        }
    }

    /// The values of a column, the most frequent first.
    pub fn column(&self, column: SearchColumn) -> &[(String, u64)] {
        match column {
            SearchColumn::User => &self.users,
            SearchColumn::Ip => &self.places,
            SearchColumn::Host => &self.hosts,
            SearchColumn::Kind => &self.kinds,
            SearchColumn::Outcome => &self.outcomes,
            _ => &[],
        }
    }
}

fn add(counts: &mut [u64], code: usize) {
    if let Some(count) = counts.get_mut(code) {
        *count += 1;
    }
}

fn by_count(
    names: impl Iterator<Item = String>,
    counts: impl IntoIterator<Item = u64>,
) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = names.zip(counts).filter(|(_, count)| *count > 0).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

/// One completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What takes the place of `Completions::replace`.
    pub text: String,
    /// What it means, or how many sessions have it.
    pub note: String,
}

/// The completions at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// What would be replaced, in bytes of the text.
    pub replace: Range<usize>,
    /// The completions, best first.
    pub all: Vec<Completion>,
}

/// The completions at `cursor`, in bytes; `tags` are those of the case.
pub fn offers(
    text: &str,
    cursor: usize,
    known: &KnownValues,
    tags: &[(String, u64)],
) -> Completions {
    let typed = text.get(..cursor).unwrap_or(text);
    let terms = scan::terms(typed);
    let here = terms.last().filter(|raw| raw.span.end == typed.len());
    let Some(raw) = here else {
        return Completions::default();
    };
    match raw.field {
        None => fields(typed, raw.span.start + usize::from(raw.exclude)),
        Some(field) => {
            let last = typed.rfind('|').map_or(0, |bar| bar + 1);
            let from = raw.values_at.max(last);
            values(typed, from, field, known, tags)
        }
    }
}

fn fields(typed: &str, from: usize) -> Completions {
    let begun = typed.get(from..).unwrap_or_default().to_lowercase();
    let fitting = FIELDS.iter().filter(|field| field.name.starts_with(&begun));
    let offer = |field: &FilterField| Completion {
        text: format!("{}:", field.name),
        note: field.meaning.to_owned(),
    };
    Completions {
        replace: from..typed.len(),
        all: if begun.is_empty() {
            Vec::new()
        } else {
            fitting.map(offer).collect()
        },
    }
}

fn values(
    typed: &str,
    from: usize,
    field: &FilterField,
    known: &KnownValues,
    tags: &[(String, u64)],
) -> Completions {
    let begun = typed.get(from..).unwrap_or_default().to_lowercase();
    let begun = begun.trim_start_matches(['=', '"']);
    let fixed = |name: &str, note: &str| {
        let fits = name.starts_with(begun) && name != begun;
        fits.then(|| Completion {
            text: name.to_owned(),
            note: note.to_owned(),
        })
    };
    let counted = |all: &[(String, u64)]| -> Vec<Completion> {
        let fitting = all
            .iter()
            .filter(|(name, _)| name.to_lowercase().contains(begun))
            // A quoted value cannot contain quotes.
            .filter(|(name, _)| !name.contains('"') && name.to_lowercase() != begun);
        let offer = |(name, count): &(String, u64)| Completion {
            text: quoted(name),
            note: count.to_string(),
        };
        fitting.take(MOST).map(offer).collect()
    };
    let all = match field.values {
        Values::Words(SearchColumn::Tag) => counted(tags),
        Values::Words(column @ (SearchColumn::Did | SearchColumn::Strength)) => {
            let words = fixed_words(column).into_iter();
            words.filter_map(|word| fixed(word, "")).collect()
        }
        Values::Words(column) => counted(known.column(column)),
        Values::Address => counted(known.column(SearchColumn::Ip)),
        Values::Traits => TRAITS
            .iter()
            .filter_map(|(name, _, note)| fixed(name, note))
            .collect(),
        Values::Days => DAYS.iter().filter_map(|name| fixed(name, "")).collect(),
        _ if begun.is_empty() => fixed(field.example, field.meaning).into_iter().collect(),
        _ => Vec::new(),
    };
    Completions {
        replace: from..typed.len(),
        all,
    }
}

/// A value as it is typed: in quotes where it contains a character that would end it.
pub fn quoted(value: &str) -> String {
    let is_plain = |c: char| !c.is_whitespace() && c != '|' && c != '"';
    if value.chars().all(is_plain) && !value.is_empty() && !value.starts_with('=') {
        value.to_owned()
    } else {
        format!("\"{}\"", value.replace('"', " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let known = KnownValues {
            users: vec![("C137\\rick".to_owned(), 9), ("svc backup".to_owned(), 2)],
            kinds: vec![("rdp".to_owned(), 5), ("ssh".to_owned(), 1)],
            ..KnownValues::default()
        };
        let found = offers(text, text.len(), &known, &[("c2".to_owned(), 1)]);
        found.all.into_iter().map(|offer| offer.text).collect()
    }

    #[test]
    fn fields_and_values_are_completed_where_they_fit() {
        assert_eq!(texts("kali u"), ["user:"]);
        assert_eq!(texts("-ou"), ["outcome:"]);
        assert_eq!(texts("user:"), ["C137\\rick", "\"svc backup\""]);
        assert_eq!(texts("kind:rdp|"), ["rdp", "ssh"]);
        assert_eq!(texts("is:pu"), ["public"]);
        assert_eq!(texts("tag:"), ["c2"]);
        assert_eq!(texts("hours:"), ["07-19"]);
        assert_eq!(texts("is:public "), [] as [String; 0]);
        assert_eq!(texts(""), [] as [String; 0]);
    }

    #[test]
    fn a_completion_replaces_what_it_completes() {
        let text = "kali user:\"svc b";
        let known = KnownValues {
            users: vec![("svc backup".to_owned(), 2)],
            ..KnownValues::default()
        };
        let found = offers(text, text.len(), &known, &[]);
        assert_eq!(text.get(found.replace.clone()), Some("\"svc b"));
        assert_eq!(found.all[0].text, "\"svc backup\"");
        assert_eq!(found.all[0].note, "2");
    }
}
