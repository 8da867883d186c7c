//! Reads chunks: by the fast lane, record by record where they stand, and by the slow lane what that
//! leaves alone. Whichever lane, the same rows come out, in the order of the file.

use std::collections::HashMap;

use super::recovered::Orphan;
use crate::decode::{self, Decode, Decoder, Logs, Stamp, Writer};
use crate::domain::coverage::Mark;
use crate::domain::event::{Event, Place, Text};
use crate::evidence::binxml::recovered::Proofs;
use crate::evidence::binxml::{Layouts, Located, cut_off, last_counted, locate};
use crate::evidence::problem::Fault;
use crate::evidence::reader::{Chunk, Report};
use crate::evidence::record::RawRecord;
use crate::evidence::render::{Found, records};

/// Both lanes, and what they know.
#[derive(Default)]
pub struct Lanes {
    /// Every record takes the slow lane.
    pub slow_only: bool,
    pub(super) decoder: Decoder,
    logs: Logs,
    pub(super) layouts: Layouts,
    pub(super) proofs: Proofs,
    located: Vec<Located>,
}

/// What a record says.
#[derive(Debug)]
pub enum Told {
    /// Nothing that is understood.
    Nothing,
    /// An event.
    Event(Event),
    /// What only its provider could tell, whose name this is: its id is that of a kind that is understood of
    /// another provider.
    OfAnotherProvider(Text),
}

/// Where the rows go.
pub trait Sink {
    /// The number of the file that they are of.
    fn file(&self) -> u32;
    /// Takes one record, and what it says.
    fn take(&mut self, computer: &Text, channel: &Text, mark: Mark, told: Told);
    /// The row that comes next was read by the slow lane.
    fn count_slow(&mut self);
    /// Takes the event of a record that no header counts.
    fn recover(&mut self, event: Event);
    /// Takes such a record whose template is not in its chunk.
    fn keep_orphan(&mut self, orphan: Orphan);
    /// Takes note of where a template stands, which the first four bytes of its GUID tell.
    fn note_template(&mut self, number: u32, chunk: u32, offset: u32);
}

/// A row as a sink takes it.
type Row = (Text, Text, Mark, Told);

/// A row that waits for those before it, which the slow lane reads.
enum Waiting {
    Read(Row),
    Slow(usize),
}

impl Lanes {
    /// Reads one chunk.
    pub fn read(&mut self, chunk: &Chunk<'_>, report: &mut Report<'_>, rows: &mut impl Sink) {
        self.layouts.clear();
        let mut located = std::mem::take(&mut self.located);
        let end = chunk.is_sound.then(|| locate(chunk.bytes, &mut located));
        match end.flatten() {
            Some(end) => {
                if self.slow_only {
                    self.read_found(chunk, &[], report, rows);
                } else {
                    self.read_located(chunk, &located, report, rows);
                }
                self.recover(chunk, located.last().copied(), end, rows);
            }
            None => self.read_damaged(chunk, report, rows),
        }
        self.located = located;
    }

    /// Reads a chunk whose records do not follow one another as they should. What stands behind them is
    /// free space only where its header says so too, or has counted the last of them.
    fn read_damaged(&mut self, chunk: &Chunk<'_>, report: &mut Report<'_>, rows: &mut impl Sink) {
        let trimmed = cut_off::trim(chunk.bytes, chunk.stored);
        let (bytes, cut_off) = match &trimmed {
            Some(trimmed) => (trimmed.bytes.as_slice(), trimmed.cut_off.as_slice()),
            None => (chunk.bytes, &[][..]),
        };
        let lost = trimmed.as_ref().map_or(0, |trimmed| trimmed.lost);
        for number in 0..cut_off.len() + lost {
            let why = if number < cut_off.len() {
                "it is cut off, and what is left of it was read"
            } else {
                "it is cut off before its own values begin"
            };
            report.push(Fault::Record {
                chunk: chunk.number,
                why: why.to_owned(),
            });
        }
        let chunk = &Chunk { bytes, ..*chunk };
        let last = self.read_found(chunk, cut_off, report, rows);
        let free_space = chunk.free_space();
        let end = match last {
            Some(last) if Some(last.header_record) == last_counted(bytes) => last.next(),
            last => last.map_or(free_space, |last| free_space.max(last.next())),
        };
        self.recover(chunk, last, end, rows);
    }

    /// Reads the records of a damaged chunk: the slow lane finds them, and takes each apart, which tells
    /// damage to what no row needs. Only those that the fast lane leaves alone are rendered. Returns the last
    /// one.
    fn read_found(
        &mut self,
        chunk: &Chunk<'_>,
        cut_off: &[usize],
        report: &mut Report<'_>,
        rows: &mut impl Sink,
    ) -> Option<Located> {
        let mut last = None;
        records(chunk, report, &mut |found, report| {
            let file = rows.file();
            let located = found.located();
            last = Some(located);
            let is_cut_off = cut_off.contains(&located.start);
            let take = &mut |computer: &Text, channel: &Text, mark, told| {
                let told = if is_cut_off {
                    without_padding(told)
                } else {
                    told
                };
                rows.take(computer, channel, mark, told);
            };
            if self.slow_only || self.fast(chunk, located, file, take).is_none() {
                match self.slow(found, file) {
                    Ok((computer, channel, mark, told)) => {
                        take(&computer, &channel, mark, told);
                        rows.count_slow();
                    }
                    Err(fault) => report.push(fault),
                }
            }
            true
        });
        last
    }

    /// Reads records that were found. From the first on that only the slow lane reads, rows wait.
    fn read_located(
        &mut self,
        chunk: &Chunk<'_>,
        located: &[Located],
        report: &mut Report<'_>,
        rows: &mut impl Sink,
    ) {
        let file = rows.file();
        let mut waiting: Vec<Waiting> = Vec::new();
        for record in located {
            let take = &mut |computer: &Text, channel: &Text, mark, told| {
                if waiting.is_empty() {
                    rows.take(computer, channel, mark, told);
                } else {
                    let (computer, channel) = (Text::clone(computer), Text::clone(channel));
                    waiting.push(Waiting::Read((computer, channel, mark, told)));
                }
            };
            if self.fast(chunk, *record, file, take).is_none() {
                waiting.push(Waiting::Slow(record.start));
            }
        }
        let wanted = waiting.iter().filter_map(|row| match row {
            Waiting::Slow(start) => Some(*start),
            Waiting::Read(..) => None,
        });
        let wanted: Vec<usize> = wanted.collect();
        if wanted.is_empty() {
            return;
        }
        let mut found = HashMap::new();
        let mut missing = wanted.len();
        records(chunk, report, &mut |record, report| {
            let start = record.located().start;
            if wanted.binary_search(&start).is_ok() {
                let row = self.slow(record, file);
                found.insert(start, row.map_err(|fault| report.push(fault)).ok());
                missing -= 1;
            }
            missing > 0
        });
        for row in waiting {
            let row = match row {
                Waiting::Read(row) => Some(row),
                Waiting::Slow(start) => {
                    // One that is not there was reported by the slow lane.
                    let row = found.remove(&start).flatten();
                    row.inspect(|_| rows.count_slow())
                }
            };
            if let Some((computer, channel, mark, told)) = row {
                rows.take(&computer, &channel, mark, told);
            }
        }
    }

    /// Reads one record where it stands, and hands on its computer and channel, its number and time, and
    /// what it says; `None` when only the slow lane can.
    pub(super) fn fast(
        &mut self,
        chunk: &Chunk<'_>,
        record: Located,
        file: u32,
        sink: &mut impl FnMut(&Text, &Text, Mark, Told),
    ) -> Option<()> {
        let bytes = chunk.bytes;
        let Self {
            decoder, layouts, ..
        } = self;
        let system = layouts.system_of(bytes, record)?;
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
            let told = if log.is_of_another_provider(event_id) {
                Told::OfAnotherProvider(Text::clone(&log.provider))
            } else {
                Told::Nothing
            };
            sink(&log.computer, &log.channel, mark, told);
            return Some(());
        };
        let stamp = Stamp {
            time: mark.time,
            record_id: mark.record_id,
            writer: match row.decode {
                Decode::Values(_) => Writer {
                    process_id: system.process_id()?,
                    activity: system.activity()?,
                },
                Decode::Recurring(..) | Decode::Presence(_) => Writer::default(),
            },
            place: Place {
                file,
                chunk: chunk.number,
                header_record: record.header_record,
            },
        };
        let header = log.header(event_id, system.user_sid()?, &mut decoder.interner)?;
        let (payload, is_wrapped) = (system.payload(), system.is_wrapped());
        let event = decoder.located(row, header, stamp, || {
            layouts.payload_of(bytes, payload?, is_wrapped)
        })?;
        let told = event.map_or(Told::Nothing, Told::Event);
        sink(&log.computer, &log.channel, mark, told);
        Some(())
    }

    /// Has one record rendered by the slow lane.
    fn slow(&mut self, found: Found<'_>, file: u32) -> Result<Row, Fault> {
        let chunk = found.chunk;
        let place = Place {
            file,
            chunk,
            header_record: found.located().header_record,
        };
        found.rendered(|record| {
            let mark = Mark {
                file,
                chunk,
                record_id: record.record_id,
                time: record.time,
            };
            let interner = &mut self.decoder.interner;
            let (computer, channel) = (
                interner.share(&record.computer),
                interner.share(&record.channel),
            );
            let told = match self.decoder.rendered(record, place) {
                Some(event) => Told::Event(event),
                None if is_of_another(record) => {
                    Told::OfAnotherProvider(self.decoder.interner.share(&record.provider))
                }
                None => Told::Nothing,
            };
            (computer, channel, mark, told)
        })
    }
}

fn is_of_another(record: &RawRecord<'_>) -> bool {
    decode::is_of_another_provider(&record.provider, &record.channel, record.event_id)
}

/// What is left of a record that was cut off: one that no longer says whom it is about proves only that the
/// machine was alive.
fn without_padding(told: Told) -> Told {
    match told {
        Told::Event(event) if !decode::says_of_whom(&event.fact) => Told::Nothing,
        told => told,
    }
}
