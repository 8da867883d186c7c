//! A record whose template is in another chunk.

use crate::evidence::binxml::LocatedRecord;

/// A record that no header counts and whose template is not in its chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The number of its chunk.
    pub chunk: u32,
    /// Where the record is in the chunk.
    pub record: LocatedRecord,
    /// See `Event::numbering`.
    pub numbering: u32,
}
