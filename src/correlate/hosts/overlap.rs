//! Compares the logs of one name: copies prove one machine, equal record numbers with different content prove
//! two.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::survey::{ListOwners, Survey};
use super::traits::Traits;
use crate::correlate::machine_events::EventLists;
use crate::correlate::maps::{HashMap, HashSet};
use crate::correlate::windows::{COPIES_OF_ONE_MACHINE, COPIES_UNDER_ONE_NAME};
use crate::domain::time::Timestamp;

/// Pairs of names whose logs have equal record numbers with other content.
pub(super) type NumberConflicts = BTreeSet<(usize, usize)>;

/// One record, in the form that is compared.
struct Seen<'e> {
    label: u32,
    channel: &'e str,
    record_id: u64,
    time: i64,
    event_id: u32,
    payload: u32,
    /// Its name: an index into all names.
    name: usize,
    /// Its file holds records of several machines, so its number may be the collector's.
    collected: bool,
    /// Number of its content, equal for copies.
    content: usize,
}

/// Joins machines that share records, and shows which pairs of the others cannot be one.
pub(super) fn join_copies(
    names: &mut Names,
    events: EventLists<'_>,
    survey: &Survey<'_>,
) -> NumberConflicts {
    let mut records = comparable(names, events, survey);
    records.sort_unstable_by(|a, b| content(a).cmp(&content(b)));
    let shared = number_contents(names, &mut records);
    records.sort_unstable_by(|a, b| {
        (a.label, a.channel, a.record_id, a.content, a.name).cmp(&(
            b.label,
            b.channel,
            b.record_id,
            b.content,
            b.name,
        ))
    });
    let mut clashes = NumberConflicts::new();
    let same_number = |a: &Seen<'_>, b: &Seen<'_>| {
        (a.label, a.channel, a.record_id) == (b.label, b.channel, b.record_id)
    };
    for run in records.chunk_by(same_number) {
        let mut sides: Vec<(usize, usize)> = run
            .iter()
            .filter(|record| !record.collected)
            .map(|record| (record.content, names.root(record.name)))
            .collect();
        sides.dedup();
        for (at, &(a, left)) in sides.iter().enumerate() {
            for &(b, right) in sides.iter().skip(at + 1) {
                // A renumbered copy has other numbers, and contradicts nothing.
                let is_copy = |content, root| {
                    let known: Option<&HashSet<usize>> = shared.get(&content);
                    known.is_some_and(|names_of| names_of.contains(&root))
                };
                let pair = (left.min(right), left.max(right));
                if a != b && left != right && !is_copy(a, right) && !is_copy(b, left) {
                    clashes.insert(pair);
                }
            }
        }
    }
    clashes
}

fn content<'e>(record: &Seen<'e>) -> (u32, &'e str, i64, u32, u32) {
    (
        record.label,
        record.channel,
        record.time,
        record.event_id,
        record.payload,
    )
}

/// What the records of a computer are compared by.
struct Comparable {
    label: u32,
    name: usize,
    collected: bool,
}

/// The records of names that several machines may have.
fn comparable<'e>(names: &Names, events: EventLists<'e>, survey: &Survey<'_>) -> Vec<Seen<'e>> {
    let mut machines: HashMap<&str, (u32, BTreeSet<usize>)> = HashMap::default();
    let mut in_file: HashMap<u32, BTreeSet<usize>> = HashMap::default();
    for (index, name) in names.all.iter().enumerate() {
        let root = names.root(index);
        let next = u32::try_from(machines.len()).unwrap_or(u32::MAX);
        let known = machines.entry(&name.label);
        known.or_insert((next, BTreeSet::new())).1.insert(root);
        in_file.entry(name.file).or_default().insert(root);
    }
    let computers = survey.computers.iter().map(|computer| {
        let name = names.in_file(computer.file, &computer.example.computer)?;
        let (label, roots) = machines.get(names.all.get(name)?.label.as_str())?;
        (roots.len() > 1).then(|| Comparable {
            label: *label,
            name,
            collected: in_file.get(&computer.file).is_some_and(|all| all.len() > 1),
        })
    });
    let computers: Vec<Option<Comparable>> = computers.collect();
    let of = |number: u32| computers.get(number as usize).and_then(Option::as_ref);
    let mut records = Vec::new();
    for (list, whose) in events.iter().zip(&survey.list_owners) {
        if matches!(whose, ListOwners::All(computer) if of(*computer).is_none()) {
            continue;
        }
        for (event, computer) in list.iter().zip(whose.iter()) {
            let Some(computer) = of(computer) else {
                continue;
            };
            records.push(Seen {
                label: computer.label,
                channel: &event.channel,
                record_id: event.record_id,
                time: event.time.ticks(),
                event_id: event.event_id,
                payload: event.payload,
                name: computer.name,
                collected: computer.collected,
                content: 0,
            });
        }
    }
    records
}

/// Numbers the contents, joins the machines that share enough of them, and returns for each shared
/// content the machines that have it.
fn number_contents(names: &mut Names, records: &mut [Seen<'_>]) -> HashMap<usize, HashSet<usize>> {
    // The same machines share long runs of records: counted by set, then by pair.
    let mut sets: HashMap<Vec<usize>, usize> = HashMap::default();
    let mut holders: Vec<(usize, Vec<usize>)> = Vec::new();
    let copies = records.chunk_by_mut(|a, b| content(a) == content(b));
    for (number, run) in copies.enumerate() {
        let mut machines = Vec::with_capacity(run.len());
        for record in run.iter_mut() {
            record.content = number;
            machines.push(names.root(record.name));
        }
        machines.sort_unstable();
        machines.dedup();
        if machines.len() > 1 {
            *sets.entry(machines.clone()).or_default() += 1;
            holders.push((number, machines));
        }
    }
    join_sharing(names, &sets);
    let with_roots = holders.into_iter().map(|(content, held)| {
        let roots = held.into_iter().map(|name| names.root(name)).collect();
        (content, roots)
    });
    with_roots.collect()
}

/// Joins pairs that share enough records and did not leave one image, when both left it with the
/// same others: an archive of the image itself belongs to none of them.
fn join_sharing(names: &mut Names, sets: &HashMap<Vec<usize>, usize>) {
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (set, count) in sets {
        for (at, &a) in set.iter().enumerate() {
            for &b in set.iter().skip(at + 1) {
                *shared.entry((a, b)).or_default() += count;
            }
        }
    }
    let mut others: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for &(a, b) in shared.keys() {
        if Traits::of(names, a).left_one_image(&Traits::of(names, b)) {
            others.entry(a).or_default().insert(b);
            others.entry(b).or_default().insert(a);
        }
    }
    for ((a, b), count) in shared {
        let enough = if Traits::of(names, a).has_other_domain(&Traits::of(names, b)) {
            COPIES_OF_ONE_MACHINE
        } else {
            COPIES_UNDER_ONE_NAME
        };
        if count >= enough && others.get(&a) == others.get(&b) {
            join_same_machine(names, a, b);
        }
    }
}

/// One machine: an older log that ends under a name which another log of it gives up is a log of
/// before that rename.
fn join_same_machine(names: &mut Names, a: usize, b: usize) {
    names.join(a, b);
    let root = names.root(a);
    let given_up: Vec<(String, Timestamp)> = names
        .members(root)
        .filter_map(|(_, name)| Some((name.label.clone(), name.renamed?)))
        .collect();
    let late: Vec<(usize, Timestamp)> = names
        .members(root)
        .filter(|(_, name)| name.renamed.is_none())
        .filter_map(|(index, name)| {
            let renamed = given_up.iter().find(|(label, _)| *label == name.label);
            renamed.map(|&(_, at)| (index, at))
        })
        .collect();
    for (index, at) in late {
        if let Some(name) = names.all.get_mut(index) {
            name.renamed = Some(at);
        }
    }
}
