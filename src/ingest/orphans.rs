//! After all chunks were read, reads the records whose templates are in other chunks. Rule O2.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::chunk_reader::ChunkReader;
use super::orphan::Orphan;
use super::part::FilePart;
use super::recovered::{Attempt, read_one};
use super::worker::Workers;
use crate::domain::event::Event;
use crate::evidence::binxml::recovered::NeededDefinition;
use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::evtx::chunks::{Chunk, pad};
use crate::evidence::evtx::reopened::ReopenedLog;
use crate::job::cancel::CancelToken;

/// Where each template was first found, by the first four bytes of its GUID: chunk and offset for
/// each file; file, chunk and offset for the whole case.
#[derive(Default)]
pub(super) struct TemplateIndex {
    in_file: HashMap<(u32, u32), (u32, u32), RandomState>,
    in_case: HashMap<u32, (u32, u32, u32), RandomState>,
}

impl TemplateIndex {
    /// Builds the index from all parts of a case, which must be in the order of the case.
    fn of(parts: &[FilePart]) -> Self {
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

    /// Finds a template for a record of a file, preferably in the same file. Returns file, chunk
    /// and offset.
    fn find(&self, file: u32, number: u32) -> Option<(u32, u32, u32)> {
        let in_same_file = self.in_file.get(&(file, number));
        let in_same_file = in_same_file.map(|&(chunk, offset)| (file, chunk, offset));
        in_same_file.or_else(|| self.in_case.get(&number).copied())
    }
}

/// Provides the chunks that hold templates, and caches them.
struct TemplateChunks<'a> {
    files: &'a [EvidenceFile],
    templates: &'a TemplateIndex,
    /// The file that was read last.
    open: Option<(u32, ReopenedLog)>,
    /// The cached chunks: file, number and bytes.
    kept: Vec<(u32, u32, Vec<u8>)>,
    /// Index of the cached chunk that was replaced last.
    oldest: usize,
}

/// Number of chunks in the cache.
const MAX_CHUNKS: usize = 16;

impl<'a> TemplateChunks<'a> {
    fn new(files: &'a [EvidenceFile], templates: &'a TemplateIndex) -> Self {
        Self {
            files,
            templates,
            open: None,
            kept: Vec::new(),
            oldest: 0,
        }
    }

    /// Returns the bytes of a chunk with this template, and the offset of the template.
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

    /// Reads a chunk into the cache and returns its index there. A chunk that cannot be read is
    /// empty.
    fn read(&mut self, file: u32, chunk: u32) -> usize {
        let at = if self.kept.len() < MAX_CHUNKS {
            self.kept.push((file, chunk, Vec::new()));
            self.kept.len() - 1
        } else {
            self.oldest = (self.oldest + 1) % MAX_CHUNKS;
            self.oldest
        };
        if self.open.as_ref().is_none_or(|open| open.0 != file) {
            let of = self.files.get(file as usize);
            let opened = of.and_then(|of| ReopenedLog::open(&*of.source).ok());
            self.open = opened.map(|chunks| (file, chunks));
        }
        if let Some(kept) = self.kept.get_mut(at) {
            let buffer = std::mem::take(&mut kept.2);
            let bytes = self
                .open
                .as_mut()
                .and_then(|(_, of)| read_padded(of, chunk, buffer));
            *kept = (file, chunk, bytes.unwrap_or_default());
        }
        at
    }
}

/// Reads a chunk, padded to full size, into a used buffer. A new buffer for each chunk would cost
/// page faults every time, because the allocator returns freed pages at once.
fn read_padded(of: &mut ReopenedLog, chunk: u32, mut buffer: Vec<u8>) -> Option<Vec<u8>> {
    of.read(chunk, &mut buffer).ok()?;
    pad(buffer)
}

/// Minimum number of parts that one job reads one after the other.
const MIN_PARTS_PER_JOB: usize = 16;

/// Reads the orphans of all parts, which must be in the order of the case, unless it is cancelled.
pub(super) fn read_orphans(
    parts: &mut [FilePart],
    files: &[EvidenceFile],
    workers: &Workers,
    cancel: &CancelToken,
) {
    if parts.iter().all(|part| part.orphans.is_empty()) {
        return;
    }
    let templates = &TemplateIndex::of(parts);
    let with_orphans = parts.iter_mut().filter(|part| !part.orphans.is_empty());
    let with_orphans: Vec<&mut FilePart> = with_orphans.collect();
    // The parts of a job share its cached chunks and its buffer.
    let begin = || (TemplateChunks::new(files, templates), Vec::new());
    with_orphans
        .into_par_iter()
        .with_min_len(MIN_PARTS_PER_JOB)
        .for_each_init(begin, |(template_chunks, buffer), part| {
            if !cancel.is_cancelled() {
                read_orphans_of(part, files, workers, template_chunks, buffer);
            }
        });
}

fn read_orphans_of(
    part: &mut FilePart,
    files: &[EvidenceFile],
    workers: &Workers,
    template_chunks: &mut TemplateChunks<'_>,
    buffer: &mut Vec<u8>,
) {
    let orphans = std::mem::take(&mut part.orphans);
    let file = files.get(part.file as usize);
    let Some(mut chunks) = file.and_then(|file| ReopenedLog::open(&*file.source).ok()) else {
        return;
    };
    for orphans_of_chunk in orphans.chunk_by(|a, b| a.chunk == b.chunk) {
        let number = orphans_of_chunk.first().map_or(0, |orphan| orphan.chunk);
        let Some(bytes) = read_padded(&mut chunks, number, std::mem::take(buffer)) else {
            continue;
        };
        *buffer = bytes;
        let chunk = &Chunk {
            number,
            bytes: buffer,
            stored: buffer.len(),
            is_sound: true,
        };
        let events = workers.with_reader(|reader| {
            reader.recovery.proofs.clear();
            let read = |orphan: &Orphan| {
                read_with_other_templates(reader, chunk, orphan, part.file, template_chunks)
            };
            orphans_of_chunk.iter().filter_map(read).collect::<Vec<_>>()
        });
        part.tally.contents.recovered += events.len() as u64;
        part.recovered.extend(events);
    }
}

/// Reads an orphan with the templates of other chunks. Only the fast path can do this.
fn read_with_other_templates(
    reader: &mut ChunkReader,
    chunk: &Chunk<'_>,
    orphan: &Orphan,
    file: u32,
    template_chunks: &mut TemplateChunks<'_>,
) -> Option<Event> {
    let ChunkReader {
        records, recovery, ..
    } = reader;
    let layouts = &mut records.layouts;
    let record = orphan.record;
    let bytes = chunk.bytes;
    let system_definition = NeededDefinition::of(bytes, record.start..record.end)?;
    layouts.clear();
    if !recovery.proofs.is_in_chunk(system_definition, bytes) {
        let (other, offset) = template_chunks.find(file, system_definition.number)?;
        layouts.substitute_system(system_definition, other, offset)?;
    }
    if let Some(payload_definition) = layouts.payload_needed(bytes, record)?
        && !recovery.proofs.is_in_chunk(payload_definition, bytes)
    {
        // Records of kinds that are not understood need no payload; most are of such kinds.
        let (other, offset) = template_chunks.find(file, payload_definition.number)?;
        layouts.substitute_payload(payload_definition, other, offset)?;
    }
    let numbering = orphan.numbering;
    match read_one(records, chunk, record, file) {
        Attempt::Read(event) => event.map(|event| Event { numbering, ..event }),
        Attempt::Orphan | Attempt::Slow => None,
    }
}
