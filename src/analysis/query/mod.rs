//! The language of the filter box, parsed.
//!
//! Words are all required, in any order, without regard to case: `kali rdp`. A word in quotes may
//! hold blanks: `"wrong password"`. A minus in front excludes: `-network`. A column in front looks
//! only there: `user:admin`, `ip:10.42.`, `host:dc01`, `kind:rdp`, `outcome:failed`, `client:kali`;
//! `kind:` and `outcome:` match from the first letter on. All of it combines:
//! `-user:"svc backup"`. An equals sign before the quotes asks for a whole text: `ip:="10.0.0.1"` does
//! not find `10.0.0.10`. A word with a colon that names no column is a plain word, so that IPv6
//! addresses can be typed as they are.

/// Where a term looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// In every text of the session.
    Any,
    /// Name, domain, SID, and the name as logged.
    User,
    /// Address and range.
    Ip,
    /// Host name and aliases.
    Host,
    /// Kind and detail.
    Kind,
    /// Outcome.
    Outcome,
    /// The client's own names.
    Client,
}

impl Column {
    /// The columns that can be typed, with their names.
    pub const NAMED: [(&'static str, Self); 6] = [
        ("user", Self::User),
        ("ip", Self::Ip),
        ("host", Self::Host),
        ("kind", Self::Kind),
        ("outcome", Self::Outcome),
        ("client", Self::Client),
    ];
}

/// One word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Where it must be, or must not be.
    pub column: Column,
    /// What is looked for, in lower case.
    pub word: String,
    /// The word must not be there.
    pub exclude: bool,
    /// The word must be the whole text, not a part of it.
    pub is_whole: bool,
}

/// A parsed filter text: all terms must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The terms, as typed.
    pub terms: Vec<Term>,
}

impl Query {
    /// Parses what was typed. Every text is a query: nothing typed can be an error, and a quote
    /// that is not closed yet runs to the end.
    pub fn parse(text: &str) -> Self {
        let mut rest = text.trim_start();
        let mut terms = Vec::new();
        while !rest.is_empty() {
            let (term, after) = next_term(rest);
            terms.extend(term);
            rest = after.trim_start();
        }
        Self { terms }
    }

    /// Whether every session matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// Splits one term off; `None` where a minus, a column or a pair of quotes holds nothing.
fn next_term(text: &str) -> (Option<Term>, &str) {
    let (exclude, text) = match text.strip_prefix('-') {
        Some(after) => (true, after),
        None => (false, text),
    };
    let (column, text) = split_column(text);
    let whole = text.strip_prefix('=').filter(|rest| rest.starts_with('"'));
    let (is_whole, text) = (whole.is_some(), whole.unwrap_or(text));
    let (word, rest) = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
        None => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    };
    let word = word.to_lowercase();
    let term = (!word.is_empty()).then_some(Term {
        column,
        word,
        exclude,
        is_whole,
    });
    (term, rest)
}

fn split_column(text: &str) -> (Column, &str) {
    Column::NAMED
        .iter()
        .find_map(|&(name, column)| {
            let head = text.get(..name.len())?;
            let rest = text.get(name.len()..)?.strip_prefix(':')?;
            head.eq_ignore_ascii_case(name).then_some((column, rest))
        })
        .unwrap_or((Column::Any, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(Column, String, bool)> {
        Query::parse(text)
            .terms
            .into_iter()
            .map(|term| (term.column, term.word, term.exclude))
            .collect()
    }

    #[test]
    fn words_are_folded_and_split_at_blanks() {
        let expected = vec![
            (Column::Any, "kali".to_owned(), false),
            (Column::Any, "rdp".to_owned(), false),
        ];
        assert_eq!(terms("  Kali \t RDP "), expected);
        assert!(Query::parse("   ").is_empty());
    }

    #[test]
    fn minus_quotes_and_columns_combine() {
        let expected = vec![
            (Column::User, "svc backup".to_owned(), true),
            (Column::Any, "wrong password".to_owned(), false),
        ];
        assert_eq!(terms(r#"-USER:"Svc Backup" "wrong password""#), expected);
    }

    #[test]
    fn an_address_with_colons_is_a_plain_word() {
        assert_eq!(
            terms("fe80::1 ip:fe80::2"),
            vec![
                (Column::Any, "fe80::1".to_owned(), false),
                (Column::Ip, "fe80::2".to_owned(), false),
            ]
        );
    }

    #[test]
    fn an_equals_sign_before_quotes_asks_for_the_whole() {
        let whole = |text: &str| -> Vec<(String, bool)> {
            let terms = Query::parse(text).terms.into_iter();
            terms.map(|term| (term.word, term.is_whole)).collect()
        };
        let expected = [("10.0.0.1".to_owned(), true), ("=cmd".to_owned(), false)];
        assert_eq!(whole("-ip:=\"10.0.0.1\" =cmd"), expected);
        assert_eq!(whole("user:=cmd"), [("=cmd".to_owned(), false)]);
    }

    #[test]
    fn half_typed_terms_are_no_error() {
        assert_eq!(terms("- user: \"\""), vec![]);
        assert_eq!(
            terms("\"open quote"),
            vec![(Column::Any, "open quote".to_owned(), false)]
        );
        assert_eq!(terms("é:ü"), vec![(Column::Any, "é:ü".to_owned(), false)]);
    }
}
