//! Changes one field of a filter text and leaves the rest as it was typed.

use super::complete::quoted;
use super::scan::{self, RawTerm};

/// The value of the first term of a field, as it was typed; empty where there is none.
pub fn value_of<'a>(text: &'a str, field: &str) -> &'a str {
    let term = term_of(text, field);
    let value = term.and_then(|term| text.get(term.values_at..term.span.end));
    value.unwrap_or_default()
}

/// The text with another value for a field: in the place of its first term, else at the end; an empty
/// one takes the term out.
pub fn with_value(text: &str, field: &str, value: &str) -> String {
    let value = value.trim();
    let term = match value {
        "" => String::new(),
        // Choices and quotes are kept as typed where they make one term.
        value if is_one_term(field, value) => format!("{field}:{value}"),
        value => format!("{field}:{}", quoted(value)),
    };
    let (before, after) = match term_of(text, field) {
        Some(old) => (text.get(..old.span.start), text.get(old.span.end..)),
        None => (Some(text), None),
    };
    let parts = [before.unwrap_or_default(), &term, after.unwrap_or_default()];
    let parts = parts.map(str::trim);
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

fn is_one_term(field: &str, value: &str) -> bool {
    let text = format!("{field}:{value}");
    let terms = scan::terms(&text);
    let is_closed = value.matches('"').count().is_multiple_of(2);
    is_closed && matches!(&*terms, [term] if term.span == (0..text.len()))
}

fn term_of(text: &str, field: &str) -> Option<RawTerm> {
    let is_it = |raw: &RawTerm| !raw.exclude && raw.field.is_some_and(|known| known.name == field);
    scan::terms(text).into_iter().find(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_field_is_changed_and_the_rest_stays() {
        let text = "kali user:admin -user:guest dur:>1h";
        assert_eq!(value_of(text, "user"), "admin");
        assert_eq!(value_of(text, "ip"), "");
        let other = with_value(text, "user", "svc backup");
        assert_eq!(other, "kali user:\"svc backup\" -user:guest dur:>1h");
        assert_eq!(value_of(&other, "user"), "\"svc backup\"");
        assert_eq!(with_value(&other, "user", ""), "kali -user:guest dur:>1h");
        assert_eq!(with_value("", "ip", "10.0.0.0/8"), "ip:10.0.0.0/8");
        assert_eq!(
            with_value("kind:rdp", "user", "a|\"b c\""),
            "kind:rdp user:a|\"b c\""
        );
        assert_eq!(with_value("", "user", ""), "");
        let odd = with_value("", "user", "a b\"c d");
        assert_eq!(odd, "user:\"a b c d\"", "no word gets out of its term");
        assert_eq!(with_value("", "user", "\"open"), "user:\" open\"");
    }
}
