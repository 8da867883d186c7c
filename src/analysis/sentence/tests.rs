use super::*;
use crate::analysis::testing::{at, case_of, failure_from, session_from};
use crate::domain::address::AddressClass;
use crate::domain::session::{DesktopState, EndDetail, HostIndex, LocalInterval, LocalSession};
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
        "Administrator (C137) came in to CITADEL-DC01 from 194.61.24.102 (public, client name kali) by \
         Remote Desktop on 19 September 2020 at 03:22:36 UTC, stayed 30 min 10 s and logged off at \
         03:52:46."
    );
}

#[test]
fn refused_attempts_give_the_reason() {
    let mut failed = failure_from(0, KALI);
    failed.attempts = 95;
    assert!(
        story_of(failed.clone())
            .starts_with("Administrator (C137) tried 95 times to come in to CITADEL-DC01 from")
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
        text.contains("came back to CITADEL-DC01 from")
            && text.contains("as another connection took"),
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
            .starts_with("Somebody unnamed came in to CITADEL-DC01 from an unknown address by")
    );
    session.kind = Kind::Console;
    session.source_class = AddressClass::Console;
    assert!(
        story_of(session.clone())
            .starts_with("Somebody unnamed came in to CITADEL-DC01 at the console on")
    );
    session.begin = None;
    let text = story_of(session);
    assert!(text.contains("when the session began is not known. The session logged off at 03:52:46 on 19 September 2020 UTC."), "{text}");
}

#[test]
fn an_end_on_another_day_has_its_date_and_zones_are_named() {
    let mut session = kali();
    session.end = Some(at(100_000));
    assert!(story_of(session.clone()).ends_with("logged off at 03:46:40 on 20 September 2020."));
    let case = case_of(vec![session]);
    let zone = DisplayZone::Fixed(330);
    let text = summary(&case, &case.sessions[0], &zone);
    assert!(
        text.contains("on 19 September 2020 at 08:52:36 +05:30, stayed"),
        "{text}"
    );
    assert!(text.ends_with("Begin sure (exact), end sure (exact), user sure, source sure."));
}

#[test]
fn names_are_made_safe_and_connections_are_counted() {
    let mut session = kali();
    session.user = Some("adm\u{202e}in".into());
    assert!(story_of(session.clone()).starts_with(r"adm\u{202e}in (C137)"));
    (session.kind, session.outcome, session.attempts) = (Kind::Connection, Outcome::Unknown, 12);
    assert!(
        story_of(session)
            .starts_with("Nobody proved credentials on 12 connections to CITADEL-DC01 from 194.61")
    );
}

#[test]
fn names_places_and_durations_stand_apart_and_the_text_stays_the_same() {
    let case = case_of(vec![kali()]);
    let parts = parts(
        &case,
        &case.sessions[0],
        &DisplayZone::Utc,
        &Deeds::default(),
    );
    let names: Vec<&str> = parts
        .iter()
        .filter(|part| part.is_name)
        .map(|part| part.text.as_str())
        .collect();
    let expected = [
        "Administrator",
        "CITADEL-DC01",
        "194.61.24.102",
        "30 min 10 s",
    ];
    assert_eq!(names, expected);
    assert_eq!(text(&parts), story_of(kali()));
}

fn deeds() -> Deeds {
    Deeds {
        cleared: 1,
        went_on: vec![WentOn {
            host: "FS01".to_owned(),
            cleared: 2,
            is_seen: true,
        }],
    }
}

#[test]
fn a_story_tells_where_it_went_on_to_and_which_logs_were_cleared() {
    let case = case_of(vec![kali()]);
    let told = text(&parts(
        &case,
        &case.sessions[0],
        &DisplayZone::Utc,
        &deeds(),
    ));
    assert!(
        told.ends_with(
            "UTC, stayed 30 min 10 s, one log was cleared in it, went on to FS01, where two logs were \
             cleared, and logged off at 03:52:46."
        ),
        "{told}"
    );
    let mut unseen = deeds();
    (
        unseen.cleared,
        unseen.went_on[0].cleared,
        unseen.went_on[0].is_seen,
    ) = (0, 0, false);
    let told = text(&parts(&case, &case.sessions[0], &DisplayZone::Utc, &unseen));
    assert!(
        told.contains("stayed 30 min 10 s, opened Remote Desktop to FS01, and logged off"),
        "{told}"
    );
    let mut open = kali();
    (open.end, open.end_kind) = (None, EndKind::Open);
    let case = case_of(vec![open]);
    let told = text(&parts(
        &case,
        &case.sessions[0],
        &DisplayZone::Utc,
        &deeds(),
    ));
    assert!(
        told.ends_with(
            "One log was cleared in it. The session went on to FS01, where two logs were cleared. The \
             evidence ends before the session does."
        ),
        "{told}"
    );
}

#[test]
fn a_reconnect_tells_when_the_desktop_had_been_left() {
    let mut before = kali();
    before.id.record_id += 1;
    let mut back = session_from(20_000, KALI);
    (back.reconnect, back.local_session) = (true, Some(0));
    let mut case = case_of(vec![before, back]);
    let interval = |state, from: i64, to: i64, visit| LocalInterval {
        state,
        from: Some(at(from)),
        to: Some(at(to)),
        visit,
    };
    case.local_sessions.push(LocalSession {
        host: HostIndex(0),
        boot: 0,
        session_id: 2,
        user: None,
        begin: Some(at(12_156)),
        end: None,
        end_kind: EndKind::Open,
        end_precision: None,
        visits: vec![0, 1],
        logon_sessions: Vec::new(),
        intervals: vec![
            interval(DesktopState::Attached, 12_156, 13_966, Some(0)),
            interval(DesktopState::Disconnected, 13_966, 20_000, None),
            interval(DesktopState::Attached, 20_000, 20_600, Some(1)),
        ],
        events: Vec::new(),
    });
    let told = story(&case, &case.sessions[1], &DisplayZone::Utc);
    assert!(
        told.contains("05:33:20 UTC, took up the desktop left at 03:52:46, stayed"),
        "{told}"
    );
    assert!(!story(&case, &case.sessions[0], &DisplayZone::Utc).contains("took up"));
}
