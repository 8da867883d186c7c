//! Records that no header counts: after the free-space offset of a chunk, or after the last record
//! that a stale header counts. Such a record is readable if the definitions of its templates can be
//! found. The chunk may have been reused since, so a definition must prove to be the one that the
//! record was written with: by its GUID, and by its names, each of which has a hash. A definition
//! that was overwritten may be found in another chunk under the same GUID, because a GUID has the
//! same content everywhere (measured: of 1378 GUIDs in real logs none has two contents).

use std::ops::Range;

use super::bytes::{u16_at, u32_at};
use super::instance::Instance;
use super::template::{self, Content, NAME_HEADER_BYTES, Visitor};

/// Offset of the GUID in a definition.
const GUID: usize = 4;
/// Range of the definition table in a chunk's header. Each entry is the offset of the first
/// definition of a linked list.
const DEFINITIONS: Range<usize> = 384..512;
/// The largest number of definitions that a chunk can hold: each takes at least 24 bytes.
const MAX_DEFINITIONS: usize = 65_536 / 24;

/// A definition that a record needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeededDefinition {
    /// The first four bytes of its GUID.
    pub number: u32,
    /// Its offset in the chunk, as the record has it.
    pub offset: u32,
}

impl NeededDefinition {
    /// Returns the definition of the instance at `range` of a chunk.
    pub fn of(chunk: &[u8], range: Range<usize>) -> Option<Self> {
        let instance = Instance::read(chunk, range.start, range.end)?;
        Some(Self {
            number: instance.number,
            offset: instance.definition,
        })
    }

    fn is_in_chunk(self, chunk: &[u8]) -> bool {
        u32_at(chunk, self.offset as usize + GUID) == Some(self.number)
            && has_own_names(chunk, self.offset)
    }
}

/// Remembers which definitions were checked in the current chunk. Its records share a few.
#[derive(Default)]
pub struct ProvenDefinitions(Vec<(NeededDefinition, bool)>);

impl ProvenDefinitions {
    /// Starts a new chunk.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether the chunk holds the definition at the offset that the record has.
    pub fn is_in_chunk(&mut self, needed: NeededDefinition, chunk: &[u8]) -> bool {
        let known = self.0.iter().find(|(known, _)| *known == needed);
        if let Some((_, is_in_chunk)) = known {
            return *is_in_chunk;
        }
        let is_in_chunk = needed.is_in_chunk(chunk);
        self.0.push((needed, is_in_chunk));
        is_in_chunk
    }
}

/// Whether the names of a definition are the ones that it was written with.
fn has_own_names(chunk: &[u8], offset: u32) -> bool {
    let Some(trace) = template::walk(chunk, offset, &mut AcceptAll) else {
        return false;
    };
    trace.names.iter().all(|(_, name)| {
        // A name is stored as link, hash, length in units, letters.
        let hash = name
            .start
            .checked_sub(NAME_HEADER_BYTES + 2)
            .and_then(|link| u16_at(chunk, link + 4));
        let letters = chunk.get(name.clone()).unwrap_or_default();
        hash == Some(hash_of(letters))
    })
}

/// The hash of a name (measured: all names of real logs match it).
fn hash_of(utf16: &[u8]) -> u16 {
    let units = utf16.as_chunks::<2>().0.iter();
    let hash = units.fold(0_u32, |hash, unit| {
        let unit = u32::from(u16::from_le_bytes(*unit));
        hash.wrapping_mul(65_599).wrapping_add(unit)
    });
    (hash & 0xffff) as u16
}

/// A visitor that accepts every definition.
struct AcceptAll;

impl Visitor for AcceptAll {
    fn open(&mut self, _: &[u8], _: Range<usize>, _: Option<u16>) -> Option<()> {
        Some(())
    }

    fn attribute(&mut self, _: &[u8], _: Range<usize>) -> Option<()> {
        Some(())
    }

    fn attributes_end(&mut self) {}

    fn content(&mut self, _: &[u8], _: Content) -> Option<()> {
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        Some(())
    }
}

/// The definitions that a chunk's header lists: the first four bytes of the GUID of each, and its
/// offset.
pub fn definitions(chunk: &[u8]) -> impl Iterator<Item = (u32, u32)> + '_ {
    let rows = chunk
        .get(DEFINITIONS)
        .unwrap_or_default()
        .as_chunks::<4>()
        .0;
    let rows = rows.iter().map(|row| u32::from_le_bytes(*row));
    let chains = rows.flat_map(move |first| {
        let is_there = |offset: &u32| *offset != 0;
        let next = move |offset: &u32| u32_at(chunk, *offset as usize).filter(is_there);
        std::iter::successors(Some(first).filter(is_there), next)
    });
    let numbered = chains.take(MAX_DEFINITIONS).map(|offset| {
        let number = u32_at(chunk, offset as usize + GUID)?;
        Some((number, offset))
    });
    numbered.flatten()
}
