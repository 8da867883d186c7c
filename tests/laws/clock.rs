//! The clock law, checked on randomly generated stories.

use std::collections::BTreeMap;
use std::path::Path;

use whence::domain::time::Timestamp;

use crate::common::clock_law::{ClockStep, breaches};
use crate::common::dice::Dice;
use crate::common::evtx_writer::{Payload, Record, Value};
use crate::common::laws::opened;
use crate::common::records::security::clock_set;
use crate::common::records::system::clock_changed;
use crate::common::records::{SECURITY, SYSTEM, USER_PROFILE, WINLOGON};
use crate::common::scenario::{Case, write_log};
use crate::generated::random_story;

type Logs = BTreeMap<&'static str, Vec<Record>>;

fn shown(step: &ClockStep, time: u64) -> u64 {
    let ticks = step.shown(Timestamp::from_ticks(time as i64));
    ticks.ticks() as u64
}

/// The logs of a machine whose clock was set.
fn with_step(logs: &Logs, step: &ClockStep) -> Logs {
    let at = step.at.ticks() as u64;
    let mut shifted = logs.clone();
    for (channel, records) in &mut shifted {
        let computer = records.first().map(|record| record.computer.clone());
        let place = records.iter().position(|record| record.time >= at);
        let place = place.unwrap_or(records.len());
        for record in records.iter_mut() {
            record.time = shown(step, record.time);
            let fields = match &mut record.payload {
                Payload::EventData(fields) | Payload::UserData { fields, .. } => fields,
                Payload::Unnamed { .. } => continue,
            };
            for (_, value) in fields {
                if let Value::FileTime(time) = value {
                    *time = shown(step, *time);
                }
            }
        }
        let record = match *channel {
            SECURITY => clock_set(at, shown(step, at)),
            SYSTEM => clock_changed(at, shown(step, at), 1),
            _ => continue,
        };
        let (Some(computer), true) = (computer, step.is_recorded) else {
            continue;
        };
        let last = records.last().map_or(0, |record| record.record_id);
        let record_id = records.get(place).map_or(last + 1, |next| next.record_id);
        let record = Record {
            computer,
            record_id,
            time: shown(step, at),
            ..record
        };
        for record in &mut records[place..] {
            record.record_id += 1;
        }
        records.insert(place, record);
    }
    shifted
}

fn write(folder: &Path, logs: &Logs) {
    for (channel, records) in logs {
        write_log(folder, channel, records).expect("the logs can be written");
    }
}

/// Violations of the law by a case with one host, for several steps, one at a time.
fn breaches_with_steps(case: &Case, seed: u64, steps: u32, without: &[&str]) -> (u32, Vec<String>) {
    let mut logs = case.logs(0);
    logs.retain(|channel, _| !without.contains(channel));
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(&folder.path().join("as it was"), &logs);
    let as_it_was = opened(&[folder.path().join("as it was")]);
    let mut dice = Dice(seed);
    let (mut tried, mut found) = (0, Vec::new());
    for number in 0..steps {
        let Some(mut step) = ClockStep::choose(&as_it_was, &mut dice) else {
            continue;
        };
        step.is_recorded &= logs.contains_key(SECURITY) || logs.contains_key(SYSTEM);
        tried += 1;
        let elsewhere = folder.path().join(number.to_string());
        write(&elsewhere, &with_step(&logs, &step));
        found.extend(breaches(&as_it_was, &opened(&[elsewhere]), &step));
    }
    (tried, found)
}

#[test]
fn setting_the_clock_changes_no_session() {
    let seeds: u64 = std::env::var("WHENCE_SEEDS").map_or(24, |n| n.parse().expect("a number"));
    let (mut tried, mut failed) = (0, Vec::new());
    for seed in 0..seeds {
        let (steps, found) = breaches_with_steps(&random_story(seed), seed, 4, &[]);
        tried += u64::from(steps);
        failed.extend(found.iter().map(|why| format!("seed {seed}: {why}")));
    }
    assert!(tried >= seeds, "{tried} steps in {seeds} stories");
    assert!(
        failed.is_empty(),
        "{} breaches\n{}\n",
        failed.len(),
        failed.join("\n")
    );
}

/// Stories in which the machine stops at a time that its clock showed twice, as only some logs show
/// it.
#[test]
fn a_stop_stays_on_its_own_side_of_a_clock_step() {
    let mut failed = Vec::new();
    for (seed, without) in [
        (779, &[SECURITY][..]),
        (1357, &[USER_PROFILE, WINLOGON]),
        (1357, &[SECURITY]),
        (1464, &[USER_PROFILE, WINLOGON]),
    ] {
        let (_, found) = breaches_with_steps(&random_story(seed), seed, 4, without);
        failed.extend(found.iter().map(|why| format!("seed {seed}: {why}")));
    }
    assert!(failed.is_empty(), "\n{}\n", failed.join("\n"));
}
