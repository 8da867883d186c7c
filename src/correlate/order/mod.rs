//! One order for all records of a host, across its logs, and the boots that divide it.
//!
//! Within a channel, records are in the order of their ids. Clocks are set back by hours during set-up, so
//! each channel is first cut into eras in which its clock runs forward (`eras`), and the eras of all channels
//! are aligned. Within an era, time orders records of different channels. The result is divided into boots
//! (`boots`).

mod anchors;
mod boots;
mod by_log;
mod clock;
mod clock_settings;
mod eras;
mod item;
mod items;
mod phases;
mod recovered;

use std::cmp::Ordering;

use crate::correlate::coverage::Coverage;
use crate::correlate::lineages::Lineage;
use crate::correlate::machine_events::MachineEvents;
use crate::correlate::windows::{CLOCK_STEP, OUT_OF_ORDER};
use crate::domain::event::{Event, EventIndex, Fact, LocalSessionStep};
use crate::domain::event_id;
use crate::domain::time::Timestamp;

use by_log::ByLog;

pub(super) use clock::{ClockStep, clock_steps};
pub(super) use item::{Item, Pos, effective_time};
pub(super) use items::{FactKinds, Items};

/// Orders the events of one lineage of a host; `first` is the index of the host's first event in the case.
pub(super) fn order<'a>(
    events: &'a MachineEvents,
    first: EventIndex,
    coverage: &Coverage,
    lineage: Lineage<'_>,
) -> Items<'a> {
    let mut by_log = ByLog::of(events, first, coverage, lineage);
    let offsets = eras::assign_eras(&mut by_log, coverage);
    let ByLog {
        mut items,
        logs,
        recovered,
        kinds,
        ..
    } = by_log;
    for log in logs {
        let records = items.get_mut(log.records).unwrap_or_default();
        keep_in_order(records);
        sort_neighbours(records);
    }
    // Each log is in order, or nearly so: this sort merges what is.
    items.sort_by(in_order);
    let kind_of = |item: &Item<'a>| {
        let place = item.index.0.checked_sub(first.0);
        place.and_then(|place| kinds.get(place as usize)).copied()
    };
    let mut items = Items::new(items, kind_of);
    boots::number(&mut items, coverage, &offsets);
    if recovered.is_empty() {
        return items;
    }
    let items = recovered::merge(items.into_all(), recovered);
    Items::new(items, kind_of)
}

fn in_order(a: &Item<'_>, b: &Item<'_>) -> Ordering {
    let in_time = (a.era, a.place, a.ran_back).cmp(&(b.era, b.place, b.ran_back));
    in_time.then_with(|| in_place(a, b))
}

/// How a record sorts among records of the same time [source 4.2].
fn rank(event: &Event) -> u32 {
    const OTHERS: u32 = 5;
    match &event.fact {
        Fact::CredentialsChecked { .. } => 0,
        Fact::LogonFailed(_) | Fact::ExplicitCredentials(_) => 1,
        Fact::Logon(_) => 2,
        Fact::PrivilegesAssigned { .. } => 3,
        Fact::LocalSession(line) => match line.step {
            LocalSessionStep::ArbitrationBegan => 4,
            LocalSessionStep::LoggedOn => 6,
            LocalSessionStep::ShellStarted => 7,
            LocalSessionStep::LoggedOff => 9,
            LocalSessionStep::Disconnected => 10,
            _ => OTHERS,
        },
        Fact::LogoffStarted { .. } => 8,
        Fact::Power { .. } => match event.event_id {
            event_id::WINDOWS_STARTED => 0,
            event_id::RESTARTED_UNCLEANLY => 4,
            _ => OTHERS,
        },
        _ => OTHERS,
    }
}

/// Records of one time.
#[cold]
fn in_place(a: &Item<'_>, b: &Item<'_>) -> Ordering {
    let place = |item: &Item<'_>| {
        // Records that ran back are in the order of their numbers.
        let rank = if item.ran_back { 0 } else { rank(item.event) };
        (rank, item.event.record_id, item.index)
    };
    place(a).cmp(&place(b))
}

/// Keeps records of one log in the order of their numbers where the clock was set back by too little for an
/// era. Threads write out of order by milliseconds, and records of boots and sleep are written after others
/// have their numbers: those are in the order of their times.
fn keep_in_order(records: &mut [Item<'_>]) {
    let mut latest: Option<(u32, Timestamp)> = None;
    for item in records {
        if matches!(
            item.event.fact,
            Fact::Power { .. } | Fact::Slept { .. } | Fact::ClockSet { .. }
        ) {
            continue;
        }
        match latest {
            Some((era, last)) if era == item.era && item.time <= last => {
                let back = last.since(item.time);
                if back > OUT_OF_ORDER && back <= CLOCK_STEP {
                    (item.place, item.ran_back) = (last, true);
                }
            }
            _ => latest = Some((item.era, item.time)),
        }
    }
}

/// Sorts the records of one log where only neighbours are out of order, and leaves other logs alone: a sorted
/// log is a run that the sort need not split.
fn sort_neighbours(items: &mut [Item<'_>]) {
    const FAR: usize = 64;
    let mut done = 0;
    while let Some(next) = first_late(items.get(done..).unwrap_or_default()) {
        let at = done + next;
        let mut place = at;
        while let Some([before, own]) = place.checked_sub(1).and_then(|a| items.get(a..=place)) {
            if in_order(before, own) != Ordering::Greater {
                break;
            }
            if at - place > FAR {
                return;
            }
            items.swap(place - 1, place);
            place -= 1;
        }
        done = at;
    }
}

/// The first record that belongs before the one before it.
fn first_late(items: &[Item<'_>]) -> Option<usize> {
    let mut pairs = items.iter().zip(items.iter().skip(1));
    let late = pairs.position(|(before, own)| in_order(before, own) == Ordering::Greater);
    late.map(|before| before + 1)
}
