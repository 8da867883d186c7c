use super::*;
use crate::analysis::group_keys::PlaceKey;
use crate::analysis::testing::{case_of, failure_from, session, session_from};
use crate::analysis::user_names::UserNames;
use crate::domain::session::{EndKind, Session};

fn session_index(sessions: Vec<Session>) -> SessionIndex {
    let case = case_of(sessions);
    SessionIndex::of(&case, &UserNames::of(&case))
}

#[test]
fn an_entry_is_small() {
    assert!(
        size_of::<SessionEntry>() <= 64,
        "{}",
        size_of::<SessionEntry>()
    );
}

#[test]
fn recurring_values_have_one_code_and_one_text() {
    let session_index = session_index(vec![
        session_from(0, [10, 0, 0, 1]),
        failure_from(60, [10, 0, 0, 2]),
        session_from(90, [10, 0, 0, 1]),
    ]);
    let places: Vec<u32> = session_index
        .rows()
        .iter()
        .map(|entry| entry.place)
        .collect();
    assert_eq!(places, [0, 1, 0]);
    assert_eq!(session_index.range_of(0), session_index.range_of(1));
    assert_eq!(session_index.texts().names.len(), 1);
    assert_eq!(session_index.texts().places.get(1), "10.0.0.2\n10.0.0.0/24");
    let place = PlaceKey::Ip([10, 0, 0, 2].into());
    assert_eq!(session_index.place_code(&place), Some(1));
    assert_eq!(session_index.place(1), Some(&place));
    assert_eq!(session_index.place_code(&PlaceKey::Console), None);
}

#[test]
fn times_and_durations_are_those_of_the_session() {
    let mut sessions = vec![session(0), session(60), session(120), session(180)];
    sessions[1].begin = None;
    (sessions[2].end, sessions[2].end_kind) = (None, EndKind::Open);
    sessions[3].clock_stepped = true;
    let session_index = session_index(sessions.clone());
    for (entry, session) in session_index.rows().iter().zip(&sessions) {
        assert_eq!((entry.begin(), entry.end()), (session.begin, session.end));
        assert_eq!(entry.sort_time(), session.sort_time());
        assert_eq!(entry.duration(), session.duration().map(|span| span.0));
    }
    let runs_on: Vec<bool> = session_index
        .rows()
        .iter()
        .map(SessionEntry::runs_on)
        .collect();
    assert_eq!(runs_on, [false, false, true, false]);
}

#[test]
fn most_words_cannot_be_in_an_id() {
    let session_index = session_index(vec![session(255)]);
    assert!(session_index.may_be_in_id("ff") && session_index.may_be_in_id("00f"));
    assert!(!session_index.may_be_in_id("rick"));
    assert_eq!(session_index.id(0), "00000000ff-000000000000");
}

#[test]
fn users_are_sorted_by_name_with_the_nameless_last() {
    let named = |name: Option<&str>| {
        let mut new = session(0);
        new.user = name.map(Into::into);
        new
    };
    let session_index = session_index(vec![named(None), named(Some("rick")), named(Some("Morty"))]);
    let labels: Vec<&str> = session_index
        .user_order()
        .iter()
        .map(|&code| session_index.users()[code as usize].label.as_str())
        .collect();
    assert_eq!(labels, ["C137\\Morty", "C137\\rick", "(no name)"]);
}
