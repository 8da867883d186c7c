//! A part of a file and its contents.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use super::orphan::Orphan;
use super::tally::Tally;
use crate::domain::event::{Event, Text};
use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::problem::Problem;

/// Maximum number of templates recorded for a part. Real logs have a few dozen.
pub(super) const MAX_TEMPLATES: usize = 4096;

/// A run of chunks of one file and its contents.
pub(super) struct FilePart {
    /// Index of the file.
    pub file: u32,
    /// The events.
    pub events: Vec<Event>,
    /// Events of records that no header counts.
    pub recovered: Vec<Event>,
    /// Records that no header counts and whose templates are not in their chunks.
    pub orphans: Vec<Orphan>,
    /// Where each template was first found: its chunk, and its offset there.
    pub templates: HashMap<u32, (u32, u32), RandomState>,
    /// Number of records that only an unknown provider could explain, by provider and channel.
    pub of_other_providers: BTreeMap<(Text, Text), u64>,
    /// A summary of all records, understood or not.
    pub tally: Tally,
    /// The problems found.
    pub problems: Vec<Problem>,
}

impl FilePart {
    /// A part without events.
    pub(super) fn new(file: u32, tally: Tally) -> Self {
        Self {
            file,
            events: Vec::new(),
            recovered: Vec::new(),
            orphans: Vec::new(),
            templates: HashMap::default(),
            of_other_providers: BTreeMap::new(),
            tally,
            problems: Vec::new(),
        }
    }

    /// This part, for a copy of the file.
    pub(super) fn of_copy(&self, copy: &EvidenceFile, file: u32) -> Self {
        let events_of_copy = |events: &[Event]| {
            let mut events = events.to_vec();
            for event in &mut events {
                event.places = event.places.of_copy(file);
            }
            events
        };
        let of_copy = |problem: &Problem| Problem {
            source: copy.source.name().clone(),
            ..problem.clone()
        };
        Self {
            events: events_of_copy(&self.events),
            recovered: events_of_copy(&self.recovered),
            problems: self.problems.iter().map(of_copy).collect(),
            ..Self::new(file, self.tally.of_copy(file))
        }
    }
}
