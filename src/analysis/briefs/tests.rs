use super::*;
use crate::analysis::testing::{case_of, failure_from, session, session_from};
use crate::domain::session::{EndKind, Session};

fn briefs(sessions: Vec<Session>) -> Briefs {
    let case = case_of(sessions);
    Briefs::of(&case, &Names::of(&case))
}

#[test]
fn a_brief_is_small() {
    assert!(size_of::<Brief>() <= 64, "{}", size_of::<Brief>());
}

#[test]
fn what_recurs_has_one_number_and_one_text() {
    let briefs = briefs(vec![
        session_from(0, [10, 0, 0, 1]),
        failure_from(60, [10, 0, 0, 2]),
        session_from(90, [10, 0, 0, 1]),
    ]);
    let places: Vec<u32> = briefs.rows().iter().map(|brief| brief.place).collect();
    assert_eq!(places, [0, 1, 0]);
    assert_eq!(briefs.range_of(0), briefs.range_of(1));
    assert_eq!(briefs.texts().names.len(), 1);
    assert_eq!(briefs.texts().places.get(1), "10.0.0.2\n10.0.0.0/24");
    let place = PlaceKey::Ip([10, 0, 0, 2].into());
    assert_eq!(briefs.place_code(&place), Some(1));
    assert_eq!(briefs.place(1), Some(&place));
    assert_eq!(briefs.place_code(&PlaceKey::Console), None);
}

#[test]
fn moments_and_lengths_are_those_of_the_session() {
    let mut sessions = vec![session(0), session(60), session(120), session(180)];
    sessions[1].begin = None;
    (sessions[2].end, sessions[2].end_kind) = (None, EndKind::Open);
    sessions[3].clock_stepped = true;
    let briefs = briefs(sessions.clone());
    for (brief, session) in briefs.rows().iter().zip(&sessions) {
        assert_eq!((brief.begin(), brief.end()), (session.begin, session.end));
        assert_eq!(brief.sort_time(), session.sort_time());
        assert_eq!(brief.duration(), session.duration().map(|span| span.0));
    }
    let runs_on: Vec<bool> = briefs.rows().iter().map(Brief::runs_on).collect();
    assert_eq!(runs_on, [false, false, true, false]);
}

#[test]
fn most_words_cannot_be_in_an_id() {
    let briefs = briefs(vec![session(255)]);
    assert!(briefs.may_be_in_id("ff") && briefs.may_be_in_id("00f"));
    assert!(!briefs.may_be_in_id("rick"));
    assert_eq!(briefs.id(0), "00000000ff-000000000000");
}

#[test]
fn users_are_listed_by_name_and_the_nameless_last() {
    let named = |name: Option<&str>| {
        let mut made = session(0);
        made.user = name.map(Into::into);
        made
    };
    let briefs = briefs(vec![named(None), named(Some("rick")), named(Some("Morty"))]);
    let labels: Vec<&str> = briefs
        .user_order()
        .iter()
        .map(|&code| briefs.users()[code as usize].label.as_str())
        .collect();
    assert_eq!(labels, ["C137\\Morty", "C137\\rick", "(no name)"]);
}
