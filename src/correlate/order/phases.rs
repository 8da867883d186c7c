//! Phases: stretches between two changes of a host's clock. Each record of a log gets the phase in which it
//! was written.
//!
//! A log is in the order of its record numbers, so its phases never go back. Of all possible assignments, the
//! one is chosen that contradicts the evidence least: a time that the clock did not show in a phase, an act
//! that other logs place in another phase, a time that runs back without a new phase.

use super::anchors::{Anchors, PhaseEvidence};
use super::clock_settings::{PhaseNumber, Setting};
use super::item::Item;
use crate::domain::time::{Span, TICKS_PER_SECOND, Timestamp};

/// At most this many phases are distinguished.
pub(super) const MAX_PHASES: usize = 200;

/// Where one phase ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boundary {
    /// A record shows the time before and after.
    Recorded(Setting),
    /// A log runs back: its last time before and its first after are all that is known.
    Seen {
        /// The latest time before.
        last: Timestamp,
        /// The first time after.
        first: Timestamp,
    },
}

impl Boundary {
    /// By how much the clock was set, where a record shows.
    pub(super) fn by(&self) -> Option<Span> {
        match self {
            Self::Recorded(setting) => Some(setting.new.since(setting.old)),
            Self::Seen { .. } => None,
        }
    }

    /// Whether the clock ran back.
    pub(super) fn is_back(&self) -> bool {
        match self {
            Self::Recorded(setting) => setting.is_back(),
            Self::Seen { .. } => true,
        }
    }
}

/// What a record shows about the phases of its own log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Nothing: the record continues the phase of the one before it.
    None,
    /// Its time is out of line for a few record numbers: it shows nothing of its phase.
    OutOfLine,
    /// Its time is before that of records before it: the clock was set back in between.
    RunsBack,
    /// It shows a setting of the clock.
    Setting(Setting),
}

/// One limit of the times that the clock showed in a phase.
#[derive(Clone, Copy, Debug)]
struct Limit {
    time: Timestamp,
    /// A record states it; otherwise it is known only as far as records go.
    is_exact: bool,
}

impl Limit {
    /// What it costs to lie beyond it by so much.
    fn cost(&self, beyond: Span) -> i64 {
        if beyond <= SLACK {
            return 0;
        }
        let seconds = beyond.0 / TICKS_PER_SECOND;
        if self.is_exact {
            4 + 2 * i64::from(seconds.max(1).ilog2())
        } else {
            1 + 2 * i64::from((seconds / 3600 + 1).ilog2())
        }
    }
}

/// Clocks of logs differ by less than this around a setting (chosen).
const SLACK: Span = Span::seconds(2);
/// The cost of a phase in which no other log shows the act, though one does in another phase:
/// as much as a time that is wrong by days (chosen).
const OTHER_ACT: i64 = 40;
/// The cost of a stop of the machine in a phase in which nobody's desktop ended with it, or lived on over it
/// (chosen: half of an act).
const OTHER_STOP: i64 = 20;
/// The cost of a phase in which no other log wrote anything at that moment, though one did in another
/// phase (chosen: a weak sign).
const OTHER_MOMENT: i64 = 8;
/// The cost of a new phase where the log itself shows none (chosen: less than a wrong time). A clock
/// is rather set in a long pause of a log than in a short one.
fn unseen(pause: Option<Span>) -> i64 {
    const LEAST: i64 = 3;
    const MOST: i64 = 12;
    let seconds = pause.map_or(0, |pause| pause.0 / TICKS_PER_SECOND);
    (MOST - i64::from((seconds + 1).ilog2())).max(LEAST)
}
/// The cost of a time that runs back inside a phase (chosen: more than a few wrong times).
const RUNS_BACK: i64 = 200;
/// The cost of a setting of the clock that is not the one before the phase (chosen: never).
const OTHER_SETTING: i64 = 10_000;

/// The phases of a host.
#[derive(Clone, Debug)]
pub(super) struct Phases {
    /// Between one phase and the next, in order.
    pub boundaries: Vec<Boundary>,
    limits: Vec<(Limit, Limit)>,
}

impl Phases {
    /// The phases between boundaries, of a host whose records have times from `first` to `last`.
    pub(super) fn between(boundaries: Vec<Boundary>, first: Timestamp, last: Timestamp) -> Self {
        let limit = |time, is_exact| Limit { time, is_exact };
        let befores = boundaries.iter().map(|boundary| match boundary {
            Boundary::Recorded(setting) => limit(setting.old, true),
            Boundary::Seen { last, .. } => limit(*last, false),
        });
        let afters = boundaries.iter().map(|boundary| match boundary {
            Boundary::Recorded(setting) => limit(setting.new, true),
            Boundary::Seen { first, .. } => limit(*first, false),
        });
        let begins = std::iter::once(limit(first, false)).chain(afters);
        let ends = befores.chain(std::iter::once(limit(last, false)));
        let limits = begins.zip(ends).map(|(begin, end)| {
            // A setting that no record shows lies inside.
            if begin.time <= end.time {
                (begin, end)
            } else {
                (limit(end.time, false), limit(begin.time, false))
            }
        });
        Self {
            limits: limits.collect(),
            boundaries,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.limits.len()
    }

    /// Whether the clock may have shown a time in more than one phase.
    pub(super) fn may_show_twice(&self, time: Timestamp) -> bool {
        const DOUBT: Span = Span::seconds(3600);
        let last = self.len().saturating_sub(1);
        // Of where the first phase began and the last one ended, only one log's part is known.
        let shows = |(at, (begin, end)): &(usize, &(Limit, Limit))| {
            (*at == 0 || begin.time.since(time) <= DOUBT)
                && (*at == last || time.since(end.time) <= DOUBT)
        };
        self.limits.iter().enumerate().filter(shows).count() > 1
    }

    /// Narrows the open ends of the first and of the last phase to what one log has of them.
    pub(super) fn narrow(&mut self, first: Option<Timestamp>, last: Option<Timestamp>) {
        if let (Some((begin, _)), Some(first)) = (self.limits.first_mut(), first) {
            begin.time = first;
        }
        if let (Some((_, end)), Some(last)) = (self.limits.last_mut(), last) {
            end.time = last;
        }
    }

    fn cost(&self, phase: usize, time: Timestamp) -> i64 {
        self.limits.get(phase).map_or(0, |(begin, end)| {
            begin.cost(begin.time.since(time)) + end.cost(time.since(end.time))
        })
    }

    /// Whether a time is before or after all that the clock showed in any phase: such records are of
    /// the first or of the last one, of which only one log's part is known.
    fn is_beyond(&self, phase: usize, time: Timestamp) -> bool {
        let Some((begin, end)) = self.limits.get(phase) else {
            return false;
        };
        let mut all = self.limits.iter();
        let is_first = phase == 0 && time < begin.time;
        let is_last = phase + 1 == self.len() && time > end.time;
        (is_first && all.clone().all(|(other, _)| begin.time <= other.time))
            || (is_last && all.all(|(_, other)| end.time >= other.time))
    }

    /// Whether a setting is the one before a phase.
    fn begins_with(&self, phase: usize, setting: &Setting) -> bool {
        let before = phase.checked_sub(1);
        let before = before.and_then(|before| self.boundaries.get(before));
        matches!(before, Some(Boundary::Recorded(own)) if own.is_same(setting))
    }

    fn has(&self, setting: &Setting) -> bool {
        (1..self.len()).any(|phase| self.begins_with(phase, setting))
    }

    /// Of how many records of a log the others show the phase, and one phase alone. Of a long log it is
    /// enough to check some.
    pub(super) fn count_determined(&self, records: &[Item<'_>], anchors: &Anchors) -> usize {
        const SOME: usize = 10_000;
        let mut marked = vec![false; self.len()];
        let doubtful = records
            .iter()
            .filter(|item| self.may_show_twice(item.event.time));
        let alone = doubtful.take(SOME).filter(|item| {
            let ground = anchors.find(item.event, &mut marked);
            ground == Some(PhaseEvidence::Act)
                && marked.iter().filter(|marked| **marked).count() == 1
        });
        alone.count()
    }

    /// Gives each record of a log its phase.
    pub(super) fn place(
        &self,
        records: &[Item<'_>],
        signs: &[Sign],
        anchors: &Anchors,
    ) -> Vec<PhaseNumber> {
        let mut course = Course::new(self.len(), records.len());
        let mut marked = vec![false; self.len()];
        let mut before: Option<Timestamp> = None;
        for (item, sign) in records.iter().zip(signs) {
            match sign {
                Sign::OutOfLine => course.stay(),
                Sign::Setting(setting) if self.has(setting) => {
                    course.next(0, 0, |phase| {
                        let fits = self.begins_with(phase, setting);
                        if fits { 0 } else { OTHER_SETTING }
                    });
                }
                _ => {
                    let time = item.event.time;
                    let ground = self
                        .may_show_twice(time)
                        .then(|| anchors.find(item.event, &mut marked));
                    let other_phase = match ground.flatten() {
                        Some(PhaseEvidence::Act) => OTHER_ACT,
                        Some(PhaseEvidence::Stop) => OTHER_STOP,
                        Some(PhaseEvidence::Moment) => OTHER_MOMENT,
                        None => 0,
                    };
                    let (to_stay, to_go) = match sign {
                        Sign::RunsBack => (RUNS_BACK, 0),
                        _ => (0, unseen(before.map(|before| before.distance(time)))),
                    };
                    before = Some(time);
                    course.next(to_stay, to_go, |phase| {
                        let is_marked = marked.get(phase).is_some_and(|marked| *marked);
                        let wrong_time = if self.is_beyond(phase, time) {
                            0
                        } else {
                            self.cost(phase, time)
                        };
                        wrong_time + if is_marked { 0 } else { other_phase }
                    });
                }
            }
        }
        let mut phases = course.best();
        place_out_of_line(records, signs, &mut phases, self.len());
        phases
    }
}

/// The cheapest courses through the phases of a log, record by record.
struct Course {
    /// For each phase, what the cheapest course costs that is in it now.
    costs: Vec<i64>,
    /// For each record and phase, the phase of the record before it on that course.
    from: Vec<PhaseNumber>,
    has_begun: bool,
}

impl Course {
    fn new(phases: usize, records: usize) -> Self {
        Self {
            costs: vec![0; phases],
            from: Vec::with_capacity(phases * records),
            has_begun: false,
        }
    }

    /// A record that shows nothing.
    fn stay(&mut self) {
        self.from
            .extend((0..self.costs.len()).map(|phase| phase as PhaseNumber));
    }

    /// A record that costs something in each phase, in addition to what it costs to stay in a phase and to go
    /// on to a later one.
    fn next(&mut self, to_stay: i64, to_go: i64, cost: impl Fn(usize) -> i64) {
        // The cheapest earlier phase, the latest of equals.
        let mut earlier: Option<(i64, usize)> = None;
        for phase in 0..self.costs.len() {
            let Some(slot) = self.costs.get_mut(phase) else {
                break;
            };
            let own = *slot;
            let stay = own + if self.has_begun { to_stay } else { 0 };
            // Of equal courses the one that stays longest where it was.
            let (sum, from) = match earlier {
                Some((sum, from)) if self.has_begun && sum + to_go <= stay => (sum + to_go, from),
                _ => (stay, phase),
            };
            *slot = sum + cost(phase);
            self.from.push(from as PhaseNumber);
            if earlier.is_none_or(|(sum, _)| own <= sum) {
                earlier = Some((own, phase));
            }
        }
        self.has_begun = true;
    }

    /// The phase of each record on the cheapest course; of equals the one that ends latest, because
    /// set-up, where clocks are set, comes first.
    fn best(self) -> Vec<PhaseNumber> {
        let phases = self.costs.len();
        let mut costs = self.costs.iter().enumerate().rev();
        let first: Option<(usize, &i64)> = costs.next();
        let cheapest = first.map(|first| {
            costs.fold(
                first,
                |best, next| if next.1 < best.1 { next } else { best },
            )
        });
        let mut phase = cheapest.map_or(0, |(phase, _)| phase);
        let mut course: Vec<PhaseNumber> = self
            .from
            .chunks_exact(phases.max(1))
            .rev()
            .map(|from| {
                let own = phase as PhaseNumber;
                phase = from.get(phase).map_or(0, |from| usize::from(*from));
                own
            })
            .collect();
        course.reverse();
        course
    }
}

/// A record that is out of line belongs to the phase in which its log has the nearest time: at a boot the
/// log service writes 6005 and 6009 with the time at which it was done with starting, among records
/// of the kernel that are older.
fn place_out_of_line(
    records: &[Item<'_>],
    signs: &[Sign],
    phases: &mut [PhaseNumber],
    count: usize,
) {
    const AROUND: usize = 64;
    if count < 2 {
        return;
    }
    for at in 0..records.len() {
        if signs.get(at) != Some(&Sign::OutOfLine) {
            continue;
        }
        let (Some(own), Some(item)) = (phases.get(at).copied(), records.get(at)) else {
            continue;
        };
        let around = at.saturating_sub(AROUND)..records.len().min(at + AROUND);
        let in_line = around.filter(|other| signs.get(*other) != Some(&Sign::OutOfLine));
        let near = in_line.filter_map(|other| {
            let phase = *phases.get(other)?;
            let time = records.get(other)?.event.time;
            (phase.abs_diff(own) <= 1)
                .then(|| (time.distance(item.event.time), phase != own, phase))
        });
        if let (Some((.., phase)), Some(slot)) = (near.min(), phases.get_mut(at)) {
            *slot = phase;
        }
    }
}
