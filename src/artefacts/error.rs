//! What is wrong with an artefact.

/// What is wrong with an artefact. Entries that could be read are given all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArtefactError {
    /// It has more bytes than any sound file of its kind.
    #[error("the file has {size} bytes; the limit for its kind is {limit}")]
    TooLarge {
        /// How many bytes it has.
        size: u64,
        /// How many bytes are read.
        limit: u64,
    },
    /// A part of it ends too early.
    #[error("{what} at byte {offset} is cut off")]
    Cut {
        /// Which part.
        what: &'static str,
        /// Where that begins in the file.
        offset: u64,
    },
    /// A part of it contradicts its format.
    #[error("{what} at byte {offset} is damaged")]
    Damaged {
        /// Which part.
        what: &'static str,
        /// Where that begins in the file.
        offset: u64,
    },
    /// A version of its format that is not known.
    #[error("{what} at byte {offset} has version {version}, which is not known")]
    Version {
        /// Which part.
        what: &'static str,
        /// The version that it states.
        version: u64,
        /// Where it states it.
        offset: u64,
    },
    /// A part that its kind of file must have is absent.
    #[error("the file has no {what}")]
    Absent {
        /// Which part.
        what: &'static str,
    },
    /// It has more entries than are read.
    #[error("the file has more than {limit} entries; from byte {offset} on they were not read")]
    TooMany {
        /// How many entries are read.
        limit: usize,
        /// Where the first one that was not read begins in the file.
        offset: u64,
    },
    /// The parser panicked.
    #[error("internal error: the parser failed on this file")]
    GaveUp,
}
