//! Computer names, each in one file, and which of them belong to one machine.

use std::collections::{BTreeMap, BTreeSet};

use super::survey::Survey;
use crate::correlate::machine_events::EventLists;
use crate::correlate::maps::HashMap;
use crate::correlate::time_range::united;
use crate::domain::account::{account_authority, fold, host_label, same_host_label};
use crate::domain::event::{Event, Identity, Text};
use crate::domain::time::Timestamp;

/// A host name in one file. Two machines made from one image began with the same name, so names
/// are joined file by file first, and across files by the name that a log ends with.
pub(super) struct Name {
    pub file: u32,
    /// The folder that holds the file.
    pub folder: u32,
    /// The first label of the name, folded.
    pub label: String,
    /// DNS suffixes under which the file has it.
    pub suffixes: BTreeSet<String>,
    /// Authorities (`S-1-5-21-a-b-c`) of its local accounts, each with the last time it was seen.
    pub authorities: BTreeMap<String, Timestamp>,
    /// Its first and last record.
    pub first: Timestamp,
    pub last: Timestamp,
    /// When the machine got another name, by this file.
    pub renamed: Option<Timestamp>,
    /// Index of another name of the same machine; its own index for the representative.
    parent: usize,
}

/// All names, joined where they belong to one machine.
#[derive(Default)]
pub(super) struct Names {
    pub all: Vec<Name>,
    /// For a representative: all names of its machine.
    members: Vec<Vec<usize>>,
    by_computer: HashMap<(u32, Text), usize>,
    by_label: BTreeMap<(u32, String), usize>,
    folders: Vec<u32>,
}

impl Names {
    /// The names of all records.
    pub(super) fn collect(events: EventLists<'_>, survey: &Survey<'_>, folders: &[u32]) -> Self {
        let mut names = Self {
            folders: folders.to_vec(),
            ..Self::default()
        };
        let apart = labels_of_several(events, survey);
        let mut of_computers = Vec::with_capacity(survey.computers.len());
        for computer in &survey.computers {
            let index = names.add_computer(computer.file, computer.example, &apart);
            if let Some(name) = names.all.get_mut(index) {
                (name.first, name.last) = united((name.first, name.last), computer.times);
            }
            of_computers.push(index);
        }
        for named in &survey.account_facts.named {
            if let Some(&index) = of_computers.get(named.computer as usize) {
                names.take(index, &named.who, named.times.1);
            }
        }
        names
    }

    /// A computer's name in a file.
    pub(super) fn in_file(&self, file: u32, computer: &Text) -> Option<usize> {
        self.by_computer
            .get(&(file, Text::clone(computer)))
            .copied()
    }

    /// Whether a file has records under a name of this label.
    pub(super) fn is_in_file(&self, file: u32, label: &str) -> bool {
        self.by_label.contains_key(&(file, label.to_owned()))
    }

    fn add_computer(&mut self, file: u32, event: &Event, apart: &BTreeSet<(u32, String)>) -> usize {
        if let Some(known) = self.in_file(file, &event.computer) {
            return known;
        }
        let label = host_label(&event.computer);
        let index = if apart.contains(&(file, label.clone())) {
            let spelling = fold(&event.computer);
            let same = self.all.iter().position(|name| {
                let own = name.suffixes.first().map(|s| format!("{}.{s}", name.label));
                name.file == file && own.unwrap_or_else(|| name.label.clone()) == spelling
            });
            same.unwrap_or_else(|| self.push(file, label.clone(), event.time))
        } else {
            self.add_label(file, label.clone(), event.time)
        };
        self.by_label.entry((file, label)).or_insert(index);
        self.by_computer
            .insert((file, Text::clone(&event.computer)), index);
        if let Some((_, suffix)) = event.computer.split_once('.')
            && let Some(name) = self.all.get_mut(index)
        {
            name.suffixes.insert(fold(suffix));
        }
        index
    }

    /// The name of a label in a file, made when the file has no record under it.
    pub(super) fn add_label(&mut self, file: u32, label: String, time: Timestamp) -> usize {
        if let Some(&known) = self.by_label.get(&(file, label.clone())) {
            return known;
        }
        let index = self.push(file, label.clone(), time);
        self.by_label.insert((file, label), index);
        index
    }

    fn push(&mut self, file: u32, label: String, time: Timestamp) -> usize {
        let index = self.all.len();
        // A file of an unknown folder is a separate folder.
        let folder = self.folders.get(file as usize).copied();
        self.all.push(Name {
            file,
            folder: folder.unwrap_or(u32::MAX - file),
            label,
            suffixes: BTreeSet::new(),
            authorities: BTreeMap::new(),
            first: time,
            last: time,
            renamed: None,
            parent: index,
        });
        self.members.push(vec![index]);
        index
    }

    /// Notes the authority of local accounts that an identity in a name's records shows.
    fn take(&mut self, index: usize, who: &Identity, time: Timestamp) {
        let own = self.all.get_mut(index).zip(who.sid.as_ref());
        let Some(((name, sid), domain)) = own.zip(who.domain.as_ref()) else {
            return;
        };
        let authority = account_authority(sid).filter(|_| same_host_label(domain, &name.label));
        let Some(authority) = authority else {
            return;
        };
        match name.authorities.get_mut(authority) {
            Some(last) => *last = time.max(*last),
            None => {
                name.authorities.insert(authority.to_owned(), time);
            }
        }
    }

    /// The representative of the names of a machine.
    pub(super) fn root(&self, name: usize) -> usize {
        let mut root = name;
        while let Some(parent) = self.all.get(root).map(|name| name.parent) {
            if parent == root {
                break;
            }
            root = parent;
        }
        root
    }

    /// All names of a machine, by their representative.
    pub(super) fn members(&self, root: usize) -> impl Iterator<Item = (usize, &Name)> {
        let indices = self.members.get(root).into_iter().flatten();
        indices.filter_map(|&index| Some((index, self.all.get(index)?)))
    }

    /// Joins two names of one machine.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (root, child) = (a.min(b), a.max(b));
        if root == child {
            return;
        }
        if let Some(name) = self.all.get_mut(child) {
            name.parent = root;
        }
        let moved = self.members.get_mut(child).map(std::mem::take);
        if let Some((members, moved)) = self.members.get_mut(root).zip(moved) {
            members.extend(moved);
        }
    }

    /// A machine got another name.
    pub(super) fn rename(&mut self, old: usize, new: usize, time: Timestamp) {
        self.join(old, new);
        if let Some(name) = self.all.get_mut(old).filter(|_| old != new) {
            name.renamed = Some(name.renamed.map_or(time, |known| known.max(time)));
        }
    }

    /// The names of a machine that no file renames.
    pub(super) fn last_names(&self, root: usize) -> BTreeSet<&str> {
        let current = self
            .members(root)
            .filter(|(_, name)| name.renamed.is_none());
        current.map(|(_, name)| name.label.as_str()).collect()
    }
}

/// A record id and the full name of its computer.
type Spelling = (u64, String);

/// Labels of several machines in one file: a forwarded log may hold the DC01 of two domains.
/// Their records alternate; a machine that moved to another domain never returns to the old one.
fn labels_of_several(events: EventLists<'_>, survey: &Survey<'_>) -> BTreeSet<(u32, String)> {
    let computers = survey.computers.iter();
    let computers = computers.map(|computer| (computer.file, &computer.example.computer));
    let suffixes: BTreeSet<(u32, &Text)> =
        computers.filter(|(_, name)| name.contains('.')).collect();
    let mut spellings: BTreeMap<(u32, String), BTreeSet<String>> = BTreeMap::new();
    for (file, computer) in suffixes {
        let key = (file, host_label(computer));
        spellings.entry(key).or_default().insert(fold(computer));
    }
    spellings.retain(|_, names| names.len() > 1);
    if spellings.is_empty() {
        return BTreeSet::new();
    }
    let mut streams: BTreeMap<(u32, String, &str), Vec<Spelling>> = BTreeMap::new();
    for event in events
        .iter()
        .flatten()
        .filter(|event| event.computer.contains('.'))
    {
        for place in event.places() {
            let (file, label) = (place.file, host_label(&event.computer));
            if spellings.contains_key(&(file, label.clone())) {
                let stream = streams.entry((file, label, &event.channel)).or_default();
                stream.push((event.record_id, fold(&event.computer)));
            }
        }
    }
    let mut several = BTreeSet::new();
    for ((file, label, _), mut stream) in streams {
        stream.sort();
        stream.dedup_by(|a, b| a.1 == b.1);
        let distinct: BTreeSet<&String> = stream.iter().map(|(_, name)| name).collect();
        if distinct.len() < stream.len() {
            several.insert((file, label));
        }
    }
    several
}
