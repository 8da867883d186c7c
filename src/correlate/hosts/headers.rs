//! The headers of the records, each in one file: whatever depends on them alone is found out once.

use crate::correlate::Read;
use crate::correlate::maps::{HashMap, HeaderInFile, header_in};
use crate::domain::event::Event;
use crate::domain::time::Timestamp;

/// A header in one file.
pub struct OfFile<'e> {
    /// The file.
    pub file: u32,
    /// The first record that has it.
    pub example: &'e Event,
    /// The earliest and the latest time of its records.
    pub span: (Timestamp, Timestamp),
}

/// All headers, and which one each record has.
#[derive(Default)]
pub struct Headers<'e> {
    /// The headers, in the order in which they were met.
    pub all: Vec<OfFile<'e>>,
    /// For each record the number of its header in its first file; of a record in no file none.
    pub of_event: Vec<Option<u32>>,
}

impl<'e> Headers<'e> {
    /// Those of all records.
    pub fn collect(events: Read<'e>) -> Self {
        let mut headers = Self::default();
        headers
            .of_event
            .reserve_exact(events.iter().map(Vec::len).sum());
        let mut known: HashMap<HeaderInFile, u32> = HashMap::default();
        for event in events.iter().flatten() {
            let mut first = None;
            for place in event.places() {
                let key = header_in(place.file, event);
                let number = *known.entry(key).or_insert_with(|| {
                    headers.all.push(OfFile {
                        file: place.file,
                        example: event,
                        span: (event.time, event.time),
                    });
                    u32::try_from(headers.all.len() - 1).unwrap_or(u32::MAX)
                });
                if let Some(header) = headers.all.get_mut(number as usize) {
                    let (earliest, latest) = header.span;
                    header.span = (earliest.min(event.time), latest.max(event.time));
                }
                first.get_or_insert(number);
            }
            headers.of_event.push(first);
        }
        headers
    }
}
