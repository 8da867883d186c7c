//! Renames: a log that goes on under another name is of one machine.
//! Rule H1.

mod local_accounts;

use std::collections::{BTreeMap, BTreeSet};

use local_accounts::LocalAccounts;

use super::names::Names;
use super::survey::Survey;
use crate::correlate::Read;
use crate::correlate::maps::HashMap;
use crate::correlate::windows::{RENAME_BOOT_REACH, RENAME_CLOCK_DOUBT, RENAME_RECORD_GAP};
use crate::domain::account::host_label;
use crate::domain::event::{Event, Fact, Places, PowerStep, Text};
use crate::domain::time::Timestamp;

/// Joins the names of renamed machines as far as one folder tells.
pub fn join(names: &mut Names, events: Read<'_>, survey: &Survey<'_>) {
    join_renamed_logs(names, events, survey);
    join_announced_renames(names, survey);
    join_older_logs(names, Reach::File);
    join_older_logs(names, Reach::Folder);
}

/// In one file and channel, a log that goes on under a new name after a restart, or with the same local
/// accounts, and never returns to the old one is a renamed machine. (Forwarded logs alternate between
/// names, and hold several channels.)
fn join_renamed_logs(names: &mut Names, events: Read<'_>, survey: &Survey<'_>) {
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
        // The events of a list are mostly of one log: looked up once for as long as it goes on.
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

/// A 6011 is believed when its own record is of one of the two names.
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

/// Where the machine that gave up a name is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// In the same file.
    File,
    /// In the same folder.
    Folder,
    /// In the whole case.
    Case,
}

/// A log without a trace of a rename that ends under an old name belongs to the machine that had
/// the name, where only one did.
pub fn join_older_logs(names: &mut Names, reach: Reach) {
    let mut given_up: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut renamed: BTreeSet<usize> = BTreeSet::new();
    for (index, name) in names.all.iter().enumerate() {
        if name.renamed.is_some() {
            given_up.entry(name.label.clone()).or_default().push(index);
            renamed.insert(names.root(index));
        }
    }
    let mut joined: Vec<(usize, usize, Timestamp)> = Vec::new();
    for (index, name) in names.all.iter().enumerate() {
        if renamed.contains(&names.root(index)) {
            continue;
        }
        let fits = |other: usize| {
            let theirs = names.all.get(other)?;
            let near = match reach {
                Reach::File => is_in(names, name.file, names.root(other)),
                Reach::Folder => theirs.folder == name.folder,
                Reach::Case => true,
            };
            // Where the clock was set back before the rename, its time is earlier than the last under the old
            // name: the log that tells of it shows until when that was.
            let given_up = theirs.renamed?.max(theirs.last);
            let before = name.last <= given_up.plus(RENAME_CLOCK_DOUBT);
            (near && before).then_some(other)
        };
        let candidates = given_up.get(&name.label).into_iter().flatten();
        let fitting: Vec<usize> = candidates.filter_map(|&other| fits(other)).collect();
        // Before the logs of a folder are joined, one machine is one last name.
        let machines: BTreeSet<String> = fitting
            .iter()
            .flat_map(|&other| match reach {
                Reach::Case => vec![names.root(other).to_string()],
                _ => (names.last_names(names.root(other)).into_iter())
                    .map(str::to_owned)
                    .collect(),
            })
            .collect();
        if let (Some(&other), 1) = (fitting.first(), machines.len()) {
            joined.push((index, other, name.last));
        }
    }
    for (index, other, last) in joined {
        names.rename(index, other, last);
    }
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
