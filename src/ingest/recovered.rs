//! Reads records that no header counts from the unused space of chunks. Rule O2.
//!
//! A record whose template is in its chunk is read together with the chunk. The templates of the
//! others ([`Orphan`]) are searched for in the whole case once all of it was read
//! (`ingest::orphans`).

use super::orphan::Orphan;
use super::record_reader::{FastPath, RecordReader};
use super::row::{RecordContent, RowSink};
use crate::domain::event::{Event, Place, REMAINS, UNCOUNTED};
use crate::evidence::binxml::recovered::{NeededDefinition, ProvenDefinitions, definitions};
use crate::evidence::binxml::{CHUNK_HEADER, LocatedRecord, next_record};
use crate::evidence::evtx::chunks::Chunk;
use crate::evidence::render::uncounted_records;

/// Decides whether a record that no header counts belongs to the current log. A header is stale
/// while a log is being written: records after those that it counts continue the numbering. Remains
/// of an earlier use of the chunk do not.
struct NumberSequence {
    last: Option<u64>,
}

/// How many numbers may be missing where a record was only partly written.
const MAX_MISSING: u64 = 16;

impl NumberSequence {
    /// Starts after `last`, the last record that the header counts.
    fn of(last: Option<LocatedRecord>, from: usize) -> Self {
        let last = last.map(|record| record.header_record);
        // If a header counts no records, it was written before the first one.
        let is_first = last.is_none() && from <= CHUNK_HEADER;
        Self {
            last: last.or(is_first.then_some(0)),
        }
    }

    /// The numbering of the next record: `UNCOUNTED` or `REMAINS`.
    fn take(&mut self, record: LocatedRecord) -> u32 {
        let number = record.header_record;
        let goes_on = self
            .last
            .is_some_and(|last| last == 0 || (number > last && number - last <= 1 + MAX_MISSING));
        if !goes_on {
            // A record that was only partly written leaves older records visible; the log continues
            // after them.
            return REMAINS;
        }
        self.last = Some(number);
        UNCOUNTED
    }
}

/// The result of trying to read a record.
pub enum Attempt {
    /// The record was read; `None` if it is not understood.
    Read(Option<Event>),
    /// A definition that it needs was overwritten.
    Orphan,
    /// Only the slow path can read it.
    Slow,
}

/// Reads records that no header counts.
#[derive(Default)]
pub struct Recovery {
    /// Which definitions of the current chunk proved to be those that its records were written
    /// with.
    pub(super) proofs: ProvenDefinitions,
}

impl Recovery {
    /// Reads the records of a chunk at or after `from` that its header does not count. `last` is
    /// the last record that it counts.
    pub fn read(
        &mut self,
        reader: &mut RecordReader,
        chunk: &Chunk<'_>,
        last: Option<LocatedRecord>,
        from: usize,
        rows: &mut impl RowSink,
    ) {
        if chunk.is_sound {
            for (number, offset) in definitions(chunk.bytes) {
                rows.note_template(number, chunk.number, offset);
            }
        }
        self.proofs.clear();
        let file = rows.file();
        let mut found: Vec<(usize, Event)> = Vec::new();
        let mut slow: Vec<(usize, u32)> = Vec::new();
        let mut sequence = NumberSequence::of(last, from);
        let mut at = from;
        while let Some(record) = next_record(chunk.bytes, at) {
            at = record.next();
            let numbering = sequence.take(record);
            match self.attempt(reader, chunk, record, file) {
                Attempt::Read(event) => {
                    let event = event.map(|event| (record.start, Event { numbering, ..event }));
                    found.extend(event);
                }
                Attempt::Orphan => rows.keep_orphan(Orphan {
                    chunk: chunk.number,
                    record,
                    numbering,
                }),
                Attempt::Slow => slow.push((record.start, numbering)),
            }
        }
        if !slow.is_empty() {
            found.extend(rendered(reader, chunk, &slow, file));
            found.sort_by_key(|(start, _)| *start);
        }
        for (_, event) in found {
            rows.recover(event);
        }
    }

    fn attempt(
        &mut self,
        reader: &mut RecordReader,
        chunk: &Chunk<'_>,
        record: LocatedRecord,
        file: u32,
    ) -> Attempt {
        let bytes = chunk.bytes;
        // A record without a template instance needs no definition.
        let Some(system_definition) = NeededDefinition::of(bytes, record.start..record.end) else {
            return Attempt::Slow;
        };
        if !self.proofs.is_in_chunk(system_definition, bytes) {
            return Attempt::Orphan;
        }
        let Some(payload_definition) = reader.layouts.payload_needed(bytes, record) else {
            return Attempt::Slow;
        };
        if payload_definition.is_some_and(|needed| !self.proofs.is_in_chunk(needed, bytes)) {
            return Attempt::Orphan;
        }
        if reader.slow_path_only {
            return Attempt::Slow;
        }
        read_one(reader, chunk, record, file)
    }
}

/// Reads one record by the fast path.
pub fn read_one(
    reader: &mut RecordReader,
    chunk: &Chunk<'_>,
    record: LocatedRecord,
    file: u32,
) -> Attempt {
    match reader.read_fast(chunk, record, file) {
        FastPath::Read(row) => Attempt::Read(match row.content {
            RecordContent::Event(event) => Some(event),
            RecordContent::Nothing | RecordContent::OtherProvider(_) => None,
        }),
        FastPath::Declined => Attempt::Slow,
    }
}

/// Reads the records at these offsets by the slow path. Returns the offset and event of each.
/// `slow` has the offset and numbering of each.
fn rendered(
    reader: &mut RecordReader,
    chunk: &Chunk<'_>,
    slow: &[(usize, u32)],
    file: u32,
) -> Vec<(usize, Event)> {
    let mut found = Vec::new();
    uncounted_records(chunk, &mut |record| {
        let LocatedRecord {
            start,
            header_record,
            ..
        } = record.located();
        let place = Place {
            file,
            chunk: chunk.number,
            header_record,
        };
        let wanted = slow.iter().find(|(wanted, _)| *wanted == start);
        if let Some(&(_, numbering)) = wanted {
            let event = record.rendered(|record| reader.decoder.rendered(record, place));
            let event = event.ok().flatten();
            found.extend(event.map(|event| (start, Event { numbering, ..event })));
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numberings of records with these header numbers that follow the last counted one.
    fn numberings(last: Option<u64>, numbers: &[u64]) -> Vec<u32> {
        let record = |header_record| LocatedRecord {
            header_record,
            start: 0,
            end: 0,
        };
        let mut sequence = NumberSequence::of(last.map(record), CHUNK_HEADER);
        let numberings = numbers.iter().map(|&number| sequence.take(record(number)));
        numberings.collect()
    }

    #[test]
    fn records_that_continue_the_numbering_belong_to_the_log() {
        const NUMBERS: [u64; 6] = [101, 37, 103, 38, 5000, 104];
        let expected = [UNCOUNTED, REMAINS, UNCOUNTED, REMAINS, REMAINS, UNCOUNTED];
        assert_eq!(numberings(Some(100), &NUMBERS), expected);
        // If no record was counted, the first one may have any number.
        assert_eq!(numberings(None, &NUMBERS), expected);
    }

    #[test]
    fn records_that_do_not_continue_the_numbering_are_remains() {
        let next = 100 + 1 + MAX_MISSING;
        let numbers = [100, 99, next + 1, next + 2, next, next];
        let mut expected = [REMAINS; 6];
        expected[4] = UNCOUNTED;
        assert_eq!(numberings(Some(100), &numbers), expected);
    }
}
