//! How far the evidence reaches, as lines over time: for every host and log where its records are,
//! where record numbers are missing, where it was cleared; and for every host what its records tell
//! of boots, stops, sleep and the clock. Where a line has nothing, nothing is known.

use crate::case::Case;
use crate::domain::coverage::{ChannelCoverage, Gap};
use crate::domain::event::{PowerStep, Text};
use crate::domain::record::RecordDetail;
use crate::domain::session::HostIndex;
use crate::domain::time::{Span, Timestamp};

use super::group_keys::identity_label;
use super::lanes::zoom::TimeRange;

/// Smaller corrections of the clock are daily business and change no order of events.
const CLOCK_STEP: Span = Span::seconds(120);

/// Several records tell of one boot or stop; within so long they are one.
const SAME: Span = Span::seconds(120);

/// Whose line it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineSubject {
    /// One log of a host.
    Log(Text),
    /// The host itself: its boots and its clock.
    Machine,
}

/// A stretch of a line, from one moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanPart {
    /// Its begin.
    pub from: Timestamp,
    /// Its end, never before.
    pub to: Timestamp,
    /// What it means.
    pub kind: SpanPartKind,
}

/// What a stretch means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanPartKind {
    /// Records are there, and no number is missing.
    Recorded,
    /// So many record numbers are missing between two that are there.
    Missing {
        /// How many.
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
    /// When.
    pub time: Timestamp,
    /// What.
    pub kind: SpanPointKind,
}

/// What happened at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanPointKind {
    /// The log was cleared, by whom.
    Cleared(String),
    /// The log counts from a lower number again: its file had been taken away.
    NumberingRestarted,
    /// The machine booted.
    Booted,
    /// The machine or its event log stopped in order.
    Stopped,
    /// A record tells that the stop before it was not in order.
    UncleanStop,
    /// Went to sleep; nobody tells until when.
    Slept,
    /// The clock was set, from when to when.
    ClockSet(Timestamp, Timestamp),
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanLine {
    /// Whose host.
    pub host: HostIndex,
    /// What of it.
    pub subject: LineSubject,
    /// Its stretches, by begin.
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

    /// How many of its points are such.
    pub fn count(&self, is_such: impl Fn(&SpanPointKind) -> bool) -> usize {
        let such = self.points.iter().filter(|point| is_such(&point.kind));
        such.count()
    }

    /// The first and the last moment that it speaks of.
    pub fn extent(&self) -> Option<(Timestamp, Timestamp)> {
        let parts = self.parts.iter().map(|part| (part.from, part.to));
        let points = self.points.iter().map(|point| (point.time, point.time));
        parts
            .chain(points)
            .reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
    }
}

/// All lines of a case, and what of time they take up.
#[derive(Clone, Debug, Default)]
pub struct EvidenceSpan {
    /// The lines.
    pub lines: Vec<SpanLine>,
    /// From their first to their last moment; `None` without any.
    pub all: Option<TimeRange>,
}

impl EvidenceSpan {
    /// How far the evidence of a case reaches.
    pub fn of(case: &Case) -> Self {
        let lines = lines(case);
        let all = extent(&lines);
        Self { lines, all }
    }
}

/// All lines of a case: by host, first the machine, then its logs by name.
fn lines(case: &Case) -> Vec<SpanLine> {
    let mut machines = machines(case).into_iter().peekable();
    let mut lines = Vec::new();
    for host in (0..case.hosts.len() as u32).map(HostIndex) {
        if let Some(machine) = machines.next_if(|line| line.host == host) {
            lines.push(machine);
        }
        let logs = case.coverage.iter().filter(|log| log.host == host);
        lines.extend(logs.map(line_of));
    }
    lines
}

fn extent(lines: &[SpanLine]) -> Option<TimeRange> {
    let all = lines.iter().filter_map(SpanLine::extent);
    let (from, to) = all.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))?;
    Some(TimeRange::around(
        from.as_unix_seconds(),
        to.as_unix_seconds(),
    ))
}

fn line_of(log: &ChannelCoverage) -> SpanLine {
    let mut parts: Vec<SpanPart> = log.gaps.iter().map(missing).collect();
    parts.sort_by_key(|part| (part.from, part.to));
    let mut there = Vec::new();
    for run in log.numberings.iter().chain(&log.lineages) {
        // What is between the gaps. Where the clock ran back, gaps may overlap.
        let mut from = run.earliest;
        for gap in &parts {
            if gap.to <= from || gap.from > run.latest {
                continue;
            }
            push(&mut there, from, gap.from);
            from = gap.to;
        }
        push(&mut there, from, run.latest);
    }
    parts.extend(there);
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

/// A stretch with records, of which one alone is as long as a moment.
fn push(there: &mut Vec<SpanPart>, from: Timestamp, to: Timestamp) {
    if from <= to {
        let kind = SpanPartKind::Recorded;
        there.push(SpanPart { from, to, kind });
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

/// The lines of those hosts whose records tell of boots, sleep or the clock.
fn machines(case: &Case) -> Vec<SpanLine> {
    let mut lines = Vec::new();
    for (host, (_, records)) in (0..).map(HostIndex).zip(case.records.by_host()) {
        let mut line = SpanLine {
            host,
            subject: LineSubject::Machine,
            parts: Vec::new(),
            points: Vec::new(),
        };
        for record in records {
            if let Some(said) = record.detail.as_deref() {
                tell(&mut line, record.time, said);
            }
        }
        line.parts.sort_by_key(|part| (part.from, part.to));
        line.parts.dedup();
        line.points = once(std::mem::take(&mut line.points));
        if !(line.parts.is_empty() && line.points.is_empty()) {
            lines.push(line);
        }
    }
    lines
}

fn tell(line: &mut SpanLine, time: Timestamp, said: &RecordDetail) {
    let what = match *said {
        RecordDetail::Power { step, .. } => match step {
            PowerStep::Booted | PowerStep::FastStarted => SpanPointKind::Booted,
            PowerStep::Stopped | PowerStep::HybridShutdown => SpanPointKind::Stopped,
            PowerStep::StoppedUnexpectedly => SpanPointKind::UncleanStop,
            PowerStep::Slept => SpanPointKind::Slept,
            // The clock of such a record is the one before the sleep; a wish is no stop.
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
    let better = match *said {
        RecordDetail::Power { at, .. } => at,
        _ => None,
    };
    let time = better.unwrap_or(time);
    line.points.push(SpanPoint { time, kind: what });
}

/// By time, and of several that tell the same within a short time only the first.
fn once(mut points: Vec<SpanPoint>) -> Vec<SpanPoint> {
    points.sort_by_key(|point| point.time);
    let mut kept: Vec<SpanPoint> = Vec::new();
    for point in points {
        let near = |other: &&SpanPoint| point.time.since(other.time) <= SAME;
        let mut last = kept.iter().rev().take_while(near);
        if !last.any(|other| other.kind == point.kind) {
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
