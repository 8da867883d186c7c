//! Which computer names are one host: a renamed machine is one, a forwarded log holds many.

use std::collections::{BTreeMap, HashMap};

use crate::domain::account::{fold, host_label};
use crate::domain::event::{Event, Fact, PowerStep, Text};
use crate::domain::session::{Host, HostIndex};

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

/// Finds the hosts of events sorted by host label, channel and record id.
pub fn find(events: &[Event]) -> Hosts {
    let mut labels: HashMap<Text, String> = HashMap::new();
    for event in events {
        labels
            .entry(Text::clone(&event.computer))
            .or_insert_with(|| host_label(&event.computer));
    }
    let label = |event: &Event| labels.get(&event.computer).map_or("", String::as_str);
    let mut union = Union::default();
    for event in events {
        union.add(label(event));
        if let Fact::Renamed { old, new } = &event.fact {
            let (old, new) = (host_label(old), host_label(new));
            // A rename is believed when the log itself is of one of the two names.
            if [old.as_str(), new.as_str()].contains(&label(event)) && !old.is_empty() {
                union.join(&old, &new);
            }
        }
    }
    join_renamed_logs(events, &label, &mut union);

    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        members
            .entry(union.root(label(event)))
            .or_default()
            .push(index);
    }
    let mut hosts: Vec<(Host, Vec<usize>)> = members
        .into_values()
        .map(|indices| (host_of(events, &indices), indices))
        .collect();
    hosts.sort_by_key(|(host, _)| fold(&host.name));
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

/// In one file and channel, a log that goes on under a new name after a restart and never returns
/// to the old one is a renamed machine. (Forwarded logs alternate between names.)
fn join_renamed_logs<'a>(
    events: &'a [Event],
    label: &dyn Fn(&'a Event) -> &'a str,
    union: &mut Union,
) {
    let mut streams: BTreeMap<(u32, &str), Vec<&Event>> = BTreeMap::new();
    for event in events {
        for place in &event.places {
            streams
                .entry((place.file, &event.channel))
                .or_default()
                .push(event);
        }
    }
    for stream in streams.values_mut() {
        stream.sort_by_key(|event| event.record_id);
        for (at, pair) in stream.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            if label(before) == label(after)
                || after.record_id - before.record_id > RENAME_RECORD_GAP
            {
                continue;
            }
            let around = at.saturating_sub(RENAME_BOOT_REACH)..(at + 2 + RENAME_BOOT_REACH);
            let reach = around.start..around.end.min(stream.len());
            let booted = stream
                .get(reach)
                .is_some_and(|near| near.iter().any(|e| is_boot(e)));
            let returns = stream
                .iter()
                .skip(at + 1)
                .any(|later| label(later) == label(before));
            if booted && !returns {
                union.join(label(before), label(after));
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

/// A union of labels.
#[derive(Default)]
struct Union(BTreeMap<String, String>);

impl Union {
    fn add(&mut self, label: &str) {
        if !self.0.contains_key(label) {
            self.0.insert(label.to_owned(), label.to_owned());
        }
    }

    fn root(&self, label: &str) -> String {
        let mut root = label;
        while let Some(parent) = self.0.get(root).filter(|parent| parent.as_str() != root) {
            root = parent;
        }
        root.to_owned()
    }

    fn join(&mut self, a: &str, b: &str) {
        self.add(a);
        self.add(b);
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.0.insert(a.clone().max(b.clone()), a.min(b));
        }
    }
}
