//! The coverage lines below the timeline: how far the evidence of each host and log reaches.
#![cfg(feature = "window")]

mod common_ui;

use std::sync::Arc;

use common_ui::*;
use egui_kittest::kittest::Queryable as _;
use whence::case::Case;
use whence::domain::coverage::{ChannelCoverage, Clearing, Gap, RecordPoint, Run};
use whence::domain::event::{Event, Fact, Header, Identity, Places, PowerStep};
use whence::domain::record::Record;
use whence::domain::session::HostIndex;

const SECURITY: &str = "coverage of DC01.c137.local Security: 2020-09-19 00:00:00 to \
     2020-09-19 02:00:00 UTC, 40 record numbers missing in 1 gap, 1 clearing";
const SYSTEM: &str = "coverage of DC01.c137.local System: 2020-09-19 00:30:00 to \
     2020-09-19 02:00:00 UTC, no gap";
const MACHINE: &str = "boots and clock of DC01.c137.local: 2020-09-19 00:01:00 to \
     2020-09-19 01:23:20 UTC, 1 boot, 1 unclean shutdown, 1 clock change";

fn mark(record_id: u64, seconds: i64) -> RecordPoint {
    RecordPoint {
        file: 0,
        chunk: 0,
        record_id,
        time: at(seconds),
    }
}

fn log(channel: &str, from: RecordPoint, to: RecordPoint) -> ChannelCoverage {
    let mut run = Run::of(from);
    run.take(&Run::of(to));
    ChannelCoverage {
        host: HostIndex(0),
        channel: channel.into(),
        numberings: vec![run],
        lineages: Vec::new(),
        gaps: Vec::new(),
        clearings: Vec::new(),
    }
}

fn record(seconds: i64, fact: Fact) -> Record {
    Record::of(Event {
        time: at(seconds),
        record_id: seconds as u64,
        header: Arc::new(Header {
            computer: "DC01".into(),
            channel: "System".into(),
            event_id: 1,
            user_sid: None,
        }),
        payload: 0,
        numbering: 0,
        places: Places::One { file: 0, chunk: 0 },
        fact,
    })
}

fn covered() -> Case {
    let mut case = small_case();
    let mut security = log("Security", mark(10, 0), mark(500, 7200));
    security.gaps = vec![Gap {
        after: mark(60, 1800),
        before: mark(101, 3600),
        damaged: false,
    }];
    security.clearings = vec![Clearing {
        time: at(4500),
        who: Identity {
            sid: None,
            user: Some("rick".into()),
            domain: Some("C137".into()),
        },
    }];
    let system = log("System", mark(1, 1800), mark(50, 7200));
    case.coverage = vec![security, system];
    let power = |seconds, step| {
        record(
            seconds,
            Fact::Power {
                step,
                at: None,
                by: None,
            },
        )
    };
    let (old, new) = (at(1000), at(5000));
    let records = vec![
        power(60, PowerStep::Booted),
        power(65, PowerStep::StoppedUnexpectedly),
        power(70, PowerStep::Booted),
        record(5000, Fact::ClockSet { old, new }),
    ];
    case.records = vec![records].into();
    case
}

fn window() -> Window {
    let mut window = start_with(covered());
    click(&mut window, "Coverage: how far the logs of each host reach");
    window
}

#[test]
fn each_log_has_a_coverage_line_that_can_be_hidden() {
    let mut window = window();
    for line in [SECURITY, SYSTEM, MACHINE] {
        assert!(is_shown(&window, line), "{line}");
    }
    click(&mut window, "Lanes: sessions as bars over time");
    assert!(!is_shown(&window, SECURITY), "and it can be put away");
    assert!(is_shown(&window, "C137\\anna: 2 sessions, 0 refusals"));
}

/// Hovers over a second of the day on a line, with the whole time span in view.
fn hover(window: &mut Window, line: &str, second: f32) {
    let rect = window.get_by_label(line).rect();
    let names = (0.3 * rect.width()).min(240.0);
    // There is a margin of two per cent on each side.
    let share = (second / 7200.0 + 0.02) / 1.04;
    let x = rect.left() + names + share * (rect.width() - names);
    window.hover_at(egui::pos2(x, rect.center().y));
    window.run_steps(60);
}

#[test]
fn hovering_shows_gaps_events_and_unknown_times() {
    let mut window = window();
    hover(&mut window, SECURITY, 2700.0);
    assert!(is_said(&window, "40 record numbers missing"), "the gap");
    hover(&mut window, SECURITY, 4500.0);
    assert!(is_said(&window, "log cleared by C137\\rick"));
    hover(&mut window, SYSTEM, 900.0);
    assert!(is_said(&window, "Nothing is known about this time"));
    hover(&mut window, MACHINE, 5000.0);
    assert!(is_said(
        &window,
        "clock set from 2020-09-19 00:16:40 to 2020-09-19 01:23:20"
    ));
}

#[test]
fn coverage_lines_are_shown_without_a_session_in_view() {
    let mut window = window();
    type_into(&mut window, "Filter", "nobody");
    assert!(is_shown(&window, SECURITY));
}

#[test]
fn a_case_without_coverage_shows_none() {
    let mut window = start_with(small_case());
    click(&mut window, "Coverage: how far the logs of each host reach");
    assert!(!is_said(&window, "coverage of "));
}

#[test]
fn the_sample_case_shows_each_log_and_its_boots() {
    let mut window = start_with_sample();
    click(&mut window, "Coverage: how far the logs of each host reach");
    let case = window.state().case().expect("a case");
    let log = case.coverage.first().expect("a log");
    let line = format!("coverage of {} {}", case.host_name(log.host), log.channel);
    assert!(is_said(&window, &line), "{line}");
    assert!(is_said(&window, "boots and clock of "));
    if let Some(folder) = std::env::var_os("REACH_PNG") {
        let image = window.render().expect("a renderer");
        let target = std::path::Path::new(&folder).join("sample.png");
        image.save(target).expect("a file");
    }
}

/// Not compared with anything: for visual inspection. Set `REACH_PNG` to a folder to get them.
#[test]
fn pictures_for_inspection() {
    let Some(folder) = std::env::var_os("REACH_PNG").map(std::path::PathBuf::from) else {
        return;
    };
    let mut window = window();
    let save = |window: &mut Window, name: &str| {
        let image = window.render().expect("a renderer");
        image.save(folder.join(name)).expect("a file");
    };
    save(&mut window, "reach.png");
    click(&mut window, "Day and hour: when in the week sessions begin");
    save(&mut window, "week.png");
    click(&mut window, "Light");
    click(&mut window, "Lanes by address range");
    save(&mut window, "light.png");
}
