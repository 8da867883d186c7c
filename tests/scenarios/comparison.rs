//! Tests the comparison itself: a test that cannot fail proves nothing.

use serde_json::{Value, json};

use crate::common::compare::differences;
use crate::common::scenario::{Case, Os};
use crate::{clock, miles, office, running};

fn story() -> Vec<Value> {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    host.failed_nla(clock("10:00:00"), "miles", &office());
    Case::of([host]).expected()
}

/// The expected sessions in the program's output form.
fn perfect(expected: &[Value]) -> Vec<Value> {
    let mut actual = expected.to_vec();
    for session in &mut actual {
        let names = session["sources"]
            .as_array()
            .expect("sources are a list")
            .clone();
        let sources = names.iter().map(|name| {
            let mut parts = name.as_str().expect("a source is a name").rsplitn(3, ':');
            let mut number = || parts.next().and_then(|part| part.parse::<u64>().ok());
            let (record_id, event_id) = (number(), number());
            json!({"channel": parts.next(), "event_id": event_id, "record_id": record_id})
        });
        session["sources"] = sources.collect();
        session["notes"] = json!([]);
    }
    actual
}

#[test]
fn equal_sessions_have_no_differences() {
    let expected = story();
    assert_eq!(expected.len(), 2);
    assert_eq!(
        differences(&expected, &perfect(&expected)),
        Vec::<String>::new()
    );
}

#[test]
fn a_missing_and_an_extra_session_are_reported() {
    let expected = story();
    let mut actual = perfect(&expected);
    actual[0]["user"] = json!("somebody");
    let lines = differences(&expected, &actual);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].starts_with("missing:") && lines[1].starts_with("unexpected:"),
        "{lines:?}"
    );
}

#[test]
fn a_wrong_field_and_a_missing_source_are_reported() {
    let expected = story();
    let mut actual = perfect(&expected);
    actual[0]["source_ip"] = json!("192.0.2.1");
    actual[1]["sources"] = json!([]);
    let lines = differences(&expected, &actual);
    assert!(
        lines.iter().any(|line| line.starts_with("source_ip:")),
        "{lines:?}"
    );
    assert!(
        lines.iter().any(|line| line.starts_with("sources:")),
        "{lines:?}"
    );
}
