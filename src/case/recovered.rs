//! Records that no header counts, read from the parts of chunks that are not in use. Rule O2.
//!
//! A record whose template stands in its chunk is read with the chunk (`Lanes::recover`). For the others
//! (orphans) it is looked for in the whole case, once all of it was read.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::lanes::{Lanes, Sink, Told};
use super::part::{Part, Workers};
use crate::domain::event::{Event, Place, REMAINS, UNCOUNTED};
use crate::evidence::binxml::recovered::{Needed, definitions};
use crate::evidence::binxml::{CHUNK_HEADER, Located, next_record};
use crate::evidence::file::EvidenceFile;
use crate::evidence::reader::{Chunk, Chunks, filled_up};
use crate::evidence::render::uncounted;

/// A record whose template is not in its chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The number of its chunk.
    pub chunk: u32,
    /// Where it stands in the chunk.
    pub record: Located,
    /// See `Event::numbering`.
    numbering: u32,
}

/// Follows the numbers of records that no header counts, from the last one that it does. A header is stale
/// while a log is written: the records behind those that it counts go on in number. Remains of an earlier use
/// of the chunk do not.
struct Following {
    last: Option<u64>,
}

/// So many numbers may be missing where a record was not written whole.
const MOST_MISSING: u64 = 16;

impl Following {
    /// Behind these, the last of the counted ones.
    fn of(last: Option<Located>, from: usize) -> Self {
        let last = last.map(|record| record.header_record);
        // A header that counts none was written before the first record was.
        let is_first = last.is_none() && from <= CHUNK_HEADER;
        Self {
            last: last.or(is_first.then_some(0)),
        }
    }

    /// The numbering of the next record.
    fn take(&mut self, record: Located) -> u32 {
        let number = record.header_record;
        let goes_on = self
            .last
            .is_some_and(|last| last == 0 || (number > last && number - last <= 1 + MOST_MISSING));
        if !goes_on {
            // A record that was not written whole leaves what stood there before: the log goes on behind it.
            return REMAINS;
        }
        self.last = Some(number);
        UNCOUNTED
    }
}

/// What became of the attempt to read a record.
enum Attempt {
    /// It was read, and states this.
    Read(Option<Event>),
    /// A definition that it needs was overwritten.
    Orphan,
    /// Only the slow lane can read it.
    Slow,
}

impl Lanes {
    /// Reads the records that stand in a chunk from `from` on, behind the last one that its header counts.
    pub(super) fn recover(
        &mut self,
        chunk: &Chunk<'_>,
        last: Option<Located>,
        from: usize,
        rows: &mut impl Sink,
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
        let mut following = Following::of(last, from);
        let mut at = from;
        while let Some(record) = next_record(chunk.bytes, at) {
            at = record.next();
            let numbering = following.take(record);
            match self.attempt(chunk, record, file) {
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
            uncounted(chunk, &mut |record| {
                let Located {
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
                    let event = record.rendered(|record| self.decoder.rendered(record, place));
                    let event = event.ok().flatten();
                    found.extend(event.map(|event| (start, Event { numbering, ..event })));
                }
            });
            found.sort_by_key(|(start, _)| *start);
        }
        for (_, event) in found {
            rows.recover(event);
        }
    }

    fn attempt(&mut self, chunk: &Chunk<'_>, record: Located, file: u32) -> Attempt {
        let bytes = chunk.bytes;
        // A record without a template needs none.
        let Some(of_system) = Needed::of(bytes, record.start..record.end) else {
            return Attempt::Slow;
        };
        if !self.proofs.is_at_hand(of_system, bytes) {
            return Attempt::Orphan;
        }
        let Some(of_payload) = self.layouts.payload_needed(bytes, record) else {
            return Attempt::Slow;
        };
        if of_payload.is_some_and(|needed| !self.proofs.is_at_hand(needed, bytes)) {
            return Attempt::Orphan;
        }
        if self.slow_only {
            return Attempt::Slow;
        }
        self.read_one(chunk, record, file)
    }

    /// Reads one record by the fast lane, where that can tell.
    fn read_one(&mut self, chunk: &Chunk<'_>, record: Located, file: u32) -> Attempt {
        let mut event = None;
        let read = self.fast(chunk, record, file, &mut |_, _, _, told| {
            if let Told::Event(own) = told {
                event = Some(own);
            }
        });
        match read {
            Some(()) => Attempt::Read(event),
            None => Attempt::Slow,
        }
    }

    /// Reads an orphan with the templates of other chunks. Only the fast lane can.
    fn adopt(
        &mut self,
        chunk: &Chunk<'_>,
        orphan: &Orphan,
        file: u32,
        elsewhere: &mut Elsewhere<'_>,
    ) -> Option<Event> {
        let record = orphan.record;
        let bytes = chunk.bytes;
        let of_system = Needed::of(bytes, record.start..record.end)?;
        self.layouts.clear();
        if !self.proofs.is_at_hand(of_system, bytes) {
            let (other, offset) = elsewhere.find(file, of_system.number)?;
            self.layouts.adopt_system(of_system, other, offset)?;
        }
        if let Some(of_payload) = self.layouts.payload_needed(bytes, record)?
            && !self.proofs.is_at_hand(of_payload, bytes)
        {
            // Most records are of kinds that are not understood: nothing is then to be read of them.
            let (other, offset) = elsewhere.find(file, of_payload.number)?;
            self.layouts.adopt_payload(of_payload, other, offset)?;
        }
        let numbering = orphan.numbering;
        match self.read_one(chunk, record, file) {
            Attempt::Read(event) => event.map(|event| Event { numbering, ..event }),
            Attempt::Orphan | Attempt::Slow => None,
        }
    }
}

/// Where the first template of each number stands: in a file its chunk and its offset, in the case the file
/// too.
#[derive(Default)]
pub struct Templates {
    in_file: HashMap<(u32, u32), (u32, u32), RandomState>,
    in_case: HashMap<u32, (u32, u32, u32), RandomState>,
}

impl Templates {
    /// Of all parts of a case, which must be in its order.
    fn of(parts: &[Part]) -> Self {
        let mut all = Self::default();
        for part in parts {
            for (&number, &(chunk, offset)) in &part.templates {
                let known = all.in_file.entry((part.file, number));
                known.or_insert((chunk, offset));
                let known = all.in_case.entry(number);
                known.or_insert((part.file, chunk, offset));
            }
        }
        all
    }

    /// Where one stands for a record of a file: there, if it can be.
    fn find(&self, file: u32, number: u32) -> Option<(u32, u32, u32)> {
        let own = self.in_file.get(&(file, number));
        let own = own.map(|&(chunk, offset)| (file, chunk, offset));
        own.or_else(|| self.in_case.get(&number).copied())
    }
}

/// Templates of other chunks, and the chunks that were read for them.
struct Elsewhere<'a> {
    files: &'a [EvidenceFile],
    templates: &'a Templates,
    /// The file that was read last.
    open: Option<(u32, Chunks)>,
    /// File, chunk and bytes.
    kept: Vec<(u32, u32, Vec<u8>)>,
    /// Which of those gives way to the next.
    oldest: usize,
}

/// So many chunks are kept.
const MOST_CHUNKS: usize = 16;

impl<'a> Elsewhere<'a> {
    fn new(files: &'a [EvidenceFile], templates: &'a Templates) -> Self {
        Self {
            files,
            templates,
            open: None,
            kept: Vec::new(),
            oldest: 0,
        }
    }

    /// The bytes of a chunk that has the template of this number, and where it stands there.
    fn find(&mut self, file: u32, number: u32) -> Option<(&[u8], u32)> {
        let (file, chunk, offset) = self.templates.find(file, number)?;
        let known = self
            .kept
            .iter()
            .position(|kept| (kept.0, kept.1) == (file, chunk));
        let at = known.unwrap_or_else(|| self.read(file, chunk));
        let (_, _, bytes) = self.kept.get(at)?;
        Some((bytes, offset))
    }

    /// Reads a chunk in place of the oldest one, and returns its place. One that cannot be read is empty.
    fn read(&mut self, file: u32, chunk: u32) -> usize {
        let at = if self.kept.len() < MOST_CHUNKS {
            self.kept.push((file, chunk, Vec::new()));
            self.kept.len() - 1
        } else {
            self.oldest = (self.oldest + 1) % MOST_CHUNKS;
            self.oldest
        };
        if self.open.as_ref().is_none_or(|open| open.0 != file) {
            let of = self.files.get(file as usize);
            let opened = of.and_then(|of| Chunks::of(&of.path).ok());
            self.open = opened.map(|chunks| (file, chunks));
        }
        if let Some(kept) = self.kept.get_mut(at) {
            let buffer = std::mem::take(&mut kept.2);
            let bytes = self
                .open
                .as_mut()
                .and_then(|(_, of)| whole(of, chunk, buffer));
            *kept = (file, chunk, bytes.unwrap_or_default());
        }
        at
    }
}

/// A chunk, filled up, in a buffer that was used before: the allocator returns freed pages at once, and a new
/// buffer for each chunk costs all of its page faults again.
fn whole(of: &mut Chunks, chunk: u32, mut buffer: Vec<u8>) -> Option<Vec<u8>> {
    of.read(chunk, &mut buffer).ok()?;
    filled_up(buffer)
}

/// So many parts, at least, are read one after the other.
const PARTS_TOGETHER: usize = 16;

/// Reads the orphans of all parts, which must be in the order of the case.
pub fn read_orphans(parts: &mut [Part], files: &[EvidenceFile], workers: &Workers) {
    if parts.iter().all(|part| part.orphans.is_empty()) {
        return;
    }
    let templates = &Templates::of(parts);
    let with_orphans = parts.iter_mut().filter(|part| !part.orphans.is_empty());
    let with_orphans: Vec<&mut Part> = with_orphans.collect();
    // What one part read is at hand for the next, and so are its buffers.
    let begin = || (Elsewhere::new(files, templates), Vec::new());
    with_orphans
        .into_par_iter()
        .with_min_len(PARTS_TOGETHER)
        .for_each_init(begin, |(elsewhere, buffer), part| {
            read_orphans_of(part, files, workers, elsewhere, buffer);
        });
}

fn read_orphans_of(
    part: &mut Part,
    files: &[EvidenceFile],
    workers: &Workers,
    elsewhere: &mut Elsewhere<'_>,
    buffer: &mut Vec<u8>,
) {
    let orphans = std::mem::take(&mut part.orphans);
    let file = files.get(part.file as usize);
    let Some(mut own) = file.and_then(|file| Chunks::of(&file.path).ok()) else {
        return;
    };
    for of_chunk in orphans.chunk_by(|a, b| a.chunk == b.chunk) {
        let number = of_chunk.first().map_or(0, |orphan| orphan.chunk);
        let Some(bytes) = whole(&mut own, number, std::mem::take(buffer)) else {
            continue;
        };
        *buffer = bytes;
        let chunk = &Chunk {
            number,
            bytes: buffer,
            stored: buffer.len(),
            is_sound: true,
        };
        let events = workers.with_lanes(|lanes| {
            lanes.proofs.clear();
            let read = |orphan: &Orphan| lanes.adopt(chunk, orphan, part.file, elsewhere);
            of_chunk.iter().filter_map(read).collect::<Vec<_>>()
        });
        part.tally.counts.recovered += events.len() as u64;
        part.recovered.extend(events);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What records with these numbers are, behind a last counted one.
    fn told(last: Option<u64>, numbers: &[u64]) -> Vec<u32> {
        let record = |header_record| Located {
            header_record,
            start: 0,
            end: 0,
        };
        let mut following = Following::of(last.map(record), CHUNK_HEADER);
        let told = numbers.iter().map(|&number| following.take(record(number)));
        told.collect()
    }

    #[test]
    fn what_goes_on_in_number_is_the_log_whatever_stands_between() {
        const NUMBERS: [u64; 6] = [101, 37, 103, 38, 5000, 104];
        let expected = [UNCOUNTED, REMAINS, UNCOUNTED, REMAINS, REMAINS, UNCOUNTED];
        assert_eq!(told(Some(100), &NUMBERS), expected);
        // Behind no counted record any number may be the first one.
        assert_eq!(told(None, &NUMBERS), expected);
    }

    #[test]
    fn what_does_not_go_on_in_number_is_remains() {
        let next = 100 + 1 + MOST_MISSING;
        let numbers = [100, 99, next + 1, next + 2, next, next];
        let mut expected = [REMAINS; 6];
        expected[4] = UNCOUNTED;
        assert_eq!(told(Some(100), &numbers), expected);
    }
}
