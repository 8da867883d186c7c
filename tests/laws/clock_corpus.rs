//! The clock law, checked on real evidence: each host is read a second time with shifted times from
//! some moment on, as if its clock had been set. The evidence is not changed, only what the program
//! has read of it.

use std::sync::Arc;

use whence::domain::event::{Event, Fact, Header, Text};

use crate::common::clock_law::{ClockStep, breaches};
use crate::common::dice::Dice;
use crate::lineage_corpus::{HostRecords, shift};
use crate::{labelled_sets, shared};

/// The records that report a clock change, by channel.
const SETTINGS: [(&str, u32); 2] = [("Security", 4616), ("System", 1)];

/// The data read from the host whose clock was set.
fn with_step(host: &HostRecords, step: &ClockStep) -> HostRecords {
    let mut shifted = host.clone();
    for event in shifted.events.iter_mut().flatten() {
        shift(event, step.at, step.by);
    }
    let logs = shifted.runs.logs.values_mut();
    for run in logs
        .flat_map(|logs| logs.values_mut())
        .flat_map(|log| &mut log.runs)
    {
        let (earliest, latest) = (run.earliest, run.latest);
        run.first.time = step.shown(run.first.time);
        run.last.time = step.shown(run.last.time);
        (run.earliest, run.latest) = (step.shown(earliest), step.shown(latest));
        if earliest < step.at && latest >= step.at {
            run.earliest = earliest.min(step.shown(step.at));
            run.latest = run.latest.max(step.at);
        }
    }
    if step.is_recorded {
        for (channel, event_id) in SETTINGS {
            add_step_record(&mut shifted, host, step, (channel, event_id));
        }
    }
    shifted
}

/// Inserts a record of the change into a log and increments the numbers of the records after it.
fn add_step_record(
    shifted: &mut HostRecords,
    host: &HostRecords,
    step: &ClockStep,
    (channel, event_id): (&str, u32),
) {
    let later = host.events.iter().flatten();
    let later = later.filter(|event| event.channel.as_str() == channel && event.time >= step.at);
    let Some(number) = later.map(|event| event.record_id).min() else {
        return;
    };
    let mut is_inserted = false;
    for list in &mut shifted.events {
        let place = list
            .iter()
            .position(|event| event.channel.as_str() == channel && event.record_id == number);
        for event in list.iter_mut() {
            if event.channel.as_str() == channel && event.record_id >= number {
                event.record_id += 1;
            }
        }
        if let Some(place) = place.filter(|_| !is_inserted) {
            is_inserted = true;
            let next = &list[place];
            let header = Header {
                computer: Text::clone(&next.computer),
                channel: Text::clone(&next.channel),
                event_id,
                user_sid: None,
            };
            let event = Event {
                time: step.shown(step.at),
                record_id: number,
                header: Arc::new(header),
                fact: Fact::ClockSet {
                    old: step.at,
                    new: step.shown(step.at),
                },
                ..next.clone()
            };
            list.insert(place, event);
        }
    }
    for logs in shifted.runs.logs.values_mut() {
        let Some(log) = logs.get_mut(channel) else {
            continue;
        };
        for run in &mut log.runs {
            for mark in [&mut run.first, &mut run.last] {
                mark.record_id += u64::from(mark.record_id >= number);
            }
            if run.first.record_id == number + 1 {
                run.first.record_id = number;
            }
        }
        for (_, high) in log.computers.values_mut() {
            *high += u64::from(*high >= number);
        }
    }
}

#[test]
fn setting_the_clock_changes_no_session_of_a_real_host() {
    let Some(shared) = shared() else { return };
    let (mut failed, mut steps) = (Vec::new(), 0);
    for (name, paths) in labelled_sets(&shared) {
        let Some(host) = HostRecords::of(&paths) else {
            continue;
        };
        let as_it_was = host.case();
        let mut dice = Dice(name.len() as u64);
        for _ in 0..6 {
            let Some(step) = ClockStep::choose(&as_it_was, &mut dice) else {
                continue;
            };
            steps += 1;
            let found = breaches(&as_it_was, &with_step(&host, &step).case(), &step);
            failed.extend(found.iter().map(|why| format!("{name}: {why}")));
        }
    }
    assert!(steps >= 20, "{steps} steps in all of the corpus");
    let count = failed.len();
    assert!(
        failed.is_empty(),
        "{count} breaches\n{}\n",
        failed.join("\n")
    );
}
