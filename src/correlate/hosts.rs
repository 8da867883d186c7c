//! Which computer names are one host: a renamed machine is one, a forwarded log holds many.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::account::{fold, host_label};
use crate::domain::event::{Event, Fact, PowerStep, Text};
use crate::domain::session::{Host, HostIndex};
use crate::domain::time::{Span, Timestamp};

/// Records of the old and of the new name are this close in number when a log goes on under a
/// new name; the records between them are of kinds that we do not read.
const RENAME_RECORD_GAP: u64 = 200;
/// A boot marker stands among this many records around the change: a rename takes a restart.
const RENAME_BOOT_REACH: usize = 12;

/// The hosts and, for each event, the index of its host.
pub struct Hosts {
    /// Sorted by label.
    pub hosts: Vec<Host>,
    /// In the order of the events.
    pub of_event: Vec<HostIndex>,
}

/// How long after a rename a log may still end under the old name and be of the renamed machine:
/// clocks are set by hours during set-up.
const RENAME_CLOCK_DOUBT: Span = Span::seconds(24 * 3600);

/// Finds the hosts of events sorted by host label, channel and record id.
pub fn find(events: &[Event]) -> Hosts {
    let mut names = Names::default();
    names.collect(events);
    names.join_renamed_logs(events);
    names.join_announced_renames(events);
    names.join_logs_that_end_before_a_rename();
    names.join_last_names();

    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        let name = event
            .places
            .first()
            .and_then(|place| names.of(place.file, &event.computer));
        let root = name.map_or(usize::MAX, |name| names.root(name));
        members.entry(root).or_default().push(index);
    }
    let mut hosts: Vec<(Host, Vec<usize>)> = members
        .into_values()
        .map(|indices| (host_of(events, &indices), indices))
        .collect();
    hosts.sort_by_cached_key(|(host, indices)| (fold(&host.name), indices.first().copied()));
    let mut of_event = vec![HostIndex(0); events.len()];
    for (number, (_, indices)) in hosts.iter().enumerate() {
        for &index in indices {
            if let Some(slot) = of_event.get_mut(index) {
                *slot = HostIndex(u32::try_from(number).unwrap_or(u32::MAX));
            }
        }
    }
    Hosts {
        hosts: hosts.into_iter().map(|(host, _)| host).collect(),
        of_event,
    }
}

/// A host name in one file. Two machines made from one image began with the same name, so names
/// are joined file by file first, and across files by the name that a log ends with.
struct Name {
    file: u32,
    label: String,
    /// DNS suffixes under which the file has it.
    suffixes: BTreeSet<String>,
    /// Its last record.
    last: Timestamp,
    /// When the file says that the machine got another name.
    renamed: Option<Timestamp>,
    /// Index of a name of the same machine; its own where it stands for all.
    parent: usize,
}

/// All names, joined where they are of one machine.
#[derive(Default)]
struct Names {
    all: Vec<Name>,
    by_file: BTreeMap<(u32, String), usize>,
    labels: HashMap<Text, String>,
}

impl Names {
    fn collect(&mut self, events: &[Event]) {
        for event in events {
            let label = host_label(&event.computer);
            self.labels
                .entry(Text::clone(&event.computer))
                .or_insert(label);
            let mut first = None;
            for place in &event.places {
                let name = self.add(place.file, &event.computer, event.time);
                // One record in two files: the files are of one machine.
                let first = *first.get_or_insert(name);
                self.join(first, name);
            }
        }
    }

    fn of(&self, file: u32, computer: &str) -> Option<usize> {
        let label = self.labels.get(computer)?;
        self.by_file.get(&(file, label.clone())).copied()
    }

    fn add(&mut self, file: u32, computer: &str, time: Timestamp) -> usize {
        let label = host_label(computer);
        let next = self.all.len();
        let index = *self.by_file.entry((file, label.clone())).or_insert(next);
        if index == next {
            self.all.push(Name {
                file,
                label,
                suffixes: BTreeSet::new(),
                last: time,
                renamed: None,
                parent: next,
            });
        }
        if let Some(name) = self.all.get_mut(index) {
            name.last = name.last.max(time);
            if let Some((_, suffix)) = computer.split_once('.')
                && !name.suffixes.contains(suffix)
            {
                name.suffixes.insert(fold(suffix));
            }
        }
        index
    }

    fn root(&self, name: usize) -> usize {
        let mut root = name;
        while let Some(parent) = self.all.get(root).map(|name| name.parent) {
            if parent == root {
                break;
            }
            root = parent;
        }
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(name) = self.all.get_mut(a.max(b)) {
            name.parent = a.min(b);
        }
    }

    fn rename(&mut self, old: usize, new: usize, time: Timestamp) {
        self.join(old, new);
        if let Some(name) = self.all.get_mut(old).filter(|_| old != new) {
            name.renamed = Some(name.renamed.map_or(time, |known| known.max(time)));
        }
    }

    /// In one file and channel, a log that goes on under a new name after a restart and never
    /// returns to the old one is a renamed machine. (Forwarded logs alternate between names.)
    fn join_renamed_logs(&mut self, events: &[Event]) {
        let mut streams: BTreeMap<(u32, &str), Vec<&Event>> = BTreeMap::new();
        for event in events {
            for place in &event.places {
                streams
                    .entry((place.file, &event.channel))
                    .or_default()
                    .push(event);
            }
        }
        for ((file, _), stream) in &mut streams {
            stream.sort_by_key(|event| event.record_id);
            let mut last_of: HashMap<Option<usize>, usize> = HashMap::new();
            for (at, event) in stream.iter().enumerate() {
                last_of.insert(self.of(*file, &event.computer), at);
            }
            for (at, pair) in stream.windows(2).enumerate() {
                let [before, after] = pair else { continue };
                let names = self
                    .of(*file, &before.computer)
                    .zip(self.of(*file, &after.computer));
                let Some((old, new)) = names.filter(|(old, new)| old != new) else {
                    continue;
                };
                let returns = last_of.get(&Some(old)).is_some_and(|&last| last > at);
                if returns || after.record_id - before.record_id > RENAME_RECORD_GAP {
                    continue;
                }
                let around = at.saturating_sub(RENAME_BOOT_REACH)..(at + 2 + RENAME_BOOT_REACH);
                let reach = around.start..around.end.min(stream.len());
                let booted = stream
                    .get(reach)
                    .is_some_and(|near| near.iter().any(|e| is_boot(e)));
                if booted {
                    self.rename(old, new, after.time);
                }
            }
        }
    }

    /// A 6011 is believed when its own record is of one of the two names.
    fn join_announced_renames(&mut self, events: &[Event]) {
        for event in events {
            let Fact::Renamed { old, new } = &event.fact else {
                continue;
            };
            let own = host_label(&event.computer);
            let (old_label, new_label) = (host_label(old), host_label(new));
            if old_label.is_empty() || ![&old_label, &new_label].contains(&&own) {
                continue;
            }
            for file in event.places.iter().map(|place| place.file) {
                let old = self.add(file, &old_label, event.time);
                let new = self.add(file, &new_label, event.time);
                self.rename(old, new, event.time);
            }
        }
    }

    /// A log without a trace of a rename that ends under an old name belongs to the machine that
    /// had the name: the one in the same file, else the only one that had it.
    fn join_logs_that_end_before_a_rename(&mut self) {
        let mut renamed: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut has_other_names: BTreeSet<usize> = BTreeSet::new();
        for (index, name) in self.all.iter().enumerate() {
            if name.renamed.is_some() {
                renamed.entry(name.label.clone()).or_default().push(index);
                has_other_names.insert(self.root(index));
            }
        }
        for index in 0..self.all.len() {
            let root = self.root(index);
            let Some(name) = self
                .all
                .get(index)
                .filter(|_| !has_other_names.contains(&root))
            else {
                continue;
            };
            let fitting: Vec<usize> = renamed
                .get(&name.label)
                .into_iter()
                .flatten()
                .copied()
                .filter(|&other| {
                    let renamed = self.all.get(other).and_then(|other| other.renamed);
                    renamed.is_some_and(|at| name.last <= at.plus(RENAME_CLOCK_DOUBT))
                })
                .collect();
            let last_names = |among: &[usize]| -> BTreeSet<String> {
                among
                    .iter()
                    .flat_map(|&other| self.last_names(self.root(other)))
                    .collect()
            };
            let here: Vec<usize> = fitting
                .iter()
                .copied()
                .filter(|&other| self.is_in(name.file, self.root(other)))
                .collect();
            let chosen = [here, fitting]
                .into_iter()
                .find(|among| last_names(among).len() == 1);
            if let Some(&other) = chosen.as_deref().and_then(<[usize]>::first) {
                let at = name.last;
                self.rename(index, other, at);
            }
        }
    }

    /// Whether a file has records of a machine under one of its last names.
    fn is_in(&self, file: u32, root: usize) -> bool {
        let mut last = self.last_names(root).into_iter();
        last.any(|label| self.by_file.contains_key(&(file, label)))
    }

    /// The names of a machine that no file renames.
    fn last_names(&self, root: usize) -> BTreeSet<String> {
        let all = self.all.iter().enumerate();
        all.filter(|(index, name)| name.renamed.is_none() && self.root(*index) == root)
            .map(|(_, name)| name.label.clone())
            .collect()
    }

    /// Logs of different files that end under one name are of one machine, unless their DNS
    /// suffixes tell two apart.
    fn join_last_names(&mut self) {
        let mut by_label: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, name) in self.all.iter().enumerate() {
            if name.renamed.is_none() {
                by_label.entry(name.label.clone()).or_default().push(index);
            }
        }
        for names in by_label.into_values() {
            let mut of_suffix: BTreeMap<String, usize> = BTreeMap::new();
            let mut bare: Vec<usize> = Vec::new();
            for index in names {
                let suffixes = self.all.get(index).map(|name| name.suffixes.clone());
                let suffixes = suffixes.filter(|suffixes| !suffixes.is_empty());
                match suffixes {
                    None => bare.push(index),
                    Some(suffixes) => {
                        for suffix in suffixes {
                            let other = *of_suffix.entry(suffix).or_insert(index);
                            self.join(index, other);
                        }
                    }
                }
            }
            let roots: BTreeSet<usize> = of_suffix.values().map(|&name| self.root(name)).collect();
            let mut machine = roots.first().copied().filter(|_| roots.len() == 1);
            for index in bare {
                self.join(index, *machine.get_or_insert(index));
            }
        }
    }
}

fn is_boot(event: &Event) -> bool {
    match &event.fact {
        Fact::Power {
            step: PowerStep::Booted | PowerStep::Stopped,
            ..
        } => true,
        Fact::Logon(logon) => logon.logon_type == 0,
        _ => false,
    }
}

/// Names in the order in which the host's longest log first used them; the last is its name.
fn host_of(events: &[Event], indices: &[usize]) -> Host {
    let of = |index: &usize| events.get(*index);
    let mut by_channel: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in indices.iter().filter_map(of) {
        by_channel.entry(&event.channel).or_default().push(event);
    }
    let mut logs: Vec<Vec<&Event>> = by_channel.into_values().collect();
    logs.sort_by_key(|log| std::cmp::Reverse(log.len()));
    let mut names: Vec<Text> = Vec::new();
    let mut last: Option<Text> = None;
    for (rank, log) in logs.iter_mut().enumerate() {
        log.sort_by_key(|event| (event.record_id, event.time));
        for event in log.iter() {
            if !names.iter().any(|name| fold(name) == fold(&event.computer)) {
                names.push(Text::clone(&event.computer));
            }
        }
        if rank == 0 {
            last = log.last().map(|event| Text::clone(&event.computer));
        }
    }
    let name = last.unwrap_or_else(|| Text::from(""));
    names.retain(|other| fold(other) != fold(&name));
    Host {
        name,
        aliases: names,
    }
}
