//! Finds, parses and renders records through the `evtx` crate. No other file uses it. The crate's
//! own threading is not used because it deadlocks inside rayon.

pub mod record;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use evtx::{EvtxChunkData, EvtxRecord, ParserSettings};

use super::binxml::{LocatedRecord, cut_off};
use super::evtx::chunks::{Chunk, ChunkReport, pad};
use super::evtx::reopened::read_chunk;
use super::problem::Fault;
use super::source::Source;
use crate::domain::event::Place;
use record::RawRecord;

/// A record that the crate found and parsed.
pub struct ParsedRecord<'c> {
    record: EvtxRecord<'c>,
    /// The number of its chunk.
    pub chunk: u32,
}

impl ParsedRecord<'_> {
    /// The location of the record in its chunk.
    pub fn located(&self) -> LocatedRecord {
        let start = self.record.binxml_offset as usize;
        LocatedRecord {
            header_record: self.record.event_record_id,
            start,
            end: start + self.record.binxml_size as usize,
        }
    }

    /// Renders the record and passes it to `take`. Returns the result of `take`.
    ///
    /// # Errors
    /// The fault of a record that cannot be rendered.
    pub fn rendered<T>(self, take: impl FnOnce(&RawRecord<'_>) -> T) -> Result<T, Fault> {
        let (chunk, header_record) = (self.chunk, self.record.event_record_id);
        let json = self.record.into_json_bytes();
        let json = json.map_err(|error| in_full(&error));
        let taken =
            json.and_then(|json| record::parse(&json.data, header_record).map(|r| take(&r)));
        taken.map_err(|why| Fault::Record { chunk, why })
    }
}

/// Passes the records of a chunk to `sink` until it returns `false`. The crate parses each record
/// on the way. If one is not where it should be, the crate searches for the next.
pub fn records(
    chunk: &Chunk<'_>,
    report: &mut ChunkReport<'_>,
    sink: &mut dyn FnMut(ParsedRecord<'_>, &mut ChunkReport<'_>) -> bool,
) {
    let number = chunk.number;
    let failed = |error: &dyn std::error::Error| Fault::Chunk {
        chunk: number,
        why: in_full(error),
    };
    let mut data = match EvtxChunkData::new(chunk.bytes.to_vec(), false) {
        Ok(data) => data,
        Err(error) => return report.push(failed(&error)),
    };
    if !chunk.is_sound {
        report.push(Fault::ChunkChecksum { chunk: number });
    }
    let mut parsed = match data.parse(Arc::new(ParserSettings::default())) {
        Ok(parsed) => parsed,
        Err(error) => return report.push(failed(&error)),
    };
    for record in parsed.iter() {
        match record {
            Ok(record) => {
                let parsed = ParsedRecord {
                    record,
                    chunk: number,
                };
                if !sink(parsed, report) {
                    break;
                }
            }
            Err(error) => report.push(Fault::Record {
                chunk: number,
                why: in_full(&error),
            }),
        }
    }
}

/// Passes on the records of a chunk that its header does not count. Errors are not reported,
/// because most of what is found there is garbage.
pub fn uncounted_records(chunk: &Chunk<'_>, sink: &mut dyn FnMut(ParsedRecord<'_>)) {
    let Ok(mut data) = EvtxChunkData::new(chunk.bytes.to_vec(), false) else {
        return;
    };
    let Ok(mut parsed) = data.parse(with_uncounted()) else {
        return;
    };
    for record in parsed.iter().flatten().filter(|record| record.recovered) {
        let chunk = chunk.number;
        sink(ParsedRecord { record, chunk });
    }
}

fn with_uncounted() -> Arc<ParserSettings> {
    Arc::new(ParserSettings::default().recover_records(true))
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

/// Reads the record at `place` again from the evidence and renders it as XML.
///
/// # Errors
/// A sentence with the reason.
pub fn record_xml(source: &dyn Source, place: Place) -> Result<String, String> {
    let data = read_chunk(source, place.chunk)
        .map_err(|error| format!("{} cannot be read: {error}", source.name()))?;
    let stored = data.len();
    let data = pad(data).ok_or("the chunk is empty now: the evidence has changed")?;
    let data = match cut_off::trim(&data, stored) {
        Some(trimmed) => trimmed.bytes,
        None => data,
    };
    let render = || -> Result<String, String> {
        let mut chunk = EvtxChunkData::new(data, false).map_err(|e| in_full(&e))?;
        let mut parsed = chunk.parse(with_uncounted()).map_err(|e| in_full(&e))?;
        // Records that the header counts come first.
        let wanted = |record: &EvtxRecord<'_>| record.event_record_id == place.header_record;
        let record = parsed.iter().flatten().find(wanted);
        let record = record.ok_or(
            "the record is not there: the evidence has changed, or the record was recovered and its \
             template stands in another chunk",
        )?;
        record
            .into_xml()
            .map(|xml| xml.data)
            .map_err(|e| in_full(&e))
    };
    catch_unwind(AssertUnwindSafe(render)).unwrap_or_else(|_| Err("the decoder gave up".to_owned()))
}
