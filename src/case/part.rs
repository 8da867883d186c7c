//! Reads a part of a file: by the fast lane, record by record where they stand, and by the slow lane
//! what that leaves alone. Whichever lane, the same rows come out, in the order of the file.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::read::Options;
use super::tally::Tally;
use crate::decode::{self, Decoder, Logs, Stamp};
use crate::domain::coverage::Mark;
use crate::domain::event::{Event, Place, Text};
use crate::evidence::binxml::{Layouts, Located, locate};
use crate::evidence::file::EvidenceFile;
use crate::evidence::problem::{Fault, Problem};
use crate::evidence::reader::{
    CHUNK_BYTES, Chunk, HEADER_BYTES, Report, Room, check_file, chunk_count, read_chunks, render,
};
use crate::job::cancel::CancelToken;
use crate::job::progress::Progress;

/// Chunks that one worker reads at a time: 4 MiB, small enough for an even load and a quick cancel.
pub const CHUNKS_PER_PART: u32 = 64;

/// A run of chunks of one file, and what was in it.
pub struct Part {
    /// Index of the file.
    pub file: u32,
    /// The events.
    pub events: Vec<Event>,
    /// What every record told.
    pub tally: Tally,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

/// What a thread keeps from part to part: texts that it knows, and room. There are as many as were
/// ever needed at once.
pub struct Workers {
    free: Mutex<Vec<Worker>>,
    options: Options,
}

impl Workers {
    /// Workers that know nothing yet.
    pub fn new(options: Options) -> Self {
        Self {
            free: Mutex::default(),
            options,
        }
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
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut worker = free().pop().unwrap_or_default();
        worker.lanes.slow_only = self.options.slow_lane_only;
        let part = worker.read_part(file, index, first, progress, cancel);
        free().push(worker);
        part
    }
}

#[derive(Default)]
struct Worker {
    room: Room,
    lanes: Lanes,
}

/// Both lanes, and what they know.
#[derive(Default)]
struct Lanes {
    slow_only: bool,
    decoder: Decoder,
    logs: Logs,
    layouts: Layouts,
    located: Vec<Located>,
    system_offsets: Vec<u32>,
    payload_offsets: Vec<u32>,
}

/// Where the rows go.
struct Rows<'t> {
    file: u32,
    events: Vec<Event>,
    tally: &'t mut Tally,
}

/// Takes a row: its computer and channel, its number and time, and its event where it has one.
type RowSink<'s> = dyn FnMut(&Text, &Text, Mark, Option<Event>) + 's;

/// A row that waits for those before it, which the slow lane reads.
enum Waiting {
    Read(Text, Text, Mark, Option<Event>),
    Slow(usize),
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
        let mut tally = Tally::new(file);
        let mut problems = if first == 0 {
            check_file(&file.path, file.size)
        } else {
            Vec::new()
        };
        let mut rows = Rows {
            file: index,
            events: Vec::new(),
            tally: &mut tally,
        };
        let Self { room, lanes } = self;
        let found = read_chunks(&file.path, range.clone(), room, &mut |chunk, report| {
            lanes.read(chunk, report, &mut rows);
            !cancel.is_cancelled()
        });
        problems.extend(found);
        let mut events = rows.events;
        events.shrink_to_fit();
        tally.close();
        for problem in problems.iter().filter(|problem| is_damage(&problem.fault)) {
            tally.counts.damaged += 1;
            let chunk = problem.offset.unwrap_or(0).saturating_sub(HEADER_BYTES) / CHUNK_BYTES;
            tally
                .runs
                .add_damage(index, u32::try_from(chunk).unwrap_or(u32::MAX));
        }
        report_progress(file, &range, chunks, &tally, &problems, progress);
        Part {
            file: index,
            events,
            tally,
            problems,
        }
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

impl Lanes {
    fn read(&mut self, chunk: &Chunk<'_>, report: &mut Report<'_>, rows: &mut Rows<'_>) {
        self.layouts.clear();
        let mut located = std::mem::take(&mut self.located);
        if !self.slow_only && chunk.is_sound && locate(chunk.bytes, &mut located).is_some() {
            self.read_located(chunk, &located, report, rows);
        } else {
            render(chunk, report, &|_| true, &mut |rendered| {
                let (computer, channel, mark, event) = self.slow(chunk.number, rendered, rows.file);
                rows.tally.counts.slow += 1;
                rows.take(&computer, &channel, mark, event);
            });
        }
        self.located = located;
    }

    /// Reads records that were found. From the first on that only the slow lane reads, rows wait.
    fn read_located(
        &mut self,
        chunk: &Chunk<'_>,
        located: &[Located],
        report: &mut Report<'_>,
        rows: &mut Rows<'_>,
    ) {
        let mut waiting: Vec<Waiting> = Vec::new();
        for record in located {
            let done = self.fast(
                chunk,
                *record,
                rows.file,
                &mut |computer, channel, mark, event| {
                    if waiting.is_empty() {
                        rows.take(computer, channel, mark, event);
                    } else {
                        let (computer, channel) = (Text::clone(computer), Text::clone(channel));
                        waiting.push(Waiting::Read(computer, channel, mark, event));
                    }
                },
            );
            if done.is_none() {
                waiting.push(Waiting::Slow(record.start));
            }
        }
        if waiting.is_empty() {
            return;
        }
        let wanted: HashSet<usize> = waiting
            .iter()
            .filter_map(|row| match row {
                Waiting::Slow(start) => Some(*start),
                Waiting::Read(..) => None,
            })
            .collect();
        let mut found = HashMap::new();
        render(
            chunk,
            report,
            &|start| wanted.contains(&start),
            &mut |rendered| {
                let row = self.slow(chunk.number, rendered, rows.file);
                found.insert(rendered.start, row);
            },
        );
        for row in waiting {
            match row {
                Waiting::Read(computer, channel, mark, event) => {
                    rows.take(&computer, &channel, mark, event);
                }
                Waiting::Slow(start) => {
                    // One that is not there was reported by the slow lane.
                    if let Some((computer, channel, mark, event)) = found.remove(&start) {
                        rows.tally.counts.slow += 1;
                        rows.take(&computer, &channel, mark, event);
                    }
                }
            }
        }
    }

    /// Reads one record where it stands; `None` when only the slow lane can.
    fn fast(
        &mut self,
        chunk: &Chunk<'_>,
        record: Located,
        file: u32,
        sink: &mut RowSink<'_>,
    ) -> Option<()> {
        let bytes = chunk.bytes;
        let Self {
            decoder, layouts, ..
        } = self;
        let system = layouts.system_of(bytes, record, &mut self.system_offsets)?;
        let event_id = system.event_id()?;
        let mark = Mark {
            file,
            chunk: chunk.number,
            record_id: system.record_id()?,
            time: system.time()?,
        };
        let log = self.logs.of(&system, &mut decoder.interner)?;
        let row = decode::may_be_understood(event_id).then(|| log.row(event_id));
        let Some(row) = row.flatten() else {
            sink(&log.computer, &log.channel, mark, None);
            return Some(());
        };
        let stamp = Stamp {
            time: mark.time,
            record_id: mark.record_id,
            activity: system.activity()?,
            process_id: system.process_id()?,
            place: Place {
                file,
                chunk: chunk.number,
                header_record: record.header_record,
            },
        };
        let header = log.header(event_id, system.user_sid()?, &mut decoder.interner)?;
        let payload = system.payload()?;
        let values = layouts.payload_of(bytes, payload, &mut self.payload_offsets)?;
        let event = decoder.located(row, header, stamp, bytes, &values)?;
        sink(&log.computer, &log.channel, mark, event);
        Some(())
    }

    /// Takes one record from the slow lane.
    fn slow(
        &mut self,
        chunk: u32,
        rendered: &crate::evidence::reader::Rendered<'_>,
        file: u32,
    ) -> (Text, Text, Mark, Option<Event>) {
        let record = &rendered.record;
        let mark = Mark {
            file,
            chunk,
            record_id: record.record_id,
            time: record.time,
        };
        let place = Place {
            file,
            chunk,
            header_record: rendered.header_record,
        };
        let computer = self.decoder.interner.share(&record.computer);
        let channel = self.decoder.interner.share(&record.channel);
        (
            computer,
            channel,
            mark,
            self.decoder.rendered(record, place),
        )
    }
}

impl Rows<'_> {
    fn take(&mut self, computer: &Text, channel: &Text, mark: Mark, event: Option<Event>) {
        self.tally.record(computer, channel, mark);
        if let Some(event) = event {
            self.tally.counts.understood += 1;
            self.events.push(event);
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
