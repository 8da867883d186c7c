use super::*;
use crate::analysis::outliers::Outliers;
use crate::analysis::testing::{at, case_of, failure_from, session, session_from};
use crate::analysis::user_names::UserNames;
use crate::case::Case;
use crate::domain::mark::Mark;
use crate::domain::session::{EndKind, Hidden, Session};

mod one_by_one;

fn shown(case: &Case, filter: &Filter) -> Vec<u32> {
    marked(case, filter, &Marked::new())
}

fn marked(case: &Case, filter: &Filter, marked: &Marked) -> Vec<u32> {
    let session_index = SessionIndex::of(case, &UserNames::of(case));
    let standing_out = Outliers::of(case).of_user_places(&session_index);
    let input = FilterInput {
        activities: &[],
        session_index: &session_index,
        standing_out: &standing_out,
        marked,
    };
    select(input, filter, &|| true).expect("nobody stopped it")
}

#[test]
fn filtering_stops_when_the_answer_is_not_wanted() {
    let case = case_of(three());
    let session_index = SessionIndex::of(&case, &UserNames::of(&case));
    let input = FilterInput {
        activities: &[],
        session_index: &session_index,
        standing_out: &[],
        marked: &Marked::new(),
    };
    assert_eq!(select(input, &Filter::default(), &|| false), None);
}

fn found(sessions: Vec<Session>, text: &str) -> Vec<u32> {
    let filter = Filter {
        text: text.to_owned(),
        ..Filter::default()
    };
    shown(&case_of(sessions), &filter)
}

fn three() -> Vec<Session> {
    let mut kali = session_from(0, [194, 61, 24, 102]);
    kali.client_name = Some("kali".into());
    vec![
        kali,
        session_from(60, [10, 42, 85, 10]),
        failure_from(90, [10, 42, 85, 11]),
    ]
}

#[test]
fn every_word_must_occur() {
    assert_eq!(found(three(), "administrator KALI"), [0]);
    assert_eq!(found(three(), "10.42.85.0/24 wrong"), [2]);
    assert_eq!(found(three(), "\"wrong password\""), [2]);
    assert_eq!(found(three(), "dc01-old"), [0, 1, 2]);
    assert_eq!(found(three(), "c137\\admin -public"), [1, 2]);
}

#[test]
fn columns_limit_the_search() {
    assert_eq!(found(three(), "user:kali"), [] as [u32; 0]);
    assert_eq!(found(three(), "client:kali"), [0]);
    assert_eq!(found(three(), "ip:10.42."), [1, 2]);
    assert_eq!(found(three(), "kind:dp"), [] as [u32; 0]);
    assert_eq!(found(three(), "kind:rdp -outcome:fail"), [0, 1]);
}

#[test]
fn hidden_sessions_are_shown_on_request() {
    let mut sessions = three();
    sessions[1].hidden = Some(Hidden::Account);
    let case = case_of(sessions);
    assert_eq!(shown(&case, &Filter::default()), [0, 2]);
    let all = Filter {
        show_hidden: true,
        ..Filter::default()
    };
    assert_eq!(shown(&case, &all), [0, 1, 2]);
}

#[test]
fn a_period_takes_what_overlaps_it_and_open_sessions_keep_running() {
    let mut open = session(0);
    (open.end, open.end_kind) = (None, EndKind::Open);
    let mut only_end = session(0);
    (only_end.begin, only_end.end) = (None, Some(at(700)));
    let mut timeless = session(0);
    (timeless.begin, timeless.end) = (None, None);
    let case = case_of(vec![session(0), open, only_end, timeless, session(900)]);
    let mut filter = Filter {
        from: Some(at(600)),
        to: Some(at(899)),
        ..Filter::default()
    };
    assert_eq!(shown(&case, &filter), [0, 1, 2]);
    filter.from = Some(at(10_000));
    filter.to = None;
    assert_eq!(shown(&case, &filter), [1]);
}

#[test]
fn scope_narrows_to_user_and_place() {
    let case = case_of(three());
    let mut filter = Filter::default();
    filter.scope.place = Some(PlaceKey::of(&case.sessions[1]));
    assert_eq!(shown(&case, &filter), [1]);
    filter.scope.place = None;
    filter.scope.range = Some(RangeKey("10.42.85.0/24".to_owned()));
    assert_eq!(shown(&case, &filter), [1, 2]);
    filter.scope.host = Some(HostIndex(7));
    assert_eq!(shown(&case, &filter), [] as [u32; 0]);
}

#[test]
fn a_user_is_found_by_the_name_that_tables_show() {
    let mut sessions = three();
    for session in &mut sessions {
        session.sid = Some("S-1-5-21-9-500".into());
    }
    sessions[0].domain = Some("WIN-E0PO207ERMD".into());
    (sessions[2].user, sessions[2].sid) = (None, None);
    assert_eq!(
        found(sessions.clone(), "user:\"c137\\administrator\""),
        [0, 1]
    );
    assert_eq!(found(sessions.clone(), "user:\"WIN-E0PO207ERMD\\\""), [0]);
    assert_eq!(found(sessions.clone(), "user:\"(no name)\""), [2]);
    assert_eq!(found(sessions, "-user:\"(no name)\""), [0, 1]);
}

#[test]
fn a_whole_address_is_not_a_part_of_another() {
    let two = || {
        vec![
            session_from(0, [10, 0, 0, 1]),
            session_from(60, [10, 0, 0, 10]),
        ]
    };
    assert_eq!(found(two(), "ip:10.0.0.1"), [0, 1]);
    assert_eq!(found(two(), "ip:=\"10.0.0.1\""), [0]);
    assert_eq!(found(two(), "-ip:=\"10.0.0.1\""), [1]);
    assert_eq!(found(two(), "user:=\"c137\\Administrator\""), [0, 1]);
    assert_eq!(found(two(), "user:=\"c137\\Admin\""), [] as [u32; 0]);
}

fn ask(sessions: Vec<Session>, text: &str, zone: &str) -> Vec<u32> {
    let filter = Filter {
        text: text.to_owned(),
        zone: DisplayZone::parse(zone).expect("a zone"),
        ..Filter::default()
    };
    shown(&case_of(sessions), &filter)
}

#[test]
fn networks_match_addresses_only() {
    assert_eq!(found(three(), "src:10.0.0.0/8"), [1, 2]);
    assert_eq!(found(three(), "-src:10.42.85.10/31"), [0]);
    assert_eq!(found(three(), "ip:194.61.24.102|10.42.85.11"), [0, 2]);
    assert_eq!(found(three(), "src:10.42.85.0/25|194.0.0.0/8"), [0, 1, 2]);
}

#[test]
fn times_are_those_of_the_zone_on_screen() {
    let mut night = session(0);
    night.begin = Timestamp::parse("2020-09-19T21:30:00Z");
    night.end = Timestamp::parse("2020-09-19T23:30:00Z");
    let mut noon = session(0);
    noon.begin = Timestamp::parse("2020-09-21T12:00:00Z");
    noon.end = Timestamp::parse("2020-09-21T12:04:00Z");
    let both = || vec![night.clone(), noon.clone()];
    assert_eq!(ask(both(), "-hours:07-19", "UTC"), [0]);
    assert_eq!(ask(both(), "hours:22-06", "UTC"), [] as [u32; 0]);
    assert_eq!(ask(both(), "hours:22-06", "+01:00"), [0]);
    assert_eq!(ask(both(), "day:sat", "UTC"), [0]);
    assert_eq!(ask(both(), "day:sun|mon-tue", "+05:30"), [0, 1]);
    assert_eq!(ask(both(), "at:2020-09-19T22:00", "UTC"), [0]);
    assert_eq!(ask(both(), "at:2020-09-19T23:59", "+02:00"), [0]);
    assert_eq!(ask(both(), "on:2020-09-20", "+02:00"), [0]);
    assert_eq!(ask(both(), "before:2020-09-21", "UTC"), [0]);
    assert_eq!(ask(both(), "after:2020-09-21 dur:<5m", "UTC"), [1]);
    assert_eq!(ask(both(), "dur:1h..2h", "UTC"), [0]);
}

#[test]
fn traits_are_filtered_by_name() {
    assert_eq!(found(three(), "is:public"), [0]);
    assert_eq!(found(three(), "is:public|private"), [0, 1, 2]);
    assert_eq!(found(three(), "is:first"), [0]);
    assert_eq!(found(three(), "-is:last user:administrator"), [0, 1]);
}

#[test]
fn marks_can_be_filtered_and_muted_sessions_are_left_out() {
    let case = case_of(three());
    let mark = |tags: &[&str], comment: &str, is_muted| Mark {
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        comment: comment.to_owned(),
        is_bookmarked: false,
        is_muted,
    };
    let marks = Marked::from([
        (0, mark(&["C2"], "", false)),
        (1, mark(&[], "Ask the owner", true)),
    ]);
    let asked = |text: &str| {
        let filter = Filter {
            text: text.to_owned(),
            ..Filter::default()
        };
        marked(&case, &filter, &marks)
    };
    assert_eq!(asked(""), [0, 2]);
    assert_eq!(asked("is:muted"), [1]);
    assert_eq!(asked("tag:c2"), [0]);
    assert_eq!(asked("tag:=\"c\""), [] as [u32; 0]);
    assert_eq!(asked("comment:owner is:muted"), [1]);
    assert_eq!(asked("-is:tagged"), [2]);
}
