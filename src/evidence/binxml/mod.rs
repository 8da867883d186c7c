//! The fast lane: records of a chunk read where they stand, without rendering them.
//!
//! A record of an event log is an instance of a template: the template says which value is the event
//! id, and the values stand in a row behind a table of their sizes. So a record is told from the others
//! by an addition of sizes, and a value of it is found by its name without a look at the rest.
//!
//! Only what has the form that Windows writes is read here. Anything else (`None`, whatever the reason)
//! is for the slow lane, the `evtx` crate, which makes the same rows. No byte is trusted: every
//! access is checked.
//!
//! 1. `walk` finds the records of a chunk.
//! 2. `template` reads a template's definition; `system` and `payload` keep of it where what is.
//! 3. `instance` finds the values of one record; `value` types them.

mod bytes;
mod instance;
pub mod payload;
mod system;
mod template;
pub mod value;
mod walk;

pub use payload::{Payload, PayloadLayout};
pub use system::{System, SystemLayout};
pub use value::Value;
pub use walk::{Located, locate};

use foldhash::fast::RandomState;

/// The layouts of the templates of one chunk. A definition stands in its chunk and may differ from
/// chunk to chunk (it holds the computer's name), so nothing is kept from one chunk to the next.
#[derive(Default)]
pub struct Layouts {
    systems: Table<SystemLayout>,
    payloads: Table<PayloadLayout>,
    keys: RandomState,
}

impl Layouts {
    /// Begins a new chunk.
    pub fn clear(&mut self) {
        self.systems.clear();
        self.payloads.clear();
    }

    /// The layout of a payload, by the number that its `Payload` gives.
    pub fn payload(&self, number: usize) -> Option<&PayloadLayout> {
        self.payloads.rows.get(number)?.1.as_ref()
    }

    /// The layout of a record's system part, by the number that `System` gives.
    pub fn system(&self, number: usize) -> Option<&SystemLayout> {
        self.systems.rows.get(number)?.1.as_ref()
    }
}

/// Layouts by the offset of their definition in the chunk; `None` where the definition has a form
/// that only the slow lane reads. A chunk has a dozen, and neighbours mostly share one.
struct Table<T> {
    rows: Vec<(u32, Option<T>)>,
    last: usize,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            last: 0,
        }
    }
}

impl<T> Table<T> {
    fn clear(&mut self) {
        self.rows.clear();
        self.last = 0;
    }

    /// The number of the layout at `offset`, which `read` makes when it is met for the first time.
    fn number(&mut self, offset: u32, read: impl FnOnce() -> Option<T>) -> usize {
        if self.rows.get(self.last).is_none_or(|row| row.0 != offset) {
            let known = self.rows.iter().position(|row| row.0 == offset);
            self.last = known.unwrap_or_else(|| {
                self.rows.push((offset, read()));
                self.rows.len() - 1
            });
        }
        self.last
    }
}
