//! Which stretches of time the logs of a host cover. Whatever concludes from silence asks here first: what a
//! log does not contain counts only where the evidence has the log [source 4.10].
//! Rule B4.

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::hosts::{ComputerNumber, Machines};
use crate::correlate::lineages::Lineage;
use crate::correlate::windows::CLOCK_STEP;
use crate::domain::account::{fold, host_label, same_name};
use crate::domain::coverage::{ChannelCoverage, Clearing, Gap, RecordRuns, Run};
use crate::domain::event::{Event, Fact, Text};
use crate::domain::session::{Host, HostIndex};
use crate::domain::time::Timestamp;

/// Logons and what becomes of them.
pub(super) const SECURITY: &str = "Security";
/// Boots, shutdowns, sleep.
pub(super) const SYSTEM: &str = "System";
/// Desktops.
pub(super) const LSM: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
/// Connections that authenticated.
pub(super) const RCM: &str =
    "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational";

/// The part of a log in a file that is a host's: the lowest and highest number under its names.
#[derive(Debug)]
struct Part {
    file: u32,
    channel: Text,
    low: u64,
    high: u64,
}

/// The parts of all logs, by host. A computer name without any understood record belongs to the
/// only host of that label.
#[derive(Debug, Default)]
pub(super) struct PartsOfHosts(BTreeMap<HostIndex, Vec<Part>>);

impl PartsOfHosts {
    /// From the computers that records name; `host_of` gives the host of a computer.
    pub(super) fn of(
        machines: &Machines,
        hosts: &[Host],
        host_of: &dyn Fn(ComputerNumber) -> Option<HostIndex>,
        runs: &RecordRuns,
    ) -> Self {
        let computers = (0..).zip(&machines.computers);
        let named: BTreeMap<&(u32, Text), HostIndex> = computers
            .filter_map(|(number, name)| Some((name, host_of(number)?)))
            .collect();
        let mut by_label: BTreeMap<String, BTreeSet<HostIndex>> = BTreeMap::new();
        for (host, index) in hosts.iter().zip(0..) {
            for name in host.names() {
                let known = by_label.entry(host_label(name)).or_default();
                known.insert(HostIndex(index));
            }
        }
        let mut parts: BTreeMap<HostIndex, Vec<Part>> = BTreeMap::new();
        for (&file, logs) in &runs.logs {
            for (channel, log) in logs {
                for (computer, &(low, high)) in &log.computers {
                    let only = by_label.get(&host_label(computer));
                    let only = only.filter(|hosts| hosts.len() == 1);
                    let host = named.get(&(file, Text::clone(computer)));
                    let Some(&host) = host.or(only.and_then(BTreeSet::first)) else {
                        continue;
                    };
                    parts.entry(host).or_default().push(Part {
                        file,
                        channel: Text::clone(channel),
                        low,
                        high,
                    });
                }
            }
        }
        Self(parts)
    }
}

/// How far each log of one host reaches.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    /// By channel.
    pub channels: Vec<ChannelCoverage>,
}

impl Coverage {
    /// Lays the parts of each log that different files hold over one another.
    pub(super) fn of<'e>(
        host: HostIndex,
        runs: &RecordRuns,
        parts: &PartsOfHosts,
        events: impl Iterator<Item = &'e Event>,
        lineage: Lineage<'_>,
    ) -> Self {
        // A renamed machine has several names in one log: its part is from the first to the last.
        let mut reaches: BTreeMap<(u32, &Text), (u64, u64)> = BTreeMap::new();
        for part in parts.0.get(&host).into_iter().flatten() {
            let reach = reaches.entry((part.file, &part.channel));
            let (low, high) = reach.or_insert((part.low, part.high));
            (*low, *high) = (part.low.min(*low), part.high.max(*high));
        }
        let mut by_channel: BTreeMap<String, (Text, Vec<Run>)> = BTreeMap::new();
        for ((file, channel), (low, high)) in reaches {
            let log = runs.logs.get(&file).and_then(|logs| logs.get(channel));
            let inside = |run: &&Run| run.last.record_id >= low && run.first.record_id <= high;
            let (_, all) = by_channel
                .entry(fold(channel))
                .or_insert_with(|| (Text::clone(channel), Vec::new()));
            let own = log.into_iter().flat_map(|log| &log.runs).filter(inside);
            all.extend(own.filter_map(|run| lineage.part_of(channel, *run)));
        }
        let mut channels: Vec<ChannelCoverage> = by_channel
            .into_values()
            .filter(|(_, found)| !found.is_empty() || !lineage.is_part())
            .map(|(channel, found)| reach_of(host, channel, found, runs))
            .collect();
        for event in events.filter(|event| lineage.has(event)) {
            let Fact::LogCleared { channel, who, .. } = &event.fact else {
                continue;
            };
            let log = channels
                .iter_mut()
                .find(|log| same_name(&log.channel, channel));
            if let Some(log) = log {
                log.clearings.push(Clearing {
                    time: event.time,
                    who: who.as_ref().clone(),
                });
            }
        }
        for log in &mut channels {
            log.clearings.sort_by_key(|clearing| clearing.time);
        }
        Self { channels }
    }

    /// The reach of a log; `None` where the evidence has nothing of it.
    pub(super) fn log(&self, channel: &str) -> Option<&ChannelCoverage> {
        let mut logs = self.channels.iter();
        logs.find(|log| log.channel.eq_ignore_ascii_case(channel))
    }

    /// Whether the evidence holds all that a log recorded from `from` to `to`.
    pub(super) fn covers(&self, channel: &str, from: Timestamp, to: Timestamp) -> bool {
        self.log(channel).is_some_and(|log| log.covers(from, to))
    }

    /// Whether a boot between the two moments would be known: System and Security both show boots.
    pub(super) fn would_show_boots(&self, from: Timestamp, to: Timestamp) -> bool {
        [SYSTEM, SECURITY]
            .iter()
            .any(|channel| self.covers(channel, from, to))
    }

    /// Whether a desktop that came after `from` would be known: LocalSessionManager shows it, and
    /// Security shows its logon.
    pub(super) fn would_show_desktops(&self, from: Timestamp, to: Timestamp) -> bool {
        [LSM, SECURITY]
            .iter()
            .any(|channel| self.covers(channel, from, to))
    }

    /// Whether a connection before `at` would be known: RemoteConnectionManager and
    /// LocalSessionManager show it, and Security shows its NLA logon [source 5.14].
    pub(super) fn would_show_connections(&self, from: Timestamp, at: Timestamp) -> bool {
        [LSM, RCM, SECURITY]
            .iter()
            .any(|channel| self.covers(channel, from, at))
    }
}

/// Sorts the runs of one log into numberings, and names the gaps.
fn reach_of(
    host: HostIndex,
    channel: Text,
    mut found: Vec<Run>,
    all: &RecordRuns,
) -> ChannelCoverage {
    found.sort_by_key(|run| (run.first.record_id, run.earliest, run.first.file));
    let mut numberings: Vec<(Run, Vec<Gap>)> = Vec::new();
    for run in found {
        let same = numberings
            .iter_mut()
            .find(|(numbering, _)| is_same_numbering(numbering, &run));
        match same {
            Some((numbering, gaps)) => {
                if !numbering.is_continued_by(&run) {
                    gaps.push(gap_between(numbering, &run, all));
                }
                numbering.take(&run);
            }
            None => numberings.push((run, Vec::new())),
        }
    }
    numberings.sort_by_key(|(numbering, _)| (numbering.earliest, numbering.first.record_id));
    let (numberings, gaps): (Vec<Run>, Vec<Vec<Gap>>) = numberings.into_iter().unzip();
    ChannelCoverage {
        host,
        channel,
        numberings,
        lineages: Vec::new(),
        gaps: gaps.into_iter().flatten().collect(),
        clearings: Vec::new(),
    }
}

/// Whether a run with higher numbers continues a numbering. One number cannot be of two times;
/// and a log that counts from 1 is younger than another's higher numbers when all of it is later.
fn is_same_numbering(numbering: &Run, run: &Run) -> bool {
    let overlaps = run.first.record_id <= numbering.last.record_id;
    let earliest = numbering.earliest.minus(CLOCK_STEP);
    let apart = run.latest < earliest || run.earliest > numbering.latest.plus(CLOCK_STEP);
    if overlaps {
        return !apart;
    }
    let begun_anew = numbering.first.record_id == 1 && run.latest < earliest;
    numbering.is_continued_by(run) || !begun_anew
}

fn gap_between(numbering: &Run, run: &Run, all: &RecordRuns) -> Gap {
    let (after, before) = (numbering.last, run.first);
    let bad = |file: u32, chunks: std::ops::RangeInclusive<u32>| {
        let damaged = all.damaged.get(&file);
        damaged.is_some_and(|damaged| damaged.iter().any(|chunk| chunks.contains(chunk)))
    };
    let damaged = if after.file == before.file {
        let (a, b) = (after.chunk, before.chunk);
        bad(after.file, a.min(b)..=a.max(b))
    } else {
        bad(after.file, after.chunk..=u32::MAX) || bad(before.file, 0..=before.chunk)
    };
    Gap {
        after,
        before,
        damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::coverage::RecordPoint;
    use crate::domain::time::Span;

    fn run(file: u32, ids: (u64, u64), hours: (i64, i64)) -> Run {
        let mark = |record_id, hour: i64| RecordPoint {
            file,
            chunk: 0,
            record_id,
            time: Timestamp::from_ticks(0).plus(Span::seconds(hour * 3600)),
        };
        let mut run = Run::of(mark(ids.0, hours.0));
        run.take(&Run::of(mark(ids.1, hours.1)));
        run
    }

    fn reach(found: Vec<Run>) -> ChannelCoverage {
        let (host, channel) = (HostIndex(0), Text::from("Security"));
        reach_of(host, channel, found, &RecordRuns::default())
    }

    #[test]
    fn an_archive_and_the_live_log_are_one_numbering() {
        let log = reach(vec![run(1, (400, 900), (4, 9)), run(0, (1, 500), (1, 5))]);
        assert_eq!((log.numberings.len(), log.gaps.len()), (1, 0));
        let log = reach(vec![run(1, (700, 900), (7, 9)), run(0, (1, 500), (1, 5))]);
        assert_eq!((log.numberings.len(), log.gaps.len()), (1, 1));
        assert_eq!(log.gaps[0].missing(), 199);
    }

    #[test]
    fn a_log_that_counts_from_one_again_is_another_numbering() {
        let same_ids = reach(vec![run(0, (1, 500), (1, 5)), run(1, (1, 300), (7, 9))]);
        assert_eq!(same_ids.numberings.len(), 2);
        assert_eq!(same_ids.restarts().next().map(|mark| mark.file), Some(1));
        let lower_ids = reach(vec![run(0, (600, 900), (1, 5)), run(1, (1, 300), (7, 9))]);
        assert_eq!(lower_ids.numberings.len(), 2);
        assert_eq!(lower_ids.gaps.len(), 0);
        assert_eq!(lower_ids.restarts().next().map(|mark| mark.file), Some(1));
        let at = |hours: i64| Timestamp::from_ticks(0).plus(Span::seconds(hours * 3600));
        assert!(lower_ids.covers(at(2), at(4)) && lower_ids.covers(at(7), at(8)));
        assert!(!lower_ids.covers(at(4), at(8)));
        assert_eq!(same_ids.numbering_of(100, at(8)), 1);
        assert_eq!(same_ids.numbering_of(100, at(2)), 0);
    }

    #[test]
    fn a_clock_set_back_in_a_log_is_not_a_new_numbering() {
        let log = reach(vec![run(0, (1, 300), (7, 9)), run(0, (301, 900), (4, 9))]);
        assert_eq!(log.numberings.len(), 1);
    }
}
