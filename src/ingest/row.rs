//! What one record gave, and what takes it.

use super::orphan::Orphan;
use crate::domain::coverage::RecordPoint;
use crate::domain::event::{Event, Text};

/// What a record says.
#[derive(Debug)]
pub enum RecordContent {
    /// Nothing that is understood.
    Nothing,
    /// An event.
    Event(Event),
    /// What only its provider, whose name this is, could explain: its id is that of a kind that is understood
    /// of another provider.
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
    /// What it says.
    pub content: RecordContent,
}

/// Takes the records of a file, in its order.
pub trait RowSink {
    /// The index of the file that the records are of.
    fn file(&self) -> u32;
    /// Takes one record.
    fn take(&mut self, row: RecordRow<'_>);
    /// The slow path read the row that comes next.
    fn count_slow(&mut self);
    /// Takes the event of a record that no header counts.
    fn recover(&mut self, event: Event);
    /// Takes such a record whose template is not in its chunk.
    fn keep_orphan(&mut self, orphan: Orphan);
    /// Takes note of where a template stands, by the first four bytes of its GUID.
    fn note_template(&mut self, number: u32, chunk: u32, offset: u32);
}
