use super::*;
use crate::domain::time::DisplayZone;

fn query(text: &str) -> Query {
    Query::parse(text, &DisplayZone::Utc)
}

fn words(text: &str) -> Vec<(SearchColumn, Vec<String>, bool)> {
    let terms = query(text).terms.into_iter();
    let of = |term: Term| match term.test {
        Condition::Words(column, words) => {
            let texts = words.into_iter().map(|word| word.text).collect();
            (column, texts, term.exclude)
        }
        other => panic!("{other:?} is no word"),
    };
    terms.map(of).collect()
}

fn one(column: SearchColumn, word: &str, exclude: bool) -> (SearchColumn, Vec<String>, bool) {
    (column, vec![word.to_owned()], exclude)
}

#[test]
fn words_are_lower_cased_and_split_at_blanks() {
    let expected = [
        one(SearchColumn::Any, "kali", false),
        one(SearchColumn::Any, "rdp", false),
    ];
    assert_eq!(words("  Kali \t RDP "), expected);
    assert!(query("   ").is_empty());
}

#[test]
fn minus_quotes_and_fields_combine() {
    let expected = [
        one(SearchColumn::User, "svc backup", true),
        one(SearchColumn::Any, "wrong password", false),
    ];
    assert_eq!(words(r#"-USER:"Svc Backup" "wrong password""#), expected);
}

#[test]
fn an_address_with_colons_is_a_plain_word() {
    let expected = [
        one(SearchColumn::Any, "fe80::1", false),
        one(SearchColumn::Ip, "fe80::2", false),
    ];
    assert_eq!(words("fe80::1 ip:fe80::2"), expected);
}

#[test]
fn an_equals_sign_before_quotes_asks_for_the_whole_text() {
    let whole = |text: &str| -> Vec<(String, bool)> {
        let terms = query(text).terms.into_iter();
        let words = terms.flat_map(|term| match term.test {
            Condition::Words(_, words) => words,
            other => panic!("{other:?} is no word"),
        });
        words.map(|word| (word.text, word.is_whole)).collect()
    };
    let expected = [("10.0.0.1".to_owned(), true), ("=cmd".to_owned(), false)];
    assert_eq!(whole("-ip:=\"10.0.0.1\" =cmd"), expected);
    assert_eq!(whole("user:=cmd"), [("=cmd".to_owned(), false)]);
    let choice = [("a|b".to_owned(), true), ("c".to_owned(), false)];
    assert_eq!(whole("user:=\"A|b\"|c"), choice);
}

#[test]
fn half_typed_terms_are_no_error() {
    assert_eq!(query("- user: \"\" dur: |"), Query::default());
    assert_eq!(
        words("\"open quote"),
        [one(SearchColumn::Any, "open quote", false)]
    );
    assert_eq!(words("é:ü"), [one(SearchColumn::Any, "é:ü", false)]);
    let choice = (
        SearchColumn::User,
        vec!["a".to_owned(), "b".to_owned()],
        false,
    );
    assert_eq!(words("user:a|b|"), [choice]);
}

#[test]
fn stars_at_the_ends_of_a_word_are_ignored() {
    assert_eq!(
        words("ip:203.0.113.*"),
        [one(SearchColumn::Ip, "203.0.113.", false)]
    );
    assert_eq!(words("*kali*"), [one(SearchColumn::Any, "kali", false)]);
    assert_eq!(query("*"), Query::default());
}

#[test]
fn terms_that_cannot_be_parsed_are_located_and_do_not_filter() {
    for (text, wrong) in [
        ("kali dur:>long", "dur:>long"),
        ("src:10.0.0.0/99 kali", "src:10.0.0.0/99"),
        ("é -is:rich kali", "-is:rich"),
        ("hours:7-25", "hours:7-25"),
        ("day:sun-someday", "day:sun-someday"),
        ("after:yesterday", "after:yesterday"),
        ("on:2020-02-30", "on:2020-02-30"),
        ("tries:>many", "tries:>many"),
        ("user:anna OR user:miles", "OR"),
        ("userr:anna", "userr:anna"),
        ("outcome:banana", "outcome:banana"),
    ] {
        let query = query(text);
        let [fault] = query.faults.as_slice() else {
            panic!("{text}: {:?}", query.faults);
        };
        assert_eq!(text.get(fault.span.clone()), Some(wrong));
        assert!(
            query
                .terms
                .iter()
                .all(|term| matches!(term.test, Condition::Words(..)))
        );
    }
}

#[test]
fn spans_and_numbers_have_bounds() {
    let bounds = |text: &str| match query(text).terms.pop().map(|term| term.test) {
        Some(Condition::Between(_, least, most)) => (least, most),
        other => panic!("{text}: {other:?}"),
    };
    let seconds = |count: i64| count * 10_000_000;
    assert_eq!(bounds("dur:>1h30m"), (Some(seconds(5400) + 1), None));
    assert_eq!(bounds("dur:<=0.5s"), (None, Some(5_000_000)));
    assert_eq!(bounds("dur:..2d"), (None, Some(seconds(172_800))));
    assert_eq!(bounds("tries:3"), (Some(3), Some(3)));
    assert_eq!(bounds("records:2..4"), (Some(2), Some(4)));
}

#[test]
fn a_query_is_put_into_words() {
    let text = r#"user:admin|root src:10.0.0.0/8 dur:>=1h -host:DC01 is:public hours:07-19 "x y""#;
    assert_eq!(
        query(text).in_words(&DisplayZone::Utc),
        "user \"admin\" or \"root\", from 10.0.0.0/8, duration at least 1 h 00 min, not host \"dc01\", \
         public, begun from 07:00 to 19:00 UTC, \"x y\""
    );
}

#[test]
fn every_field_accepts_its_own_example() {
    for field in FIELDS {
        let query = query(&format!("{}:{}", field.name, field.example));
        assert_eq!(
            (query.terms.len(), query.faults.len()),
            (1, 0),
            "{}",
            field.name
        );
    }
}
