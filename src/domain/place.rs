//! Where the evidence has a record.

/// Where the evidence has one copy of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into the case's list of evidence files.
    pub file: u32,
    /// Number of the 64 KiB chunk within the file, from 0.
    pub chunk: u32,
    /// Number in the record's own header; an exported file is renumbered.
    pub header_record: u64,
}

/// Index of an event in its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventIndex(pub u32);

/// Every place in the evidence that holds one record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Places {
    /// One place, whose header has the record's number in its log: nearly all records have this.
    One {
        /// Index into the case's list of evidence files.
        file: u32,
        /// Number of the 64 KiB chunk within the file, from 0.
        chunk: u32,
    },
    /// Any others, sorted.
    Many(Box<[Place]>),
}

impl Places {
    /// The one place of a record with that number.
    pub fn one(place: Place, record_id: u64) -> Self {
        if place.header_record == record_id {
            Self::One {
                file: place.file,
                chunk: place.chunk,
            }
        } else {
            Self::Many(Box::new([place]))
        }
    }

    /// The places of a record of that number, in order.
    pub fn of(&self, record_id: u64) -> impl Iterator<Item = Place> + '_ {
        let (one, many): (Option<Place>, &[Place]) = match self {
            Self::One { file, chunk } => {
                let place = Place {
                    file: *file,
                    chunk: *chunk,
                    header_record: record_id,
                };
                (Some(place), &[])
            }
            Self::Many(places) => (None, places),
        };
        one.into_iter().chain(many.iter().copied())
    }

    /// The same places in a file of the same content.
    #[must_use]
    pub fn of_copy(&self, file: u32) -> Self {
        match self {
            Self::One { chunk, .. } => Self::One {
                file,
                chunk: *chunk,
            },
            Self::Many(places) => Self::Many(
                places
                    .iter()
                    .map(|&place| Place { file, ..place })
                    .collect(),
            ),
        }
    }
}
