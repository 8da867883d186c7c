use super::*;
use crate::analysis::testing::{at, case_of, session_from};
use crate::domain::activity::{
    ActivityDetails, ActivitySource, CandidateSet, Strength, TimeQuality,
};
use crate::domain::event::EventIndex;
use crate::domain::identity::{Identity, SharedIdentity};
use crate::domain::session::{EndDetail, HostIndex};

const FROM: [u8; 4] = [192, 0, 2, 146];

fn activity(seconds: i64, kind: ActivityKind, object: &str, session: u32) -> Activity {
    Activity {
        host: Some(HostIndex(0)),
        time: Some(at(seconds)),
        time_end: None,
        time_quality: TimeQuality::Exact,
        kind,
        strength: Strength::LogonId,
        while_disconnected: false,
        user: SharedIdentity::new(Identity::default()),
        object: Some(object.into()),
        details: ActivityDetails::None,
        session: Some(session),
        candidates: CandidateSet::default(),
        source: ActivitySource::Record(EventIndex(0)),
        more_sources: thin_vec::ThinVec::default(),
        notes: thin_vec::ThinVec::default(),
    }
}

fn told(case: &Case, index: u32, onward: &[Onward]) -> Vec<(String, bool)> {
    let rows = of_session(case, index);
    of(case, index, &rows, onward, &DisplayZone::Utc)
        .into_iter()
        .map(|happened| (happened.text, happened.is_onward))
        .collect()
}

#[test]
fn what_happened_is_told_in_order_with_the_sessions_that_followed() {
    let mut first = session_from(100, FROM);
    (first.end, first.end_kind) = (Some(at(900)), EndKind::Disconnect);
    first.end_detail = Some(EndDetail::User);
    let next = session_from(200, [10, 20, 0, 5]);
    let mut case = case_of(vec![first, next]);
    case.activities = vec![
        activity(190, ActivityKind::ConnectionMade, "TERMSRV/FS01", 0),
        activity(300, ActivityKind::LogCleared, "Security", 1),
    ];
    let onward = Onward {
        host: "FS01".to_owned(),
        session: Some(1),
        time: Some(at(190)),
    };
    let expected = [
        ("Came to the desktop", false),
        ("Opened Remote Desktop to FS01", false),
        ("Came in to CITADEL-DC01 as Administrator", true),
        ("Cleared the log Security", true),
        ("Logged off from CITADEL-DC01", true),
        ("Disconnected, by the user", false),
    ];
    let found = told(&case, 0, &[onward]);
    let found: Vec<(&str, bool)> = found
        .iter()
        .map(|(text, is_onward)| (text.as_str(), *is_onward))
        .collect();
    assert_eq!(
        found[..5],
        [
            expected[0],
            expected[1],
            expected[2],
            expected[3],
            expected[4]
        ]
    );
    assert_eq!(found[5], expected[5]);
}

#[test]
fn of_much_that_happened_what_tells_most_is_told() {
    let mut case = case_of(vec![session_from(0, FROM)]);
    for second in 1..100 {
        case.activities.push(activity(
            second,
            ActivityKind::ProgramStarted,
            r"C:\a.exe",
            0,
        ));
    }
    case.activities
        .push(activity(200, ActivityKind::LogCleared, "Security", 0));
    let found = told(&case, 0, &[]);
    assert_eq!(found.len(), MOST + 2, "with the arrival and the end");
    assert!(
        found
            .iter()
            .any(|(text, _)| text == "Cleared the log Security")
    );
    assert_eq!(found[1].0, "Ran a.exe");
}
