//! What a record says of itself beside its header and its payload.

use crate::domain::event::{Guid, Place};
use crate::domain::time::Timestamp;

/// What a record says of itself beside its header and its payload.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// When it was written.
    pub time: Timestamp,
    /// Its number in its log.
    pub record_id: u64,
    /// What wrote it, as far as its kind is decoded from more than its own values: see
    /// `Decode::Recurring`.
    pub writer: Writer,
    /// Where it stands.
    pub place: Place,
}

/// What wrote a record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Writer {
    /// `System/Execution/@ProcessID`.
    pub process_id: u32,
    /// `System/Correlation/@ActivityID`: the activity that the record is a part of.
    pub activity: Option<Guid>,
}
