//! The lineage law, checked on randomly generated stories.

use std::collections::BTreeMap;
use std::path::Path;

use whence::domain::time::Timestamp;

use crate::common::dice::Dice;
use crate::common::evtx_writer::{Payload, Record, Value, write_evtx};
use crate::common::laws::{breaches_of_conservation, opened};
use crate::common::lineage_law::{breaches, quiet_moment};
use crate::common::scenario::file_name;
use crate::generated::random_story;

type Logs = BTreeMap<&'static str, Vec<Record>>;

/// How many records two folders of one machine must share (Rule H2).
const SHARED: usize = 3;
const SECOND: u64 = 10_000_000;
const DAY: u64 = 86_400 * SECOND;

/// A second history of the machine: the same up to `fork`, and from there with the same record
/// numbers at times later by `later`. Keeps `percent` per cent of the later records.
fn second_history(logs: &Logs, fork: Timestamp, later: u64, percent: usize) -> Logs {
    let fork = fork.ticks() as u64;
    let mut second = logs.clone();
    for records in second.values_mut() {
        let before = records.partition_point(|record| record.time < fork);
        let kept = (records.len() - before) * percent / 100;
        records.truncate(before + kept);
        for record in records.get_mut(before..).unwrap_or_default() {
            record.time += later;
            let fields = match &mut record.payload {
                Payload::EventData(fields) | Payload::UserData { fields, .. } => fields,
                Payload::Unnamed { .. } => continue,
            };
            for (_, value) in fields {
                match value {
                    Value::FileTime(time) if *time >= fork => *time += later,
                    _ => {}
                }
            }
        }
    }
    second
}

/// What distinguishes the files of one history from those of the other.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Folders,
    Prefixes,
    Suffixes,
    /// One folder for each log.
    Logs,
    /// Only the times of the records.
    Time,
}

fn write(folder: &Path, layout: Layout, number: usize, logs: &Logs) {
    for (place, (channel, records)) in logs.iter().enumerate() {
        if records.is_empty() {
            continue;
        }
        let name = file_name(channel);
        let path = match layout {
            Layout::Folders => folder.join(format!("export {number}")).join(name),
            Layout::Prefixes => folder.join(format!("run{number}_{name}")),
            Layout::Suffixes => folder.join(name.replace(".evtx", &format!(" ({number}).evtx"))),
            Layout::Logs => folder
                .join(name.replace(".evtx", ""))
                .join(format!("{number}.evtx")),
            Layout::Time => folder.join(format!("{place}{}.evtx", (place + number) % 2)),
        };
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, write_evtx(records)).expect("a log can be written");
    }
}

/// Violations of the law by a machine with a second history.
fn breaches_with_a_fork(logs: &Logs, dice: &mut Dice) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [alone, other, both] = ["alone", "other", "both"].map(|name| folder.path().join(name));
    write(&alone, Layout::Folders, 1, logs);
    let first = opened(&[alone]);
    let Some(fork) = quiet_moment(&first, dice) else {
        return Vec::new();
    };
    // Reverted days or weeks later, or a copy that runs in parallel with the machine.
    let later = [3 * DAY, 40 * DAY, 400 * DAY, 17 * SECOND, 7 * 60 * SECOND][dice.throw(5)];
    let percent = [100, 80, 50][dice.throw(3)];
    let second = second_history(logs, fork, later, percent);
    let swapped = dice.percent(50);
    let layouts = [
        Layout::Folders,
        Layout::Prefixes,
        Layout::Suffixes,
        Layout::Logs,
        Layout::Time,
    ];
    let mut layout = layouts[dice.throw(layouts.len())];
    // The times do not separate the records of a copy that runs in parallel with the machine.
    if matches!(layout, Layout::Time) && later < 3 * DAY {
        layout = Layout::Logs;
    }
    // Logs in other folders belong to one machine if they share enough records (Rule H2).
    let shared = first.records.iter().filter(|record| record.time < fork);
    if shared.count() < SHARED {
        layout = Layout::Prefixes;
    }
    write(&other, Layout::Folders, 1, &second);
    write(&both, layout, if swapped { 2 } else { 1 }, logs);
    write(&both, layout, if swapped { 1 } else { 2 }, &second);
    let second = opened(&[other]);
    if second.records.iter().all(|record| record.time < fork) {
        return Vec::new();
    }
    let together = opened(&[both]);
    let mut found = breaches(&first, &second, &together);
    found.extend(breaches_of_conservation(&together));
    let how = format!(
        "fork at {fork}, {} s later, {percent} %, {layout:?}",
        later / SECOND
    );
    found
        .into_iter()
        .map(|why| format!("{how}: {why}"))
        .collect()
}

#[test]
fn each_history_of_a_machine_has_its_own_sessions() {
    let seeds: u64 = std::env::var("WHENCE_SEEDS").map_or(24, |n| n.parse().expect("a number"));
    let mut failed = Vec::new();
    for seed in 0..seeds {
        let (logs, mut dice) = (random_story(seed).logs(0), Dice(seed));
        for _ in 0..3 {
            let found = breaches_with_a_fork(&logs, &mut dice);
            failed.extend(found.iter().map(|why| format!("seed {seed}: {why}")));
        }
    }
    let count = failed.len();
    assert!(
        failed.is_empty(),
        "{count} breaches\n{}\n",
        failed.join("\n")
    );
}
