//! One evidence file: what it is, and what was found in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::source::Source;
use crate::domain::event::Text;
use crate::domain::time::Timestamp;

/// A file that carries the signature of an event log.
#[derive(Clone, Debug)]
pub struct EvidenceFile {
    /// Where its bytes come from.
    pub source: Arc<dyn Source>,
    /// Its path relative to the argument that it was found under, with `/`.
    pub name: String,
    /// Its header says that the log was written without checksums.
    pub has_no_checksums: bool,
    /// The file, by its index, that has the same content: that one was read for both.
    pub copy_of: Option<u32>,
    /// What was found in it.
    pub contents: FileContents,
}

/// What was found in a file, or in a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileContents {
    /// Computers named by its records.
    pub computers: BTreeSet<Text>,
    /// Channels named by its records.
    pub channels: BTreeSet<Text>,
    /// Records read.
    pub records: u64,
    /// Records that Whence understands.
    pub understood: u64,
    /// Records that Whence understands and no header counts: they were recovered from parts of chunks that
    /// are not in use.
    pub recovered: u64,
    /// Records whose form only the slow path reads.
    pub slow: u64,
    /// Records and chunks that could not be read.
    pub damaged: u64,
    /// It holds nothing for us by what its first and last chunk say: so many chunks were not read.
    pub skipped: Option<u32>,
    /// Earliest record time.
    pub first: Option<Timestamp>,
    /// Latest record time.
    pub last: Option<Timestamp>,
}

impl EvidenceFile {
    /// A file that was found but not yet read.
    pub fn new(source: impl Source + 'static, name: impl Into<String>) -> Self {
        Self {
            source: Arc::new(source),
            name: name.into(),
            has_no_checksums: false,
            copy_of: None,
            contents: FileContents::default(),
        }
    }
}

impl FileContents {
    /// Counts records of one computer's log that were read, the earliest and the latest of them at
    /// these times.
    pub fn count(
        &mut self,
        records: u64,
        (first, last): (Timestamp, Timestamp),
        computer: &Text,
        channel: &Text,
    ) {
        self.records += records;
        self.first = Some(self.first.map_or(first, |known| known.min(first)));
        self.last = Some(self.last.map_or(last, |known| known.max(last)));
        if !self.computers.contains(computer) {
            self.computers.insert(Text::clone(computer));
        }
        if !self.channels.contains(channel) {
            self.channels.insert(Text::clone(channel));
        }
    }

    /// Adds what was found in a different part of the same file.
    pub fn merge(&mut self, part: Self) {
        self.records += part.records;
        self.understood += part.understood;
        self.recovered += part.recovered;
        self.slow += part.slow;
        self.damaged += part.damaged;
        self.skipped = self.skipped.or(part.skipped);
        self.first = [self.first, part.first].into_iter().flatten().min();
        self.last = [self.last, part.last].into_iter().flatten().max();
        self.computers.extend(part.computers);
        self.channels.extend(part.channels);
    }
}
