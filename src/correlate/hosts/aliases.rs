//! The names that a machine had, and when.

use std::cmp::Reverse;

use crate::correlate::machine_events::MachineEvents;
use crate::correlate::maps::HashMap;
use crate::correlate::time_range::{TimeRange, united};
use crate::domain::account::fold;
use crate::domain::event::{Event, Text};
use crate::domain::session::{Alias, Host};

/// A machine by its records, in the order of channels and numbers. Its names come in the order in which
/// its longest log first used them; the last one there is its name.
pub(crate) fn host_of(events: &MachineEvents) -> Host {
    let mut logs: Vec<Log<'_>> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let is_same = |log: &&mut Log<'_>| log.has_channel_of(event);
        if let Some(log) = logs.last_mut().filter(is_same) {
            log.take(event);
        } else {
            let mut log = Log::beginning(at);
            log.take(event);
            logs.push(log);
        }
    }
    logs.sort_by_key(|log| Reverse(log.count));
    let mut names: Vec<Alias> = Vec::new();
    for log in &mut logs {
        log.put_in_order(events);
        for &(name, times) in &log.names {
            take_name(&mut names, name, times);
        }
    }
    let last = logs.first().and_then(|longest| longest.last);
    let name = last.map_or_else(|| Text::from(""), |event| Text::clone(&event.computer));
    let own = fold(&name);
    names.retain(|alias| fold(&alias.name) != own);
    Host {
        name,
        aliases: names,
    }
}

/// The names of the computer in one log.
struct Log<'e> {
    /// Where its records begin among those of the machine.
    first: usize,
    /// How many there are.
    count: usize,
    /// The names in the order in which they were first used, and when.
    names: Vec<(&'e Text, TimeRange)>,
    /// The position of a name there.
    numbers: HashMap<&'e Text, usize>,
    /// The position of the name of the last record there.
    latest: usize,
    last: Option<&'e Event>,
    /// The records came in their order.
    is_ordered: bool,
}

impl<'e> Log<'e> {
    /// A log without records yet, whose first record will be the machine's record at `first`.
    fn beginning(first: usize) -> Self {
        Self {
            first,
            count: 0,
            names: Vec::new(),
            numbers: HashMap::default(),
            latest: 0,
            last: None,
            is_ordered: true,
        }
    }

    fn has_channel_of(&self, event: &Event) -> bool {
        self.last.is_some_and(|last| {
            Text::ptr_eq(&last.channel, &event.channel) || last.channel == event.channel
        })
    }

    fn take(&mut self, event: &'e Event) {
        let (name, times) = (&event.computer, (event.time, event.time));
        let before = self.last.replace(event);
        self.count += 1;
        self.is_ordered &= before.is_none_or(|before| place(before) <= place(event));
        if !before.is_some_and(|before| Text::ptr_eq(&before.computer, name)) {
            self.latest = *self.numbers.entry(name).or_insert(self.names.len());
        }
        match self.names.get_mut(self.latest) {
            Some((_, known)) => *known = united(*known, times),
            None => self.names.push((name, times)),
        }
    }

    /// Reads the records again in their order, where they came in another.
    fn put_in_order(&mut self, events: &'e MachineEvents) {
        if self.is_ordered {
            return;
        }
        let own = events.iter().skip(self.first).take(self.count);
        let mut own: Vec<&Event> = own.collect();
        own.sort_by_key(|event| place(event));
        *self = Self::beginning(self.first);
        for event in own {
            self.take(event);
        }
    }
}

/// What orders the records of a log.
fn place(event: &Event) -> impl Ord + use<> {
    (event.numbering, event.record_id, event.time)
}

/// Notes a name, whatever its case.
fn take_name(names: &mut Vec<Alias>, name: &Text, (first, last): TimeRange) {
    let own = fold(name);
    match names.iter_mut().find(|alias| fold(&alias.name) == own) {
        Some(known) => {
            known.first = known.first.min(first);
            known.last = known.last.max(last);
        }
        None => names.push(Alias {
            name: Text::clone(name),
            first,
            last,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::testing::event;

    /// The name of a machine with these records, and its other names with their first and last seconds.
    fn names(records: &[(&str, &str, u64, u32)]) -> (String, Vec<(String, TimeRange)>) {
        let events = records.iter().zip(0..);
        let events = events.map(|(&(name, channel, record_id, numbering), second)| Event {
            numbering,
            ..event(0, (name, channel), record_id, second)
        });
        let host = host_of(&MachineEvents::as_read(vec![events.collect()]));
        let aliases = host.aliases.iter();
        let aliases = aliases.map(|alias| (alias.name.to_string(), (alias.first, alias.last)));
        (host.name.to_string(), aliases.collect())
    }

    fn times(first: i64, last: i64) -> TimeRange {
        let at = |second| event(0, ("A", "System"), 1, second).time;
        (at(first), at(last))
    }

    #[test]
    fn the_last_name_of_the_longest_log_is_the_machines() {
        let (name, others) = names(&[
            ("OLD", "Security", 1, 0),
            ("old", "Security", 2, 0),
            ("NEW", "Security", 3, 0),
            ("FIRST", "System", 1, 0),
            ("OLD", "System", 2, 0),
        ]);
        assert_eq!(name, "NEW");
        let expected = [("OLD", times(0, 4)), ("FIRST", times(3, 3))];
        assert_eq!(
            others,
            expected.map(|(name, times)| (name.to_owned(), times))
        );
    }

    #[test]
    fn a_later_numbering_is_later_at_any_position() {
        let (name, others) = names(&[
            ("LAST", "System", 1, 1),
            ("FIRST", "System", 7, 0),
            ("SECOND", "System", 8, 0),
        ]);
        assert_eq!(name, "LAST");
        let expected = [("FIRST", times(1, 1)), ("SECOND", times(2, 2))];
        assert_eq!(
            others,
            expected.map(|(name, times)| (name.to_owned(), times))
        );
    }
}
