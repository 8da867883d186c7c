//! Which files are of one history. Those that contradict each other never are; the others are put
//! together by what ties them, the strongest tie first.

use std::collections::{BTreeMap, BTreeSet};

use super::CaseFiles;
use super::conflicts::Conflicts;
use crate::correlate::copies::{Log, Logs};
use crate::domain::event::Text;
use crate::domain::time::{Span, Timestamp};

/// Above so many groups time ties nothing: each is compared with each.
const MOST_GROUPS: usize = 512;

/// The files of each history, the one that ended first at first. What is of all of them is in none.
pub fn histories(conflicts: &Conflicts, logs: &Logs, files: &CaseFiles<'_>) -> Vec<Vec<u32>> {
    let forked = conflicts.pairs.values().map(|conflict| conflict.at).min();
    let Some(forked) = forked else {
        return Vec::new();
    };
    let mut groups = Groups::of(conflicts, logs, forked);
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
    /// The earliest moment of which any two files tell different things.
    forked: Timestamp,
    logs: BTreeMap<u32, Vec<(&'l Text, &'l Log)>>,
    /// For each file its place among all by content: equal for copies.
    ranks: BTreeMap<u32, usize>,
}

impl<'l> Groups<'l> {
    /// Each file by itself.
    fn of(conflicts: &Conflicts, logs: &'l Logs, forked: Timestamp) -> Self {
        let mut by_file: BTreeMap<u32, Vec<(&Text, &Log)>> = BTreeMap::new();
        for (channel, file, log) in logs.iter().filter(|(_, _, log)| log.own) {
            by_file.entry(file).or_default().push((channel, log));
        }
        let contents: BTreeSet<&Vec<(&Text, &Log)>> = by_file.values().collect();
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
        let mut together: Vec<Vec<u32>> = together.into_values().collect();
        together.sort_by_cached_key(|files| self.ranks(files));
        for files in together.iter().filter(|files| files.len() > 1) {
            self.join(files);
        }
    }

    /// Groups with different logs of about the same time, where no other history has such a group.
    fn join_by_time(&mut self) {
        if self.all.len() > MOST_GROUPS {
            return;
        }
        loop {
            let mut order: Vec<&Group> = self.all.iter().collect();
            order.sort_by_cached_key(|group| self.ranks(&group.files));
            let tied = order
                .iter()
                .find_map(|group| Some((*group, self.tied_by_time(group)?)));
            let Some((group, other)) = tied else { return };
            let files: Vec<u32> = group.files.union(&other.files).copied().collect();
            if !self.join(&files) {
                return;
            }
        }
    }

    /// The only history whose records since the fork are nearest to those of a group.
    fn tied_by_time(&self, group: &Group) -> Option<&Group> {
        let own = self.since_fork(group)?;
        let channels = self.channels(group);
        let fits = |other: &&Group| {
            !other.against.is_empty()
                && other.files.is_disjoint(&group.files)
                && other.files.is_disjoint(&group.against)
                && self.channels(other).is_disjoint(&channels)
        };
        let fitting = self.all.iter().filter(fits);
        let distances = fitting.filter_map(|other| {
            let theirs = self.since_fork(other)?;
            let apart = own.0.max(theirs.0).since(own.1.min(theirs.1));
            Some((apart.max(Span(0)), other))
        });
        let mut distances: Vec<(Span, &Group)> = distances.collect();
        distances.sort_by_cached_key(|(apart, other)| (*apart, self.ranks(&other.files)));
        let ((nearest, best), others) = distances.split_first().map(|(a, b)| (*a, b))?;
        let is_rival = |other: &Group| !other.files.is_disjoint(&best.against);
        let rival = others.iter().find(|(_, other)| is_rival(other));
        let is_tied = match rival {
            Some((next, _)) => nearest.0.saturating_mul(2) < next.0,
            None => nearest == Span(0),
        };
        is_tied.then_some(best)
    }

    /// Groups that contradict the same others go on from each other, when nothing of those lies between.
    fn join_by_opponents(&mut self) {
        if self.all.len() > MOST_GROUPS {
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

    /// Whether a group tells only of the time after the fork, in logs of several histories, and so goes on
    /// from one of them, nobody knows which.
    fn goes_on_from_unknown(&self, group: &Group) -> bool {
        let logs = group.files.iter().filter_map(|file| self.logs.get(file));
        let is_later = logs.flatten().all(|(_, log)| log.times.0 >= self.forked);
        let channels = self.channels(group);
        let histories = self.all.iter().filter(|other| !other.against.is_empty());
        let same_log = histories.filter(|other| !self.channels(other).is_disjoint(&channels));
        group.against.is_empty() && is_later && same_log.count() > 1
    }

    /// From when to when a group tells of the time after the fork.
    fn since_fork(&self, group: &Group) -> Option<(Timestamp, Timestamp)> {
        let forked = self.forked;
        let logs = group.files.iter().filter_map(|file| self.logs.get(file));
        let times = logs.flatten().map(|(_, log)| log.times);
        let late = times.filter(|(_, last)| *last >= forked);
        let late = late.map(|(first, last)| (first.max(forked), last));
        late.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
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
