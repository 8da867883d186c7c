//! Eras: stretches in which the clock of a host runs forward. Each log is cut where its own records show
//! that the clock was set, and the logs are aligned by what they share.
//! Rule B1.

use std::cmp::Reverse;

use super::anchors::Anchors;
use super::by_log::{ByLog, LogRecords};
use super::clock_settings::{self, PhaseNumber, Setting};
use super::item::Item;
use super::phases::{Boundary, MAX_PHASES, Phases, Sign};
use crate::correlate::coverage::Coverage;
use crate::correlate::windows::CLOCK_STEP;
use crate::domain::event::{Event, Fact};
use crate::domain::event_id;
use crate::domain::time::{Span, Timestamp};

/// For each era, how far its clock is behind that of the first one; `None` where no record shows by
/// how much it was set.
#[derive(Clone, Debug, Default)]
pub(super) struct EraOffsets(Vec<Option<Span>>);

impl EraOffsets {
    /// How far apart two moments of different eras are; `None` where no record shows it.
    pub(super) fn distance(&self, a: (u32, Timestamp), b: (u32, Timestamp)) -> Option<Span> {
        if a.0 == b.0 {
            return Some(a.1.distance(b.1));
        }
        let offset = |era: u32| self.0.get(era as usize).copied().flatten();
        let (a, b) = (a.1.plus(offset(a.0)?), b.1.plus(offset(b.0)?));
        Some(a.distance(b))
    }
}

/// Two moments.
type TimeSpan = (Timestamp, Timestamp);

/// Gives each record its era.
pub(super) fn assign_eras(by_log: &mut ByLog<'_>, coverage: &Coverage) -> EraOffsets {
    let was_set_back = by_log.was_set_back;
    let ByLog { items, logs, .. } = by_log;
    for log in logs.iter_mut() {
        let reach = coverage.log(log.key.0);
        let Some(reach) = reach.filter(|reach| reach.numberings.len() > 1) else {
            continue;
        };
        let own = items.get_mut(log.records.clone()).unwrap_or_default();
        own.sort_by_cached_key(|item| {
            let event = item.event;
            let numbering = reach.numbering_of(event.record_id, event.time);
            (numbering, event.record_id, event.time, item.index)
        });
        log.runs_back = true;
    }
    // A clock that was never set back made one era.
    if !was_set_back && logs.iter().all(|log| !log.runs_back) {
        return EraOffsets::default();
    }
    let (phases, placed) = Alignment::of(items, logs).align();
    let mut eras = vec![0_u32];
    let mut offsets = vec![Some(Span(0))];
    let mut offset = Some(Span(0));
    for boundary in &phases.boundaries {
        let era = eras.last().copied().unwrap_or(0);
        offset = offset
            .zip(boundary.by())
            .map(|(sum, by)| Span(sum.0.saturating_sub(by.0)));
        if boundary.is_back() {
            eras.push(era.saturating_add(1));
            offsets.push(offset);
        } else {
            eras.push(era);
        }
    }
    for (log, phases) in logs.iter().zip(placed) {
        let records = items.get_mut(log.records.clone()).unwrap_or_default();
        for (item, phase) in records.iter_mut().zip(phases) {
            item.era = eras.get(usize::from(phase)).copied().unwrap_or(0);
        }
    }
    EraOffsets(offsets)
}

/// The logs of a host while they are merged into one order.
struct Alignment<'l, 'a> {
    /// For each log, its records and what they show about its own phases.
    logs: Vec<(&'l [Item<'a>], Vec<Sign>)>,
    settings: Vec<Setting>,
    /// The earliest and the latest time of any record.
    reach: (Timestamp, Timestamp),
}

impl<'l, 'a> Alignment<'l, 'a> {
    fn of(items: &'l [Item<'a>], logs: &[LogRecords<'a>]) -> Self {
        // What is stored for each record and phase must stay small.
        const MAX_KEPT: usize = 1 << 28;
        let records = |log: &LogRecords<'a>| items.get(log.records.clone()).unwrap_or_default();
        let own: Vec<Vec<Setting>> = logs
            .iter()
            .map(|log| clock_settings::of_log(records(log)))
            .collect();
        let mut settings = own.iter().fold(Vec::new(), |all: Vec<Setting>, own| {
            clock_settings::merged(&all, own)
        });
        let most = (MAX_KEPT / items.len().max(1)).clamp(8, MAX_PHASES);
        clock_settings::keep_most_telling(&mut settings, most / 2);
        let logs = logs.iter().zip(&own);
        let logs = logs.map(|(log, own)| {
            let records = records(log);
            (records, signs(records, own, &settings))
        });
        let times = || items.iter().map(|item| item.event.time);
        let zero = Timestamp::from_ticks(0);
        Self {
            logs: logs.collect(),
            reach: (times().min().unwrap_or(zero), times().max().unwrap_or(zero)),
            settings,
        }
    }

    /// The phases of the host, and those of each record of each log. Where a log runs back inside a
    /// phase, the clock was set there without a record of it: the phase is cut in two.
    fn align(&self) -> (Phases, Vec<Vec<PhaseNumber>>) {
        const ROUNDS: usize = 16;
        let recorded = self.settings.iter().copied().map(Boundary::Recorded);
        let mut boundaries: Vec<Boundary> = recorded.collect();
        for _ in 0..ROUNDS {
            let (phases, placed) = self.place(boundaries);
            let unexplained = self.unexplained(&placed);
            if unexplained.is_empty() || phases.len() + unexplained.len() > MAX_PHASES {
                return (phases, placed);
            }
            boundaries = phases.boundaries;
            for (phase, boundary) in unexplained.into_iter().rev() {
                boundaries.insert(boundaries.len().min(usize::from(phase)), boundary);
            }
        }
        self.place(boundaries)
    }

    fn place(&self, boundaries: Vec<Boundary>) -> (Phases, Vec<Vec<PhaseNumber>>) {
        let mut phases = Phases::between(boundaries, self.reach.0, self.reach.1);
        let mut placed = vec![Vec::new(); self.logs.len()];
        let mut anchors = Anchors::default();
        let mut is_narrowed = false;
        let (mut next, mut rest) = self.by_information();
        while let Some(at) = next.pop().or_else(|| {
            take_most_determined(&mut rest, |at| {
                let (records, _) = self.logs.get(at)?;
                Some((phases.count_determined(records, &anchors), records.len()))
            })
        }) {
            let (Some((records, signs)), Some(slot)) = (self.logs.get(at), placed.get_mut(at))
            else {
                continue;
            };
            let own = phases.place(records, signs, &anchors);
            if !is_narrowed {
                narrow(&mut phases, records, signs, &own);
                is_narrowed = true;
            }
            anchors.add(records, &own, |time| phases.may_show_twice(time));
            *slot = own;
        }
        (phases, placed)
    }

    /// The logs that record settings of the clock or run back, the most informative last; and the others.
    fn by_information(&self) -> (Vec<usize>, Vec<usize>) {
        let rank = |at: usize| {
            let (records, signs) = self.logs.get(at)?;
            let settings = signs.iter().filter(|sign| matches!(sign, Sign::Setting(_)));
            let back = signs.iter().filter(|sign| **sign == Sign::RunsBack);
            let (settings, back) = (settings.count(), back.count());
            (settings + back > 0).then_some((settings, back, records.len(), Reverse(at)))
        };
        let all = 0..self.logs.len();
        let (mut knowing, others): (Vec<usize>, Vec<usize>) =
            all.partition(|at| rank(*at).is_some());
        knowing.sort_by_key(|at| rank(*at));
        (knowing, others)
    }

    /// Where the log that runs back most often inside a phase does so, with the number of the phase.
    fn unexplained(&self, placed: &[Vec<PhaseNumber>]) -> Vec<(PhaseNumber, Boundary)> {
        let of_logs = self
            .logs
            .iter()
            .zip(placed)
            .map(|((records, signs), phases)| {
                let mut found = Vec::new();
                let mut before: Option<(PhaseNumber, Timestamp)> = None;
                for ((item, sign), phase) in records.iter().zip(signs).zip(phases) {
                    if *sign == Sign::OutOfLine {
                        continue;
                    }
                    let time = item.event.time;
                    let same = before.filter(|(own, _)| own == phase);
                    if let Some((_, last)) = same.filter(|_| *sign == Sign::RunsBack) {
                        found.push((*phase, Boundary::Seen { last, first: time }));
                        before = Some((*phase, time));
                    } else {
                        let last = same.map_or(time, |(_, last)| last.max(time));
                        before = Some((*phase, last));
                    }
                }
                (found, records.len())
            });
        let most = of_logs
            .rev()
            .max_by_key(|(found, records)| (found.len(), *records));
        most.map(|(found, _)| found).unwrap_or_default()
    }
}

/// Takes out the log about which the others show most.
fn take_most_determined<R: Ord>(rest: &mut Vec<usize>, rank: impl Fn(usize) -> R) -> Option<usize> {
    let places = rest.iter().enumerate().rev();
    let (place, _) = places.max_by_key(|(_, at)| rank(**at))?;
    Some(rest.remove(place))
}

/// Narrows the open ends of the phases to the records of the log that is most informative about the clock.
fn narrow(phases: &mut Phases, records: &[Item<'_>], signs: &[Sign], own: &[PhaseNumber]) {
    let times = |of: usize| {
        let all = records.iter().zip(signs).zip(own);
        all.filter(move |((_, sign), phase)| {
            **sign != Sign::OutOfLine && usize::from(**phase) == of
        })
        .map(|((item, _), _)| item.event.time)
    };
    let first = times(0).min();
    let last = times(phases.len().saturating_sub(1)).max();
    phases.narrow(first, last);
}

/// Records out of line for fewer record numbers than this are late writers, not a clock that was
/// set: at boot the kernel's last words of the previous run are written after the first of the new
/// one, and Kernel-Power 107 carries its time of before the sleep. (In the real logs looked at, such
/// runs are at most 10 records long, and clocks that were set stay back for 269 and more.)
const LATE_WRITER_RECORDS: u64 = 64;
/// At most this many of them follow one another, counting only records that are understood.
const LATE_WRITER_RUN: usize = 10;

/// What each record of a log shows about the log's own phases. `own` are the settings that the log
/// itself shows, `all` those of all logs.
fn signs(records: &[Item<'_>], own: &[Setting], all: &[Setting]) -> Vec<Sign> {
    let elsewhere: Vec<&Setting> = all
        .iter()
        .filter(|setting| setting.is_back() && !own.iter().any(|own| own.is_same(setting)))
        .collect();
    let mut latest: Option<Timestamp> = None;
    let mut signs = Vec::with_capacity(records.len());
    for (at, item) in records.iter().enumerate() {
        let time = item.event.time;
        if let Some(setting) = Setting::of(item.event) {
            signs.push(Sign::Setting(setting));
            latest = Some(time);
            continue;
        }
        let Some(last) = latest.filter(|last| last.since(time) > CLOCK_STEP) else {
            signs.push(Sign::None);
            latest = Some(latest.map_or(time, |latest| latest.max(time)));
            continue;
        };
        let was_set = || {
            elsewhere.iter().any(|setting| {
                time.plus(CLOCK_STEP) >= setting.new && time < setting.old && last > setting.new
            })
        };
        let is_out_of_line =
            is_recorded_later(records, at, last) || (recovers(records, at, last) && !was_set());
        if is_out_of_line {
            signs.push(Sign::OutOfLine);
        } else if ran_ahead(records, &signs, (last, time)) && !was_set() {
            signs.pop();
            signs.extend([Sign::OutOfLine, Sign::None]);
            latest = Some(time);
        } else {
            signs.push(Sign::RunsBack);
            latest = Some(time);
        }
    }
    signs
}

/// The records from `at` on that may include late ones.
fn next_records<'r>(records: &'r [Item<'_>], at: usize) -> impl Iterator<Item = &'r Item<'r>> {
    let first = records.get(at).map_or(0, |item| item.event.record_id);
    let next = records.get(at..).unwrap_or_default().iter();
    // Another numbering may begin lower: it is not a late writer's.
    next.take_while(move |item| item.event.record_id.wrapping_sub(first) <= LATE_WRITER_RECORDS)
        .take(LATE_WRITER_RECORDS as usize + 1)
}

/// Whether a few records later the log itself shows the setting after which this record is dated.
fn is_recorded_later(records: &[Item<'_>], at: usize, latest: Timestamp) -> bool {
    let time = match records.get(at) {
        Some(item) => item.event.time,
        None => return false,
    };
    let mut settings = next_records(records, at).filter_map(|item| Setting::of(item.event));
    settings.any(|setting| {
        setting.is_back()
            && time.plus(CLOCK_STEP) >= setting.new
            && latest <= setting.old.plus(CLOCK_STEP)
    })
}

/// Whether only the one record before this one is out of line, being far ahead of neighbours that go on
/// from one to the other. (A damaged record of a real log is five days ahead of neighbours that are
/// five minutes apart.)
fn ran_ahead(records: &[Item<'_>], signs: &[Sign], (latest, time): TimeSpan) -> bool {
    const FAR_LONGER: i64 = 100;
    let [.., Sign::None, Sign::None] = signs else {
        return false;
    };
    let before = signs.len().checked_sub(2).and_then(|at| records.get(at));
    before.is_some_and(|before| {
        let pause = time.since(before.event.time);
        pause.0 >= 0 && latest.since(time).0 / FAR_LONGER >= pause.0
    })
}

/// Whether time is back at `latest` within a few records, and only the kernel wrote in between:
/// a log that writes seldom may have but a few records in hours.
fn recovers(records: &[Item<'_>], at: usize, latest: Timestamp) -> bool {
    let is_late = |item: &&Item<'_>| latest.since(item.event.time) > CLOCK_STEP;
    let mut next = next_records(records, at).take(LATE_WRITER_RUN + 1);
    let back = next.find(|item| !is_late(item) || !may_be_late(item.event));
    back.is_some_and(|item| !is_late(&item))
}

/// Records of the machine that are written at once: those of the log service itself, and requests to stop.
/// (In the real logs looked at, only the kernel's are late.)
const NEVER_LATE: [u32; 9] = [
    event_id::SHUTDOWN_REQUESTED,
    event_id::SHUTDOWN_CANCELLED,
    event_id::SECURITY_LOG_STOPPED,
    event_id::WINDOWS_STARTED,
    event_id::EVENT_LOG_STARTED,
    event_id::EVENT_LOG_STOPPED,
    event_id::UNEXPECTED_SHUTDOWN,
    event_id::WINDOWS_VERSION,
    event_id::COMPUTER_RENAMED,
];

/// Whether a record is about the machine and not about a user, and may be written after later records have
/// their numbers.
fn may_be_late(event: &Event) -> bool {
    let is_by_machine = matches!(
        event.fact,
        Fact::Power { .. } | Fact::Slept { .. } | Fact::ClockSet { .. }
    );
    is_by_machine && !NEVER_LATE.contains(&event.event_id)
}
