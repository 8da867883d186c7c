//! Reads one record: by the fast path in place, or by the slow path, which renders it. Both yield
//! the same row.

use super::row::{RecordContent, RecordRow};
use crate::decode::{self, ComputerLogs, Decode, Decoded, Decoder, RecordStamp, Writer};
use crate::domain::coverage::RecordPoint;
use crate::domain::event::{Place, Text};
use crate::evidence::binxml::{Layouts, LocatedRecord};
use crate::evidence::evtx::chunks::Chunk;
use crate::evidence::problem::Fault;
use crate::evidence::render::ParsedRecord;
use crate::evidence::render::record::RawRecord;

/// Both paths, and their caches.
#[derive(Default)]
pub struct RecordReader {
    /// Use the slow path for every record.
    pub slow_path_only: bool,
    pub(super) decoder: Decoder,
    pub(super) layouts: Layouts,
    logs: ComputerLogs,
}

/// The result of trying the fast path.
pub enum FastPath<'r> {
    /// The row of the record.
    Read(RecordRow<'r>),
    /// Only the slow path can read the record.
    Declined,
}

/// A row that owns its texts.
pub struct RenderedRow {
    computer: Text,
    channel: Text,
    mark: RecordPoint,
    content: RecordContent,
}

impl RenderedRow {
    /// Copies a row of the fast path that must wait for those before it.
    pub fn keep(row: RecordRow<'_>) -> Self {
        Self {
            computer: Text::clone(row.computer),
            channel: Text::clone(row.channel),
            mark: row.mark,
            content: row.content,
        }
    }

    /// Passes the row to `take`.
    pub fn pass_to(self, take: impl FnOnce(RecordRow<'_>)) {
        take(RecordRow {
            computer: &self.computer,
            channel: &self.channel,
            mark: self.mark,
            content: self.content,
        });
    }
}

impl RecordReader {
    /// Reads one record in place.
    pub fn read_fast(
        &mut self,
        chunk: &Chunk<'_>,
        record: LocatedRecord,
        file: u32,
    ) -> FastPath<'_> {
        let read = self.try_fast(chunk, record, file);
        read.map_or(FastPath::Declined, FastPath::Read)
    }

    /// Reads one record in place. Returns `None` if only the slow path can read it.
    fn try_fast(
        &mut self,
        chunk: &Chunk<'_>,
        record: LocatedRecord,
        file: u32,
    ) -> Option<RecordRow<'_>> {
        let bytes = chunk.bytes;
        let Self {
            decoder,
            layouts,
            logs,
            ..
        } = self;
        let system = layouts.system_of(bytes, record)?;
        let event_id = system.event_id()?;
        let mark = RecordPoint {
            file,
            chunk: chunk.number,
            record_id: system.record_id()?,
            time: system.time()?,
        };
        let log = logs.of(&system, &mut decoder.interner)?;
        let kind = decode::may_be_understood(event_id).then(|| log.row(event_id));
        let content = if let Some(kind) = kind.flatten() {
            let stamp = RecordStamp {
                time: mark.time,
                record_id: mark.record_id,
                writer: match kind.decode {
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
            let payload = || layouts.payload_of(bytes, payload?, is_wrapped);
            match decoder.located(kind, header, stamp, payload) {
                Decoded::Event(event) => RecordContent::Event(event),
                Decoded::Nothing => RecordContent::Nothing,
                Decoded::NeedsSlowPath => return None,
            }
        } else if log.is_of_another_provider(event_id) {
            RecordContent::OtherProvider(Text::clone(&log.provider))
        } else {
            RecordContent::Nothing
        };
        Some(RecordRow {
            computer: &log.computer,
            channel: &log.channel,
            mark,
            content,
        })
    }

    /// Reads one record by rendering it.
    ///
    /// # Errors
    /// The fault of a record that cannot be rendered.
    pub fn read_slow(&mut self, record: ParsedRecord<'_>, file: u32) -> Result<RenderedRow, Fault> {
        let chunk = record.chunk;
        let place = Place {
            file,
            chunk,
            header_record: record.located().header_record,
        };
        record.rendered(|record| {
            let mark = RecordPoint {
                file,
                chunk,
                record_id: record.record_id,
                time: record.time,
            };
            let interner = &mut self.decoder.interner;
            let computer = interner.share(&record.computer);
            let channel = interner.share(&record.channel);
            let content = match self.decoder.rendered(record, place) {
                Some(event) => RecordContent::Event(event),
                None if is_of_another_provider(record) => {
                    let provider = self.decoder.interner.share(&record.provider);
                    RecordContent::OtherProvider(provider)
                }
                None => RecordContent::Nothing,
            };
            RenderedRow {
                computer,
                channel,
                mark,
                content,
            }
        })
    }
}

fn is_of_another_provider(record: &RawRecord<'_>) -> bool {
    decode::is_of_another_provider(&record.provider, &record.channel, record.event_id)
}
