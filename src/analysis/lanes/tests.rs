use super::merge::PlotView;
use super::*;
use crate::analysis::coverage::last_seen;
use crate::analysis::group_keys::RangeKey;
use crate::analysis::outliers::Outliers;
use crate::analysis::testing::{all, at, case_of, failure_from, session, session_from};
use crate::analysis::user_names::UserNames;
use crate::case::Case;
use crate::domain::local_session::{DesktopState, LocalInterval, LocalSession};
use crate::domain::session::{EndKind, Host, Kind, Precision};

const NOBODY: &[u32] = &[];

/// A row of bars by start and end in seconds; the session is the place in the list.
fn row(spans: &[(f64, f64)]) -> BarRow {
    let mut row = BarRow::default();
    for (session, &(start, end)) in (0..).zip(spans) {
        row.push(Bar {
            session,
            start,
            end,
            kind: Kind::Rdp,
            entered: true,
            start_edge: EdgeCertainty::Known,
            end_edge: EdgeCertainty::Known,
        });
    }
    row
}

fn lanes_of(case: &Case, by: LaneBy) -> Vec<Lane> {
    let session_index = SessionIndex::of(case, &UserNames::of(case));
    let input = LaneInput {
        session_index: &session_index,
        hosts: &case.hosts,
        last_seen: &last_seen(case),
        local_sessions: &case.local_sessions,
        outliers: &Outliers::default(),
    };
    lanes(input, &all(case), by)
}

/// A hundred pixels for a hundred seconds.
fn view() -> PlotView {
    PlotView {
        from: 0.0,
        to: 100.0,
        pixels: 100.0,
    }
}

fn counts(row: &BarRow, view: &PlotView) -> Vec<usize> {
    row.drawn(view, NOBODY)
        .iter()
        .map(merge::DrawnBar::count)
        .collect()
}

#[test]
fn an_empty_row_draws_nothing() {
    assert!(row(&[]).drawn(&view(), NOBODY).is_empty());
}

#[test]
fn bars_outside_the_view_are_not_drawn() {
    let row = row(&[(-50.0, -10.0), (20.0, 40.0), (150.0, 160.0)]);
    let drawn = row.drawn(&view(), NOBODY);
    assert_eq!(drawn.len(), 1);
    assert_eq!(
        (drawn[0].first, drawn[0].left, drawn[0].right),
        (1, 20.0, 40.0)
    );
}

#[test]
fn a_long_early_bar_is_found_behind_many_that_ended() {
    let mut spans = vec![(-1000.0, 50.0)];
    spans.extend((0..500).map(|n| (-900.0 + f64::from(n), -899.5 + f64::from(n))));
    let drawn = row(&spans).drawn(&view(), NOBODY);
    assert_eq!((drawn.len(), drawn[0].first), (1, 0));
    assert!(drawn[0].left >= -50.0 && (drawn[0].right - 50.0).abs() < 0.01);
}

#[test]
fn sessions_of_no_length_are_drawn_wide_enough_to_see() {
    let drawn = row(&[(30.0, 30.0)]).drawn(&view(), NOBODY);
    assert_eq!(
        (drawn[0].left, drawn[0].right),
        (30.0, 30.0 + merge::MIN_WIDTH)
    );
}

#[test]
fn bars_too_close_to_tell_apart_become_one() {
    let spans: Vec<(f64, f64)> = (0..1000)
        .map(|n| (f64::from(n) / 100.0, f64::from(n) / 100.0))
        .collect();
    assert_eq!(counts(&row(&spans), &view()), [1000]);
    let close_up = PlotView {
        from: 0.0,
        to: 0.1,
        pixels: 1000.0,
    };
    assert_eq!(counts(&row(&spans), &close_up), [1; 11]);
}

#[test]
fn wide_neighbours_that_touch_stay_apart() {
    let touching = row(&[(10.0, 30.0), (30.0, 50.0), (50.2, 70.0)]);
    assert_eq!(counts(&touching, &view()), [1, 1, 1]);
}

#[test]
fn a_narrow_bar_is_not_merged_into_a_wide_neighbour() {
    assert_eq!(
        counts(&row(&[(10.0, 30.0), (30.5, 30.6), (33.9, 60.0)]), &view()),
        [1, 1, 1]
    );
}

#[test]
fn bars_that_overlap_in_one_row_are_one_and_the_later_end_counts() {
    let drawn = row(&[(10.0, 60.0), (20.0, 30.0), (55.0, 70.0)]).drawn(&view(), NOBODY);
    assert_eq!(
        (drawn.len(), drawn[0].count(), drawn[0].right),
        (1, 3, 70.0)
    );
}

#[test]
fn one_selected_bar_selects_the_run() {
    let spans = [(1.0, 1.0), (1.1, 1.1), (50.0, 60.0)];
    let drawn = row(&spans).drawn(&view(), &[1]);
    let selected: Vec<bool> = drawn.iter().map(|d| d.selected).collect();
    assert_eq!(selected, [true, false]);
}

#[test]
fn no_more_rectangles_than_pixels() {
    let spans: Vec<(f64, f64)> = (0..100_000)
        .map(|n| {
            (
                f64::from(n) / 1000.0,
                f64::from(n) / 1000.0 + 0.3 * f64::from(n % 7),
            )
        })
        .collect();
    assert!(row(&spans).drawn(&view(), NOBODY).len() <= 100);
}

#[test]
fn a_hit_finds_the_nearest_session_and_says_how_many() {
    let row = row(&[(10.0, 10.0), (10.5, 10.5), (40.0, 60.0)]);
    let drawn = row.drawn(&view(), NOBODY);
    let hit = |x| row.hit(&view(), &drawn, x, 3.0);
    let first = hit(10.6).expect("a bar");
    assert_eq!((first.session, first.count), (1, 2));
    assert_eq!(hit(61.5).map(|hit| hit.session), Some(2));
    assert_eq!(hit(25.0), None);
}

#[test]
fn overlapping_sessions_take_rows_and_refusals_are_apart() {
    let mut sessions = vec![
        session(0),
        session(300),
        session(400),
        session(500),
        session(700),
    ];
    sessions.push(failure_from(350, [10, 0, 0, 1]));
    let case = case_of(sessions);
    let lanes = lanes_of(&case, LaneBy::User);
    assert_eq!(lanes.len(), 1);
    assert_eq!(lanes[0].label, "C137\\Administrator");
    assert_eq!(lanes[0].counts(), (5, 1));
    let rows: Vec<Vec<u32>> = lanes[0]
        .stays
        .iter()
        .map(|row| row.bars().iter().map(|bar| bar.session).collect())
        .collect();
    assert_eq!(rows, [vec![0, 4], vec![1], vec![2, 3]]);
}

#[test]
fn lanes_by_place_split_a_user_and_ends_keep_their_certainty() {
    let mut open = session_from(0, [10, 0, 0, 2]);
    (open.end, open.end_kind) = (None, EndKind::Open);
    let mut bound = session_from(50, [10, 0, 0, 1]);
    bound.end_precision = Some(Precision::Bound);
    let mut timeless = session_from(0, [10, 0, 0, 3]);
    (timeless.begin, timeless.end) = (None, None);
    let case = case_of(vec![open, bound, timeless]);
    let lanes = lanes_of(&case, LaneBy::UserPlace);
    let labels: Vec<&str> = lanes.iter().map(|lane| lane.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "C137\\Administrator  10.0.0.1",
            "C137\\Administrator  10.0.0.2"
        ]
    );
    let edges: Vec<EdgeCertainty> = lanes
        .iter()
        .flat_map(Lane::rows)
        .flat_map(BarRow::bars)
        .map(|bar| bar.end_edge)
        .collect();
    assert_eq!(edges, [EdgeCertainty::Inferred, EdgeCertainty::Open]);
    let (first, last) = extent(&lanes).expect("bars");
    assert!((last - first - 650.0).abs() < 1e-6);
}

#[test]
fn lanes_are_sorted_by_user_and_address_with_the_nameless_last() {
    let mut nameless = session_from(0, [10, 0, 0, 1]);
    (nameless.user, nameless.domain) = (None, None);
    let case = case_of(vec![
        nameless,
        session_from(0, [10, 0, 0, 10]),
        session_from(0, [10, 0, 0, 9]),
    ]);
    let places: Vec<String> = lanes_of(&case, LaneBy::UserPlace)
        .into_iter()
        .map(|lane| lane.label)
        .collect();
    assert_eq!(
        places,
        [
            "C137\\Administrator  10.0.0.9",
            "C137\\Administrator  10.0.0.10",
            "(no name)  10.0.0.1"
        ]
    );
}

#[test]
fn lanes_by_host_are_sorted_by_name_and_leave_out_empty_hosts() {
    let mut case = case_of(vec![session(0), session(700)]);
    for name in ["DESK1", "EMPTY"] {
        case.hosts.push(Host {
            name: name.into(),
            aliases: Vec::new(),
        });
    }
    case.sessions[0].host = HostIndex(1);
    let lanes = lanes_of(&case, LaneBy::Host);
    let input: Vec<_> = lanes.iter().map(|lane| (&*lane.label, &lane.key)).collect();
    assert_eq!(
        input,
        [
            ("CITADEL-DC01.c137.local", &LaneKey::Host(HostIndex(0))),
            ("DESK1", &LaneKey::Host(HostIndex(1)))
        ]
    );
    assert_eq!(lanes[1].counts(), (1, 0));
    assert_eq!(lanes[1].stays[0].bars()[0].session, 0);
}

#[test]
fn lanes_by_range_are_sorted_by_address_with_other_places_last() {
    let mut screen = session(0);
    screen.source_class = crate::domain::address::AddressClass::Console;
    let mut six = session(0);
    six.source_ip = Some("2001:db8::1".parse().expect("an address"));
    let case = case_of(vec![
        screen,
        six,
        session_from(0, [10, 0, 10, 1]),
        session_from(0, [10, 0, 9, 1]),
        failure_from(900, [10, 0, 9, 200]),
    ]);
    let lanes = lanes_of(&case, LaneBy::Range);
    let labels: Vec<&str> = lanes.iter().map(|lane| lane.label.as_str()).collect();
    assert_eq!(
        labels,
        ["10.0.9.0/24", "10.0.10.0/24", "2001:db8::/64", "console"]
    );
    assert_eq!(lanes[0].counts(), (1, 1));
    let key = LaneKey::Range(RangeKey("10.0.9.0/24".to_owned()));
    assert_eq!(lanes[0].key, key);
}

#[test]
fn names_that_were_only_tried_from_one_address_are_one_lane() {
    let mut sessions = vec![session_from(0, [10, 0, 0, 1])];
    for (n, user) in (1..).zip(["admin", "backup", "test"]) {
        let mut failed = failure_from(60 * n, [203, 0, 113, 77]);
        failed.user = Some(user.into());
        sessions.push(failed);
    }
    sessions.push(failure_from(900, [10, 0, 0, 9]));
    let case = case_of(sessions);
    let lanes = lanes_of(&case, LaneBy::UserPlace);
    let names: Vec<(&str, Option<&str>)> = lanes
        .iter()
        .map(|lane| (&*lane.name, lane.place.as_deref()))
        .collect();
    let tried = ("3 names only tried", Some("203.0.113.77"));
    assert!(names.contains(&tried), "{names:?}");
    assert_eq!(
        lanes.len(),
        3,
        "one that failed alone keeps its lane: {names:?}"
    );
    let folded = lanes
        .iter()
        .find(|lane| lane.name == tried.0)
        .expect("a lane");
    assert_eq!(folded.counts(), (0, 3));
    assert_eq!(
        lanes_of(&case, LaneBy::User).len(),
        4,
        "not in lanes of users"
    );
}

#[test]
fn a_domain_that_all_users_have_is_left_out() {
    let name = |case: &Case| lanes_of(case, LaneBy::User)[0].name.clone();
    let mut case = case_of(vec![session(0)]);
    assert_eq!(name(&case), "Administrator");
    let mut other = session(60);
    (other.user, other.domain) = (Some("Zed".into()), Some("OTHER".into()));
    case = case_of(vec![session(0), other]);
    assert_eq!(name(&case), "C137\\Administrator");
}

#[test]
fn a_desktop_that_was_left_open_runs_until_it_ended() {
    let mut case = case_of(vec![session(0)]);
    let interval = |state, from, to, visit| LocalInterval {
        state,
        from: Some(at(from)),
        to: Some(at(to)),
        visit,
    };
    case.local_sessions = vec![LocalSession {
        host: HostIndex(0),
        boot: 0,
        session_id: 2,
        user: None,
        begin: Some(at(0)),
        end: Some(at(9_000)),
        end_kind: EndKind::Logoff,
        end_precision: None,
        visits: vec![0],
        logon_sessions: Vec::new(),
        intervals: vec![
            interval(DesktopState::Attached, 0, 600, Some(0)),
            interval(DesktopState::Disconnected, 600, 9_000, None),
        ],
        events: Vec::new(),
    }];
    let lanes = lanes_of(&case, LaneBy::User);
    let left = lanes[0].left_open.bars();
    let seconds = |time: f64| time - at(0).as_unix_seconds();
    assert_eq!(left.len(), 1);
    assert_eq!(
        (seconds(left[0].start), seconds(left[0].end)),
        (600.0, 9_000.0)
    );
    assert_eq!(left[0].end_edge, EdgeCertainty::Known);
    case.local_sessions[0].intervals[1].to = None;
    case.local_sessions[0].end = None;
    case.local_sessions[0].end_kind = EndKind::Open;
    let lanes = lanes_of(&case, LaneBy::User);
    let ends = lanes[0].left_open.bars().iter().map(|bar| bar.end_edge);
    assert!(ends.into_iter().all(|edge| edge == EdgeCertainty::Open));
}

#[test]
fn a_lane_knows_the_hosts_of_its_sessions() {
    let mut case = case_of(vec![session(0), session(700)]);
    case.hosts.push(Host {
        name: "DESK1".into(),
        aliases: Vec::new(),
    });
    case.sessions[1].host = HostIndex(1);
    let lanes = lanes_of(&case, LaneBy::Host);
    assert!(lanes[0].is_on_any(&[HostIndex(0)]) && !lanes[0].is_on_any(&[HostIndex(1)]));
    let users = lanes_of(&case, LaneBy::User);
    assert_eq!(users[0].hosts, [HostIndex(0), HostIndex(1)]);
}
