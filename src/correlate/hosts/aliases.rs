//! The names that a machine had, and when.

use std::collections::{BTreeMap, HashMap};

use crate::domain::account::fold;
use crate::domain::event::{Event, Text};
use crate::domain::session::{Alias, Host};

/// A machine by its records, in the order of their numbers. Its names come in the order in which
/// its longest log first used them; the last one there is its name.
pub fn host_of(events: &[Event]) -> Host {
    let mut by_channel: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in events {
        by_channel.entry(&event.channel).or_default().push(event);
    }
    let mut logs: Vec<Vec<&Event>> = by_channel.into_values().collect();
    logs.sort_by_key(|log| std::cmp::Reverse(log.len()));
    let mut folded: HashMap<&Text, String> = HashMap::new();
    let mut names: Vec<Alias> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut last: Option<&Text> = None;
    for (rank, log) in logs.iter_mut().enumerate() {
        log.sort_by_key(|event| (event.numbering, event.record_id, event.time));
        for event in log.iter() {
            let name = folded
                .entry(&event.computer)
                .or_insert_with(|| fold(&event.computer));
            let known = at
                .get(name.as_str())
                .copied()
                .and_then(|at| names.get_mut(at));
            if let Some(known) = known {
                known.first = known.first.min(event.time);
                known.last = known.last.max(event.time);
            } else {
                at.insert(name.clone(), names.len());
                names.push(Alias {
                    name: Text::clone(&event.computer),
                    first: event.time,
                    last: event.time,
                });
            }
        }
        if rank == 0 {
            last = log.last().map(|event| &event.computer);
        }
    }
    let name = last.cloned().unwrap_or_else(|| Text::from(""));
    let own = fold(&name);
    names.retain(|alias| fold(&alias.name) != own);
    Host {
        name,
        aliases: names,
    }
}
