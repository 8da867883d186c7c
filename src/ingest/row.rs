//! The result of reading one record, and the trait that receives it.

use super::orphan::Orphan;
use crate::domain::coverage::RecordPoint;
use crate::domain::event::{Event, Text};

/// What a record contains.
#[derive(Debug)]
pub enum RecordContent {
    /// Nothing that Whence understands.
    Nothing,
    /// An event.
    Event(Event),
    /// The name of an unknown provider that uses the channel and event id of a known kind of
    /// record. Only this provider could explain the record.
    OtherProvider(Text),
}

/// One record that was read.
pub struct RecordRow<'r> {
    /// The computer that wrote it, as logged.
    pub computer: &'r Text,
    /// The channel.
    pub channel: &'r Text,
    /// Its number, time and place.
    pub mark: RecordPoint,
    /// Its content.
    pub content: RecordContent,
}

/// Receives the records of a file in order.
pub trait RowSink {
    /// Index of the file that the records belong to.
    fn file(&self) -> u32;
    /// Takes one record.
    fn take(&mut self, row: RecordRow<'_>);
    /// Counts a row that the slow path read.
    fn count_slow(&mut self);
    /// Takes the event of a record that no header counts.
    fn recover(&mut self, event: Event);
    /// Takes a record that no header counts and whose template is not in its chunk.
    fn keep_orphan(&mut self, orphan: Orphan);
    /// Records where a template was found. `number` is the first four bytes of its GUID.
    fn note_template(&mut self, number: u32, chunk: u32, offset: u32);
}
