//! Which records each lineage of a machine has, and which it shares with others.

use std::collections::{BTreeMap, BTreeSet};

use super::case_files::CaseFiles;
use super::conflicts::{Conflict, Conflicts, JoinedRecords};
use super::groups;
use crate::correlate::maps::HashMap;
use crate::correlate::windows::{CONNECTION_TO_LOGON, MAX_HISTORIES};
use crate::domain::coverage::{RecordRuns, Run};
use crate::domain::event::{Event, Text};
use crate::domain::heartbeats::Heartbeats;
use crate::domain::session::Host;
use crate::domain::time::Timestamp;

/// The lineages of a machine that has several.
#[derive(Debug)]
pub(crate) struct Lineages {
    /// The lineage of each file that belongs to only one.
    of_files: HashMap<u32, usize>,
    /// For each lineage, what it shares with each other one.
    common: Vec<Vec<Common>>,
    /// For each lineage, the time range of its records that not all lineages share.
    spans: Vec<Option<(Timestamp, Timestamp)>>,
}

/// What two lineages have in common: records from before they parted.
#[derive(Clone, Debug)]
struct Common {
    /// The earliest moment at which their contents differ.
    until: Timestamp,
    /// By channel, the lowest number with different contents.
    below: BTreeMap<Text, u64>,
}

impl Common {
    /// Where record numbers do not decide, records that only one of the two has shortly before they differ
    /// are already its own: one act leaves records in several logs.
    fn has(&self, channel: &Text, number: u64, time: Timestamp) -> bool {
        match self.below.get(channel) {
            Some(&below) => time < self.until && number < below,
            None => time.plus(CONNECTION_TO_LOGON) < self.until,
        }
    }

    /// Excludes what a conflict shows to belong to one lineage alone.
    fn narrow(&mut self, conflict: &Conflict) {
        self.until = self.until.min(conflict.at);
        for (channel, &number) in &conflict.numbers {
            let below = self.below.entry(Text::clone(channel)).or_insert(number);
            *below = number.min(*below);
        }
    }
}

impl Lineages {
    /// Tells the lineages of a machine apart; `None` where it has one.
    pub(crate) fn find(joined: JoinedRecords<'_>, files: &CaseFiles<'_>) -> Option<Self> {
        let conflicts = Conflicts::find(joined, files)?;
        let histories = groups::histories(&conflicts, joined, files);
        if !(2..=MAX_HISTORIES).contains(&histories.len()) {
            return None;
        }
        let mut of_files = HashMap::default();
        for (number, files) in histories.iter().enumerate() {
            of_files.extend(files.iter().map(|&file| (file, number)));
        }
        let mut lineages = Self {
            common: common(&conflicts, &of_files, histories.len()),
            spans: vec![None; histories.len()],
            of_files,
        };
        lineages.part_logs_begun_anew(&conflicts, joined.events);
        lineages.measure(joined.events, files.runs);
        Some(lineages)
    }

    /// Two histories may each have begun a log. That one of its two files counts from 1 after the other
    /// means no more than that then, unless the difference is older than what both histories share: there
    /// the older file is the past of both, and was removed in one of them.
    fn part_logs_begun_anew(&mut self, conflicts: &Conflicts, events: &[Event]) {
        let shared = self.last_shared(events);
        for ((a, b), conflict) in &conflicts.anew {
            let owners = (self.of_files.get(a), self.of_files.get(b));
            let (Some(&a), Some(&b)) = owners else {
                continue;
            };
            let last = shared.get(&(a.min(b), a.max(b)));
            if a == b || last.is_some_and(|last| conflict.at <= *last) {
                continue;
            }
            for (own, other) in [(a, b), (b, a)] {
                let common = self.common.get_mut(own);
                if let Some(common) = common.and_then(|all| all.get_mut(other)) {
                    common.narrow(conflict);
                }
            }
        }
    }

    /// For each two lineages, the lower number first, when the last record was written that files of
    /// both hold.
    fn last_shared(&self, events: &[Event]) -> BTreeMap<(usize, usize), Timestamp> {
        let mut last: BTreeMap<(usize, usize), Timestamp> = BTreeMap::new();
        for event in events {
            let files = event.places().map(|place| place.file);
            let owners = files.filter_map(|file| self.of_files.get(&file).copied());
            let owners: BTreeSet<usize> = owners.collect();
            for &a in &owners {
                for &b in owners.iter().filter(|&&b| a < b) {
                    let last = last.entry((a, b)).or_insert(event.time);
                    *last = event.time.max(*last);
                }
            }
        }
        last
    }

    /// Notes the time range of each lineage's records that not all lineages share.
    fn measure(&mut self, events: &[Event], runs: &RecordRuns) {
        let count = self.spans.len();
        let mut spans: Vec<Option<(Timestamp, Timestamp)>> = vec![None; count];
        let mut take = |number: usize, first: Timestamp, last: Timestamp| {
            if let Some(span) = spans.get_mut(number) {
                let known = span.unwrap_or((first, last));
                *span = Some((first.min(known.0), last.max(known.1)));
            }
        };
        for event in events {
            let own: Vec<usize> = (0..count)
                .filter(|&number| self.has(number, event))
                .collect();
            if own.len() < count {
                for number in own {
                    take(number, event.time, event.time);
                }
            }
        }
        // Records that are not understood count at their borders too.
        for (file, &number) in &self.of_files {
            let others = self.common.get(number).into_iter().flatten().enumerate();
            let others = others.filter(|(other, _)| *other != number);
            let Some(parted) = others.map(|(_, common)| common.until).min() else {
                continue;
            };
            let logs = runs.logs.get(file).into_iter().flat_map(BTreeMap::values);
            for run in logs.flat_map(|log| &log.runs) {
                if run.earliest >= parted {
                    take(number, run.earliest, run.latest);
                } else if run.latest >= parted {
                    take(number, run.latest, run.latest);
                }
            }
        }
        self.spans = spans;
    }

    /// Whether two files belong to different lineages, so that their numbers cannot be compared.
    pub(crate) fn part(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.of_files.get(&a), self.of_files.get(&b));
        a.zip(b).is_some_and(|(a, b)| a != b)
    }

    /// Each of them.
    pub(crate) fn all(&self) -> impl ExactSizeIterator<Item = Lineage<'_>> {
        (0..self.spans.len()).map(|number| Lineage {
            of: Some((self, number)),
        })
    }

    fn common(&self, lineage: usize, other: usize) -> Option<&Common> {
        self.common.get(lineage)?.get(other)
    }

    /// A record belongs to the lineages whose files hold it, and to those that parted from them later.
    fn has(&self, lineage: usize, event: &Event) -> bool {
        let files = event.places().map(|place| place.file);
        let mut owners = files.filter_map(|file| self.of_files.get(&file)).peekable();
        if owners.peek().is_none() {
            return true;
        }
        owners.any(|&owner| {
            owner == lineage
                || self
                    .common(lineage, owner)
                    .is_some_and(|common| common.has(&event.channel, event.record_id, event.time))
        })
    }

    /// The latest moment at which two lineages can have parted.
    pub(super) fn parted(&self, a: usize, b: usize) -> Option<Timestamp> {
        Some(self.common(a, b)?.until)
    }
}

/// What each pair of lineages has in common.
fn common(conflicts: &Conflicts, of_files: &HashMap<u32, usize>, count: usize) -> Vec<Vec<Common>> {
    let pairs = conflicts.pairs.iter();
    let pairs = pairs
        .filter_map(|((a, b), conflict)| Some((*of_files.get(a)?, *of_files.get(b)?, conflict)));
    let mut earliest: Vec<Option<Timestamp>> = vec![None; count];
    let mut direct: BTreeMap<(usize, usize), Common> = BTreeMap::new();
    for (a, b, conflict) in pairs {
        for own in [a, b] {
            if let Some(earliest) = earliest.get_mut(own) {
                *earliest = Some(earliest.map_or(conflict.at, |at| at.min(conflict.at)));
            }
        }
        for pair in [(a, b), (b, a)] {
            let common = direct.entry(pair).or_insert_with(|| Common {
                until: conflict.at,
                below: BTreeMap::new(),
            });
            common.narrow(conflict);
        }
    }
    let of_lineage = |own: usize| {
        let others = earliest.iter().enumerate().map(|(other, at)| {
            let direct = direct.get(&(own, other)).cloned();
            // Without a number that both have, they parted no later than either did from a third.
            direct.unwrap_or_else(|| Common {
                until: [earliest.get(own).copied().flatten(), *at]
                    .into_iter()
                    .flatten()
                    .min()
                    .unwrap_or(Timestamp::from_ticks(0)),
                below: BTreeMap::new(),
            })
        });
        others.collect()
    };
    (0..count).map(of_lineage).collect()
}

/// One lineage of a machine: all of it where it has one.
#[derive(Clone, Copy)]
pub(crate) struct Lineage<'l> {
    of: Option<(&'l Lineages, usize)>,
}

impl Lineage<'_> {
    /// All records of a machine.
    pub(crate) const WHOLE: Lineage<'static> = Lineage { of: None };

    /// Whether some records of the machine are not of this lineage.
    pub(crate) fn is_part(&self) -> bool {
        self.of.is_some()
    }

    /// Whether a record belongs to it.
    pub(crate) fn has(&self, event: &Event) -> bool {
        self.of.is_none_or(|(all, number)| all.has(number, event))
    }

    /// The part of a run of records that belongs to it.
    pub(crate) fn part_of(&self, channel: &Text, mut run: Run) -> Option<Run> {
        let Some((all, number)) = self.of else {
            return Some(run);
        };
        let Some(&owner) = all.of_files.get(&run.first.file) else {
            return Some(run);
        };
        if owner == number {
            return Some(run);
        }
        let common = all.common(number, owner)?;
        if !common.has(channel, run.first.record_id, run.earliest) {
            return None;
        }
        if let Some(below) = common.below.get(channel) {
            run.last.record_id = run.last.record_id.min(below.saturating_sub(1));
        }
        run.latest = run.latest.min(common.until);
        run.last.time = run.last.time.min(common.until);
        Some(run)
    }

    /// When the machine was alive in this lineage. At times that another lineage covers too, only understood
    /// records count: for the others it is not known whose sign of life they are.
    pub(crate) fn heartbeats<'e>(
        &self,
        all: &Heartbeats,
        host: &Host,
        events: impl Iterator<Item = &'e Event>,
    ) -> Heartbeats {
        let Some((lineages, number)) = self.of else {
            return all.clone();
        };
        let is_others = |time: Timestamp| {
            let spans = lineages.spans.iter().enumerate();
            let others = spans.filter(|(other, _)| *other != number);
            let mut others = others.filter_map(|(_, span)| *span);
            others.any(|(first, last)| (first..=last).contains(&time))
        };
        let own = events.filter(|event| self.has(event));
        let own = own.map(|event| (&event.computer, event.time));
        all.of_part(host.names(), |time| !is_others(time), own)
    }
}
