//! Finds files that cannot belong to one history: they have one record number of a log with different
//! contents, or one is later than the other and does not continue it.

use std::collections::{BTreeMap, BTreeSet};

use super::case_files::CaseFiles;
use super::log_extents::LogExtents;
use crate::correlate::logs::MachineLogs;
use crate::correlate::maps::{HashMap, HashSet};
use crate::correlate::windows::{CLOCK_STEP, MAX_HISTORIES};
use crate::domain::event::{Event, Fact, Text};
use crate::domain::time::Timestamp;

/// How two files contradict each other.
#[derive(Clone, Debug)]
pub(super) struct Conflict {
    /// The earliest moment at which their contents differ.
    pub at: Timestamp,
    /// By channel, the lowest number with different contents.
    pub numbers: BTreeMap<Text, u64>,
}

/// Every pair of files that contradict each other, and files that agree where others do not.
#[derive(Debug, Default)]
pub(super) struct Conflicts {
    /// By file and file, the lower index first.
    pub pairs: BTreeMap<(u32, u32), Conflict>,
    /// Files that hold the same record of a number that has several.
    pub alike: BTreeSet<Vec<u32>>,
    /// Two files, one of which counts from 1 after the other: no conflict, but no common past of two
    /// histories either where others distinguish them.
    pub anew: BTreeMap<(u32, u32), Conflict>,
}

/// The records of a machine, and which of them are renumbered copies.
#[derive(Clone, Copy)]
pub(crate) struct JoinedRecords<'e> {
    /// By channel and number.
    pub events: &'e [Event],
    /// By index, with the index of the original.
    pub copies: &'e BTreeMap<usize, usize>,
    /// The logs that hold them.
    pub logs: &'e MachineLogs,
}

/// One number of a log: for each of its contents, when it was written and the files that hold it.
struct Contents<'e> {
    channel: &'e Text,
    number: u64,
    of_files: Vec<(Timestamp, Vec<u32>)>,
}

/// By channel and files that share records, the highest number that they share.
type Shared<'e> = HashMap<(&'e Text, u32, u32), u64>;

/// More files than this at one number are not distinguished: each of that many histories may have copies.
const MAX_FILES: usize = 4 * MAX_HISTORIES;

impl Conflicts {
    /// Compares the logs of a machine. `None` where nothing conflicts, or more does than can be told
    /// apart.
    pub(super) fn find(joined: JoinedRecords<'_>, files: &CaseFiles<'_>) -> Option<Self> {
        let renumbered = joined.copies.keys();
        let renumbered = renumbered.filter_map(|&copy| joined.events.get(copy));
        let renumbered: HashSet<(&Text, u32)> = renumbered
            .flat_map(|event| event.places().map(|place| (&event.channel, place.file)))
            .collect();
        let extents = LogExtents::of(joined.logs, files, &|channel, file| {
            !renumbered.contains(&(channel, file))
        });
        let mut found = Self::default();
        let several = numbers_with_several_contents(joined, &extents);
        if !several.is_empty() {
            let shared = highest_shared(joined.events, &extents);
            for contents in &several {
                found.compare_contents(contents, &shared, &extents)?;
            }
        }
        found.compare_order(joined.events, &extents);
        (!found.pairs.is_empty()).then_some(found)
    }

    /// A number with several contents. Histories that parted no longer share anything: what is below a
    /// record that two files share is damage in one of them.
    fn compare_contents(
        &mut self,
        contents: &Contents<'_>,
        shared: &Shared<'_>,
        extents: &LogExtents<'_>,
    ) -> Option<()> {
        let Contents {
            channel,
            number,
            of_files,
        } = contents;
        if of_files.iter().map(|(_, files)| files.len()).sum::<usize>() > MAX_FILES {
            return None;
        }
        for (at, (time, files)) in of_files.iter().enumerate() {
            for (other_time, others) in of_files.iter().skip(at + 1) {
                for (&a, &b) in files
                    .iter()
                    .flat_map(|a| others.iter().map(move |b| (a, b)))
                {
                    let (a, b) = (a.min(b), a.max(b));
                    let is_shared = || {
                        let highest = shared.get(&(*channel, a, b));
                        highest.is_some_and(|highest| highest >= number)
                    };
                    if a == b || is_shared() {
                        continue;
                    }
                    let pairs = if extents.began_anew(channel, a, b) {
                        &mut self.anew
                    } else {
                        &mut self.pairs
                    };
                    note(pairs, (a, b), channel, *number, *time.min(other_time));
                }
            }
            if files.len() > 1 {
                self.alike.insert(files.clone());
            }
        }
        Some(())
    }

    /// Of two parts of one log the later one has the higher numbers, unless it counts from 1 again or the
    /// clock was set back between them. A part that is wholly later and has not contradicts the other.
    fn compare_order(&mut self, events: &[Event], extents: &LogExtents<'_>) {
        let suspects = extents.out_of_order();
        if suspects.is_empty() {
            return;
        }
        let set_backs = events.iter().filter_map(|event| match event.fact {
            Fact::ClockSet { old, new } if old.since(new) > CLOCK_STEP => Some((new, old)),
            _ => None,
        });
        let set_backs: Vec<(Timestamp, Timestamp)> = set_backs.collect();
        for (channel, own) in suspects {
            for (later, earlier) in own.iter().flat_map(|a| own.iter().map(move |b| (a, b))) {
                if !later.is_later_but_not_higher(earlier) || later.numbers.0 == 1 {
                    continue;
                }
                let is_lower = later.numbers.1 < earlier.numbers.0;
                let was_set = || {
                    let mut set_backs = set_backs.iter();
                    set_backs.any(|(new, old)| *new <= earlier.times.1 && *old >= later.times.0)
                };
                let is_next = later.numbers.1.saturating_add(1) == earlier.numbers.0;
                if is_lower && (is_next || was_set()) {
                    continue;
                }
                let at = if later.numbers.0 <= earlier.numbers.0 {
                    earlier.times.0
                } else {
                    earlier.times.1
                };
                let files = (later.file, earlier.file);
                note(&mut self.pairs, files, channel, later.numbers.0, at);
            }
        }
    }
}

fn note(
    pairs: &mut BTreeMap<(u32, u32), Conflict>,
    (a, b): (u32, u32),
    channel: &Text,
    number: u64,
    at: Timestamp,
) {
    let pair = pairs.entry((a.min(b), a.max(b)));
    let pair = pair.or_insert_with(|| Conflict {
        at,
        numbers: BTreeMap::new(),
    });
    pair.at = pair.at.min(at);
    let lowest = pair.numbers.entry(Text::clone(channel)).or_insert(number);
    *lowest = number.min(*lowest);
}

/// The numbers of each log with several contents, in order: of those that follow one another with the
/// same files, and no shared record between them, only the first.
fn numbers_with_several_contents<'e>(
    joined: JoinedRecords<'e>,
    extents: &LogExtents<'_>,
) -> Vec<Contents<'e>> {
    let same_number = |a: &Event, b: &Event| a.record_id == b.record_id && a.channel == b.channel;
    let mut several: Vec<Contents<'_>> = Vec::new();
    let mut goes_on = false;
    let mut next = 0;
    for run in joined.events.chunk_by(same_number) {
        let first = next;
        next += run.len();
        let (Some(event), 2..) = (run.first(), run.len()) else {
            let mut places = run.iter().flat_map(Event::places);
            goes_on &= places.next().is_none() || places.next().is_none();
            continue;
        };
        let originals = (first..).zip(run);
        let originals = originals.filter(|(index, _)| !joined.copies.contains_key(index));
        let of_files = originals.map(|(_, event)| (event.time, files_of(event, extents)));
        let of_files: Vec<_> = of_files.filter(|(_, files)| !files.is_empty()).collect();
        if of_files.len() < 2 {
            goes_on = false;
            continue;
        }
        let is_of_same_files = |last: &Contents<'_>| {
            let (own, others) = (of_files.iter(), last.of_files.iter());
            *last.channel == event.channel && own.map(|c| &c.1).eq(others.map(|c| &c.1))
        };
        if !goes_on || !several.last().is_some_and(is_of_same_files) {
            several.push(Contents {
                channel: &event.channel,
                number: event.record_id,
                of_files,
            });
        }
        goes_on = true;
    }
    several
}

/// The files that hold a record under its number.
fn files_of(event: &Event, extents: &LogExtents<'_>) -> Vec<u32> {
    let files = event.places().map(|place| place.file);
    let mut files: Vec<u32> = files
        .filter(|&file| extents.has(&event.channel, file))
        .collect();
    files.dedup();
    files
}

/// The highest number that each pair of files shares.
fn highest_shared<'e>(events: &'e [Event], extents: &LogExtents<'_>) -> Shared<'e> {
    let mut by_files: BTreeMap<(&Text, Vec<u32>), u64> = BTreeMap::new();
    for event in events {
        let mut places = event.places();
        if places.next().is_none() || places.next().is_none() {
            continue;
        }
        let files = files_of(event, extents);
        if (2..=MAX_FILES).contains(&files.len()) {
            by_files.insert((&event.channel, files), event.record_id);
        }
    }
    let mut shared = Shared::default();
    for ((channel, files), number) in by_files {
        for (at, &a) in files.iter().enumerate() {
            for &b in files.iter().skip(at + 1) {
                let highest = shared.entry((channel, a, b)).or_insert(number);
                *highest = number.max(*highest);
            }
        }
    }
    shared
}
