//! One evidence file and a summary of its contents.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::source::Source;
use crate::domain::event::Text;
use crate::domain::time::Timestamp;

/// A file with the signature of an event log.
#[derive(Clone, Debug)]
pub struct EvidenceFile {
    /// Where its bytes come from.
    pub source: Arc<dyn Source>,
    /// Its path relative to the path under which it was found, with `/` as separator.
    pub name: String,
    /// The file header states that the log was written without checksums.
    pub has_no_checksums: bool,
    /// Index of an evidence file with the same content, which was read in its place.
    pub copy_of: Option<u32>,
    /// What was found in it.
    pub contents: FileContents,
}

/// A summary of the contents of a file, or of a part of it.
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
    /// Records that Whence understands and that no header counts. They were recovered from unused
    /// space in chunks.
    pub recovered: u64,
    /// Records that only the slow path could read.
    pub slow: u64,
    /// Damaged records and chunks that could not be read.
    pub damaged: u64,
    /// Number of chunks that were not read because the first and last chunk show that the file
    /// holds nothing of interest.
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
    /// Adds records that one computer wrote to one channel, with the earliest and latest of their
    /// times.
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

    /// Adds the summary of another part of the same file.
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
