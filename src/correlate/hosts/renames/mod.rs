//! Renames: a log that continues under another name belongs to one machine.
//! Rule H1.

mod local_accounts;

use std::collections::{BTreeMap, BTreeSet};

use local_accounts::LocalAccounts;

use super::names::{Name, Names};
use super::overlap::NumberConflicts;
use super::survey::Survey;
use super::traits::Traits;
use crate::correlate::machine_events::EventLists;
use crate::correlate::maps::HashMap;
use crate::correlate::windows::{RENAME_BOOT_REACH, RENAME_CLOCK_DOUBT, RENAME_RECORD_GAP};
use crate::domain::account::host_label;
use crate::domain::event::{Event, Fact, Places, PowerStep, Text};
use crate::domain::time::Timestamp;

/// Joins the names of renamed machines as far as one folder shows.
pub(super) fn join(names: &mut Names, events: EventLists<'_>, survey: &Survey<'_>) {
    join_renamed_logs(names, events, survey);
    join_announced_renames(names, survey);
    join_older_logs(names, events, Reach::File, &NumberConflicts::new());
    join_older_logs(names, events, Reach::Folder, &NumberConflicts::new());
}

/// In one file and channel, a log that continues under a new name after a restart, or with the same local
/// accounts, and never returns to the old one is a renamed machine. (Forwarded logs alternate between
/// names, and hold several channels.)
fn join_renamed_logs(names: &mut Names, events: EventLists<'_>, survey: &Survey<'_>) {
    let mut labels: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (index, name) in names.all.iter().enumerate() {
        labels.entry(name.file).or_default().insert(index);
    }
    labels.retain(|_, names| names.len() > 1);
    if labels.is_empty() {
        return;
    }
    let mut streams: BTreeMap<(u32, &str), Vec<&Event>> = BTreeMap::new();
    for events in events {
        // The events of a list are mostly of one log: looked up once for as long as it continues.
        let one_log =
            |a: &Event, b: &Event| Text::ptr_eq(&a.channel, &b.channel) && same_file(a, b);
        for run in events.chunk_by(one_log) {
            let Some(first) = run.first() else { continue };
            for place in first
                .places()
                .filter(|place| labels.contains_key(&place.file))
            {
                let stream = streams.entry((place.file, &first.channel)).or_default();
                stream.extend(run);
            }
        }
    }
    let mut channels: BTreeMap<u32, u32> = BTreeMap::new();
    for (file, _) in streams.keys() {
        *channels.entry(*file).or_default() += 1;
    }
    let mut accounts = None;
    for ((file, _), stream) in &mut streams {
        let number = |event: &&Event| (event.record_id, event.time);
        if !stream.is_sorted_by_key(number) {
            // A collector's log may hold millions: their numbers are compared, not looked up each time.
            stream.sort_by_cached_key(number);
        }
        let own = names_in(names, *file, stream);
        let mut span_of: HashMap<Option<usize>, (usize, usize)> = HashMap::default();
        for (at, name) in own.iter().enumerate() {
            span_of.entry(*name).or_insert((at, at)).1 = at;
        }
        for (at, (pair, own)) in stream.windows(2).zip(own.windows(2)).enumerate() {
            let ([before, after], [old, new]) = (pair, own) else {
                continue;
            };
            let (old, new) = (*old, *new);
            if old == new {
                continue;
            }
            let changed = span_of.get(&old).is_some_and(|span| span.1 == at)
                && span_of.get(&new).is_some_and(|span| span.0 == at + 1);
            if !changed || after.record_id - before.record_id > RENAME_RECORD_GAP {
                continue;
            }
            let around = at.saturating_sub(RENAME_BOOT_REACH)..(at + 2 + RENAME_BOOT_REACH);
            let reach = around.start..around.end.min(stream.len());
            let booted = stream
                .get(reach)
                .is_some_and(|near| near.iter().any(|e| is_boot(e)));
            let (Some(old), Some(new)) = (old, new) else {
                continue;
            };
            let mut has_same_accounts = || {
                let accounts = accounts.get_or_insert_with(|| LocalAccounts::of(names, survey));
                accounts.go_on(names, (old, new), stream.split_at(at + 1))
            };
            let is_one_log = channels.get(file) == Some(&1);
            if booted || (is_one_log && has_same_accounts()) {
                names.rename(old, new, after.time);
            }
        }
    }
}

/// The name of each event's computer in a file.
fn names_in(names: &Names, file: u32, stream: &[&Event]) -> Vec<Option<usize>> {
    let mut own = Vec::with_capacity(stream.len());
    for run in stream.chunk_by(|a, b| Text::ptr_eq(&a.computer, &b.computer)) {
        let name = run.first().and_then(|e| names.in_file(file, &e.computer));
        own.extend(std::iter::repeat_n(name, run.len()));
    }
    own
}

/// Whether two events have one place each, in one file.
fn same_file(a: &Event, b: &Event) -> bool {
    match (&a.places, &b.places) {
        (Places::One { file: a, .. }, Places::One { file: b, .. }) => a == b,
        _ => false,
    }
}

/// A 6011 counts when its own record has one of the two names.
fn join_announced_renames(names: &mut Names, survey: &Survey<'_>) {
    for event in &survey.renamed {
        let Fact::Renamed { old, new } = &event.fact else {
            continue;
        };
        let own = host_label(&event.computer);
        let (old_label, new_label) = (host_label(old), host_label(new));
        let announced = [&old_label, &new_label].contains(&&own);
        if old_label.is_empty() || old_label == new_label || !announced {
            continue;
        }
        for file in event.places().map(|place| place.file) {
            let old = names.add_label(file, old_label.clone(), event.time);
            let new = names.add_label(file, new_label.clone(), event.time);
            names.rename(old, new, event.time);
        }
    }
}

/// Where to look for the machine that had a name before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// In the same file.
    File,
    /// In the same folder.
    Folder,
    /// In the whole case.
    Case,
}

/// A log without a trace of a rename that ends under an old name belongs to the machine that had
/// the name, where only one did, and neither accounts nor records contradict.
pub(super) fn join_older_logs(
    names: &mut Names,
    events: EventLists<'_>,
    reach: Reach,
    clashes: &NumberConflicts,
) {
    let mut given_up: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut renamed: BTreeSet<usize> = BTreeSet::new();
    let mut last_names: BTreeMap<(u32, &str), Vec<usize>> = BTreeMap::new();
    for (index, name) in names.all.iter().enumerate() {
        if name.renamed.is_some() {
            given_up.entry(&name.label).or_default().push(index);
            renamed.insert(names.root(index));
        } else {
            let alike = last_names.entry((name.folder, &name.label)).or_default();
            alike.push(index);
        }
    }
    let clashing: BTreeSet<(usize, usize)> = clashes
        .iter()
        .map(|&(a, b)| (names.root(a), names.root(b)))
        .flat_map(|(a, b)| [(a, b), (b, a)])
        .collect();
    let mut joined: Vec<(usize, usize, Timestamp)> = Vec::new();
    for (index, name) in names.all.iter().enumerate() {
        let own = names.root(index);
        if renamed.contains(&own) {
            continue;
        }
        // Before the logs of a folder are joined, one machine is one last name.
        let mut machines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &other in given_up.get(name.label.as_str()).into_iter().flatten() {
            let root = names.root(other);
            let (near, keys) = match reach {
                Reach::File => (is_in(names, name.file, root), names.last_names(root)),
                Reach::Folder => {
                    let theirs = names.all.get(other).map(|theirs| theirs.folder);
                    (theirs == Some(name.folder), names.last_names(root))
                }
                Reach::Case => (true, BTreeSet::new()),
            };
            if reach == Reach::Case {
                machines.entry(root.to_string()).or_default().push(other);
            }
            for key in keys.into_iter().filter(|_| near) {
                machines.entry(key.to_owned()).or_default().push(other);
            }
        }
        let mut fitting = machines.into_iter().filter_map(|(key, others)| {
            let fits = |&other: &usize| ended_before(names, events, name, other);
            let other = others.iter().copied().find(fits)?;
            let mut roots: BTreeSet<usize> = others.iter().map(|&o| names.root(o)).collect();
            let alike = last_names.get(&(name.folder, key.as_str()));
            let alike = alike.filter(|_| reach != Reach::Case);
            roots.extend(alike.into_iter().flatten().map(|&o| names.root(o)));
            let clash = roots.iter().any(|&root| clashing.contains(&(own, root)));
            let theirs = Traits::of_all(names, &roots);
            let contradicts = Traits::of(names, own).is_other_machine(&theirs, clash);
            (!contradicts).then_some(other)
        });
        if let (Some(other), None) = (fitting.next(), fitting.next()) {
            joined.push((index, other, name.last));
        }
    }
    for (index, other, last) in joined {
        names.rename(index, other, last);
    }
}

/// Whether a log ends before another gives up its name. Where the clock was set back before the rename,
/// the log may end later by the clock: then the other log has a record under the old name near that
/// time. Its latest time alone proves nothing: the clock may have run ahead for minutes.
fn ended_before(names: &Names, events: EventLists<'_>, name: &Name, other: usize) -> bool {
    let Some((theirs, renamed)) = names.all.get(other).and_then(|o| Some((o, o.renamed?))) else {
        return false;
    };
    let is_near = |time: Timestamp| name.last.distance(time) <= RENAME_CLOCK_DOUBT;
    if name.last <= renamed.plus(RENAME_CLOCK_DOUBT) {
        return true;
    }
    name.last <= theirs.last.plus(RENAME_CLOCK_DOUBT)
        && events.iter().flatten().any(|event| {
            is_near(event.time)
                && event.places().any(|place| place.file == theirs.file)
                && names.in_file(theirs.file, &event.computer) == Some(other)
        })
}

/// Whether a file has records of a machine under one of its last names.
fn is_in(names: &Names, file: u32, root: usize) -> bool {
    let mut last = names.last_names(root).into_iter();
    last.any(|label| names.is_in_file(file, label))
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
