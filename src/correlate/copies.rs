//! Copies of one record: the live log, an archive, a shadow copy, an export, a collector's log. They become
//! one event with several places [source 3.8].
//!
//! A copy has the channel, the record id, the time and the event id of its original. An export or a collector
//! may renumber its records: then channel, event id, time and payload identify the copy. One log may have
//! genuine duplicates, so such copies are joined only across files, one to one in order.
//! Rule O1.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::lineages::{CaseFiles, JoinedRecords, Lineages};
use crate::correlate::logs::{LogSummary, MachineLogs};
use crate::correlate::machine_events::MachineEvents;
use crate::correlate::maps::HashMap;
use crate::domain::event::{Event, Place, Text};

/// One event for each record of a machine, by channel and record id. Nothing of it depends on the
/// order of the files or on how often a file was given.
pub(super) fn join(mut lists: Vec<Vec<Event>>, files: &CaseFiles<'_>) -> MachineEvents {
    lists.retain(|list| !list.is_empty());
    lists.sort_unstable_by(|a, b| match (a.first(), b.first()) {
        (Some(a), Some(b)) => by_number(a, b),
        _ => Ordering::Equal,
    });
    if is_unique(&lists) {
        return MachineEvents::as_read(lists);
    }
    let mut unique = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    for list in lists {
        unique.extend(list);
    }
    unique.sort_unstable_by(by_number);
    merge_duplicates(&mut unique);
    let logs = MachineLogs::of(&unique, files.collected);
    if logs.are_of_one_file() {
        return MachineEvents::joined(unique, None);
    }
    let renumbered = renumbered_copies(&unique, &logs);
    let joined = JoinedRecords {
        events: &unique,
        copies: &renumbered,
        logs: &logs,
    };
    let lineages = Lineages::find(joined, files);
    number_logs(&mut unique, &logs, &renumbered, lineages.as_ref());
    MachineEvents::joined(merge_places(unique, &renumbered), lineages)
}

/// Whether the lists are in order, have no record twice, and each log is in one file. This holds for most
/// machines, and then there is nothing to join.
fn is_unique(lists: &[Vec<Event>]) -> bool {
    let mut files: HashMap<&Text, u32> = HashMap::default();
    let mut last: Option<(&Event, u32)> = None;
    for event in lists.iter().flatten() {
        let mut places = event.places();
        let (Some(place), None) = (places.next(), places.next()) else {
            return false;
        };
        let of_same_log = last.is_some_and(|(before, file)| {
            file == place.file && Text::ptr_eq(&before.channel, &event.channel)
        });
        if !of_same_log && *files.entry(&event.channel).or_insert(place.file) != place.file {
            return false;
        }
        if let Some((before, _)) = last
            && (by_number(before, event) != Ordering::Less || same_number(before, event))
        {
            return false;
        }
        last = Some((event, place.file));
    }
    true
}

/// Makes one event of the neighbours that are one record, in place: there may be ten million.
fn merge_duplicates(events: &mut Vec<Event>) {
    let mut kept = 0;
    let mut places: Vec<(usize, Place)> = Vec::new();
    events.dedup_by(|later, earlier| {
        let are_one = same_number(earlier, later);
        if are_one {
            places.extend(later.places().map(|place| (kept, place)));
        } else {
            kept += 1;
        }
        are_one
    });
    for of_one in places.chunk_by(|a, b| a.0 == b.0) {
        let event = of_one.first().and_then(|(at, _)| events.get_mut(*at));
        if let Some(event) = event {
            event.add_places(of_one.iter().map(|(_, place)| *place));
        }
    }
}

fn by_number(a: &Event, b: &Event) -> Ordering {
    text_order(&a.channel, &b.channel)
        .then_with(|| (a.record_id, a.time, a.event_id).cmp(&(b.record_id, b.time, b.event_id)))
        .then_with(|| text_order(&a.computer, &b.computer))
        .then_with(|| a.payload.cmp(&b.payload))
        .then_with(|| a.places().cmp(b.places()))
}

/// Most texts that are equal are one text.
fn text_order(a: &Text, b: &Text) -> Ordering {
    if Text::ptr_eq(a, b) {
        Ordering::Equal
    } else {
        a.cmp(b)
    }
}

fn same_number(a: &Event, b: &Event) -> bool {
    (&a.channel, a.record_id, a.time, a.event_id) == (&b.channel, b.record_id, b.time, b.event_id)
        && a.computer == b.computer
}

fn same_content(a: &Event, b: &Event) -> bool {
    (a.time, a.event_id, a.payload) == (b.time, b.event_id, b.payload)
        && a.channel == b.channel
        && a.computer == b.computer
}

/// For each renumbered copy, by index: the index of its original.
fn renumbered_copies(events: &[Event], logs: &MachineLogs) -> BTreeMap<usize, usize> {
    let mut order: Vec<(usize, &Event)> = events.iter().enumerate().collect();
    order.sort_unstable_by(|(at, a), (bt, b)| {
        (a.time, a.event_id, a.payload, &a.channel, &a.computer, at).cmp(&(
            b.time,
            b.event_id,
            b.payload,
            &b.channel,
            &b.computer,
            bt,
        ))
    });
    let mut originals = BTreeMap::new();
    for alike in order.chunk_by(|(_, a), (_, b)| same_content(a, b)) {
        if alike.len() > 1 {
            match_copies(alike, logs, &mut originals);
        }
    }
    originals
}

/// The n-th of the records of one content in one file is a copy of the n-th in another.
fn match_copies(
    alike: &[(usize, &Event)],
    logs: &MachineLogs,
    originals: &mut BTreeMap<usize, usize>,
) {
    let mut in_file: HashMap<u32, usize> = HashMap::default();
    let mut by_place: BTreeMap<usize, Vec<(usize, &Event)>> = BTreeMap::new();
    for &(index, event) in alike {
        let files: BTreeSet<u32> = event.places().map(|place| place.file).collect();
        let mut nth = 0;
        for file in files {
            let count = in_file.entry(file).or_default();
            *count += 1;
            nth = nth.max(*count);
        }
        by_place.entry(nth).or_default().push((index, event));
    }
    for mut copies in by_place.into_values() {
        copies.sort_by_key(|(_, event)| std::cmp::Reverse(logs.rank(event)));
        let mut kept: Vec<Vec<(usize, &Event)>> = Vec::new();
        for copy in copies {
            let original = kept.iter_mut().find(|group| {
                let mut others = group.iter();
                others.all(|(_, other)| logs.are_apart(other, copy.1))
            });
            match original {
                Some(group) => {
                    if let Some((first, _)) = group.first() {
                        originals.insert(copy.0, *first);
                    }
                    group.push(copy);
                }
                None => kept.push(vec![copy]),
            }
        }
    }
}

/// Numbers of two logs of one channel that count differently cannot be compared: each gets a
/// numbering of its own. (A renumbered copy; a log whose file was removed.) Those of different
/// lineages never meet.
fn number_logs(
    events: &mut [Event],
    logs: &MachineLogs,
    renumbered: &BTreeMap<usize, usize>,
    lineages: Option<&Lineages>,
) {
    let mut conflicts: BTreeSet<(Text, u32, u32)> = BTreeSet::new();
    let never_meet = |a: u32, b: u32| a == b || lineages.is_some_and(|all| all.part(a, b));
    let mut conflict = |a: &Event, b: &Event| {
        for left in a.places() {
            for right in b.places() {
                if never_meet(left.file, right.file) {
                    continue;
                }
                conflicts.insert((Text::clone(&a.channel), left.file, right.file));
                conflicts.insert((Text::clone(&a.channel), right.file, left.file));
            }
        }
    };
    for (&copy, &original) in renumbered {
        if let (Some(copy), Some(original)) = (events.get(copy), events.get(original)) {
            conflict(copy, original);
        }
    }
    let same_id = |a: &Event, b: &Event| a.record_id == b.record_id && a.channel == b.channel;
    for run in events.chunk_by(same_id) {
        for (at, a) in run.iter().enumerate() {
            run.iter().skip(at + 1).for_each(|b| conflict(a, b));
        }
    }
    if conflicts.is_empty() {
        return;
    }
    let mut order: Vec<(&Text, u32, &LogSummary)> = logs.iter().collect();
    order.sort_by(|a, b| (a.0, b.2).cmp(&(b.0, a.2)));
    let mut numbering: HashMap<(Text, u32), u32> = HashMap::default();
    let mut members: BTreeMap<(&Text, u32), Vec<u32>> = BTreeMap::new();
    for (channel, file, _) in order {
        let against = |other: &u32| conflicts.contains(&(Text::clone(channel), file, *other));
        let free = (0..u32::MAX).find(|&number| {
            let taken = members.get(&(channel, number));
            !taken.is_some_and(|files| files.iter().any(against))
        });
        let number = free.unwrap_or(u32::MAX);
        members.entry((channel, number)).or_default().push(file);
        numbering.insert((Text::clone(channel), file), number);
    }
    for event in events {
        let of = |file| numbering.get(&(Text::clone(&event.channel), file)).copied();
        let numbers = event.places().filter_map(|place| of(place.file));
        event.numbering = numbers.min().unwrap_or(0);
    }
}

/// Gives the places of copies to their originals.
fn merge_places(events: Vec<Event>, renumbered: &BTreeMap<usize, usize>) -> Vec<Event> {
    let mut places: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
    for (&copy, &original) in renumbered {
        if let Some(copy) = events.get(copy) {
            places.entry(original).or_default().extend(copy.places());
        }
    }
    let all = events.into_iter().enumerate();
    let kept = all.filter(|(index, _)| !renumbered.contains_key(index));
    let whole = kept.map(|(index, mut event)| {
        if let Some(more) = places.get(&index) {
            event.add_places(more.iter().copied());
        }
        event
    });
    whole.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::testing::event;
    use crate::domain::coverage::RecordRuns;

    const SECURITY: (&str, &str) = ("HOST", "Security");
    const SYSTEM: (&str, &str) = ("HOST", "System");

    fn joined(lists: Vec<Vec<Event>>) -> MachineEvents {
        let (collected, runs) = (BTreeSet::new(), RecordRuns::default());
        let files = CaseFiles {
            collected: &collected,
            folders: &[],
            exports: &[],
            runs: &runs,
        };
        join(lists, &files)
    }

    fn numbers(events: &MachineEvents) -> Vec<(String, u64, usize)> {
        let of = |event: &Event| {
            let places = event.places().count();
            (event.channel.to_string(), event.record_id, places)
        };
        events.iter().map(of).collect()
    }

    #[test]
    fn the_result_does_not_depend_on_the_lists() {
        let security = |record_id| event(0, SECURITY, record_id, record_id as i64);
        let system = |record_id| event(1, SYSTEM, record_id, record_id as i64);
        let parts = || {
            vec![
                (4..7).map(system).collect(),
                (10..20).map(security).collect(),
                Vec::new(),
                (1..4).map(system).collect(),
                (1..10).map(security).collect(),
            ]
        };
        let mut one: Vec<Event> = parts().into_iter().flatten().collect();
        one.reverse();
        let expected: Vec<(String, u64, usize)> = (1..20)
            .map(|number| ("Security".to_owned(), number, 1))
            .chain((1..7).map(|number| ("System".to_owned(), number, 1)))
            .collect();
        assert!(!is_unique(&parts()));
        assert_eq!(numbers(&joined(parts())), expected);
        assert_eq!(numbers(&joined(vec![one])), expected);
    }

    #[test]
    fn only_unique_sorted_lists_are_left_unchanged() {
        let security = |file, record_id| event(file, SECURITY, record_id, record_id as i64);
        let whole = vec![vec![security(0, 1), security(0, 2)], vec![security(0, 3)]];
        assert!(is_unique(&whole));
        let twice = vec![vec![security(0, 1), security(0, 2)], vec![security(0, 2)]];
        assert!(!is_unique(&twice));
        let other_file = vec![vec![security(0, 1)], vec![security(1, 2)]];
        assert!(!is_unique(&other_file));
        let backward = vec![vec![security(0, 2), security(0, 1)]];
        assert!(!is_unique(&backward));
        let lists = vec![vec![security(0, 1), security(0, 2)], vec![security(1, 2)]];
        let expected = [("Security", 1, 1), ("Security", 2, 2)];
        let expected = expected.map(|(channel, id, places)| (channel.to_owned(), id, places));
        assert_eq!(numbers(&joined(lists)), expected);
    }
}
