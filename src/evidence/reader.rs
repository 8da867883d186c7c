//! Reads the records of an event log, chunk by chunk, through the `evtx` crate: the only place
//! that names it. Our own threads are the only ones: the crate's deadlock inside rayon.

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
/// Bytes of a chunk.
pub const CHUNK_BYTES: u64 = 65_536;

/// How many chunks, whole or cut off, a file of `size` bytes can hold. The count in the file's
/// own header is 16 bits wide and stale in live copies, so it is not used.
pub fn chunk_count(size: u64) -> u32 {
    u32::try_from(size.saturating_sub(HEADER_BYTES).div_ceil(CHUNK_BYTES)).unwrap_or(u32::MAX)
}

/// What the reader hands on: a record with its chunk number and header record number.
pub struct Found<'a> {
    /// The record.
    pub record: RawRecord<'a>,
    /// Chunk number, from 0.
    pub chunk: u32,
    /// Number in the record's own header.
    pub header_record: u64,
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

/// Reads the chunks of `range`, hands each record to `sink` and returns what was wrong. `sink`
/// returns an error text for a record that it cannot take, and `None` to stop.
pub fn read_chunks(
    path: &Path,
    range: Range<u32>,
    sink: &mut dyn FnMut(Found<'_>) -> bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let offset = HEADER_BYTES + u64::from(range.start) * CHUNK_BYTES;
    let mut file =
        match File::open(path).and_then(|mut f| f.seek(SeekFrom::Start(offset)).map(|_| f)) {
            Ok(file) => file,
            Err(error) => return vec![Problem::of(path, Fault::Unreadable(error.to_string()))],
        };
    for chunk in range {
        let mut report = Report {
            path,
            chunk,
            problems: &mut problems,
        };
        let data = match read_chunk(&mut file) {
            Ok(data) => data,
            Err(error) => {
                report.push(Fault::Unreadable(error.to_string()));
                break;
            }
        };
        let Some(data) = report.whole(data) else {
            continue;
        };
        // A decoder that panics on hostile bytes costs us that chunk, never the program.
        let outcome = catch_unwind(AssertUnwindSafe(|| read_records(data, &mut report, sink)));
        match outcome {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => report.push(Fault::Chunk {
                chunk,
                why: "the decoder gave up".to_owned(),
            }),
        }
    }
    problems
}

/// Up to 64 KiB: fewer where the file ends.
fn read_chunk(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut data = Vec::with_capacity(CHUNK_BYTES as usize);
    file.take(CHUNK_BYTES).read_to_end(&mut data)?;
    Ok(data)
}

/// Collects the faults of one chunk.
struct Report<'a> {
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

/// Returns whether to go on.
fn read_records(
    data: Vec<u8>,
    report: &mut Report<'_>,
    sink: &mut dyn FnMut(Found<'_>) -> bool,
) -> bool {
    let chunk = report.chunk;
    let mut chunk_data = match EvtxChunkData::new(data, false) {
        Ok(chunk_data) => chunk_data,
        Err(error) => {
            report.push(Fault::Chunk {
                chunk,
                why: in_full(&error),
            });
            return true;
        }
    };
    if !chunk_data.validate_header_checksum() || !chunk_data.validate_data_checksum() {
        report.push(Fault::ChunkChecksum { chunk });
    }
    let mut parsed = match chunk_data.parse(Arc::new(ParserSettings::default())) {
        Ok(parsed) => parsed,
        Err(error) => {
            report.push(Fault::Chunk {
                chunk,
                why: in_full(&error),
            });
            return true;
        }
    };
    for item in parsed.iter() {
        let rendered = item.and_then(|item| {
            let header_record = item.event_record_id;
            item.into_json_bytes()
                .map(|json| (header_record, json.data))
        });
        match rendered {
            Err(error) => report.push(Fault::Record {
                chunk,
                why: in_full(&error),
            }),
            Ok((header_record, json)) => match record::parse(&json, header_record) {
                Err(why) => report.push(Fault::Record { chunk, why }),
                Ok(record) => {
                    if !sink(Found {
                        record,
                        chunk,
                        header_record,
                    }) {
                        return false;
                    }
                }
            },
        }
    }
    true
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
