//! What the lines of the evidence say.

use std::fmt::Write as _;

use crate::analysis::evidence_span::{
    LineSubject, SpanLine, SpanPart, SpanPartKind, SpanPoint, SpanPointKind,
};
use crate::analysis::sentence::printable;
use crate::domain::time::DisplayZone;
use crate::tables::wording::thousands;

/// Where a line has nothing.
pub const NOTHING: &str = "Nothing is known of this time: no record of it is here.";

/// What the letters mean.
pub const LEGEND: &str = "\
Full: records are here. Hollow: record numbers are missing. Empty: nothing is known.
X cleared, R counts from a lower number again.
B booted, S stopped in order, ! an earlier stop was not in order, Z went to sleep, \
a thin line: asleep, C clock set.
Boots, sleep and the clock are only what records tell: without them nothing is sure.";

/// Stands at a moment.
pub fn letter(what: &SpanPointKind) -> &'static str {
    match what {
        SpanPointKind::Cleared(_) => "X",
        SpanPointKind::NumberingRestarted => "R",
        SpanPointKind::Booted => "B",
        SpanPointKind::Stopped => "S",
        SpanPointKind::UncleanStop => "!",
        SpanPointKind::Slept => "Z",
        SpanPointKind::ClockSet(..) => "C",
    }
}

/// Whether it may make the evidence doubtful.
pub fn is_doubt(what: &SpanPointKind) -> bool {
    match what {
        SpanPointKind::Cleared(_)
        | SpanPointKind::NumberingRestarted
        | SpanPointKind::UncleanStop
        | SpanPointKind::ClockSet(..) => true,
        SpanPointKind::Booted | SpanPointKind::Stopped | SpanPointKind::Slept => false,
    }
}

/// The host and the log, the long common part of a log's name left out.
pub fn name(host: &str, line: &SpanLine) -> String {
    let host = host.split('.').next().unwrap_or(host);
    let subject = match &line.subject {
        LineSubject::Log(channel) => channel
            .strip_prefix("Microsoft-Windows-")
            .unwrap_or(channel),
        LineSubject::Machine => "boots and clock",
    };
    printable(&format!("{host}  {subject}"))
}

/// All of a line in one sentence, for the pointer and for screen readers.
pub fn said(host: &str, line: &SpanLine, zone: &DisplayZone) -> String {
    let mut said = match &line.subject {
        LineSubject::Log(channel) => format!("coverage of {host} {channel}"),
        LineSubject::Machine => format!("boots and clock of {host}"),
    };
    if let Some((from, to)) = line.extent() {
        let (from, to) = (zone.short(from), zone.short(to));
        let _ = write!(said, ": {from} to {to} {}", zone.label());
    }
    let (missing, gaps) = line.missing();
    if gaps > 0 {
        let missing = counted(missing, "record number");
        let _ = write!(
            said,
            ", {missing} missing in {}",
            counted(gaps as u64, "gap")
        );
    } else if matches!(line.subject, LineSubject::Log(_)) {
        said += ", no gap";
    }
    let asleep = line
        .parts
        .iter()
        .filter(|part| part.kind == SpanPartKind::Asleep);
    let told = [
        (
            line.count(|what| matches!(what, SpanPointKind::Cleared(_))),
            "clearing",
        ),
        (
            line.count(|what| *what == SpanPointKind::NumberingRestarted),
            "new count",
        ),
        (line.count(|what| *what == SpanPointKind::Booted), "boot"),
        (line.count(|what| *what == SpanPointKind::Stopped), "stop"),
        (
            line.count(|what| *what == SpanPointKind::UncleanStop),
            "stop not in order",
        ),
        (
            line.count(|what| matches!(what, SpanPointKind::ClockSet(..))),
            "step of the clock",
        ),
        (asleep.count(), "sleep"),
    ];
    for (count, word) in told.into_iter().filter(|(count, _)| *count > 0) {
        let _ = write!(said, ", {}", counted(count as u64, word));
    }
    printable(&said)
}

/// The first word takes the plural: "2 stops not in order".
fn counted(count: u64, words: &str) -> String {
    if count == 1 {
        return format!("1 {words}");
    }
    let (noun, rest) = match words {
        "record number" => (words, ""),
        "new count" => (words, ""),
        _ => words.split_once(' ').unwrap_or((words, "")),
    };
    let plural = format!("{} {noun}s {rest}", thousands(count));
    plural.trim_end().to_owned()
}

/// What happened at a moment.
pub fn point_words(point: &SpanPoint, zone: &DisplayZone) -> String {
    let what = match &point.kind {
        SpanPointKind::Cleared(who) => format!("log cleared by {who}"),
        SpanPointKind::NumberingRestarted => {
            "counts from a lower number again: its file had been taken away".to_owned()
        }
        SpanPointKind::Booted => "booted".to_owned(),
        SpanPointKind::Stopped => "stopped in order".to_owned(),
        SpanPointKind::UncleanStop => "tells that an earlier stop was not in order".to_owned(),
        SpanPointKind::Slept => "went to sleep".to_owned(),
        SpanPointKind::ClockSet(old, new) => {
            format!(
                "clock set from {} to {}",
                zone.short(*old),
                zone.short(*new)
            )
        }
    };
    let time = zone.short(point.time);
    printable(&format!("{time} {}  {what}", zone.label()))
}

/// What a stretch means.
pub fn part_words(part: &SpanPart, zone: &DisplayZone) -> String {
    let (from, to) = (zone.short(part.from), zone.short(part.to));
    let what = match part.kind {
        SpanPartKind::Recorded => "records without a missing number".to_owned(),
        SpanPartKind::Asleep => "asleep".to_owned(),
        SpanPartKind::Missing { records, damaged } => {
            let missing = counted(records, "record number");
            let why = if damaged {
                ", and a part of the file between could not be read"
            } else {
                ""
            };
            format!("{missing} missing{why}")
        }
    };
    format!("{from} to {to} {}  {what}", zone.label())
}
