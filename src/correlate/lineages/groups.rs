//! Groups files into histories. Files that contradict each other are never together; the others are grouped by
//! what links them, the strongest link first.

use std::collections::{BTreeMap, BTreeSet};

use super::case_files::CaseFiles;
use super::conflicts::{Conflicts, JoinedRecords};
use crate::correlate::logs::LogSummary;
use crate::correlate::maps::HashMap;
use crate::correlate::time_range::{TimeRange, united};
use crate::correlate::windows::ONE_HISTORY;
use crate::domain::event::{Event, Text};
use crate::domain::time::{Span, Timestamp};

/// With more groups than this, time is not used: each group would be compared with each.
const MAX_GROUPS: usize = 512;

/// The files of each history, sorted by their end. Files that belong to all histories are in none.
pub(super) fn histories(
    conflicts: &Conflicts,
    joined: JoinedRecords<'_>,
    files: &CaseFiles<'_>,
) -> Vec<Vec<u32>> {
    let forked = conflicts.pairs.values().map(|conflict| conflict.at).min();
    let Some(forked) = forked else {
        return Vec::new();
    };
    let mut groups = Groups::of(conflicts, joined, forked);
    groups.join_copies();
    let mut alike: Vec<&Vec<u32>> = conflicts.alike.iter().collect();
    alike.sort_by_cached_key(|files| groups.ranks(*files));
    for pair in alike.iter().flat_map(|files| files.windows(2)) {
        groups.join(pair);
    }
    groups.join_by(files.exports);
    groups.join_by(files.folders);
    groups.join_by_time();
    groups.join_by_opponents();
    let all = groups.all.iter();
    let mut found: Vec<&Group> = all
        .filter(|group| !group.against.is_empty() || groups.goes_on_from_unknown(group))
        .collect();
    found.sort_by_cached_key(|group| (groups.latest(group), groups.ranks(&group.files)));
    let files = found.into_iter();
    files
        .map(|group| group.files.iter().copied().collect())
        .collect()
}

/// Files that belong together.
#[derive(Clone, Default)]
struct Group {
    files: BTreeSet<u32>,
    /// The files that contradict one of them.
    against: BTreeSet<u32>,
}

/// All files of a machine.
struct Groups<'l> {
    all: Vec<Group>,
    /// The earliest moment at which any two files differ.
    forked: Timestamp,
    logs: BTreeMap<u32, Vec<(&'l Text, &'l LogSummary)>>,
    /// For each file, the time range of the records that belong to one history alone.
    since_fork: BTreeMap<u32, TimeRange>,
    /// For each file, its rank by content: equal for copies.
    ranks: BTreeMap<u32, usize>,
}

impl<'l> Groups<'l> {
    /// Each file separately.
    fn of(conflicts: &Conflicts, joined: JoinedRecords<'l>, forked: Timestamp) -> Self {
        let mut by_file: BTreeMap<u32, Vec<(&Text, &LogSummary)>> = BTreeMap::new();
        for (channel, file, log) in joined.logs.iter().filter(|(_, _, log)| log.own) {
            by_file.entry(file).or_default().push((channel, log));
        }
        let contents: BTreeSet<&Vec<(&Text, &LogSummary)>> = by_file.values().collect();
        let places: BTreeMap<_, usize> = contents.into_iter().zip(0..).collect();
        let rank = |content| places.get(content).copied().unwrap_or_default();
        let ranks = by_file.iter().map(|(&file, content)| (file, rank(content)));
        let ranks: BTreeMap<u32, usize> = ranks.collect();
        let mut against: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for &(a, b) in conflicts.pairs.keys() {
            against.entry(a).or_default().insert(b);
            against.entry(b).or_default().insert(a);
        }
        let all = by_file.keys().map(|&file| Group {
            files: BTreeSet::from([file]),
            against: against.remove(&file).unwrap_or_default(),
        });
        Self {
            all: all.collect(),
            forked,
            ranks,
            since_fork: since_fork(conflicts, joined.events, forked),
            logs: by_file,
        }
    }

    fn ranks<'f>(&self, files: impl IntoIterator<Item = &'f u32>) -> BTreeSet<usize> {
        let ranks = files.into_iter().filter_map(|file| self.ranks.get(file));
        ranks.copied().collect()
    }

    /// Puts the groups of these files together, unless two of them contradict each other.
    fn join(&mut self, files: &[u32]) -> bool {
        let is_meant = |group: &Group| files.iter().any(|file| group.files.contains(file));
        let mut whole = Group::default();
        for group in self.all.iter().filter(|group| is_meant(group)) {
            whole.files.extend(&group.files);
            whole.against.extend(&group.against);
        }
        let is_one = whole.files.is_disjoint(&whole.against);
        if is_one && !whole.files.is_empty() {
            self.all.retain(|group| !is_meant(group));
            self.all.push(whole);
        }
        is_one
    }

    /// Files of one content.
    fn join_copies(&mut self) {
        let mut by_rank: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (&file, &rank) in &self.ranks {
            by_rank.entry(rank).or_default().push(file);
        }
        for copies in by_rank.values().filter(|files| files.len() > 1) {
            self.join(copies);
        }
    }

    /// Files to which one number was given, where none of them contradicts another.
    fn join_by(&mut self, numbers: &[u32]) {
        let mut together: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for &file in self.logs.keys() {
            if let Some(&number) = numbers.get(file as usize) {
                together.entry(number).or_default().push(file);
            }
        }
        let common = self.of_several_histories(&together);
        for files in together.values_mut() {
            files.retain(|file| !common.contains(file));
        }
        let mut together: Vec<Vec<u32>> = together.into_values().collect();
        together.sort_by_cached_key(|files| self.ranks(files));
        for files in together.iter().filter(|files| files.len() > 1) {
            self.join(files);
        }
    }

    /// The copies of what contradicts nothing and lies next to files that contradict each other: a log to
    /// which nothing was added since the fork.
    fn of_several_histories(&self, together: &BTreeMap<u32, Vec<u32>>) -> BTreeSet<u32> {
        let is_common = |group: &&Group| {
            let beside = together.values();
            let beside = beside.filter(|files| files.iter().any(|file| group.files.contains(file)));
            let beside: BTreeSet<u32> = beside.flatten().copied().collect();
            let groups = self.all.iter();
            let mut groups = groups.filter(|other| !other.files.is_disjoint(&beside));
            groups.any(|other| !other.against.is_disjoint(&beside))
        };
        let copies = self.all.iter();
        let copies = copies.filter(|group| group.files.len() > 1 && group.against.is_empty());
        let common = copies.filter(is_common);
        common
            .flat_map(|group| group.files.iter().copied())
            .collect()
    }

    /// Groups with different logs of about the same time, where no other history has such a group: the
    /// nearest first.
    fn join_by_time(&mut self) {
        if self.all.len() > MAX_GROUPS {
            return;
        }
        loop {
            let links = self.all.iter().filter_map(|group| {
                let (apart, other) = self.linked_by_time(group)?;
                let order = (apart, self.ranks(&group.files), self.ranks(&other.files));
                Some((order, group.files.union(&other.files).copied().collect()))
            });
            let mut links: Vec<(_, Vec<u32>)> = links.collect();
            links.sort();
            // What was just joined may be linked to something else now.
            let mut joined: BTreeSet<u32> = BTreeSet::new();
            for (_, files) in links {
                if !files.iter().any(|file| joined.contains(file)) && self.join(&files) {
                    joined.extend(files);
                }
            }
            if joined.is_empty() {
                return;
            }
        }
    }

    /// The only history whose records since the fork are near to those of a group, and how far apart they
    /// are.
    fn linked_by_time(&self, group: &Group) -> Option<(Span, &Group)> {
        let own = self.since_fork(group)?;
        let channels = self.channels(group);
        let fits = |other: &&Group| {
            !other.against.is_empty()
                && other.files.is_disjoint(&group.files)
                && other.files.is_disjoint(&group.against)
                && self.channels(other).is_disjoint(&channels)
        };
        let fitting = self.all.iter().filter(fits);
        let distances =
            fitting.filter_map(|other| Some((apart(own, self.since_fork(other)?), other)));
        let mut distances: Vec<(Span, &Group)> = distances.collect();
        distances.sort_by_cached_key(|(apart, other)| (*apart, self.ranks(&other.files)));
        let (&(nearest, best), others) = distances.split_first()?;
        let is_rival = |other: &Group| !other.files.is_disjoint(&best.against);
        let rival = others.iter().find(|(_, other)| is_rival(other));
        let is_near = match rival {
            Some((next, _)) => nearest <= ONE_HISTORY && nearest.0.saturating_mul(2) < next.0,
            None => nearest == Span(0),
        };
        let alone = || self.is_alone_in_its_time(group) && self.is_alone_in_its_time(best);
        (is_near && alone()).then_some((nearest, best))
    }

    /// Whether nothing that contradicts a group has the same time: of a copy that ran beside the machine
    /// time shows nothing.
    fn is_alone_in_its_time(&self, group: &Group) -> bool {
        let own = self.since_fork(group);
        let others = self.all.iter();
        let others = others.filter(|other| !other.files.is_disjoint(&group.against));
        let mut others = others.filter_map(|other| Some(apart(own?, self.since_fork(other)?)));
        others.all(|apart| apart > Span(0))
    }

    /// Groups that contradict the same others continue each other, when nothing of those lies between.
    fn join_by_opponents(&mut self) {
        if self.all.len() > MAX_GROUPS {
            return;
        }
        let mut classes: BTreeMap<BTreeSet<usize>, Vec<&Group>> = BTreeMap::new();
        for group in self.all.iter().filter(|group| !group.against.is_empty()) {
            let others = self.all.iter().enumerate();
            let others = others.filter(|(_, other)| !other.files.is_disjoint(&group.against));
            let others = others.map(|(index, _)| index).collect();
            classes.entry(others).or_default().push(group);
        }
        let mut together: Vec<Vec<u32>> = Vec::new();
        for (others, mut class) in classes {
            class.sort_by_cached_key(|group| (self.since_fork(group), self.ranks(&group.files)));
            let others = others.iter().filter_map(|&other| self.all.get(other));
            let others: Vec<_> = others.filter_map(|other| self.since_fork(other)).collect();
            for pair in class.windows(2) {
                let [a, b] = pair else { continue };
                let (Some(before), Some(after)) = (self.since_fork(a), self.since_fork(b)) else {
                    continue;
                };
                let is_between = |(first, last): &(Timestamp, Timestamp)| {
                    *first <= after.0.max(before.1) && *last >= after.0.min(before.1)
                };
                if !others.iter().any(is_between) {
                    together.push(a.files.union(&b.files).copied().collect());
                }
            }
        }
        for files in together {
            self.join(&files);
        }
    }

    /// Whether a group has only records from after the fork, in logs of several histories, and so continues
    /// one of them, but it is not known which.
    fn goes_on_from_unknown(&self, group: &Group) -> bool {
        let logs = group.files.iter().filter_map(|file| self.logs.get(file));
        let is_later = logs.flatten().all(|(_, log)| log.times.0 >= self.forked);
        let channels = self.channels(group);
        let histories = self.all.iter().filter(|other| !other.against.is_empty());
        let same_log = histories.filter(|other| !self.channels(other).is_disjoint(&channels));
        group.against.is_empty() && is_later && same_log.count() > 1
    }

    /// The time range of a group's records that belong to one history alone.
    fn since_fork(&self, group: &Group) -> Option<TimeRange> {
        let times = group.files.iter();
        let times = times.filter_map(|file| self.since_fork.get(file).copied());
        times.reduce(united)
    }

    fn channels(&self, group: &Group) -> BTreeSet<&'l Text> {
        let logs = group.files.iter().filter_map(|file| self.logs.get(file));
        logs.flatten().map(|(channel, _)| *channel).collect()
    }

    fn latest(&self, group: &Group) -> Option<Timestamp> {
        let logs = group.files.iter().filter_map(|file| self.logs.get(file));
        logs.flatten().map(|(_, log)| log.times.1).max()
    }
}

/// For each file, the time range of the records that belong to one history alone: from the number on where
/// the last of the others parted from it, and where no number decides, from the first fork on.
fn since_fork(
    conflicts: &Conflicts,
    events: &[Event],
    forked: Timestamp,
) -> BTreeMap<u32, TimeRange> {
    let mut parted: HashMap<(&Text, u32), u64> = HashMap::default();
    for (&(a, b), conflict) in &conflicts.pairs {
        for (channel, &number) in &conflict.numbers {
            for file in [a, b] {
                let highest = parted.entry((channel, file)).or_insert(number);
                *highest = number.max(*highest);
            }
        }
    }
    let mut all: BTreeMap<u32, TimeRange> = BTreeMap::new();
    for event in events {
        for file in event.places().map(|place| place.file) {
            let is_own = match parted.get(&(&event.channel, file)) {
                Some(&number) => event.record_id >= number,
                None => event.time >= forked,
            };
            if is_own {
                let now = (event.time, event.time);
                let known = all.entry(file).or_insert(now);
                *known = united(*known, now);
            }
        }
    }
    all
}

/// How long after the end of one of two times the other begins.
fn apart(a: TimeRange, b: TimeRange) -> Span {
    a.0.max(b.0).since(a.1.min(b.1)).max(Span(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::logs::MachineLogs;
    use crate::correlate::testing::event;
    use crate::domain::coverage::RecordRuns;

    const DAY: i64 = 86_400;
    const SECURITY: &str = "Security";
    const SYSTEM: &str = "System";

    /// The histories of logs that lie in one folder under names without a meaning: each with its channel,
    /// and when its numbers from 1 on were written.
    fn histories_by_time(logs: &[(&str, &[i64])]) -> Vec<Vec<u32>> {
        let of_log = |(file, (channel, times)): (u32, &(&str, &[i64]))| {
            let records = (1..).zip(times.iter());
            let records = records.map(|(id, &at)| event(file, ("HOST", channel), id + 1, at));
            records.collect::<Vec<_>>()
        };
        let mut events: Vec<Event> = (0..).zip(logs).flat_map(of_log).collect();
        events.sort_by(|a, b| {
            (&a.channel, a.record_id, a.time).cmp(&(&b.channel, b.record_id, b.time))
        });
        let joined = JoinedRecords {
            events: &events,
            copies: &BTreeMap::new(),
            logs: &MachineLogs::of(&events, &BTreeSet::new()),
        };
        let files = CaseFiles {
            collected: &BTreeSet::new(),
            folders: &vec![0; logs.len()],
            exports: &(0..).take(logs.len()).collect::<Vec<_>>(),
            runs: &RecordRuns::default(),
        };
        let conflicts = Conflicts::find(joined, &files).expect("conflicts");
        let mut histories = histories(&conflicts, joined, &files);
        histories.sort();
        histories
    }

    #[test]
    fn logs_of_one_time_are_one_history() {
        let (first, second) = ([0, 900, 1000], [2 * DAY, 2 * DAY + 900, 3 * DAY]);
        let system = [2 * DAY + 300, 2 * DAY + 400];
        let logs: [(&str, &[i64]); 4] = [
            (SECURITY, &first),
            (SYSTEM, &system),
            (SECURITY, &second),
            (SYSTEM, &[200, 400]),
        ];
        assert_eq!(histories_by_time(&logs), [vec![0, 3], vec![1, 2]]);
    }

    #[test]
    fn the_nearest_of_logs_that_are_days_apart_is_not_tied() {
        let logs: [(&str, &[i64]); 5] = [
            (SECURITY, &[0, 900]),
            (SECURITY, &[3 * DAY, 3 * DAY + 900]),
            (SYSTEM, &[300, 600]),
            (SYSTEM, &[5 * DAY, 5 * DAY + 900]),
            (SYSTEM, &[9 * DAY, 9 * DAY + 900]),
        ];
        assert_eq!(
            histories_by_time(&logs),
            [vec![0, 2], vec![1], vec![3], vec![4]]
        );
    }

    #[test]
    fn time_does_not_place_a_copy_that_ran_in_parallel() {
        // System of the first history was written while Security of the other was.
        let logs: [(&str, &[i64]); 4] = [
            (SECURITY, &[0, 180]),
            (SECURITY, &[120, 3600]),
            (SYSTEM, &[1800, 1860]),
            (SYSTEM, &[130, 3000]),
        ];
        assert_eq!(histories_by_time(&logs), [[0], [1], [2], [3]]);
    }
}
