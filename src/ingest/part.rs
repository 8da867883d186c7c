//! A part of a file, and what was in it.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use super::orphan::Orphan;
use super::tally::Tally;
use crate::domain::event::{Event, Text};
use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::problem::Problem;

/// Templates of a part that are noted: real logs have a few dozen.
pub const MOST_TEMPLATES: usize = 4096;

/// A run of chunks of one file, and what was in it.
pub struct FilePart {
    /// Index of the file.
    pub file: u32,
    /// The events.
    pub events: Vec<Event>,
    /// Those of records that no header counts.
    pub recovered: Vec<Event>,
    /// Such records whose templates are not in their chunks.
    pub orphans: Vec<Orphan>,
    /// Where each template stands first: its chunk, and its offset there.
    pub templates: HashMap<u32, (u32, u32), RandomState>,
    /// How many records of other providers there are, by provider and channel.
    pub of_other_providers: BTreeMap<(Text, Text), u64>,
    /// What every record told.
    pub tally: Tally,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

impl FilePart {
    /// A part of a file of which this was told.
    pub fn new(file: u32, tally: Tally) -> Self {
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

    /// What the same part of a copy holds.
    pub fn of_copy(&self, copy: &EvidenceFile, file: u32) -> Self {
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
