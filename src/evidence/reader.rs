//! Reads event logs chunk by chunk, and renders records through the `evtx` crate: the only place that
//! names it. Our own threads are the only ones: the crate's deadlock inside rayon.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use evtx::{EvtxChunkData, EvtxRecord, ParserSettings};

use super::problem::{Fault, Problem};
use super::record::{self, RawRecord};
use crate::domain::event::Place;

/// Bytes before the first chunk.
pub const HEADER_BYTES: u64 = 4096;
/// First bytes of a chunk.
const CHUNK_MAGIC: &[u8; 8] = b"ElfChnk\0";
/// Bytes of a chunk.
pub const CHUNK_BYTES: u64 = 65_536;

/// How many chunks, whole or cut off, a file of `size` bytes can hold. The count in the file's
/// own header is 16 bits wide and stale in live copies, so it is not used.
pub fn chunk_count(size: u64) -> u32 {
    u32::try_from(size.saturating_sub(HEADER_BYTES).div_ceil(CHUNK_BYTES)).unwrap_or(u32::MAX)
}

/// The last of a file's chunks that is in use: a log is longer than what was written to it.
pub fn last_chunk(path: &Path, chunks: u32) -> Option<u32> {
    let mut file = File::open(path).ok()?;
    (0..chunks).rev().find(|&number| {
        let offset = HEADER_BYTES + u64::from(number) * CHUNK_BYTES;
        let mut magic = [0_u8; 8];
        let read = file.seek(SeekFrom::Start(offset));
        read.and_then(|_| file.read_exact(&mut magic)).is_ok() && magic == *CHUNK_MAGIC
    })
}

/// Checks the parts of a file that belong to no chunk: its header and its length.
pub fn check_file(path: &Path, size: u64) -> Vec<Problem> {
    let mut problems = Vec::new();
    if size < HEADER_BYTES {
        problems.push(Problem {
            path: path.to_owned(),
            offset: Some(0),
            fault: Fault::Truncated { present: size },
        });
        return problems;
    }
    let mut header = [0_u8; 128];
    if let Err(error) = File::open(path).and_then(|mut file| file.read_exact(&mut header)) {
        problems.push(Problem::of(path, Fault::Unreadable(error.to_string())));
    } else {
        let stored = header
            .get(124..128)
            .and_then(|b| b.try_into().ok())
            .map(u32::from_le_bytes);
        let computed = header.get(..120).map(crc32fast::hash);
        if stored != computed {
            problems.push(Problem {
                path: path.to_owned(),
                offset: Some(0),
                fault: Fault::HeaderChecksum,
            });
        }
    }
    problems
}

/// A chunk that is not empty.
pub struct Chunk<'a> {
    /// Its number in the file, from 0.
    pub number: u32,
    /// Its 65536 bytes; one that is cut off ends in zeros.
    pub bytes: &'a [u8],
    /// Its signature and its checksums are right.
    pub is_sound: bool,
}

/// Chunks that are read at a time: they fit into a core's own cache.
const CHUNKS_AT_A_TIME: usize = 4;

/// Room for what is read, used again from part to part.
#[derive(Default)]
pub struct Room(Vec<u8>);

/// Reads the chunks of `range` and hands each to `sink`, which says whether to go on. Returns what was
/// wrong.
pub fn read_chunks(
    path: &Path,
    range: Range<u32>,
    room: &mut Room,
    sink: &mut dyn FnMut(&Chunk<'_>, &mut Report<'_>) -> bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let offset = HEADER_BYTES + u64::from(range.start) * CHUNK_BYTES;
    let mut file =
        match File::open(path).and_then(|mut f| f.seek(SeekFrom::Start(offset)).map(|_| f)) {
            Ok(file) => file,
            Err(error) => return vec![Problem::of(path, Fault::Unreadable(error.to_string()))],
        };
    let mut number = range.start;
    while number < range.end {
        let count = CHUNKS_AT_A_TIME.min((range.end - number) as usize);
        let mut report = Report {
            path,
            chunk: number,
            problems: &mut problems,
        };
        let size = count * CHUNK_BYTES as usize;
        room.0.resize(size.max(room.0.len()), 0);
        let place = room.0.get_mut(..size).unwrap_or_default();
        let read = match fill(&mut file, place) {
            Ok(read) => read,
            Err(error) => {
                report.push(Fault::Unreadable(error.to_string()));
                return problems;
            }
        };
        for bytes in room
            .0
            .get(..read)
            .unwrap_or_default()
            .chunks(CHUNK_BYTES as usize)
        {
            report.chunk = number;
            if !examine(bytes, &mut report, sink) {
                return problems;
            }
            number += 1;
        }
        if read < size {
            break;
        }
    }
    problems
}

/// The same of the bytes of a single chunk, whole or cut off.
pub fn read_bytes(
    bytes: &[u8],
    sink: &mut dyn FnMut(&Chunk<'_>, &mut Report<'_>) -> bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = Report {
        path: Path::new(""),
        chunk: 0,
        problems: &mut problems,
    };
    examine(bytes, &mut report, sink);
    problems
}

/// Fills the room from a file: not to its end where the file ends. Returns how many bytes it read.
///
/// # Errors
/// What the system says when it cannot be read.
pub fn fill(file: &mut File, room: &mut [u8]) -> std::io::Result<usize> {
    let mut read = 0;
    while let Some(rest) = room.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// Hands on one chunk, whole or cut off. Unused space is passed over.
fn examine(
    bytes: &[u8],
    report: &mut Report<'_>,
    sink: &mut dyn FnMut(&Chunk<'_>, &mut Report<'_>) -> bool,
) -> bool {
    let whole;
    let bytes = if (bytes.len() as u64) < CHUNK_BYTES {
        match report.whole(bytes.to_vec()) {
            Some(data) => {
                whole = data;
                &whole
            }
            None => return true,
        }
    } else {
        bytes
    };
    if bytes.iter().all(|&byte| byte == 0) {
        return true;
    }
    let chunk = Chunk {
        number: report.chunk,
        bytes,
        is_sound: is_sound(bytes),
    };
    // A reader that panics on hostile bytes costs us that chunk, never the program.
    let outcome = catch_unwind(AssertUnwindSafe(|| sink(&chunk, report)));
    outcome.unwrap_or_else(|_| {
        report.push(Fault::Chunk {
            chunk: report.chunk,
            why: "the decoder gave up".to_owned(),
        });
        true
    })
}

/// Bytes of a chunk's header with its tables.
const CHUNK_HEADER_BYTES: usize = 512;

fn number(chunk: &[u8], at: usize) -> Option<u32> {
    let bytes = chunk.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// The checksum that a chunk's header must have.
pub fn header_checksum(chunk: &[u8]) -> Option<u32> {
    let mut crc = crc32fast::Hasher::new();
    crc.update(chunk.get(..120)?);
    crc.update(chunk.get(128..CHUNK_HEADER_BYTES)?);
    Some(crc.finalize())
}

/// The checksum that the records of a chunk must have.
pub fn records_checksum(chunk: &[u8]) -> Option<u32> {
    let end = number(chunk, 48)? as usize;
    chunk.get(CHUNK_HEADER_BYTES..end).map(crc32fast::hash)
}

/// Whether a chunk has the signature and both checksums.
fn is_sound(chunk: &[u8]) -> bool {
    let is = |at, computed: Option<u32>| computed.is_some() && number(chunk, at) == computed;
    chunk.starts_with(CHUNK_MAGIC)
        && is(124, header_checksum(chunk))
        && is(52, records_checksum(chunk))
}

/// Up to 64 KiB: fewer where the file ends.
fn read_chunk(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut data = Vec::with_capacity(CHUNK_BYTES as usize);
    file.take(CHUNK_BYTES).read_to_end(&mut data)?;
    Ok(data)
}

/// Collects the faults of one chunk.
pub struct Report<'a> {
    path: &'a Path,
    chunk: u32,
    problems: &'a mut Vec<Problem>,
}

impl Report<'_> {
    fn push(&mut self, fault: Fault) {
        let offset = HEADER_BYTES + u64::from(self.chunk) * CHUNK_BYTES;
        self.problems.push(Problem {
            path: self.path.to_owned(),
            offset: Some(offset),
            fault,
        });
    }

    /// A chunk to parse, or `None` for unused space. One that is cut off is filled with zeros, so
    /// that its whole records can still be read.
    fn whole(&mut self, mut data: Vec<u8>) -> Option<Vec<u8>> {
        if data.iter().all(|&byte| byte == 0) {
            return None;
        }
        if (data.len() as u64) < CHUNK_BYTES {
            self.push(Fault::Truncated {
                present: data.len() as u64,
            });
            data.resize(CHUNK_BYTES as usize, 0);
        }
        Some(data)
    }
}

/// A record that the `evtx` crate rendered.
pub struct Rendered<'a> {
    /// The record.
    pub record: RawRecord<'a>,
    /// Number in the record's own header.
    pub header_record: u64,
    /// Where its content begins in the chunk.
    pub start: usize,
}

/// The slow lane: hands on the records of a chunk, rendered by the `evtx` crate. Where only some are
/// `wanted`, by the ascending offsets at which their contents begin, it stops behind the last of these:
/// the crate takes apart each record that it passes.
pub fn render(
    chunk: &Chunk<'_>,
    report: &mut Report<'_>,
    wanted: Option<&[usize]>,
    sink: &mut dyn FnMut(&Rendered<'_>),
) {
    let number = chunk.number;
    let failed = |error: &dyn std::error::Error| Fault::Chunk {
        chunk: number,
        why: in_full(error),
    };
    let mut chunk_data = match EvtxChunkData::new(chunk.bytes.to_vec(), false) {
        Ok(chunk_data) => chunk_data,
        Err(error) => return report.push(failed(&error)),
    };
    if !chunk.is_sound {
        report.push(Fault::ChunkChecksum { chunk: number });
    }
    let mut parsed = match chunk_data.parse(Arc::new(ParserSettings::default())) {
        Ok(parsed) => parsed,
        Err(error) => return report.push(failed(&error)),
    };
    let mut missing = wanted.map_or(usize::MAX, <[usize]>::len);
    for item in parsed.iter() {
        if missing == 0 {
            break;
        }
        if let (Some(wanted), Ok(item)) = (wanted, &item) {
            if wanted
                .binary_search(&(item.binxml_offset as usize))
                .is_err()
            {
                continue;
            }
            missing -= 1;
        }
        let rendered = item.and_then(|item| {
            let place = (item.event_record_id, item.binxml_offset as usize);
            item.into_json_bytes().map(|json| (place, json.data))
        });
        match rendered {
            Err(error) => report.push(Fault::Record {
                chunk: number,
                why: in_full(&error),
            }),
            Ok(((header_record, start), json)) => match record::parse(&json, header_record) {
                Err(why) => report.push(Fault::Record { chunk: number, why }),
                Ok(record) => sink(&Rendered {
                    record,
                    header_record,
                    start,
                }),
            },
        }
    }
}

/// An error with all its causes, in one line.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text.replace(['\n', '\r'], " ")
}

/// The whole record at `place` as XML, read again from the evidence.
///
/// # Errors
/// A sentence that says what is in the way.
pub fn record_xml(path: &Path, place: Place) -> Result<String, String> {
    let offset = HEADER_BYTES + u64::from(place.chunk) * CHUNK_BYTES;
    let data = File::open(path)
        .and_then(|mut file| file.seek(SeekFrom::Start(offset)).map(|_| file))
        .and_then(|mut file| read_chunk(&mut file))
        .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let mut problems = Vec::new();
    let data = Report {
        path,
        chunk: place.chunk,
        problems: &mut problems,
    }
    .whole(data)
    .ok_or("the chunk is empty now: the evidence has changed")?;
    let render = || -> Result<String, String> {
        let mut chunk = EvtxChunkData::new(data, false).map_err(|e| in_full(&e))?;
        let mut parsed = chunk
            .parse(Arc::new(ParserSettings::default()))
            .map_err(|e| in_full(&e))?;
        let wanted = |record: &EvtxRecord<'_>| record.event_record_id == place.header_record;
        let record = parsed.iter().flatten().find(wanted);
        let record = record.ok_or("the record is no longer there: the evidence has changed")?;
        record
            .into_xml()
            .map(|xml| xml.data)
            .map_err(|e| in_full(&e))
    };
    catch_unwind(AssertUnwindSafe(render)).unwrap_or_else(|_| Err("the decoder gave up".to_owned()))
}
