//! The names that a machine had, and when.

use crate::correlate::maps::HashMap;
use crate::correlate::own_events::OwnEvents;
use crate::domain::account::fold;
use crate::domain::event::{Event, Text};
use crate::domain::session::{Alias, Host};

/// A machine by its records, in the order of channels and numbers. Its names come in the order in which
/// its longest log first used them; the last one there is its name.
pub fn host_of(events: &OwnEvents) -> Host {
    let mut logs: Vec<Vec<&Event>> = Vec::new();
    for event in events.iter() {
        match logs.last_mut() {
            Some(log)
                if log
                    .first()
                    .is_some_and(|first| first.channel == event.channel) =>
            {
                log.push(event);
            }
            _ => logs.push(vec![event]),
        }
    }
    logs.sort_by_key(|log| std::cmp::Reverse(log.len()));
    let mut names: Vec<Alias> = Vec::new();
    let mut at: HashMap<&Text, usize> = HashMap::default();
    let mut last: Option<&Text> = None;
    for (rank, log) in logs.iter_mut().enumerate() {
        log.sort_by_key(|event| (event.numbering, event.record_id, event.time));
        let mut latest: Option<(&Text, usize)> = None;
        for event in log.iter() {
            let index = match latest {
                Some((computer, index))
                    if Text::ptr_eq(computer, &event.computer) || *computer == event.computer =>
                {
                    index
                }
                _ => *at
                    .entry(&event.computer)
                    .or_insert_with(|| index_of(&mut names, event)),
            };
            latest = Some((&event.computer, index));
            if let Some(known) = names.get_mut(index) {
                known.first = known.first.min(event.time);
                known.last = known.last.max(event.time);
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

/// The name of a record's computer among those known, whatever its case.
fn index_of(names: &mut Vec<Alias>, event: &Event) -> usize {
    let own = fold(&event.computer);
    let known = names.iter().position(|alias| fold(&alias.name) == own);
    known.unwrap_or_else(|| {
        names.push(Alias {
            name: Text::clone(&event.computer),
            first: event.time,
            last: event.time,
        });
        names.len() - 1
    })
}
