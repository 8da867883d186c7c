//! What the lines of the evidence say.

use std::fmt::Write as _;

use crate::analysis::reach::{Is, Line, Of, Part, Point, What};
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
pub fn letter(what: &What) -> &'static str {
    match what {
        What::Cleared(_) => "X",
        What::CountsAgain => "R",
        What::Booted => "B",
        What::Stopped => "S",
        What::NotInOrder => "!",
        What::Slept => "Z",
        What::ClockSet(..) => "C",
    }
}

/// Whether it may make the evidence doubtful.
pub fn is_doubt(what: &What) -> bool {
    match what {
        What::Cleared(_) | What::CountsAgain | What::NotInOrder | What::ClockSet(..) => true,
        What::Booted | What::Stopped | What::Slept => false,
    }
}

/// The host and the log, the long common part of a log's name left out.
pub fn name(host: &str, line: &Line) -> String {
    let host = host.split('.').next().unwrap_or(host);
    let of = match &line.of {
        Of::Log(channel) => channel
            .strip_prefix("Microsoft-Windows-")
            .unwrap_or(channel),
        Of::Machine => "boots and clock",
    };
    printable(&format!("{host}  {of}"))
}

/// All of a line in one sentence, for the pointer and for screen readers.
pub fn said(host: &str, line: &Line, zone: &DisplayZone) -> String {
    let mut said = match &line.of {
        Of::Log(channel) => format!("coverage of {host} {channel}"),
        Of::Machine => format!("boots and clock of {host}"),
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
    } else if matches!(line.of, Of::Log(_)) {
        said += ", no gap";
    }
    let asleep = line.parts.iter().filter(|part| part.is == Is::Asleep);
    let told = [
        (
            line.count(|what| matches!(what, What::Cleared(_))),
            "clearing",
        ),
        (line.count(|what| *what == What::CountsAgain), "new count"),
        (line.count(|what| *what == What::Booted), "boot"),
        (line.count(|what| *what == What::Stopped), "stop"),
        (
            line.count(|what| *what == What::NotInOrder),
            "stop not in order",
        ),
        (
            line.count(|what| matches!(what, What::ClockSet(..))),
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
pub fn point_words(point: &Point, zone: &DisplayZone) -> String {
    let what = match &point.what {
        What::Cleared(who) => format!("log cleared by {who}"),
        What::CountsAgain => {
            "counts from a lower number again: its file had been taken away".to_owned()
        }
        What::Booted => "booted".to_owned(),
        What::Stopped => "stopped in order".to_owned(),
        What::NotInOrder => "tells that an earlier stop was not in order".to_owned(),
        What::Slept => "went to sleep".to_owned(),
        What::ClockSet(old, new) => {
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
pub fn part_words(part: &Part, zone: &DisplayZone) -> String {
    let (from, to) = (zone.short(part.from), zone.short(part.to));
    let what = match part.is {
        Is::There => "records without a missing number".to_owned(),
        Is::Asleep => "asleep".to_owned(),
        Is::Missing { records, damaged } => {
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
