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
//! 1. `walk` finds the records of a chunk that is not damaged.
//! 2. `template` reads a template's definition; `system` and `payload` keep of it where what is.
//! 3. `instance` finds the values of one record; `value` types them.
//! 4. `cut_off` takes from a damaged chunk what only padding says; `recovered` tells whether a record that
//!    no header counts still has its templates.

mod bytes;
pub mod cut_off;
mod definition;
mod instance;
pub mod payload;
pub mod recovered;
mod system;
mod template;
pub mod value;
mod walk;

pub use payload::{Payload, PayloadLayout, Unread};
pub use system::{System, SystemLayout};
pub use value::Value;
pub use walk::{CHUNK_HEADER, Located, last_counted, locate, next_record};

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;

use definition::Definitions;
use instance::Shapes;
use template::Trace;

/// What was learned of templates. A definition stands in its chunk and may differ from chunk to chunk
/// (it holds the computer's name), so each chunk's are looked at; those that say the same are one layout.
#[derive(Default)]
pub struct Layouts {
    systems: Table<SystemLayout, system::Usual>,
    payloads: Table<PayloadLayout, ()>,
    shapes: Shapes,
}

impl Layouts {
    /// Begins a new chunk.
    pub fn clear(&mut self) {
        self.systems.clear();
        self.payloads.clear();
    }
}

/// Above this many (hostile evidence may have another in each chunk) all layouts are forgotten.
const MOST_LAYOUTS: usize = 1024;

/// Layouts by the offset of their definition in the chunk; `None` where the definition has a form
/// that only the slow lane reads. A chunk has a dozen, and neighbours mostly share one.
struct Table<T, U> {
    rows: Vec<(u32, Option<usize>)>,
    last: usize,
    /// Those of this chunk and of earlier ones.
    known: Vec<Known<T, U>>,
    numbers: HashMap<Arc<T>, usize, RandomState>,
    met: u64,
    definitions: Definitions,
}

/// A layout, and what was found of the instance before that had it.
struct Known<T, U> {
    /// A key that no other layout ever has.
    key: u64,
    layout: Arc<T>,
    /// Where its shape is kept.
    shape: usize,
    /// What more there is to know of that shape.
    usual: U,
}

impl<T, U> Default for Table<T, U> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            last: 0,
            known: Vec::new(),
            numbers: HashMap::default(),
            met: 0,
            definitions: Definitions::default(),
        }
    }
}

impl<T: Eq + Hash, U: Default> Table<T, U> {
    fn clear(&mut self) {
        self.rows.clear();
        self.last = 0;
        if self.known.len() > MOST_LAYOUTS {
            self.known.clear();
            self.numbers.clear();
            self.definitions.clear();
        }
    }

    /// The layout of the definition at `offset`, which `read` makes when it is met for the first time.
    fn at(
        &mut self,
        chunk: &[u8],
        offset: u32,
        read: impl FnOnce() -> Option<(T, Trace)>,
    ) -> Option<&mut Known<T, U>> {
        if self.rows.get(self.last).is_none_or(|row| row.0 != offset) {
            let row = self.rows.iter().position(|row| row.0 == offset);
            self.last = row.unwrap_or_else(|| {
                let number = self.defined(chunk, offset, read);
                self.rows.push((offset, number));
                self.rows.len() - 1
            });
        }
        let number = self.rows.get(self.last)?.1?;
        self.known.get_mut(number)
    }

    /// The number of the layout of a definition, which `read` makes when none like it was read before.
    fn defined(
        &mut self,
        chunk: &[u8],
        offset: u32,
        read: impl FnOnce() -> Option<(T, Trace)>,
    ) -> Option<usize> {
        let known = self.definitions.find(chunk, offset);
        known.or_else(|| {
            let (layout, trace) = read()?;
            let number = self.number(layout);
            self.definitions.keep(chunk, offset, &trace, number);
            Some(number)
        })
    }

    /// Lets the layout of this number be that of the definition at `offset` of the chunk.
    fn adopt(&mut self, offset: u32, number: usize) {
        self.rows.retain(|row| row.0 != offset);
        self.rows.push((offset, Some(number)));
        self.last = 0;
    }

    fn number(&mut self, layout: T) -> usize {
        if let Some(number) = self.numbers.get(&layout) {
            return *number;
        }
        let layout = Arc::new(layout);
        self.met += 1;
        self.known.push(Known {
            key: self.met,
            layout: Arc::clone(&layout),
            shape: 0,
            usual: U::default(),
        });
        let number = self.known.len() - 1;
        self.numbers.insert(layout, number);
        number
    }
}
