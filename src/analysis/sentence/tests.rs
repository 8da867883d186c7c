use super::*;
use crate::analysis::testing::{at, case_of, failure_from, session_from};
use crate::domain::address::AddressClass;
use crate::domain::session::EndDetail;
use crate::domain::time::DisplayZone;

const KALI: [u8; 4] = [194, 61, 24, 102];

fn story_of(session: Session) -> String {
    let case = case_of(vec![session]);
    story(&case, &case.sessions[0], &DisplayZone::Utc)
}

fn kali() -> Session {
    let mut session = session_from(12_156, KALI);
    session.client_name = Some("kali".into());
    session.end = Some(at(12_156 + 1810));
    session
}

fn kali_until(end: i64) -> Session {
    let mut session = kali();
    session.end = Some(at(end));
    session
}

#[test]
fn a_whole_session_is_one_sentence() {
    assert_eq!(
        story_of(kali()),
        "Administrator (C137) came in from 194.61.24.102 (public, client name kali) by Remote \
         Desktop to CITADEL-DC01.c137.local at 2020-09-19 03:22:36 UTC, stayed 30 min 10 s and \
         logged off at 03:52:46."
    );
}

#[test]
fn refused_attempts_give_the_reason() {
    let mut failed = failure_from(0, KALI);
    failed.attempts = 95;
    assert!(
        story_of(failed.clone()).starts_with("Administrator (C137) tried 95 times to come in from")
    );
    assert!(story_of(failed.clone()).ends_with("and was refused: wrong password."));
    failed.failure_code = Some(0xDEAD_BEEF);
    assert!(story_of(failed).ends_with("and was refused (code 0xDEADBEEF)."));
    let mut refused = failure_from(0, KALI);
    (refused.outcome, refused.failure_code) = (Outcome::Refused, Some(0xC000_0072));
    assert!(story_of(refused).ends_with("and was not permitted to: account disabled."));
}

#[test]
fn open_and_limited_ends_are_not_given_as_exact_times() {
    let mut open = kali();
    (open.end, open.end_kind) = (None, EndKind::Open);
    assert!(story_of(open.clone()).ends_with("UTC. The evidence ends before the session does."));
    open.end_kind = EndKind::Unknown;
    assert!(story_of(open).ends_with("How it ended is not known."));
    let mut crash = kali();
    (crash.end_kind, crash.end_precision) = (EndKind::Crash, Some(Precision::Bound));
    assert!(
        story_of(crash)
            .ends_with("UTC. The session ended when the machine crashed some time after 03:52:46.")
    );
    assert!(!story_of(kali_until(12_156)).contains("stayed 0"));
    let mut late = kali();
    late.end_precision = Some(Precision::Bound);
    assert!(story_of(late).ends_with("logged off at 03:52:46 at the latest."));
}

#[test]
fn reconnects_aborts_and_unknown_outcomes_are_worded() {
    let mut session = kali();
    session.reconnect = true;
    (session.end_kind, session.end_detail) = (EndKind::Disconnect, Some(EndDetail::TakenOver));
    let text = story_of(session.clone());
    assert!(
        text.contains("came back from") && text.contains("as another connection took"),
        "{text}"
    );
    session.outcome = Outcome::Aborted;
    assert!(
        story_of(session.clone()).contains("but no desktop came. The session was disconnected")
    );
    session.outcome = Outcome::Unknown;
    assert!(story_of(session).contains("the outcome is not known."));
}

#[test]
fn missing_names_addresses_and_begins_are_worded() {
    let mut session = kali();
    (session.user, session.domain, session.source_ip) = (None, None, None);
    session.client_name = None;
    assert!(
        story_of(session.clone())
            .starts_with("Somebody unnamed came in from an unknown address by")
    );
    session.kind = Kind::Console;
    session.source_class = AddressClass::Console;
    assert!(
        story_of(session.clone()).starts_with("Somebody unnamed came in at the console to CITADEL")
    );
    session.begin = None;
    let text = story_of(session);
    assert!(text.contains("when the session began is not known. The session logged off at 2020-09-19 03:52:46 UTC."), "{text}");
}

#[test]
fn an_end_on_another_day_has_its_date_and_zones_are_named() {
    let mut session = kali();
    session.end = Some(at(100_000));
    assert!(story_of(session.clone()).ends_with("logged off at 2020-09-20 03:46:40."));
    let case = case_of(vec![session]);
    let zone = DisplayZone::Fixed(330);
    let text = summary(&case, &case.sessions[0], &zone);
    assert!(
        text.contains("at 2020-09-19 08:52:36 +05:30, stayed"),
        "{text}"
    );
    assert!(text.ends_with("Begin: high (exact) – end: high (exact) – user: high – source: high."));
}

#[test]
fn names_are_made_safe_and_connections_are_counted() {
    let mut session = kali();
    session.user = Some("adm\u{202e}in".into());
    assert!(story_of(session.clone()).starts_with(r"adm\u{202e}in (C137)"));
    (session.kind, session.outcome, session.attempts) = (Kind::Connection, Outcome::Unknown, 12);
    assert!(
        story_of(session).starts_with("Nobody proved credentials on 12 connections from 194.61")
    );
}
