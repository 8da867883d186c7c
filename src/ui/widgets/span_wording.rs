//! The texts about the coverage lines.

use std::fmt::Write as _;

use crate::analysis::evidence_span::{
    LineSubject, SpanLine, SpanPart, SpanPartKind, SpanPoint, SpanPointKind,
};
use crate::analysis::lanes::zoom::TimeRange;
use crate::analysis::sentence::printable;
use crate::domain::time::DisplayZone;
use crate::tables::wording::thousands;

/// Where a line has nothing.
pub const NOTHING: &str = "Nothing is known about this time: the evidence has no records from it.";

/// What the letters mean.
pub const LEGEND: &str = "\
Solid: records present. Hatched: record numbers missing. Empty: nothing known. \
Arrow at an edge: goes on outside.
Triangle: cleared, R: numbering restarted, diamond: clock set.
B booted, S clean shutdown, ! earlier shutdown was unclean, Z went to sleep, a thin line: asleep.
Boots, sleep and the clock are only what records show: without them nothing is certain.";

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

/// What logs of logons are called, by their channels.
const PLAIN_NAMES: [(&str, &str); 8] = [
    (
        "TerminalServices-LocalSessionManager/Operational",
        "Remote Desktop, sessions",
    ),
    (
        "TerminalServices-RemoteConnectionManager/Operational",
        "Remote Desktop, connections",
    ),
    (
        "RemoteDesktopServices-RdpCoreTS/Operational",
        "Remote Desktop, protocol",
    ),
    ("TerminalServices-Gateway/Operational", "RD Gateway"),
    (
        "TerminalServices-RDPClient/Operational",
        "Remote Desktop, outgoing",
    ),
    ("User Profile Service/Operational", "User profiles"),
    ("WinRM/Operational", "PowerShell remoting"),
    ("OpenSSH/Operational", "OpenSSH"),
];

/// What a log is called: in people's words where there are some, else its name without the long common parts.
pub fn log_name(line: &SpanLine) -> String {
    let channel = match &line.subject {
        LineSubject::Log(channel) => channel,
        LineSubject::Machine => return "boots and clock".to_owned(),
    };
    let short = channel
        .strip_prefix("Microsoft-Windows-")
        .unwrap_or(channel);
    let plain = PLAIN_NAMES
        .iter()
        .find(|(known, _)| short == *known || **channel == **known);
    let short = short.strip_suffix("/Operational").unwrap_or(short);
    printable(plain.map_or(short, |(_, plain)| plain))
}

/// The host and the log.
pub fn name(host: &str, line: &SpanLine) -> String {
    let host = host.split('.').next().unwrap_or(host);
    format!("{}  {}", printable(host), log_name(line))
}

/// How far a line goes on outside the time of nearly all records.
pub fn outside_words(line: &SpanLine, whole: &TimeRange, zone: &DisplayZone) -> Vec<String> {
    let Some((from, to)) = line.extent() else {
        return Vec::new();
    };
    let mut words = Vec::new();
    if from.as_unix_seconds() < whole.from {
        words.push(format!(
            "goes back to {}, outside this picture",
            zone.short(from)
        ));
    }
    if to.as_unix_seconds() > whole.to {
        words.push(format!(
            "goes on until {}, outside this picture",
            zone.short(to)
        ));
    }
    words
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
            "numbering restart",
        ),
        (line.count(|what| *what == SpanPointKind::Booted), "boot"),
        (
            line.count(|what| *what == SpanPointKind::Stopped),
            "clean shutdown",
        ),
        (
            line.count(|what| *what == SpanPointKind::UncleanStop),
            "unclean shutdown",
        ),
        (
            line.count(|what| matches!(what, SpanPointKind::ClockSet(..))),
            "clock change",
        ),
        (asleep.count(), "sleep"),
    ];
    for (count, word) in told.into_iter().filter(|(count, _)| *count > 0) {
        let _ = write!(said, ", {}", counted(count as u64, word));
    }
    printable(&said)
}

/// A count with its noun: "2 clock changes".
fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{} {noun}s", thousands(count)),
    }
}

/// What happened at a moment.
pub fn point_words(point: &SpanPoint, zone: &DisplayZone) -> String {
    let what = match &point.kind {
        SpanPointKind::Cleared(who) => format!("log cleared by {who}"),
        SpanPointKind::NumberingRestarted => {
            "record numbers restart: the log file had been removed".to_owned()
        }
        SpanPointKind::Booted => "booted".to_owned(),
        SpanPointKind::Stopped => "clean shutdown".to_owned(),
        SpanPointKind::UncleanStop => "reports that an earlier shutdown was unclean".to_owned(),
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
