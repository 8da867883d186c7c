//! A record whose template stands in another chunk.

use crate::evidence::binxml::LocatedRecord;

/// A record that no header counts and whose template is not in its chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The number of its chunk.
    pub chunk: u32,
    /// Where it stands in the chunk.
    pub record: LocatedRecord,
    /// See `Event::numbering`.
    pub numbering: u32,
}
