use super::*;
use crate::analysis::group_keys::PlaceKey;
use crate::analysis::lanes::LaneBy;
use crate::case::Case;
use crate::domain::session::{Host, Kind, Outcome, Session};
use crate::domain::time::{Span, Timestamp};
use crate::tables::loaded_case::LoadedCase;
use crate::tables::route::SessionTab;
use crate::tables::selection::Pick;
use crate::ui::state::prefs::Preferences;

fn session(n: i64, user: &str, host: u32) -> Session {
    let begin = Timestamp::parse("2020-09-19T00:00:00Z").expect("a time");
    let mut made = Session::new(HostIndex(host), Kind::Rdp, Outcome::Success);
    made.id.record_id = n as u64;
    made.user = Some(user.into());
    made.begin = Some(begin.plus(Span::seconds(n * 60)));
    made.end = made.begin;
    made.source_ip = Some([10, 0, 0, n as u8].into());
    made
}

fn opened(hosts: &[&str], sessions: Vec<Session>) -> OpenedCase {
    let host = |name: &&str| Host {
        name: (*name).into(),
        aliases: Vec::new(),
    };
    let case = Case {
        hosts: hosts.iter().map(host).collect(),
        sessions,
        ..Case::default()
    };
    OpenedCase::new(LoadedCase::new(case), &DisplayZone::Utc)
}

/// Three sessions on one host.
fn early() -> OpenedCase {
    let sessions = vec![
        session(3, "berta", 0),
        session(5, "anna", 0),
        session(7, "berta", 0),
    ];
    opened(&["SRV-B"], sessions)
}

/// The same among others, on the second host, and anna has a SID now.
fn full() -> OpenedCase {
    let mut anna = session(5, "anna", 1);
    anna.sid = Some("S-1-5-21-1-2-3-1001".into());
    let sessions = vec![
        session(1, "aaron", 0),
        session(2, "berta", 1),
        session(3, "berta", 1),
        anna,
        session(7, "berta", 1),
    ];
    opened(&["SRV-A", "SRV-B"], sessions)
}

fn refresh(opened: &mut OpenedCase) {
    opened.refresh(&Preferences::default(), &egui::Context::default());
}

fn go(opened: &mut OpenedCase, route: Route) {
    let stop = Stop::new(route, &opened.loaded, &DisplayZone::Utc);
    opened.history.jump(stop);
    refresh(opened);
}

fn select(opened: &mut OpenedCase, position: usize) {
    let order = Arc::clone(&opened.answer().expect("an answer").order);
    let stop = opened.history.here_mut().expect("a stop");
    stop.selection.pick(position, Pick::Only, &order);
}

fn carried(early: &OpenedCase) -> OpenedCase {
    let mut full = full();
    restore(early, &mut full, &DisplayZone::Utc);
    refresh(&mut full);
    full
}

/// The keys of the selected rows.
fn selected_keys(opened: &OpenedCase) -> Vec<String> {
    let (answer, stop) = (opened.answer(), opened.history.here());
    let rows = stop.expect("a stop").selection.numbers().iter();
    rows.map(|row| answer.expect("an answer").rows.key(row))
        .collect()
}

#[test]
fn selected_sessions_stay_selected_whatever_their_number() {
    let mut early = early();
    go(&mut early, Route::Sessions(Scope::default()));
    select(&mut early, 2);
    let full = carried(&early);
    assert_eq!(full.route(), early.route());
    assert_eq!(selected_keys(&full), ["0000000007-000000000000"]);
    assert_eq!(
        full.history.here().and_then(|stop| stop.selection.cursor()),
        Some(4)
    );
    assert_eq!(full.reveal, Some(4));
}

#[test]
fn selected_groups_stay_selected() {
    let mut early = early();
    go(&mut early, Route::Users);
    select(&mut early, 1);
    assert_eq!(selected_keys(&carried(&early)), ["user berta"]);
}

#[test]
fn filter_and_timeline_stay() {
    let mut early = early();
    early.filter.text = "berta".to_owned();
    early.timeline.by = LaneBy::UserPlace;
    early.presence.host = Some(HostIndex(0));
    let full = carried(&early);
    assert_eq!(
        (full.filter.text.as_str(), full.timeline.by),
        ("berta", LaneBy::UserPlace)
    );
    assert_eq!(
        full.presence.host,
        Some(HostIndex(1)),
        "the host of that name"
    );
    assert_eq!(full.answer().expect("an answer").sessions.len(), 3);
}

#[test]
fn a_path_leads_to_the_same_user_place_and_session() {
    let mut early = early();
    let user = UserKey::of(&session(5, "anna", 0));
    let scope = Scope {
        user: Some(user),
        place: Some(PlaceKey::of(&session(5, "anna", 0))),
        host: Some(HostIndex(0)),
        ..Scope::default()
    };
    go(&mut early, Route::Sessions(scope));
    let stop = Stop::new(
        Route::Session(1, SessionTab::Sources),
        &early.loaded,
        &DisplayZone::Utc,
    );
    early.history.down(stop);
    let full = carried(&early);
    assert_eq!(full.route(), Some(&Route::Session(3, SessionTab::Sources)));
    let above = full.history.path().first().map(|stop| stop.route.scope());
    let above = above.expect("a stop");
    assert_eq!(above.user, Some(UserKey::Sid("S-1-5-21-1-2-3-1001".into())));
    assert_eq!(above.host, Some(HostIndex(1)));
}

#[test]
fn what_is_not_there_any_more_ends_the_path() {
    let mut early = opened(&["SRV-B"], vec![session(9, "zoe", 0)]);
    go(&mut early, Route::Sessions(Scope::default()));
    let stop = Stop::new(
        Route::Session(0, SessionTab::Summary),
        &early.loaded,
        &DisplayZone::Utc,
    );
    early.history.down(stop);
    let full = carried(&early);
    assert_eq!(full.route(), Some(&Route::Sessions(Scope::default())));
    assert!(selected_keys(&full).is_empty());
}
