//! Recognises a template definition that was already read in another chunk. Two definitions are
//! equal if all their bytes except the offsets in them are equal, and if the names at those offsets
//! are equal.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::evidence::binxml::bytes::{u16_at, u32_at};
use crate::evidence::binxml::template::{NAME_HEADER_BYTES, Trace};

/// Size in bytes of the field before a definition's GUID: the offset of the next definition.
const NEXT_OFFSET_BYTES: usize = 4;
/// Size in bytes of a definition's GUID and size fields.
const KEY_BYTES: usize = 20;
/// How many definitions to keep for one GUID and size. Variants differ in which names they contain
/// and which they refer to.
const MAX_VARIANTS: usize = 8;
/// The cache is cleared when it exceeds this many bytes, so that hostile evidence cannot fill
/// memory.
const MAX_BYTES: usize = 1 << 20;

/// A name that a definition contains or refers to.
struct Name {
    /// Position of the name's offset field, counted from the definition's GUID.
    position: usize,
    /// Whether the name itself follows the offset field.
    is_inside: bool,
    /// Range of the name in `texts`.
    text: Range<usize>,
    /// An earlier offset field that refers to the same name. If both offsets are still equal, the
    /// names need not be compared.
    same_offset_as: Option<usize>,
}

struct KnownDefinition {
    bytes: Vec<u8>,
    /// Zero where `bytes` may differ, 0xff elsewhere.
    mask: Vec<u8>,
    names: Vec<Name>,
    texts: Vec<u8>,
    layout: usize,
}

/// The definitions read so far.
#[derive(Default)]
pub(crate) struct Definitions {
    known: HashMap<[u8; KEY_BYTES], Vec<KnownDefinition>, RandomState>,
    kept: usize,
}

impl Definitions {
    /// Forgets all definitions.
    pub(crate) fn clear(&mut self) {
        self.known.clear();
        self.kept = 0;
    }

    /// Returns the layout of the definition at `offset`, if an equal one was read before.
    pub(crate) fn find(&self, chunk: &[u8], offset: u32) -> Option<usize> {
        let begin = offset as usize + NEXT_OFFSET_BYTES;
        let variants = self
            .known
            .get(chunk.get(begin..)?.first_chunk::<KEY_BYTES>()?)?;
        let found = variants.iter().find(|known| known.matches_at(chunk, begin));
        found.map(|known| known.layout)
    }

    /// Remembers the definition that was read at `offset`.
    pub(crate) fn keep(
        &mut self,
        chunk: &[u8],
        offset: u32,
        trace: &Trace,
        layout: usize,
    ) -> Option<()> {
        let begin = offset as usize + NEXT_OFFSET_BYTES;
        let key = chunk.get(begin..)?.first_chunk::<KEY_BYTES>()?;
        let size = KEY_BYTES + u32_at(chunk, begin + KEY_BYTES - 4)? as usize;
        // Everything that was read must be part of the comparison.
        if trace.end > begin + size {
            return None;
        }
        let bytes = chunk.get(begin..begin + size)?.to_vec();
        let mut known = KnownDefinition {
            mask: vec![0xff; bytes.len()],
            bytes,
            names: Vec::with_capacity(trace.names.len()),
            texts: Vec::new(),
            layout,
        };
        for (position, text) in &trace.names {
            let start = known.texts.len();
            known.texts.extend_from_slice(chunk.get(text.clone())?);
            let offset_of = |position: usize| u32_at(chunk, begin + position);
            let relative = position.checked_sub(begin)?;
            let name = Name {
                position: relative,
                is_inside: offset_of(relative)? as usize == position + 4,
                text: start..known.texts.len(),
                same_offset_as: (known.names.iter().map(|name| name.position))
                    .find(|&earlier| offset_of(earlier) == offset_of(relative)),
            };
            // Where the name follows, a link to the next name with the same hash follows the
            // offset.
            let varying = relative..relative + if name.is_inside { 8 } else { 4 };
            known.mask.get_mut(varying)?.fill(0);
            known.names.push(name);
        }
        let size = size_of::<KnownDefinition>()
            + 2 * known.bytes.len()
            + known.texts.len()
            + known.names.len() * size_of::<Name>();
        if self.kept + size > MAX_BYTES {
            self.clear();
        }
        self.kept += size;
        let variants = self.known.entry(*key).or_default();
        if variants.len() >= MAX_VARIANTS {
            variants.remove(0);
        }
        variants.push(known);
        Some(())
    }
}

impl KnownDefinition {
    /// Whether the definition at `begin` equals this one.
    fn matches_at(&self, chunk: &[u8], begin: usize) -> bool {
        let Some(candidate) = chunk.get(begin..begin + self.bytes.len()) else {
            return false;
        };
        let pairs = self.bytes.iter().zip(candidate).zip(&self.mask);
        // No early exit, so that the compiler can compare many bytes at a time.
        let difference = pairs.fold(0, |all, ((a, b), mask)| all | ((a ^ b) & mask));
        difference == 0
            && self
                .names
                .iter()
                .all(|name| self.name_matches_at(name, chunk, begin))
    }

    fn name_matches_at(&self, name: &Name, chunk: &[u8], begin: usize) -> bool {
        let offset_of =
            |position: usize| u32_at(chunk, begin + position).map(|offset| offset as usize);
        let Some(offset) = offset_of(name.position) else {
            return false;
        };
        let is_inside = offset == begin + name.position + 4;
        if is_inside || name.is_inside {
            // The letters were already compared with the other bytes.
            return is_inside && name.is_inside;
        }
        if name
            .same_offset_as
            .is_some_and(|same_offset_as| offset_of(same_offset_as) == Some(offset))
        {
            return true;
        }
        let known = self.texts.get(name.text.clone());
        let text = u16_at(chunk, offset + NAME_HEADER_BYTES).and_then(|units| {
            let start = offset + NAME_HEADER_BYTES + 2;
            chunk.get(start..start + 2 * usize::from(units))
        });
        text.is_some() && text == known
    }
}
