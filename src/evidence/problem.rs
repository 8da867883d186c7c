//! Faults in evidence, and where they are. Reading continues after each of them.

use std::fmt;

use super::file_kind::FileKind;
use super::source::SourceName;

/// What is wrong with a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// The path does not exist.
    #[error("no such file or folder")]
    Missing,
    /// A pipe, a socket or a device.
    #[error("is neither a file nor a folder")]
    NotFileOrFolder,
    /// The operating system reports an error.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The file has no bytes.
    #[error("is empty (0 bytes)")]
    Empty,
    /// The file is not an event log.
    #[error("is no event log: {}", what_instead(*.0))]
    NotAnEventLog(FileKind),
    /// An event log of Windows XP or Server 2003.
    #[error("is a legacy .evt log, which is not supported")]
    LegacyLog,
    /// The file ends inside its header or a chunk.
    #[error("is truncated: the last {present} bytes are an incomplete chunk of 65536")]
    Truncated {
        /// Bytes of the incomplete part.
        present: u64,
    },
    /// The file header does not match its checksum.
    #[error("the file header does not match its checksum")]
    HeaderChecksum,
    /// A chunk whose header cannot be parsed.
    #[error("chunk {chunk} cannot be read: {why}")]
    Chunk {
        /// Chunk number, from 0.
        chunk: u32,
        /// The decoder's error message.
        why: String,
    },
    /// A chunk with a wrong checksum. Its records were still read.
    #[error("chunk {chunk} does not match its checksum; what could be read of it was")]
    ChunkChecksum {
        /// Chunk number, from 0.
        chunk: u32,
    },
    /// An artefact, or a part of it, that cannot be read.
    #[error("{0}")]
    Artefact(String),
    /// A record that cannot be decoded.
    #[error("a record of chunk {chunk} cannot be decoded: {why}")]
    Record {
        /// Chunk number, from 0.
        chunk: u32,
        /// The decoder's error message.
        why: String,
    },
}

fn what_instead(kind: FileKind) -> String {
    match kind {
        FileKind::Other => "the signature ElfFile is missing".to_owned(),
        kind => {
            // Choose the article by pronunciation: "an SQLite database", "an XML file".
            let is_vowel = kind.as_str().starts_with(['e', 'S', 'X']);
            let article = if is_vowel { "an" } else { "a" };
            format!("it looks like {article} {kind}, which is not read")
        }
    }
}

/// A fault and its location.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file or folder.
    pub source: SourceName,
    /// Byte offset in the file, if known.
    pub offset: Option<u64>,
    /// What is wrong.
    pub fault: Fault,
}

impl Problem {
    /// A fault of a whole file or folder.
    pub fn of(source: impl Into<SourceName>, fault: Fault) -> Self {
        Self {
            source: source.into(),
            offset: None,
            fault,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.source)?;
        if let Some(offset) = self.offset {
            write!(f, "at offset {offset:#x}: ")?;
        }
        write!(f, "{}", self.fault)
    }
}
