use super::*;
use crate::analysis::testing::{case_of, failure_from, session, session_from};
use crate::domain::session::Session;

const DAY: i64 = 86_400;
const HOME: [u8; 4] = [10, 42, 85, 10];
const AWAY: [u8; 4] = [194, 61, 24, 102];

/// Forty days at home, one session a day.
fn at_home() -> Vec<Session> {
    (0..40).map(|day| session_from(day * DAY, HOME)).collect()
}

fn outlier_of(sessions: Vec<Session>) -> Option<Outlier> {
    let case = case_of(sessions);
    let outliers = Outliers::of(&case);
    outliers.session(case.sessions.last()?).cloned()
}

#[test]
fn the_usual_place_is_no_outlier() {
    assert_eq!(outlier_of(at_home()), None);
}

#[test]
fn a_new_public_address_after_failures_is_a_warning_in_words() {
    let mut sessions = at_home();
    sessions.extend((0..95).map(|n| failure_from(39 * DAY + 3000 + n, AWAY)));
    sessions.push(session_from(39 * DAY + 3200, AWAY));
    let outlier = outlier_of(sessions).expect("an outlier");
    assert_eq!(outlier.level, Level::Warning);
    assert_eq!(
        outlier.sentence,
        "public, access usually private; 95 failures before; 1 of 41 sessions from its range; \
         first seen on the last day"
    );
}

#[test]
fn another_lease_in_the_same_range_is_no_outlier() {
    let mut sessions = at_home();
    sessions.push(session_from(40 * DAY, [10, 42, 85, 77]));
    assert_eq!(outlier_of(sessions), None);
}

#[test]
fn a_rare_range_of_the_usual_class_is_a_notice() {
    let mut sessions = at_home();
    sessions.push(session_from(DAY, [10, 9, 9, 9]));
    let outlier = outlier_of(sessions).expect("an outlier");
    assert_eq!(
        (outlier.level, outlier.sentence.as_str()),
        (Level::Notice, "1 of 41 sessions from its range")
    );
}

#[test]
fn nothing_is_rare_where_nothing_is_usual() {
    let sessions = (0..20).map(|n: u8| session_from(i64::from(n) * DAY, [10, n, 0, 1]));
    assert_eq!(outlier_of(sessions.collect()), None);
}

#[test]
fn failures_alone_never_make_a_warning_nor_a_usual_place() {
    let mut sessions = at_home();
    sessions.extend((0..500).map(|n| failure_from(n, AWAY)));
    let case = case_of(sessions);
    let outliers = Outliers::of(&case);
    let away = case.sessions.last().expect("a session");
    let outlier = outliers.session(away).expect("an outlier");
    assert_eq!(outlier.level, Level::Notice);
    assert!(
        outlier.sentence.ends_with("500 failures, no access"),
        "{}",
        outlier.sentence
    );
    assert_eq!(outliers.session(&case.sessions[0]), None);
}

#[test]
fn a_tunnel_and_an_attack_name_need_no_history() {
    let outlier = outlier_of(vec![session_from(0, [127, 0, 0, 1])]).expect("an outlier");
    assert_eq!(outlier.reasons[0].rule, "tunnel");
    let mut kali = session_from(0, HOME);
    kali.client_name = Some("KALI".into());
    let outlier = outlier_of(vec![kali]).expect("an outlier");
    assert_eq!(
        (outlier.level, outlier.sentence.as_str()),
        (Level::Warning, "client name KALI")
    );
}

#[test]
fn failures_long_before_do_not_count() {
    let mut sessions: Vec<Session> = (0..95).map(|n| failure_from(n, HOME)).collect();
    sessions.push(session_from(5000, HOME));
    assert_eq!(outlier_of(sessions), None);
}

#[test]
fn a_user_takes_the_outlier_of_the_strongest_place() {
    let mut sessions = at_home();
    sessions.push(session_from(DAY, [10, 9, 9, 9]));
    sessions.push(session_from(DAY, AWAY));
    let case = case_of(sessions);
    let outlier = Outliers::of(&case)
        .user(&UserKey::of(&case.sessions[0]))
        .cloned()
        .expect("an outlier");
    assert_eq!(outlier.level, Level::Warning);
    assert!(
        outlier.sentence.starts_with("194.61.24.102: public"),
        "{}",
        outlier.sentence
    );
    assert!(
        outlier.sentence.ends_with("(and 1 other place)"),
        "{}",
        outlier.sentence
    );
}

#[test]
fn an_unknown_address_and_a_single_public_refusal_are_no_outliers() {
    let mut sessions = at_home();
    sessions.push(session(DAY));
    assert_eq!(outlier_of(sessions), None);
    assert_eq!(outlier_of(vec![failure_from(0, AWAY)]), None);
    let outlier = outlier_of(vec![session_from(0, AWAY)]).expect("an outlier");
    assert_eq!(outlier.sentence, "Remote Desktop from a public address");
}
