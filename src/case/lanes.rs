//! Reads chunks: by the fast lane, record by record where they stand, and by the slow lane what that
//! leaves alone. Whichever lane, the same rows come out, in the order of the file.

use std::collections::HashMap;

use crate::decode::{self, Decode, Decoder, Logs, Stamp, Writer};
use crate::domain::coverage::Mark;
use crate::domain::event::{Event, Place, Text};
use crate::evidence::binxml::{Layouts, Located, locate};
use crate::evidence::reader::{Chunk, Report};
use crate::evidence::render::{Found, records};

/// Both lanes, and what they know.
#[derive(Default)]
pub struct Lanes {
    /// Every record takes the slow lane.
    pub slow_only: bool,
    decoder: Decoder,
    logs: Logs,
    layouts: Layouts,
    located: Vec<Located>,
}

/// Where the rows go.
pub trait Sink {
    /// The number of the file that they are of.
    fn file(&self) -> u32;
    /// Takes one record, and the event that it states.
    fn take(&mut self, computer: &Text, channel: &Text, mark: Mark, event: Option<Event>);
    /// The row that comes next was read by the slow lane.
    fn count_slow(&mut self);
}

/// A row as a sink takes it.
type Row = (Text, Text, Mark, Option<Event>);

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
        if !self.slow_only && chunk.is_sound && locate(chunk.bytes, &mut located).is_some() {
            self.read_located(chunk, &located, report, rows);
        } else {
            self.read_found(chunk, report, rows);
        }
        self.located = located;
    }

    /// Reads the records of a damaged chunk: the slow lane finds them, and takes each apart, which tells
    /// damage to what no row needs. Only those that the fast lane leaves alone are rendered.
    fn read_found(&mut self, chunk: &Chunk<'_>, report: &mut Report<'_>, rows: &mut impl Sink) {
        records(chunk, report, &mut |found, report| {
            let file = rows.file();
            let take = &mut |computer: &Text, channel: &Text, mark, event| {
                rows.take(computer, channel, mark, event);
            };
            if self.slow_only || self.fast(chunk, found.located(), file, take).is_none() {
                let row = self.slow(found, file, report);
                if let Some((computer, channel, mark, event)) = row {
                    rows.count_slow();
                    rows.take(&computer, &channel, mark, event);
                }
            }
            true
        });
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
            let take = &mut |computer: &Text, channel: &Text, mark, event| {
                if waiting.is_empty() {
                    rows.take(computer, channel, mark, event);
                } else {
                    let (computer, channel) = (Text::clone(computer), Text::clone(channel));
                    waiting.push(Waiting::Read((computer, channel, mark, event)));
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
                found.insert(start, self.slow(record, file, report));
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
            if let Some((computer, channel, mark, event)) = row {
                rows.take(&computer, &channel, mark, event);
            }
        }
    }

    /// Reads one record where it stands, and hands on its computer and channel, its number and time, and
    /// its event where it has one; `None` when only the slow lane can.
    fn fast(
        &mut self,
        chunk: &Chunk<'_>,
        record: Located,
        file: u32,
        sink: &mut impl FnMut(&Text, &Text, Mark, Option<Event>),
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
            sink(&log.computer, &log.channel, mark, None);
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
        sink(&log.computer, &log.channel, mark, event);
        Some(())
    }

    /// Has one record rendered by the slow lane; `None`, which is reported, where it cannot be.
    fn slow(&mut self, found: Found<'_>, file: u32, report: &mut Report<'_>) -> Option<Row> {
        let chunk = found.chunk;
        let place = Place {
            file,
            chunk,
            header_record: found.located().header_record,
        };
        found.rendered(report, |record| {
            let mark = Mark {
                file,
                chunk,
                record_id: record.record_id,
                time: record.time,
            };
            let computer = self.decoder.interner.share(&record.computer);
            let channel = self.decoder.interner.share(&record.channel);
            let event = self.decoder.rendered(record, place);
            (computer, channel, mark, event)
        })
    }
}
