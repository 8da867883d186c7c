//! Recovered records, which no chunk header counts. Those that continue a log where a stale header stops are
//! joined with the other records of their machine. Remains of an earlier use of a chunk are joined only among
//! themselves, because nobody knows how much is missing around them. Neither affects what the other records
//! show of the machine: its boots, its clock, its names, its gaps.
//! Rule O2.

use std::collections::BTreeMap;

use super::hosts::{MachineNumber, Machines};
use super::machine_events::MachineEvents;
use super::maps::{HashMap, HashSet};
use crate::domain::account::host_label;
use crate::domain::coverage::{ChannelCoverage, RecordPoint};
use crate::domain::event::{Event, Fact, Text};
use crate::domain::time::Timestamp;

/// The recovered records of each machine.
#[derive(Default)]
pub(super) struct ByMachine {
    /// Of machines that have sound records.
    pub known: BTreeMap<MachineNumber, Vec<Event>>,
    /// Of computers that have none, by name.
    pub others: BTreeMap<String, Vec<Event>>,
}

impl ByMachine {
    /// A record belongs to the machine that has its computer's name in its file, else to the only machine
    /// that has that name anywhere.
    pub(super) fn of(recovered: Vec<Event>, machines: &Machines) -> Self {
        let mut all = Self::default();
        if recovered.is_empty() {
            return all;
        }
        let mut in_file: HashMap<(u32, &Text), MachineNumber> = HashMap::default();
        let mut by_label: HashMap<String, Option<MachineNumber>> = HashMap::default();
        for (number, (file, name)) in (0..).zip(&machines.computers) {
            let machine = machines.of(number);
            in_file.insert((*file, name), machine);
            let known = by_label.entry(host_label(name)).or_insert(Some(machine));
            *known = known.filter(|known| *known == machine);
        }
        for event in recovered.into_iter().filter(is_about_people) {
            let file = event.places().next().map_or(u32::MAX, |place| place.file);
            let machine = in_file.get(&(file, &event.computer)).copied();
            let label = host_label(&event.computer);
            match machine.or_else(|| by_label.get(&label).copied().flatten()) {
                Some(machine) => all.known.entry(machine).or_default().push(event),
                None => all.others.entry(label).or_default().push(event),
            }
        }
        all
    }
}

/// Facts about the machine are not taken from unused places: they would make boots, steps of the clock, names
/// and ends for all other records.
fn is_about_people(event: &Event) -> bool {
    !matches!(
        event.fact,
        Fact::Power { .. }
            | Fact::Slept { .. }
            | Fact::ClockSet { .. }
            | Fact::Renamed { .. }
            | Fact::Account { .. }
            | Fact::LogCleared { .. }
    ) && !matches!(&event.fact, Fact::Logon(logon) if logon.logon_type == 0)
}

/// What copies of one record have in common, whatever their number.
type Content<'e> = (&'e Text, &'e Text, Timestamp, u32);

fn content(event: &Event) -> Content<'_> {
    (&event.channel, &event.computer, event.time, event.event_id)
}

/// Each recovered record once, without those that a header counts elsewhere: by number, or where copies
/// are renumbered, by what they say.
pub(super) fn without_copies(mut recovered: Vec<Event>, sound: &MachineEvents) -> Vec<Event> {
    let by_record = |a: &Event, b: &Event| {
        let key = |event: &Event| (event.record_id, event.payload);
        content(a)
            .cmp(&content(b))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.places().cmp(b.places()))
    };
    recovered.sort_unstable_by(by_record);
    recovered.dedup_by(|later, earlier| {
        let are_one = is_copy(earlier, later);
        if are_one {
            earlier.add_places(later.places().collect::<Vec<_>>());
        }
        are_one
    });
    let times: HashSet<Timestamp> = recovered.iter().map(|event| event.time).collect();
    let mut counted: Vec<&Event> = (sound.iter())
        .filter(|event| times.contains(&event.time))
        .collect();
    counted.sort_unstable_by(|a, b| content(a).cmp(&content(b)));
    recovered.retain(|event| {
        let first = counted.partition_point(|other| content(other) < content(event));
        let alike = counted.get(first..).unwrap_or_default().iter();
        let mut alike = alike.take_while(|other| content(other) == content(event));
        !alike.any(|other| is_copy(other, event))
    });
    recovered
}

fn is_copy(a: &Event, b: &Event) -> bool {
    content(a) == content(b) && (a.record_id == b.record_id || a.payload == b.payload)
}

/// Whether a record continues a log that does not count it yet: a stale header stops before it, and it is
/// after the last record of the log, or in a gap, by number and by time. A record without such a place
/// contradicts the log, and remains of an earlier use have earlier times.
pub(super) fn goes_on(log: Option<&ChannelCoverage>, event: &Event) -> bool {
    if event.is_remains() {
        return false;
    }
    let Some(log) = log else {
        return true;
    };
    let is_after = |mark: &RecordPoint| event.record_id > mark.record_id && event.time >= mark.time;
    let is_before =
        |mark: &RecordPoint| event.record_id < mark.record_id && event.time <= mark.time;
    let mut gaps = log.gaps.iter();
    let mut runs = log.numberings.iter();
    runs.all(|run| is_before(&run.first) || is_after(&run.last))
        || gaps.any(|gap| is_after(&gap.after) && is_before(&gap.before))
}
