//! Finds the layout of a template by the offset of its definition in the current chunk.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::definition::Definitions;
use crate::evidence::binxml::template::Trace;

/// All layouts are forgotten when there are more than this. Hostile evidence may have new ones in
/// each chunk.
const MAX_LAYOUTS: usize = 1024;

/// Layouts by the offset of their definition in the current chunk. An entry is `None` if only the
/// slow path can read the definition. A chunk has about a dozen definitions, and neighbouring
/// records usually share one.
pub(crate) struct LayoutTable<T, U> {
    rows: Vec<(u32, Option<usize>)>,
    /// The layouts of this chunk and of earlier ones.
    known: Vec<KnownLayout<T, U>>,
    numbers: HashMap<Arc<T>, usize, RandomState>,
    last_key: u64,
    definitions: Definitions,
}

/// A layout, and the shape of the last instance that used it.
pub(crate) struct KnownLayout<T, U> {
    /// Unique key of this layout, never reused.
    pub key: u64,
    /// The layout.
    pub layout: Arc<T>,
    /// Slot of its shape in `Shapes`.
    pub shape: usize,
    /// Further data that was derived from that shape.
    pub common_offsets: U,
}

impl<T, U> Default for LayoutTable<T, U> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            known: Vec::new(),
            numbers: HashMap::default(),
            last_key: 0,
            definitions: Definitions::default(),
        }
    }
}

impl<T: Eq + Hash, U: Default> LayoutTable<T, U> {
    /// Starts a new chunk.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        if self.known.len() > MAX_LAYOUTS {
            self.known.clear();
            self.numbers.clear();
            self.definitions.clear();
        }
    }

    /// Returns the layout of the definition at `offset`. Calls `read` if the definition is new.
    pub(crate) fn at(
        &mut self,
        chunk: &[u8],
        offset: u32,
        read: impl FnOnce() -> Option<(T, Trace)>,
    ) -> Option<&mut KnownLayout<T, U>> {
        let row = self.rows.iter().find(|row| row.0 == offset);
        let number = if let Some((_, number)) = row {
            *number
        } else {
            let number = self.defined(chunk, offset, read);
            self.rows.push((offset, number));
            number
        };
        self.known.get_mut(number?)
    }

    /// Returns the number of the layout of the definition at `offset`. Calls `read` if no equal
    /// definition was read before.
    pub(crate) fn defined(
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

    /// Uses the layout with this number for the definition at `offset` of the current chunk.
    pub(crate) fn adopt(&mut self, offset: u32, number: usize) {
        self.rows.retain(|row| row.0 != offset);
        self.rows.push((offset, Some(number)));
    }

    fn number(&mut self, layout: T) -> usize {
        if let Some(number) = self.numbers.get(&layout) {
            return *number;
        }
        let layout = Arc::new(layout);
        self.last_key += 1;
        self.known.push(KnownLayout {
            key: self.last_key,
            layout: Arc::clone(&layout),
            shape: 0,
            common_offsets: U::default(),
        });
        let number = self.known.len() - 1;
        self.numbers.insert(layout, number);
        number
    }
}
