//! Splits a filter text into terms: sign, field and values, with their positions.

use std::ops::Range;

use super::fields::{self, FilterField};
use super::terms::SearchWord;

/// A term as typed.
pub(super) struct RawTerm {
    /// A minus stood in front.
    pub exclude: bool,
    /// The field that was named.
    pub field: Option<&'static FilterField>,
    /// The values between the bars, in lower case; empty ones are left out.
    pub values: Vec<SearchWord>,
    /// The position of the term, in bytes.
    pub span: Range<usize>,
    /// Where its values begin.
    pub values_at: usize,
    /// It is a word such as `AND`, which joins terms in other languages.
    pub is_joint: bool,
    /// The word before its colon, where it looks like a field and is none.
    pub unknown: Option<String>,
}

/// The terms of a text.
pub(super) fn terms(text: &str) -> Vec<RawTerm> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_letter(text, at) {
        let raw = term(text, start);
        at = raw.span.end.max(start + 1);
        found.push(raw);
    }
    found
}

fn next_letter(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    Some(from + rest.find(|c: char| !c.is_whitespace())?)
}

fn term(text: &str, start: usize) -> RawTerm {
    let rest = text.get(start..).unwrap_or_default();
    let exclude = rest.starts_with('-');
    let at = start + usize::from(exclude);
    let rest = text.get(at..).unwrap_or_default();
    let field = fields::named(rest);
    let values_at = at + field.map_or(0, |field| field.name.len() + 1);
    let (values, end) = values(text, values_at);
    let typed = text.get(start..end).unwrap_or_default();
    RawTerm {
        exclude,
        field,
        values,
        span: start..end,
        values_at,
        unknown: field.is_none().then(|| unknown_field(rest)).flatten(),
        is_joint: matches!(typed, "OR" | "AND" | "NOT" | "||" | "&&"),
    }
}

/// The letters before a colon, unless they may be part of an IPv6 address.
fn unknown_field(text: &str) -> Option<String> {
    let word = text.split(char::is_whitespace).next()?;
    let (name, value) = word.split_once(':')?;
    let is_name = name.chars().all(|c| c.is_ascii_alphabetic())
        && name.chars().any(|c| !c.is_ascii_hexdigit());
    (is_name && !value.is_empty()).then(|| name.to_owned())
}

/// The values between bars, and where they end.
fn values(text: &str, mut at: usize) -> (Vec<SearchWord>, usize) {
    let mut found = Vec::new();
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let whole = rest.strip_prefix('=').filter(|rest| rest.starts_with('"'));
        let (is_whole, quoted) = (whole.is_some(), whole.unwrap_or(rest).strip_prefix('"'));
        let (word, length) = if let Some(quoted) = quoted {
            let opening = rest.len() - quoted.len();
            let end = quoted.find('"');
            let word = quoted.get(..end.unwrap_or(quoted.len()));
            let length = opening + end.map_or(quoted.len(), |end| end + 1);
            (word, length)
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '|');
            let end = end.unwrap_or(rest.len());
            // Words match anywhere, so stars at their ends add nothing.
            (rest.get(..end).map(|word| word.trim_matches('*')), end)
        };
        let text_of_word = word.unwrap_or_default().to_lowercase();
        if !text_of_word.is_empty() {
            found.push(SearchWord {
                text: text_of_word,
                is_whole,
            });
        }
        at += length;
        match text.get(at..).and_then(|rest| rest.strip_prefix('|')) {
            Some(_) => at += 1,
            None => return (found, at),
        }
    }
}
