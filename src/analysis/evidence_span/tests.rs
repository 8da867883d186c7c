use super::*;
use crate::analysis::testing::{at, case_of};
use crate::domain::coverage::{Clearing, RecordPoint, Run};
use crate::domain::event::{Event, Fact, Header, Identity, Places};
use crate::domain::record::Record;
use std::sync::Arc;

fn mark(record_id: u64, seconds: i64) -> RecordPoint {
    RecordPoint {
        file: 0,
        chunk: 0,
        record_id,
        time: at(seconds),
    }
}

fn run(first: (u64, i64), last: (u64, i64)) -> Run {
    let mut run = Run::of(mark(first.0, first.1));
    run.take(&Run::of(mark(last.0, last.1)));
    run
}

fn log(numberings: Vec<Run>, gaps: Vec<Gap>) -> ChannelCoverage {
    ChannelCoverage {
        host: HostIndex(0),
        channel: "Security".into(),
        numberings,
        lineages: Vec::new(),
        gaps,
        clearings: Vec::new(),
    }
}

fn gap(after: (u64, i64), before: (u64, i64)) -> Gap {
    Gap {
        after: mark(after.0, after.1),
        before: mark(before.0, before.1),
        damaged: false,
    }
}

fn line(log: ChannelCoverage) -> SpanLine {
    let mut case = case_of(Vec::new());
    case.coverage = vec![log];
    lines(&case).pop().expect("a line")
}

/// The parts with records, in seconds of the day.
fn recorded(line: &SpanLine) -> Vec<(i64, i64)> {
    let parts = line
        .parts
        .iter()
        .filter(|part| part.kind == SpanPartKind::Recorded);
    let seconds = |time: Timestamp| time.since(at(0)).0 / 10_000_000;
    parts
        .map(|part| (seconds(part.from), seconds(part.to)))
        .collect()
}

fn record_of(seconds: i64, fact: Fact) -> Record {
    Record::of(Event {
        time: at(seconds),
        record_id: 1,
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

fn power(seconds: i64, step: PowerStep) -> Record {
    record_of(
        seconds,
        Fact::Power {
            step,
            at: None,
            by: None,
        },
    )
}

fn machine(records: Vec<Record>) -> Vec<SpanLine> {
    let mut case = case_of(Vec::new());
    case.records = vec![records].into();
    lines(&case)
}

#[test]
fn a_log_has_records_except_in_its_gaps() {
    let numbering = run((10, 100), (90, 900));
    let gaps = vec![gap((20, 200), (30, 300)), gap((50, 500), (52, 520))];
    let line = line(log(vec![numbering], gaps));
    assert_eq!(recorded(&line), [(100, 200), (300, 500), (520, 900)]);
    assert_eq!(line.missing(), (10, 2));
    assert_eq!(line.extent(), Some((at(100), at(900))));
}

#[test]
fn nothing_is_claimed_between_two_numberings() {
    let line = line(log(
        vec![run((10, 0), (20, 100)), run((1, 500), (9, 600))],
        vec![],
    ));
    assert_eq!(recorded(&line), [(0, 100), (500, 600)]);
    assert_eq!(
        line.count(|what| *what == SpanPointKind::NumberingRestarted),
        1
    );
}

#[test]
fn gaps_that_overlap_in_time_have_no_records_between_them() {
    let gaps = vec![gap((20, 200), (30, 500)), gap((40, 400), (50, 300))];
    let line = line(log(vec![run((10, 100), (90, 900))], gaps));
    assert_eq!(recorded(&line), [(100, 200), (500, 900)]);
}

#[test]
fn a_single_record_makes_a_part_of_no_length() {
    let line = line(log(vec![run((5, 50), (5, 50))], vec![]));
    assert_eq!(recorded(&line), [(50, 50)]);
}

#[test]
fn a_clearing_names_who_did_it() {
    let mut log = log(vec![run((1, 0), (9, 90))], vec![]);
    log.clearings = vec![Clearing {
        time: at(40),
        who: Identity {
            sid: None,
            user: Some("rick".into()),
            domain: Some("C137".into()),
        },
    }];
    let cleared = SpanPointKind::Cleared("C137\\rick".to_owned());
    assert_eq!(
        line(log).points,
        [SpanPoint {
            time: at(40),
            kind: cleared
        }]
    );
}

#[test]
fn several_records_of_a_boot_count_once_and_a_request_is_no_stop() {
    let lines = machine(vec![
        power(0, PowerStep::Booted),
        power(5, PowerStep::StoppedUnexpectedly),
        power(20, PowerStep::Booted),
        power(3000, PowerStep::ShutdownAsked),
        power(3010, PowerStep::Stopped),
        power(3600, PowerStep::Booted),
    ]);
    let kinds: Vec<&SpanPointKind> = lines[0].points.iter().map(|point| &point.kind).collect();
    assert_eq!(
        kinds,
        [
            &SpanPointKind::Booted,
            &SpanPointKind::UncleanStop,
            &SpanPointKind::Stopped,
            &SpanPointKind::Booted
        ]
    );
}

#[test]
fn a_host_without_records_of_boots_or_clock_has_no_line() {
    assert!(machine(vec![power(0, PowerStep::ShutdownAsked)]).is_empty());
    assert!(lines(&case_of(Vec::new())).is_empty());
}

#[test]
fn small_clock_corrections_are_ignored_and_sleep_is_a_part() {
    let set = |seconds, old, new| {
        let (old, new) = (at(old), at(new));
        record_of(seconds, Fact::ClockSet { old, new })
    };
    let (from, to) = (at(1000), at(4000));
    let lines = machine(vec![
        set(10, 10, 12),
        set(20, 7200, 20),
        record_of(4005, Fact::Slept { from, to }),
    ]);
    assert_eq!(lines[0].subject, LineSubject::Machine);
    let kind = SpanPointKind::ClockSet(at(7200), at(20));
    assert_eq!(lines[0].points, [SpanPoint { time: at(20), kind }]);
    let kind = SpanPartKind::Asleep;
    assert_eq!(lines[0].parts, [SpanPart { from, to, kind }]);
}

#[test]
fn logs_that_tell_of_logons_come_first_then_the_machine() {
    let mut case = case_of(Vec::new());
    let named = |channel: &str| ChannelCoverage {
        channel: channel.into(),
        ..log(vec![run((1, 0), (9, 90))], vec![])
    };
    case.coverage = vec![
        named("Application"),
        named("Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"),
        named("Microsoft-Windows-Security-Mitigations/KernelMode"),
        named("Security"),
        named("System"),
    ];
    case.records = vec![vec![power(60, PowerStep::Booted)]].into();
    let order: Vec<String> = lines(&case)
        .iter()
        .map(|line| match &line.subject {
            LineSubject::Log(channel) => channel.to_string(),
            LineSubject::Machine => "machine".to_owned(),
        })
        .collect();
    assert_eq!(order[0], "Security");
    assert!(order[1].contains("LocalSessionManager"));
    assert_eq!(order[2..4], ["System", "machine"]);
    assert_eq!(order[4], "Application");
}

#[test]
fn a_record_of_a_wrong_clock_does_not_stretch_the_axis() {
    let year = 365 * 86_400;
    let mut case = case_of(Vec::new());
    case.coverage = vec![log(vec![run((1, -6 * year), (90, 9_000))], vec![])];
    let records = (0..20).map(|n| power(n * 400, PowerStep::Booted));
    case.records = vec![records.collect()].into();
    let span = EvidenceSpan::of(&case).all.expect("a span");
    assert!(span.from >= at(-3_600).as_unix_seconds(), "{span:?}");
    assert!(span.to >= at(9_000).as_unix_seconds(), "what is near stays");
}
