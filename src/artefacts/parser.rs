//! What a parser of artefacts is.

use super::error::ArtefactError;
use crate::domain::activity::{Artefact, ArtefactEntry};

/// How many of a file's first bytes decide which parser it gets.
pub const HEAD: usize = 4096;

/// How many entries are read from one file. A jump list has at most a few thousand, an `INFO2` tens of
/// thousands.
pub const MOST_ENTRIES: usize = 100_000;

/// How many problems of one file are kept: one is enough to know that it is damaged.
const MOST_PROBLEMS: usize = 100;

/// Reads one kind of file. Implementations trust nothing in the file: every length and offset is
/// checked, and nothing is reserved because the file says so.
pub trait Parser: Sync {
    /// The kind of artefact that its files are.
    fn artefact(&self) -> Artefact;

    /// The size in bytes from which a file is not read. No sound file of the kind comes near it.
    fn max_size(&self) -> u64;

    /// Whether a file is of this kind, by its first bytes; the name only helps where these are not
    /// enough.
    fn recognises(&self, head: &[u8], name: &str) -> bool;

    /// Reads a file. Call it through [`parse`](super::parse), which checks the size before.
    fn parse(&self, bytes: &[u8], name: &str) -> Parsed;
}

/// What a file states. A damaged file gives the entries that can be read, and a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What it states, in the order of the file.
    pub entries: Vec<ArtefactEntry>,
    /// What is wrong with it.
    pub problems: Vec<ArtefactError>,
}

impl Parsed {
    /// Nothing could be read.
    pub(super) fn failed(problem: ArtefactError) -> Self {
        Self {
            entries: Vec::new(),
            problems: vec![problem],
        }
    }

    /// Adds an entry. False once there are too many, which becomes a problem.
    pub(super) fn add(&mut self, entry: ArtefactEntry) -> bool {
        if self.entries.len() < MOST_ENTRIES {
            self.entries.push(entry);
            return true;
        }
        let is_known = |problem: &ArtefactError| matches!(problem, ArtefactError::TooMany { .. });
        if !self.problems.iter().any(is_known) {
            self.problems.push(ArtefactError::TooMany {
                limit: MOST_ENTRIES,
                offset: entry.offset,
            });
        }
        false
    }

    /// Adds a problem, unless there are many already.
    pub(super) fn problem(&mut self, problem: ArtefactError) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }
}
