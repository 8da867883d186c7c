//! Reads a part of a file.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::RandomState;

use super::lanes::{Lanes, Sink, Told};
use super::peek;
use super::read::Options;
use super::recovered::Orphan;
use super::tally::Tally;
use crate::domain::coverage::Mark;
use crate::domain::event::{Event, Text};
use crate::domain::pulse::{PulseReader, Pulses};
use crate::evidence::file::EvidenceFile;
use crate::evidence::problem::{Fault, Problem};
use crate::evidence::reader::{
    CHUNK_BYTES, HEADER_BYTES, Room, check_file, chunk_count, read_chunks,
};
use crate::job::cancel::CancelToken;
use crate::job::progress::Progress;

/// Chunks that one worker reads at a time: 4 MiB, small enough for an even load and a quick cancel.
pub const CHUNKS_PER_PART: u32 = 64;

/// Templates of a part that are noted: real logs have a few dozen.
const MOST_TEMPLATES: usize = 4096;

/// A run of chunks of one file, and what was in it.
pub struct Part {
    /// Index of the file.
    pub file: u32,
    /// The events.
    pub events: Vec<Event>,
    /// Those of records that no header counts.
    pub recovered: Vec<Event>,
    /// Such records whose templates are not in their chunks.
    pub orphans: Vec<Orphan>,
    /// Where each template stands first: its chunk, and its offset there.
    pub templates: HashMap<u32, (u32, u32), RandomState>,
    /// How many records of other providers there are, by provider and channel.
    pub of_other_providers: BTreeMap<(Text, Text), u64>,
    /// What every record told.
    pub tally: Tally,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

impl Part {
    /// A part of a file of which this was told.
    pub fn new(file: u32, tally: Tally) -> Self {
        Self {
            file,
            events: Vec::new(),
            recovered: Vec::new(),
            orphans: Vec::new(),
            templates: HashMap::default(),
            of_other_providers: BTreeMap::new(),
            tally,
            problems: Vec::new(),
        }
    }

    /// What the same part of a copy holds.
    pub fn of_copy(&self, copy: &EvidenceFile, file: u32) -> Self {
        let events_of_copy = |events: &[Event]| {
            let mut events = events.to_vec();
            for event in &mut events {
                event.places = event.places.of_copy(file);
            }
            events
        };
        let of_copy = |problem: &Problem| Problem {
            path: copy.path.clone(),
            ..problem.clone()
        };
        Self {
            events: events_of_copy(&self.events),
            recovered: events_of_copy(&self.recovered),
            problems: self.problems.iter().map(of_copy).collect(),
            ..Self::new(file, self.tally.of_copy(copy, file))
        }
    }
}

/// What threads keep from part to part: each has the texts that it knows, and room (there are as many
/// workers as were ever needed at once); all together have the pulses.
pub struct Workers {
    free: Mutex<Vec<Worker>>,
    /// Of all parts together: the logs of a computer were written in the same minutes.
    pulses: Mutex<PulseReader>,
    options: Options,
}

impl Workers {
    /// Workers that know nothing yet.
    pub fn new(options: Options) -> Self {
        Self {
            free: Mutex::default(),
            pulses: Mutex::default(),
            options,
        }
    }

    /// What a look at a file says that holds nothing for us; `None` where it must be read.
    pub fn peek(&self, file: &EvidenceFile, index: u32, progress: &Progress) -> Option<Part> {
        if self.options.every_log {
            return None;
        }
        let mut part =
            self.with_one(|worker| peek::skip(file, index, &mut worker.lanes, &mut worker.room))?;
        self.take_pulses(&mut part);
        progress.add(file.size, part.tally.counts.records, 0);
        progress.finish_file();
        Some(part)
    }

    /// Reads the part of a file that begins with the chunk `first`.
    pub fn read_part(
        &self,
        file: &EvidenceFile,
        index: u32,
        first: u32,
        progress: &Progress,
        cancel: &CancelToken,
    ) -> Part {
        let mut part =
            self.with_one(|worker| worker.read_part(file, index, first, progress, cancel));
        self.take_pulses(&mut part);
        part
    }

    /// What one worker's lanes make.
    pub fn with_lanes<T>(&self, work: impl FnOnce(&mut Lanes) -> T) -> T {
        self.with_one(|worker| work(&mut worker.lanes))
    }

    /// When the computers of all parts were alive.
    pub fn into_pulses(self) -> Pulses {
        let pulses = self.pulses.into_inner();
        pulses.unwrap_or_else(PoisonError::into_inner).finish()
    }

    fn with_one<T>(&self, work: impl FnOnce(&mut Worker) -> T) -> T {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut worker = free().pop().unwrap_or_default();
        worker.lanes.slow_only = self.options.slow_lane_only;
        let done = work(&mut worker);
        free().push(worker);
        done
    }

    fn take_pulses(&self, part: &mut Part) {
        let pulses = std::mem::take(&mut part.tally.pulses);
        let all = self.pulses.lock();
        all.unwrap_or_else(PoisonError::into_inner).merge(pulses);
    }
}

#[derive(Default)]
struct Worker {
    room: Room,
    lanes: Lanes,
    /// Room for the events of a part: it grows once, not for each part.
    events: Vec<Event>,
}

/// Where the rows go.
struct Rows<'t> {
    events: &'t mut Vec<Event>,
    part: &'t mut Part,
}

impl Worker {
    fn read_part(
        &mut self,
        file: &EvidenceFile,
        index: u32,
        first: u32,
        progress: &Progress,
        cancel: &CancelToken,
    ) -> Part {
        let chunks = chunk_count(file.size);
        let range = first..chunks.min(first + CHUNKS_PER_PART);
        let mut part = Part::new(index, Tally::new(file));
        let mut problems = if first == 0 {
            check_file(&file.path, file.size)
        } else {
            Vec::new()
        };
        let Self {
            room,
            lanes,
            events,
        } = self;
        let mut rows = Rows {
            events,
            part: &mut part,
        };
        let found = read_chunks(file, range.clone(), room, &mut |chunk, report| {
            lanes.read(chunk, report, &mut rows);
            !cancel.is_cancelled()
        });
        problems.extend(found);
        // Just as much memory as they need; the room stays with the worker.
        part.events.reserve_exact(events.len());
        part.events.append(events);
        let tally = &mut part.tally;
        tally.close();
        for problem in problems.iter().filter(|problem| is_damage(&problem.fault)) {
            tally.counts.damaged += 1;
            let chunk = problem.offset.unwrap_or(0).saturating_sub(HEADER_BYTES) / CHUNK_BYTES;
            tally
                .runs
                .add_damage(index, u32::try_from(chunk).unwrap_or(u32::MAX));
        }
        report_progress(file, &range, chunks, tally, &problems, progress);
        part.problems = problems;
        part
    }
}

fn report_progress(
    file: &EvidenceFile,
    range: &Range<u32>,
    chunks: u32,
    tally: &Tally,
    problems: &[Problem],
    progress: &Progress,
) {
    let bytes = u64::from(range.end.saturating_sub(range.start)) * CHUNK_BYTES;
    let records = tally.counts.records;
    progress.add(bytes.min(file.size), records, problems.len() as u64);
    if range.end >= chunks {
        progress.finish_file();
    }
}

impl Sink for Rows<'_> {
    fn file(&self) -> u32 {
        self.part.file
    }

    fn take(&mut self, computer: &Text, channel: &Text, mark: Mark, told: Told) {
        self.part.tally.record(computer, channel, mark);
        match told {
            Told::Nothing => {}
            Told::Event(event) => {
                self.part.tally.counts.understood += 1;
                self.events.push(event);
            }
            Told::OfAnotherProvider(provider) => {
                let key = (provider, Text::clone(channel));
                *self.part.of_other_providers.entry(key).or_default() += 1;
            }
        }
    }

    fn count_slow(&mut self) {
        self.part.tally.counts.slow += 1;
    }

    fn recover(&mut self, event: Event) {
        self.part.tally.counts.recovered += 1;
        self.part.recovered.push(event);
    }

    fn keep_orphan(&mut self, orphan: Orphan) {
        self.part.orphans.push(orphan);
    }

    fn note_template(&mut self, number: u32, chunk: u32, offset: u32) {
        if self.part.templates.len() < MOST_TEMPLATES {
            self.part.templates.entry(number).or_insert((chunk, offset));
        }
    }
}

fn is_damage(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Chunk { .. }
            | Fault::Record { .. }
            | Fault::ChunkChecksum { .. }
            | Fault::Truncated { .. }
    )
}
