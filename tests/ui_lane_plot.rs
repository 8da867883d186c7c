//! The timeline with the mouse: the effect of each gesture, and that it is visible.
#![cfg(feature = "window")]

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use whence::analysis::lanes::LaneBy;
use whence::case::Case;
use whence::domain::address::class_of;
use whence::domain::event::{Event as Decoded, Fact, Header, Places, SharedIdentity};
use whence::domain::record::Record;
use whence::domain::session::{
    Confidence, EndKind, Host, HostIndex, Kind, Outcome, Precision, Session,
};
use whence::domain::session_id::SessionId;
use whence::domain::time::{DisplayZone, Span, Timestamp};
use whence::evidence::evidence_file::EvidenceFile;
use whence::evidence::source::file::FileSource;
use whence::tables::loaded_case::LoadedCase;
use whence::ui::theme::{self, Density};
use whence::ui::views::timeline::{Timeline, TimelineInput, timeline_ui};
use whence::ui::widgets::lane_plot::LanePlotResponse;

const SIZE: Vec2 = vec2(1000.0, 320.0);

fn at(seconds: i64) -> Timestamp {
    Timestamp::parse("2020-09-19T03:00:00Z")
        .expect("a time")
        .plus(Span::seconds(seconds))
}

fn session(user: &str, kind: Kind, begin: i64, end: i64) -> Session {
    Session {
        id: SessionId {
            record_id: begin as u64,
            hash: user.bytes().fold([0; 6], |mut hash, letter| {
                hash.rotate_left(1);
                hash[0] ^= letter;
                hash
            }),
        },
        user: Some(user.into()),
        domain: Some("C137".into()),
        kind,
        begin: Some(at(begin)),
        end: Some(at(end)),
        begin_precision: Some(Precision::Exact),
        end_precision: Some(Precision::Exact),
        end_kind: EndKind::Logoff,
        confidence_begin: Confidence::High,
        confidence_end: Confidence::High,
        confidence_user: Confidence::High,
        confidence_source: Confidence::High,
        ..Session::new(HostIndex(0), Kind::Rdp, Outcome::Success)
    }
}

/// One hour: a long session of Administrator with a session inside it, an open one of morty, many
/// refusals, and thirty users with one session each.
fn case() -> Case {
    let mut sessions = vec![
        session("Administrator", Kind::Rdp, 0, 1800),
        session("Administrator", Kind::Console, 600, 1200),
        session("Administrator", Kind::Network, 2400, 3600),
    ];
    sessions[0].source_ip = Some([194, 61, 24, 102].into());
    sessions[0].source_class = class_of([194, 61, 24, 102].into());
    sessions[0].client_name = Some("kali".into());
    sessions[2].end_precision = Some(Precision::Bound);
    let mut open = session("morty", Kind::Ssh, 1800, 0);
    (open.end, open.end_kind) = (None, EndKind::Open);
    sessions.push(open);
    for n in 0..95 {
        let mut failed = session("Administrator", Kind::Rdp, 2000 + 3 * n, 2000 + 3 * n);
        (failed.outcome, failed.end_kind) = (Outcome::Failed, EndKind::Failed);
        sessions.push(failed);
    }
    for n in 0..30 {
        let user = format!("user{n:02}");
        sessions.push(session(
            &user,
            Kind::ALL[n % 8],
            100 * n as i64,
            100 * n as i64 + 300,
        ));
    }
    let mut file = EvidenceFile::new(FileSource::new("s", 0), "s");
    file.contents
        .count(1, (at(3500), at(3500)), &"DC01".into(), &"Security".into());
    let cleared = Decoded {
        time: at(2700),
        record_id: 1,
        header: Arc::new(Header {
            computer: "DC01".into(),
            channel: "Security".into(),
            event_id: 1102,
            user_sid: None,
        }),
        places: Places::Many(Box::default()),
        numbering: 0,
        payload: 0,
        fact: Fact::LogCleared {
            channel: "Security".into(),
            who: SharedIdentity::default(),
            luid: None,
        },
    };
    Case {
        records: vec![vec![Record::of(cleared)]].into(),
        hosts: vec![Host {
            name: "DC01".into(),
            aliases: Vec::new(),
        }],
        files: vec![file],
        sessions,
        ..Case::default()
    }
}

/// What the window around the timeline would keep.
struct Window {
    loaded: Arc<LoadedCase>,
    sessions: Arc<Vec<u32>>,
    timeline: Timeline,
    selected: BTreeSet<u32>,
    brush: Option<(Timestamp, Timestamp)>,
    zone: DisplayZone,
    last: LanePlotResponse,
    opened: Option<u32>,
    lane: Option<usize>,
    has_fonts: bool,
}

impl Window {
    fn ui(&mut self, ui: &mut egui::Ui) {
        if !std::mem::replace(&mut self.has_fonts, true) {
            // They are there from the next frame on.
            ui.ctx().set_fonts(theme::fonts::definitions());
            let styles = theme::fonts::text_styles();
            let ctx = ui.ctx();
            ctx.all_styles_mut(|style| style.text_styles.extend(styles.clone()));
            return;
        }
        let input = TimelineInput {
            loaded: &self.loaded,
            sessions: &self.sessions,
            in_range: &self.sessions,
            about: "Sessions",
            is_filtered: true,
            shows_hidden: false,
            moment: None,
            density: Density::Comfortable,
            selected: &|session| self.selected.contains(&session),
            selection: self.selected.iter().map(|&n| 1 << n).sum(),
            brush: self.brush,
            zone: &self.zone,
        };
        self.last = timeline_ui(ui, &mut self.timeline, &input).lanes;
        if let Some(session) = self.last.clicked {
            self.selected = BTreeSet::from([session]);
        }
        if let Some(brush) = self.last.brushed {
            self.brush = brush;
        }
        self.opened = self.opened.or(self.last.opened);
        self.lane = self.lane.or(self.last.lane);
    }
}

fn harness<'a>() -> Harness<'a, Window> {
    harness_with(case())
}

fn harness_with<'a>(case: Case) -> Harness<'a, Window> {
    let window = Window {
        sessions: Arc::new((0..case.sessions.len() as u32).collect()),
        loaded: Arc::new(LoadedCase::new(case)),
        timeline: Timeline::default(),
        selected: BTreeSet::new(),
        brush: None,
        zone: DisplayZone::Utc,
        last: LanePlotResponse::default(),
        opened: None,
        lane: None,
        has_fonts: false,
    };
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_step_dt(1.0 / 60.0)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    harness.run_steps(3);
    harness
}

/// The position of a second on a user's lane.
fn place(harness: &Harness<'_, Window>, user: &str, second: f64) -> Pos2 {
    let lane = harness
        .get_by_label_contains(&format!("C137\\{user}:"))
        .rect();
    let lanes = harness.state().timeline.lanes();
    let view = harness.state().timeline.window.view;
    let view = view.unwrap_or_else(|| whence::analysis::lanes::zoom::TimeRange::of(lanes));
    let share = (at(0).as_unix_seconds() + second - view.from) / view.seconds();
    let (left, right) = (lane.right(), frame_right(harness));
    pos2(left + share as f32 * (right - left), lane.top() + 7.0)
}

/// The right edge of the bars: where the strip below them ends.
fn frame_right(harness: &Harness<'_, Window>) -> f32 {
    harness.get_by_label_contains("Whole case").rect().right()
}

fn press(harness: &mut Harness<'_, Window>, pos: Pos2, button: PointerButton, pressed: bool) {
    harness.event(Event::PointerButton {
        pos,
        button,
        pressed,
        modifiers: Modifiers::NONE,
    });
    harness.step();
}

fn hover(harness: &mut Harness<'_, Window>, pos: Pos2) {
    harness.hover_at(pos);
    harness.run_steps(2);
}

fn click(harness: &mut Harness<'_, Window>, pos: Pos2) {
    hover(harness, pos);
    press(harness, pos, PointerButton::Primary, true);
    press(harness, pos, PointerButton::Primary, false);
    harness.run_steps(2);
}

fn drag(harness: &mut Harness<'_, Window>, from: Pos2, to: Pos2, button: PointerButton) {
    hover(harness, from);
    press(harness, from, button, true);
    for step in 1..=4 {
        harness.hover_at(from.lerp(to, step as f32 / 4.0));
        harness.step();
    }
    press(harness, to, button, false);
    harness.run_steps(2);
}

fn wheel(harness: &mut Harness<'_, Window>, pos: Pos2, delta: Vec2) {
    hover(harness, pos);
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta,
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
        source: egui::MouseWheelSource::Wheel,
    });
    harness.run_steps(60);
}

#[test]
fn lanes_have_accessible_names() {
    let harness = harness();
    harness.get_by_label("C137\\Administrator: 3 sessions, 95 refusals, look first");
    harness.get_by_label("C137\\morty: 1 session, 0 refusals");
    assert!(
        harness.query_by_label_contains("user29").is_none(),
        "far below the edge"
    );
}

#[test]
fn hover_and_click_find_the_bar_under_the_pointer() {
    let mut harness = harness();
    let pos = place(&harness, "Administrator", 300.0);
    hover(&mut harness, pos);
    assert_eq!(harness.state().last.hovered, Some(0));
    click(&mut harness, pos);
    assert_eq!(harness.state().selected, BTreeSet::from([0]));
    let inner = place(&harness, "Administrator", 900.0) + vec2(0.0, 7.0);
    click(&mut harness, inner);
    assert_eq!(harness.state().selected, BTreeSet::from([1]));
    let refusal = place(&harness, "Administrator", 2150.0) + vec2(0.0, 11.0);
    hover(&mut harness, refusal);
    assert!(
        harness
            .state()
            .last
            .hovered
            .is_some_and(|session| session >= 4)
    );
}

#[test]
fn a_drag_marks_a_range_and_a_click_outside_it_removes_it() {
    let mut harness = harness();
    let (from, to) = (
        place(&harness, "morty", 600.0),
        place(&harness, "morty", 1500.0),
    );
    drag(&mut harness, from, to, PointerButton::Primary);
    let (begin, end) = harness.state().brush.expect("a brush");
    assert!((begin.since(at(600)).as_seconds()).abs() < 15.0, "{begin}");
    assert!((end.since(at(1500)).as_seconds()).abs() < 15.0, "{end}");
    click(&mut harness, from);
    assert_eq!(harness.state().brush, None);
}

#[test]
fn a_drag_to_the_left_marks_the_same_range() {
    let mut harness = harness();
    let (from, to) = (
        place(&harness, "morty", 1500.0),
        place(&harness, "morty", 600.0),
    );
    drag(&mut harness, from, to, PointerButton::Primary);
    let (begin, end) = harness.state().brush.expect("a brush");
    assert!(begin < end);
}

#[test]
fn the_wheel_zooms_at_the_pointer_and_a_double_click_shows_all() {
    let mut harness = harness();
    let pos = place(&harness, "morty", 900.0);
    wheel(&mut harness, pos, vec2(0.0, 200.0));
    let view = harness.state().timeline.window.view.expect("zoomed in");
    assert!(view.seconds() < 2500.0, "{view:?}");
    let moved = place(&harness, "morty", 900.0);
    assert!((moved.x - pos.x).abs() < 3.0, "{moved:?} {pos:?}");
    click(&mut harness, pos);
    press(&mut harness, pos, PointerButton::Primary, true);
    press(&mut harness, pos, PointerButton::Primary, false);
    harness.run_steps(2);
    assert_eq!(harness.state().timeline.window.view, None);
}

#[test]
fn the_middle_button_and_keys_move_through_time() {
    let mut harness = harness();
    let pos = place(&harness, "morty", 1200.0);
    wheel(&mut harness, pos, vec2(0.0, 300.0));
    let before = harness.state().timeline.window.view.expect("zoomed in");
    drag(
        &mut harness,
        pos,
        pos - vec2(200.0, 0.0),
        PointerButton::Middle,
    );
    let after = harness
        .state()
        .timeline
        .window
        .view
        .expect("still zoomed in");
    assert!(after.from > before.from && (after.seconds() - before.seconds()).abs() < 1.0);
    assert_eq!(harness.state().brush, None);
    harness.key_press(Key::A);
    harness.run_steps(2);
    let back = harness
        .state()
        .timeline
        .window
        .view
        .expect("still zoomed in");
    assert!(back.from < after.from);
    harness.key_press(Key::Home);
    harness.run_steps(2);
    assert_eq!(harness.state().timeline.window.view, None);
}

#[test]
fn a_cleared_log_is_a_labelled_line() {
    let mut harness = harness();
    let pos = place(&harness, "user00", 2701.0);
    hover(&mut harness, pos);
    harness.run_steps(60);
    harness.get_by_label_contains("03:45:00 UTC  Security log of DC01 cleared by (no name)");
}

#[test]
fn a_double_click_on_a_bar_opens_it() {
    let mut harness = harness();
    let pos = place(&harness, "Administrator", 300.0);
    click(&mut harness, pos);
    press(&mut harness, pos, PointerButton::Primary, true);
    press(&mut harness, pos, PointerButton::Primary, false);
    assert_eq!(harness.state().opened, Some(0));
}

#[test]
fn the_wheel_over_the_names_scrolls_the_lanes() {
    let mut harness = harness();
    let name = harness.get_by_label_contains("morty").rect().center();
    wheel(&mut harness, name, vec2(0.0, -2000.0));
    harness.get_by_label_contains("user29");
    assert!(harness.query_by_label_contains("morty").is_none());
    assert_eq!(
        harness.state().timeline.window.view,
        None,
        "and nothing is zoomed"
    );
}

#[test]
fn the_switch_shows_lanes_by_address_and_their_names_are_buttons() {
    let mut harness = harness();
    harness.get_by_label("Lanes by user and address").click();
    harness.run_steps(3);
    assert_eq!(harness.state().timeline.by, LaneBy::UserPlace);
    harness
        .get_by_label_contains("Administrator  194.61.24.102:")
        .click();
    harness.run_steps(3);
    assert_eq!(harness.state().lane, Some(0));
}

#[test]
fn the_switch_shows_lanes_by_host_and_by_range() {
    let mut harness = harness();
    harness.get_by_label("Lanes by host").click();
    harness.run_steps(3);
    harness.get_by_label("DC01: 34 sessions, 95 refusals");
    harness.get_by_label("Lanes by address range").click();
    harness.run_steps(3);
    harness.get_by_label("194.61.24.0/24: 1 session, 0 refusals");
    harness.get_by_label_contains("no address: ").click();
    harness.run_steps(3);
    assert_eq!(harness.state().lane, Some(2));
}

/// Not compared with anything: for visual inspection. Set `LANE_PLOT_PNG` to a folder to get them.
#[test]
fn pictures_for_inspection() {
    let Some(folder) = std::env::var_os("LANE_PLOT_PNG").map(std::path::PathBuf::from) else {
        return;
    };
    let save = |harness: &mut Harness<'_, Window>, name: &str| {
        harness.run_steps(60);
        let image = harness.render().expect("a renderer");
        image.save(folder.join(name)).expect("a file");
    };
    let mut harness = harness();
    harness.state_mut().selected = BTreeSet::from([1, 3]);
    harness.state_mut().brush = Some((at(200), at(500)));
    save(&mut harness, "all.png");
    let pos = place(&harness, "Administrator", 300.0);
    hover(&mut harness, pos);
    save(&mut harness, "hover.png");
    let pos = place(&harness, "Administrator", 2150.0);
    wheel(&mut harness, pos, vec2(0.0, 700.0));
    harness.ctx.set_theme(egui::Theme::Light);
    save(&mut harness, "close.png");
}

#[test]
fn the_lanes_of_many_sessions_are_computed_in_the_background() {
    let sessions = (0..30_000)
        .map(|n| session("anna", Kind::Rdp, n * 10, n * 10 + 5))
        .collect();
    let mut harness = harness_with(Case { sessions, ..case() });
    let label = "C137\\anna: 30,000 sessions, 0 refusals";
    for _ in 0..500 {
        if harness.query_by_label(label).is_some() {
            break;
        }
        assert!(harness.query_by_label("Working…").is_some());
        std::thread::sleep(std::time::Duration::from_millis(10));
        harness.step();
    }
    assert!(!harness.state().timeline.is_working());
    harness.get_by_label(label);
    // A smaller list is drawn at once.
    harness.state_mut().sessions = Arc::new((0..3).collect());
    harness.step();
    harness.get_by_label("C137\\anna: 3 sessions, 0 refusals");
}
