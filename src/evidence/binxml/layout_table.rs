//! Layouts of templates, by where their definitions stand in the chunk at hand.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::definition::Definitions;
use super::template::Trace;

/// Above this many (hostile evidence may have another in each chunk) all layouts are forgotten.
const MOST_LAYOUTS: usize = 1024;

/// Layouts by the offset of their definition in the chunk; `None` where the definition has a form
/// that only the slow path reads. A chunk has a dozen, and neighbours mostly share one.
pub struct LayoutTable<T, U> {
    rows: Vec<(u32, Option<usize>)>,
    last: usize,
    /// Those of this chunk and of earlier ones.
    known: Vec<KnownLayout<T, U>>,
    numbers: HashMap<Arc<T>, usize, RandomState>,
    met: u64,
    definitions: Definitions,
}

/// A layout, and what was found of the instance before that had it.
pub struct KnownLayout<T, U> {
    /// A key that no other layout ever has.
    pub key: u64,
    /// The layout.
    pub layout: Arc<T>,
    /// Where its shape is kept.
    pub shape: usize,
    /// What more there is to know of that shape.
    pub usual: U,
}

impl<T, U> Default for LayoutTable<T, U> {
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

impl<T: Eq + Hash, U: Default> LayoutTable<T, U> {
    /// Begins a new chunk.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.last = 0;
        if self.known.len() > MOST_LAYOUTS {
            self.known.clear();
            self.numbers.clear();
            self.definitions.clear();
        }
    }

    /// The layout of the definition at `offset`, which `read` makes when it is met for the first time.
    pub fn at(
        &mut self,
        chunk: &[u8],
        offset: u32,
        read: impl FnOnce() -> Option<(T, Trace)>,
    ) -> Option<&mut KnownLayout<T, U>> {
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
    pub fn defined(
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
    pub fn adopt(&mut self, offset: u32, number: usize) {
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
        self.known.push(KnownLayout {
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
