//! The lineage law, checked on real evidence: each host is read a second time with later times from
//! some moment on, as if it had been reverted to a snapshot. The evidence is not changed, only what
//! the program has read of it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use whence::case::Case;
use whence::case::load::folders;
use whence::correlate::{Evidence, Watch, correlate};
use whence::domain::coverage::{RecordRuns, Run};
use whence::domain::event::{Event, Fact, Place, Places, Text};
use whence::domain::heartbeats::HeartbeatCollector;
use whence::domain::time::{Span, Timestamp};
use whence::evidence::discover::{Search, discover};
use whence::ingest::files::read_files;
use whence::ingest::options::ReadOptions;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

use crate::common::dice::Dice;
use crate::common::lineage_law::{breaches, quiet_moment, quiet_moment_of_a_session};
use crate::{labelled_sets, shared};

/// If a clock was set by more than this, times and record numbers are in different order.
const CLOCK_STEP: Span = Span::seconds(60);
/// More than Rule H2 requires, so that both folders certainly belong to one machine.
const SHARED: usize = 6;

/// The data read from one host.
#[derive(Clone, Default)]
pub struct HostRecords {
    pub events: Vec<Vec<Event>>,
    pub runs: RecordRuns,
    /// Per file.
    pub folders: Vec<u32>,
}

impl HostRecords {
    /// The events of the host with most records, or `None` if its clock was set.
    pub fn of(paths: &[PathBuf]) -> Option<Self> {
        let mut files = discover(paths, &Search::LOGS).files;
        let (progress, cancel) = (Progress::default(), CancelToken::default());
        let all = read_files(&mut files, ReadOptions::default(), &progress, &cancel).ok()?;
        let mut found = Self {
            events: all.events,
            runs: all.runs,
            folders: folders(&files),
        };
        let case = found.case();
        let (host, _) = case
            .hosts
            .iter()
            .zip(case.records.by_host())
            .map(|(host, (_, records))| (host, records.count()))
            .max_by_key(|(_, count)| *count)?;
        let names: BTreeSet<&str> = host.names().map(Text::as_str).collect();
        for list in &mut found.events {
            list.retain(|event| names.contains(event.computer.as_str()));
        }
        let was_set = found.events.iter().flatten().any(|event| match event.fact {
            Fact::ClockSet { old, new } => old.distance(new) > CLOCK_STEP,
            _ => false,
        });
        let runs_back = found.events.iter().any(|list| {
            let pairs = list.iter().zip(list.iter().skip(1));
            let mut pairs = pairs.filter(|(a, b)| a.channel == b.channel);
            pairs.any(|(a, b)| a.time.since(b.time) > CLOCK_STEP)
        });
        (!was_set && !runs_back).then_some(found)
    }

    pub fn case(&self) -> Case {
        let mut heartbeats = HeartbeatCollector::default();
        for event in self.events.iter().flatten() {
            heartbeats.add(&event.computer, event.time);
        }
        let evidence = Evidence {
            recovered: Vec::new(),
            events: self.events.clone(),
            heartbeats: &heartbeats.finish(),
            runs: &self.runs,
            folders: &self.folders,
            exports: &self.folders,
            artefacts: whence::correlate::Artefacts::NONE,
        };
        let found = correlate(evidence, Watch::ALONE).expect("not cancelled");
        Case {
            records: found.records,
            hosts: found.hosts,
            sessions: found.sessions,
            ..Case::default()
        }
    }

    /// The same files a second time, with the records from `fork` on shifted to later times.
    fn second_history(&self, fork: Timestamp, later: Span) -> Self {
        let count = self.folders.len() as u32;
        let mut second = self.clone();
        second.folders = self.folders.iter().map(|folder| folder + count).collect();
        second.folders = [vec![u32::MAX; self.folders.len()], second.folders].concat();
        for event in second.events.iter_mut().flatten() {
            shift(event, fork, later);
            event.places = match &event.places {
                Places::One { file, chunk } => Places::One {
                    file: file + count,
                    chunk: *chunk,
                },
                Places::Many(places) => {
                    let places = places.iter();
                    let places = places.map(|place| Place {
                        file: place.file + count,
                        ..*place
                    });
                    Places::Many(places.collect())
                }
            };
        }
        second.runs = RecordRuns::default();
        for (&file, logs) in &self.runs.logs {
            for (channel, log) in logs {
                let forked = self.first_since(file, channel, fork);
                let Some(computer) = log.computers.keys().next() else {
                    continue;
                };
                for run in &log.runs {
                    for mut part in parts(*run, forked, fork, later) {
                        (part.first.file, part.last.file) = (file + count, file + count);
                        second.runs.add(computer, channel, part);
                    }
                }
            }
        }
        second
    }

    /// The number of the first record of a log that was written after a moment.
    fn first_since(&self, file: u32, channel: &str, fork: Timestamp) -> Option<u64> {
        let events = self.events.iter().flatten();
        let late = events.filter(|event| event.time >= fork && event.channel.as_str() == channel);
        let here = late.filter(|event| event.places().any(|place| place.file == file));
        here.map(|event| event.record_id).min()
    }

    fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.events.extend(other.events.iter().cloned());
        both.runs.merge(other.runs.clone());
        let more = other.folders.iter().skip(self.folders.len());
        both.folders.extend(more);
        both
    }
}

pub fn shift(event: &mut Event, fork: Timestamp, later: Span) {
    let shift = |time: &mut Timestamp| {
        if *time >= fork {
            *time = time.plus(later);
        }
    };
    shift(&mut event.time);
    match &mut event.fact {
        Fact::Power { at: Some(at), .. } => shift(at),
        Fact::ClockSet { old, new } => [old, new].into_iter().for_each(shift),
        Fact::Slept { from, to } => [from, to].into_iter().for_each(shift),
        _ => {}
    }
}

/// A run of records split before the number `forked`, with everything after it shifted to later
/// times.
fn parts(run: Run, forked: Option<u64>, fork: Timestamp, later: Span) -> Vec<Run> {
    let late = |mut run: Run| {
        for time in [
            &mut run.first.time,
            &mut run.last.time,
            &mut run.earliest,
            &mut run.latest,
        ] {
            *time = time.plus(later);
        }
        run
    };
    match forked {
        _ if run.latest < fork => vec![run],
        Some(forked) if forked > run.first.record_id && forked <= run.last.record_id => {
            let (mut before, mut after) = (run, run);
            before.last.record_id = forked - 1;
            let last = fork.minus(Span(1));
            (before.last.time, before.latest) = (last, last);
            after.first.record_id = forked;
            (after.first.time, after.earliest) = (fork, fork);
            vec![before, late(after)]
        }
        _ => vec![late(run)],
    }
}

/// A case with only the shown sessions: the hidden ones of a real host leave no quiet moment.
fn shown(host: &HostRecords) -> Case {
    let mut case = host.case();
    case.sessions.retain(|session| session.hidden.is_none());
    case
}

#[test]
fn each_history_of_a_real_host_has_its_own_sessions() {
    let Some(shared) = shared() else { return };
    let (mut failed, mut forks) = (Vec::new(), 0);
    for (name, paths) in labelled_sets(&shared) {
        let Some(first) = HostRecords::of(&paths) else {
            continue;
        };
        let alone = shown(&first);
        let mut dice = Dice(name.len() as u64);
        for number in 0..6 {
            let days = [2, 30, 500][number / 2];
            let fork = match number % 2 {
                0 => quiet_moment(&alone, &mut dice),
                _ => quiet_moment_of_a_session(&alone, &mut dice),
            };
            let Some(fork) = fork else {
                continue;
            };
            let before = alone.records.iter().filter(|record| record.time < fork);
            if before.count() < SHARED {
                continue;
            }
            forks += 1;
            let second = first.second_history(fork, Span::seconds(days * 86_400));
            let found = breaches(&alone, &shown(&second), &shown(&first.and(&second)));
            let how = format!("{name}, fork at {fork}, {days} days later");
            failed.extend(found.iter().map(|why| format!("{how}: {why}")));
        }
    }
    assert!(forks >= 10, "{forks} forks in all of the corpus");
    let count = failed.len();
    assert!(
        failed.is_empty(),
        "{count} breaches\n{}\n",
        failed.join("\n")
    );
}
