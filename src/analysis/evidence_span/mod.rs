//! The span of the evidence, as lines over time. A log's line shows where it has records, where record
//! numbers are missing, and when it was cleared. A host's line shows boots, stops, sleep and changes of the
//! clock. Where a line is empty, nothing is known.

use crate::case::Case;
use crate::domain::coverage::{ChannelCoverage, Gap};
use crate::domain::event::{PowerStep, Text};
use crate::domain::record::RecordDetail;
use crate::domain::session::HostIndex;
use crate::domain::time::{Span, Timestamp};

use super::group_keys::identity_label;
use super::lanes::main_stretch::{far_from, main_stretch};
use super::lanes::zoom::TimeRange;

/// Smaller corrections of the clock are routine and do not change the order of events.
const CLOCK_STEP: Span = Span::seconds(120);

/// Several records state one boot or stop. Within this time they count as one.
const SAME_WITHIN: Span = Span::seconds(120);

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineSubject {
    /// One log of a host.
    Log(Text),
    /// The host itself: its boots and its clock.
    Machine,
}

/// A part of a line, from one moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanPart {
    /// Its begin.
    pub from: Timestamp,
    /// Its end, never before.
    pub to: Timestamp,
    /// What it means.
    pub kind: SpanPartKind,
}

/// What a part of a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanPartKind {
    /// There are records, and no number is missing.
    Recorded,
    /// Record numbers are missing between two records.
    Missing {
        /// How many numbers are missing.
        records: u64,
        /// A chunk between them could not be read.
        damaged: bool,
    },
    /// The machine slept.
    Asleep,
}

/// Something at one moment of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanPoint {
    /// When it happened.
    pub time: Timestamp,
    /// What happened.
    pub kind: SpanPointKind,
}

/// What happened at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanPointKind {
    /// The log was cleared, by whom.
    Cleared(String),
    /// The numbering of the log starts lower again, because its file had been removed.
    NumberingRestarted,
    /// The machine booted.
    Booted,
    /// The machine or its event log was stopped cleanly.
    Stopped,
    /// A record states that the stop before it was not clean.
    UncleanStop,
    /// The machine went to sleep; no record states until when.
    Slept,
    /// The clock was set, from when to when.
    ClockSet(Timestamp, Timestamp),
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanLine {
    /// The host.
    pub host: HostIndex,
    /// What it is about.
    pub subject: LineSubject,
    /// Its parts, by begin.
    pub parts: Vec<SpanPart>,
    /// Its moments, by time.
    pub points: Vec<SpanPoint>,
}

impl SpanLine {
    /// How many record numbers are missing, and in how many gaps.
    pub fn missing(&self) -> (u64, usize) {
        let gaps = self.parts.iter().filter_map(|part| match part.kind {
            SpanPartKind::Missing { records, .. } => Some(records),
            _ => None,
        });
        gaps.fold((0, 0), |(all, count), records| (all + records, count + 1))
    }

    /// How many of its points have such a kind.
    pub fn count(&self, is_such: impl Fn(&SpanPointKind) -> bool) -> usize {
        let such = self.points.iter().filter(|point| is_such(&point.kind));
        such.count()
    }

    /// The first and the last moment on it.
    pub fn extent(&self) -> Option<(Timestamp, Timestamp)> {
        let parts = self.parts.iter().map(|part| (part.from, part.to));
        let points = self.points.iter().map(|point| (point.time, point.time));
        parts
            .chain(points)
            .reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
    }
}

/// All lines of a case, and the time that they cover.
#[derive(Clone, Debug, Default)]
pub struct EvidenceSpan {
    /// The lines.
    pub lines: Vec<SpanLine>,
    /// From their first to their last moment, without what lies far away from nearly all records; `None` without
    /// any.
    pub all: Option<TimeRange>,
}

impl EvidenceSpan {
    /// The span of the evidence of a case.
    pub fn of(case: &Case) -> Self {
        let lines = lines(case);
        let all = extent(case, &lines);
        Self { lines, all }
    }
}

/// The logs that tell most of logons come first, by a part of their names.
const OF_LOGONS: [&str; 12] = [
    "Security",
    "TerminalServices-LocalSessionManager",
    "TerminalServices-RemoteConnectionManager",
    "RemoteDesktopServices-RdpCoreTS",
    "System",
    "OpenSSH",
    "WinRM",
    "TerminalServices-Gateway",
    "TerminalServices-RDPClient",
    "NTLM",
    "User Profile Service",
    "SMBServer",
];

/// Where the line of a log stands among those of its host.
fn rank(channel: &str) -> usize {
    let is_it = |part: &&str| match *part {
        whole @ ("Security" | "System") => channel.eq_ignore_ascii_case(whole),
        part => channel.contains(part),
    };
    let known = OF_LOGONS.iter().position(is_it);
    known.unwrap_or(OF_LOGONS.len())
}

/// All lines of a case: by host, first the logs that tell of logons, then the machine, then its other logs by name.
fn lines(case: &Case) -> Vec<SpanLine> {
    let mut machines = host_lines(case).into_iter().peekable();
    let mut lines = Vec::new();
    for host in (0..case.hosts.len() as u32).map(HostIndex) {
        let machine = machines.next_if(|line| line.host == host);
        let logs = case.coverage.iter().filter(|log| log.host == host);
        let mut logs: Vec<_> = logs.map(|log| (rank(&log.channel), log)).collect();
        logs.sort_by_key(|(rank, _)| *rank);
        let others = logs.partition_point(|(rank, _)| *rank < OF_LOGONS.len());
        let (of_logons, others) = logs.split_at(others);
        lines.extend(of_logons.iter().map(|(_, log)| line_of(log)));
        lines.extend(machine);
        lines.extend(others.iter().map(|(_, log)| line_of(log)));
    }
    lines
}

/// The time of the lines. One record with a wrong clock must not stretch it over years.
fn extent(case: &Case, lines: &[SpanLine]) -> Option<TimeRange> {
    let all = lines.iter().filter_map(SpanLine::extent);
    let (from, to) = all.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))?;
    let (mut from, mut to) = (from.as_unix_seconds(), to.as_unix_seconds());
    let records = case.records.by_host();
    let times = records.flat_map(|(_, records)| records.map(|record| record.time));
    let times = times.map(Timestamp::as_unix_seconds).collect();
    if let Some(core) = main_stretch(times) {
        let far = far_from(&core);
        if core.from - from > far {
            from = core.from;
        }
        if to - core.to > far {
            to = core.to;
        }
    }
    Some(TimeRange::around(from, to))
}

fn line_of(log: &ChannelCoverage) -> SpanLine {
    let mut parts: Vec<SpanPart> = log.gaps.iter().map(missing).collect();
    parts.sort_by_key(|part| (part.from, part.to));
    let mut recorded = Vec::new();
    for run in log.numberings.iter().chain(&log.lineages) {
        // The records lie between the gaps. Where the clock was set back, gaps may overlap.
        let mut from = run.earliest;
        for gap in &parts {
            if gap.to <= from || gap.from > run.latest {
                continue;
            }
            push_recorded(&mut recorded, from, gap.from);
            from = gap.to;
        }
        push_recorded(&mut recorded, from, run.latest);
    }
    parts.extend(recorded);
    parts.sort_by_key(|part| (part.from, part.to));
    let cleared = log.clearings.iter().map(|clearing| SpanPoint {
        time: clearing.time,
        kind: SpanPointKind::Cleared(identity_label(&clearing.who)),
    });
    let again = log.restarts().map(|mark| SpanPoint {
        time: mark.time,
        kind: SpanPointKind::NumberingRestarted,
    });
    let mut points: Vec<SpanPoint> = cleared.chain(again).collect();
    points.sort_by_key(|point| point.time);
    SpanLine {
        host: log.host,
        subject: LineSubject::Log(Text::clone(&log.channel)),
        parts,
        points,
    }
}

/// Adds a part with records. A single record makes a part of no length.
fn push_recorded(recorded: &mut Vec<SpanPart>, from: Timestamp, to: Timestamp) {
    if from <= to {
        let kind = SpanPartKind::Recorded;
        recorded.push(SpanPart { from, to, kind });
    }
}

fn missing(gap: &Gap) -> SpanPart {
    let (a, b) = (gap.after.time, gap.before.time);
    SpanPart {
        from: a.min(b),
        to: a.max(b),
        kind: SpanPartKind::Missing {
            records: gap.missing(),
            damaged: gap.damaged,
        },
    }
}

/// The lines of those hosts that have records of boots, sleep or clock changes.
fn host_lines(case: &Case) -> Vec<SpanLine> {
    let mut lines = Vec::new();
    for (host, (_, records)) in (0..).map(HostIndex).zip(case.records.by_host()) {
        let mut line = SpanLine {
            host,
            subject: LineSubject::Machine,
            parts: Vec::new(),
            points: Vec::new(),
        };
        for record in records {
            if let Some(detail) = record.detail.as_deref() {
                add_detail(&mut line, record.time, detail);
            }
        }
        line.parts.sort_by_key(|part| (part.from, part.to));
        line.parts.dedup();
        line.points = without_repeats(std::mem::take(&mut line.points));
        if !(line.parts.is_empty() && line.points.is_empty()) {
            lines.push(line);
        }
    }
    lines
}

fn add_detail(line: &mut SpanLine, time: Timestamp, detail: &RecordDetail) {
    let kind = match *detail {
        RecordDetail::Power { step, .. } => match step {
            PowerStep::Booted | PowerStep::FastStarted => SpanPointKind::Booted,
            PowerStep::Stopped | PowerStep::HybridShutdown => SpanPointKind::Stopped,
            PowerStep::StoppedUnexpectedly => SpanPointKind::UncleanStop,
            PowerStep::Slept => SpanPointKind::Slept,
            // The time of a wake record is the one before the sleep; a request is not yet a stop.
            PowerStep::Woke | PowerStep::ShutdownAsked | PowerStep::ShutdownCancelled => return,
        },
        RecordDetail::ClockSet { old, new } if old.distance(new) >= CLOCK_STEP => {
            SpanPointKind::ClockSet(old, new)
        }
        RecordDetail::Slept { from, to } if from <= to => {
            let kind = SpanPartKind::Asleep;
            line.parts.push(SpanPart { from, to, kind });
            return;
        }
        _ => return,
    };
    let precise_time = match *detail {
        RecordDetail::Power { at, .. } => at,
        _ => None,
    };
    let time = precise_time.unwrap_or(time);
    line.points.push(SpanPoint { time, kind });
}

/// Sorts points by time. Of several of one kind within a short time only the first is kept.
fn without_repeats(mut points: Vec<SpanPoint>) -> Vec<SpanPoint> {
    points.sort_by_key(|point| point.time);
    let mut kept: Vec<SpanPoint> = Vec::new();
    for point in points {
        let near = |other: &&SpanPoint| point.time.since(other.time) <= SAME_WITHIN;
        let mut last = kept.iter().rev().take_while(near);
        if !last.any(|other| other.kind == point.kind) {
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
