//! Data from a record's system part that an event needs in addition to the header.

use crate::domain::event::{Guid, Place};
use crate::domain::time::Timestamp;

/// Data from a record's system part that an event needs in addition to the header.
#[derive(Clone, Copy, Debug)]
pub struct RecordStamp {
    /// When it was written.
    pub time: Timestamp,
    /// Its number in its log.
    pub record_id: u64,
    /// The process and activity that wrote it. Only set for kinds that use it: see
    /// `Decode::Recurring`.
    pub writer: Writer,
    /// Its place in the evidence.
    pub place: Place,
}

/// The process and activity that wrote a record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Writer {
    /// `System/Execution/@ProcessID`.
    pub process_id: u32,
    /// `System/Correlation/@ActivityID`: the activity that the record belongs to.
    pub activity: Option<Guid>,
}
